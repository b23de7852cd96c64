"""The published description, for programs (JSON) and for people (a plain page of ours)."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from liaison.api.description import ALWAYS, as_json, description
from liaison.api.door import read_only
from liaison.api.errors import KINDS

EXPLAINED = {
    **ALWAYS,
    500: "A fault of Liaison: it stands in its log under the `X-Request-ID` of the answer.",
}
"""Why the answer is no, for every status; nothing that is sent should make a 500, so none is published."""


@read_only
def openapi(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """OpenAPI 3.1. It holds no data, so it needs no token."""
    return HttpResponse(_json(), content_type="application/json")


@read_only
def page(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """The same as a page, without script and without anything from elsewhere."""
    return HttpResponse(_page())


@cache
def _json() -> str:
    return as_json()


@cache
def _page() -> str:
    return render_to_string("api/docs.html", {"title": "Liaison API", **_contents()})


def _contents() -> dict[str, Any]:
    document = description()
    areas: dict[str, list[dict[str, Any]]] = {}
    for address, operations in document["paths"].items():
        for method, operation in operations.items():
            areas.setdefault(operation.get("tags", ["Other"])[0], []).append(
                _operation(address, method, operation)
            )
    schemas = [{"name": name, **_shape(schema)} for name, schema in document["components"]["schemas"].items()]
    problems = [
        {"anchor": anchor, "status": status, "title": str(title), "text": _words(EXPLAINED[status])}
        for status, (anchor, title) in KINDS.items()
    ]
    return {
        "introduction": [_words(part) for part in document["info"]["description"].split("\n\n")],
        "areas": sorted(areas.items()),
        "schemas": schemas,
        "problems": problems,
    }


def _words(text: str) -> SafeString:
    """The text with what stands between backticks as code."""
    return mark_safe(re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text)))  # noqa: S308 - escaped before


def _operation(address: str, method: str, operation: dict[str, Any]) -> dict[str, Any]:
    body = operation.get("requestBody", {}).get("content", {})
    answers = [
        {
            "status": status,
            "text": response.get("description", ""),
            "schema": _type(_schema_of(response.get("content", {}))),
        }
        for status, response in operation["responses"].items()
        if int(status) < 400
    ]
    return {
        "anchor": operation["operationId"],
        "method": method.upper(),
        "address": address,
        "summary": operation["summary"],
        "text": _words(operation.get("description", "")),
        "parameters": [
            {
                "name": parameter["name"],
                "where": parameter["in"],
                "required": parameter["required"],
                "type": _type(parameter["schema"]),
                "text": _words(parameter.get("description", "")),
            }
            for parameter in operation.get("parameters", [])
        ],
        "body": _type(_schema_of(body)) if body else None,
        "media": ", ".join(body),
        "answers": answers,
    }


def _schema_of(content: dict[str, Any]) -> dict[str, Any]:
    return next((media["schema"] for media in content.values() if "schema" in media), {})


def _shape(schema: dict[str, Any]) -> dict[str, Any]:
    required = set(schema.get("required", []))
    return {
        "text": _words(schema.get("description", "")),
        "values": schema.get("enum", []),
        "fields": [
            {
                "name": name,
                "type": _type(field),
                "required": name in required,
                "text": _words(field.get("description", "")),
            }
            for name, field in schema.get("properties", {}).items()
        ],
    }


def _type(schema: dict[str, Any]) -> dict[str, str]:
    """What a field holds, in words, with the name of the shape to look up."""
    for key in ("anyOf", "oneOf", "allOf"):
        parts = [_type(part) for part in schema.get(key, ()) if part.get("type") != "null"]
        if parts:
            shape = next((part["shape"] for part in parts if part["shape"]), "")
            words = dict.fromkeys(part["words"] for part in parts if part["words"])
            return {"words": " or ".join(words), "shape": shape}
    if "$ref" in schema:
        return {"words": "", "shape": schema["$ref"].rsplit("/", 1)[-1]}
    if schema.get("type") == "array":
        inner = _type(schema.get("items", {}))
        return {"words": f"list of {inner['words']}".strip(), "shape": inner["shape"]}
    kind = str(schema.get("format") or schema.get("type", ""))
    if "enum" in schema:
        kind = " | ".join(str(value) for value in schema["enum"])
    elif "const" in schema:
        kind = str(schema["const"])
    return {"words": kind, "shape": ""}
