from __future__ import annotations

import re

import pytest
from django.test import Client

from liaison.delivery.actions import log_and_send
from liaison.delivery.models import Item
from liaison.interactions.actions.correct import cancel
from liaison.interactions.draft import Values
from liaison.interactions.models import Entry
from tests.cast import Cast
from tests.conftest import AT
from tests.web.interactions.conftest import HTMX, Log

DIALOG = HTMX | {"HX-Target": "dialog"}


@pytest.fixture
def mailed(cast: Cast) -> int:
    values = Values(
        contact="CT-000482",
        template="APPEL",
        correspondence_type="email",
        subject="Tarifs",
        body="<p>Ici</p>",
    )
    return log_and_send(values, by=cast.aline, at=AT)


def failed(number: int) -> int:
    Item.objects.update(state="failed", reply="550 unknown")
    Entry.objects.filter(pk=number).update(
        delivery_status="failed", delivery_note="550 <unknown>", delivery_at=AT
    )
    return number


def test_the_state_is_told_with_its_reason(aline: Client, mailed: int) -> None:
    """R-INT-128"""
    assert "Queued" in aline.get("/contacts/CT-000482/timeline/").content.decode()
    failed(mailed)
    line = aline.get("/contacts/CT-000482/timeline/").content.decode()
    assert "Failed 02.03.2026 10:30 – 550 &lt;unknown&gt;" in line
    assert "550 unknown" in aline.get(f"/interactions/{mailed}/").content.decode()


def test_sent_again_as_it_was(aline: Client, mailed: int) -> None:
    """R-INT-157, R-INT-159"""
    failed(mailed)
    answer = aline.post(f"/interactions/{mailed}/resend/", {"channel": "same"}, headers=DIALOG)
    assert answer.status_code == 204
    assert (Entry.objects.get().delivery_status, Item.objects.count()) == ("queued", 2)


def test_a_form_to_send_anew_that_is_sent_twice_sends_once(aline: Client, mailed: int) -> None:
    """R-INT-160: the first one stays as it is, so that it could be sent again"""
    failed(mailed)
    url = f"/interactions/{mailed}/resend/"
    (key,) = re.findall(r'name="once" value="([^"]+)"', aline.get(url, headers=DIALOG).content.decode())
    for _twice in range(2):
        aline.post(url, {"channel": "same", "update_merge_fields": "on", "once": key})
    assert Entry.objects.count() == 2


def test_sent_anew_is_a_new_entry(aline: Client, mailed: int) -> None:
    """R-INT-160"""
    failed(mailed)
    aline.post(f"/interactions/{mailed}/resend/", {"channel": "same", "update_merge_fields": "on"})
    assert Entry.objects.count() == 2
    assert Entry.objects.get(pk=mailed).delivery_status == "failed"


def test_nothing_to_send_again_is_said_in_the_dialog(aline: Client, log: Log) -> None:
    """E-INT-39"""
    answer = aline.post(f"/interactions/{log()}/resend/", {"channel": "same"}, headers=DIALOG)
    assert answer.status_code == 422
    assert "No entry qualifies for resending." in answer.content.decode()


def test_what_waits_can_be_stopped(aline: Client, mailed: int) -> None:
    assert f"/interactions/{mailed}/stopping/" in aline.get(f"/interactions/{mailed}/").content.decode()
    assert aline.post(f"/interactions/{mailed}/stopping/").status_code == 303
    assert Entry.objects.get().delivery_status == "stopped"
    assert aline.post(f"/interactions/{mailed}/stopping/").status_code == 422


def test_the_failed_ones_are_found_and_sent_again_together(
    aline: Client, cast: Cast, mailed: int, log: Log
) -> None:
    """R-INT-130: by delivery status; what does not qualify is left out."""
    failed(mailed)
    other = log()
    html = aline.get("/interactions/", {"delivery": "failed"}).content.decode()
    assert f'name="pk" value="{mailed}"' in html
    assert f'name="pk" value="{other}"' not in html
    data = {"pk": [mailed, other], "act": "resend"}
    assert "2 interactions" in aline.post("/interactions/bulk/", data, headers=DIALOG).content.decode()
    assert Item.objects.count() == 1
    told = aline.post("/interactions/bulk/", data | {"confirmed": "1"}, follow=True).content.decode()
    assert "1 interaction on its way again. 1 left out: cancelled, without content" in told
    assert (Item.objects.count(), Entry.objects.get(pk=mailed).delivery_status) == (2, "queued")

    failed(mailed)
    again = {"pk": [mailed], "act": "resend", "confirmed": "1"}
    told = aline.post("/interactions/bulk/", again, follow=True).content.decode()
    assert "1 interaction on its way again." in told
    assert "left out" not in told


def test_cancelled_ones_are_not_offered_again(aline: Client, cast: Cast, mailed: int) -> None:
    """R-INT-157"""
    cancel([failed(mailed)], by=cast.aline, at=AT)
    assert f"/interactions/{mailed}/resend/" not in aline.get(f"/interactions/{mailed}/").content.decode()
    assert aline.post(f"/interactions/{mailed}/resend/", {"channel": "same"}).status_code == 422


def test_who_may_not_send(client: Client, cast: Cast, mailed: int) -> None:
    client.force_login(cast.viewer)
    for act in ("resend", "stopping"):
        assert client.post(f"/interactions/{mailed}/{act}/", {"channel": "same"}).status_code == 403
    assert Item.objects.get().state == "queued"
