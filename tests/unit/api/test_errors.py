"""Which problem document stands for which error."""

from __future__ import annotations

import json

import psycopg
import pytest
from django.core.exceptions import BadRequest, ObjectDoesNotExist, RequestDataTooBig, SuspiciousOperation
from django.db import DatabaseError, DataError, IntegrityError, InterfaceError, OperationalError
from django.http import Http404
from django.test import RequestFactory

from liaison.api.errors import Problem, answer_to
from liaison.kit.errors import Conflict, NotAllowed, Refusal, Refused
from tests.unit.kit.test_lost import from_queue

CASES: list[tuple[Exception, int]] = [
    (Problem(415, "Send JSON."), 415),
    (Refused(Refusal("No.", "cost", "E-INT-9")), 422),
    (NotAllowed("You may not."), 403),
    (Conflict("Somebody was faster."), 409),
    (Http404(), 404),
    (ObjectDoesNotExist(), 404),
    (RequestDataTooBig(), 413),
    (SuspiciousOperation(), 422),
    (BadRequest(), 422),
    (DataError(), 422),
    (IntegrityError(), 409),
    (OperationalError(), 503),
    (InterfaceError(), 503),
    (from_queue(psycopg.OperationalError()), 503),
    (from_queue(psycopg.DataError()), 500),
    (DatabaseError(), 500),
    (ZeroDivisionError(), 500),
]


@pytest.mark.parametrize(("error", "status"), CASES, ids=lambda case: type(case).__name__)
def test_every_error_has_its_document(error: Exception, status: int) -> None:
    response = answer_to(RequestFactory().get("/"), error)

    assert response.status_code == status
    assert response["Content-Type"] == "application/problem+json"
    assert json.loads(response.content)["status"] == status


def test_a_conflict_with_a_version_named_is_412() -> None:
    request = RequestFactory().patch("/", headers={"If-Match": '"1"'})

    assert answer_to(request, Conflict("Somebody was faster.")).status_code == 412


def test_all_reasons_of_a_refusal_are_told_the_first_as_detail() -> None:
    refused = Refused(Refusal("Enter a name.", "name", "E-INT-2"), Refusal("Not like this."))
    document = json.loads(answer_to(RequestFactory().get("/"), refused).content)

    assert (document["detail"], document["code"]) == ("Enter a name.", "E-INT-2")
    assert document["errors"] == [
        {"field": "name", "code": "E-INT-2", "message": "Enter a name."},
        {"field": "", "code": "", "message": "Not like this."},
    ]
