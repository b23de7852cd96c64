"""Problem documents (RFC 9457): every "no" of the API in one form, in the reader's language."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from django.core.exceptions import BadRequest, ObjectDoesNotExist, RequestDataTooBig, SuspiciousOperation
from django.db import DatabaseError, DataError, IntegrityError, InterfaceError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja.errors import ValidationError
from procrastinate.exceptions import ConnectorException

from liaison.files.actions import FileNotStored
from liaison.kit import lost
from liaison.kit.errors import Conflict, NotAllowed, Refused
from liaison.kit.text import Words
from liaison.kit.versions import DEPENDS

log = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
NOT_FOUND = _("There is nothing here, or you may not see it.")

# status: (anchor on the page of the description, title)
KINDS: dict[int, tuple[str, Words]] = {
    400: ("malformed", _("Malformed request")),
    401: ("not-signed-in", _("Sign in first")),
    403: ("not-allowed", _("Not allowed")),
    404: ("not-found", _("Not found")),
    405: ("method", _("Method not allowed")),
    409: ("conflict", _("Conflict")),
    412: ("changed-meanwhile", _("Changed in the meantime")),
    413: ("too-large", _("Too large")),
    415: ("media-type", _("Unsupported media type")),
    422: ("refused", _("Refused")),
    429: ("too-many-requests", _("Too many requests")),
    500: ("error", _("Internal error")),
    503: ("unavailable", _("Unavailable at the moment")),
}

UNEXPECTED = _("This is not in the expected form.")
# what pydantic says, in words of ours; `%(…)s` are the values of its context
WORDS: dict[str, Words] = {
    "missing": _("This field is required."),
    "extra_forbidden": _("There is no such field."),
    "string_type": _("Give a text."),
    "string_unicode": _("The text contains characters that are not valid."),
    "string_too_long": _("At most %(max_length)s characters."),
    "string_too_short": _("Too few characters: at least %(min_length)s."),
    "string_pattern_mismatch": UNEXPECTED,
    "int_type": _("Give a whole number."),
    "int_parsing": _("Give a whole number."),
    "int_from_float": _("Give a whole number."),
    "int_parsing_size": _("The number is too large."),
    "greater_than_equal": _("At least %(ge)s."),
    "less_than_equal": _("At most %(le)s."),
    "enum": _("Choose one of: %(expected)s."),
    "literal_error": _("Choose one of: %(expected)s."),
    "bool_type": _("Give true or false."),
    "bool_parsing": _("Give true or false."),
    "date_type": _("Give a date such as 2026-03-31."),
    "date_parsing": _("Give a date such as 2026-03-31."),
    "date_from_datetime_parsing": _("Give a date such as 2026-03-31."),
    "date_from_datetime_inexact": _("Give a date such as 2026-03-31."),
    "list_type": _("Give a list."),
    "too_long": _("At most %(max_length)s items."),
    "too_short": _("Too few items: at least %(min_length)s."),
    "uuid_type": _("Give the identifier of a job, as it was answered."),
    "uuid_parsing": _("Give the identifier of a job, as it was answered."),
    "dict_type": _("Give an object."),
    "model_type": _("Give an object."),
    "model_attributes_type": _("Give an object."),
}


class Problem(Exception):
    """An answer that is a problem document; for what the door itself refuses."""

    def __init__(
        self,
        status: int,
        detail: Words,
        *,
        field: str = "",
        code: str = "",
        headers: dict[str, str] | None = None,
    ) -> None:
        self.status, self.detail, self.code, self.headers = status, detail, code, headers or {}
        self.errors = [{"field": field, "code": code, "message": detail}] if field else []
        super().__init__(str(detail))


def problem(
    status: int,
    detail: Words,
    *,
    code: str = "",
    errors: Iterable[dict[str, Any]] | None = None,
    headers: dict[str, str] | None = None,
) -> HttpResponse:
    """The problem document; `code` is the specification's error number where it has one."""
    anchor, title = KINDS[status]
    document: dict[str, Any] = {
        "type": f"/api/v1/docs#{anchor}",
        "title": str(title),
        "status": status,
        "detail": str(detail),
    }
    if code:
        document["code"] = code
    if errors is not None:
        document["errors"] = [{**error, "message": str(error["message"])} for error in errors]
    return HttpResponse(
        json.dumps(document, ensure_ascii=False), status=status, content_type=MEDIA_TYPE, headers=headers
    )


def answer_to(request: HttpRequest, error: Exception) -> HttpResponse:  # noqa: PLR0911 - one per kind
    """The problem document for whatever went wrong; what nobody foresaw is logged and a 500."""
    match error:
        case Problem():
            answer = problem(
                error.status,
                error.detail,
                code=error.code,
                errors=error.errors or None,
                headers=error.headers,
            )
            return _undecided(answer) if error.status == 412 else answer
        case ValidationError():
            return _invalid(error)
        case Refused():
            return _refused(error)
        case NotAllowed():
            return problem(403, error.message, code="E-INT-49")
        case Conflict():
            return _undecided(problem(412 if "If-Match" in request.headers else 409, error.message))
        case Http404() | ObjectDoesNotExist():
            return problem(404, NOT_FOUND)
        case RequestDataTooBig():
            return problem(413, _("The request is larger than this installation takes."))
        case SuspiciousOperation() | BadRequest():
            return problem(422, _("The request cannot be read."))
        case DatabaseError() | InterfaceError() | ConnectorException():
            return _database(error)
    return _unforeseen(error)


def _unforeseen(error: Exception) -> HttpResponse:
    log.error("api_error", exc_info=error)
    if lost.disk_full(error):
        return _unavailable(lost.words_of(error))
    return problem(500, _("Something went wrong here. It has been noted; try again later."))


def _unavailable(words: Words, *, code: str = "") -> HttpResponse:
    return _undecided(problem(503, words, code=code, headers={"Retry-After": "5"}))


@contextmanager
def fields_as_sent(names: Mapping[str, str]) -> Iterator[None]:
    """Let refusals within name the fields as a program sends them; `names` is by what the rules call them."""
    try:
        yield
    except Refused as error:
        error.refusals = tuple(
            replace(one, field=names.get(one.field or "", one.field)) for one in error.refusals
        )
        raise


def _refused(error: Refused) -> HttpResponse:
    first = error.refusals[0]
    if isinstance(error, FileNotStored):  # about the folder: the same request may go well later
        words = lost.words_of(error) if lost.disk_full(error) else first.message
        return _unavailable(words, code=first.code)
    return problem(
        422,
        first.message,
        code=first.code,
        errors=[
            {
                "field": refusal.field or "",
                "code": refusal.code,
                "message": refusal.message,
                **({"problem": refusal.problem} if refusal.problem else {}),
            }
            for refusal in error.refusals
        ],
    )


def _invalid(error: ValidationError) -> HttpResponse:
    errors = [
        {"field": _field(item["loc"]), "code": item["type"], "message": _words(item)} for item in error.errors
    ]
    named = [
        f"{item['field']}: {item['message']}" if item["field"] else str(item["message"]) for item in errors
    ]
    return problem(422, named[0], errors=errors)


def _field(loc: tuple[str | int, ...]) -> str:
    """The path to the field as the caller wrote it: ``participants.0.contact``."""
    parts = [str(part) for part in loc[1:] if "[" not in str(part)]
    if loc[0] == "body" or parts[:1] == ["query"]:
        parts = parts[1:]  # the name of our own argument
    return ".".join(parts)


def _words(item: dict[str, Any]) -> str:
    kind: str = item["type"]
    context: dict[str, Any] = item.get("ctx", {})
    if "words" in context:  # said by a validator of ours
        return str(context["words"])
    if kind in {"too_long", "too_short"} and context.get("field_type") == "Value":
        kind = f"string_{kind}"  # a text that was looked at before it was measured
    if "expected" in context:
        context = {**context, "expected": _choices(context["expected"])}
    return str(WORDS.get(kind, UNEXPECTED)) % context


def _choices(expected: str) -> str:
    """`'a', 'b' or 'c'` without the word between, as JSON spells what it names."""
    first, _or, last = expected.rpartition(" or ")
    return ", ".join(filter(None, (first, last))).replace("True", "true").replace("'", '"')


def _database(error: DatabaseError | InterfaceError | ConnectorException) -> HttpResponse:
    """What only the database noticed. Its own words stay in the log: they hold personal content."""
    log.warning("api_database_error", extra={"kind": type(error.__cause__ or error).__name__})
    match error:
        case DataError():
            answer = problem(422, _("A value cannot be stored."))
        case IntegrityError():
            answer = problem(409, DEPENDS)
        case _ if lost.database_lost(error):
            answer = _unavailable(lost.words_of(error))
        case _:
            answer = _unforeseen(error)
    return _undecided(answer)


def _undecided(answer: HttpResponse) -> HttpResponse:
    """Not kept as a first answer: the same request may be done as soon as what stood in its way is gone."""
    answer.undecided = True  # type: ignore[attr-defined]
    return answer
