"""Reading what a program sends: size, media type, then strict JSON or a form with files.

Whatever cannot be read is a problem document, never an exception further in.
"""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any
from urllib.parse import unquote_to_bytes

from django.conf import settings
from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext_lazy as _

from liaison.api.auth import ApiRequest
from liaison.api.errors import Problem
from liaison.kit.lost import disk_full

MAX_BYTES = 50 * 1024 * 1024
"""Of a request that may hold files; the others may be as large as a form without them."""
MAX_VALUES = 200_000
"""Values in JSON larger than that: the rest of it are files, which are few and long."""
JSON_TYPE = "application/json"
FORM_TYPE = "multipart/form-data"


class FormText(str):
    """A value of a form, which has no types: numbers and booleans may be read from it."""

    __slots__ = ()


def check_address(request: HttpRequest) -> None:
    """Refuse NUL and bytes that are not UTF-8 in path and query."""
    query = request.META.get("QUERY_STRING", "")
    if "\x00" in request.path_info or "%00" in query or "\x00" in query:
        raise Problem(422, _("The address contains characters that are not valid."))
    if "%" in query or not query.isascii():
        try:
            unquote_to_bytes(query.encode("latin-1", "replace")).decode()
        except UnicodeDecodeError:
            raise Problem(422, _("The address contains characters that are not valid.")) from None


def read_body(request: ApiRequest, *, takes_form: bool, holds_files: bool) -> Any:
    """The JSON value or the form of the request; None without a body.

    Files are in a form where one is taken, and in JSON as text wherever the operation has a field for them.
    """
    try:
        length = int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        length = 0
    if length <= 0:
        if "HTTP_TRANSFER_ENCODING" in request.META:  # behind a server that does not say where it ends
            raise Problem(422, _("Send the request with its length (Content-Length)."))
        return None
    if length > (MAX_BYTES if holds_files else settings.DATA_UPLOAD_MAX_MEMORY_SIZE):
        raise _too_large()
    if request.content_type == FORM_TYPE and takes_form:
        return _form(request)
    charset = (request.content_params or {}).get("charset", "utf-8").lower()
    if request.content_type != JSON_TYPE or charset not in {"utf-8", "utf8"}:
        raise Problem(415, _("Send JSON in UTF-8 (Content-Type: application/json)."))
    return strict_json(_read(request))


def _read(request: ApiRequest) -> bytes:
    """The whole body, which Django reads only up to the size of a form."""
    try:
        request.sent = request.read()
    except UnreadablePostError as error:
        if disk_full(error):
            raise
        raise Problem(422, _("The request ended before all of it was here.")) from None
    raw = request.sent
    if (
        len(raw) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        and sum(map(raw.count, (b",", b"[", b"{"))) > MAX_VALUES
    ):
        raise _too_large()
    return raw


def _too_large() -> Problem:
    return Problem(413, _("The request is larger than this installation takes."))


def strict_json(raw: bytes) -> Any:
    """The value `raw` stands for; decimals stay exact. What is no JSON is refused."""
    try:
        return json.loads(raw.decode(), parse_float=Decimal, parse_constant=_no_number)
    except (ValueError, ArithmeticError, RecursionError):
        raise Problem(422, _("The body is not valid JSON in UTF-8."), field="body") from None


def _no_number(name: str) -> Any:
    raise ValueError(name)


def _form(request: HttpRequest) -> dict[str, Any]:
    """Fields and files of a form; a field given several times is a list."""
    try:
        fields, files = request.POST, request.FILES
    except RequestDataTooBig:
        raise _too_large() from None
    except (MultiPartParserError, BadRequest, SuspiciousOperation, UnreadablePostError, ValueError) as error:
        if disk_full(error):
            raise
        raise Problem(422, _("The form cannot be read."), field="body") from None
    form: dict[str, Any] = {}
    for name, values in fields.lists():
        texts = [FormText(value) for value in values]
        form[name] = texts if len(texts) > 1 else texts[0]
    for name, uploads in files.lists():
        kept: list[Any] = list(uploads)
        form[name] = kept if len(kept) > 1 else kept[0]
    return form
