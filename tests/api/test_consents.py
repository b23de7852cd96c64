"""What contacts agree to and refuse, for programs."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from liaison.campaigns.actions import note_consent
from liaison.interactions.actions.log import log_values
from liaison.interactions.draft import Values
from liaison.interactions.models import Entry
from tests import make
from tests.api.conftest import Program, fields, problem
from tests.cast import Cast

CONSENTS = "/contacts/CT-000482/consents"


def test_a_consent_is_given_read_and_withdrawn(
    cast: Cast, aline: Program, django_assert_num_queries: Any
) -> None:
    """B-6"""
    make.make_group("NEWS")
    given = aline.post(
        CONSENTS, {"channel": "email", "topic": "news", "agreement": "given", "source": "Foire"}
    )
    assert given.status_code == 200, given.content
    shown = given.json()
    assert shown == {
        "channel": "email", "topic": "NEWS", "agreement": "given", "source": "Foire", "address": "",
        "noted_at": shown["noted_at"], "noted_by": "aline",
    }  # fmt: skip
    with django_assert_num_queries(3):  # token, contact, consents
        assert aline.get(CONSENTS).json() == {"items": [shown], "next": None}

    aline.post(CONSENTS, {"channel": "email", "topic": "NEWS", "agreement": "withdrawn"})
    aline.post(CONSENTS, {"channel": "email", "topic": "NEWS", "agreement": "withdrawn"})
    (now,) = aline.get(CONSENTS).json()["items"]
    assert (now["agreement"], now["source"]) == ("withdrawn", "")
    history = aline.get(f"{CONSENTS}/history?limit=1").json()
    assert [one["agreement"] for one in history["items"]] == ["withdrawn"]
    more = aline.get(f"{CONSENTS}/history?limit=1&cursor={history['next']}").json()
    assert [(one["agreement"], one["entry"]) for one in more["items"]] == [("given", None)]
    assert more["next"] is None
    assert Entry.objects.count() == 0


def test_a_bounce_is_told_with_its_address(cast: Cast, viewer: Program, at: datetime) -> None:
    """B-5, B-10"""
    number = log_values(Values(contact="CT-000482", template="APPEL"), by=cast.aline, at=at)
    note_consent(cast.nora.pk, "email", "bounced", source="bounce", entry=number, by=None, at=at)
    (now,) = viewer.get(CONSENTS).json()["items"]
    assert (now["agreement"], now["source"], now["address"], now["noted_by"]) == (
        "bounced", "bounce", cast.nora.email, None,
    )  # fmt: skip
    (before,) = viewer.get(f"{CONSENTS}/history").json()["items"]
    assert (before["agreement"], before["entry"], before["noted_at"]) == (
        "bounced", number, "2026-03-02T09:30:00+00:00",
    )  # fmt: skip
    Entry.objects.update(visibility="private")
    assert viewer.get(f"{CONSENTS}/history").json()["items"] == [{**before, "entry": None}]


def test_only_what_can_be_said_is_taken(cast: Cast, aline: Program, viewer: Program) -> None:
    """B-6"""
    said = {"channel": "email", "agreement": "given"}
    for wrong in ({"channel": "none"}, {"agreement": "bounced"}, {"agreement": "unsaid"}):
        assert fields(aline.post(CONSENTS, {**said, **wrong})) == list(wrong)
    for agreement in ("given", "withdrawn"):  # a word that nobody asks for would hold nobody back
        nowhere = {**said, "agreement": agreement, "topic": "NWES"}
        assert fields(aline.post(CONSENTS, nowhere)) == ["topic"]
    assert aline.get(CONSENTS).json()["items"] == []
    assert problem(aline.post("/contacts/CT-999/consents", said))["status"] == 404
    assert problem(aline.get("/contacts/CT-999/consents/history"))["status"] == 404
    assert problem(viewer.post(CONSENTS, said))["status"] == 403
