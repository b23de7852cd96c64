"""The folder of stored bytes: `ab/<sha256>`, each written beside and renamed, so never half there."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import IO

from django.conf import settings

AT_ONCE = 16
"""How many files of a set wait for the disk at the same time."""
MARK = "installation"
"""The file in the folder that says whose it is: the key that the database of its owner holds as well."""
_STEP = 256 * 1024
_NAME = re.compile(r"[0-9a-f]{64}")


class TooLarge(Exception):
    """The stream holds more than the limit."""


@dataclass(frozen=True, slots=True)
class Part:
    """Bytes written to the folder under a name of their own, not yet at their place."""

    path: Path
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Blob:
    """Bytes at their place; `written_at` is in seconds since 1970."""

    sha256: str
    size: int
    written_at: float


def folder() -> Path:
    """The folder of this installation."""
    return Path(settings.FILES_FOLDER)


def path_of(sha256: str) -> Path:
    """Where the bytes with this hash stand."""
    return folder() / sha256[:2] / sha256


def read_mark() -> str | None:
    """The key of whose folder this is; None where none stands there, as in a file that the disk emptied."""
    try:
        return (folder() / MARK).read_text(encoding="ascii", errors="replace").strip() or None
    except FileNotFoundError:
        return None


def write_mark(key: str) -> None:
    """Put the key of its owner into the folder."""
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    part = folder() / f".{MARK}-{secrets.token_hex(8)}"
    try:
        part.write_text(key, encoding="ascii")
        _sync(part)
        part.replace(folder() / MARK)
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def write_part(source: IO[bytes], limit: int) -> Iterator[Part]:
    """Copy `source` into the folder, hashing; the part is gone at the end unless it was placed.

    Raises `TooLarge` past `limit` bytes and `OSError` when the folder cannot take it.
    """
    with _written(source, limit) as part:
        _sync(part.path)
        yield part


@contextmanager
def _written(source: IO[bytes], limit: int) -> Iterator[Part]:
    """`write_part` without waiting for the disk."""
    handle, name = tempfile.mkstemp(dir=_parts())
    path = Path(name)
    try:
        digest, size = hashlib.sha256(), 0
        with os.fdopen(handle, "wb") as out:
            while step := source.read(_STEP):
                size += len(step)
                if size > limit:
                    raise TooLarge
                digest.update(step)
                out.write(step)
        yield Part(path, digest.hexdigest(), size)
    finally:
        with suppress(OSError):
            path.unlink()


@contextmanager
def write_parts(contents: Sequence[bytes], limit: int) -> Iterator[list[Part]]:
    """`write_part` for many contents at once: the disk is waited for once, not for each of them."""
    if any(len(content) > limit for content in contents):
        raise TooLarge
    where, name = _parts(), secrets.token_hex(8)
    parts: list[Part] = []
    try:
        for number, content in enumerate(contents):
            parts.append(Part(where / f"{name}-{number}", hashlib.sha256(content).hexdigest(), len(content)))
            _write(parts[-1].path, content)
        _sync_all([part.path for part in parts])
        yield parts
    finally:
        for part in parts:
            with suppress(OSError):
                part.path.unlink()


def _write(path: Path, content: bytes) -> None:
    """A new file for the owner only, past the buffers that many small files would have to pay for each."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        left = memoryview(content)
        while left:
            left = left[os.write(handle, left) :]
    finally:
        os.close(handle)


def _parts() -> Path:
    """The folder of what is being written, made where there is none."""
    parts = folder() / "part"
    if not parts.is_dir():
        parts.mkdir(mode=0o700, parents=True, exist_ok=True)
    return parts


def place(part: Part) -> None:
    """Move the part to its place, or leave the sound bytes that already stand there."""
    shelf = _move(part)
    if shelf is not None:
        _sync(shelf)


def place_all(parts: Sequence[Part]) -> None:
    """`place` for many parts: the disk is waited for once."""
    _sync_all(list({shelf for part in parts if (shelf := _move(part)) is not None}))


def _move(part: Part) -> Path | None:
    """Put the part to its place; returns the folder that must be written to disk, if one must."""
    target = path_of(part.sha256)
    with suppress(FileNotFoundError):
        if target.stat().st_size == part.size:
            return None
    try:
        part.path.replace(target)
    except FileNotFoundError:
        target.parent.mkdir(mode=0o700, exist_ok=True)
        part.path.replace(target)
    return target.parent


def _sync_all(paths: Sequence[Path]) -> None:
    """`_sync` for many, in a few rows side by side: what they wait for is the same disk."""

    def sync(row: Sequence[Path]) -> None:
        for path in row:
            _sync(path)

    list(_lanes().map(sync, [paths[number::AT_ONCE] for number in range(min(AT_ONCE, len(paths)))]))


@cache
def _lanes() -> ThreadPoolExecutor:
    """Those who wait for the disk; kept, as to begin them anew costs more than what they do."""
    return ThreadPoolExecutor(AT_ONCE, thread_name_prefix="disk")


os.register_at_fork(after_in_child=_lanes.cache_clear)  # threads stay behind in the parent


def _sync(path: Path) -> None:
    """Wait until a file, or what stands in a folder, is on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def remove(sha256: str) -> None:
    """Delete the bytes with this hash, if they are there."""
    with suppress(FileNotFoundError):
        path_of(sha256).unlink()


def blobs_before(moment: float) -> Iterator[list[Blob]]:
    """All bytes written before `moment` (seconds since 1970), folder by folder."""
    for shelf in sorted(folder().glob("[0-9a-f][0-9a-f]")):
        found = []
        for entry in os.scandir(shelf):
            stat = entry.stat(follow_symlinks=False)
            if _NAME.fullmatch(entry.name) and stat.st_mtime < moment:
                found.append(Blob(entry.name, stat.st_size, stat.st_mtime))
        if found:
            yield found


def holds_any() -> bool:
    """Whether any bytes stand in the folder; ends at the first, and asks for nothing but names."""
    for shelf in folder().glob("[0-9a-f][0-9a-f]"):
        with os.scandir(shelf) as found:
            if any(_NAME.fullmatch(entry.name) for entry in found):
                return True
    return False


def remove_parts_before(moment: float) -> int:
    """Delete parts that a killed process left behind; returns how many."""
    removed = 0
    for path in (folder() / "part").glob("*"):
        with suppress(FileNotFoundError):  # placed or removed meanwhile
            if path.stat().st_mtime < moment:
                path.unlink()
                removed += 1
    return removed
