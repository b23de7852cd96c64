"""The letters of a logged segment to print, for programs."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from liaison.accounts.models import User
from liaison.delivery.actions import deliver_due
from liaison.delivery.jobs import letter_files
from liaison.delivery.models import Item
from liaison.files.models import StoredFile
from liaison.interactions.models import Entry
from liaison.jobs.models import Job
from liaison.kit.clock import now
from tests.api.conftest import Program, fields, problem
from tests.api.test_runs import aline as mailing
from tests.api.test_runs import log
from tests.cast import Cast
from tests.papers import pdf_pages

__all__ = ["mailing"]
PATH = "/logged-segments/1/letters"


@pytest.fixture
def aline(mailing: Program, cast: Cast) -> Program:
    """A program of Aline, whose two letters were made."""
    for person in (cast.nora, cast.yves):
        person.address, person.city = "Rue du Lac 1", "Yverdon"
        person.save()
    log(mailing)
    Entry.objects.filter(logged_segment__entry_no=1).update(correspondence_type="hard_copy")
    Item.objects.update(channel="hard_copy")
    deliver_due(clock=now)
    return mailing


def made(program: Program, body: dict[str, Any]) -> str:
    """Ask for the file and make it as the worker does; its address."""
    asked = program.post(PATH, body)
    assert asked.status_code == 202, asked.content
    assert asked["Location"] == f"/api/v1/jobs/{asked.json()['job']}"
    path = f"{PATH}/{asked.json()['job']}"
    assert problem(program.get(path))["status"] == 409
    job = ProcrastinateJob.objects.filter(task_name="delivery.letter_files").latest("pk")
    letter_files(**job.args)
    return path


def test_letters_are_bound_by_a_worker_and_fetched(aline: Program, django_assert_num_queries: Any) -> None:
    """B-16, R-SEG-133"""
    path = made(aline, {"form": "one", "duplex": True, "fold": True})
    with django_assert_num_queries(4):  # token, logged segment, job, file
        answer = aline.get(path)
    assert answer["Content-Type"] == "application/pdf"
    assert 'filename="Segment SM-0001.pdf"' in answer["Content-Disposition"]
    pages = pdf_pages(b"".join(answer.streaming_content))
    assert [bool(page.strip()) for page in pages] == [True, False] * 2
    archive = aline.get(made(aline, {"form": "archive"}))
    with zipfile.ZipFile(io.BytesIO(b"".join(archive.streaming_content))) as files:
        assert len(files.namelist()) == 2
    result = aline.get(f"/jobs/{path.rpartition('/')[2]}").json()["result"]
    assert (result["letters"], result["left_out"]) == (2, 0)


def test_one_by_default_and_nothing_unknown(aline: Program) -> None:
    """B-16"""
    assert aline.post(PATH).status_code == 202
    options = ProcrastinateJob.objects.get(task_name="delivery.letter_files").args["options"]
    off = dict.fromkeys(("duplex", "fold", "enclose", "cover", "last_sending"), False)
    assert options == {"form": "one", **off}
    assert fields(aline.post(PATH, {"form": "two"})) == ["form"]
    assert fields(aline.post(PATH, {"colour": True})) == ["colour"]


def test_what_an_archive_has_none_of_is_refused(aline: Program) -> None:
    """B-16: each by its name"""
    bound = ["duplex", "fold", "enclose", "cover"]
    chosen = {**dict.fromkeys(bound, True), "last_sending": True}
    assert fields(aline.post(PATH, {"form": "archive", **chosen})) == bound
    assert not Job.objects.filter(kind="letters.1").exists()
    assert aline.post(PATH, {"form": "language", **chosen}).status_code == 202


def test_nobody_else_gets_the_file_and_nobody_after_its_day(
    aline: Program, as_user: Callable[[User], Program], cast: Cast
) -> None:
    """B-16"""
    path = made(aline, {})
    assert problem(as_user(cast.administrator).get(path))["status"] == 404
    assert problem(aline.get(f"/logged-segments/2/letters/{path.rpartition('/')[2]}"))["status"] == 404
    assert problem(aline.post("/logged-segments/2/letters"))["status"] == 404
    job = Job.objects.get(kind="letters.1")
    Job.objects.filter(pk=job.pk).update(kind="letters.2")
    assert problem(aline.get(path))["status"] == 404
    Job.objects.filter(pk=job.pk).update(kind=job.kind)
    StoredFile.objects.filter(pk=job.result["file"]).delete()
    assert problem(aline.get(path))["status"] == 404


def test_without_letters_there_is_nothing_to_print(mailing: Program) -> None:
    """R-SEG-133"""
    log(mailing)
    assert problem(mailing.post(PATH))["status"] == 422
