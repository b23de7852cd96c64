"""Generated requests against the published description: nothing undocumented ever comes back."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, settings
from schemathesis import checks

from liaison.accounts.models import User
from liaison.api.actions import issue_token
from liaison.campaigns.actions import create_campaign, create_status
from liaison.campaigns.rules import CampaignValues
from liaison.contacts.actions import assign_code, save_code
from liaison.contacts.fields import CodeFields
from liaison.contacts.kinds import KINDS
from liaison.interactions.actions.log import log_values
from liaison.interactions.draft import Values
from liaison.interactions.models import CampaignEntry
from liaison.jobs.actions import queue_job
from liaison.kit.clock import now
from liaison.segments.actions import create_segment, enter_line, log_segment, save_criteria
from liaison.segments.values import SegmentValues
from liaison.wsgi import application
from tests.cast import Cast

DEEP = bool(os.environ.get("CONTRACT_DEEP"))
"""Adds the thousands of requests that try every bound of every field; takes minutes."""


def answered(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    """What the application answers, read and closed as a server does it; the client here leaves it open."""
    answer = application(environ, start_response)
    try:
        return [b"".join(answer)]
    finally:
        answer.close()


schema = schemathesis.openapi.from_wsgi(
    "/api/v1/openapi.json",
    answered,
    config=schemathesis.Config.from_dict({"phases": {"coverage": {"enabled": DEEP}}}),
)

CHECKS: list[Any] = [
    checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
]


class Known:
    """What exists, so that generated requests reach further than 404."""

    key = ""
    path: dict[str, Any] = {}
    body: dict[str, Any] = {}


@pytest.fixture(autouse=True)
def _connection_stays() -> Iterator[None]:
    """The test's transaction survives the end of a request, as with Django's own client."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture(autouse=True)
def _world(cast: Cast) -> None:
    at = now()
    number = log_values(
        Values(contact="CT-000482", template="APPEL", comments=("Rappeler",)), by=cast.aline, at=at
    )
    for kind in KINDS.values():
        save_code(kind, CodeFields(code="PERSON"), by=None, at=at)
    assign_code(cast.nora, KINDS["mailing_group"], "PERSON", by=None, at=at)
    campaigns(by=cast.administrator, at=at)
    Known.key = issue_token(cast.administrator, "contract", at=at)
    Known.path = {
        "no": "CT-000482",
        "entry_no": number,
        "line_no": 10_000,
        "job_id": str(queue_job("import", by=cast.administrator, at=at).pk),
        "language": "fr",
    }
    Known.body = {
        "contact": "CT-000482",
        "template": "APPEL",
        "group": "TEL",
        "salesperson": "AR",
        "campaign": "CP-001",
        "segment": "SM-0002",
        "status": "PERSON",
    }


def campaigns(*, by: User, at: datetime) -> None:
    """A campaign, a segment that is logged, one that is open, and its criteria under a name."""
    create_status("PERSON", by=by, at=at)
    create_campaign(CampaignValues(description="Open day"), no="CP-001", by=by, at=at)
    for number in ("SM-0001", "SM-0002"):
        values = SegmentValues(description="Open day", campaign="CP-001")
        create_segment(values, no=number, template="APPEL", by=by, at=at)
        enter_line(number, "CT-000482", by=by, at=at)
    log_segment("SM-0001", send=False, by=by, at=at)
    save_criteria("SM-0002", "PERSON", by=by, at=at)


def _number_of(path: str) -> dict[str, Any]:
    """What `no` and `entry_no` name below the address."""
    if "/logged-segments" in path:
        return {"no": 1}
    if "/segments" in path:
        return {"no": "SM-0002"}
    if "/campaigns" in path:
        return {"no": "CP-001", "entry_no": CampaignEntry.objects.values_list("pk", flat=True).first() or 1}
    return {}


def _code_of(path: str) -> str:
    for part, code in (("templates", "APPEL"), ("groups", "TEL"), ("salespeople", "AR")):
        if part in path:
            return code
    return "PERSON"


@schema.hook
def map_path_parameters(context: Any, path_parameters: dict[str, Any] | None) -> dict[str, Any] | None:
    """Every other request names something that exists."""
    if not path_parameters or len(str(path_parameters)) % 2:
        return path_parameters
    path = context.operation.path
    known = {**Known.path, "code": _code_of(path), **_number_of(path)}
    return {name: known.get(name, value) for name, value in path_parameters.items()}


@schema.hook
def map_body(context: Any, body: Any) -> Any:
    """Every other body names contacts and codes that exist."""
    if not isinstance(body, dict) or len(str(body)) % 2:
        return body
    return {
        name: Known.body[name] if name in Known.body and isinstance(value, str) else value
        for name, value in body.items()
    }


@schema.parametrize()
@settings(
    max_examples=8,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_answers_are_as_published(case: Any) -> None:
    headers = {"Authorization": f"Bearer {Known.key}", "Accept-Encoding": "identity"}
    case.call_and_validate(headers=headers, checks=CHECKS)
