from __future__ import annotations

import errno
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pytest
from django.db import DatabaseError, OperationalError
from django.utils.translation import gettext_lazy as _
from procrastinate.jobs import Job as Queued

from liaison.jobs import queries
from liaison.jobs.actions import advance_job, ask_stop, end_job, queue_job, start_job
from liaison.jobs.models import Job, JobState
from liaison.jobs.progress import MAX_ATTEMPTS, WHEN_LOST, Progress, track
from liaison.kit.errors import NotAllowed, Refusal, Refused
from tests.cast import Cast
from tests.cutting import cut

pytestmark = pytest.mark.django_db


@pytest.fixture
def job(cast: Cast, at: datetime) -> Job:
    return queue_job("contacts.import", total=3, by=cast.aline, at=at)


def never(progress: Progress) -> Mapping[str, Any]:
    raise AssertionError("the work began")


def test_queued_job_stands_in_its_requesters_list_alone(job: Job, cast: Cast, at: datetime) -> None:
    found = queries.job(cast.aline, job.pk)

    assert (found.kind, found.state, found.done, found.total, found.created_at) == (
        "contacts.import",
        JobState.QUEUED,
        0,
        3,
        at,
    )
    assert list(queries.jobs(cast.aline)) == [job]
    with pytest.raises(Job.DoesNotExist):
        queries.job(cast.administrator, job.pk)


def test_work_reports_each_step_and_its_result(job: Job) -> None:
    seen: list[tuple[str, int, int | None]] = []

    def work(progress: Progress) -> Mapping[str, Any]:
        progress.of(4)
        for _step in range(4):
            progress.advance()
            job.refresh_from_db()
            seen.append((job.state, job.done, job.total))
        return {"created": 4}

    track(job.pk, work, every=0)

    job.refresh_from_db()
    assert seen == [("running", 1, 4), ("running", 2, 4), ("running", 3, 4), ("running", 4, 4)]
    assert (job.state, job.done, job.result) == (JobState.SUCCEEDED, 4, {"created": 4})
    assert job.started_at is not None
    assert job.finished_at is not None
    assert job.finished_at >= job.started_at


def test_steps_between_two_reports_cost_no_statement(job: Job, django_assert_num_queries: Any) -> None:
    start_job(job.pk, at=job.created_at)
    progress = Progress(job.pk, every=60)

    with django_assert_num_queries(0):
        for _step in range(100):
            progress.advance()

    assert progress.done == 100


@pytest.mark.parametrize(
    ("language", "words"), [("en", "The file is empty."), ("fr", "Le fichier est vide.")]
)
def test_refused_work_has_failed_with_its_reasons_in_the_requesters_language(
    job: Job, language: str, words: str
) -> None:
    def work(progress: Progress) -> Mapping[str, Any]:
        raise Refused(Refusal(_("The file is empty."), field="file", code="E-INT-23"))

    track(job.pk, work, language=language)

    job.refresh_from_db()
    assert (job.state, job.result) == (
        JobState.FAILED,
        {"errors": [{"field": "file", "code": "E-INT-23", "message": words}]},
    )


def test_work_that_is_not_allowed_has_failed_with_the_reason(job: Job) -> None:
    def work(progress: Progress) -> Mapping[str, Any]:
        raise NotAllowed("not yours")

    track(job.pk, work)

    job.refresh_from_db()
    assert (job.state, job.result["errors"][0]["code"]) == (JobState.FAILED, "not_allowed")


def test_broken_work_has_failed_without_words_and_is_loud(job: Job) -> None:
    def work(progress: Progress) -> Mapping[str, Any]:
        progress.advance(2)
        raise ZeroDivisionError("Nora Béguelin")

    with pytest.raises(ZeroDivisionError):
        track(job.pk, work)

    job.refresh_from_db()
    assert (job.state, job.done, job.result) == (
        JobState.FAILED,
        2,
        {"errors": [{"field": None, "code": "internal", "message": ""}]},
    )


def test_work_that_finds_the_disk_full_says_so(job: Job) -> None:
    def work(progress: Progress) -> Mapping[str, Any]:
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(OSError, match="No space left"):
        track(job.pk, work, language="en")

    job.refresh_from_db()
    (told,) = job.result["errors"]
    assert (job.state, told["code"]) == (JobState.FAILED, "disk_full")
    assert told["message"].startswith("The disk is full.")


def test_running_work_stops_at_its_next_step(job: Job, cast: Cast, at: datetime) -> None:
    def work(progress: Progress) -> Mapping[str, Any]:
        progress.advance()
        ask_stop(job, by=cast.aline, at=at)
        progress.advance()
        raise AssertionError("the work went on")

    track(job.pk, work, every=0)

    job.refresh_from_db()
    assert (job.state, job.done, job.result) == (JobState.STOPPED, 2, {})


def test_job_stopped_before_it_began_never_begins(job: Job, cast: Cast, at: datetime) -> None:
    ask_stop(job, by=cast.aline, at=at)
    assert (job.state, job.finished_at) == (JobState.STOPPED, at)

    track(job.pk, never)

    job.refresh_from_db()
    assert (job.state, job.result) == (JobState.STOPPED, {})


@pytest.mark.parametrize("state", [JobState.SUCCEEDED, JobState.FAILED, JobState.STOPPED])
def test_ended_job_stays_as_it_ended(job: Job, cast: Cast, at: datetime, state: JobState) -> None:
    end_job(job.pk, state, {"first": True}, done=1, at=at)

    assert start_job(job.pk, at=at) is False
    assert advance_job(job.pk, 2) is False
    end_job(job.pk, JobState.FAILED, {"second": True}, done=2, at=at)
    ask_stop(job, by=cast.aline, at=at)
    track(job.pk, never)

    job.refresh_from_db()
    assert (job.state, job.result, job.done, job.stop_asked) == (state, {"first": True}, 1, False)


def test_work_of_a_killed_worker_begins_again(job: Job) -> None:
    assert start_job(job.pk, at=job.created_at) is True
    advance_job(job.pk, 2)

    track(job.pk, lambda progress: {"again": progress.done})

    job.refresh_from_db()
    assert (job.state, job.result, job.started_at) == (JobState.SUCCEEDED, {"again": 0}, job.created_at)


def test_job_whose_connection_broke_is_told_failed(job: Job) -> None:
    def work(progress: Progress) -> Mapping[str, Any]:
        raise DatabaseError("server closed the connection")

    with pytest.raises(DatabaseError):
        track(job.pk, work)

    job.refresh_from_db()
    assert job.state == JobState.FAILED


def test_what_was_asked_to_stop_while_its_worker_was_dead_is_stopped(
    job: Job, cast: Cast, at: datetime
) -> None:
    start_job(job.pk, at=at)
    ask_stop(job, by=cast.aline, at=at)

    track(job.pk, never)

    job.refresh_from_db()
    assert (job.state, job.finished_at is not None) == (JobState.STOPPED, True)


@pytest.mark.django_db(transaction=True)
def test_work_that_loses_the_database_is_not_at_its_end(job: Job) -> None:
    """The queue begins it again, on a connection that lives."""

    def work(progress: Progress) -> Mapping[str, Any]:
        cut()
        return {"jobs": Job.objects.count()}

    with pytest.raises(OperationalError) as lost:
        track(job.pk, work)
    assert WHEN_LOST.get_retry_decision(exception=lost.value, job=begun(1)) is not None
    assert WHEN_LOST.get_retry_decision(exception=lost.value, job=begun(MAX_ATTEMPTS)) is None
    assert WHEN_LOST.get_retry_decision(exception=ZeroDivisionError(), job=begun(1)) is None
    track(job.pk, lambda progress: {"jobs": Job.objects.count() + progress.done})

    job.refresh_from_db()
    assert (job.state, job.result) == (JobState.SUCCEEDED, {"jobs": 1})


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_died_unused_takes_nothing_away(job: Job) -> None:
    """Before the work and after it: what was done is told."""

    def work(progress: Progress) -> Mapping[str, Any]:
        cut()
        return {"done": True}

    cut()
    track(job.pk, work)

    job.refresh_from_db()
    assert (job.state, job.result) == (JobState.SUCCEEDED, {"done": True})


def begun(times: int) -> Queued:
    """A job of the queue that was begun so often."""
    return Queued(
        id=1, queue="default", priority=0, lock=None, queueing_lock=None, task_name="x", attempts=times - 1
    )
