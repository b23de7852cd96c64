"""Where somebody is in the guide: the draft so far, what is proposed, which step, what is locked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from liaison.accounts.models import User
from liaison.contacts.models import CorrespondenceType
from liaison.interactions.draft import NamedFile, Values, Window
from liaison.interactions.models import WizardAction
from liaison.interactions.queries.drafts import draft, values_of
from liaison.interactions.queries.entry import NoSuchEntry, seen_entry
from liaison.interactions.queries.guide import (
    NamedPerson,
    OfferedAddress,
    Proposal,
    named_people,
    offered_addresses,
    propose,
)
from liaison.interactions.queries.log_list import names_of
from liaison.kit.clock import next_full_minute
from liaison.kit.errors import Refused
from liaison.letters.sources import FIELDS
from liaison.web.interactions.guide.forms import ContentForm, DetailsForm, StepForm, WhatForm, language_name
from liaison.web.interactions.lookups import name_of_contact
from liaison.web.shell.answers import or_404
from liaison.web.shell.parts import Step
from liaison.web.shell.requests import UserRequest

STEPS = (Step(_("Contact and template")), Step(_("Details")), Step(_("Sending and result")))
FORMS: tuple[type[StepForm], ...] = (WhatForm, DetailsForm, ContentForm)
WORD = ".docx"
LOCKABLE = frozenset({"contact", "salesperson", "campaign"})
SEEDS = ("contact", "template", "salesperson", "campaign", "follow_up_of", "correspondence_type")
FIELD_STEPS = {
    "contact": 1, "template": 1, "participants": 1,
    "description": 2, "occurred_at": 2, "salesperson": 2, "cost": 2, "duration_min": 2, "language": 2,
    "visibility": 2, "campaign": 2, "campaign_target": 2, "campaign_response": 2,
    "alternative_address": 3, "subject": 3, "body": 3, "file": 3, "correspondence_type": 3,
    "document_template": 3,
}  # fmt: skip
"""On which step a refused field stands."""


@dataclass(frozen=True)
class GuideState:
    """A guide somebody has open. `number` is the draft's; a fresh guide has the `key` of its form instead."""

    viewer: User
    values: Values
    at: datetime
    step: int = 1
    number: int | None = None
    key: UUID | None = None
    locked: frozenset[str] = frozenset()
    resumed: bool = False
    window: Window | None = None
    """Which window this is; None on a page that has no draft yet, whose `key` it is then."""
    overtaken: bool = False
    """Whether another window saved the draft in the meantime."""

    @cached_property
    def proposal(self) -> Proposal:
        """What is proposed for what was given so far."""
        return propose(self.values, by=self.viewer, at=self.at)

    @property
    def url(self) -> str:
        """Where the guide posts to."""
        return reverse("guide") if self.number is None else reverse("guide_draft", args=[self.number])

    @property
    def names(self) -> tuple[Step, ...]:
        """The steps."""
        return STEPS

    @property
    def last(self) -> bool:
        """Whether the next act records: there is nothing to write or send (R-INT-62)."""
        return self.step == len(STEPS) or (self.step == 2 and not self.proposal.asks_for_content)

    @cached_property
    def opened_for(self) -> list[str]:
        """Number and name of company, contact, salesperson and campaign, as far as given (R-INT-55)."""
        proposal, given = self.proposal, self.values
        contact, seller, campaign = proposal.contact, given.salesperson, given.campaign
        called = names_of(self.viewer, salesperson=seller, campaign=campaign)
        pairs = [
            (proposal.company_no, proposal.company_name),
            (contact.no, contact.name) if contact is not None else ("", ""),
            (seller or "", called.get("salesperson", "")),
            (campaign or "", called.get("campaign", "")),
        ]
        return [" ".join(dict.fromkeys((number, name))).strip() for number, name in pairs if number]

    @property
    def title_line(self) -> str:
        """The same in one line."""
        return " · ".join(self.opened_for) or gettext("untitled")

    @property
    def seeds(self) -> list[tuple[str, object]]:
        """What the place of opening knew, for a form that has no draft to keep it."""
        return [(name, value) for name in SEEDS if (value := getattr(self.values, name)) is not None]

    @property
    def people(self) -> list[NamedPerson]:
        """The participants by name."""
        return named_people(self.values.participants)

    @property
    def channel(self) -> str:
        """The channel of the chosen template; empty without one."""
        return self.proposal.template.channel if self.proposal.template else ""

    @property
    def currency(self) -> str:
        """The company's currency."""
        return str(settings.CURRENCY)

    @property
    def language_hint(self) -> str:
        """In which language the content is taken, where it is not the contact's own (R-INT-48)."""
        proposal = self.proposal
        contact = proposal.contact.language if proposal.contact else ""
        if (
            proposal.template is None
            or not proposal.template.variants
            or not contact
            or proposal.language == contact
        ):
            return ""
        return gettext("There is no version in the contact's language, %(language)s.") % {
            "language": language_name(contact)
        }

    @property
    def content_line(self) -> str:
        """What the template brings along."""
        names = ", ".join(file.name for file in self.proposal.files)
        return gettext("Template: %(names)s") % {"names": names} if names else ""

    @property
    def action(self) -> str:
        """What the guide does with the content of the template."""
        return self.proposal.template.wizard_action if self.proposal.template else "none"

    @property
    def _written(self) -> bool:
        """Whether there is a text, the template's or one's own."""
        return bool(self.proposal.body.strip())

    @property
    def word_letter(self) -> bool:
        """Whether what goes out is a Word file, to be changed in Word and added again (R-INT-64)."""
        if self.action != WizardAction.OPEN:
            return False
        return self.document_template or (not (self._written or self.mails) and self._word_file)

    @property
    def _word_file(self) -> bool:
        """Whether a Word file is among the files that go with it."""
        return any(one.name.lower().endswith(WORD) for one in self.files)

    @property
    def may_attach(self) -> bool:
        """Whether an e-mail could take a Word document along instead of having its text (R-INT-117, 119)."""
        return self.document_template or (self.mails and self._word_file)

    @property
    def action_line(self) -> str:
        """What the guide does with the content, in words (R-INT-62)."""
        if self.word_letter:
            return gettext(
                "The letter is a Word file. Download it with the contact's data filled in, change it, "
                "and add it again: it takes the place of this one."
            )
        return {
            "open": gettext(
                "Read the text, change what needs changing; the entry keeps exactly this version."
            ),
            "import": gettext("Add the file that was received or sent; it is kept with the entry."),
            "merge": gettext("The fields of the text are filled with the contact's data when it is sent."),
        }.get(self.action, "")

    @property
    def preference_hint(self) -> str:
        """What the contact prefers, beside what the template proposes (R-INT-52)."""
        contact = self.proposal.contact
        if contact is None or contact.correspondence_type == "none":
            return ""
        wish = CorrespondenceType(contact.correspondence_type).label
        return gettext("The contact prefers: %(type)s") % {"type": wish}

    @property
    def recipient(self) -> str:
        """Where an e-mail would go (R-INT-118)."""
        contact = self.proposal.contact
        if contact is None:
            return ""
        chosen, there = self.values.alternative_address, contact.alternative_address_email
        if chosen is not None:
            there = next((one.email for one in self.addresses if one.code == chosen), "")
        return there or contact.email

    @cached_property
    def addresses(self) -> list[OfferedAddress]:
        """The contact's alternative addresses, to choose where it goes."""
        return offered_addresses(self.proposal.contact)

    @property
    def sends(self) -> bool:
        """Whether something goes out when it is recorded: the type says how (R-INT-116)."""
        return self.proposal.correspondence_type != CorrespondenceType.NONE

    @property
    def mails(self) -> bool:
        """Whether it goes out by e-mail."""
        return self.proposal.correspondence_type == CorrespondenceType.EMAIL

    @property
    def prints(self) -> bool:
        """Whether it goes out on paper."""
        return self.proposal.correspondence_type == CorrespondenceType.HARD_COPY

    @property
    def shows_body(self) -> bool:
        """Whether there is a text to write here; a Word letter brings its own.

        A text that is there all the same is shown: it goes out, and nobody sends what they have not seen.
        """
        return self._written or not (self.document_template or self.word_letter)

    @property
    def body_hint(self) -> str:
        """That a text goes out beside the Word document (R-INT-49)."""
        if not self.document_template:
            return ""
        return gettext("It goes out beside the Word document; leave it empty to send the document only.")

    @property
    def document_template(self) -> bool:
        """Whether a Word template is merged."""
        return self.proposal.document_template_id is not None

    @property
    def merge_fields(self) -> list[tuple[str, str]]:
        """The fields a text may name, by their captions in the reader's language (R-INT-135)."""
        here = get_language() or "fr"
        return [(name, field.caption(here)) for name, field in FIELDS.items()]

    @property
    def files(self) -> tuple[NamedFile, ...]:
        """The files that go with it."""
        return self.proposal.files

    def at_step(self, step: int) -> GuideState:
        """The same guide on another step; without a template there is only the first (R-INT-56)."""
        last = len(STEPS) if self.values.template else 1
        return replace(self, step=min(max(step, 1), last))

    def form(self, request: UserRequest | None = None) -> StepForm:
        """The form of this step, filled from `request` or from the draft."""
        kind = FORMS[self.step - 1]
        data, files = (request.POST, request.FILES) if request is not None else (None, None)
        return kind(
            data,
            files,
            viewer=self.viewer,
            values=self.values,
            proposal=self.proposal,
            locked=self.locked,
            **self._more(kind),
        )

    def _more(self, kind: type[StepForm]) -> dict[str, Any]:
        """What one of the steps needs besides."""
        if kind is WhatForm:
            return {"name_of": self._name_of}
        return {"addresses": self.addresses} if kind is ContentForm else {}

    def refused_form(self, refused: Refused) -> StepForm:
        """The form of this step as the draft has it, with the reasons beside their fields."""
        shown = self.form()
        data = {name: shown[name].value() for name in shown.fields}
        form = type(shown)(
            {name: value for name, value in data.items() if value not in {None, False, ""}},
            None, viewer=self.viewer, values=self.values, proposal=self.proposal, locked=self.locked,
            **self._more(type(shown)),
        )  # fmt: skip
        form.is_valid()
        for refusal in refused.refusals:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.message))
        return form

    def _name_of(self, no: str) -> str:
        contact = self.proposal.contact
        if contact is not None and contact.no == no:
            return contact.name
        return name_of_contact(self.viewer)(no)


def locks(names: list[str]) -> frozenset[str]:
    """The known locks among `names` (R-INT-41, 54)."""
    return LOCKABLE.intersection(names)


def fresh(request: UserRequest, values: Values, *, locked: frozenset[str], at: datetime) -> GuideState:
    """A guide that has saved nothing yet, with the moment of R-INT-44."""
    if values.occurred_at is None:
        values = replace(values, occurred_at=next_full_minute(at))
    return GuideState(request.user, values, at, key=uuid4(), locked=locked)


def seeded(request: UserRequest) -> Values:
    """The values that the place of opening knew, sent along by a form without a draft."""
    given = {name: opened(request.POST, f"opened-{name}") for name in SEEDS}
    follows = given["follow_up_of"] or ""
    known = follows.isascii() and follows.isdigit() and _seen(request.user, int(follows))
    return Values(
        contact=given["contact"],
        template=given["template"],
        salesperson=given["salesperson"],
        campaign=given["campaign"],
        follow_up_of=int(follows) if known else None,
        correspondence_type=given["correspondence_type"]
        if given["correspondence_type"] in CorrespondenceType.values
        else None,
    )


def _seen(viewer: User, number: int) -> bool:
    """Whether there is an entry of this number for the viewer: an e-mail goes on in its conversation."""
    try:
        seen_entry(viewer, number)
    except NoSuchEntry:
        return False
    return True


def opened(query: QueryDict, name: str) -> str | None:
    """A short value that the place of opening gave, None without one."""
    return query.get(name, "").replace("\x00", "").strip()[:20] or None


def of_draft(request: UserRequest, number: int, *, at: datetime) -> GuideState:
    """The guide of a draft; a postponed one has today's date and its people locked (R-INT-77).

    Who is not known is not locked but asked for (R-INT-73). It is taken up once, by the page that opens it
    and what that page sends; a page that its window goes on to shows what was typed since. It goes on at the
    details when contact and template are known.
    """
    with or_404():
        found = draft(request.user, number)
    values = values_of(found)
    opening = request.method == "GET" and "window" not in request.GET
    given = request.POST if request.method == "POST" else request.GET
    locked = locks(given.getlist("lock"))
    known = {name for name in ("contact", "salesperson") if getattr(found, f"{name}_id") is not None}
    taken_up = found.postponed and (opening or "resumed" in request.POST)
    if taken_up:
        values = replace(values, occurred_at=next_full_minute(at), attempt_failed=False)
        locked |= known
    if values.occurred_at is None:
        values = replace(values, occurred_at=next_full_minute(at))
    return GuideState(
        request.user, values, at, number=number, locked=frozenset(locked),
        window=_window(given, found.version),
        resumed=taken_up and opening,
        step=2 if request.method == "GET" and "contact" in known and values.template else 1,
    )  # fmt: skip


def _window(given: QueryDict, version: int) -> Window:
    """The window that a form of a draft comes from; a page that is opened now is a new one."""
    try:
        return Window(UUID(given.get("window", "")), int(given.get("seen", "")[:9]))
    except ValueError:
        return Window(uuid4(), version)
