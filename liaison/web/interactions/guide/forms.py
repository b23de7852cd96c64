"""The forms of the guide's steps: each reads its fields into the draft and shows what is proposed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.templatetags.static import static
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from liaison.accounts.models import User
from liaison.contacts.models import CorrespondenceType
from liaison.interactions.draft import Values
from liaison.interactions.models import InformationFlow, InitiatedBy, Visibility
from liaison.interactions.queries.guide import OfferedAddress, Proposal, for_contact
from liaison.interactions.queries.look_up import contact_facts, template_facts
from liaison.interactions.rules import MAX_TITLE
from liaison.interactions.switching import switch_language, switch_template
from liaison.kit.clock import local_date, now
from liaison.kit.text import Words
from liaison.web.interactions.campaigning import CampaignForm
from liaison.web.interactions.filters import salesperson_choices
from liaison.web.interactions.lookups import meant_contact
from liaison.web.interactions.participants import TypedPerson, given_people
from liaison.web.shell.inputs import AmountField, MinutesField, MomentField, Picker, offer

FLOWS = [(InformationFlow.OUTBOUND, _("Outbound")), (InformationFlow.INBOUND, _("Inbound"))]
SIDES = [(InitiatedBy.US, _("Us")), (InitiatedBy.THEM, _("Them"))]


class StepForm(forms.Form):
    """A step: `values` is the draft so far, `proposal` what is proposed for it."""

    typing = False
    """Whether somebody is still writing: the form saves itself."""
    comment = forms.CharField(
        label=_("Comment"), required=False, strip=True, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(
        self, data: Any = None, files: Any = None, *, viewer: User, values: Values, proposal: Proposal,
        locked: frozenset[str] = frozenset(),
    ) -> None:  # fmt: skip
        self.viewer, self.values, self.proposal, self.locked = viewer, values, proposal, locked
        super().__init__(data, files, initial=self.initial_of(values, proposal))

    def initial_of(self, values: Values, proposal: Proposal) -> dict[str, Any]:  # noqa: ARG002 - steps use it
        """What the step shows before anything is typed into it."""
        return {"comment": self._comment}

    @property
    def _comment(self) -> str:
        """The comments so far, as the step shows them."""
        return "\n\n".join(self.values.comments)

    def given(self) -> Mapping[str, Any]:
        """The valid fields that were sent; what is wrong or was not asked is not among them."""
        self.is_valid()
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if not self.fields[name].widget.value_omitted_from_data(
                self.data, self.files, self.add_prefix(name)
            )
        }

    def apply(self) -> Values:
        """The draft with what this step says, as far as it can be read."""
        given = self.given()
        comments = self.values.comments
        if "comment" in given and not _same(given["comment"], self._comment):
            comments = (given["comment"],) if given["comment"] else ()
        return replace(self.values, comments=comments)

    def _told(self, name: str, value: Any, own: Any) -> Any:
        """What the draft says of `name`: nothing where that is the template's `own` value and was left to it.

        What was put down stays so, though the template may say the same: it is postponed (R-INT-19).
        """
        return None if value == own and getattr(self.values, name) is None else value


class WhatForm(StepForm):
    """Step 1: whom and what kind (R-INT-61)."""

    contact = forms.CharField(label=_("Contact"), max_length=200, required=False)
    template = forms.CharField(label=_("Interaction template"), max_length=20, required=False)

    def __init__(self, *args: Any, name_of: Any = None, **kwargs: Any) -> None:
        """`name_of` is the name of a contact by its number, for the picker."""
        super().__init__(*args, **kwargs)
        self.fields["contact"].widget = Picker(reverse_lazy("whom"), name_of)
        self.person = TypedPerson(self.data)

    def add_error(self, field: str | None, error: Any) -> None:
        """A reason beside its field; a locked contact has none, so what is wrong with it stands above."""
        super().add_error(None if field == "contact" and "contact" in self.locked else field, error)

    def initial_of(self, values: Values, proposal: Proposal) -> dict[str, Any]:
        """Contact and template chosen so far."""
        shown = super().initial_of(values, proposal)
        return shown | {"contact": values.contact or "", "template": values.template or ""}

    def apply(self) -> Values:
        """Contact, template and people; what the old choice had filled is filled anew."""
        values, given = super().apply(), self.given()
        if "contact" in given and "contact" not in self.locked:
            values = self._with_contact(values, given["contact"])
        if "template" in given:
            old = self.proposal.template
            proposed = old.description if old is not None else ""
            values = switch_template(values, given["template"].upper(), proposed=proposed)
        if "people" in self.data:
            if not self.typing and (why_nobody := self.person.take(self.viewer)):
                self.add_error(None, why_nobody)
            people = given_people(
                self.data, channel=self._channel(values), before=values.participants, typed=self.person.key
            )
            values = replace(values, participants=people)
        return values

    def _with_contact(self, values: Values, no: str) -> Values:
        """The draft for the contact `no`, or the one that words mean (R-INT-57); nobody's words stay.

        Statements only where that is another than before.
        """
        old = self.proposal.contact
        if (values.contact or "") == no and (old is not None or not no):
            return values
        on = local_date(values.occurred_at or now())
        new = contact_facts(no, on) if no else None
        if no and new is None and not self.typing:
            meant, _why_not = meant_contact(self.viewer, no)
            new, no = (contact_facts(meant, on), meant) if meant else (None, no)
        if self.typing and new is None and old is not None:
            return values  # a choice that is not finished takes nothing away
        switched = for_contact(values, no, new, found=self.proposal, by=self.viewer)
        kept = values.salesperson if "salesperson" in self.locked else switched.salesperson
        return replace(switched, salesperson=kept)

    def _channel(self, values: Values) -> str:
        """The channel of the template that is chosen now."""
        template = self.proposal.template
        if values.template and (template is None or template.code != values.template):
            template = template_facts(values.template)
        return template.channel if template is not None else ""


class TravellingForm(forms.Form):
    """How a document travels; what the step shows follows it."""

    correspondence_type = forms.ChoiceField(
        label=_("Correspondence type"),
        choices=CorrespondenceType.choices,
        required=False,
        widget=forms.Select(attrs={"data-submit": "stay"}),
    )


class DetailsForm(CampaignForm, TravellingForm, StepForm):
    """Step 2: what it was about, when, who, which way, at what cost.

    Of a template that brings no content, whose guide ends here else, how a document travels too (R-INT-52).
    """

    description = forms.CharField(
        label=_("Description"), max_length=MAX_TITLE, error_messages={"required": _("Enter a description.")}
    )
    occurred_at = MomentField(label=_("Date and time"), error_messages={"required": _("Enter the date.")})
    salesperson = forms.ChoiceField(
        label=_("Salesperson"), error_messages={"required": _("Enter the salesperson.")}
    )
    information_flow = forms.ChoiceField(
        label=_("Information flow"), choices=FLOWS, required=False, widget=forms.RadioSelect
    )
    initiated_by = forms.ChoiceField(
        label=_("Initiated by"), choices=SIDES, required=False, widget=forms.RadioSelect
    )
    attempt_failed = forms.BooleanField(label=_("The attempt failed"), required=False)
    cost = AmountField(label=_("Cost"), required=False)
    duration_min = MinutesField(label=_("Duration"), required=False)
    language = forms.ChoiceField(label=_("Language"), required=False)
    visibility = forms.ChoiceField(label=_("Visible for"), choices=Visibility.choices, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.proposal.brings_content:
            del self.fields["correspondence_type"]
        self.offer_campaigns(self.viewer, self.proposal.campaign)
        if "campaign" in self.fields:
            self.fields["campaign"].disabled = "campaign" in self.locked
        seller = self._choice("salesperson")
        seller.choices = [("", "—"), *salesperson_choices(self.viewer)]
        seller.disabled = "salesperson" in self.locked
        language = self._choice("language")
        language.choices = [(code, language_name(code)) for code in self._languages()]
        language.disabled = len(language.choices) < 2

    def _choice(self, name: str) -> forms.ChoiceField:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        return field

    def _languages(self) -> list[str]:
        """The languages of the template; of one without languages the contact's (R-INT-60).

        Where neither the contact nor the template says which, none is chosen before somebody does (R-INT-48).
        One that the draft keeps although the template has lost it stays until another is chosen.
        """
        template, contact = self.proposal.template, self.proposal.contact
        if template is not None and template.variants:
            found = [variant.language for variant in template.variants]
            return found if self.proposal.language in found else [self.proposal.language, *found]
        return [contact.language if contact else ""]

    def initial_of(self, values: Values, proposal: Proposal) -> dict[str, Any]:
        """What was given, else what is proposed (R-INT-44 to 52)."""
        shown = super().initial_of(values, proposal)
        return shown | {
            "description": proposal.description,
            "occurred_at": values.occurred_at,
            "salesperson": proposal.salesperson,
            "information_flow": proposal.information_flow,
            "initiated_by": proposal.initiated_by,
            "correspondence_type": proposal.correspondence_type,
            "attempt_failed": bool(values.attempt_failed),
            "cost": proposal.cost,
            "duration_min": proposal.duration_min,
            "language": proposal.language or self._without_versions(proposal),
            "visibility": proposal.visibility,
            "campaign": proposal.campaign,
            "campaign_target": proposal.campaign_target,
            "campaign_response": proposal.campaign_response,
        }

    @staticmethod
    def _without_versions(proposal: Proposal) -> str:
        """The language that a template without languages is used in: the contact's."""
        spoken = proposal.template is not None and proposal.template.variants
        return "" if spoken or proposal.contact is None else proposal.contact.language

    def apply(self) -> Values:
        """Everything typed; what equals the proposal is left to it, unless it was put down before."""
        values, given = super().apply(), self.given()
        template = self.proposal.template
        if "language" in given and not self.fields["language"].disabled:
            values = switch_language(values, given["language"], before=self.proposal.language)
        changed: dict[str, Any] = {}
        for name in ("description", "occurred_at", "attempt_failed"):
            if name in given:
                changed[name] = given[name]
        if "campaign" in given and given["campaign"] != self.proposal.campaign:
            changed["campaign"] = given["campaign"]
        if given.get("salesperson") and "salesperson" not in self.locked:
            changed["salesperson"] = given["salesperson"]
        if template is not None:
            proposed = {
                "information_flow": template.information_flow,
                "initiated_by": template.initiated_by,
                "correspondence_type": template.default_correspondence_type,
                "cost": template.unit_cost,
                "duration_min": template.unit_duration_min,
                "visibility": template.visibility,
                "campaign_target": template.campaign_target,
                "campaign_response": template.campaign_response,
            }
            for name, own in proposed.items():
                if name in given:
                    changed[name] = None if given[name] == "" else self._told(name, given[name], own)
        return replace(values, **changed)


class ContentForm(TravellingForm, StepForm):
    """Step 3: what is sent or kept, and how it travels."""

    subject = forms.CharField(label=_("Subject"), max_length=MAX_TITLE, required=False)
    body = forms.CharField(label=_("Text"), required=False, widget=forms.Textarea(attrs={"rows": 10}))
    alternative_address = forms.ChoiceField(label=_("Address"), required=False)
    document_as_attachment = forms.BooleanField(
        label=_("Send the Word document as an attachment"), required=False
    )
    file = forms.FileField(label=_("Add a file"), required=False, widget=forms.FileInput)

    def __init__(self, *args: Any, addresses: Sequence[OfferedAddress] = (), **kwargs: Any) -> None:
        """`addresses` are those the contact has besides its own; without any there is no choice."""
        self.addresses = addresses
        super().__init__(*args, **kwargs)
        offered = [(one.code, one.words) for one in addresses]
        offer(self, "alternative_address", offered, _("The contact's own"))
        self.fields["alternative_address"].widget.attrs["data-submit"] = True  # the recipient follows it
        # The editor is loaded from this address where a text is written, and nowhere else.
        self.fields["body"].widget.attrs["data-prose"] = static("django_prose_editor/editor.js")

    def initial_of(self, values: Values, proposal: Proposal) -> dict[str, Any]:
        """What was written, else what the template says in the language of the interaction."""
        shown = super().initial_of(values, proposal)
        return shown | {
            "correspondence_type": proposal.correspondence_type,
            "subject": proposal.subject,
            "body": proposal.body,
            "alternative_address": (
                self._valid_address() if values.alternative_address is None else values.alternative_address
            ),
            "document_as_attachment": bool(values.document_as_attachment),
        }

    @property
    def lost_address(self) -> str:
        """The code of the address that was chosen and that the contact has no more, empty for none.

        It stays to be seen until another is chosen: what was meant for it goes nowhere else by itself.
        """
        chosen = self.values.alternative_address or ""
        return "" if chosen in {one.code for one in self.addresses} else chosen

    def _valid_address(self) -> str:
        """The code of the address that is valid on the day, empty for the contact's own (R-INT-43)."""
        contact = self.proposal.contact
        valid = contact.alternative_address_id if contact is not None else None
        return next((one.code for one in self.addresses if one.id == valid), "")

    def apply(self) -> Values:
        """Everything written; a content that is the template's is left to it, unless it was put down."""
        values, given = super().apply(), self.given()
        template, variant = self.proposal.template, self.proposal.variant
        changed: dict[str, Any] = {}
        if given.get("correspondence_type") and template is not None:
            changed["correspondence_type"] = self._told(
                "correspondence_type", given["correspondence_type"], template.default_correspondence_type
            )
        if "subject" in given and given["subject"] != self.proposal.subject:
            changed["subject"] = given["subject"]
        if "body" in given:
            own = variant.body if variant else ""
            same = given["body"].strip() == own.strip()
            changed["body"] = self._told("body", own if same else given["body"], own)
        if "alternative_address" in given:
            wanted = given["alternative_address"]
            changed["alternative_address"] = None if wanted == self._valid_address() else wanted
        if "document_as_attachment" in self.data:  # a step that does not ask leaves the answer
            changed["document_as_attachment"] = given["document_as_attachment"] or None
        return replace(values, **changed)


def _same(typed: str, shown: str) -> bool:
    """Whether a text came back as it was shown: a browser ends its lines in its own way."""
    return typed.replace("\r\n", "\n").strip() == shown.replace("\r\n", "\n").strip()


def language_name(code: str) -> Words:
    """A language in words: Français (Suisse)."""
    from babel import Locale, UnknownLocaleError  # noqa: PLC0415 - heavy, and only this asks

    from liaison.web.shell.formats import locale  # noqa: PLC0415

    if not code:
        return _("No particular language")
    try:
        name = Locale.parse(code.replace("-", "_")).get_display_name(locale())
    except (UnknownLocaleError, ValueError):
        name = None
    return name[:1].upper() + name[1:] if name else code
