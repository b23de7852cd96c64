"""The forms of contacts: what a person types, turned into the fields of the verb."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from django import forms
from django.forms import BoundField
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from liaison.accounts.models import User
from liaison.accounts.queries import salespeople
from liaison.contacts.fields import (
    EMAIL_KINDS,
    PHONE_KINDS,
    TEXT_LIMITS,
    AddressFields,
    ContactFields,
    EmailFields,
    PhoneFields,
    RangeFields,
)
from liaison.contacts.models import (
    AlternativeAddress,
    Contact,
    ContactType,
    CorrespondenceType,
    EmailKind,
    PhoneKind,
)
from liaison.contacts.queries import all_codes, contacts_by_no, find_contacts, salutations
from liaison.interactions.queries.set_up import languages_of_contacts
from liaison.kit.text import Words
from liaison.web.contacts.words import language_name
from liaison.web.shell.codes import described
from liaison.web.shell.inputs import DayField, Picker

LINES = 4
"""Numbers and addresses that the form has room for at least."""
NOTHING = {
    "language": pgettext_lazy("language", "None"),
    "salutation": pgettext_lazy("salutation", "None"),
    "organizational_level": pgettext_lazy("organizational level", "None"),
    "territory": pgettext_lazy("territory", "None"),
    "salesperson": pgettext_lazy("salesperson", "None"),
}
"""No language, no salutation …: in most languages each has its own form."""
STEMS = {"phones": "phone", "phone": "phone", "mobile_phone": "phone", "emails": "email", "email": "email"}
"""Under which lines of the form the words of a rule belong."""
PERSON_ONLY = (
    "first_name", "middle_name", "surname", "initials", "job_title", "company", "organizational_level",
    "minor", "parental_consent",
)  # fmt: skip
FLAGS = ("exclude_from_segment", "privacy_blocked", "minor", "parental_consent")
COMPANY_ONLY = ("name", "vat_no")
SELDOM = ("no", "initials", "search_name", "external_id")


def _text(label: Any, name: str, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=TEXT_LIMITS.get(name, 255), required=False, **more)


class ContactForm(forms.Form):
    """A company or a person, whole; `version` is what the person saw."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    first_name = _text(_("First name"), "first_name")
    middle_name = _text(_("Middle name"), "middle_name")
    surname = _text(_("Surname"), "surname")
    job_title = _text(_("Job title"), "job_title")
    company = forms.CharField(label=_("Company"), required=False)
    name = _text(_("Name"), "name")
    name_2 = _text(_("Name 2"), "name_2")
    address = _text(_("Address"), "address")
    address_2 = _text(_("Address 2"), "address_2")
    post_code = _text(_("Post code"), "post_code")
    city = _text(_("City"), "city")
    region = _text(_("Region"), "region")
    country = forms.CharField(
        label=_("Country"), max_length=2, required=False, help_text=_("Two letters, such as CH.")
    )
    home_page = _text(_("Web site"), "home_page")
    language = forms.ChoiceField(label=_("Language"), required=False)
    salutation = forms.ChoiceField(label=_("Salutation"), required=False)
    salesperson = forms.ChoiceField(label=_("Salesperson"), required=False)
    correspondence_type = forms.ChoiceField(
        label=_("Correspondence type"), choices=CorrespondenceType.choices, required=False
    )
    organizational_level = forms.ChoiceField(label=_("Organizational level"), required=False)
    territory = forms.ChoiceField(label=_("Territory"), required=False)
    vat_no = _text(_("VAT number"), "vat_no")
    exclude_from_segment = forms.BooleanField(
        label=_("Exclude from segments"),
        required=False,
        help_text=_("Mailings pass this contact over unless somebody asks for it."),
    )
    privacy_blocked = forms.BooleanField(label=_("Privacy blocked"), required=False)
    minor = forms.BooleanField(
        label=_("Minor"),
        required=False,
        help_text=_("Blocked; once the parents consent, clear the block as well."),
    )
    parental_consent = forms.BooleanField(label=_("Parental consent received"), required=False)
    notes = forms.CharField(label=_("Notes"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    no = forms.CharField(
        label=_("Number"), max_length=20, required=False, help_text=_("Empty: the next number.")
    )
    initials = _text(_("Initials"), "initials")
    search_name = _text(_("Search name"), "search_name")
    external_id = _text(_("External number"), "external_id")

    def __init__(
        self, *args: Any, viewer: User, before: ContactFields, version: int | None = None, **kwargs: Any
    ) -> None:
        """Of a new contact, which has no `version` yet, the number may be chosen (R-CON-3)."""
        self.viewer, self.before = viewer, before
        self.places = range(max(LINES, len(before.phones) + 1, len(before.emails) + 1))
        kwargs["initial"] = {**_initial(before), "version": version, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        for name in COMPANY_ONLY if before.type == ContactType.PERSON else PERSON_ONLY:
            del self.fields[name]
        if version is not None:
            del self.fields["no"]
        if "company" in self.fields:
            self.fields["company"].widget = Picker(
                reverse_lazy("companies"), self._company_text, attrs={"class": "input"}
            )
        self._choose()
        self._add_lines()

    def _company_text(self, no: str) -> str:
        found = contacts_by_no(self.viewer, [no]).get(no.upper())
        return found.name if found is not None else no

    def _choose(self) -> None:
        """The choices of the moment, with what stands there even if it is no longer offered."""
        languages = dict.fromkeys(
            [*languages_of_contacts(self.viewer), *([self.before.language] if self.before.language else [])]
        )
        self._offer("language", ((code, language_name(code)) for code in languages if code))
        held = self.before
        self._offer(
            "salutation",
            (
                (one.code, described(one))
                for one in salutations(self.viewer, active=None)
                if one.active or one.code == held.salutation
            ),
        )
        offered = all_codes(self.viewer)
        for key in ("organizational_level", "territory"):
            if key in self.fields:
                code = getattr(held, key)
                self._offer(
                    key,
                    ((row.code, described(row)) for row in offered[key] if row.active or row.code == code),
                )
        self._offer(
            "salesperson",
            (
                (str(one.pk), one.name)
                for one in salespeople(self.viewer, active=None)
                if one.active or one.pk == held.salesperson
            ),
        )

    def _offer(self, name: str, pairs: Iterable[tuple[str, Words]]) -> None:
        self.fields[name].choices = [("", NOTHING[name]), *pairs]  # type: ignore[attr-defined]

    def _add_lines(self) -> None:
        """Room for several numbers and addresses, each with what it is for."""
        for place in self.places:
            phone = self.before.phones[place] if place < len(self.before.phones) else PhoneFields("", "phone")
            email = self.before.emails[place] if place < len(self.before.emails) else EmailFields("", "work")
            self.fields[f"phone_{place}"] = forms.CharField(
                label=_("Phone"), max_length=60, required=False, initial=phone.number,
                widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
            )  # fmt: skip
            self.fields[f"phone_kind_{place}"] = forms.ChoiceField(
                label=_("Type"), choices=PhoneKind.choices, required=False, initial=phone.kind
            )
            self.fields[f"email_{place}"] = forms.CharField(
                label=_("E-mail"), max_length=255, required=False, initial=email.address,
                widget=forms.TextInput(attrs={"type": "email", "autocomplete": "off"}),
            )  # fmt: skip
            self.fields[f"email_kind_{place}"] = forms.ChoiceField(
                label=_("Type"), choices=EmailKind.choices, required=False, initial=email.kind
            )

    def phone_lines(self) -> Iterator[tuple[BoundField, BoundField]]:
        """The numbers with their kinds: those there are, and a free line at least."""
        return self._lines("phone", len(self.before.phones))

    def email_lines(self) -> Iterator[tuple[BoundField, BoundField]]:
        """The addresses with their kinds: those there are, and a free line at least."""
        return self._lines("email", len(self.before.emails))

    def _lines(self, name: str, filled: int) -> Iterator[tuple[BoundField, BoundField]]:
        for place in self.places[: filled + 2]:
            yield self[f"{name}_{place}"], self[f"{name}_kind_{place}"]

    def plain(self) -> list[BoundField]:
        """The fields after the name, in the order of the form."""
        names = (
            "address", "address_2", "post_code", "city", "region", "country", "home_page", "language",
            "salutation", "organizational_level", "territory", "salesperson", "correspondence_type",
            "vat_no",
        )  # fmt: skip
        return [self[name] for name in names if name in self.fields]

    def seldom(self) -> list[BoundField]:
        """The fields behind the fold."""
        return [self[name] for name in SELDOM if name in self.fields]

    @property
    def open(self) -> bool:
        """Whether the fold is open: something there is wrong."""
        return any(one.errors for one in self.seldom())

    def clean_company(self) -> int | None:
        """The company by its number, or the only one that holds what was typed, not guessed (R-CON-245)."""
        typed = self.cleaned_data["company"].strip()
        if not typed:
            return None
        found = contacts_by_no(self.viewer, [typed]).get(typed.upper())
        if found is not None and found.is_company:
            return found.pk
        hits = find_contacts(self.viewer, typed, kind=ContactType.COMPANY, limit=2)
        like = [one for one in hits if not one.guessed]
        same = [one for one in like if one.name.casefold() == typed.casefold()] or like
        if len(same) != 1:
            raise forms.ValidationError(_("Choose a company that exists."))
        return same[0].id

    def contact_fields(self) -> ContactFields:
        """What was typed, over what stood there."""
        given = self.cleaned_data
        names = [name for name in TEXT_LIMITS if name in self.fields and name != "salutation"]
        flags = [name for name in FLAGS if name in self.fields]
        changed = {name: given[name] for name in (*names, *flags, "notes")}
        return replace(
            self.before,
            **changed,
            company=given.get("company") if "company" in self.fields else self.before.company,
            salutation=given["salutation"],
            salesperson=int(given["salesperson"]) if given["salesperson"] else None,
            correspondence_type=given["correspondence_type"] or CorrespondenceType.NONE,
            phones=tuple(self._phones()),
            emails=tuple(self._emails()),
        )

    def _phones(self) -> Iterator[PhoneFields]:
        for place in self.places:
            if number := self.cleaned_data[f"phone_{place}"].strip():
                kind = self.cleaned_data[f"phone_kind_{place}"]
                yield PhoneFields(number, kind if kind in PHONE_KINDS else "phone")

    def _emails(self) -> Iterator[EmailFields]:
        for place in self.places:
            if address := self.cleaned_data[f"email_{place}"].strip():
                kind = self.cleaned_data[f"email_kind_{place}"]
                yield EmailFields(address, kind if kind in EMAIL_KINDS else "work")

    def refuse(self, field: str | None, message: str) -> None:
        """Put the words of a rule beside what was typed wrong.

        A rule counts the numbers and addresses that were given (`emails.1`), so the empty lines of the
        form are passed over.
        """
        name, _dot, place = (field or "").partition(".")
        stem = STEMS.get(name, "")
        if stem:
            typed = [line for line in self.places if self.data.get(f"{stem}_{line}", "").strip()]
            given = int(place) if place.isdigit() else 0
            field = f"{stem}_{typed[min(given, len(typed) - 1)] if typed else 0}"
        if field == "name" and "name" not in self.fields:
            field = "surname"
        self.add_error(field if field in self.fields else None, message)


def _initial(before: ContactFields) -> dict[str, Any]:
    names = [name for name in TEXT_LIMITS if hasattr(before, name)]
    initial: dict[str, Any] = {name: getattr(before, name) for name in (*names, *FLAGS, "notes")}
    initial["correspondence_type"] = before.correspondence_type
    initial["salesperson"] = str(before.salesperson or "")
    return initial


class AddressForm(forms.Form):
    """An alternative address with the periods in which it holds; `version` is what the person saw."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    code = forms.CharField(label=_("Code"), max_length=20)
    company_name = forms.CharField(label=_("Company name"), max_length=255, required=False)
    address = forms.CharField(label=_("Address"), max_length=255, required=False)
    address_2 = forms.CharField(label=_("Address 2"), max_length=255, required=False)
    post_code = forms.CharField(label=_("Post code"), max_length=20, required=False)
    city = forms.CharField(label=_("City"), max_length=255, required=False)
    region = forms.CharField(label=_("Region"), max_length=255, required=False)
    country = forms.CharField(label=_("Country"), max_length=2, required=False)
    phone = forms.CharField(label=_("Phone"), max_length=60, required=False)
    mobile_phone = forms.CharField(label=_("Mobile"), max_length=60, required=False)
    email = forms.CharField(label=_("E-mail"), max_length=255, required=False)

    def __init__(self, *args: Any, address: AlternativeAddress | None = None, **kwargs: Any) -> None:
        ranges = list(address.ranges.all()) if address is not None else []
        if address is not None:
            kwargs["initial"] = {name: getattr(address, name) for name in self.base_fields}
        super().__init__(*args, **kwargs)
        self.places = range(len(ranges) + 1)
        for place in self.places:
            start, end = (
                (ranges[place].starting_date, ranges[place].ending_date)
                if place < len(ranges)
                else (None, None)
            )
            self.fields[f"starting_date_{place}"] = DayField(
                label=_("Starting date"), required=False, initial=start
            )
            self.fields[f"ending_date_{place}"] = DayField(
                label=_("Ending date"), required=False, initial=end
            )

    def plain(self) -> list[BoundField]:
        """The address itself."""
        return [self[name] for name in self.base_fields if name != "version"]

    def periods(self) -> list[tuple[BoundField, BoundField]]:
        """Beginning and end of each period there is, and of a further one."""
        return [(self[f"starting_date_{place}"], self[f"ending_date_{place}"]) for place in self.places]

    def clean(self) -> dict[str, Any]:
        """An ending needs a beginning."""
        given = dict(super().clean() or self.cleaned_data)
        for place in self.places:
            start = f"starting_date_{place}"
            if given.get(f"ending_date_{place}") and start in given and not given[start]:
                self.add_error(start, _("Enter the date."))
        return given

    def address_fields(self) -> AddressFields:
        """What was typed; a period without dates is none."""
        given = self.cleaned_data
        return AddressFields(
            **{name: given[name] for name in self.base_fields if name != "version"},
            ranges=tuple(
                RangeFields(given[f"starting_date_{place}"], given[f"ending_date_{place}"])
                for place in self._typed()
            ),
        )

    def _typed(self) -> list[int]:
        """Where a period was given."""
        return [place for place in self.places if self.data.get(f"starting_date_{place}", "").strip()]

    def refuse(self, field: str | None, message: str) -> None:
        """Put the words of a rule beside what was typed wrong; a rule counts the periods that were given."""
        stem, _dot, rest = (field or "").partition(".")
        if stem == "ranges":
            place, _dot, name = rest.partition(".")
            field = f"{name}_{self._typed()[int(place)]}"
        self.add_error(field if field in self.fields else None, message)


class UploadForm(forms.Form):
    """A file with contacts."""

    file = forms.FileField(label=_("File"), help_text=_("CSV, Excel (XLSX) or vCard, at most 50 MB."))
    kind = forms.ChoiceField(
        label=_("Lines that do not show what they are"),
        required=False,
        choices=[("", _("Decide by the name")), *ContactType.choices],
    )


def new_fields(kind: ContactType, company: Contact | None) -> ContactFields:
    """The beginning of a new contact, with the company's address for its people.

    What the company has but may be given to nobody new is not taken over (R-CON-38, R-CON-76).
    """
    if company is None:
        return ContactFields(type=kind)
    territory, salesperson = company.territory, company.salesperson
    return ContactFields(
        type=kind,
        company=company.pk,
        address=company.address,
        address_2=company.address_2,
        post_code=company.post_code,
        city=company.city,
        region=company.region,
        country=company.country,
        language=company.language,
        salesperson=salesperson.pk if salesperson is not None and not salesperson.privacy_blocked else None,
        territory=territory.code if territory is not None and territory.active else "",
    )
