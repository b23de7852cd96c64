"""One entry: for reading with everything that hangs on it, and for a verb that changes it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Prefetch
from django.utils.translation import get_language

from liaison.accounts.models import User
from liaison.accounts.queries import require
from liaison.accounts.rules import Right
from liaison.interactions.models import (
    ColleagueParticipant,
    ContentFile,
    Entry,
    EntryChange,
    EntryComment,
    EntryFile,
    InformationFlow,
    Participant,
)
from liaison.interactions.template_rules import choose_description
from liaison.interactions.visibility import seen_by
from liaison.kit.errors import Refusal, Refused
from liaison.kit.sql import Question
from liaison.kit.text import gettext_lazy as _


class NoSuchEntry(ObjectDoesNotExist):
    """There is no such entry, or the viewer may not see it; both look the same."""


MAX_NUMBER = 2**63 - 1


def seen_entry(viewer: User, number: int) -> Entry:
    """The entry with its codes, for reading; raises `NoSuchEntry`."""
    require(viewer, Right.READ_LOG)
    entry = None
    if 0 < number <= MAX_NUMBER:
        entry = (
            Entry.objects.filter(seen_by(viewer).q, pk=number)
            .select_related(
                "contact",
                "template__group",
                "group",
                "salesperson",
                "recorded_by",
                "campaign",
                "alternative_address",
                "document_template",
            )
            .first()
        )
    if entry is None:
        raise NoSuchEntry
    return entry


def entry_to_change(viewer: User, number: int) -> Entry:
    """The entry, locked until the transaction ends; raises `NoSuchEntry` for strangers too."""
    found = (
        Entry.objects.filter(seen_by(viewer).q, pk=number)
        if 0 < number <= MAX_NUMBER
        else Entry.objects.none()
    )
    contact = found.values_list("contact_id", flat=True).first()
    entry = (
        Entry.objects.select_for_update(of=("self",)).filter(pk=number, contact=contact).first()
        if contact is not None
        else None
    )
    if entry is None:
        raise NoSuchEntry
    return entry


def has_unshared_files(viewer: User, number: int) -> bool:
    """Whether the entry has files that no other entry uses; cancelling may remove them (R-INT-148)."""
    entry = seen_entry(viewer, number)
    if EntryFile.objects.filter(entry=number, contact=entry.contact_id).exists():
        return True
    if not ContentFile.objects.filter(content=entry.content_id).exists():
        return False
    return not Entry.objects.filter(content=entry.content_id).exclude(pk=number).exists()


def comment_to_change(viewer: User, pk: int) -> EntryComment:
    """A comment of an entry that the viewer may see, locked."""
    found = EntryComment.objects.filter(pk=pk) if 0 < pk <= MAX_NUMBER else EntryComment.objects.none()
    number = found.values_list("entry_id", flat=True).first()
    if number is None:
        raise NoSuchEntry
    entry = entry_to_change(viewer, number)
    # Only now, for somebody may have changed or deleted it just before.
    comment = found.filter(contact=entry.contact_id).first()
    if comment is None:
        raise NoSuchEntry
    return comment


def numbers_seen(viewer: User, numbers: Collection[int]) -> frozenset[int]:
    """Those of these numbers whose entries the viewer may see; one statement, none without numbers.

    What names an entry by its number names one that others may see, or that is deleted by now (R-INT-198).
    """
    if not numbers:
        return frozenset()
    return frozenset(Entry.objects.filter(seen_by(viewer).q, pk__in=numbers).values_list("pk", flat=True))


def number_seen(viewer: User, number: int | None) -> int | None:
    """The number if the viewer may see its entry, else None; one statement, none without a number."""
    return number if number is not None and number in numbers_seen(viewer, [number]) else None


def chosen_entries(viewer: User, numbers: list[int]) -> Question:
    """The question for exactly these entries; one the viewer cannot see refuses the whole selection."""
    wanted = {number for number in numbers if 0 < number <= MAX_NUMBER}
    found = numbers_seen(viewer, wanted)
    if missing := sorted(set(numbers) - found):
        raise Refused(
            Refusal(
                _("There is no entry %(number)s.") % {"number": missing[0]}, field="entries", code="unknown"
            )
        )
    sql = "SELECT id FROM interaction_entry WHERE id = ANY(%(chosen_entries)s)"
    return Question(sql, {"chosen_entries": sorted(found)})


@dataclass(frozen=True, slots=True)
class EntryDetail:
    """An entry with everything a person may want to see of it.

    `follow_up_of` is the entry that it follows if the viewer may see that one, else None.
    """

    entry: Entry
    files: list[ContentFile]
    own_files: list[EntryFile]
    comments: list[EntryComment]
    participants: list[Participant]
    colleagues: list[ColleagueParticipant]
    changes: list[EntryChange]
    follow_ups: list[Entry]
    follow_up_of: int | None
    company_name: str


def entry_detail(viewer: User, number: int) -> EntryDetail:
    """Entry `number` for reading; raises `NoSuchEntry` when there is none the viewer may see."""
    entry = seen_entry(viewer, number)
    own = {"entry": number, "contact": entry.contact_id}
    people = Participant.objects.filter(entry=number, entry_contact=entry.contact_id).select_related(
        "contact"
    )
    company = entry.company if entry.company_id and entry.company_id != entry.contact_id else None
    return EntryDetail(
        entry=entry,
        files=list(ContentFile.objects.filter(content=entry.content_id).select_related("file")),
        own_files=list(EntryFile.objects.filter(**own).select_related("file").order_by("id")),
        comments=list(EntryComment.objects.filter(**own).select_related("author")),
        participants=list(people.order_by("id")) if entry.has_participants else [],
        colleagues=(
            list(ColleagueParticipant.objects.filter(**own).select_related("salesperson").order_by("id"))
            if entry.has_participants
            else []
        ),
        changes=list(EntryChange.objects.filter(**own).select_related("changed_by")),
        follow_ups=list(
            Entry.objects.filter(seen_by(viewer).q, follow_up_of=number)
            .prefetch_related(Prefetch("content"))
            .order_by("occurred_at", "id")
        ),
        follow_up_of=number_seen(viewer, entry.follow_up_of),
        company_name=company.name if company is not None else "",
    )


def entry_title(entry: Entry) -> str:
    """What the entry is called in the reader's language, by the flow of its template (R-INT-187)."""
    template = entry.template
    what = choose_description(template.description, template.descriptions, get_language() or "")
    if template.information_flow == InformationFlow.INBOUND:
        return _("%(what)s – from %(name)s") % {"what": what, "name": entry.contact.name}
    who = ""
    if template.information_flow == InformationFlow.OUTBOUND:
        if entry.salesperson is not None:
            who = entry.salesperson.name
        elif entry.recorded_by is not None:
            who = entry.recorded_by.full_name
    return _("%(what)s – by %(name)s") % {"what": what, "name": who} if who else what


def file_of_entry(viewer: User, number: int, file: int) -> ContentFile | EntryFile:
    """A file of an entry the viewer may see, by the stored file's id; raises `NoSuchEntry`."""
    require(viewer, Right.READ_CONTENT)
    entry = seen_entry(viewer, number)
    own = (
        EntryFile.objects.filter(entry=number, contact=entry.contact_id, file=file)
        .select_related("file")
        .first()
    )
    if own is not None:
        return own
    shared = ContentFile.objects.filter(content=entry.content_id, file=file).select_related("file").first()
    if shared is None:
        raise NoSuchEntry
    return shared
