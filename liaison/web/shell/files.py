"""Files as answers, served so that nothing in them can run in our pages (R-INT-163)."""

from __future__ import annotations

from django.http import FileResponse, HttpResponse

from liaison.files.models import StoredFile
from liaison.files.queries import open_file
from liaison.files.rules import headers_for


def stored_answer(stored: StoredFile, name: str) -> FileResponse:
    """A stored file of any size under its name."""
    response = FileResponse(open_file(stored))
    for header, value in headers_for(stored.media_type, name).items():
        response[header] = value
    response["Content-Length"] = str(stored.size)
    return response


def made_answer(content: bytes, media_type: str, name: str) -> HttpResponse:
    """A file that was made for this answer, or is small."""
    response = HttpResponse(content)
    for header, value in headers_for(media_type, name).items():
        response[header] = value
    return response
