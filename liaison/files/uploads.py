"""What is uploaded is looked at by its size before any of it is taken in."""

from __future__ import annotations

from typing import IO, Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler

BESIDE = 5 * 1024 * 1024
"""Bytes of a form besides its file."""


class NoFlood(FileUploadHandler):
    """Refuses a form that is larger than any file may be; the handlers behind it keep what comes."""

    def handle_raw_input(
        self,
        input_data: IO[bytes],
        META: dict[str, Any],  # noqa: N803 - Django's name
        content_length: int,
        boundary: str,
        encoding: str | None = None,
    ) -> None:
        """Raise `RequestDataTooBig`, which is answered with 413."""
        del input_data, META, boundary, encoding
        if content_length > settings.FILE_SIZE_LIMIT + BESIDE:
            raise RequestDataTooBig

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Hand on what comes."""
        del start
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Keep nothing."""
        del file_size
