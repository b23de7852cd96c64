"""Files as answers, and how the description tells of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from http import HTTPStatus
from io import BytesIO
from typing import Any, TypeVar

from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response

from liaison.files.models import StoredFile
from liaison.files.queries import open_file
from liaison.files.rules import headers_for
from liaison.kit.sheets import CSV, XLSX, csv_lines, file_name, xlsx_file
from liaison.kit.text import Words

PDF = "application/pdf"
Response = TypeVar("Response", bound=HttpResponseBase)


def binary(words: str, media_type: str = "*/*") -> dict[str, Any]:
    """What the description says of an operation that answers with a file."""
    content = {media_type: {"schema": {"type": "string", "format": "binary"}}}
    return {"responses": {200: {"description": words, "content": content}}}


def stored_answer(request: HttpRequest, stored: StoredFile, name: str) -> HttpResponseBase:
    """A stored file of any size under its name; 304 without it where the caller has it already."""
    headers = headers_for(stored.media_type, name, stored.sha256)
    known = get_conditional_response(request, etag=headers["ETag"], response=HttpResponse(headers=headers))
    if known is not None and known.status_code == HTTPStatus.NOT_MODIFIED:
        return known
    return _with(FileResponse(open_file(stored)), headers)


def made_answer(content: bytes, media_type: str, name: str) -> HttpResponse:
    """A file that was made for this answer."""
    return _served(HttpResponse(content), media_type, name)


def csv_answer(name: str, header: Sequence[Words], rows: Iterable[Sequence[object]]) -> StreamingHttpResponse:
    """A CSV file that is sent while it is read."""
    response = _served(StreamingHttpResponse(csv_lines(header, rows)), CSV, file_name(name, "csv"))
    response["X-Accel-Buffering"] = "no"
    return response


def xlsx_answer(
    name: str, header: Sequence[Words], kinds: Sequence[str], rows: Iterable[Sequence[object]]
) -> FileResponse:
    """A workbook."""
    return _served(FileResponse(xlsx_file(header, kinds, rows)), XLSX, file_name(name, "xlsx"))


def list_as_pdf(name: str, content: bytes) -> FileResponse:
    """A list that is taken out as PDF; as the other forms of it, no first answer to an idempotency key."""
    return _served(FileResponse(BytesIO(content)), PDF, file_name(name, "pdf"))


def _served(response: Response, media_type: str, name: str) -> Response:
    """The answer with what goes with the file's bytes under its name."""
    return _with(response, headers_for(media_type, name))


def _with(response: Response, headers: dict[str, str]) -> Response:
    for header, value in headers.items():
        response[header] = value
    return response
