"""Logging a segment, and taking that back as long as nothing was sent.

Every line becomes an entry, in one transaction and so many statements whatever its size.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from liaison.accounts.models import User
from liaison.accounts.queries import require
from liaison.accounts.rules import Right
from liaison.campaigns.models import Campaign
from liaison.delivery.actions.forget import withdraw_deliveries
from liaison.delivery.actions.run import forget_runs, queue_run
from liaison.interactions.actions.headings import forget_logged_segment, is_worked_on
from liaison.interactions.actions.log_set import CampaignUse, EntrySet, SetText, log_set
from liaison.interactions.models import DeliveryStatus, Entry, LoggedSegment
from liaison.interactions.queries.headings import campaign_of_logged_segment, logged_segment
from liaison.kit.errors import Refused, refuse
from liaison.kit.facts import announce
from liaison.kit.text import gettext_lazy as _
from liaison.segments import rules
from liaison.segments.actions.segment import create_segment
from liaison.segments.actions.select import reuse_logged_segment
from liaison.segments.actions.steps import refresh_segment
from liaison.segments.bulk.lines import delete_worksheet, forget_content_numbers, take_content_numbers
from liaison.segments.facts import LoggingUndone, SegmentLogged
from liaison.segments.models import Segment, SegmentLanguage
from liaison.segments.queries.entries import lines_as_entries, moment_of, own_contents, own_files
from liaison.segments.queries.readiness import refusals_of, survey
from liaison.segments.queries.segments import NoSuchSegment, segment_to_change
from liaison.segments.values import SegmentValues

_NOT_SENT = (DeliveryStatus.NONE, DeliveryStatus.QUEUED, DeliveryStatus.STOPPED, DeliveryStatus.FAILED)
"""What failed may have been handed over all the same: that its delivery says."""


@dataclass(frozen=True, slots=True)
class LoggedResult:
    """What a logging wrote: the number of the logged segment, its entries, and what was put on the list.

    `follow_up` is the number of the follow-up segment, if one was wanted.
    """

    entry_no: int
    count: int
    queued: int
    follow_up: str = ""


def log_segment(
    no: str,
    *,
    send: bool,
    starts_at: datetime | None = None,
    follow_up: bool = False,
    most: int | None = None,
    by: User,
    at: datetime,
) -> LoggedResult:
    """Turn every line of segment `no` into an entry and close the worksheet (R-SEG-109 to 119).

    With `send` what has a correspondence type is put on the list of deliveries, to go out from `starts_at`
    on or at once. Raises `Refused` with everything that stands in the way, and then nothing was logged; see
    `readiness`. `follow_up` makes a new segment with the same contacts (R-SEG-93). `most` is how many
    messages somebody has agreed to: with one more that would go out nothing is logged (B-18).

    One that follows its criteria is brought up to date before it is judged (B-3), in a transaction of its
    own: who joined or left stays so when the logging is refused, and ends an approval (B-18) for everybody
    to see.
    """
    require(by, Right.EDIT_SEGMENTS)
    refresh_to_log(no, by=by, at=at)
    return _log(no, send=send, starts_at=starts_at, follow_up=follow_up, most=most, by=by, at=at)


def refresh_to_log(no: str, *, by: User, at: datetime) -> None:
    """Bring segment `no` up to date if it follows its criteria and was not refreshed at this very moment.

    One that somebody else logged meanwhile is left to the logging, which says so.
    """
    following = Segment.objects.filter(no=no, follows_criteria=True, logged_as=None)
    if following.exclude(refreshed_at=at).exists():
        with suppress(NoSuchSegment):
            refresh_segment(no, by=by, at=at)


@transaction.atomic
def _log(
    no: str,
    *,
    send: bool,
    starts_at: datetime | None,
    follow_up: bool,
    most: int | None,
    by: User,
    at: datetime,
) -> LoggedResult:
    head = _to_log(no)
    found = survey(head, send=send, warnings=False)
    refuse(refusals_of(found.readiness))
    refuse(rules.at_most(found.readiness.messages, most))
    if found.own_texts:
        take_content_numbers(head.pk)
    logged = log_set(
        EntrySet(
            segment_no=head.no,
            description=head.description,
            entries=lines_as_entries(head, at=at),
            texts=_texts(head, found.texts, at),
            campaigns=[
                CampaignUse(campaign=pk, date=date.fromisoformat(day), salesperson=seller)
                for pk, day, seller in found.campaigns
            ],
            own_contents=own_contents(head, at=at) if found.own_texts else None,
            own_files=own_files(head, at=at) if found.own_texts else None,
            sending=send,
        ),
        by=by,
        at=at,
    )
    run = None
    if send:
        run = queue_run(logged.pk, starts_at=starts_at, controls=found.controls, by=by, at=at)
    queued = run.total if run is not None else 0
    head.logged_as = logged.entry_no
    head.save(update_fields=["logged_as"])
    made = _followed_up(logged, head.campaign, by=by, at=at).no if follow_up else ""
    announce(
        SegmentLogged(
            segment_no=head.no,
            entry_no=logged.entry_no,
            count=logged.line_count,
            sent=queued,
            by=by.pk,
            at=at,
        )
    )
    return LoggedResult(logged.entry_no, logged.line_count, queued, made)


def _to_log(no: str) -> Segment:
    """The open segment, locked; somebody else may have logged it while we waited (R-SEG-118)."""
    try:
        return segment_to_change(no)
    except NoSuchSegment:
        if LoggedSegment.objects.filter(segment_no=no).exists():
            raise Refused(rules.already_logged(no)) from None
        raise


def _texts(head: Segment, used: tuple[int, ...], at: datetime) -> list[SetText]:
    """The texts that lines share, one for each language that is used; one statement."""
    moment = moment_of(head, at)
    texts = [
        SetText(
            key=row.pk,
            occurred_at=moment,
            language=row.language,
            subject=row.subject,
            description=head.description,
            body=row.body,
            body_text=row.body_text,
            email_layout=row.email_layout,
            file=row.file_id,
            file_name=row.file_name,
            document=row.document_template_id,
        )
        for row in SegmentLanguage.objects.filter(pk__in=used).order_by("id")
    ]
    if 0 in used:
        texts.append(
            SetText(
                key=0,
                occurred_at=moment,
                language=head.language,
                subject=head.subject,
                description=head.description,
                body="",
                body_text="",
                email_layout="",
                document=head.document_template_id,
            )
        )
    return texts


@transaction.atomic
def follow_up_segment(entry_no: int, *, by: User, at: datetime) -> Segment:
    """A new segment with the contacts of a logged one, of its campaign if that still runs (R-SEG-93, 94).

    Raises `NoSuchSegment` when there is no logged segment of that number.
    """
    require(by, Right.EDIT_SEGMENTS)
    logged = logged_segment(by, entry_no)
    if logged is None:
        raise NoSuchSegment
    return _followed_up(logged, campaign_of_logged_segment(by, logged), by=by, at=at)


def _followed_up(logged: LoggedSegment, campaign: Campaign | None, *, by: User, at: datetime) -> Segment:
    # One that was archived since takes no new segment.
    kept = campaign.no if campaign is not None and campaign.archived_at is None else None
    description = str(_("Follow-up on segment %(number)s") % {"number": logged.segment_no})
    made = create_segment(SegmentValues(description=description, campaign=kept), by=by, at=at)
    reuse_logged_segment(made.no, logged.entry_no, by=by, at=at)
    return made


@transaction.atomic
def undo_logging(entry_no: int, *, by: User, at: datetime) -> Segment:
    """Take a logging back as long as nothing was sent: the segment is open again as it was (B-17).

    Entries, campaign entries, texts and waiting deliveries are gone. Raises `Refused` when something
    went out, an entry was worked on since, or the worksheet is forgotten.
    """
    require(by, Right.EDIT_SEGMENTS)
    logged = LoggedSegment.objects.select_for_update().filter(entry_no=entry_no).first()
    if logged is None:
        raise NoSuchSegment
    head = Segment.objects.select_for_update().filter(logged_as=entry_no).first()
    if head is None or logged.created_at < at - rules.UNDO_PERIOD:
        raise Refused(rules.too_late_to_undo())
    entries = Entry.objects.filter(logged_segment=logged.pk)
    if entries.exclude(delivery_status__in=_NOT_SENT).exists():
        raise Refused(rules.already_sent())
    if is_worked_on(logged):
        raise Refused(rules.worked_on())
    if not withdraw_deliveries(logged.pk):
        raise Refused(rules.already_sent())
    forget_runs(logged.pk)
    if Segment.objects.filter(no=head.no, logged_as=None).exists():
        raise Refused(rules.number_in_use(head.no))
    forget_logged_segment(logged, by=by, at=at)
    forget_content_numbers(head.pk)
    head.logged_as = None
    head.save(update_fields=["logged_as"])
    announce(LoggingUndone(segment_no=head.no, entry_no=entry_no, by=by.pk, at=at))
    return head


def forget_worksheets(*, at: datetime) -> int:
    """Delete the worksheets of segments logged so long ago that it cannot be undone; returns how many.

    One whose logging is undone at the last moment stays.
    """
    old = LoggedSegment.objects.filter(created_at__lt=at - rules.UNDO_PERIOD).values("entry_no")
    found = list(Segment.objects.filter(logged_as__in=old).order_by("pk").values_list("pk", "logged_as"))
    gone = Segment.objects.filter(logged_as__isnull=False).exclude(
        logged_as__in=LoggedSegment.objects.values("entry_no")
    )
    found += list(gone.values_list("pk", "logged_as"))
    return sum(_forget_worksheet(segment, entry_no) for segment, entry_no in found)


@transaction.atomic
def _forget_worksheet(segment: int, entry_no: int | None) -> bool:
    """Delete a worksheet that is still the one of that logging."""
    still = Segment.objects.select_for_update(of=("self",)).filter(pk=segment, logged_as=entry_no).first()
    if still is not None:
        delete_worksheet(segment)
    return still is not None
