"""The forms of salespeople, teams, users and the company."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from liaison.accounts.models import Organization, Reach, Role, Salesperson, Team, User
from liaison.files.content import sniff
from liaison.interactions.template_rules import CONTACT_LANGUAGES
from liaison.kit.text import Words
from liaison.kit.versions import version_of
from liaison.letters.rendering import MOST_LOGO_BYTES, can_be_drawn
from liaison.web.setup.forms.base import MAX_TITLE, SetUpForm, Shown, code_field, version_field
from liaison.web.setup.language_names import language_name
from liaison.web.shell.context import LANGUAGES

NO_TEAM = pgettext_lazy("team", "None")
NOBODY = pgettext_lazy("salesperson", "None")


class TeamForm(SetUpForm):
    """A team; its code is given once."""

    version = version_field()
    code = code_field()
    name = forms.CharField(label=_("Name"), max_length=MAX_TITLE)
    active = forms.BooleanField(label=_("Active"), required=False, initial=True)

    def __init__(self, *args: Any, team: Team | None = None, **kwargs: Any) -> None:
        if team is not None:
            kwargs["initial"] = {"version": version_of(team), "name": team.name, "active": team.active}
        super().__init__(*args, **kwargs)
        del self.fields["code" if team is not None else "active"]


class SalespersonForm(SetUpForm):
    """An employee who is responsible for interactions."""

    version = version_field()
    code = code_field()
    name = forms.CharField(label=_("Name"), max_length=MAX_TITLE)
    job_title = forms.CharField(label=_("Job title"), max_length=MAX_TITLE, required=False)
    email = forms.EmailField(
        label=_("E-mail"), required=False, help_text=_("Answers to letters and e-mails go there.")
    )
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    team = forms.ChoiceField(label=_("Team"), required=False)
    privacy_blocked = forms.BooleanField(label=_("Privacy blocked"), required=False)
    active = forms.BooleanField(label=_("Active"), required=False, initial=True)

    def __init__(
        self, *args: Any, teams: Sequence[Team], salesperson: Salesperson | None = None, **kwargs: Any
    ) -> None:
        names = ("name", "job_title", "email", "phone", "privacy_blocked", "active")
        if salesperson is not None:
            kwargs["initial"] = {
                "version": version_of(salesperson),
                **{name: getattr(salesperson, name) for name in names},
                "team": salesperson.team.code if salesperson.team else "",
            }
        super().__init__(*args, **kwargs)
        self.teams = {team.code: team for team in teams}
        self.fields["team"].choices = [  # type: ignore[attr-defined]
            ("", NO_TEAM),
            *((team.code, team.name) for team in teams),
        ]
        if salesperson is not None:
            del self.fields["code"]
        else:
            del self.fields["active"], self.fields["privacy_blocked"]

    @property
    def changes(self) -> dict[str, Any]:
        """What was typed, as the verbs take it."""
        others = {"version", "code", "team"}
        given = {name: value for name, value in self.cleaned_data.items() if name not in others}
        return {**given, "team": self.teams.get(self.cleaned_data["team"])}


class UserForm(SetUpForm):
    """Somebody who signs in: what for, and what they see (R-INT-195, 198)."""

    version = version_field()
    username = forms.CharField(
        label=_("User name"),
        max_length=150,
        widget=forms.TextInput(
            attrs={"autocapitalize": "none", "autocomplete": "off", "spellcheck": "false"}
        ),
    )
    name = forms.CharField(label=_("Full name"), max_length=MAX_TITLE, required=False)
    email = forms.EmailField(label=_("E-mail"), required=False)
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, initial=Role.SALESPERSON)
    reach = forms.ChoiceField(label=_("Sees"), choices=Reach.choices, initial=Reach.ALL)
    salesperson = forms.ChoiceField(
        label=_("Salesperson"),
        required=False,
        help_text=_(
            "Responsible for what this user records. Without one it is the salesperson of the contact, or"
            " it is asked each time."
        ),
    )
    language = forms.ChoiceField(label=_("Language"), initial=settings.LANGUAGE_CODE)
    password = forms.CharField(
        label=_("Password"),
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 10 characters. Without one nobody can sign in yet."),
    )

    def __init__(
        self, *args: Any, salespeople: Sequence[Salesperson], user: User | None = None, **kwargs: Any
    ) -> None:
        names = ("name", "email", "role", "reach")
        if user is not None:
            kwargs["initial"] = {
                "version": version_of(user),
                **{name: getattr(user, name) for name in names},
                "language": user.language.partition("-")[0],
                "salesperson": user.salesperson.code if user.salesperson else "",
            }
        super().__init__(*args, **kwargs)
        self.salespeople = {one.code: one for one in salespeople}
        self.fields["salesperson"].choices = [  # type: ignore[attr-defined]
            ("", NOBODY),
            *((one.code, f"{one.code} · {one.name}") for one in salespeople),
        ]
        self.fields["language"].choices = [(code, LANGUAGES[code]) for code, _name in settings.LANGUAGES]  # type: ignore[attr-defined]
        if user is not None:
            del self.fields["username"]
            self.fields["password"].help_text = _("Leave empty to keep the one there is.")

    @property
    def changes(self) -> dict[str, Any]:
        """What was typed, as the verbs take it, without name of user and password."""
        given = self.cleaned_data
        return {
            "name": given["name"],
            "email": given["email"],
            "role": Role(given["role"]),
            "reach": Reach(given["reach"]),
            "salesperson": self.salespeople.get(given["salesperson"]),
            "language": given["language"],
        }


class OrganizationForm(SetUpForm):
    """The company as its letters name it."""

    version = version_field()
    name = forms.CharField(label=_("Name"), max_length=MAX_TITLE, required=False)
    name_2 = forms.CharField(label=_("Name 2"), max_length=MAX_TITLE, required=False)
    address = forms.CharField(label=_("Address"), max_length=MAX_TITLE, required=False)
    address_2 = forms.CharField(label=_("Address 2"), max_length=MAX_TITLE, required=False)
    post_code = forms.CharField(label=_("Post code"), max_length=20, required=False)
    city = forms.CharField(label=_("City"), max_length=MAX_TITLE, required=False)
    region = forms.CharField(label=_("Region"), max_length=MAX_TITLE, required=False)
    country = forms.CharField(
        label=_("Country"), min_length=2, max_length=2, help_text=_("Two letters, such as CH.")
    )
    language = forms.ChoiceField(
        label=_("Language of letters"), choices=[(code, language_name(code)) for code in CONTACT_LANGUAGES]
    )
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    fax = forms.CharField(label=_("Fax"), max_length=40, required=False)
    email = forms.EmailField(label=_("E-mail"), required=False)
    home_page = forms.CharField(label=_("Web site"), max_length=MAX_TITLE, required=False)
    vat_no = forms.CharField(label=_("VAT number"), max_length=20, required=False)
    registration_no = forms.CharField(label=_("Company register number"), max_length=50, required=False)
    bank_name = forms.CharField(label=_("Bank"), max_length=MAX_TITLE, required=False)
    bank_branch = forms.CharField(label=_("Bank branch"), max_length=MAX_TITLE, required=False)
    giro_no = forms.CharField(label=_("Postal account"), max_length=20, required=False)
    iban = forms.CharField(label=_("IBAN"), max_length=40, required=False)
    swift = forms.CharField(label=_("SWIFT code"), max_length=20, required=False)
    logo = forms.FileField(label=_("Logo"), required=False, help_text=_("PNG or JPEG, at most 1 MB."))
    remove_logo = forms.BooleanField(label=_("Remove the logo"), required=False)

    cards: ClassVar[tuple[tuple[Words, tuple[str, ...]], ...]] = (
        (
            _("Name and address"),
            ("name", "name_2", "address", "address_2", "post_code", "city", "region", "country"),
        ),
        (_("How to reach us"), ("phone", "fax", "email", "home_page", "language")),
        (
            _("Numbers and bank"),
            ("vat_no", "registration_no", "bank_name", "bank_branch", "iban", "swift", "giro_no"),
        ),
        (_("Logo"), ("logo", "remove_logo")),
    )

    def __init__(
        self, organization: Organization, data: Any = None, files: MultiValueDict[str, Any] | None = None
    ) -> None:
        own = {
            name: getattr(organization, name)
            for name in self.base_fields
            if name not in {"version", "logo", "remove_logo"}
        }
        super().__init__(data, files, initial={"version": version_of(organization), **own})
        if organization.logo is None:
            del self.fields["remove_logo"]

    def clean_logo(self) -> Any:
        """A picture that letters and mail programs can show."""
        logo = self.cleaned_data["logo"]
        if logo and not self._is_picture(logo):
            raise forms.ValidationError(_("Choose a PNG or JPEG picture of at most 1 MB."))
        return logo

    @staticmethod
    def _is_picture(logo: UploadedFile[Any]) -> bool:
        if (logo.size or 0) > MOST_LOGO_BYTES or sniff(logo) not in {"image/png", "image/jpeg"}:
            return False
        logo.seek(0)
        try:
            return can_be_drawn(logo.read())
        finally:
            logo.seek(0)

    @property
    def shown_cards(self) -> list[tuple[Words, list[Shown]]]:
        """The fields by card."""
        return [(title, self.part(names)) for title, names in self.cards]

    @property
    def changes(self) -> dict[str, Any]:
        """The words typed, as the verb takes them."""
        others = {"version", "logo", "remove_logo"}
        given = {name: value for name, value in self.cleaned_data.items() if name not in others}
        return {**given, "country": given["country"].upper()}
