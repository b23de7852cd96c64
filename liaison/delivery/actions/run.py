"""What goes out as a whole, mostly a segment: begin, pause, resume, stop, begin again at a chosen time.

Each verb locks the logged segment, then the run, does nothing when it is already so, and is the same few
statements whatever the size. What was sent again as a whole has no logged segment: to stop or start it, the
entries are locked before the run, as by all who change or delete them. Items that a worker has in its hands
come to their end in any case.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from procrastinate.contrib.django import app

from liaison.accounts.models import User
from liaison.accounts.queries import allowed, require
from liaison.accounts.rules import Right
from liaison.delivery import rules
from liaison.delivery.actions.settle import stop_waiting
from liaison.delivery.facts import RunChanged
from liaison.delivery.models import Run, RunState
from liaison.delivery.queries.runs import OPEN, may_steer, segment_is_being_sent
from liaison.delivery.sets import insert_logged_items, items_stopped, requeue_items
from liaison.interactions.actions.headings import lock_logged_segments
from liaison.interactions.actions.sent import hold_entries, note_set
from liaison.interactions.models import DeliveryStatus
from liaison.kit.errors import Refused
from liaison.kit.facts import announce
from liaison.kit.sql import Question, execute, rows, statement

ENTRIES = "SELECT entry_id FROM delivery_item WHERE run_id = %(run)s AND state = %(state)s"


@transaction.atomic
def queue_run(
    logged_segment: int,
    *,
    starts_at: datetime | None = None,
    controls: Sequence[str] = (),
    by: User,
    at: datetime,
) -> Run | None:
    """Put the deliveries of a segment that is being logged on the list (R-SEG-130); None without any.

    Its entries say already that they are queued, so none of them is written again. They go out from
    `starts_at` on, or at once (B-9), and at first to the addresses of `controls`.
    """
    run = new_run(logged_segment, starts_at=starts_at, controls=controls, by=by, at=at)
    count = insert_logged_items(logged_segment, run=run.pk, by=by.pk, at=at)
    return end_new_run(run, count)


def new_run(
    logged_segment: int | None,
    *,
    starts_at: datetime | None,
    controls: Sequence[str] = (),
    by: User,
    at: datetime,
) -> Run:
    """A run whose items are about to be written; see `end_new_run`.

    A list that is sent again as a whole has no logged segment.
    """
    begins = max(starts_at, at) if starts_at is not None else at
    return Run.objects.create(
        logged_segment_id=logged_segment,
        state=RunState.WAITING if begins > at else RunState.RUNNING,
        starts_at=begins,
        control_addresses=list(controls),
        created_at=at,
        created_by=by,
        changed_at=at,
        changed_by=by,
    )


def end_new_run(run: Run, count: int, *, between: tuple[int | None, int | None] = (None, None)) -> Run | None:
    """Its items are written: note how many, and wake a worker; without items there is no run.

    `between` are the first and the last item of a run that has no logged segment.
    """
    if not count:
        run.delete()
        return None
    run.total, (run.first_item, run.last_item) = count, between
    run.save(update_fields=["total", "first_item", "last_item"])
    wake(run)
    return run


def wake(run: Run) -> None:
    """Let a worker look at the list now, or when the run begins."""
    task = app.configure_task(
        "delivery.deliver_waiting", schedule_at=run.starts_at if run.state == RunState.WAITING else None
    )
    task.defer()


@transaction.atomic
def pause_run(pk: int, *, by: User, at: datetime) -> Run:
    """Let the rest wait until somebody resumes it; refused when it has ended."""
    run = _to_change(pk, by)
    if run.state == RunState.PAUSED:
        return run
    if run.state not in OPEN:
        raise Refused(rules.run_has_ended())
    return _change(run, RunState.PAUSED, by=by, at=at)


@transaction.atomic
def resume_run(pk: int, *, by: User, at: datetime) -> Run:
    """Go on where it was paused; one that was to begin later still does. Refused when it has ended."""
    run = _to_change(pk, by)
    if run.state in {RunState.RUNNING, RunState.WAITING}:
        return run
    if run.state not in OPEN:
        raise Refused(rules.run_has_ended())
    state = RunState.WAITING if run.starts_at > at else RunState.RUNNING
    changed = _change(run, state, by=by, at=at)
    wake(changed)
    return changed


@transaction.atomic
def stop_run(pk: int, *, by: User, at: datetime) -> Run:
    """Take what still waits off the list; it is not sent unless the run is started again (B-9)."""
    run = _to_change(pk, by, writing=DeliveryStatus.QUEUED)
    return run if run.state in {RunState.STOPPED, RunState.FINISHED} else _stop(run, by=by, at=at)


def stop_canceled_runs(logged_segment: int, *, by: User, at: datetime) -> None:
    """A logged segment was cancelled: what still waits is not sent (R-SEG-121).

    Reinstating it sends nothing by itself; whoever wants the rest to go starts the run again.
    """
    running = Run.objects.select_for_update().filter(logged_segment=logged_segment, state__in=OPEN)
    for run in running.order_by("id"):
        _stop(run, by=by, at=at, words=str(rules.CANCELED))


def keep_reinstated(campaign_entry: int, *, by: User, at: datetime) -> None:
    """A campaign entry was reinstated: what its cancelling took off the list goes when its run is started.

    Reinstating sends nothing by itself. A run that others of it still keep open counts as stopped at its
    end. The same few statements for any number of entries, and one for each run that they belong to.
    """
    back = Question(statement("liaison.delivery", "reinstated_items"), {"heading": campaign_entry})
    found = rows(f"SELECT DISTINCT run_id FROM ({back.sql}) back", back.params)
    if not found:
        return
    for run in Run.objects.select_for_update().filter(pk__in=[pk for (pk,) in found]).order_by("id"):
        run.stopped_at = run.stopped_at or at
        if run.state == RunState.FINISHED:
            _change(run, RunState.STOPPED, by=by, at=at)
        else:
            run.save(update_fields=["stopped_at"])
    execute(
        f"""
        /* whichever contacts: a heading holds them all */
        WITH back AS MATERIALIZED ({back.sql})
        UPDATE delivery_item SET finished_at = r.stopped_at
        FROM back JOIN delivery_run r ON r.id = back.run_id
        WHERE delivery_item.id = back.id""",
        back.params,
    )


def _stop(run: Run, *, by: User, at: datetime, words: str = "") -> Run:
    run.stopped_at = run.stopped_at or at
    changed = _change(run, RunState.STOPPED, by=by, at=at)
    if stop_waiting(changed, at=run.stopped_at, words=words):
        changed.refresh_from_db()
    if not changed.left:
        changed.finished_at = at
        changed.save(update_fields=["finished_at"])
    return changed


@transaction.atomic
def start_run(pk: int, starts_at: datetime | None = None, *, by: User, at: datetime) -> Run:
    """Let the run go out from `starts_at` on, or at once: one that waits, runs, is paused or was stopped.

    A stopped one gets back what its stopping took off the list, an open one what was reinstated since.
    Refused when everything has gone out, and one that has ended also while another of its segment is open.
    """
    run = _to_change(pk, by, writing=DeliveryStatus.STOPPED)
    segment = run.logged_segment_id
    if segment is not None and run.state not in OPEN and segment_is_being_sent(segment):
        raise Refused(rules.run_is_open())
    begins = max(starts_at, at) if starts_at is not None else at
    state = RunState.WAITING if begins > at else RunState.RUNNING
    same = run.state == state and (state == RunState.RUNNING or run.starts_at == begins)
    if same and run.stopped_at is None:
        return run
    count = 0
    if run.stopped_at is not None:  # not all that waits: of an open run workers have the entries in hand
        note_set(items_stopped(run.pk, run.stopped_at), DeliveryStatus.QUEUED, at=at)
        count = requeue_items(run.pk, run.stopped_at, at=at)
    if not count and run.state not in OPEN:
        raise Refused(rules.run_has_ended())
    if count:
        run.stopped, run.finished_at = run.stopped - count, None
    run.stopped_at = None
    run.starts_at = begins
    changed = _change(run, state, by=by, at=at)
    wake(changed)
    return changed


def begin_runs(*, at: datetime) -> int:
    """Runs whose time has come begin; returns how many. One statement."""
    due = Run.objects.filter(state=RunState.WAITING, starts_at__lte=at)
    return due.update(state=RunState.RUNNING)


def forget_runs(logged_segment: int) -> None:
    """Let go of the runs of a logging that is undone; their items must be gone before."""
    Run.objects.filter(logged_segment=logged_segment).delete()


def _to_change(pk: int, by: User, *, writing: DeliveryStatus | None = None) -> Run:
    """The run, locked behind its logged segment; raises `Run.DoesNotExist`.

    Where it has none, behind the entries of its items in the state `writing`, which are to be written.
    """
    if not allowed(by, Right.RESEND):
        require(by, Right.EDIT_SEGMENTS)
    held = lock_logged_segments(Run.objects.filter(pk=pk).values("logged_segment"))
    if writing is not None and not held:
        hold_entries(Question(ENTRIES, {"run": pk, "state": writing}))
    run = Run.objects.select_for_update(of=("self",)).select_related("logged_segment").get(pk=pk)
    if not may_steer(by, run):
        require(by, Right.EDIT_SEGMENTS)
    return run


def _change(run: Run, state: RunState, *, by: User, at: datetime) -> Run:
    """Write the new state; the rate is told anew from here on."""
    run.state, run.changed_by, run.changed_at = state, by, at
    run.mark_at, run.mark_settled, run.rate = None, 0, 0.0
    run.save(
        update_fields=[
            "state", "starts_at", "stopped", "stopped_at", "finished_at", "changed_by", "changed_at",
            "mark_at", "mark_settled", "rate",
        ]
    )  # fmt: skip
    announce(RunChanged(run=run.pk, state=state, by=by.pk, at=at))
    return run
