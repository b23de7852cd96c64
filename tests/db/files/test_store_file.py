from __future__ import annotations

import hashlib
import io
import os
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.utils import translation

from liaison.files import actions
from liaison.files.actions import FileRefused, store_file, store_files, store_made
from liaison.files.models import StoredFile
from liaison.files.queries import ContentMissing, open_file, read_file

pytestmark = pytest.mark.django_db
LETTER = b"%PDF-1.7\nUne lettre"


def blobs(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def refusal_of(content: Any, at: datetime) -> tuple[str, str]:
    with pytest.raises(FileRefused) as caught:
        store_file(content, by=None, at=at)
    (refusal,) = caught.value.refusals
    with translation.override("en"):
        return refusal.code, str(refusal.message)


@contextmanager
def full_disk(free: int) -> Iterator[None]:
    """The system refuses to let a file grow beyond `free` bytes, as a full disk would."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (free, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_content_is_kept_under_its_hash(at: datetime, files_folder: Path) -> None:
    digest = hashlib.sha256(LETTER).hexdigest()

    stored = store_file(LETTER, by=None, at=at)

    stored.refresh_from_db()
    assert (stored.sha256, stored.size, stored.media_type, stored.stored_at) == (
        digest,
        19,
        "application/pdf",
        at,
    )
    assert blobs(files_folder) == [f"{digest[:2]}/{digest}"]
    assert (files_folder / digest[:2] / digest).stat().st_mode & 0o777 == 0o600
    assert read_file(stored) == LETTER


def test_stream_is_read_from_its_beginning_and_in_steps(at: datetime) -> None:
    content = b"abc" * 300_000
    stream = io.BytesIO(content)
    stream.read(10)

    stored = store_file(stream, by=None, at=at)

    assert (stored.size, stored.media_type) == (900_000, "text/plain")
    with open_file(stored) as source:
        assert source.read() == content


def test_stream_that_goes_only_forward_is_kept(at: datetime) -> None:
    source, sink = os.pipe()
    with os.fdopen(source, "rb") as stream:
        with os.fdopen(sink, "wb") as end:
            end.write(LETTER)
        stored = store_file(stream, by=None, at=at)
    assert (stored.size, read_file(stored)) == (len(LETTER), LETTER)


@pytest.mark.parametrize(
    ("content", "code"), [(b"", "E-INT-23"), (b"x" * (1024 * 1024 + 1), "file_too_large")]
)
def test_of_many_none_is_kept_when_one_cannot_be(
    content: bytes, code: str, at: datetime, files_folder: Path, settings: Any
) -> None:
    settings.FILE_SIZE_LIMIT = 1024 * 1024
    with pytest.raises(FileRefused) as refused:
        store_files([LETTER, content], at=at)
    assert [one.code for one in refused.value.refusals] == [code]
    assert (StoredFile.objects.count(), blobs(files_folder)) == (0, [])


@pytest.mark.parametrize("later", [timedelta(0), timedelta(days=3)])
def test_same_content_again_is_the_same_row(at: datetime, files_folder: Path, later: timedelta) -> None:
    first = store_file(LETTER, by=None, at=at)
    second = store_file(io.BytesIO(LETTER), by=None, at=at + later)

    assert second.pk == first.pk
    assert StoredFile.objects.count() == 1
    assert len(blobs(files_folder)) == 1
    second.refresh_from_db()
    assert second.stored_at == at + later


def test_lost_bytes_behind_a_row_are_put_back(at: datetime, files_folder: Path) -> None:
    stored = store_file(LETTER, by=None, at=at)
    path = files_folder / stored.sha256[:2] / stored.sha256
    path.unlink()
    with pytest.raises(ContentMissing) as caught:
        read_file(stored)
    assert caught.value.refusals[0].code == "file_missing"

    again = store_file(LETTER, by=None, at=at)

    assert again.pk == stored.pk
    assert read_file(stored) == LETTER


def test_cut_off_bytes_behind_a_row_are_put_back(at: datetime, files_folder: Path) -> None:
    stored = store_file(LETTER, by=None, at=at)
    (files_folder / stored.sha256[:2] / stored.sha256).write_bytes(b"%PDF")

    store_file(LETTER, by=None, at=at)

    assert read_file(stored) == LETTER


def test_row_goes_with_the_callers_transaction(at: datetime) -> None:
    with pytest.raises(KeyError), transaction.atomic():
        store_file(LETTER, by=None, at=at)
        raise KeyError

    assert StoredFile.objects.count() == 0


def test_empty_file_is_refused(at: datetime, files_folder: Path) -> None:
    """E-INT-23"""
    assert refusal_of(b"", at) == ("E-INT-23", "The file is empty.")
    assert (StoredFile.objects.count(), blobs(files_folder)) == (0, [])


def test_file_beyond_the_limit_is_refused(at: datetime, files_folder: Path, settings: Any) -> None:
    settings.FILE_SIZE_LIMIT = 2 * 1024 * 1024

    code, message = refusal_of(b"x" * (2 * 1024 * 1024 + 1), at)

    assert (code, message) == ("file_too_large", "The file is larger than 2 MB.")
    assert (StoredFile.objects.count(), blobs(files_folder)) == (0, [])


def test_what_the_product_made_itself_has_a_limit_of_its_own(
    at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "MOST_MADE", 3 * 1024 * 1024)

    with pytest.raises(FileRefused, match="larger than 3 MB"):
        store_made(io.BytesIO(b"x" * (3 * 1024 * 1024 + 1)), at=at)


def test_full_disk_is_told_and_leaves_nothing(at: datetime, files_folder: Path) -> None:
    """E-INT-25"""
    with full_disk(free=100_000):
        code, message = refusal_of(b"x" * 300_000, at)

    assert (code, message) == ("E-INT-25", "The file could not be stored.")
    assert (StoredFile.objects.count(), blobs(files_folder)) == (0, [])


def test_folder_that_cannot_be_made_is_told(at: datetime, files_folder: Path) -> None:
    """E-INT-25"""
    files_folder.write_text("a file stands where the folder should")

    assert refusal_of(LETTER, at)[0] == "E-INT-25"
    assert StoredFile.objects.count() == 0


def test_shelf_that_cannot_be_made_takes_the_row_back(at: datetime, files_folder: Path) -> None:
    """E-INT-25"""
    files_folder.mkdir()
    (files_folder / hashlib.sha256(LETTER).hexdigest()[:2]).write_text("in the way")

    assert refusal_of(LETTER, at)[0] == "E-INT-25"
    assert StoredFile.objects.count() == 0


def test_storing_takes_two_statements_and_again_one(at: datetime, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(4):  # look, savepoint, insert, release
        store_file(LETTER, by=None, at=at)
    with django_assert_num_queries(3):
        store_file(LETTER, by=None, at=at)
