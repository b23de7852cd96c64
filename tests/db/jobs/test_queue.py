"""The queue as a worker meets it: killed workers, poisonous jobs, old rows."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from liaison.contacts import jobs as importing
from liaison.contacts.jobs import import_file
from liaison.files import jobs as sweeping
from liaison.files.jobs import sweep
from liaison.files.models import StoredFile
from liaison.files.queries import stored_file
from liaison.jobs import progress
from liaison.jobs.actions import ask_stop, forget_old_jobs, queue_job, start_job
from liaison.jobs.jobs import clean_up, retry_stalled
from liaison.jobs.models import Job
from liaison.ops import logs
from tests.cast import Cast
from tests.cutting import cut

pytestmark = pytest.mark.django_db(transaction=True)

SCHEDULE = app.periodic_registry.periodic_tasks


@pytest.fixture(autouse=True)
def no_schedule(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the hour of the day would add, such as forgetting the jobs that these tests date in the past."""
    monkeypatch.setattr(app.periodic_registry, "periodic_tasks", {})


def run_worker() -> None:
    """Work off what is due, as a real worker with a connection of its own."""

    async def work() -> None:
        with app.replace_connector(app.connector.get_worker_connector()) as with_own:  # type: ignore[attr-defined]
            async with with_own.open_async():
                await with_own.run_worker_async(
                    wait=False, listen_notify=False, install_signal_handlers=False
                )

    asyncio.run(work())


def states() -> list[tuple[str, str, int]]:
    """Of the job these tests put there."""
    ours = ProcrastinateJob.objects.filter(task_name="files.sweep").order_by("id")
    return list(ours.values_list("task_name", "status", "attempts"))


def sql(statement: str, *params: int | datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)


def leave_half_done(job_id: int, *, silent_for: timedelta, attempts: int = 0) -> None:
    """The job as a worker leaves it that was killed `silent_for` ago."""
    sql("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (%s)", datetime.now(UTC) - silent_for)
    sql(
        "UPDATE procrastinate_jobs SET status = 'doing', attempts = %s,"
        " worker_id = (SELECT max(id) FROM procrastinate_workers) WHERE id = %s",
        attempts,
        job_id,
    )


def test_every_task_is_known_to_the_worker_with_its_schedule() -> None:
    found = {task.task.name: task.cron for task in SCHEDULE.values()}

    assert found["jobs.retry_stalled"] == "* * * * *"
    assert found["jobs.clean_up"] == "41 * * * *"
    assert found["files.sweep"] == "17 3 * * *"


def test_job_commits_or_vanishes_with_its_callers_transaction() -> None:
    with pytest.raises(KeyError), transaction.atomic():
        sweep.defer()
        raise KeyError
    assert states() == []

    with transaction.atomic():
        sweep.defer()
    assert states() == [("files.sweep", "todo", 0)]


def test_worker_does_what_is_queued(settings: Any, tmp_path: Any) -> None:
    settings.FILES_FOLDER = tmp_path / "files"
    sweep.defer()

    run_worker()

    assert states() == [("files.sweep", "succeeded", 1)]


def test_job_of_a_killed_worker_is_done_by_the_next(settings: Any, tmp_path: Any) -> None:
    settings.FILES_FOLDER = tmp_path / "files"
    leave_half_done(sweep.defer(), silent_for=timedelta(minutes=2))
    retry_stalled.defer()

    run_worker()
    run_worker()

    assert states() == [("files.sweep", "succeeded", 2)]


def test_job_of_a_living_worker_is_left_to_it() -> None:
    leave_half_done(sweep.defer(), silent_for=timedelta(seconds=5))
    retry_stalled.defer()

    run_worker()

    assert states() == [("files.sweep", "doing", 0)]


def test_job_that_killed_its_worker_too_often_is_given_up() -> None:
    leave_half_done(sweep.defer(), silent_for=timedelta(minutes=2), attempts=5)
    retry_stalled.defer()

    run_worker()

    assert [state[:2] for state in states()] == [("files.sweep", "failed")]


def test_what_the_queue_gave_up_is_told_to_who_asked_for_it(cast: Cast, at: datetime) -> None:
    """A worker was killed five times over it, and nobody goes on; what waits or is at work goes on."""
    order: Any = {"mapping": {}, "kind": "", "dry_run": True, "user_id": cast.aline.pk, "language": "en"}
    killing, stopping, waiting = (queue_job("contacts.import", by=cast.aline, at=at) for _each in range(3))
    for job in (killing, stopping):
        leave_half_done(
            import_file.defer(job_id=str(job.pk), file_id=0, **order),
            silent_for=timedelta(minutes=2),
            attempts=5,
        )
        start_job(job.pk, at=at)
    ask_stop(stopping, by=cast.aline, at=at)
    import_file.configure(schedule_in={"days": 1}).defer(job_id=str(waiting.pk), file_id=0, **order)
    retry_stalled.defer()

    run_worker()

    found = dict(Job.objects.values_list("pk", "state"))
    assert (found[killing.pk], found[stopping.pk], found[waiting.pk]) == ("failed", "stopped", "queued")
    assert Job.objects.get(pk=killing.pk).result["errors"][0]["code"] == "internal"


def test_a_job_that_lost_the_database_is_begun_again(
    cast: Cast, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It ends in a told state, whatever became of its first connection."""
    job = queue_job("contacts.import", by=cast.aline, at=at)
    asked: list[int] = []

    def losing(file_id: int) -> StoredFile | None:
        asked.append(file_id)
        if len(asked) == 1:
            cut()
        return stored_file(file_id)

    monkeypatch.setattr(importing, "stored_file", losing)
    monkeypatch.setattr(progress, "PAUSE", 600)  # until this test says so, however long its first turn takes
    import_file.defer(
        job_id=str(job.pk), file_id=1, mapping={}, kind="", dry_run=True, user_id=cast.aline.pk, language="en"
    )

    run_worker()
    job.refresh_from_db()
    assert (job.state, len(asked)) == ("running", 1)
    sql("UPDATE procrastinate_jobs SET scheduled_at = now() WHERE task_name = 'contacts.import'")
    run_worker()

    job.refresh_from_db()
    assert (job.state, len(asked)) == ("failed", 2)
    assert job.result["errors"][0]["message"] == "The file is no longer there. Choose it again."


def test_a_job_that_fails_is_logged_without_what_it_was_given(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*, by: object, at: datetime) -> None:
        raise ValueError("Nora")

    monkeypatch.setattr(sweeping, "sweep_files", broken)
    logs.configure()
    capsys.readouterr()
    job = sweep.configure(task_kwargs={"timestamp": 20_260_101}).defer()

    run_worker()

    told = capsys.readouterr().err
    assert states() == [("files.sweep", "failed", 1)]
    queue = [
        line for line in map(json.loads, told.splitlines()) if line["logger"].startswith("procrastinate")
    ]
    assert [(line["event"], line["error"], line["job"], line["task"]) for line in queue] == [
        ("job_error", "ValueError", job, "files.sweep")
    ]
    assert not any(word in told for word in ("Nora", "20260101"))


def test_old_rows_are_cleaned_away() -> None:
    old = sweep.defer()
    sql("UPDATE procrastinate_jobs SET status = 'doing'")
    sql("UPDATE procrastinate_jobs SET status = 'succeeded'")
    sql("UPDATE procrastinate_events SET at = now() - interval '25 hours'")
    failed = sweep.defer()
    sql("UPDATE procrastinate_jobs SET status = 'failed' WHERE id = %s", failed)
    sql("UPDATE procrastinate_events SET at = now() - interval '25 hours' WHERE job_id = %s", failed)
    young = clean_up.defer()

    run_worker()

    left = set(ProcrastinateJob.objects.values_list("id", flat=True))
    assert left & {old, failed, young} == {failed, young}


def test_jobs_that_ended_long_ago_are_forgotten(cast: Cast, at: datetime) -> None:
    long_ago = at - timedelta(days=31)
    ended = queue_job("a", by=cast.aline, at=long_ago)
    Job.objects.filter(pk=ended.pk).update(finished_at=long_ago)
    queue_job("never begun", by=cast.aline, at=long_ago)
    late = queue_job("ended late", by=cast.aline, at=long_ago)
    Job.objects.filter(pk=late.pk).update(finished_at=at - timedelta(days=29))
    new = queue_job("b", by=None, at=at)

    assert forget_old_jobs(by=None, at=at) == 2

    assert set(Job.objects.values_list("pk", flat=True)) == {late.pk, new.pk}
