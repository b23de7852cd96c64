"""Lists that hang on one record have pages and counts like all others."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from liaison.api.description import description
from liaison.contacts.actions import assign_code, save_code
from liaison.contacts.fields import CodeFields
from liaison.contacts.kinds import KINDS
from liaison.interactions.models import Entry
from liaison.jobs.actions import queue_job
from tests.api.conftest import Program, fields
from tests.cast import Cast


def comments(program: Program, cast: Cast, at: datetime) -> str:
    body = {"contact": cast.nora.no, "template": "APPEL", "comments": ["Two", "One", "Three"]}
    return f"/interactions/{program.post('/interactions', body).json()['entry_no']}/comments"


def deliveries(program: Program, cast: Cast, at: datetime) -> str:
    body = {"contact": cast.nora.no, "template": "APPEL", "correspondence_type": "email", "send": True}
    made = program.post("/interactions", {**body, "subject": "Bonjour", "body": "<p>Bonjour</p>"})
    number = made.json()["entry_no"]
    Entry.objects.filter(pk=number).update(delivery_status="failed")
    return f"/interactions/{number}/deliveries"


def consents(program: Program, cast: Cast, at: datetime) -> str:
    for channel in ("hard_copy", "email"):
        program.post("/contacts/CT-000482/consents", {"channel": channel, "agreement": "withdrawn"})
    return "/contacts/CT-000482/consents"


def addresses(program: Program, cast: Cast, at: datetime) -> str:
    path = "/contacts/CT-000482/alternative-addresses"
    for code in ("WORK", "HOME", "A"):
        assert program.post(path, {"code": code}).status_code == 201
    return path


def codes(program: Program, cast: Cast, at: datetime) -> str:
    for code in ("B", "A", "C"):
        save_code(KINDS["mailing_group"], CodeFields(code=code), by=None, at=at)
        assign_code(cast.nora, KINDS["mailing_group"], code, by=None, at=at)
    return f"/contacts/{cast.nora.no}/mailing-groups"


def languages(program: Program, cast: Cast, at: datetime) -> str:
    path = "/interaction-templates/APPEL/languages"
    for language in ("fr", "-", "de"):
        assert program("PUT", f"{path}/{language}", {"subject": "x"}).status_code == 201
    return path


def segment_languages(program: Program, cast: Cast, at: datetime) -> str:
    path = f"/segments/{program.post('/segments', {}).json()['no']}/languages"
    for language in ("fr", "-", "de"):
        assert program("PUT", f"{path}/{language}", {"subject": "x"}).status_code == 201
    return path


def steps(program: Program, cast: Cast, at: datetime) -> str:
    path = f"/segments/{program.post('/segments', {}).json()['no']}/steps"
    for action in ("add", "refine", "reduce"):
        assert program.post(path, {"action": action}).status_code == 201
    return path


def held_back(program: Program, cast: Cast, at: datetime) -> str:
    cast.lea.exclude_from_segment = True
    cast.lea.save()
    cast.nora.privacy_blocked = True
    cast.nora.save()
    path = f"/segments/{program.post('/segments', {}).json()['no']}"
    assert program.post(f"{path}/steps", {"action": "add"}).status_code == 201
    return f"{path}/held-back"


def jobs(program: Program, cast: Cast, at: datetime) -> str:
    for hours in (0, 2, 1, 1):
        queue_job("import", by=cast.administrator, at=at + timedelta(hours=hours))
    return "/jobs"


@pytest.mark.parametrize(
    "made",
    [
        comments,
        deliveries,
        consents,
        addresses,
        codes,
        languages,
        segment_languages,
        steps,
        held_back,
        jobs,
    ],
)
def test_a_list_of_a_record_is_read_page_by_page(
    cast: Cast, administrator: Program, at: datetime, made: Callable[[Program, Cast, datetime], str]
) -> None:
    path = made(administrator, cast, at)
    whole = administrator.get(f"{path}?count=true").json()
    assert whole["items"]
    assert whole["count"] == len(whole["items"])

    found: list[Any] = []
    more: str | None = ""
    while more is not None:
        read = administrator.get(f"{path}?limit=1&cursor={more}").json()
        assert len(read["items"]) == 1
        found, more = [*found, *read["items"]], read["next"]

    assert found == whole["items"]
    assert fields(administrator.get(f"{path}?limit=0")) == ["limit"]
    assert fields(administrator.get(f"{path}?cursor=x")) == ["cursor"]


EMPTY_IS_SOMETHING = {("/contacts", "salesperson")}
"""Where an empty text narrows, to those without one."""


def test_an_empty_filter_is_refused(cast: Cast, administrator: Program) -> None:
    """It would list everything, as if nothing had been to narrow it."""
    asked = [
        (path.removeprefix("/api/v1"), parameter["name"])
        for path, methods in description()["paths"].items()
        if "{" not in path
        for parameter in methods.get("get", {}).get("parameters", [])
        if parameter["in"] == "query" and parameter["name"] not in {"q", "cursor"}
    ]
    assert len(asked) > 90
    for path, name in {*asked} - EMPTY_IS_SOMETHING:
        found = fields(administrator.get(f"{path}?{name}="))
        assert {one.partition(".")[0] for one in found} == {name}, path
    for path in ("/interactions", "/contacts", "/segments"):
        assert administrator.get(f"{path}?q=&cursor=").status_code == 200


def test_jobs_come_with_the_newest_first(cast: Cast, administrator: Program, at: datetime) -> None:
    jobs(administrator, cast, at)

    when = [one["created_at"] for one in administrator.get("/jobs").json()["items"]]
    assert when == sorted(when, reverse=True)
    assert len(when) == 4
