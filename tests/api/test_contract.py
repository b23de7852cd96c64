"""Generated requests against the published description: nothing undocumented ever comes back."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, settings
from schemathesis import checks

from liaison.api.actions import issue_token
from liaison.contacts.actions import assign_code, save_code
from liaison.contacts.fields import CodeFields
from liaison.contacts.kinds import KINDS
from liaison.interactions.actions.log import log_values
from liaison.interactions.draft import Values
from liaison.jobs.actions import queue_job
from liaison.kit.clock import now
from liaison.wsgi import application
from tests.cast import Cast

DEEP = bool(os.environ.get("CONTRACT_DEEP"))
"""Adds the thousands of requests that try every bound of every field; takes minutes."""

schema = schemathesis.openapi.from_wsgi(
    "/api/v1/openapi.json",
    application,
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
    Known.key = issue_token(cast.administrator, "contract", at=at)
    Known.path = {
        "no": "CT-000482",
        "entry_no": number,
        "job_id": str(queue_job("import", by=cast.administrator, at=at).pk),
        "language": "fr",
    }
    Known.body = {"contact": "CT-000482", "template": "APPEL", "group": "TEL", "salesperson": "AR"}


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
    known = {**Known.path, "code": _code_of(context.operation.path)}
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
