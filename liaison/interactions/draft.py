"""The working record of an interaction: what was typed, and how template, contact and language fill it.

`Values` is what a person or a program gave; everything left out is proposed. `fill` turns it into a
`Filled` interaction, which the verbs write as it stands. Nothing here knows the database: whoever
calls hands over the facts about template, contact and salesperson.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class NamedFile:
    """A stored file under the name people know it by."""

    file_id: int
    name: str


@dataclass(frozen=True, slots=True)
class ParticipantValue:
    """A further person: a contact by number or a colleague by code, and the role."""

    contact: str = ""
    salesperson: str = ""
    role: str = "attendee"


@dataclass(frozen=True, slots=True, kw_only=True)
class Values:
    """What was given for an interaction; None means: take the proposal (R-INT-46 to 52).

    Times are aware instants, cost is in the company's currency, durations are minutes.
    """

    contact: str | None = None
    template: str | None = None
    salesperson: str | None = None
    occurred_at: datetime | None = None
    description: str | None = None
    subject: str | None = None
    body: str | None = None
    language: str | None = None
    information_flow: str | None = None
    initiated_by: str | None = None
    cost: Decimal | None = None
    duration_min: Decimal | None = None
    correspondence_type: str | None = None
    evaluation: str | None = None
    attempt_failed: bool | None = None
    visibility: str | None = None
    campaign: str | None = None
    campaign_target: bool | None = None
    campaign_response: bool | None = None
    alternative_address: str | None = None
    contact_via: str | None = None
    document_template: str | None = None
    document_as_attachment: bool | None = None
    follow_up_of: int | None = None
    segment_no: str | None = None
    participants: tuple[ParticipantValue, ...] = ()
    comments: tuple[str, ...] = ()
    files: tuple[NamedFile, ...] = ()
    template_file: int | None = None
    """Of a postponed draft: the number of that file which its template brought along; 0: none."""
    written_in: str | None = None
    """Of a draft whose contact was taken away: the language in effect with it, which its content has."""

    def as_json(self) -> dict[str, Any]:
        """The given values as plain JSON, for a draft that is kept; comments and files stand apart."""
        kept: dict[str, Any] = {}
        for field in fields(self):
            value = getattr(self, field.name)
            if value is None or field.name in {"files", "comments"}:
                continue
            if isinstance(value, datetime):
                kept[field.name] = value.isoformat()
            elif isinstance(value, Decimal):
                kept[field.name] = str(value)
            elif field.name == "participants":
                kept[field.name] = [[p.contact, p.salesperson, p.role] for p in value]
            else:
                kept[field.name] = value
        return kept

    @classmethod
    def from_json(
        cls,
        kept: Mapping[str, Any],
        *,
        comments: Sequence[str] = (),
        files: Sequence[NamedFile] = (),
    ) -> Values:
        """The values behind `as_json`; names unknown today are left out."""
        known = {field.name for field in fields(cls)}
        given = {name: value for name, value in kept.items() if name in known}
        if "occurred_at" in given:
            given["occurred_at"] = datetime.fromisoformat(given["occurred_at"])
        for name in ("cost", "duration_min"):
            if name in given:
                given[name] = Decimal(given[name])
        given["participants"] = tuple(ParticipantValue(*row) for row in given.get("participants", ()))
        return cls(**given, comments=tuple(comments), files=tuple(files))


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """What a template says in one language."""

    language: str
    subject: str = ""
    body: str = ""
    email_layout: str = ""
    file: NamedFile | None = None
    document_template_id: int | None = None

    @property
    def has_content(self) -> bool:
        """Whether there is anything to send."""
        return bool(self.body or self.email_layout or self.file or self.document_template_id)


@dataclass(frozen=True, slots=True)
class Window:
    """Where a draft is being written: a key of the window, and the version it showed when it opened."""

    key: UUID
    seen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateFacts:
    """What the guide needs to know of a template."""

    id: int
    code: str
    group_id: int
    description: str
    channel: str
    unit_cost: Decimal
    unit_duration_min: Decimal
    information_flow: str
    initiated_by: str
    default_correspondence_type: str
    ignore_contact_correspondence_type: bool
    default_language: str
    wizard_action: str
    document_template_id: int | None
    campaign_target: bool
    campaign_response: bool
    visibility: str
    active: bool
    campaign_id: int | None = None
    variants: tuple[Variant, ...] = ()

    def variant(self, language: str) -> Variant | None:
        """The row for exactly this language."""
        return next((row for row in self.variants if row.language == language), None)

    def nearest(self, language: str) -> Variant | None:
        """The row found by the visible chain fr-CH → fr → default language → no language."""
        rows = {row.language: row for row in self.variants}
        chain = (language, language.partition("-")[0], self.default_language, "")
        return next((rows[wanted] for wanted in chain if wanted in rows), None)

    def said_in(self, language: str) -> Variant | None:
        """What is said in a language that was chosen: its row, or that of its base (fr for fr-CH).

        Never what is said in another, though the template may have lost this one since: then nothing is. Only
        for the default language, which the template says itself, the whole chain counts (R-INT-48).
        """
        if not self.variants or language == self.default_language:
            return self.nearest(language)
        own = self.variant(language) or self.variant(language.partition("-")[0])
        return own or Variant(language=language)

    def layout(self, language: str) -> str:
        """The e-mail layout of the row found by that chain; empty for none."""
        row = self.nearest(language)
        return row.email_layout if row is not None else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactFacts:
    """What the guide needs to know of a contact."""

    id: int
    no: str
    name: str
    company_id: int | None
    language: str
    email: str
    correspondence_type: str
    salesperson_id: int | None
    privacy_blocked: bool
    alternative_address_id: int | None = None
    alternative_address_email: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """An interaction with every value settled; the verbs write it as it stands."""

    contact: ContactFacts
    template: TemplateFacts
    salesperson_id: int | None
    team_id: int | None
    occurred_at: datetime
    occurred_on: date
    description: str
    subject: str
    body: str
    body_text: str
    language: str
    text_language: str
    information_flow: str
    initiated_by: str
    cost: Decimal
    duration_min: Decimal
    correspondence_type: str
    evaluation: str
    attempt_failed: bool
    visibility: str
    campaign_target: bool
    campaign_response: bool
    alternative_address_id: int | None
    contact_via: str
    document_template_id: int | None
    document_as_attachment: bool
    follow_up_of: int | None
    campaign_id: int | None = None
    campaign_entry_id: int | None = None
    logged_segment_id: int | None = None
    segment_no: str = ""
    document: NamedFile | None = None
    """The file of the document template where it was kept before; without one that of today is kept."""
    kept_layout: str | None = None
    """The e-mail layout where it was kept before; without one that of the template is."""
    files: tuple[NamedFile, ...] = ()
    participants: tuple[FilledParticipant, ...] = ()
    colleagues: tuple[tuple[int, str], ...] = ()
    comments: tuple[str, ...] = ()

    @property
    def email_layout(self) -> str:
        """What is put around the text in an e-mail (R-INT-24)."""
        return self.template.layout(self.language) if self.kept_layout is None else self.kept_layout

    def changed(self, **values: Any) -> Filled:
        """The same interaction with some values replaced."""
        return replace(self, **values)


@dataclass(frozen=True, slots=True)
class FilledParticipant:
    """A further contact, with the company of today."""

    contact_id: int
    company_id: int | None
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ManyValues:
    """What a logging for many contacts gives; None means: take the template's.

    Without salesperson each entry gets its contact's; `needs_salesperson` refuses where a contact has none,
    as it must be but for documents (R-INT-90). A given `body` or `subject` is used for every
    language; else each contact gets the template's text in its language.
    """

    template: str
    occurred_at: datetime
    salesperson: int | None = None
    needs_salesperson: bool = True
    description: str | None = None
    subject: str | None = None
    body: str | None = None
    correspondence_type: str | None = None
    delivery: str = "none"


@dataclass(frozen=True, slots=True)
class PlannedText:
    """One text of a logging: for contacts of this language; `*` is for all others.

    `position` is that of its words among those to store.
    """

    for_language: str
    language: str
    position: int
    document_template_id: int | None


@dataclass(frozen=True, slots=True)
class SharedText:
    """A planned text whose words are stored."""

    for_language: str
    language: str
    content_id: int
    document_template_id: int | None


def content_files(
    values: Values, template: TemplateFacts | None, variant: Variant | None
) -> tuple[NamedFile, ...]:
    """The files put on an interaction, else the one of its template; none if it had none when postponed.

    What was received is never the template's own file: where the action is import, there is what was added
    or nothing (R-INT-65).
    """
    if values.files or values.template_file == 0 or variant is None or variant.file is None:
        return values.files
    return () if template is not None and template.wizard_action == "import" else (variant.file,)


def choose_language(contact_language: str, template: TemplateFacts) -> str:
    """The contact's language if the template has a row for it, else the template's default (R-INT-48).

    A row for the base language (fr for fr-CH) counts as one, see the fallback chain.
    """
    for wanted in (contact_language, contact_language.partition("-")[0]):
        if wanted and template.variant(wanted) is not None:
            return wanted
    return template.default_language


def settle_correspondence_type(wanted: str, contact: ContactFacts) -> str:
    """E-mail needs an address; without one, and nothing to deliver, the type is none (R-INT-91)."""
    if wanted == "email" and not contact.email and not contact.alternative_address_email:
        return "none"
    return wanted


def type_when_noted(own: str) -> str | None:
    """The type of what is only noted, nothing being sent, by a template whose type is its `own`.

    That of an e-mail would ask for a content that was never written here; None leaves it to the template.
    """
    return "none" if own == "email" else None


def usual_role(channel: str, *, colleague: bool) -> str:
    """The role proposed for who else takes part: an e-mail goes to contacts, with a copy for colleagues."""
    if channel != "email":
        return "attendee"
    return "cc" if colleague else "to"
