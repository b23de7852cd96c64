"""Which problem document stands for which error."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, get_args

import psycopg
import pytest
from django.core.exceptions import BadRequest, ObjectDoesNotExist, RequestDataTooBig, SuspiciousOperation
from django.db import DatabaseError, DataError, IntegrityError, InterfaceError, OperationalError
from django.http import Http404
from django.test import RequestFactory
from django.utils import translation
from ninja.errors import ValidationError
from pydantic_core.core_schema import ErrorType

from liaison.api import urls  # noqa: F401 - loads every operation
from liaison.api.description import api
from liaison.api.errors import UNEXPECTED, WORDS, Problem, answer_to
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


# what can be wrong with a value where the shapes of this door have such a node
ERRORS: dict[str, set[str]] = {
    "bool": {"bool_type", "bool_parsing"},
    "dict": {"dict_type", "too_long"},
    "enum": {"enum"},
    "int": {"int_type", "int_parsing", "int_parsing_size", "int_from_float", "greater_than_equal",
            "less_than_equal"},
    "list": {"list_type", "too_long", "too_short"},
    "literal": {"literal_error"},
    "model": {"model_type", "model_attributes_type"},
    "model-field": {"missing"},
    "model-fields": {"extra_forbidden", "model_attributes_type"},
    "str": {"string_type", "string_unicode", "string_too_long", "string_too_short"},
    "uuid": {"uuid_type", "uuid_parsing"},
    # refuses nothing, or passes on what is inside
    **{kind: set() for kind in ("any", "default", "nullable", "union", "no-info")},
    # a validator of ours, which says itself what is wrong; a limit is said as that of a text
    **{f"function-{place}": {"string_too_long", "string_too_short"} for place in ("after", "before", "wrap")},
}  # fmt: skip
READ_BEFORE = {"date", "datetime", "decimal", "time"}
"""What a validator of ours has read already, so that nothing can be wrong with it."""


def nodes(schema: Any) -> Iterator[str]:
    """The kinds of the nodes below `schema`, pydantic's own description of a shape."""
    if isinstance(schema, list | tuple):
        for one in schema:
            yield from nodes(one)
    elif isinstance(schema, dict):
        kind = schema.get("type")
        if kind == "function-before" and schema["schema"]["type"] in READ_BEFORE:
            return
        if isinstance(kind, str):
            yield kind
        for name, inner in schema.items():
            if name not in {"metadata", "config", "serialization"}:
                yield from nodes(inner)


def test_whatever_is_wrong_with_a_value_has_words_of_ours() -> None:
    """None of the English words of the library that reads the bodies."""
    found = {
        kind
        for bound in api._get_bound_routers()
        for path_view in bound.path_operations.values()
        for operation in path_view.operations
        for model in operation.models
        for kind in nodes(model.__pydantic_core_schema__)
    }

    assert {"str", "int", "list", "model-field", "uuid"} < found
    assert {error for kind in found for error in ERRORS[kind]} - WORDS.keys() == set()


@pytest.mark.parametrize("kind", get_args(ErrorType))
def test_no_words_of_the_library_reach_a_program(kind: str) -> None:
    """Also if a shape is wrong in a way that it never was."""
    context = {"max_length": 5, "min_length": 1, "ge": 1, "le": 9, "expected": "'a', 'b' or 'c'"}
    error = {"type": kind, "loc": ("body", "data", "x"), "msg": "Input should be", "ctx": context}
    with translation.override("fr"):
        document = json.loads(answer_to(RequestFactory().get("/"), ValidationError([error])).content)
        (told,) = document["errors"]
        assert told["message"] == str(WORDS.get(kind, UNEXPECTED)) % {**context, "expected": '"a", "b", "c"'}

    assert "Input should be" not in json.dumps(document)


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
