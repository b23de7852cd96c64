"""Sending again what was logged: as it was, or logged anew with today's values (R-INT-157 to 161)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from liaison.accounts.models import User
from liaison.accounts.queries import require
from liaison.accounts.rules import Right
from liaison.contacts.models import CorrespondenceType
from liaison.delivery import rules
from liaison.delivery.actions.queue import log_and_send, queue_delivery
from liaison.delivery.actions.run import end_new_run, new_run
from liaison.delivery.models import Item, Run
from liaison.delivery.queries.again import again_values, candidates, contents_to_send, last_items
from liaison.delivery.queries.outgoing import told_description
from liaison.delivery.queries.papers import address_refusals, addressee_of, writing_of_entry
from liaison.delivery.queries.runs import segment_is_being_sent
from liaison.delivery.queries.sendable import content_refusals
from liaison.delivery.sets import insert_again
from liaison.interactions.actions.headings import lock_logged_segments
from liaison.interactions.actions.sent import hold_entries, note_channel, note_deliveries, note_delivery
from liaison.interactions.models import DeliveryStatus, Entry
from liaison.interactions.visibility import seen_by
from liaison.kit.errors import Refusal, Refused, refuse
from liaison.kit.sql import Question
from liaison.mail.providers import account_refusal

AS_BEFORE = "same"
"""The channel of each entry stays what it is (R-INT-158)."""


@dataclass(frozen=True, slots=True)
class Resent:
    """The entries whose delivery waits now: the old ones, or those logged anew."""

    entries: tuple[int, ...]
    skipped: tuple[int, ...] = ()


@transaction.atomic
def resend_entries(
    entries: Sequence[int],
    *,
    channel: str = AS_BEFORE,
    update_merge_fields: bool = False,
    by: User,
    at: datetime,
) -> Resent:
    """Send these entries again, one transaction: all that qualify, or with a reason none.

    Cancelled entries, those without content, those that are waiting already and those that were never for
    the contact (`was_for_the_contact`) are skipped; if nothing is left it is refused (E-INT-39).
    `channel` is `same`, `hard_copy` or `email`. As they were, the entries stay and what was written goes
    out again to the address of today; with `update_merge_fields` each is logged anew and its fields are
    filled with the values of today.
    """
    require(by, Right.RESEND)
    if update_merge_fields:  # headings before entries, as whoever cancels them; the new ones stand there too
        hold_entries(Question.of(Entry.objects.filter(pk__in=entries)))
    found = candidates(by, entries)
    qualified = [entry for entry in found if entry.sendable]
    if not qualified:
        raise Refused(rules.nothing_qualifies())
    ways = {one.entry.pk: _way(one.entry, channel) for one in qualified}
    refuse([rules.no_type_of(pk) for pk, way in ways.items() if way == CorrespondenceType.NONE])
    if CorrespondenceType.EMAIL in ways.values() and (missing := account_refusal()) is not None:
        raise Refused(missing)
    last = last_items([one.entry.pk for one in qualified])
    sent = [
        _anew(one.entry, ways[one.entry.pk], last, by=by, at=at)
        if update_merge_fields
        else _as_it_was(one.entry, ways[one.entry.pk], last, by=by, at=at)
        for one in qualified
    ]
    skipped = [one.entry.pk for one in found if not one.sendable]
    return Resent(tuple(sent), tuple(skipped))


@transaction.atomic
def resend_all(entries: Question, *, channel: str = AS_BEFORE, by: User, at: datetime) -> Run:
    """Send every entry of the question again as it was; returns the run, with how many (R-INT-157 to 159).

    `channel` is `same`, `hard_copy` or `email`, which takes the place of the entries' own.
    The question is already `by`'s own view. Cancelled entries, those without content or without a way
    to go, those that are waiting already and those that were never for the contact (`was_for_the_contact`)
    are left out; if nothing is left it is refused (E-INT-39).
    What stands in the way of a single one, such as a missing address, is told on that entry when it is
    delivered. They are a run of their own, so that they keep to the limits and hours of mailings (B-10).
    Of two who ask at once the second waits and finds what the first one left. The number of statements does
    not depend on the number of entries.
    """
    require(by, Right.RESEND)
    way = None if channel == AS_BEFORE else _chosen(channel)
    return _send_again(hold_entries(entries), None, way, by=by, at=at)


@transaction.atomic
def resend_failed(logged_segment: int, *, starts_at: datetime | None = None, by: User, at: datetime) -> Run:
    """Send what failed of a logged segment again as it was, as a run of its own (R-SEG-126, 139).

    Only entries that `by` may see; refused when nothing is left to send (E-INT-39), and while a run of the
    segment is open, as for the second of two who ask at once. The number of statements does not depend on
    the number of entries.
    """
    require(by, Right.RESEND)
    lock_logged_segments([logged_segment])
    if segment_is_being_sent(logged_segment):
        raise Refused(rules.run_is_open())
    failed = Entry.objects.filter(
        seen_by(by).q,
        logged_segment=logged_segment,
        delivery_status__in=[DeliveryStatus.FAILED, DeliveryStatus.BOUNCED],
    )
    entries = hold_entries(Question.of(failed))
    return _send_again(entries, logged_segment, starts_at=starts_at, by=by, at=at)


def _send_again(
    entries: Question,
    logged_segment: int | None,
    way: CorrespondenceType | None = None,
    *,
    starts_at: datetime | None = None,
    by: User,
    at: datetime,
) -> Run:
    """Entries that are held, again as they were or another `way`, as a run; refused when nothing can go."""
    run = new_run(logged_segment, starts_at=starts_at, by=by, at=at)
    queued = insert_again(entries, contents_to_send(entries), channel=way, run=run.pk, by=by.pk, at=at)
    mails = any(channel == CorrespondenceType.EMAIL for _number, _contact, channel, _item in queued)
    if mails and (missing := account_refusal()) is not None:
        raise Refused(missing)
    sent = [(number, contact) for number, contact, _channel, _item in queued]
    if way is not None:
        note_channel(sent, way)
    note_deliveries(sent, DeliveryStatus.QUEUED, at=at)
    items = [item for _number, _contact, _channel, item in queued]
    if end_new_run(run, len(items), between=(min(items, default=0), max(items, default=0))) is None:
        raise Refused(rules.nothing_qualifies())
    return run


def _way(entry: Entry, channel: str) -> CorrespondenceType:
    if channel == AS_BEFORE:
        return CorrespondenceType(entry.correspondence_type)
    return _chosen(channel)


def _chosen(channel: str) -> CorrespondenceType:
    """The channel that was asked for, if anything can go by it."""
    if channel not in {CorrespondenceType.EMAIL, CorrespondenceType.HARD_COPY}:
        raise Refused(rules.no_type())
    return CorrespondenceType(channel)


def _as_it_was(
    entry: Entry, way: CorrespondenceType, last: dict[int, Item], *, by: User, at: datetime
) -> int:
    """The same entry again, no new one (R-INT-159): its last copy as an e-mail, whose head is written anew.

    The address of a letter stands in its copy, so letters are made again. Of a copy only the address is
    asked: its content went out before, and nobody can change it.
    """
    before = last.get(entry.pk)
    copy = before.copy if before is not None and before.channel == way == CorrespondenceType.EMAIL else None
    writing = writing_of_entry(entry)
    lacks = () if copy is not None else content_refusals(writing, way)
    refuse(_named(entry, [*address_refusals(writing, addressee_of(writing), way), *lacks]))
    if way != entry.correspondence_type:
        note_channel([(entry.pk, entry.contact_id)], way)
    note_delivery(entry.pk, entry.contact_id, DeliveryStatus.QUEUED, at=at)
    queue_delivery(
        entry,
        way,
        written=before.written if before is not None else None,
        original=copy,
        original_name=before.copy_name if before is not None and copy is not None else "",
        by=by,
        at=at,
    )
    return entry.pk


def _anew(entry: Entry, way: CorrespondenceType, last: dict[int, Item], *, by: User, at: datetime) -> int:
    """The entry logged anew, column R of the table of what is written; the old one stays (R-INT-160)."""
    before = last.get(entry.pk)
    written = before.written if before is not None else {}
    if before is not None:
        before.entry = entry
        if (told := told_description(before)) is not None:
            written = {**written, "description": told}
    values = again_values(entry, way, written, at=at)
    try:
        return log_and_send(values, by=by, at=at, again=entry)
    except Refused as refused:
        raise Refused(*_named(entry, refused.refusals)) from refused


def _named(entry: Entry, refusals: Sequence[Refusal]) -> list[Refusal]:
    """The reasons with the number of the entry, for there may be many entries."""
    return [Refusal(f"{entry.pk}: {one.message}", "entries", one.code) for one in refusals]
