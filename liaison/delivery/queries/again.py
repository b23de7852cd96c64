"""What is needed to send entries again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache

from django.utils import translation
from django.utils.translation import gettext as _

from liaison.accounts.models import User
from liaison.config import LANGUAGES
from liaison.contacts.models import CorrespondenceType
from liaison.delivery.models import Item
from liaison.interactions.draft import Filled, NamedFile, ParticipantValue, Values
from liaison.interactions.models import (
    Channel,
    ColleagueParticipant,
    ContentFile,
    DeliveryStatus,
    Entry,
    EntryChange,
    InformationFlow,
    Participant,
)
from liaison.interactions.queries.entry import chosen_entries
from liaison.interactions.rules import MAX_TITLE
from liaison.interactions.visibility import seen_by
from liaison.kit.sql import Question, rows


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry that was chosen, and whether there is anything of it to send again."""

    entry: Entry
    sendable: bool


def candidates(viewer: User, numbers: Sequence[int]) -> list[Candidate]:
    """The chosen entries, locked, in order; one that the viewer cannot see refuses all (R-INT-157)."""
    chosen_entries(viewer, list(numbers))
    seen = Entry.objects.filter(seen_by(viewer).q, pk__in=set(numbers))
    contacts = set(seen.values_list("contact_id", flat=True))
    entries = list(
        Entry.objects.select_for_update(of=("self",))
        .filter(pk__in=set(numbers), contact__in=contacts)
        .select_related("contact", "template", "salesperson")
        .prefetch_related("content")
        .order_by("id")
    )
    contents = {entry.content_id for entry in entries}
    with_files = set(ContentFile.objects.filter(content__in=contents).values_list("content_id", flat=True))
    return [
        Candidate(
            entry,
            sendable=not entry.canceled
            and entry.delivery_status not in {DeliveryStatus.QUEUED, DeliveryStatus.SENDING}
            and was_for_the_contact(entry)
            and bool(entry.content.body or entry.content_id in with_files),
        )
        for entry in entries
    ]


def was_for_the_contact(entry: Entry) -> bool:
    """Whether an entry was sent before, or is a message of ours that was only recorded (R-INT-116, 157).

    Answers, calls, visits and notes are nobody's to receive. What was only recorded of a segment is written
    by a follow-up segment: that looks at wishes, quiet list and cap. `insert_again.sql` says so of many.
    """
    if entry.delivery_status != DeliveryStatus.NONE:
        return True
    return (
        entry.logged_segment_id is None
        and entry.information_flow == InformationFlow.OUTBOUND
        and entry.channel in {Channel.EMAIL, Channel.LETTER, Channel.DOCUMENT}
    )


def contents_to_send(entries: Question) -> list[int]:
    """The contents of these entries that have a text or files; two statements."""
    question = f"SELECT DISTINCT content_id FROM interaction_entry WHERE id IN ({entries.sql})"
    contents = [row[0] for row in rows(question, entries.params)]
    found = rows(
        """
        SELECT id FROM interaction_content WHERE id = ANY(%(contents)s) AND body <> ''
        UNION SELECT content_id FROM interaction_content_file WHERE content_id = ANY(%(contents)s)""",
        {"contents": contents},
    )
    return [row[0] for row in found]


def last_items(entries: Iterable[int]) -> dict[int, Item]:
    """The last delivery of each entry, with its copy; one statement."""
    items = Item.objects.filter(entry__in=list(entries)).select_related("copy").order_by("id")
    return {item.entry_id: item for item in items}


def again_values(entry: Entry, way: CorrespondenceType, written: dict[str, str], *, at: datetime) -> Values:
    """What is logged anew: all of the entry, dated now (R-INT-160).

    What `as_before` takes from the entry itself is left out, and its comments, which are copied afterwards.
    `written` are subject and body with their merge fields, where they were filled when it was logged, and the
    description it was sent with: *Resend* before it, or a result that took its place, is for the log and not
    for the contact. A subject that was corrected since stays as it was corrected.
    """
    content = entry.content
    own = {"entry": entry.pk, "contact": entry.contact_id}
    people = Participant.objects.filter(entry=entry.pk, entry_contact=entry.contact_id).order_by("id")
    colleagues = ColleagueParticipant.objects.filter(**own).order_by("id")
    alternative = entry.alternative_address
    subject = content.subject
    corrected = EntryChange.objects.filter(**own, kind="corrected", new__has_key="subject")
    if "subject" in written and not corrected.exists():
        subject = written["subject"]
    return Values(
        contact=entry.contact.no,
        template=entry.template.code,
        salesperson=entry.salesperson.code if entry.salesperson is not None else None,
        occurred_at=at,
        description=written.get("description", content.description),
        subject=subject,
        body=written.get("body", content.body),
        information_flow=entry.information_flow,
        initiated_by=entry.initiated_by,
        cost=entry.cost,
        duration_min=entry.duration_min,
        correspondence_type=way,
        evaluation=entry.evaluation,
        attempt_failed=entry.attempt_failed,
        visibility=entry.visibility,
        campaign="",
        campaign_target=entry.campaign_target,
        campaign_response=entry.campaign_response,
        alternative_address=alternative.code if alternative is not None else "",
        contact_via=entry.contact_via,
        document_template="",
        document_as_attachment=entry.document_as_attachment,
        follow_up_of=entry.follow_up_of,
        segment_no=entry.segment_no,
        participants=(
            *(
                ParticipantValue(contact=no, role=role)
                for no, role in people.values_list("contact__no", "role")
            ),
            *(
                ParticipantValue(salesperson=code, role=role)
                for code, role in colleagues.values_list("salesperson__code", "role")
            ),
        ),
    )


def as_before(filled: Filled, entry: Entry) -> Filled:
    """What is logged anew, below the same campaign and logged segment, with the files and layout of `entry`.

    They count as they were, although the campaign may be put away and the template may be out of use, have
    another group and channel, other files and no version in that language now.
    """
    files = list(ContentFile.objects.filter(content=entry.content_id))
    document = next((NamedFile(one.file_id, one.name) for one in files if one.from_template), None)
    return filled.changed(
        template=replace(filled.template, group_id=entry.group_id, channel=entry.channel),
        language=entry.language,
        text_language=entry.content.language,
        campaign_id=entry.campaign_id,
        logged_segment_id=entry.logged_segment_id,
        document_template_id=entry.document_template_id if document is not None else None,
        document=document,
        kept_layout=entry.content.email_layout,
        files=tuple(NamedFile(one.file_id, one.name) for one in files if not one.from_template),
    )


def described_again(description: str) -> str:
    """*Resend* before the description, once whoever sends it again how often, cut to its length."""
    if description.startswith(_signs()):
        return description
    return " ".join((_("Resend:"), description))[:MAX_TITLE]


@cache
def _signs() -> tuple[str, ...]:
    """*Resend* in every language: the next who sends it again may speak another."""
    signs = []
    for language in LANGUAGES:
        with translation.override(language):
            signs.append(_("Resend:"))
    return tuple(signs)
