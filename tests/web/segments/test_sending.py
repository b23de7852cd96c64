"""The sending of a logged segment on the screen: progress, its buttons, the record at the end."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from liaison.campaigns.actions import create_campaign
from liaison.campaigns.rules import CampaignValues
from liaison.delivery.actions import deliver_due
from liaison.delivery.models import Item, Run
from liaison.delivery.queries import run_of
from liaison.interactions.actions.headings import switch_campaign_entries
from liaison.interactions.models import CampaignEntry, Entry, LoggedSegment
from liaison.kit.clock import now
from liaison.web.segments.sending import time_left
from tests.web.segments.ground import DIALOG, HOW_FAR, PART, Ground, text

PAGE = "/segments/logged/1/"


@pytest.fixture
def sent(ground: Ground, settings: Any, tmp_path: Path) -> Run:
    """The three members of OPENDAY with an address, logged to be sent."""
    settings.CONFIG = replace(settings.CONFIG, home=tmp_path, email_from="info@liaison.example", smtp=None)
    settings.FILES_FOLDER = tmp_path / "files"
    return log(ground)


def log(ground: Ground, **form: str) -> Run:
    head = ground.make(template="INVIT", add=["OPENDAY"])
    for language in ("fr-CH", "de-CH"):
        words = {"language": language, "subject": "S", "body": "<p>B</p>", "email_layout": ""}
        ground.client.post(f"/segments/{head.no}/languages/?language={language}", words)
    ground.client.post(f"/segments/{head.no}/remedy/", {"problem": "no_email", "remedy": "take_out"})
    answer = ground.client.post(f"/segments/{head.no}/log/", {"send": "on", **form})
    assert answer.status_code == 303, text(answer)
    return Run.objects.get()


def press(ground: Ground, verb: str) -> str:
    """Press a button of the sending; the state of the run afterwards."""
    assert ground.client.post(f"{PAGE}sending/", {"verb": verb}).status_code == 303
    return Run.objects.get().state


def test_progress_is_followed_from_one_row(ground: Ground, sent: Run, django_assert_num_queries: Any) -> None:
    """B-9: the same few statements whatever the size, and none of them over the interactions"""
    page = text(ground.client.get(PAGE))
    assert "0 of 3 settled" in page
    assert 'hx-trigger="every 3s"' in page
    deliver_due(clock=now, limit=1)
    with django_assert_num_queries(4):  # session, user, logged segment, run
        part = text(ground.client.get(PAGE, headers=HOW_FAR))
    assert "1 of 3 settled · 1 sent" in part
    assert "<html" not in part


def test_at_its_end_the_page_comes_anew(ground: Ground, sent: Run, django_assert_num_queries: Any) -> None:
    """B-9, B-16: letters, states and what can be done stand there without somebody loading it again"""
    deliver_due(clock=now)
    with django_assert_num_queries(4):  # session, user, logged segment, run
        answer = ground.client.get(PAGE, headers=HOW_FAR)
    assert (answer.headers["HX-Refresh"], text(answer)) == ("true", "")
    page = ground.client.get(PAGE)
    assert "HX-Refresh" not in page.headers
    assert 'hx-get="/segments/logged/1/"' not in text(page)


def test_what_bounced_is_sent_again_and_shown(ground: Ground, sent: Run) -> None:
    """R-SEG-126, R-SEG-139: also where no delivery failed"""
    deliver_due(clock=now)
    assert f'action="{PAGE}resend/"' not in text(ground.client.get(PAGE))
    item = Item.objects.order_by("id")[0]
    Item.objects.filter(pk=item.pk).update(state="bounced", reply="550 unknown")
    Entry.objects.filter(pk=item.entry_id).update(delivery_status="bounced", delivery_note="550 unknown")
    LoggedSegment.objects.update(counted=None)
    page = text(ground.client.get(PAGE))
    assert "<b>1</b><span>Bounced</span>" in page
    assert f'action="{PAGE}resend/"' in page
    assert 'href="?show=failed"' in page
    assert "The reason stands with each interaction." in page
    assert "550 unknown" in text(ground.client.get(f"{PAGE}?show=failed"))
    assert ground.client.post(f"{PAGE}resend/").status_code == 303


@pytest.mark.parametrize(
    ("total", "words"),
    [(120, "about 2\N{NO-BREAK SPACE}min left"), (6003, "about 1\N{NO-BREAK SPACE}h left"), (3, "")],
)
def test_how_long_the_rest_takes(ground: Ground, sent: Run, total: int, words: str) -> None:
    """B-9: at 100 a minute; nothing is told of what is over"""
    at = now()
    counts = {"sent": min(total, 3), "rate": 100.0, "mark_at": at, "mark_settled": 3}
    Run.objects.update(total=total, **counts)
    progress = run_of(ground.by, LoggedSegment.objects.get().pk, at=at)
    assert progress is not None
    assert time_left(progress) == words


def test_frame_shows_what_is_being_sent(ground: Ground, sent: Run, django_assert_num_queries: Any) -> None:
    """B-9: on every page, for everybody who may see it"""
    assert 'hx-get="/segments/sending/" hx-trigger="load"' in text(ground.client.get("/segments/"))
    with django_assert_num_queries(3):  # session, user, runs
        part = text(ground.manager.get("/segments/sending/", headers=PART))
    assert 'href="/segments/logged/1/"' in part
    assert "SM-0001" in part
    assert 'hx-trigger="every 5s"' in part
    deliver_due(clock=now)
    part = text(ground.manager.get("/segments/sending/", headers=PART))
    assert "SM-0001" not in part
    assert 'hx-trigger="every 60s"' in part


def test_paused_resumed_stopped_and_started(ground: Ground, sent: Run) -> None:
    """B-9"""
    assert press(ground, "pause") == "paused"
    assert deliver_due(clock=now) == 0
    assert "Paused" in text(ground.client.get(PAGE))
    assert press(ground, "resume") == "running"
    assert press(ground, "stop") == "stopped"
    page = text(ground.client.get(PAGE))
    assert "3 of 3 settled · 3 stopped" in page
    assert set(
        Entry.objects.filter(logged_segment__entry_no=1).values_list("delivery_status", flat=True)
    ) == {"stopped"}
    assert press(ground, "start") == "running"
    assert deliver_due(clock=now) == 3
    page = text(ground.client.get(PAGE))
    assert "<b>3</b><span>Sent</span>" in page
    assert 'hx-trigger="every 3s"' not in page
    assert ground.client.post(f"{PAGE}sending/", {"verb": "sing"}).status_code == 404


def test_begins_at_a_chosen_time(ground: Ground, sent: Run) -> None:
    """B-9"""
    shown = text(ground.client.get(f"{PAGE}start/", headers=DIALOG))
    assert 'type="datetime-local"' in shown
    answer = ground.client.post(f"{PAGE}start/", {"starts_at": "2126-01-15T08:00"})
    assert answer.status_code == 303
    run = Run.objects.get()
    assert (run.state, run.starts_at.isoformat()) == ("waiting", "2126-01-15T07:00:00+00:00")
    assert "Begins" in text(ground.client.get(PAGE))
    assert deliver_due(clock=now) == 0
    assert ground.client.post(f"{PAGE}start/", {"starts_at": "soon"}).status_code == 422


def test_logged_to_be_sent_later(ground: Ground) -> None:
    """B-9"""
    run = log(ground, starts_at="2126-01-15T08:00")
    assert (run.state, run.starts_at.isoformat()) == ("waiting", "2126-01-15T07:00:00+00:00")


def test_the_end_is_the_record(ground: Ground, sent: Run) -> None:
    """R-SEG-137, R-SEG-139: what failed, why, whose, and once more"""
    item = Item.objects.order_by("id")[0]
    Item.objects.filter(pk=item.pk).update(channel="hard_copy")
    Item.objects.exclude(pk=item.pk).update(state="failed", reply="550 <a@x.example> unknown")
    Entry.objects.filter(logged_segment__isnull=False).exclude(pk=item.entry_id).update(
        delivery_status="failed", delivery_note="550 <a@x.example> unknown"
    )
    Run.objects.update(failed=2)
    deliver_due(clock=now)
    page = text(ground.client.get(PAGE))
    assert "<b>2</b><span>Failed</span>" in page
    assert '<span class="num strong">2</span><span class="grow">550 … unknown</span>' in page
    failed = text(ground.client.get(f"{PAGE}?show=failed"))
    assert failed.count("<tr data-row") == 2
    assert "550 &lt;a@x.example&gt; unknown" in failed
    assert ground.client.post(f"{PAGE}resend/").status_code == 303
    again = Run.objects.order_by("-id")[0]
    assert (again.total, again.state) == (2, "running")
    deliver_due(clock=now)
    again.refresh_from_db()
    assert (again.sent, again.state) == (2, "finished")
    assert ground.client.post(f"{PAGE}resend/").status_code == 422


def test_reasons_are_counted_without_the_people_in_them(ground: Ground, sent: Run) -> None:
    """B-9: the same reason for everybody is one line"""
    for item in Item.objects.select_related("contact"):
        words = f"“nobody@” of contact {item.contact.no} {item.contact.name} is no valid e-mail address."
        Item.objects.filter(pk=item.pk).update(state="failed", reply=words)
    Run.objects.update(failed=3, state="stopped")
    Entry.objects.filter(logged_segment__isnull=False).update(delivery_status="failed")
    assert '>3</span><span class="grow">… of contact … is no valid' in text(ground.client.get(PAGE))


def test_undone_there_is_nothing_left_to_send(ground: Ground, sent: Run) -> None:
    """B-17"""
    assert press(ground, "pause") == "paused"
    assert ground.client.post(f"{PAGE}undo/").status_code == 303
    assert (Run.objects.count(), Item.objects.count(), LoggedSegment.objects.count()) == (0, 0, 0)
    assert deliver_due(clock=now) == 0


def test_who_only_reads_presses_nothing(ground: Ground, sent: Run) -> None:
    ground.sample.member.role = "viewer"
    ground.sample.member.save()
    ground.client.force_login(ground.sample.member)
    assert 'value="pause"' not in text(ground.client.get(PAGE))
    assert ground.client.post(f"{PAGE}sending/", {"verb": "pause"}).status_code == 403
    assert LoggedSegment.objects.get().runs.get().state == "running"
    assert ground.client.get("/segments/logged/9/start/").status_code in {403, 404}


def test_the_rest_of_a_stopped_sending_stays_in_reach(ground: Ground, sent: Run) -> None:
    """B-9, R-SEG-139: also when what failed of it was sent again since"""
    item = Item.objects.order_by("id")[0]
    Item.objects.filter(pk=item.pk).update(state="failed")
    Entry.objects.filter(pk=item.entry_id).update(delivery_status="failed")
    Run.objects.update(failed=1)
    assert ground.client.post(f"{PAGE}resend/").status_code == 422  # it still goes on
    assert press(ground, "stop") == "stopped"
    assert "Earlier sending" not in text(ground.client.get(PAGE))
    assert ground.client.post(f"{PAGE}resend/").status_code == 303
    again = Run.objects.exclude(pk=sent.pk).get()
    deliver_due(clock=now)

    page = text(ground.client.get(PAGE))
    assert page.index("1 of 1 settled · 1 sent") < page.index("Earlier sending")
    assert "3 of 3 settled · 1 failed · 2 stopped" in page
    assert f'action="{PAGE}sending/?run={sent.pk}"' in page
    dialog = text(ground.client.get(f"{PAGE}start/?run={sent.pk}", headers=DIALOG))
    assert f"{PAGE}start/?run={sent.pk}" in dialog
    chosen = ground.client.post(f"{PAGE}start/?run={sent.pk}", {"starts_at": "2126-01-15T08:00"})
    assert chosen.status_code == 303
    for _twice in range(2):
        answer = ground.client.post(f"{PAGE}sending/?run={sent.pk}", {"verb": "start"})
        assert answer.status_code == 303
    page = text(ground.client.get(PAGE))
    assert "1 of 3 settled · 1 failed" in page
    assert "Earlier sending" not in page
    assert deliver_due(clock=now) == 2
    assert "Earlier sending" not in text(ground.client.get(PAGE))
    assert ground.client.post(f"{PAGE}sending/?run={again.pk + 9}", {"verb": "start"}).status_code == 404


def test_what_was_reinstated_is_sent_while_the_rest_goes(ground: Ground, sent: Run) -> None:
    """R-CMP-17: as long as there is something to bring back"""
    assert 'value="start"' not in text(ground.client.get(PAGE))
    first = Entry.objects.filter(deliveries__run=sent).order_by("pk")[0]
    heading = CampaignEntry.objects.create(
        campaign=create_campaign(CampaignValues(description="Spring"), by=ground.sample.manager, at=now()),
        description="Spring",
        date=now().date(),
        created_at=now(),
    )
    Entry.objects.filter(pk=first.pk).update(campaign_entry=heading)
    for _there_and_back in range(2):
        switch_campaign_entries([heading.pk], by=ground.sample.manager, at=now())
    assert 'value="start"' in text(ground.client.get(PAGE))
    assert press(ground, "start") == "running"
    assert 'value="start"' not in text(ground.client.get(PAGE))
    assert deliver_due(clock=now) == 3
