"""Idempotency keys: a repeated POST gets the first answer and does nothing a second time.

Key and answer are written in the transaction of the work itself: if the process dies, neither is
there and a repeat does the work; if it has committed, a repeat finds the answer.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _

from liaison.accounts.actions import claim_key, keep_answer, release_key
from liaison.accounts.queries import first_answer
from liaison.api.auth import ApiRequest
from liaison.api.errors import Problem, problem

HEADER = "Idempotency-Key"
KEY = re.compile(r"[\x20-\x7e]{1,255}")
KEPT_HEADERS = (
    "Content-Type",
    "Content-Disposition",
    "Content-Security-Policy",
    "ETag",
    "Location",
    "X-Content-Type-Options",
    "X-Frame-Options",
)


def once(request: ApiRequest, work: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """The answer of `work`, or the first answer if this key was used within a day."""
    key = request.headers.get(HEADER)
    if key is None or request.method != "POST":
        return work()
    if not KEY.fullmatch(key):
        raise Problem(422, _("Give an idempotency key of 1 to 255 printable characters."), field=HEADER)
    digest = request_hash(request)
    with transaction.atomic():
        claim = claim_key(key, digest, by=request.user, at=request.at)
        if claim is None:
            return _repeat(request, key, digest)
        response = work()
        if response.status_code >= 500 or getattr(response, "undecided", False):
            transaction.set_rollback(True)
        elif isinstance(response, HttpResponse):
            keep_answer(
                claim,
                status=response.status_code,
                headers={name: response[name] for name in KEPT_HEADERS if name in response},
                body=response.content,
                by=request.user,
                at=request.at,
            )
        else:
            # A file that is sent while it is read is not kept: a repeat takes it out again, noted again.
            release_key(claim, by=request.user, at=request.at)
    return response


def _repeat(request: ApiRequest, key: str, digest: str) -> HttpResponse:
    """The kept answer; a conflict when the key stood for another request."""
    kept = first_answer(request.user, key)
    if kept is None or kept.status is None:
        return problem(409, _("A request with this idempotency key is still at work; try again."))
    if kept.request_hash != digest:
        return problem(409, _("This idempotency key was used for another request."))
    answer = HttpResponse(bytes(kept.body), status=kept.status, headers=kept.headers)
    answer["Idempotency-Replayed"] = "true"
    return answer


def request_hash(request: ApiRequest) -> str:
    """What makes a repeat the same request: method, address and body; of a form what it holds.

    A form is hashed by its fields and files because its boundary differs each time.
    """
    found = hashlib.sha256(f"{request.method} {request.get_full_path()}\n".encode())
    if isinstance(request.parsed, dict) and request.content_type == "multipart/form-data":
        for name in sorted(request.parsed):
            values = request.parsed[name]
            for value in values if isinstance(values, list) else [values]:
                _add(found, name, value)
    elif request.parsed is not None:
        found.update(request.sent)
    return found.hexdigest()


def _add(found: Any, name: str, value: Any) -> None:
    if isinstance(value, UploadedFile):
        found.update(f"file {name!r} {value.name!r} {value.size}\n".encode("utf-8", "replace"))
        for chunk in value.chunks():
            found.update(chunk)
        value.seek(0)
    else:
        found.update(f"text {name!r} {str(value)!r}\n".encode("utf-8", "replace"))
