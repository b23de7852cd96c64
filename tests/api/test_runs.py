"""The sending of a segment for programs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from liaison.accounts.models import User
from liaison.api.jobs import log_one_segment
from liaison.contacts.models import Contact
from liaison.delivery.actions import deliver_due
from liaison.delivery.models import Item, Run
from liaison.interactions.models import InteractionTemplateLanguage
from liaison.kit.clock import now
from tests import make
from tests.api.conftest import Program, fields, problem
from tests.cast import Cast

PATH = "/logged-segments/1/delivery"


@pytest.fixture
def aline(cast: Cast, as_user: Callable[[User], Program], settings: Any, tmp_path: Path) -> Program:
    """A program of Aline, who works in marketing here, with a segment of Nora and Yves ready to send."""
    settings.CONFIG = replace(settings.CONFIG, home=tmp_path, email_from="info@liaison.example", smtp=None)
    settings.FILES_FOLDER = tmp_path / "files"
    cast.aline.role = "marketing"
    cast.aline.save()
    template = make.make_template(
        "NEWS", default_correspondence_type="email", default_language="fr-CH", description="News"
    )
    InteractionTemplateLanguage.objects.create(
        template=template, language="fr-CH", subject="News", body="<p>News</p>"
    )
    program = as_user(cast.aline)
    made = program.post("/segments", {"description": "News", "template": "NEWS"})
    assert made.status_code == 201, made.content
    for person in (cast.nora, cast.yves):
        assert program.post("/segments/SM-0001/lines", {"contact": person.no}).status_code in {200, 201}
    return program


def log(aline: Program, **wanted: Any) -> dict[str, Any]:
    """Log and send it as the worker does; the sending as the program sees it."""
    asked = aline.post("/segments/SM-0001/logging", {"send": True, **wanted})
    assert asked.status_code == 202, asked.content
    job = ProcrastinateJob.objects.get(task_name="api.log_segment")
    log_one_segment(**job.args)
    done = aline.get(f"/jobs/{asked.json()['job']}").json()
    assert (done["state"], done["result"]["queued"]) == ("succeeded", 2), done
    found: dict[str, Any] = aline.get(PATH).json()
    return found


def test_no_more_messages_go_out_than_the_program_agreed_to(cast: Cast, aline: Program) -> None:
    """B-18: neither when it is asked for nor when the worker comes to it"""
    asked = aline.post("/segments/SM-0001/logging", {"send": True, "most": 1})
    assert (fields(asked), problem(asked)["status"], Item.objects.count()) == (["most"], 422, 0)
    assert "Too many messages would go out: 2 instead of at most 1." in problem(asked)["detail"]
    asked = aline.post("/segments/SM-0001/logging", {"send": True, "most": 2})
    assert asked.status_code == 202
    Contact.objects.filter(pk=cast.lea.pk).update(email="lea@example.ch")
    aline.post("/segments/SM-0001/lines", {"contact": cast.lea.no})

    log_one_segment(**ProcrastinateJob.objects.get(task_name="api.log_segment").args)

    job = aline.get(f"/jobs/{asked.json()['job']}").json()
    assert (job["state"], Item.objects.count()) == ("failed", 0)
    assert "Too many messages would go out: 3 instead of at most 2." in str(job["result"])


def test_sending_is_followed_held_up_and_started(aline: Program, django_assert_num_queries: Any) -> None:
    """B-9, B-21"""
    shown = log(aline)
    assert (shown["state"], shown["total"], shown["left"], shown["faults"]) == ("running", 2, 2, [])
    with django_assert_num_queries(3):  # token, logged segment, run
        aline.get(PATH)
    for state in ("paused", "running", "stopped"):
        for _twice in range(2):
            assert aline.patch(PATH, {"state": state}).json()["state"] == state
    assert aline.get(PATH).json()["stopped"] == 2
    later = (now() + timedelta(days=1)).replace(microsecond=0)
    started = aline.patch(PATH, {"state": "running", "start_at": later.isoformat()}).json()
    assert (started["state"], started["stopped"], started["left"]) == ("waiting", 0, 2)
    assert Run.objects.get().starts_at == later
    assert aline.patch(PATH, {"state": "running"}).json()["state"] == "running"
    assert aline.patch(PATH, {}).json()["state"] == "running"
    deliver_due(clock=now)
    shown = aline.get(PATH).json()
    assert (shown["state"], shown["sent"], shown["left"]) == ("finished", 2, 0)
    assert shown["finished_at"] is not None
    assert problem(aline.patch(PATH, {"state": "paused"}))["code"] == "run_ended"
    assert fields(aline.patch(PATH, {"state": "sung"})) == ["state"]


def test_logged_now_and_sent_later(aline: Program) -> None:
    """B-9"""
    later = (now() + timedelta(days=1)).replace(microsecond=0)
    shown = log(aline, start_at=later.isoformat())
    assert (shown["state"], shown["remaining_seconds"]) == ("waiting", None)
    assert Run.objects.get().starts_at == later


def test_what_failed_is_told_and_sent_again(aline: Program, cast: Cast) -> None:
    """R-SEG-126, R-SEG-139"""
    log(aline)
    cast.nora.email = "nobody"
    cast.nora.save()
    deliver_due(clock=now)
    (fault,) = aline.get(PATH).json()["faults"]
    assert fault["count"] == 1
    assert fault["reason"].startswith("… du contact …")  # for everybody of the same reason
    again = aline.post("/logged-segments/1/resend")
    assert (again.status_code, again.json()["total"]) == (201, 1)
    assert Item.objects.filter(run__state="running").count() == 1


def test_the_rest_of_a_stopped_sending_is_started_behind_a_later_one(aline: Program, cast: Cast) -> None:
    """B-9, R-SEG-139"""
    log(aline)
    cast.nora.email = "nobody"
    cast.nora.save()
    deliver_due(clock=now, limit=1)
    assert problem(aline.post("/logged-segments/1/resend"))["code"] == "run_open"
    aline.patch(PATH, {"state": "stopped"})
    assert aline.post("/logged-segments/1/resend").status_code == 201
    deliver_due(clock=now)
    assert aline.get(PATH).json()["state"] == "finished"
    started = aline.patch(PATH, {"state": "running"}).json()
    assert (started["state"], started["failed"], started["left"]) == ("running", 1, 1)
    deliver_due(clock=now)
    assert Item.objects.get(state="sent").contact_id == cast.yves.pk


def test_nobody_without_the_right_and_nothing_that_was_not_sent(
    aline: Program, viewer: Program, cast: Cast
) -> None:
    assert problem(aline.get(PATH))["status"] == 404
    log(aline)
    assert viewer.get(PATH).status_code == 200
    assert problem(viewer.patch(PATH, {"state": "paused"}))["status"] == 403
    assert problem(viewer.post("/logged-segments/1/resend"))["status"] == 403
