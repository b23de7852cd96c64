"""The verbs of stored files: keep one, sweep away what nobody uses."""

from __future__ import annotations

import io
import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import IO

import structlog
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils.text import format_lazy

from liaison.files import blobs, bulk
from liaison.files.content import sniff
from liaison.files.models import FolderKey, StoredFile
from liaison.files.queries import Owner, mark_of, owner
from liaison.kit.errors import Refusal, Refused
from liaison.kit.text import gettext_lazy as _

log = structlog.get_logger(__name__)

FRESH = timedelta(hours=12)
"""A row this young is far from what the sweep looks at, and need not be written again."""
MOST_MADE = 16 * 1024**3
"""The largest file the product makes itself, in bytes."""
UNUSED_AFTER = timedelta(days=1)
"""How old an unused file must be before the sweep takes it: a form may still be about to use it."""


class FileRefused(Refused):
    """The file was not stored; nothing of it remains."""


class FileNotStored(FileRefused):
    """The folder did not take it: that is about the moment, and may go well later (E-INT-25)."""


def store_made(content: IO[bytes], *, at: datetime) -> StoredFile:
    """Keep what the product made itself, of any size: a file for printing, an archive.

    Nothing points at it, so it is swept after a day.
    """
    return store_file(content, by=None, at=at, limit=MOST_MADE)


def store_file(
    content: bytes | IO[bytes], *, by: AbstractBaseUser | None, at: datetime, limit: int | None = None
) -> StoredFile:
    """Keep `content` (from its beginning) and return its row; the same content again is the same row.

    The row belongs to the caller's transaction. Bytes whose row was rolled back are unused and go
    with the next sweep. Bytes that have been lost behind an existing row are put back.
    """
    limit = limit or settings.FILE_SIZE_LIMIT
    source = io.BytesIO(content) if isinstance(content, bytes | bytearray | memoryview) else content
    if source.seekable():
        source.seek(0)
    try:
        with blobs.write_part(source, limit) as part:
            if part.size == 0:
                raise FileRefused(Refusal(_("The file is empty."), field="file", code="E-INT-23"))
            with part.path.open("rb") as written:
                media_type = sniff(written)
            with transaction.atomic():
                stored = _rows({part: media_type}, at)[part.sha256]
                blobs.place(part)
    except blobs.TooLarge:
        raise FileRefused(_too_large(limit)) from None
    except OSError as error:
        log.exception("file_not_stored", reason=error.strerror)
        raise _not_stored() from error
    log.info("file_stored", file=stored.pk, size=stored.size, by=by.pk if by is not None else None)
    return stored


def store_files(contents: Sequence[bytes], *, at: datetime) -> list[StoredFile]:
    """Keep many contents at once, in their order; raises `FileRefused` when one of them cannot be kept.

    Like `store_file` for each, in two statements and one wait for the disk. The rows belong to the
    caller's transaction.
    """
    if not all(contents):
        raise FileRefused(Refusal(_("The file is empty."), field="file", code="E-INT-23"))
    try:
        with blobs.write_parts(contents, settings.FILE_SIZE_LIMIT) as parts, transaction.atomic():
            types = [sniff(io.BytesIO(content)) for content in contents]
            stored = _rows(dict(zip(parts, types, strict=True)), at)
            blobs.place_all(parts)
    except blobs.TooLarge:
        raise FileRefused(_too_large(settings.FILE_SIZE_LIMIT)) from None
    except OSError as error:
        log.exception("file_not_stored", reason=error.strerror)
        raise _not_stored() from error
    return [stored[part.sha256] for part in parts]


def _rows(parts: Mapping[blobs.Part, str], at: datetime) -> dict[str, StoredFile]:
    """The rows of these contents by their hash; each content has one row.

    A row that the sweep could be looking at is locked by writing it, so that either the sweep
    passes it over, or has finished and we make a new one; the bytes are placed after that.
    """
    types = {part.sha256: (part.size, media_type) for part, media_type in parts.items()}
    fresh = StoredFile.objects.filter(sha256__in=types, stored_at__gt=at - FRESH)
    found = {one.sha256: one for one in fresh}
    new = [(sha256, *about) for sha256, about in types.items() if sha256 not in found]
    return found | {one.sha256: one for one in (bulk.insert_files(new, at) if new else ())}


def _too_large(limit: int) -> Refusal:
    message = format_lazy(_("The file is larger than {limit} MB."), limit=limit // 1024**2)
    return Refusal(message, field="file", code="file_too_large")


def _not_stored() -> FileNotStored:
    return FileNotStored(Refusal(_("The file could not be stored."), field="file", code="E-INT-25"))


def take_folder(*, by: AbstractBaseUser | None, at: datetime) -> bool:
    """Put our key into a folder that is nobody's; whether it is ours then. Raises `OSError`.

    Why it is not stands in the log. Not within a transaction that may be taken back: the key would stand in
    the folder alone.
    """
    found = owner()
    if found is Owner.NOBODY:
        blobs.write_mark(mark_of(FolderKey.objects.get_or_create(id=1)[0].key))
        found = owner()
    if found is not Owner.US:
        event = "files_missing" if found is Owner.LOST else "files_of_another_installation"
        log.error(event, folder=str(blobs.folder()))
    return found is Owner.US


def take_folder_anew(*, by: AbstractBaseUser | None, at: datetime) -> None:
    """Take the folder with a new key: that of a copied database is also the key of what was copied."""
    made, _new = FolderKey.objects.update_or_create(id=1, defaults={"key": uuid.uuid4()})
    blobs.write_mark(mark_of(made.key))


def sweep_files(*, by: AbstractBaseUser | None, at: datetime) -> int:
    """Delete rows and bytes that nothing points at and that are older than a day; returns how many.

    Bytes without a row (of a transaction that was rolled back) get one first, so that one rule and
    one lock serve both. Does nothing while a backup copies the files, nor in a folder of another
    installation, whose files we do not know, nor where all files are missing.
    """
    cutoff = at - UNUSED_AFTER
    if not take_folder(by=by, at=at):
        return 0
    with transaction.atomic():
        if not bulk.may_sweep():
            return 0
        for found in blobs.blobs_before(cutoff.timestamp()):
            bulk.adopt(found)
        unused = bulk.delete_unused(cutoff)
        for sha256 in unused:
            blobs.remove(sha256)
    blobs.remove_parts_before(cutoff.timestamp())
    if unused:
        log.info("files_swept", count=len(unused), by=by.pk if by is not None else None)
    return len(unused)
