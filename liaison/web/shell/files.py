"""Files as answers, served so that nothing in them can run in our pages (R-INT-163)."""

from __future__ import annotations

from http import HTTPStatus

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response

from liaison.files.models import StoredFile
from liaison.files.queries import open_file
from liaison.files.rules import headers_for


def stored_answer(request: HttpRequest, stored: StoredFile, name: str) -> HttpResponseBase:
    """A stored file of any size under its name; 304 without it where the browser has it already."""
    headers = headers_for(stored.media_type, name, stored.sha256)
    known = get_conditional_response(request, etag=headers["ETag"], response=HttpResponse(headers=headers))
    if known is not None and known.status_code == HTTPStatus.NOT_MODIFIED:
        return known
    response = FileResponse(open_file(stored))
    for header, value in headers.items():
        response[header] = value
    response["Content-Length"] = str(stored.size)
    return response


def made_answer(content: bytes, media_type: str, name: str) -> HttpResponse:
    """A file that was made for this answer, or is small."""
    response = HttpResponse(content)
    for header, value in headers_for(media_type, name).items():
        response[header] = value
    return response
