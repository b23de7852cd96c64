"""The API's published description: OpenAPI 3.1, made from the operations and completed here."""

from __future__ import annotations

import copy
import json
import re
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation

from liaison.api.auth import Bearer
from liaison.api.errors import answer_to
from liaison.api.idempotency import HEADER

INTRODUCTION = """\
Contacts, interactions, segments and campaigns, for programs.

Send `Authorization: Bearer <token>` with every request. Instants are ISO 8601 with offset, dates
`YYYY-MM-DD`, amounts are strings. Errors are problem documents (RFC 9457) in the language of
`Accept-Language`. A POST with an `Idempotency-Key` does its work once however often it is sent within
24 hours. Records that people edit carry an `ETag`; send it back as `If-Match` and a change somebody
else made in the meantime is not overwritten (412).
"""

ALWAYS = {
    400: "The request is malformed.",
    401: "No token, or one that is not valid.",
    403: "The user's role does not permit this.",
    404: "There is nothing here, or the user may not see it.",
    405: "The address does not know this method.",
    409: "Conflict: the idempotency key stood for another request, or somebody else was faster.",
    412: "The record was changed in the meantime.",
    413: "The request is too large.",
    415: "The media type is not supported.",
    422: "Refused by a rule, or a field is wrong; `errors` says which.",
    429: "Too many requests; wait `Retry-After` seconds.",
    503: "The database does not answer, or a file could not be stored; wait `Retry-After` seconds and repeat "
    "with the same idempotency key.",
}
PROBLEM = {
    "type": "object",
    "title": "Problem",
    "description": "RFC 9457: why the answer is no, in the language of `Accept-Language`.",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "description": "Address of the explanation of this kind of problem."},
        "title": {"type": "string"},
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "detail": {"type": "string", "description": "What to mend."},
        "code": {
            "type": "string",
            "description": "Of the first reason: `E-INT-9`, `in_use`.",
        },
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "code", "message"],
                "properties": {
                    "field": {"type": "string", "description": "Path to the field: `comments.0`."},
                    "code": {"type": "string"},
                    "message": {"type": "string"},
                    "problem": {
                        "type": "string",
                        "description": "Key of the finding, for `/segments/{no}/lines?problem=`.",
                    },
                },
            },
        },
    },
}


class LiaisonApi(NinjaAPI):
    """django-ninja with our errors and our description."""

    def on_exception(self, request: HttpRequest, exc: Exception | type[Exception]) -> HttpResponse:
        """A problem document for everything."""
        return answer_to(request, exc if isinstance(exc, Exception) else exc())

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """The name of the function; unique in the house."""
        return operation.view_func.__name__


api = LiaisonApi(
    title="Liaison",
    version="1",
    description=INTRODUCTION,
    docs_url=None,
    openapi_url=None,
    auth=Bearer(),
    urls_namespace="api",
)


RULES = re.compile(r"\s+\([RBE]-[A-Z0-9][^()]*\)")


@cache
def description() -> dict[str, Any]:
    """The OpenAPI document; the same whatever language the process speaks."""
    with translation.override("en"):
        document = json.loads(json.dumps(OpenAPISchema(api, "api/v1"), default=str))
    schemas = document["components"]["schemas"]
    for operations in document["paths"].values():
        for method, operation in operations.items():
            _complete(method, operation, schemas)
    schemas["Problem"] = copy.deepcopy(PROBLEM)
    for name in [name for name in schemas if name.endswith("Query")]:
        del schemas[name]  # parameters are listed one by one
    document["components"]["schemas"] = dict(sorted(schemas.items()))
    document["components"]["responses"] = _problems()
    document["security"] = [{"Bearer": []}]
    document["paths"] = dict(sorted(document["paths"].items()))
    document.pop("servers", None)
    _drop_titles(document["paths"])
    _drop_titles(schemas)
    _drop_rules(document)
    return document  # type: ignore[no-any-return]


def _problems() -> dict[str, Any]:
    """The answers every operation may give."""
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    found: dict[str, Any] = {
        str(status): {"description": text, "content": content} for status, text in ALWAYS.items()
    }
    found["401"]["headers"] = {"WWW-Authenticate": {"schema": {"type": "string"}}}
    found["405"]["headers"] = {"Allow": {"schema": {"type": "string"}}}
    for status in ("429", "503"):
        found[status]["headers"] = {"Retry-After": {"schema": {"type": "integer", "minimum": 1}}}
    return found


def _drop_titles(part: Any) -> None:
    """Titles made out of names say nothing new."""
    if isinstance(part, dict):
        if isinstance(part.get("title"), str):
            del part["title"]
        for inner in part.values():
            _drop_titles(inner)
    elif isinstance(part, list):
        for inner in part:
            _drop_titles(inner)


def _drop_rules(part: Any) -> None:
    """The numbers of our rules say nothing to who reads the description."""
    if isinstance(part, dict):
        if isinstance(part.get("description"), str):
            part["description"] = RULES.sub("", part["description"])
        for inner in part.values():
            _drop_rules(inner)
    elif isinstance(part, list):
        for inner in part:
            _drop_rules(inner)


def _complete(method: str, operation: dict[str, Any], schemas: dict[str, Any]) -> None:
    """Add what holds for every operation: problems, idempotency key, entity tags, forms."""
    responses = {str(status): response for status, response in operation["responses"].items()}
    for status in ALWAYS:
        responses[str(status)] = {"$ref": f"#/components/responses/{status}"}
    operation["responses"] = dict(sorted(responses.items()))
    if method == "post":
        operation.setdefault("parameters", []).append(
            {
                "in": "header",
                "name": HEADER,
                "required": False,
                "schema": {"type": "string", "pattern": "^[ -~]{1,255}$"},
                "description": "Repeats with the same key within 24 hours get the first answer.",
            }
        )
    if_match = operation.pop("x-if-match", False)
    if operation.pop("x-etag", False):
        for done in {"200", "201"} & responses.keys():
            responses[done]["headers"] = {"ETag": {"schema": {"type": "string"}}}
        if method in {"patch", "put", "delete"} or if_match:
            operation.setdefault("parameters", []).append(
                {
                    "in": "header",
                    "name": "If-Match",
                    "required": False,
                    "schema": {"type": "string"},
                    "description": "The `ETag` last seen; 412 when the record has changed since.",
                }
            )
    for parameter in operation.get("parameters", []):
        schema = parameter["schema"] = _without_null(parameter["schema"])
        if schema.get("minLength") and not schema.get("default"):
            schema.pop("default", None)  # stands for what is left out, and may not be sent
    if operation.pop("x-files", False):
        content = operation["requestBody"]["content"]
        content["multipart/form-data"] = {"schema": _form_of(content["application/json"]["schema"], schemas)}


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    """An address cannot say null; a parameter is left out instead."""
    kinds = [kind for kind in schema.get("anyOf", []) if kind.get("type") != "null"]
    if len(kinds) != 1 or len(kinds) == len(schema["anyOf"]):
        return schema
    return {**{name: value for name, value in schema.items() if name != "anyOf"}, **kinds[0]}


def _form_of(schema: dict[str, Any], schemas: dict[str, Any]) -> dict[str, Any]:
    """The same body as a form: files are files, lists of objects are JSON."""
    body = copy.deepcopy(schemas[schema["$ref"].rsplit("/", 1)[-1]])
    body["properties"] = {name: _form_field(field) for name, field in body["properties"].items()}
    return body  # type: ignore[no-any-return]


def _form_field(field: dict[str, Any]) -> dict[str, Any]:
    field = _without_null(field)
    if field.get("$ref", "").endswith("/Attachment"):
        return {"type": "string", "format": "binary"}
    if "$ref" in field.get("items", {}):
        return {"type": "string", "contentMediaType": "application/json"}
    return field


def as_json() -> str:
    """The document as it is published and committed."""
    return json.dumps(description(), indent=1, ensure_ascii=False, sort_keys=False) + "\n"
