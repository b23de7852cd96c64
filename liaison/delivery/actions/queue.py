"""Putting deliveries on the list: with the entry they belong to, in one transaction, or not at all."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.db import transaction
from procrastinate.contrib.django import app

from liaison.accounts.models import User
from liaison.accounts.queries import require
from liaison.accounts.rules import Right
from liaison.contacts.models import CorrespondenceType
from liaison.delivery import rules
from liaison.delivery.models import Item
from liaison.delivery.queries.again import as_before, described_again
from liaison.delivery.queries.papers import addressee_of, merged_of, writing_of
from liaison.delivery.queries.sendable import sending_refusals
from liaison.files.models import StoredFile
from liaison.interactions.actions.comments import copy_comments
from liaison.interactions.actions.drafts import complete
from liaison.interactions.actions.forms import reserve_number
from liaison.interactions.actions.log import log_interaction
from liaison.interactions.draft import Filled, Values
from liaison.interactions.models import DeliveryStatus, Entry
from liaison.interactions.queries.drafts import draft_to_change, values_of
from liaison.interactions.queries.settling import prepare
from liaison.interactions.rules import MAX_TITLE
from liaison.kit.errors import Conflict, Refused, refuse
from liaison.kit.text import gettext_lazy as _
from liaison.letters.merging import fields_in, merge_html, merge_line
from liaison.letters.plain import plain_text
from liaison.letters.values import MergeValues

LONGEST_THREAD = 10


@transaction.atomic
def log_and_send(
    values: Values, *, by: User, at: datetime, entry_no: int | None = None, again: Entry | None = None
) -> int:
    """Log an interaction and put its delivery on the list; returns the entry's number (R-INT-116).

    Raises `Refused` with everything that stands in the way, and then nothing was logged (R-INT-98,
    125): no way to deliver, no or a bad address, a blocked contact, no content, a merge field that
    does not exist, no e-mail account. The merge fields of text and subject are filled now, so that
    the log says what the contact is told. `entry_no` is a number reserved for it. `again` is the entry
    that is logged anew: the new one stays below the same campaign and logged segment (R-INT-160),
    with the same files and comments.
    """
    require(by, Right.RECORD)
    filled, written, entry_no = _ready(values, by=by, at=at, entry_no=entry_no, again=again)
    if again is not None:  # only now: what the contact reads does not say so
        filled = filled.changed(description=described_again(again.content.description))
    number = log_interaction(filled, by=by, at=at, delivery=DeliveryStatus.QUEUED, entry_no=entry_no)
    if again is not None and again.has_comments:
        copy_comments(again, number)
    _queue_new(number, filled, written, by=by, at=at)
    return number


@transaction.atomic
def complete_and_send(
    number: int, values: Values | None = None, *, version: int | None = None, by: User, at: datetime
) -> int:
    """Finish a draft and put its delivery on the list; refused, the draft stays as it was (R-INT-78)."""
    require(by, Right.RECORD)
    draft = draft_to_change(by, number)
    if version is not None and draft.version != version:
        raise Conflict(_("This draft was saved in another window in the meantime."))
    given = values if values is not None else values_of(draft)
    filled, written, _number = _ready(given, by=by, at=at, entry_no=number, drafted=True)
    merged = replace(given, subject=filled.subject, body=filled.body)
    complete(number, merged, by=by, at=at, delivery=DeliveryStatus.QUEUED)
    _queue_new(number, filled, written, by=by, at=at)
    return number


def _ready(
    values: Values,
    *,
    by: User,
    at: datetime,
    entry_no: int | None,
    again: Entry | None = None,
    drafted: bool = False,
) -> tuple[Filled, dict[str, str], int | None]:
    """The interaction with its fields filled, its words as they were written, and its number.

    What the contact reads is settled now: without a subject the description is it (R-INT-66), whatever the
    description says when it goes out.
    """
    filled = prepare(values, by=by, at=at, chosen_before=drafted or again is not None)
    if again is not None:
        filled = as_before(filled, again)
    filled = filled.changed(subject=filled.subject or filled.description)
    entry_no = number_named(filled, entry_no)
    writing = writing_of(filled, entry_no)
    who = addressee_of(writing)
    if filled.correspondence_type == CorrespondenceType.NONE:
        raise Refused(rules.no_type())
    refuse(sending_refusals(writing, who, filled.correspondence_type))
    written = {
        name: text
        for name, text, in_html in (("subject", filled.subject, False), ("body", filled.body, True))
        if fields_in(text, in_html=in_html)
    }
    if written:
        filled = with_fields(filled, merged_of(writing, who).values)
    return filled, {**written, "description": filled.description}, entry_no


def number_named(filled: Filled, entry_no: int | None) -> int | None:
    """The number of the interaction: taken before it is logged when its own text names it."""
    if entry_no is not None:
        return entry_no
    named = {*fields_in(filled.subject, in_html=False), *fields_in(filled.body)}
    return reserve_number() if "interaction.entry_no" in named else None


def with_fields(filled: Filled, values: MergeValues) -> Filled:
    """The interaction with the merge fields of its subject and text filled."""
    body = merge_html(filled.body, values)
    subject = merge_line(filled.subject, values)[:MAX_TITLE]
    return filled.changed(subject=subject, body=body, body_text=plain_text(body))


def _queue_new(number: int, filled: Filled, written: dict[str, str], *, by: User, at: datetime) -> None:
    entry = Entry.objects.only("contact_id", "follow_up_of").get(pk=number)
    queue_delivery(entry, CorrespondenceType(filled.correspondence_type), written=written, by=by, at=at)


@transaction.atomic
def queue_delivery(
    entry: Entry,
    channel: CorrespondenceType,
    *,
    written: dict[str, str] | None = None,
    original: StoredFile | None = None,
    original_name: str = "",
    by: User | None,
    at: datetime,
) -> Item:
    """Put one delivery of a logged entry on the list and wake the worker (R-INT-126, 129).

    The entry itself already says that it is queued. `original` is a message to send again as it was.
    """
    if channel == CorrespondenceType.NONE:
        raise Refused(rules.no_type())
    item = Item.objects.create(
        entry=entry,
        contact_id=entry.contact_id,
        channel=channel,
        references=" ".join(_thread(entry)),
        written=written or {},
        original=original,
        copy_name=original_name,
        due_at=at,
        queued_at=at,
        queued_by=by,
    )
    app.configure_task("delivery.deliver").defer(item_id=item.pk)
    return item


def _thread(entry: Entry) -> list[str]:
    """The numbers of the messages this one follows, oldest first."""
    if entry.follow_up_of is None:
        return []
    before = (
        Item.objects.filter(entry=entry.follow_up_of, state=DeliveryStatus.SENT)
        .exclude(message_id="")
        .order_by("-id")
        .values_list("references", "message_id")
        .first()
    )
    return [] if before is None else [*before[0].split(), before[1]][-LONGEST_THREAD:]
