"""A large file taken in by a worker."""

from datetime import datetime
from typing import Any
from uuid import UUID

import pytest

from liaison.contacts import jobs
from liaison.contacts.actions import queue_import
from liaison.contacts.jobs import import_file
from liaison.contacts.models import Contact
from liaison.files.actions import store_file
from liaison.files.models import StoredFile
from liaison.jobs.actions import advance_job, ask_stop
from liaison.jobs.models import Job, JobState
from liaison.jobs.progress import track
from liaison.kit.errors import NotAllowed
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db(transaction=True)
CSV = b"Nom;E-mail\nAlpha SA;info@alpha.example\nBeta SA;info@\n"
MAPPING = {"name": [0], "email": [1]}


@pytest.fixture
def people() -> Cast:
    return make_cast()


def queued(people: Cast, at: datetime, *, dry_run: bool = False) -> tuple[Job, StoredFile]:
    stored = store_file(CSV, by=people.aline, at=at)
    job = queue_import(stored, MAPPING, kind="", dry_run=dry_run, total=2, by=people.aline, at=at)
    return job, stored


def work(job: Job, stored: StoredFile, people: Cast, **changed: Any) -> Job:
    given: dict[str, Any] = {
        "mapping": MAPPING, "kind": "", "dry_run": False, "user_id": people.aline.pk, "language": "fr",
    }  # fmt: skip
    import_file(str(job.pk), stored.pk, **{**given, **changed})
    job.refresh_from_db()
    return job


def test_job_takes_the_file_in_and_keeps_what_it_did(people: Cast, at: datetime) -> None:
    job = work(*queued(people, at), people)

    assert (job.state, job.total) == (JobState.SUCCEEDED, 2)
    assert job.result["counts"] == {"created": 1, "updated": 0, "unchanged": 0, "refused": 1}
    assert [(line["line"], line["outcome"]) for line in job.result["lines"]] == [(3, "refused")]
    kept = job.result["others"]
    assert {key: [line["name"] for line in kind["lines"]] for key, kind in kept.items()} == {
        "created": ["Alpha SA"]
    }
    assert Contact.objects.get(name="Alpha SA").created_by == people.aline


def test_so_many_lines_of_each_kind_are_kept(
    people: Cast, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "MOST", 0)
    result = work(*queued(people, at), people).result
    assert (result["lines"], result["more"]) == ([], 1)
    assert result["others"] == {"created": {"lines": [], "more": 1}}


def test_dry_run_takes_nothing_in(people: Cast, at: datetime) -> None:
    job = work(*queued(people, at, dry_run=True), people, dry_run=True)

    assert (job.state, job.result["dry_run"], job.result["counts"]["created"]) == ("succeeded", True, 1)
    assert Contact.objects.filter(name="Alpha SA").count() == 0


def test_twice_is_once(people: Cast, at: datetime) -> None:
    job, stored = queued(people, at)
    first = work(job, stored, people).result

    assert work(job, stored, people).result == first
    assert Contact.objects.filter(name="Alpha SA").count() == 1


def test_stopped_before_it_began_takes_nothing_in(people: Cast, at: datetime) -> None:
    job, stored = queued(people, at)
    ask_stop(job, by=people.aline, at=at)

    assert work(job, stored, people).state == JobState.STOPPED
    assert Contact.objects.filter(name="Alpha SA").count() == 0


def test_stopped_in_the_middle_takes_everything_back(
    people: Cast, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    job, stored = queued(people, at)
    monkeypatch.setattr("liaison.contacts.actions.importing.CHUNK", 1)
    monkeypatch.setitem(track.__kwdefaults__ or {}, "every", 0)

    def asked_after_the_first_line(job_id: UUID, done: int, *, total: int | None = None) -> bool:
        Job.objects.filter(pk=job_id).update(stop_asked=done > 0)
        return advance_job(job_id, done, total=total)

    monkeypatch.setattr("liaison.jobs.progress.advance_job", asked_after_the_first_line)

    assert work(job, stored, people).state == JobState.STOPPED
    assert Contact.objects.filter(name="Alpha SA").count() == 0


def test_file_that_is_gone_is_told(people: Cast, at: datetime) -> None:
    job, _stored = queued(people, at)
    import_file(
        str(job.pk), 2**40, mapping=MAPPING, kind="", dry_run=False, user_id=people.aline.pk, language="en"
    )

    job.refresh_from_db()
    assert (job.state, [error["field"] for error in job.result["errors"]]) == (JobState.FAILED, ["file"])


def test_who_may_not_queues_nothing(people: Cast, at: datetime) -> None:
    stored = store_file(CSV, by=people.aline, at=at)

    with pytest.raises(NotAllowed):
        queue_import(stored, MAPPING, kind="", dry_run=True, total=2, by=people.viewer, at=at)
    assert Job.objects.count() == 0
