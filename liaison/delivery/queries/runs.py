"""Reading the sending of a segment: one row tells how far it is, whatever its size."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Case, F, QuerySet, When
from django.utils import timezone

from liaison.accounts.models import User
from liaison.accounts.queries import allowed, require
from liaison.accounts.rules import Right
from liaison.delivery import rules
from liaison.delivery.models import Run, RunState
from liaison.interactions.models import Entry
from liaison.interactions.visibility import seen_by
from liaison.kit.sql import rows

OPEN = (RunState.WAITING, RunState.RUNNING, RunState.PAUSED)
"""While a run is so, something may still happen."""
SENT_SINCE = """EXISTS (
    SELECT 1 FROM delivery_item later
    WHERE later.entry_id = i.entry_id AND later.contact_id = i.contact_id AND later.id > i.id
)"""
"""Whether what item `i` brings was put on the list again in another way."""
MOST_FAULTS = 10_000
"""How many failed deliveries are looked at for their reasons."""


@dataclass(frozen=True, slots=True)
class RunProgress:
    """How far a run is: `rate` in deliveries a minute, `remaining` as far as it can be told."""

    run: Run
    rate: float
    remaining: timedelta | None
    quiet_until: datetime | None = None
    """When its messages go on, should they rest for the night."""

    @property
    def is_open(self) -> bool:
        """Whether something may still happen."""
        return self.run.state in OPEN

    @property
    def percent(self) -> int:
        """Settled of all in whole per cent; only a run that is through has 100."""
        return 100 * self.run.settled // self.run.total if self.run.total else 100


@dataclass(frozen=True, slots=True)
class Fault:
    """A reason why deliveries of a run failed, without the people and addresses in it, and how often."""

    words: str
    count: int


def run_of(
    viewer: User, logged_segment: int, *, number: int | None = None, at: datetime
) -> RunProgress | None:
    """A sending of a logged segment (by id), if it was sent at all; one statement.

    That of this `number`, else the one that is open, else the last.
    """
    require(viewer, Right.READ_SEGMENTS)
    found = Run.objects.filter(logged_segment=logged_segment).select_related("changed_by", "created_by")
    if number is not None:
        found = found.filter(pk=number)
    open_first = Case(When(state__in=OPEN, then=0), default=1)
    shown = found.order_by(open_first, "-id").first()
    return _progress(shown, at) if shown is not None else None


def runs_to_start(viewer: User, logged_segment: int, *, at: datetime) -> list[RunProgress]:
    """The stopped sendings of a logged segment of which something can go yet, the last first."""
    require(viewer, Right.READ_SEGMENTS)
    found = rows(
        f"""
        SELECT r.id FROM delivery_run r
        WHERE r.logged_segment_id = %(logged_segment)s AND r.state = 'stopped' AND EXISTS (
            SELECT 1 FROM delivery_item i
            JOIN interaction_entry e ON e.id = i.entry_id AND e.contact_id = i.contact_id
            WHERE i.run_id = r.id AND i.state = 'stopped' AND i.finished_at = r.stopped_at AND NOT e.canceled
              AND NOT {SENT_SINCE}
        )""",
        {"logged_segment": logged_segment},
    )
    if not found:
        return []
    runs = Run.objects.filter(pk__in=[pk for (pk,) in found]).select_related("changed_by", "created_by")
    return [_progress(run, at) for run in runs.order_by("-id")]


def segment_is_being_sent(logged_segment: int) -> bool:
    """Whether a sending of this logged segment (by id) is open; one statement."""
    return Run.objects.filter(logged_segment=logged_segment, state__in=OPEN).exists()


def open_runs(viewer: User, *, at: datetime) -> list[RunProgress]:
    """The sendings that wait, run or are paused, the oldest first; one statement."""
    require(viewer, Right.READ_SEGMENTS)
    found = Run.objects.filter(state__in=OPEN).select_related("logged_segment").order_by("id")
    return [_progress(run, at) for run in found[:20]]


def run_sent_again(viewer: User, pk: int, *, at: datetime) -> RunProgress:
    """A list of interactions that was sent again as a whole, which has no logged segment; one statement.

    Raises `Run.DoesNotExist`.
    """
    require(viewer, Right.READ_SEGMENTS)
    found = Run.objects.filter(logged_segment=None).select_related("changed_by", "created_by")
    return _progress(found.get(pk=pk), at)


def entries_of_run(viewer: User, run: Run, *, channel: str | None = None) -> QuerySet[Entry]:
    """The interactions of such a run that the viewer may see, in the order of their deliveries (`item`).

    With a `channel` only those that it sent that way; the entries of the others are not looked at.
    """
    require(viewer, Right.READ_LOG)
    by_channel = {} if channel is None else {"deliveries__channel": channel}
    below = Entry.objects.filter(
        seen_by(viewer).q,
        **by_channel,
        deliveries__run=run.pk,
        deliveries__pk__gte=run.first_item or 0,
        deliveries__pk__lte=run.last_item or 0,
    )
    return below.annotate(item=F("deliveries__pk")).order_by("item")


def may_steer(viewer: User, run: Run) -> bool:
    """Who may pause, resume, stop and start it: of what was sent again also whoever did that."""
    own = run.logged_segment_id is None and run.created_by_id == viewer.pk
    return allowed(viewer, Right.EDIT_SEGMENTS) or (own and allowed(viewer, Right.RESEND))


def faults_of(viewer: User, run: Run, *, most: int = 10) -> list[Fault]:
    """Why deliveries of the run failed, the most frequent reason first; one statement."""
    require(viewer, Right.READ_SEGMENTS)
    found = rows(
        r"""
        SELECT words, count(*) FROM (
            SELECT regexp_replace(
                regexp_replace(
                    replace(replace(i.reply, c.no, '…'), c.name, '…'),
                    '<?[^\s<>]+@[^\s<>]+>?|«[^»]*»|“[^”]*”', '…', 'g'
                ),
                '…( …)+', '…', 'g'
            ) AS words
            FROM delivery_item i JOIN contact c ON c.id = i.contact_id
            WHERE i.run_id = %(run)s AND i.state = 'failed'
            LIMIT %(looked_at)s
        ) failed
        GROUP BY words ORDER BY count(*) DESC, words LIMIT %(most)s""",
        {"run": run.pk, "looked_at": MOST_FAULTS, "most": most},
    )
    return [Fault(words, int(count)) for words, count in found]


def waits_soon(until: datetime, *, runs: bool = True) -> bool:
    """Whether something is due before then, that no paused or stopped run holds back; one statement.

    Without `runs`, as in quiet hours, only single messages count.
    """
    found = rows(
        """
        SELECT EXISTS (
            SELECT 1 FROM delivery_item
            WHERE state = 'queued' AND run_id IS NULL AND channel IN ('email', 'hard_copy')
              AND due_at <= %(until)s
        ) OR %(runs)s AND EXISTS (
            SELECT 1 FROM delivery_run r
            WHERE r.state = 'running' AND EXISTS (
                SELECT 1 FROM delivery_item i
                WHERE i.run_id = r.id AND i.state = 'queued' AND i.channel IN ('email', 'hard_copy')
                  AND i.due_at <= %(until)s
            )
        )""",
        {"until": until, "runs": runs},
    )
    return bool(found[0][0])


def others_deliver(worker: int | None) -> bool:
    """Whether somebody else than this worker of the queue has claimed something; one statement."""
    found = rows(
        """
        SELECT EXISTS (
            SELECT 1 FROM delivery_item WHERE state = 'sending' AND worker IS DISTINCT FROM %(worker)s
        )""",
        {"worker": worker},
    )
    return bool(found[0][0])


def quiet_until(at: datetime) -> datetime | None:
    """When the quiet hours of this moment end; None when it is not quiet."""
    clock = timezone.localtime(at, timezone.get_default_timezone())
    return rules.quiet_until(clock, settings.CONFIG.quiet_hours)


def _progress(run: Run, at: datetime) -> RunProgress:
    rate = 0.0
    if run.state != RunState.RUNNING:
        return RunProgress(run, 0.0, None)
    if run.mark_at is not None:
        rate = rules.present_rate(run.rate, at - run.mark_at, run.settled - run.mark_settled)
    quiet = quiet_until(at)
    left = timedelta(minutes=run.left / rate) if rate and run.left and quiet is None else None
    return RunProgress(run, rate, left, quiet)
