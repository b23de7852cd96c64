"""The published description is what is committed, and people can read it."""

from __future__ import annotations

import json
import re
import runpy
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from liaison.api import urls
from liaison.api.description import ALWAYS, as_json, description
from liaison.api.errors import KINDS
from tests.api.conftest import problem

COMMITTED = Path(__file__).resolve().parents[2] / "docs" / "api" / "openapi.json"


@pytest.fixture(autouse=True)
def _no_database_needed(db: None) -> None:
    """Rendering a page may look at static files only."""


def operations() -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (path, method, operation)
        for path, methods in description()["paths"].items()
        for method, operation in methods.items()
    ]


def test_the_committed_description_is_the_generated_one() -> None:
    """Write it anew with ``python -m liaison.api > docs/api/openapi.json``."""
    assert COMMITTED.read_text(encoding="utf-8") == as_json()


def test_it_names_no_rules_of_ours() -> None:
    """They stand in docstrings that become words of the description."""
    assert re.findall(r"[RB]-(?:[A-Z]+-)?\d+|\(E-[A-Z]+-\d+", as_json()) == []


def test_it_is_written_to_standard_output(capsys: pytest.CaptureFixture[str]) -> None:
    runpy.run_module("liaison.api", run_name="__main__")

    assert capsys.readouterr().out == as_json()


def test_the_description_does_not_depend_on_the_language() -> None:
    description.cache_clear()
    with translation.override("de"):
        german = as_json()
    description.cache_clear()

    assert german == as_json()


def test_it_is_served_as_openapi_without_token() -> None:
    response = Client().get("/api/v1/openapi.json")

    assert response.status_code == 200
    assert response["Content-Type"] == "application/json"
    assert json.loads(response.content)["openapi"] == "3.1.0"


def test_every_operation_declares_every_refusal_and_has_words() -> None:
    for path, method, operation in operations():
        assert {str(status) for status in ALWAYS} <= operation["responses"].keys(), (path, method)
        assert operation["summary"], (path, method)
        assert operation["description"], (path, method)
        assert operation["security"] == [{"Bearer": []}]


def test_every_address_of_the_api_is_described() -> None:
    served = {
        f"/api/v1/{pattern.pattern}".replace("<", "{").replace(">", "}") for pattern in urls.urlpatterns
    }
    undescribed = {"/api/v1/openapi.json", "/api/v1/docs", "/api/v1/^(?P{rest}.*)$"}

    assert served - undescribed == description()["paths"].keys()


def test_what_passes_tells_how_long_to_wait() -> None:
    """A program repeats what was sent after 429 and 503."""
    answers = description()["components"]["responses"]
    for status in ("429", "503"):
        assert answers[status]["headers"]["Retry-After"]["schema"]["type"] == "integer"


def test_every_list_has_pages_and_counts() -> None:
    """What answers `items` and `next` takes `limit`, `cursor` and `count`."""
    schemas = description()["components"]["schemas"]
    lists = 0
    for path, method, operation in operations():
        shape = operation["responses"].get("200", {}).get("content", {}).get("application/json", {})
        name = shape.get("schema", {}).get("$ref", "").rpartition("/")[2]
        if {"items", "next"} <= schemas.get(name, {}).get("properties", {}).keys():
            named = {parameter["name"] for parameter in operation["parameters"]}
            assert {"limit", "cursor", "count"} <= named, (path, method)
            lists += 1
    assert lists > 30


def test_operations_have_names_of_their_own() -> None:
    names = [operation["operationId"] for _path, _method, operation in operations()]

    assert len(names) == len(set(names))


def test_every_post_takes_an_idempotency_key() -> None:
    for path, method, operation in operations():
        named = {parameter["name"] for parameter in operation.get("parameters", [])}
        assert ("Idempotency-Key" in named) is (method == "post"), path


def test_where_a_version_is_heeded_it_can_be_given() -> None:
    for address in (
        "interactions/{entry_no}/cancellation",
        "interactions/{entry_no}/completion",
        "interaction-templates/{code}/languages/{language}",
        "segments/{no}/languages/{language}",
        "segments/{no}/lines/{line_no}/file",
    ):
        post = description()["paths"][f"/api/v1/{address}"]["post"]
        assert "If-Match" in {parameter["name"] for parameter in post["parameters"]}


def test_integers_are_bounded() -> None:
    """An integer beyond 64 bits would be an error of the database."""
    for path, method, operation in operations():
        for parameter in operation.get("parameters", []):
            schema = parameter["schema"]
            if schema.get("type") == "integer":
                assert schema["maximum"] <= 2**63 - 1, (path, method, parameter["name"])


def test_the_page_shows_every_operation_and_loads_nothing_from_elsewhere() -> None:
    response = Client().get("/api/v1/docs")

    assert response.status_code == 200
    page = response.content.decode()
    for _path, _method, operation in operations():
        assert f'id="{operation["operationId"]}"' in page
    for anchor in ("not-found", "refused", "conflict"):
        assert f'id="{anchor}"' in page
    for anchor, _title in KINDS.values():
        row = page.split(f'<tr id="{anchor}">')[1].split("</tr>")[0]
        assert row.count("<td>") == 2, anchor
        assert "<td></td>" not in row, anchor
    assert "<script" not in page
    assert "style=" not in page
    assert "//" not in page.replace("https://www.rfc-editor.org", "").split("<body>")[0]
    assert "'unsafe-inline'" not in response["Content-Security-Policy"]


@pytest.mark.parametrize("path", ["/api/v1/docs", "/api/v1/openapi.json"])
def test_the_description_is_only_read(path: str) -> None:
    response = Client(enforce_csrf_checks=True).post(path)

    assert problem(response)["status"] == 405
    assert response["Allow"] == "GET, HEAD"
