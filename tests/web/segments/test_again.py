"""A list of interactions that is sent again as a whole: from the list to its progress and its letters."""

from __future__ import annotations

import re
from typing import Any

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from liaison.accounts.models import User
from liaison.delivery.actions import deliver_due
from liaison.delivery.actions.letter_files import TASK
from liaison.delivery.jobs import letter_files
from liaison.delivery.models import Item, Run
from liaison.interactions.models import Entry
from liaison.jobs.models import Job
from liaison.kit.clock import now
from tests.papers import pdf_pages
from tests.web.segments.ground import DIALOG, HOW_FAR, PART, Ground, text
from tests.web.segments.test_sending import sent

__all__ = ["sent"]


@pytest.fixture
def again(ground: Ground, sent: Run) -> Run:
    """The three interactions of a segment bounced, and go out again as letters, from the list of interactions."""
    deliver_due(clock=now)
    Entry.objects.filter(logged_segment__entry_no=1).update(delivery_status="bounced")
    for contact in ground.sample.contacts.values():
        contact.address, contact.city = "Rue du Lac 1", "Yverdon"
        contact.save(update_fields=["address", "city"])
    given = {"all": "1", "filters": "delivery=bounced", "act": "resend", "channel": "hard_copy"}
    answer = ground.client.post("/interactions/bulk/", given | {"confirmed": "3"})
    assert answer.status_code == 303, text(answer)
    return Run.objects.get(logged_segment=None)


def page_of(run: Run) -> str:
    return f"/interactions/sending/{run.pk}/"


def test_it_is_followed_and_its_letters_are_printed_together(
    ground: Ground, again: Run, django_assert_num_queries: Any
) -> None:
    """R-INT-120, R-INT-129: from the toast and the top of each page, as the sending of a segment"""
    path = page_of(again)
    assert f'href="{path}"' in text(ground.client.get("/interactions/"))  # the toast
    with django_assert_num_queries(3):  # session, user, runs
        frame = text(ground.client.get("/segments/sending/", headers=PART))
    assert f'href="{path}"' in frame
    page = text(ground.client.get(path))
    assert "0 of 3 settled" in page
    assert page.count("<tr data-row") == 3
    assert f"{path}letters/" not in page
    with django_assert_num_queries(3):  # session, user, run
        part = text(ground.client.get(path, headers=HOW_FAR))
    assert 'hx-trigger="every 3s"' in part
    assert "<html" not in part

    deliver_due(clock=now)
    assert ground.client.get(path, headers=HOW_FAR).headers["HX-Refresh"] == "true"
    page = text(ground.client.get(path))
    assert "3 of 3 settled · 3 sent" in page
    assert 'hx-trigger="every 3s"' not in page
    assert f'href="{path}letters/"' in page
    assert "One PDF in posting order" in text(ground.client.get(f"{path}letters/", headers=DIALOG))
    answer = ground.client.post(f"{path}letters/", {"form": "one", "cover": "on"})
    job = Job.objects.get()
    assert answer.headers["Location"] == f"{path}letters/{job.pk}/"
    (task,) = ProcrastinateJob.objects.filter(task_name=TASK).values_list("args", flat=True)
    letter_files(**task)
    assert f'href="{path}letters/{job.pk}/file/"' in text(ground.client.get(f"{path}letters/{job.pk}/"))
    file = ground.client.get(f"{path}letters/{job.pk}/file/")
    pages = pdf_pages(b"".join(file.streaming_content))  # type: ignore[attr-defined]
    assert len(pages) == 4
    assert re.search(r"Sent again: .*\d", pages[0])
    assert ground.manager.get(f"{path}letters/{job.pk}/file/").status_code == 404
    entry = Item.objects.filter(run=again).values_list("entry", flat=True)[0]
    assert f'href="{path}"' in text(ground.client.get(f"/interactions/{entry}/"))


def test_the_cancelled_are_not_bound(ground: Ground, again: Run) -> None:
    """R-INT-120"""
    deliver_due(clock=now)
    Entry.objects.update(canceled=True)
    path = page_of(again)
    assert f"{path}letters/" not in text(ground.client.get(path))
    assert ground.client.post(f"{path}letters/", {"form": "one"}).status_code == 422


def test_what_went_as_an_email_is_no_letter_of_it(ground: Ground, again: Run) -> None:
    """R-INT-120: whatever became of it later"""
    deliver_due(clock=now)
    one = Item.objects.filter(run=again).order_by("id").values("entry")[:1]
    Entry.objects.filter(pk__in=one).update(canceled=True)
    path = page_of(again)
    assert "1 letter is left out" in text(ground.client.get(f"{path}letters/", headers=DIALOG))
    Item.objects.filter(run=again).update(channel="email")
    page = text(ground.client.get(path))
    assert (page.count("<tr data-row"), f"{path}letters/" in page) == (3, False)
    assert ground.client.post(f"{path}letters/", {"form": "one"}).status_code == 422
    assert "left out" not in text(ground.client.get(f"{path}letters/", headers=DIALOG))


def test_it_is_paused_resumed_stopped_and_started(ground: Ground, again: Run) -> None:
    """B-9"""
    path = page_of(again)
    states = []
    for verb in ("pause", "resume", "stop", "start"):
        answer = ground.client.post(f"{path}steering/", {"verb": verb})
        assert (answer.status_code, answer.headers["Location"]) == (303, path)
        again.refresh_from_db()
        states.append(again.state)
    assert states == ["paused", "running", "stopped", "running"]
    assert 'type="datetime-local"' in text(ground.client.get(f"{path}start/", headers=DIALOG))
    assert ground.client.post(f"{path}steering/", {"verb": "sing"}).status_code == 404


@pytest.mark.parametrize(
    ("role", "own", "status"),
    [
        ("viewer", True, 403),
        ("salesperson", True, 303),
        ("salesperson", False, 403),
        ("marketing", False, 303),
        ("manager", False, 303),
    ],
)
def test_who_sent_it_and_marketing_steer_it(
    ground: Ground, again: Run, role: str, own: bool, status: int
) -> None:
    """R-INT-195: everybody reads how far it is"""
    User.objects.filter(pk=ground.sample.member.pk).update(role=role)
    if own:
        Run.objects.filter(pk=again.pk).update(created_by=ground.sample.member)
    path = page_of(again)
    assert ('value="pause"' in text(ground.member.get(path))) == (status == 303)
    assert ground.member.get(f"{path}start/", headers=DIALOG).status_code == (200 if status == 303 else 403)
    assert ground.member.post(f"{path}steering/", {"verb": "pause"}).status_code == status


def test_the_sending_of_a_segment_is_steered_there(ground: Ground, sent: Run) -> None:
    path = page_of(sent)
    assert ground.client.get(path).status_code == 404
    assert ground.client.post(f"{path}steering/", {"verb": "stop"}).status_code == 404
    assert ground.client.get("/interactions/sending/999/letters/").status_code == 404


def test_the_list_goes_on(ground: Ground, again: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("liaison.web.segments.logged.PAGE", 2)
    path = page_of(again)
    page = text(ground.client.get(path))
    assert page.count("<tr data-row") == 2
    cursor = re.search(r"cursor=([^\"&]*)", page)
    assert cursor
    rest = text(ground.client.get(f"{path}?cursor={cursor.group(1)}", headers=PART))
    assert rest.count("<tr data-row") == 1
    Entry.objects.update(delivery_status="failed")
    assert text(ground.client.get(f"{path}?show=failed")).count("<tr data-row") == 2
