"""Answers as JSON, built from plain dictionaries; the published shapes are proved by tests.

Validating every answer on its way out costs more than reading it from the database, so we do not.
"""

from __future__ import annotations

import json
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import quote

from django.http import HttpResponse
from django.utils.functional import Promise

from liaison.api.etags import etag


def _plain(value: Any) -> Any:
    """Instants and dates as ISO 8601, decimals as text, words in the reader's language."""
    match value:
        case datetime() | date():
            return value.isoformat()
        case Decimal() | Promise():
            return str(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")


_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=_plain).encode


def answer(
    data: Any, *, status: int = 200, version: int | None = None, location: str | None = None
) -> HttpResponse:
    """`data` as JSON, with the record's entity tag and address where it has one."""
    response = HttpResponse(_encode(data), status=status, content_type="application/json")
    if version is not None:
        response["ETag"] = etag(version)
    if location is not None:
        response["Location"] = quote(location)  # a number or code in it may hold any sign but a slash
    return response


def empty() -> HttpResponse:
    """Done, nothing to say (204)."""
    return HttpResponse(status=204)
