"""Logged segments and campaign entries: cancel, reinstate, delete, with all that stands below them."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from liaison.accounts.models import User
from liaison.accounts.queries import require
from liaison.accounts.rules import Right
from liaison.interactions import rules
from liaison.interactions.bulk import delete_entries
from liaison.interactions.facts import HeadingSwitched
from liaison.interactions.models import (
    CampaignEntry,
    Entry,
    EntryChange,
    InteractionTemplate,
    LoggedChange,
    LoggedSegment,
)
from liaison.interactions.queries.headings import LoggedCounts, deletable
from liaison.interactions.sets import (
    cancel_set,
    forget_campaign_entries,
    forget_set,
    reinstate_set,
    take_places,
    unlink_logged_segments,
)
from liaison.kit.errors import Refused
from liaison.kit.facts import announce
from liaison.kit.sql import Question, execute
from liaison.kit.versions import changed_meanwhile

PLACE = ("campaign", "document_type", "segment_no")
"""What says which campaign entry an interaction stands below; of those that are not cancelled one has it."""

SAME_PLACE = {name: OuterRef(name) for name in PLACE}

SEGMENT_MARK = "segment "
"""What the history names with the number of the logged segment that cancelled an entry."""


def lock_logged_segments(headings: Collection[int] | QuerySet[Any, Any]) -> list[int]:
    """Hold these logged segments until the transaction ends; returns those that there are.

    Whoever changes entries, deliveries or runs below a logged segment as a set takes it before all of
    them: such changes wait for each other there, and never each for what the other one has.
    """
    found = LoggedSegment.objects.select_for_update(no_key=True).filter(pk__in=headings).order_by("id")
    return list(found.values_list("pk", flat=True))


def forget_campaign(campaign: int) -> None:
    """Let nothing point at a campaign that is being deleted: its empty entries go, templates name none.

    Whoever has such a template open reads it anew (R-CMP-54, 55).
    """
    CampaignEntry.objects.filter(campaign=campaign).delete()
    naming = InteractionTemplate.objects.filter(campaign=campaign)
    naming.update(campaign=None, version=F("version") + 1)


def name_campaign_entry(campaign: str, *, segment_no: str, description: str) -> None:
    """Call the campaign's entry for an open segment as the segment is called (R-CMP-12); one statement."""
    below = CampaignEntry.objects.filter(campaign__no=campaign, document_type="", segment_no=segment_no)
    below = below.filter(logged_segment=None, canceled=False)
    below.exclude(description=description).update(description=description)


@transaction.atomic
def keep_counts(logged: LoggedSegment, counts: LoggedCounts, *, by: User, at: datetime) -> None:
    """Keep what was counted of a logged segment, once nothing is on its way any more; one statement.

    A look alone, a GET, may write this: it is what was counted and nothing that anybody decided, the same
    whoever looks and however often. While somebody changes the logged segment it is left for the next who
    looks: nobody waits for a figure.
    """
    require(by, Right.READ_SEGMENTS)
    kept = {"canceled": logged.canceled, **asdict(counts)}
    if not counts.final or kept == logged.counted:
        return
    execute(
        """
        UPDATE interaction_logged_segment SET counted = %(kept)s::jsonb
        FROM (SELECT set_config('liaison.counts_changed', '', TRUE)) anew
        WHERE id = (
            SELECT id FROM interaction_logged_segment WHERE id = %(logged)s FOR NO KEY UPDATE SKIP LOCKED
        )""",
        {"kept": json.dumps(kept), "logged": logged.pk},
    )


@transaction.atomic
def switch_logged_segments(
    entry_nos: Sequence[int], *, by: User, at: datetime, canceled: bool | None = None
) -> bool:
    """Cancel or reinstate logged segments with their campaign entries and interactions (R-SEG-120, 121).

    All become `canceled` or not; without it, the opposite of the state of the first one. Returns whether
    they are cancelled now. What had been cancelled on its own before stays cancelled when they are
    reinstated.
    """
    require(by, Right.CANCEL_SEGMENTS)
    found = {
        one.entry_no: one
        for one in LoggedSegment.objects.select_for_update().filter(entry_no__in=entry_nos).order_by("id")
    }
    missing = [no for no in entry_nos if no not in found]
    if missing or not found:
        raise Refused(rules.no_such_heading(str(missing[0] if missing else "")))
    if canceled is None:
        canceled = not found[entry_nos[0]].canceled
    for heading in found.values():
        if heading.canceled != canceled:
            _switch_segment(heading, canceled=canceled, by=by, at=at)
    return canceled


def _switch_segment(heading: LoggedSegment, *, canceled: bool, by: User, at: datetime) -> None:
    heading.canceled = canceled
    heading.save(update_fields=["canceled"])
    entries = CampaignEntry.objects.filter(logged_segment=heading)
    own = list(entries.values_list("pk", flat=True))
    if canceled:
        entries.filter(canceled=False).update(canceled=True, canceled_with_segment=True)
    else:
        entries = entries.filter(canceled_with_segment=True)
        _make_room(entries)
        with _alone_at_its_place():
            entries.update(canceled=False, canceled_with_segment=False)
    switch = cancel_set if canceled else reinstate_set
    below = (
        Entry.objects.filter(logged_segment=heading),
        # Calls from the segment's lines, which its campaign entries have beside what was logged (R-CMP-17).
        Entry.objects.filter(campaign_entry__in=own, logged_segment=None),
    )
    mark = f"{SEGMENT_MARK}{heading.pk}"
    count = sum(switch(Question.of(entries), mark=mark, by=by.pk, at=at) for entries in below)
    announce(HeadingSwitched("logged_segment", heading.pk, canceled, count, by.pk, at))


def _make_room(reinstated: QuerySet[CampaignEntry]) -> None:
    """Let an entry that was made since these were cancelled give them its interactions; it is gone.

    There is one entry for each campaign, kind of document and segment (R-CMP-10).
    """
    same = Exists(reinstated.filter(**SAME_PLACE))
    live = CampaignEntry.objects.select_for_update().filter(same, canceled=False)
    if found := list(live.order_by("id").values_list("pk", flat=True)):
        take_places(found, list(reinstated.values_list("pk", flat=True)))


@contextmanager
def _alone_at_its_place() -> Iterator[None]:
    """Raise `Conflict` when somebody takes the place of a reinstated campaign entry in this very moment."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        raise changed_meanwhile() from error


@transaction.atomic
def switch_campaign_entries(
    ids: Sequence[int], *, by: User, at: datetime, canceled: bool | None = None
) -> bool:
    """The same for campaign entries (R-CMP-17); one below a cancelled logged segment is refused.

    What was recorded in the place of a cancelled one stands below it when it is reinstated (R-CMP-13).
    """
    require(by, Right.CANCEL_SEGMENTS)
    in_place = Q(canceled=False) & Exists(CampaignEntry.objects.filter(pk__in=ids, **SAME_PLACE))
    near = CampaignEntry.objects.filter(Q(pk__in=ids) | in_place, logged_segment__isnull=False)
    lock_logged_segments(near.values("logged_segment"))
    found = {
        one.pk: one
        for one in CampaignEntry.objects.select_for_update(of=("self",))
        .select_related("logged_segment")
        .filter(pk__in=ids)
        .order_by("id")
    }
    missing = [pk for pk in ids if pk not in found]
    if missing or not found:
        raise Refused(rules.no_such_heading(str(missing[0] if missing else "")))
    if canceled is None:
        canceled = not found[ids[0]].canceled
    for heading in found.values():
        parent = heading.logged_segment
        if not canceled and parent is not None and parent.canceled:
            raise Refused(rules.restore_parent_first())
        if heading.canceled != canceled:
            if not canceled:
                _make_room(CampaignEntry.objects.filter(pk=heading.pk))
            with_segment = heading.canceled_with_segment
            heading.canceled, heading.canceled_with_segment = canceled, False
            with nullcontext() if canceled else _alone_at_its_place():
                heading.save(update_fields=["canceled", "canceled_with_segment"])
            question = Question.of(Entry.objects.filter(campaign_entry=heading))
            mark = f"campaign entry {heading.pk}"
            if canceled:
                count = cancel_set(question, mark=mark, by=by.pk, at=at)
            else:
                # A logged segment that had cancelled them and is deleted cannot bring them back itself.
                before = f"{SEGMENT_MARK}%" if with_segment else mark
                count = reinstate_set(question, mark=mark, canceled_with=before, by=by.pk, at=at)
            announce(HeadingSwitched("campaign_entry", heading.pk, canceled, count, by.pk, at))
    return canceled


@transaction.atomic
def delete_canceled_segments(
    *,
    segment_no: str = "",
    entry_no: int | None = None,
    shown: int | None = None,
    dry_run: bool = False,
    by: User,
    at: datetime,
) -> int:
    """Delete cancelled logged segments, all or those of a number; returns how many, also when it only counts.

    Their entries stay, cancelled and unlinked (R-SEG-123, 124). `shown` is how many the reader agreed to;
    raises `Conflict` when others would go.
    """
    require(by, Right.MANAGE_SEGMENTS)
    found = LoggedSegment.objects.filter(canceled=True)
    if segment_no:
        found = found.filter(segment_no=segment_no)
    if entry_no is not None:
        found = found.filter(entry_no=entry_no)
    if dry_run:
        return found.count()
    ids = list(found.select_for_update().order_by("id").values_list("pk", flat=True))
    if shown is not None and len(ids) != shown:
        raise changed_meanwhile()
    if ids:
        unlink_logged_segments(ids)
        CampaignEntry.objects.filter(logged_segment__in=ids).update(logged_segment=None)
        LoggedChange.objects.filter(logged_segment__in=ids).delete()
        LoggedSegment.objects.filter(pk__in=ids).delete()
    return len(ids)


@dataclass(frozen=True, slots=True)
class DeletedEntries:
    """How many campaign entries went, or would go, and how many interactions below them."""

    entries: int
    interactions: int


@transaction.atomic
def delete_canceled_campaign_entries(  # noqa: PLR0913 - each narrows, or says how it is meant
    *,
    entry_no: int | None = None,
    campaign: str = "",
    salesperson: str = "",
    since: date | None = None,
    until: date | None = None,
    counted: int | None = None,
    below: int | None = None,
    dry_run: bool = False,
    by: User,
    at: datetime,
) -> DeletedEntries:
    """Delete cancelled campaign entries with the interactions below them (R-CMP-19), or only count both.

    Each value narrows; `since` and `until` are days of the entries, both included. Those below which
    an interaction would go that `by` may not see stay, see `deletable`. `counted` is how many entries
    somebody confirmed, `below` how many interactions: when others would go, raises `Conflict`.
    """
    require(by, Right.MANAGE_SEGMENTS)
    found = CampaignEntry.objects.filter(canceled=True)
    if entry_no is not None:
        found = found.filter(pk=entry_no)
    if campaign:
        found = found.filter(campaign__no=campaign)
    if salesperson:
        found = found.filter(salesperson__code=salesperson)
    if since is not None:
        found = found.filter(date__gte=since)
    if until is not None:
        found = found.filter(date__lte=until)
    if not dry_run:
        found = found.select_for_update(of=("self",))
    chosen = deletable(by, list(found.order_by("id").values_list("pk", flat=True)))
    entries = Entry.objects.filter(campaign_entry__in=chosen, canceled=True)
    if dry_run:
        return DeletedEntries(len(chosen), entries.count())
    gone = 0
    if chosen:
        gone = delete_entries(Question.of(entries))
        CampaignEntry.objects.filter(pk__in=chosen).delete()
    if counted not in {None, len(chosen)} or below not in {None, gone}:
        raise changed_meanwhile()
    return DeletedEntries(len(chosen), gone)


def is_worked_on(logged: LoggedSegment) -> bool:
    """Whether somebody changed an entry of the logged segment, or wrote a comment on it; one statement.

    Cancelling and reinstating all of them at once is no work on any.
    """
    with_it = EntryChange.objects.filter(
        entry=OuterRef("pk"), contact=OuterRef("contact"), new__with=f"{SEGMENT_MARK}{logged.pk}"
    )
    switched = Coalesce(Subquery(with_it.order_by().values("entry").values(n=Count("pk"))), 0)
    # Asked of those only that changed at all: mostly there is none.
    changed = Q(version__gt=1) & Q(version__gt=switched + 1)
    return Entry.objects.filter(changed | Q(has_comments=True), logged_segment=logged.pk).exists()


@transaction.atomic
def forget_logged_segment(logged: LoggedSegment, *, by: User, at: datetime) -> None:
    """Undo a logging: its entries, texts and campaign entries are gone; whoever calls says why it may be.

    Deliveries must be gone before. Of a cancelled one the calls from its lines, which stay, are reinstated.
    """
    if logged.canceled:
        _switch_segment(logged, canceled=False, by=by, at=at)
    forget_set(logged.pk)
    forget_campaign_entries(logged.pk)
    LoggedChange.objects.filter(logged_segment=logged.pk).delete()
    logged.delete()
