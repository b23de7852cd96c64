"""Log an interaction, or one for each of many contacts; and note what became of its delivery."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from liaison.accounts.models import Salesperson, User
from liaison.accounts.queries import require
from liaison.accounts.rules import Right
from liaison.contacts.models import Contact
from liaison.interactions import rules
from liaison.interactions.bulk import (
    Shared,
    SharedText,
    insert_content,
    insert_contents,
    insert_entries,
    insert_entry,
)
from liaison.interactions.draft import (
    ContactFacts,
    Filled,
    TemplateFacts,
    Values,
    choose_correspondence_type,
    settle_correspondence_type,
)
from liaison.interactions.facts import InteractionLogged, InteractionsLogged
from liaison.interactions.models import (
    ColleagueParticipant,
    ContentFile,
    DeliveryStatus,
    Entry,
    EntryComment,
    Participant,
)
from liaison.interactions.queries.proposal import contacts_facts, facts_of, prepare, template_facts
from liaison.kit.clock import local_date
from liaison.kit.errors import Refusal, Refused, refuse
from liaison.kit.facts import announce
from liaison.kit.sql import Question
from liaison.kit.text import gettext_lazy as _
from liaison.letters.cleaning import clean as clean_html
from liaison.letters.plain import plain_text


@transaction.atomic
def log_interaction(
    filled: Filled,
    *,
    by: User,
    at: datetime,
    delivery: DeliveryStatus = DeliveryStatus.NONE,
    entry_no: int | None = None,
) -> int:
    """Write one entry with its content, files, people and comments; returns its number (R-INT-84 to 90).

    `delivery` is where the sending starts; without address an e-mail then is refused (E-INT-30),
    and without sending its type becomes none (R-INT-91). `entry_no` is a number reserved for a
    draft. Refuses with every reason at once and leaves nothing behind.
    """
    require(by, Right.RECORD)
    settled = settle_correspondence_type(filled.correspondence_type, filled.contact)
    if settled != filled.correspondence_type and delivery != DeliveryStatus.NONE:
        raise Refused(_no_address(filled.contact))
    filled = filled.changed(correspondence_type=settled)
    refuse(
        [
            *filter(None, [rules.may_record_for(filled.contact), rules.may_use(filled.template)]),
            *rules.content_refusals(filled),
        ]
    )
    content = insert_content(filled)
    number = insert_entry(
        filled, content, recorded_by=by.pk, recorded_at=at, delivery_status=delivery, entry_no=entry_no
    )
    _write_surroundings(filled, content, number, by=by, at=at)
    announce(InteractionLogged(entry=number, contact=filled.contact.id, by=by.pk, at=at))
    return number


def log_values(values: Values, *, by: User, at: datetime) -> int:
    """Settle what was given and log it, without sending anything; returns the entry's number."""
    require(by, Right.RECORD)
    return log_interaction(prepare(values, by=by, at=at), by=by, at=at)


def _no_address(contact: ContactFacts) -> Refusal:
    return Refusal(
        _("Contact %(no)s %(name)s has no e-mail address.") % {"no": contact.no, "name": contact.name},
        field="contact",
        code="E-INT-30",
    )


def _write_surroundings(filled: Filled, content: int, number: int, *, by: User, at: datetime) -> None:
    """Files, people and comments; one statement for each kind that is there."""
    contact = filled.contact.id
    if filled.files:
        ContentFile.objects.bulk_create(
            ContentFile(content_id=content, file_id=file.file_id, name=file.name, position=position)
            for position, file in enumerate(filled.files)
        )
    if filled.participants:
        Participant.objects.bulk_create(
            Participant(
                entry_id=number,
                entry_contact_id=contact,
                contact_id=person.contact_id,
                company_id=person.company_id,
                occurred_at=filled.occurred_at,
                role=person.role,
            )
            for person in filled.participants
        )
    if filled.colleagues:
        ColleagueParticipant.objects.bulk_create(
            ColleagueParticipant(entry_id=number, contact_id=contact, salesperson_id=salesperson, role=role)
            for salesperson, role in filled.colleagues
        )
    if filled.comments:
        EntryComment.objects.bulk_create(comments(filled.comments, number, contact, by=by, at=at))


def comments(texts: Iterable[str], entry: int, contact: int, *, by: User, at: datetime) -> list[EntryComment]:
    """The rows of a block of comments: the first carries the date, the others continue it (R-INT-96)."""
    today = local_date(at)
    return [
        EntryComment(
            entry_id=entry,
            contact_id=contact,
            date=today if position == 0 else None,
            comment=text,
            author=by,
            created_at=at,
            changed_at=at,
        )
        for position, text in enumerate(texts)
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class ManyValues:
    """What a logging for many contacts gives; None means: take the template's.

    Without salesperson each entry gets its contact's. A given `body` or `subject` is used for every
    language; else each contact gets the template's text in its language.
    """

    template: str
    occurred_at: datetime
    salesperson: int | None = None
    description: str | None = None
    subject: str | None = None
    body: str | None = None
    correspondence_type: str | None = None
    delivery: DeliveryStatus = DeliveryStatus.NONE


@dataclass(frozen=True, slots=True)
class LoggedMany:
    """What a logging for many wrote: how many entries, and the contents that they share."""

    count: int
    contents: tuple[int, ...]


@transaction.atomic
def log_many(contacts: QuerySet[Contact], values: ManyValues, *, by: User, at: datetime) -> LoggedMany:
    """One entry for each of `contacts`, which is a question and not a list of rows.

    Privacy-blocked contacts are left out (R-CON-71). The number of statements does not depend on
    the number of contacts; the text is stored once for each language of the template.
    """
    require(by, Right.RECORD)
    template = _usable_template(values.template)
    texts, rows = _texts(template, values)
    refuse(_objections(contacts, template, texts, values))
    contents = insert_contents(rows)
    shared = _shared(template, values, by=by, at=at)
    numbered = [
        SharedText(text.for_language, text.language, contents[text.content_id], text.document_template_id)
        for text in texts
    ]
    count = insert_entries(Question.of(contacts), shared, numbered)
    ContentFile.objects.bulk_create(
        ContentFile(content_id=contents[text.content_id], file_id=file.file_id, name=file.name)
        for text in texts
        if (variant := template.nearest(text.language)) is not None and (file := variant.file) is not None
    )
    announce(InteractionsLogged(contents=tuple(contents), count=count, by=by.pk, at=at))
    return LoggedMany(count, tuple(contents))


def _usable_template(code: str) -> TemplateFacts:
    template = template_facts(code)
    if template is None:
        raise Refused(Refusal(_("There is no such template."), field="template", code="E-INT-29"))
    refuse(rules.may_use(template))
    return template


def _objections(
    contacts: QuerySet[Contact], template: TemplateFacts, texts: list[SharedText], values: ManyValues
) -> list[Refusal]:
    """What stands in the way for at least one of the contacts; two statements at most."""
    found: list[Refusal] = []
    reachable = contacts.filter(privacy_blocked=False)
    if values.salesperson is None and reachable.filter(salesperson=None).exists():
        found.append(Refusal(_("Enter the salesperson."), field="salesperson", code="E-INT-4"))
    variants = [template.nearest(text.language) for text in texts]
    empty = any(not values.body and (variant is None or not variant.has_content) for variant in variants)
    if not empty or template.document_template_id is not None:
        return found
    if template.wizard_action == "open":
        found += [rules.no_content_to_open(template)]
    preference = None
    if values.correspondence_type is None and not template.ignore_contact_correspondence_type:
        preference = reachable.filter(correspondence_type="email").exclude(email="")
    if (values.correspondence_type or template.default_correspondence_type) == "email":
        preference = reachable.exclude(email="")
    if preference is not None and preference.exists():
        found.append(rules.no_content_to_mail())
    return found


def _shared(template: TemplateFacts, values: ManyValues, *, by: User, at: datetime) -> Shared:
    team = None
    if values.salesperson is not None:
        team = Salesperson.objects.values_list("team_id", flat=True).get(pk=values.salesperson)
    return Shared(
        template_id=template.id,
        group_id=template.group_id,
        channel=template.channel,
        salesperson_id=values.salesperson,
        team_id=team,
        occurred_at=values.occurred_at,
        occurred_on=local_date(values.occurred_at),
        recorded_by_id=by.pk,
        recorded_at=at,
        information_flow=template.information_flow,
        initiated_by=template.initiated_by,
        cost=template.unit_cost,
        duration_min=template.unit_duration_min,
        visibility=template.visibility,
        campaign_target=template.campaign_target,
        campaign_response=template.campaign_response,
        document_as_attachment=False,
        default_type=template.default_correspondence_type,
        ignore_preference=template.ignore_contact_correspondence_type,
        wanted_type=values.correspondence_type,
        delivery_status=values.delivery,
    )


def _texts(template: TemplateFacts, values: ManyValues) -> tuple[list[SharedText], list[dict[str, object]]]:
    """Which text is for whom, with the position of its content among the rows to store."""
    texts: list[SharedText] = []
    stored: list[dict[str, object]] = []
    languages = [row.language for row in template.variants if row.language] or []
    wanted = [(language, language) for language in languages] + [("*", template.default_language)]
    description = template.description if values.description is None else values.description.strip()
    positions: dict[str, int] = {}
    for for_language, language in wanted:
        variant = template.variant(language) or template.nearest(language)
        if language not in positions:
            positions[language] = len(stored)
            body = clean_html(values.body if values.body is not None else (variant.body if variant else ""))
            subject = values.subject if values.subject is not None else (variant.subject if variant else "")
            stored.append(
                {
                    "occurred_at": values.occurred_at,
                    "language": language or settings.LANGUAGE_CODE,
                    "subject": subject.strip(),
                    "description": description,
                    "body": body,
                    "body_text": plain_text(body),
                }
            )
        document = variant.document_template_id if variant is not None else template.document_template_id
        texts.append(SharedText(for_language, language, positions[language], document))
    return texts, stored


def log_each(contacts: QuerySet[Contact], values: ManyValues, *, by: User, at: datetime) -> list[int]:
    """The same as `log_many` through `log_interaction`, one by one; the yardstick of its truth."""
    template = _usable_template(values.template)
    on = local_date(values.occurred_at)
    numbers = []
    for contact in contacts_facts(contacts.order_by("id").filter(privacy_blocked=False), on):
        given = Values(
            contact=contact.no,
            template=values.template,
            occurred_at=values.occurred_at,
            description=values.description,
            subject=values.subject,
            body=values.body,
            correspondence_type=(
                values.correspondence_type
                or choose_correspondence_type(template, contact.correspondence_type)
            ),
        )
        filled = prepare(given, by=by, at=at)
        chosen = values.salesperson if values.salesperson is not None else contact.salesperson_id
        team = Salesperson.objects.filter(pk=chosen).values_list("team_id", flat=True).first()
        filled = filled.changed(salesperson_id=chosen, team_id=team)
        numbers.append(log_interaction(filled, by=by, at=at, delivery=values.delivery))
    return numbers


def note_delivery(entry: int, contact: int, status: DeliveryStatus, *, at: datetime, note: str = "") -> None:
    """What became of the delivery of `entry`: its true status, when, and the server's words (R-INT-128)."""
    Entry.objects.filter(pk=entry, contact=contact).update(
        delivery_status=status, delivery_at=at, delivery_note=note
    )


__all__ = [
    "LoggedMany",
    "ManyValues",
    "comments",
    "facts_of",
    "log_each",
    "log_interaction",
    "log_many",
    "log_values",
    "note_delivery",
]
