"""Loading what a delivery is made of: from an interaction about to be logged, or from a logged one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.conf import settings

from liaison.accounts.models import Organization, Salesperson
from liaison.accounts.queries import organization
from liaison.campaigns.models import Campaign
from liaison.contacts.models import AlternativeAddress, Contact, CorrespondenceType
from liaison.contacts.queries import blocked_reason
from liaison.delivery import rules
from liaison.delivery.paper import Paper, SentFile
from liaison.delivery.queries.desk import Desk
from liaison.files.models import StoredFile
from liaison.files.queries import read_file
from liaison.interactions.draft import Filled, TemplateFacts
from liaison.interactions.models import (
    ColleagueParticipant,
    Content,
    ContentFile,
    Entry,
    EntryFile,
    Participant,
    ParticipantRole,
)
from liaison.interactions.queries.look_up import facts_of
from liaison.interactions.rules import no_address
from liaison.kit.errors import Refusal
from liaison.letters.models import DocumentTemplate
from liaison.letters.queries import Merged, Occasion, letterhead, merged_for
from liaison.mail.messages import Mailbox, is_address

COPIES = (ParticipantRole.TO, ParticipantRole.CC, ParticipantRole.BCC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """An interaction as far as sending goes: ids and words, nothing loaded yet."""

    contact_id: int
    salesperson_id: int | None
    alternative_address_id: int | None
    language: str
    on: date
    subject: str
    description: str
    body: str
    layout: str
    document_template_id: int | None
    """The template to fill as long as nothing is logged; afterwards it is the file `document` that counts."""
    document_as_attachment: bool
    files: tuple[tuple[int, str], ...]
    document: tuple[int, str] | None = None
    campaign_id: int | None = None
    segment_no: str = ""
    contacts: tuple[tuple[int, str], ...] = ()
    colleagues: tuple[tuple[int, str], ...] = ()
    entry_no: int | None = None
    cost: Decimal = field(default=Decimal(0))
    duration_min: Decimal = field(default=Decimal(0))

    @property
    def has_document(self) -> bool:
        """Whether a document template is filled."""
        return self.document is not None or self.document_template_id is not None


def writing_of(filled: Filled, entry_no: int | None = None) -> Writing:
    """An interaction that is settled and not logged yet; reads nothing."""
    return Writing(
        contact_id=filled.contact.id,
        salesperson_id=filled.salesperson_id,
        alternative_address_id=filled.alternative_address_id,
        language=filled.language,
        on=filled.occurred_on,
        subject=filled.subject,
        description=filled.description,
        body=filled.body,
        layout=filled.email_layout,
        document_template_id=filled.document_template_id,
        document_as_attachment=filled.document_as_attachment,
        files=tuple((file.file_id, file.name) for file in filled.files),
        document=(filled.document.file_id, filled.document.name) if filled.document is not None else None,
        campaign_id=filled.campaign_id,
        segment_no=filled.segment_no,
        contacts=tuple((person.contact_id, person.role) for person in filled.participants),
        colleagues=filled.colleagues,
        entry_no=entry_no,
        cost=filled.cost,
        duration_min=filled.duration_min,
    )


def writing_of_entry(entry: Entry, desk: Desk | None = None) -> Writing:
    """A logged interaction, from the desk if there is one: then it reads participants only.

    Without one load `entry` with its template: four statements, six with participants.
    """
    files: Iterable[tuple[int, str]]
    document: tuple[int, str] | None
    if desk is not None:
        content = desk.contents[entry.content_id]
        template = desk.templates[entry.template_id]
        document = desk.documents.get(content.pk)
        files = (*desk.content_files.get(content.pk, ()), *desk.entry_files.get(entry.pk, ()))
    else:
        content = Content.objects.get(pk=entry.content_id)
        template = facts_of(entry.template)
        own = EntryFile.objects.filter(entry=entry.pk, contact=entry.contact_id, sent_copy=False)
        kept = list(ContentFile.objects.filter(content=content))
        document = next(((one.file_id, one.name) for one in kept if one.from_template), None)
        files = (
            *((one.file_id, one.name) for one in kept if not one.from_template),
            *own.order_by("id").values_list("file_id", "name"),
        )
    contacts: Iterable[tuple[int, str]] = ()
    colleagues: Iterable[tuple[int, str]] = ()
    if entry.has_participants:
        contacts = Participant.objects.filter(entry=entry.pk, entry_contact=entry.contact_id).values_list(
            "contact_id", "role"
        )
        colleagues = ColleagueParticipant.objects.filter(
            entry=entry.pk, contact=entry.contact_id
        ).values_list("salesperson_id", "role")
    return Writing(
        contact_id=entry.contact_id,
        salesperson_id=entry.salesperson_id,
        alternative_address_id=entry.alternative_address_id,
        language=entry.language or content.language,
        on=entry.occurred_on,
        subject=content.subject,
        description=content.description,
        body=content.body,
        layout=_layout(content, template, entry.language),
        document_template_id=None,
        document_as_attachment=entry.document_as_attachment,
        files=tuple(files),
        document=document,
        campaign_id=entry.campaign_id,
        segment_no=entry.segment_no,
        contacts=tuple(contacts),
        colleagues=tuple(colleagues),
        entry_no=entry.pk,
        cost=entry.cost,
        duration_min=entry.duration_min,
    )


def _layout(content: Content, template: TemplateFacts, language: str) -> str:
    """That which was logged, else the template's of today."""
    return template.layout(language) if content.email_layout is None else content.email_layout


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressee:
    """Whom a delivery is for, loaded, and the address a message would go to (R-INT-118)."""

    contact: Contact
    alternative: AlternativeAddress | None
    salesperson: Salesperson | None
    organization: Organization

    @property
    def email(self) -> str:
        """That of the alternative address if it has one, else the contact's."""
        return (self.alternative.email if self.alternative is not None else "") or self.contact.email


def addressee_of(writing: Writing, desk: Desk | None = None) -> Addressee:
    """Whom it is for, from the desk if there is one; else four statements at most."""
    alternative = salesperson = None
    if desk is not None:
        if writing.alternative_address_id is not None:
            alternative = desk.alternatives.get(writing.alternative_address_id)
            if alternative is not None and alternative.contact_id != writing.contact_id:
                alternative = None
        if writing.salesperson_id is not None:
            salesperson = desk.salespeople.get(writing.salesperson_id)
        return Addressee(
            contact=desk.contacts[writing.contact_id],
            alternative=alternative,
            salesperson=salesperson,
            organization=desk.company,
        )
    if writing.alternative_address_id is not None:
        alternative = AlternativeAddress.objects.filter(
            pk=writing.alternative_address_id, contact=writing.contact_id
        ).first()
    if writing.salesperson_id is not None:
        salesperson = Salesperson.objects.filter(pk=writing.salesperson_id).first()
    return Addressee(
        contact=Contact.objects.select_related("company", "salutation").get(pk=writing.contact_id),
        alternative=alternative,
        salesperson=salesperson,
        organization=organization(),
    )


def merged_of(writing: Writing, who: Addressee, desk: Desk | None = None) -> Merged:
    """The values of the merge fields, and the lines of a letter; none with a desk, else two statements.

    One more where there is a campaign.
    """
    occasion = Occasion(
        language=writing.language,
        occurred_on=writing.on,
        subject=writing.subject or writing.description,
        description=writing.description,
        entry_no=writing.entry_no,
        cost=writing.cost,
        duration_min=writing.duration_min,
        recipient=who.email,
        campaign_no=_campaign_no(writing.campaign_id, desk),
        segment_no=writing.segment_no,
    )
    return merged_for(
        who.contact,
        occasion,
        salesperson=who.salesperson,
        alternative=who.alternative,
        company=who.organization,
        known=desk.formulas if desk is not None else None,
        fax=desk.faxes.get(writing.contact_id, "") if desk is not None else None,
    )


def _campaign_no(pk: int | None, desk: Desk | None) -> str:
    """The number of the campaign; empty without one."""
    if pk is None:
        return ""
    campaign = desk.campaigns[pk] if desk is not None else Campaign.objects.only("no").get(pk=pk)
    return campaign.no


def paper_for(writing: Writing, who: Addressee, desk: Desk | None = None) -> Paper:
    """Everything the delivery is made of, files included; from the desk if there is one."""
    copies = _copies(writing)
    return Paper(
        merged=merged_of(writing, who, desk),
        head=desk.head if desk is not None else letterhead(who.organization),
        subject=writing.subject or writing.description,
        body=writing.body,
        on=writing.on,
        layout=writing.layout,
        word=_document(writing, desk),
        word_as_attachment=writing.document_as_attachment,
        files=tuple(_files(writing.files, desk)),
        sender=_sender(who),
        reply_to=_reply_to(who),
        to=(Mailbox(who.email, who.contact.name), *copies[ParticipantRole.TO]),
        cc=tuple(copies[ParticipantRole.CC]),
        bcc=tuple(copies[ParticipantRole.BCC]),
    )


def _document(writing: Writing, desk: Desk | None) -> SentFile | None:
    """The document to fill: the file that was kept, else the template's of today."""
    if writing.document is not None:
        return next(_files((writing.document,), desk))
    if writing.document_template_id is None:
        return None
    template = DocumentTemplate.objects.select_related("file").get(pk=writing.document_template_id)
    return SentFile(template.file_name, read_file(template.file), template.file.media_type)


def _files(named: tuple[tuple[int, str], ...], desk: Desk | None) -> Iterator[SentFile]:
    if desk is not None:
        yield from (desk.file(file_id, name) for file_id, name in named)
        return
    stored = StoredFile.objects.in_bulk([file_id for file_id, _name in named]) if named else {}
    for file_id, name in named:
        file = stored[file_id]
        yield SentFile(name, read_file(file), file.media_type)


def _sender(who: Addressee) -> Mailbox:
    """The one account, under the salesperson's name (R-INT-124)."""
    name = who.salesperson.name if who.salesperson is not None else who.organization.name
    return Mailbox(settings.CONFIG.email_from, name)


def _reply_to(who: Addressee) -> Mailbox | None:
    """The salesperson, else the company (R-INT-124)."""
    if who.salesperson is not None and is_address(who.salesperson.email):
        return Mailbox(who.salesperson.email, who.salesperson.name)
    if is_address(who.organization.email):
        return Mailbox(who.organization.email, who.organization.name)
    return None


def _copies(writing: Writing) -> dict[str, list[Mailbox]]:
    """Further people the message is addressed to, by role; two statements at most."""
    found: dict[str, list[Mailbox]] = {role: [] for role in COPIES}
    for person, role in _copied(writing):
        if is_address(person.email):
            found[role].append(Mailbox(person.email, person.name))
    return found


def _copied(writing: Writing) -> Iterator[tuple[Contact | Salesperson, str]]:
    contacts = [(pk, role) for pk, role in writing.contacts if role in COPIES]
    colleagues = [(pk, role) for pk, role in writing.colleagues if role in COPIES]
    people = Contact.objects.in_bulk([pk for pk, _role in contacts]) if contacts else {}
    for pk, role in contacts:
        yield people[pk], role
    staff = Salesperson.objects.in_bulk([pk for pk, _role in colleagues]) if colleagues else {}
    for pk, role in colleagues:
        yield staff[pk], role


def address_refusals(writing: Writing, who: Addressee, channel: str) -> Iterator[Refusal]:
    """Why nothing can go to these people: blocked, archived, without address (R-INT-91, 118, 127)."""
    contact = who.contact
    if reason := blocked_reason(contact):
        yield reason
    if contact.archived_at is not None:
        yield rules.contact_gone()
    if channel != CorrespondenceType.EMAIL:
        return
    if not who.email:
        yield no_address(contact.no, contact.name)
    elif not is_address(who.email):
        yield rules.bad_address(contact.no, contact.name, who.email)
    for person, _role in _copied(writing):
        no = person.no if isinstance(person, Contact) else person.code
        if isinstance(person, Contact) and (reason := blocked_reason(person)):
            yield reason
        elif not person.email:
            yield no_address(no, person.name, field="participants")
        elif not is_address(person.email):
            yield rules.bad_address(no, person.name, person.email, field="participants")
