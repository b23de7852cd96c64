"""Manners of mailings for programs."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from liaison.accounts.models import Role, User
from liaison.contacts.models import ContactMailingGroup, MailingGroup
from tests import make
from tests.api.conftest import Program, problem
from tests.cast import Cast


@pytest.fixture
def aline(cast: Cast, as_user: Callable[[User], Program]) -> Program:
    """A program of Aline, who works in marketing here."""
    cast.aline.role = "marketing"
    cast.aline.save()
    return as_user(cast.aline)


@pytest.fixture
def segment(cast: Cast, aline: Program) -> str:
    made = aline.post("/segments", {"description": "Open day", "template": "APPEL"})
    place = f"/segments/{made.json()['no']}"
    nora = {"source": "contact", "all": [{"field": "no", "any": [{"eq": "CT-000482"}]}]}
    assert aline.post(f"{place}/steps", {"action": "add", "filters": [nora]}).status_code < 300
    return place


def test_two_who_decide_on_the_manners_overwrite_nothing(aline: Program, administrator: Program) -> None:
    """B-18"""
    first = aline.get("/segment-policy")["ETag"]
    done = administrator("PUT", "/segment-policy", {"approval_above": 100}, If_Match=first)
    assert (done.status_code, done["ETag"]) == (200, aline.get("/segment-policy")["ETag"])
    late = administrator("PUT", "/segment-policy", {"approval_above": 5}, If_Match=first)
    assert problem(late)["status"] == 412
    assert aline.get("/segment-policy").json()["approval_above"] == 100
    again = administrator("PUT", "/segment-policy", {"approval_above": 5}, If_Match=done["ETag"])
    assert again.json()["approval_above"] == 5


def test_the_manners_are_read_and_decided(cast: Cast, aline: Program, administrator: Program) -> None:
    """B-5, B-10, B-18"""
    nothing: dict[str, object] = {
        "cap_messages": None, "cap_days": None, "quiet_group": None, "approval_above": None,
        "control_addresses": [],
    }  # fmt: skip
    assert aline.get("/segment-policy").json() == nothing
    MailingGroup.objects.create(code="QUIET")
    wanted = {
        "cap_messages": 3, "cap_days": 30, "quiet_group": "QUIET", "approval_above": 100,
        "control_addresses": ["marie@liaison.example"],
    }  # fmt: skip
    assert administrator("PUT", "/segment-policy", wanted).json() == wanted
    assert aline.get("/segment-policy").json() == wanted
    assert problem(aline("PUT", "/segment-policy", {}))["status"] == 403
    assert problem(administrator("PUT", "/segment-policy", {"cap_messages": 3}))["status"] == 422
    for given in ({}, nothing, {**nothing, "control_addresses": None}):
        assert administrator("PUT", "/segment-policy", given).json() == nothing


def test_held_back_approved_and_told(
    cast: Cast, aline: Program, administrator: Program, as_user: Callable[[User], Program], segment: str
) -> None:
    """B-5, B-18"""
    quiet = MailingGroup.objects.create(code="QUIET")
    ContactMailingGroup.objects.create(contact=cast.nora, mailing_group=quiet)
    administrator("PUT", "/segment-policy", {"quiet_group": "QUIET", "approval_above": 0})

    given = aline("PUT", f"{segment}/waivers/quiet", {"reason": "Recall"})
    assert given.json()["waived"] == {"quiet": "Recall"}
    assert problem(aline("PUT", f"{segment}/waivers/no_email", {"reason": "R"}))["status"] == 422
    assert aline.delete(f"{segment}/waivers/quiet").status_code == 204
    asked = aline.post(f"{segment}/approval-request").json()
    assert (asked["asked_by"], asked["approved_by"], asked["waived"]) == (cast.aline.username, None, {})
    assert problem(aline.post(f"{segment}/approval"))["status"] == 403
    boss = as_user(make.make_user("boss", role=Role.MANAGER))
    stale = boss.post(f"{segment}/approval", {"asked_at": "2020-01-01T00:00:00+00:00"})
    assert problem(stale)["status"] == 409
    seen = {"asked_at": boss.get(f"{segment}/approval").json()["asked_at"]}
    assert boss.post(f"{segment}/approval", seen).json()["approved_by"] == "boss"
    assert aline.get(f"{segment}/approval").json()["approved_by"] == "boss"
    for nothing in ("changes", "moves"):
        assert problem(aline.get(f"/segments/SM-9999/{nothing}"))["status"] == 404
    assert aline.get(f"{segment}/moves").json()["items"] == []
    told = aline.get(f"{segment}/changes").json()["items"]
    assert [row["kind"] for row in told] == [
        "approved", "asked", "waived", "waived", "selected", "template", "created",
    ]  # fmt: skip
    assert (told[3]["what"], told[3]["reason"], told[3]["changed_by"]) == (
        "quiet",
        "Recall",
        cast.aline.username,
    )


def test_languages_and_a_test_message(cast: Cast, aline: Program, segment: str) -> None:
    """B-10, B-12"""
    (row,) = aline.get(f"{segment}/language-use").json()["items"]
    assert (row["wanted"], row["used"], row["count"]) == (cast.nora.language, "", 1)
    refused = problem(aline.post(f"{segment}/trial", {}))
    assert (refused["status"], problem(aline.post(f"{segment}/trial"))) == (422, refused)
    assert problem(aline.post("/segments/SM-9999/trial", {}))["status"] == 404
