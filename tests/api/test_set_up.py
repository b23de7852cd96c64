"""Salutations, alternative addresses, the figures of salespeople, and long work."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest

from liaison.campaigns.actions import note_dead_address
from liaison.contacts.models import AlternativeAddress, Salutation
from liaison.jobs.actions import queue_job
from liaison.kit.errors import NotAllowed
from tests.api.conftest import Program, fields, problem
from tests.cast import Cast

ADDRESSES = "/contacts/CT-000482/alternative-addresses"


def test_salutations_are_added_changed_and_listed(
    cast: Cast, administrator: Program, django_assert_num_queries: Any
) -> None:
    before = [row["code"] for row in administrator.get("/salutations?limit=500").json()["items"]]
    made = administrator.post(
        "/salutations", {"code": "dr", "description": "Docteur", "descriptions": {"de": "Doktor"}}
    )

    assert made.status_code == 201, made.content
    assert made["Location"] == "/api/v1/salutations/DR"
    assert made.json() == {
        "code": "DR",
        "description": "Docteur",
        "descriptions": {"de": "Doktor"},
        "active": True,
    }
    changed = administrator.patch("/salutations/dr", {"active": False})
    assert changed.json() == {**made.json(), "active": False}
    assert administrator.get("/salutations/DR").json() == changed.json()
    with django_assert_num_queries(2):
        codes = [row["code"] for row in administrator.get("/salutations?limit=500").json()["items"]]
    assert codes == sorted([*before, "DR"])
    assert [row["code"] for row in administrator.get("/salutations?active=false").json()["items"]] == ["DR"]
    assert fields(administrator.post("/salutations", {"code": "DR", "description": "x"})) == ["code"]
    assert problem(administrator.get("/salutations/NONE"))["status"] == 404
    assert problem(administrator.patch("/salutations/NONE", {}))["status"] == 404


def test_salutation_is_deleted_when_nobody_has_it_and_lists_its_contacts(
    cast: Cast, administrator: Program
) -> None:
    """R-CON-76 R-CON-78"""
    changed = administrator.patch("/contacts/CT-000482", {"salutation": "MS-DR"})
    assert changed.status_code == 200
    found = administrator.get("/contacts?salutation=ms-dr").json()["items"]
    assert [row["no"] for row in found] == ["CT-000482"]
    assert fields(administrator.delete("/salutations/MS-DR")) == ["code"]

    seen = administrator.get("/salutations/MR-DR")["ETag"]
    administrator.patch("/salutations/MR-DR", {"active": False})
    assert problem(administrator.delete("/salutations/MR-DR", If_Match=seen))["status"] == 412
    assert administrator.delete("/salutations/MR-DR").status_code == 204
    assert problem(administrator.get("/salutations/MR-DR"))["status"] == 404


def test_formulas_of_a_salutation_are_written_listed_and_deleted(
    cast: Cast, administrator: Program, aline: Program
) -> None:
    """R-CON-89"""
    administrator.post("/salutations", {"code": "DR", "description": "Docteur"})
    mine, any_language = "/salutations/DR/formulas/fr-ch/formal", "/salutations/dr/formulas/-/informal"
    given = {"text": "Docteur %1 %2 ,", "names": ["", "surname"]}

    made = administrator("PUT", mine, given)
    assert (made.status_code, made.json()) == (
        201,
        {"salutation": "DR", "language": "fr-CH", "formality": "formal", **given},
    )
    assert administrator("PUT", any_language, {"text": "Hello,"}).status_code == 201
    listed = administrator.get("/salutations/DR/formulas").json()["items"]
    assert [(row["language"], row["formality"]) for row in listed] == [("", "informal"), ("fr-CH", "formal")]
    assert administrator.get(mine).json() == made.json() == listed[1]

    changed = administrator("PUT", mine, {"text": "Docteur,"}, If_Match=made["ETag"])
    assert (changed.status_code, changed.json()["names"]) == (200, [])
    assert problem(administrator("PUT", mine, given, If_Match=made["ETag"]))["status"] == 412
    assert fields(administrator("PUT", mine, {"text": " "})) == ["text"]
    assert fields(administrator("PUT", "/salutations/DR/formulas/xxxxx/formal", given)) == ["language"]
    assert administrator("PUT", "/salutations/DR/formulas/fr/cold", given).status_code == 422
    assert fields(administrator("PUT", mine, {**given, "names": ["shoe_size"]})) == ["names.0"]

    assert problem(aline("PUT", mine, given))["status"] == 403
    assert problem(aline.delete(mine))["status"] == 403
    assert aline.get(mine).json() == changed.json()
    assert administrator.delete(any_language).status_code == 204
    assert problem(administrator.get(any_language))["status"] == 404
    assert problem(administrator.get("/salutations/NONE/formulas"))["status"] == 404


def test_salutations_are_for_administrators_to_change(cast: Cast, aline: Program) -> None:
    """R-INT-195"""
    before = Salutation.objects.count()

    assert problem(aline.post("/salutations", {"code": "DR", "description": "x"}))["status"] == 403
    assert problem(aline.delete("/salutations/MS-DR"))["status"] == 403
    assert aline.get("/salutations").status_code == 200
    assert Salutation.objects.count() == before


def test_an_address_whose_e_mail_may_not_be_revived_stays_as_it_was(
    aline: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One request, all of it or nothing."""

    def refuses(*_args: Any, **_kwargs: Any) -> None:
        raise NotAllowed("no")

    aline.post(ADDRESSES, {"code": "OFFICE", "city": "Renens"})
    monkeypatch.setattr("liaison.api.addresses.revive_address", refuses)
    refused = aline.patch(f"{ADDRESSES}/OFFICE", {"email_works": True, "city": "Renens VD"})
    assert problem(refused)["status"] == 403
    assert aline.get(f"{ADDRESSES}/OFFICE").json()["city"] == "Renens"


def test_an_alternative_address_that_does_not_work_is_told_until_it_works(
    cast: Cast, aline: Program, at: datetime, django_assert_num_queries: Any
) -> None:
    """B-5"""
    made = aline.post(ADDRESSES, {"code": "OFFICE", "email": "Nora@Office.example"})
    assert made.json()["email_works"] is True
    note_dead_address(cast.nora.pk, "nora@office.example", entry=None, at=at)

    with django_assert_num_queries(5):  # token, contact, addresses, their periods, what came back
        (row,) = aline.get(ADDRESSES).json()["items"]
    assert row["email_works"] is aline.get(f"{ADDRESSES}/OFFICE").json()["email_works"] is False
    assert fields(aline.patch(f"{ADDRESSES}/OFFICE", {"email_works": False})) == ["email_works"]
    assert aline.patch(f"{ADDRESSES}/OFFICE", {"city": "Renens"}).json()["email_works"] is False
    assert aline.patch(f"{ADDRESSES}/OFFICE", {"email_works": True}).json()["email_works"] is True


def test_alternative_addresses_come_with_their_periods(cast: Cast, aline: Program) -> None:
    """R-CON-81"""
    made = aline.post(
        ADDRESSES,
        {
            "code": "ete",
            "city": "Zinal",
            "country": "ch",
            "ranges": [{"starting_date": "2026-07-01", "ending_date": "2026-08-31"}],
        },
    )

    assert made.status_code == 201, made.content
    assert made["Location"] == f"/api/v1{ADDRESSES}/ETE"
    address = made.json()
    assert (address["code"], address["city"], address["country"]) == ("ETE", "Zinal", "CH")
    assert address["ranges"] == [{"starting_date": "2026-07-01", "ending_date": "2026-08-31"}]
    assert aline.get(f"{ADDRESSES}/ete").json() == address
    assert aline.get(ADDRESSES).json() == {"items": [address], "next": None}
    changed = aline.patch(f"{ADDRESSES}/ETE", {"city": None, "ranges": [{"starting_date": "2027-07-01"}]})
    assert changed.json() == {
        **address,
        "city": "",
        "ranges": [{"starting_date": "2027-07-01", "ending_date": None}],
    }
    assert (
        aline.patch(f"{ADDRESSES}/ETE", {"phone": "021 555 00 00"}).json()["ranges"]
        == (changed.json()["ranges"])
    )
    assert aline.delete(f"{ADDRESSES}/ETE").status_code == 204
    assert problem(aline.get(f"{ADDRESSES}/ETE"))["status"] == 404


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({}, ["code"]),
        ({"code": ""}, ["code"]),
        ({"code": "A", "ranges": [{"starting_date": "x"}]}, ["ranges.0.starting_date"]),
        ({"code": "A", "ranges": [{}]}, ["ranges.0.starting_date"]),
        ({"code": "A", "ranges": [{"starting_date": "2026-02-01", "ending_date": "2026-01-01"}]}, None),
        ({"code": "A", "ranges": [{"starting_date": "2026-02-01"}] * 2}, None),
        ({"code": "A", "country": "Suisse"}, ["country"]),
    ],
)
def test_bad_addresses_are_422(
    cast: Cast, aline: Program, given: dict[str, Any], named: list[str] | None
) -> None:
    found = fields(aline.post(ADDRESSES, given))

    assert named is None or found == named
    assert AlternativeAddress.objects.count() == 0


def test_the_figures_of_a_salesperson(cast: Cast, aline: Program) -> None:
    """R-INT-176"""
    aline.post("/interactions", {"contact": "CT-000482", "template": "APPEL", "cost": "2.25"})

    figures = aline.get("/salespeople/ar/statistics").json()
    assert (figures["interactions"], figures["cost"]) == (1, "2.25")
    assert aline.get("/salespeople/MD/statistics").json()["interactions"] == 0
    assert problem(aline.get("/salespeople/NONE/statistics"))["status"] == 404


def test_long_work_tells_how_far_it_is_and_stops(
    cast: Cast, aline: Program, viewer: Program, at: datetime
) -> None:
    job = queue_job("contacts.import", total=10, by=cast.aline, at=at)

    assert aline.get(f"/jobs/{job.pk}").json() == {
        "job": str(job.pk),
        "kind": "contacts.import",
        "state": "queued",
        "done": 0,
        "total": 10,
        "created_at": at.isoformat(),
        "started_at": None,
        "finished_at": None,
        "result": {},
    }
    assert problem(viewer.get(f"/jobs/{job.pk}"))["status"] == 404
    assert viewer.get("/jobs?count=true").json() == {"items": [], "next": None, "count": 0}
    assert problem(viewer.delete(f"/jobs/{job.pk}"))["status"] == 404
    stopped = aline.delete(f"/jobs/{job.pk}").json()
    assert stopped["state"] == "stopped"
    assert stopped["finished_at"] is not None
    assert problem(aline.get(f"/jobs/{uuid4()}"))["status"] == 404
    assert problem(aline.get("/jobs/7"))["status"] == 422
