"""One line in the log for each request and each job."""

from __future__ import annotations

import re
import time
import uuid
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import structlog
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

log = structlog.get_logger("liaison")

_GIVEN_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_NUMBER = re.compile(r"[A-Z]{2,4}-?\d{1,19}|\d{1,19}")


def request_id(given: str | None) -> str:
    """The id the proxy gave, when it looks like one, or a new one."""
    return given if given and _GIVEN_ID.fullmatch(given) else uuid.uuid4().hex


class RequestLog:
    """Middleware, outermost: gives each request its id and tells it in one line."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer with `X-Request-ID`; what is logged meanwhile carries the same id."""
        began = time.perf_counter()
        given = request_id(request.headers.get("X-Request-ID"))
        with structlog.contextvars.bound_contextvars(request=given):
            response = self.get_response(request)
            response.headers["X-Request-ID"] = given
            if response.status_code >= 400 or not _dull(request.path_info):
                self._tell(request, response, time.perf_counter() - began)
        return response

    @staticmethod
    def _tell(request: HttpRequest, response: HttpResponseBase, seconds: float) -> None:
        match = request.resolver_match
        log.info(
            "request",
            method=request.method if request.method in _METHODS else "?",
            route=match.route if match is not None else None,
            ids=_ids(match.kwargs if match is not None else {}),
            status=response.status_code,
            ms=round(seconds * 1000, 1),
            user=_user_id(request),
        )


_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def _dull(path: str) -> bool:
    return path in {"/healthz", "/readyz"} or path.startswith(settings.STATIC_URL)


def _ids(kwargs: dict[str, Any]) -> dict[str, str]:
    """The numbers in the address; any other text in it may be something a person wrote."""
    return {
        name: str(value)
        for name, value in kwargs.items()
        if isinstance(value, int | UUID) or _NUMBER.fullmatch(str(value))
    }


def _user_id(request: HttpRequest) -> int | None:
    """Who asked, if the answer needed to know; never reads the session for it."""
    user = getattr(request, "_cached_user", None)
    if user is None:
        token = getattr(request, "token", None)
        return getattr(token, "user_id", None)
    return getattr(user, "pk", None)


async def tell_job(call_next: Callable[[], Awaitable[Any]], context: Any, _worker: Any) -> Any:
    """Worker middleware: what is logged meanwhile carries the job's id; one line at its end."""
    job = context.job
    began = time.perf_counter()
    state = "failed"
    with structlog.contextvars.bound_contextvars(job=job.id):
        try:
            result = await call_next()
            state = "done"
        finally:
            log.info(
                "job",
                task=job.task_name,
                state=state,
                attempt=job.attempts + 1,
                ms=round((time.perf_counter() - began) * 1000, 1),
            )
    return result
