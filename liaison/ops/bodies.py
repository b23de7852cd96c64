"""Bodies that come without their length: sent in chunks, or with HTTP/2.

Django reads as many bytes as `Content-Length` says, none without it: what such a request says would be
dropped, and the request done as if it had said nothing.
"""

from __future__ import annotations

from tempfile import SpooledTemporaryFile
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.handlers.wsgi import WSGIHandler
from django.http.response import HttpResponseBase

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

IN_MEMORY = 1024 * 1024
"""Bytes of a body that are kept in memory; more go to a temporary file."""
PIECE = 64 * 1024
WITHOUT_BODY = frozenset({"GET", "HEAD", "OPTIONS"})


class Measured:
    """The application, told the length of every body; at most `FILE_SIZE_LIMIT` bytes are read.

    Only where the server says that the body has an end (`wsgi.input_terminated`), as Granian does.
    """

    def __init__(self, application: WSGIHandler) -> None:
        self.application = application

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> HttpResponseBase:
        """Answer as the application does."""
        known = environ.get("CONTENT_LENGTH") and "HTTP_TRANSFER_ENCODING" not in environ
        if known or environ["REQUEST_METHOD"] in WITHOUT_BODY or not environ.get("wsgi.input_terminated"):
            return self.application(environ, start_response)
        with SpooledTemporaryFile(max_size=IN_MEMORY) as body:
            unread: Exception | None = None
            length = 1  # if nothing can be kept of it, it has a length all the same
            try:
                length = _fill(body, environ["wsgi.input"], limit=settings.FILE_SIZE_LIMIT)
                body.seek(0)
            except OSError as error:
                unread = error
            if length > settings.FILE_SIZE_LIMIT:
                unread = RequestDataTooBig(f"A body without Content-Length is too large: {length} bytes.")
            environ["wsgi.input"] = body if unread is None else _Unread(unread)
            environ["CONTENT_LENGTH"] = str(length)
            environ.pop("HTTP_TRANSFER_ENCODING", None)
            return self.application(environ, start_response)


class _Unread:
    """A body of which not all was read: nobody may take its beginning for the whole."""

    def __init__(self, reason: Exception) -> None:
        self.reason = reason

    def read(self, _size: int = -1) -> bytes:
        """Refuse."""
        raise self.reason

    readline = read


def _fill(body: SpooledTemporaryFile[bytes], sent: Any, *, limit: int) -> int:
    """Copy what was sent, a little more than `limit` bytes at most; how many."""
    length = 0
    while length <= limit and (piece := sent.read(PIECE)):
        body.write(piece)
        length += len(piece)
    return length
