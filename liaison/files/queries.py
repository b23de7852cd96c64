"""Reading stored files. Who may see one is decided by the record that uses it, above."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum
from typing import IO
from uuid import UUID

import structlog

from liaison.files import blobs
from liaison.files.models import FolderKey, StoredFile
from liaison.kit import sql
from liaison.kit.errors import Refusal, Refused
from liaison.kit.locks import SWEEPING
from liaison.kit.text import gettext_lazy as _

log = structlog.get_logger(__name__)


class ContentMissing(Refused):
    """The row of the file is there, its bytes are not: the folder was lost or not restored."""


def open_file(stored: StoredFile) -> IO[bytes]:
    """The bytes of `stored`, to be closed by the caller; raises `ContentMissing`."""
    try:
        return blobs.path_of(stored.sha256).open("rb")
    except OSError as error:
        log.error("file_content_missing", file=stored.pk, reason=error.strerror)  # noqa: TRY400 - the reason says it all
        raise ContentMissing(
            Refusal(
                _("The content of this file is missing in the storage; it must be restored from a backup."),
                field="file",
                code="file_missing",
            )
        ) from error


def read_file(stored: StoredFile) -> bytes:
    """All bytes of `stored`; raises `ContentMissing`."""
    with open_file(stored) as source:
        return source.read()


@contextmanager
def files_kept() -> Iterator[None]:
    """While this lasts no sweep deletes files; waits for one that is running."""
    sql.rows("SELECT pg_advisory_lock(%s)", (SWEEPING,))
    try:
        yield
    finally:
        sql.rows("SELECT pg_advisory_unlock(%s)", (SWEEPING,))


def stored_file(pk: int) -> StoredFile | None:
    """The row of a stored file; who may read it is for the caller to know."""
    return StoredFile.objects.filter(pk=pk).first() if 0 < pk < 2**63 else None


def known_contents() -> set[str]:
    """The hashes of all stored files that the database knows."""
    return set(StoredFile.objects.values_list("sha256", flat=True))


def lost_files() -> int:
    """How many files are known while not one stands in the folder, as when it is not mounted; else 0."""
    if blobs.holds_any():
        return 0
    return StoredFile.objects.count()


class Owner(Enum):
    """To whom the folder of stored bytes belongs."""

    US = "us"
    NOBODY = "nobody"
    """No key stands there, and nothing speaks against our taking it."""
    OTHERS = "others"
    LOST = "lost"
    """Files are known, and none stands there: it may be the empty place where the right one is mounted."""


def mark_of(key: UUID) -> str:
    """What stands in our folder: the key, and in which database, for a copy of that holds the same key."""
    server, number = sql.rows(
        """
        SELECT (pg_control_system()).system_identifier, oid
        FROM pg_database WHERE datname = current_database()"""
    )[0]
    return f"{key} {server}-{number}"


def owner() -> Owner:
    """To whom the folder belongs: without a key, not to who knows less than half of what stands there.

    What a database does not know it sweeps away. Two of them at one folder would delete each other's
    files, so only the one whose key stands there sweeps.
    """
    mark = blobs.read_mark()
    if mark is not None:
        key = FolderKey.objects.values_list("key", flat=True).first()
        return Owner.US if key is not None and mark == mark_of(key) else Owner.OTHERS
    known = found = 0
    for shelf in blobs.blobs_before(float("inf")):
        known += StoredFile.objects.filter(sha256__in=[blob.sha256 for blob in shelf]).count()
        found += len(shelf)
    if not found and lost_files():
        return Owner.LOST
    return Owner.NOBODY if known * 2 >= found else Owner.OTHERS
