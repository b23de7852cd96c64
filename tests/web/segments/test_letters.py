"""The letters of a logged segment: the way from its page to the file."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from liaison.contacts.models import Contact
from liaison.delivery.actions import deliver_due, resend_entries
from liaison.delivery.actions.letter_files import TASK
from liaison.delivery.jobs import letter_files
from liaison.delivery.models import Item
from liaison.interactions.actions.correct import cancel, reinstate
from liaison.interactions.models import Entry, LoggedSegment
from liaison.jobs.models import Job
from liaison.kit.clock import now
from tests.papers import pdf_pages
from tests.web.segments.ground import DIALOG, PART, Ground, text
from tests.web.segments.test_sending import PAGE, sent

__all__ = ["sent"]


@pytest.fixture
def printed(ground: Ground, sent: Any) -> None:
    """The three interactions went out as letters."""
    Entry.objects.filter(logged_segment__entry_no=1).update(correspondence_type="hard_copy")
    Item.objects.update(channel="hard_copy")
    deliver_due(clock=now)


def test_letters_are_bound_by_a_worker_and_downloaded(ground: Ground, printed: None) -> None:
    """B-16, R-SEG-133"""
    assert f'href="{PAGE}letters/"' in text(ground.client.get(PAGE))
    dialog = text(ground.client.get(f"{PAGE}letters/", headers=DIALOG))
    assert "One PDF in posting order" in dialog
    answer = ground.client.post(f"{PAGE}letters/", {"form": "one", "duplex": "on", "fold": "on"})
    job = Job.objects.get()
    assert answer.headers["Location"] == f"{PAGE}letters/{job.pk}/"
    waiting = text(ground.client.get(answer.headers["Location"], headers=PART))
    assert "0 of 3 letters" in waiting
    assert 'hx-trigger="every 2s"' in waiting
    options = {"form": "one", "duplex": True, "fold": True}
    letter_files(str(job.pk), 1, options=options, user_id=ground.by.pk, language="en")
    done = text(ground.client.get(answer.headers["Location"]))
    assert f'href="{PAGE}letters/{job.pk}/file/"' in done
    assert "hx-trigger" not in text(ground.client.get(answer.headers["Location"], headers=PART))
    file = ground.client.get(f"{PAGE}letters/{job.pk}/file/")
    assert file.headers["Content-Type"] == "application/pdf"
    pages = pdf_pages(b"".join(file.streaming_content))  # type: ignore[attr-defined]
    assert [bool(page.strip()) for page in pages] == [True, False] * 3


def test_nobody_else_gets_the_file(ground: Ground, printed: None) -> None:
    """B-16"""
    ground.client.post(f"{PAGE}letters/", {"form": "one"})
    job = Job.objects.get()
    client: Client
    for client, path in (
        (ground.manager, f"{PAGE}letters/{job.pk}/"),
        (ground.manager, f"{PAGE}letters/{job.pk}/file/"),
        (ground.client, f"{PAGE}letters/{job.pk}/file/"),
    ):
        assert client.get(path).status_code == 404
    assert ground.client.get(f"{PAGE}letters/{job.pk}/").status_code == 200
    assert ground.client.get(f"/segments/logged/2/letters/{job.pk}/").status_code == 404


def test_letters_that_cannot_be_bound_are_counted(ground: Ground, printed: None) -> None:
    """B-16"""
    ground.client.post(f"{PAGE}letters/", {"form": "one"})
    job = Job.objects.get()
    result = {"left_out": 2, "lost": 1, "letters": 3, "name": "letters.zip"}
    Job.objects.update(state="succeeded", result=result)
    shown = text(ground.client.get(f"{PAGE}letters/{job.pk}/"))
    assert "2 letters cannot be bound and are only in the archive." in shown
    assert "1 letter is missing: its content must be restored from a backup." in shown
    Job.objects.update(result={"letters": 3, "name": "letters.zip"})
    assert "only in the archive" not in text(ground.client.get(f"{PAGE}letters/{job.pk}/"))


def test_what_an_archive_has_none_of_is_refused(ground: Ground, printed: None) -> None:
    """B-16: a tick that would do nothing is told beside it"""
    words = "An archive holds the letters as they were made."
    for given, status in (({"duplex": "on", "cover": "on"}, 422), ({}, 303)):
        answer = ground.client.post(f"{PAGE}letters/", {"form": "archive", **given})
        assert (answer.status_code, text(answer).count(words)) == (status, len(given))


def test_it_is_told_how_many_are_left_out(ground: Ground, printed: None) -> None:
    """R-SEG-121, R-SEG-133: those cancelled since, and those of contacts blocked or archived since"""
    dialog = f"{PAGE}letters/"
    assert "left out" not in text(ground.client.get(dialog, headers=DIALOG))
    first, second, _third = Entry.objects.filter(logged_segment__entry_no=1).order_by("id")
    Entry.objects.filter(pk=first.pk).update(canceled=True)
    words = "1 letter is left out: it was cancelled since, its file was removed, or its contact was blocked or archived."
    assert words in text(ground.client.get(dialog, headers=DIALOG))
    Contact.objects.filter(pk__in=[first.contact_id, second.contact_id]).update(archived_at=now())
    assert "2 letters are left out" in text(ground.client.get(dialog, headers=DIALOG))


def test_a_letter_whose_file_was_removed_is_told(ground: Ground, printed: None) -> None:
    """R-INT-148, R-SEG-133: cancelled with its file, reinstated without; until it is made again"""
    dialog = f"{PAGE}letters/"
    first = Entry.objects.filter(logged_segment__entry_no=1).order_by("id")[0].pk
    cancel([first], remove_files=True, by=ground.by, at=now())
    reinstate([first], by=ground.by, at=now())
    assert "1 letter is left out" in text(ground.client.get(dialog, headers=DIALOG))
    resend_entries([first], by=ground.by, at=now())
    deliver_due(clock=now)
    assert "left out" not in text(ground.client.get(dialog, headers=DIALOG))


def test_only_the_letters_of_the_last_sending(ground: Ground, printed: None) -> None:
    """B-16, R-SEG-126: what failed and was sent again, without all that was printed before"""
    dialog = f"{PAGE}letters/"
    assert "last sending" not in text(ground.client.get(dialog, headers=DIALOG))
    late = Entry.objects.filter(logged_segment__entry_no=1).order_by("id")[0]
    Item.objects.filter(entry=late).update(state="failed")
    Entry.objects.filter(pk=late.pk).update(delivery_status="failed")
    LoggedSegment.objects.update(counted=None)
    assert ground.client.post(f"{PAGE}resend/").status_code == 303
    shown = text(ground.client.get(dialog, headers=DIALOG))
    assert "Only the letters of the last sending" in shown
    assert "1 letter is still to be made and is missing in the file." in shown
    deliver_due(clock=now)
    assert "still to be made" not in text(ground.client.get(dialog, headers=DIALOG))

    found = []
    for form in ({"form": "one"}, {"form": "one", "last_sending": "on"}):
        ground.client.post(dialog, form)
        task = ProcrastinateJob.objects.filter(task_name=TASK).order_by("-id")[0]
        letter_files(**task.args)
        job = Job.objects.get(pk=task.args["job_id"])
        found.append((job.total, job.result["letters"]))
    assert found == [(3, 3), (1, 1)]


def test_without_letters_nothing_is_offered(ground: Ground, sent: Any) -> None:
    """R-SEG-133"""
    assert "letters/" not in text(ground.client.get(PAGE))
    answer = ground.client.post(f"{PAGE}letters/", {"form": "one"})
    assert (answer.status_code, "There are no letters to print here." in text(answer)) == (422, True)
