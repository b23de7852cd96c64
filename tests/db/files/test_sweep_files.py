from __future__ import annotations

import os
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from liaison.accounts.models import Organization
from liaison.files import blobs as places
from liaison.files import bulk
from liaison.files.actions import store_file, sweep_files, take_folder, take_folder_anew
from liaison.files.models import FolderKey, StoredFile
from liaison.files.queries import files_kept, read_file

NOW = datetime.now(UTC)
YESTERDAY = NOW - timedelta(days=1, minutes=1)


def blobs(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file() and path.name != places.MARK)


def store_long_ago(content: bytes) -> StoredFile:
    return store_file(content, by=None, at=YESTERDAY)


@pytest.mark.django_db
def test_unused_old_file_goes_with_its_bytes(files_folder: Path) -> None:
    """R-INT-35"""
    store_long_ago(b"unused")
    kept = store_file(b"new", by=None, at=NOW)

    assert sweep_files(by=None, at=NOW) == 1

    assert [row.pk for row in StoredFile.objects.all()] == [kept.pk]
    assert blobs(files_folder) == [kept.sha256]


@pytest.mark.django_db
def test_file_that_a_record_points_at_stays(files_folder: Path) -> None:
    logo = store_long_ago(b"\x89PNG\r\n\x1a\n logo")
    Organization.objects.update_or_create(id=1, defaults={"logo": logo})

    assert sweep_files(by=None, at=NOW) == 0
    assert read_file(logo) == b"\x89PNG\r\n\x1a\n logo"


@pytest.mark.django_db
def test_every_table_that_points_at_files_is_looked_at() -> None:
    """A table left out here would lose its files."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT c.conrelid::regclass::text, a.attname FROM pg_constraint c
            JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
            WHERE c.confrelid = 'stored_file'::regclass AND c.contype = 'f'
            """
        )
        known = set(cursor.fetchall())

    assert known != set()
    assert known <= set(bulk.references())


@pytest.mark.django_db
def test_bytes_of_a_rolled_back_row_go_when_they_are_old(files_folder: Path) -> None:
    assert take_folder(by=None, at=NOW)
    with pytest.raises(KeyError), transaction.atomic():
        stored = store_file(b"rolled back", by=None, at=NOW)
        raise KeyError
    path = files_folder / stored.sha256[:2] / stored.sha256

    assert sweep_files(by=None, at=NOW) == 0
    assert path.exists()

    os.utime(path, (YESTERDAY.timestamp(),) * 2)
    assert sweep_files(by=None, at=NOW) == 1
    assert (path.exists(), StoredFile.objects.count()) == (False, 0)


@pytest.mark.django_db
def test_part_of_a_killed_process_goes_when_it_is_old(files_folder: Path) -> None:
    parts = files_folder / "part"
    parts.mkdir(parents=True)
    (parts / "old").write_bytes(b"half")
    (parts / "new").write_bytes(b"half")
    os.utime(parts / "old", (YESTERDAY.timestamp(),) * 2)

    sweep_files(by=None, at=NOW)

    assert blobs(files_folder) == ["new"]


def test_part_that_is_placed_meanwhile_is_passed_over(
    files_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts = files_folder / "part"
    parts.mkdir(parents=True)
    (parts / "old").write_bytes(b"half")
    os.utime(parts / "old", (YESTERDAY.timestamp(),) * 2)
    seen = Path.glob
    monkeypatch.setattr(Path, "glob", lambda path, pattern: [path / "placed", *seen(path, pattern)])

    assert places.remove_parts_before(NOW.timestamp()) == 1
    assert blobs(files_folder) == []


@pytest.mark.django_db
def test_strange_file_in_the_folder_is_left_alone(files_folder: Path) -> None:
    (files_folder / "ab").mkdir(parents=True)
    (files_folder / "ab" / "README").write_text("mine")
    os.utime(files_folder / "ab" / "README", (YESTERDAY.timestamp(),) * 2)

    assert sweep_files(by=None, at=NOW) == 0
    assert blobs(files_folder) == ["README"]


@pytest.mark.django_db
def test_sweep_takes_statements_by_folder_not_by_file(django_assert_num_queries: Any) -> None:
    for number in range(3):
        store_long_ago(f"unused {number}".encode())
    assert take_folder(by=None, at=NOW)

    # whose the folder is (its key, our place), savepoint, lock, delete, two for the constraints, release
    with django_assert_num_queries(8):
        assert sweep_files(by=None, at=NOW) == 3


@pytest.mark.django_db(transaction=True)
def test_no_sweep_while_a_backup_copies(files_folder: Path) -> None:
    store_long_ago(b"unused")

    def sweep_elsewhere() -> None:
        try:
            found.append(sweep_files(by=None, at=NOW))
        finally:
            connection.close()

    found: list[int] = []
    with files_kept():
        thread = threading.Thread(target=sweep_elsewhere)
        thread.start()
        thread.join(20)

    assert found == [0]
    assert sweep_files(by=None, at=NOW) == 1


@pytest.mark.django_db(transaction=True)
def test_file_stored_again_while_the_sweep_runs_is_not_lost(files_folder: Path) -> None:
    """The sweep waits for the row, sees that it is fresh and passes it over."""
    stored = store_long_ago(b"wanted again")
    locked, finished = threading.Event(), threading.Event()

    def sweep_elsewhere() -> None:
        try:
            locked.wait(20)
            found.append(sweep_files(by=None, at=NOW))
        finally:
            connection.close()
            finished.set()

    found: list[int] = []
    thread = threading.Thread(target=sweep_elsewhere)
    thread.start()
    with transaction.atomic():
        again = store_file(b"wanted again", by=None, at=NOW)
        locked.set()
        assert not finished.wait(0.3)
    thread.join(20)

    assert (found, again.pk) == ([0], stored.pk)
    assert read_file(again) == b"wanted again"


@pytest.mark.django_db
def test_files_of_another_installation_are_not_swept(files_folder: Path) -> None:
    """A copy of the database at the same folder knows neither what came later nor what is whose."""
    assert take_folder(by=None, at=NOW)
    theirs = store_long_ago(b"stored by the first, after the copy")
    StoredFile.objects.all().delete()
    FolderKey.objects.all().delete()

    assert sweep_files(by=None, at=NOW) == 0

    assert not take_folder(by=None, at=NOW)
    assert blobs(files_folder) == [theirs.sha256]

    take_folder_anew(by=None, at=NOW)
    assert take_folder(by=None, at=NOW)


@pytest.mark.django_db
def test_a_copied_database_sweeps_no_folder_of_the_first(files_folder: Path) -> None:
    """It was copied with the means of PostgreSQL and holds the same key; here it is at another server."""
    assert take_folder(by=None, at=NOW)
    mark = files_folder / "installation"
    key, _database = mark.read_text().split()
    mark.write_text(f"{key} 7000000000000000000-5")

    assert not take_folder(by=None, at=NOW)

    mark.unlink()
    assert take_folder(by=None, at=NOW)


@pytest.mark.django_db
def test_key_that_the_disk_emptied_is_none(files_folder: Path) -> None:
    assert take_folder(by=None, at=NOW)
    mark = files_folder / "installation"
    key = mark.read_text()
    mark.write_text("")

    assert take_folder(by=None, at=NOW)
    assert mark.read_text() == key


def test_key_is_on_the_disk_before_it_takes_the_place_of_another(
    files_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    places.write_mark("older")
    waited_for: list[tuple[str, str | None]] = []
    monkeypatch.setattr(
        places, "_sync", lambda path: waited_for.append((path.read_text(), places.read_mark()))
    )

    places.write_mark("newer")

    assert waited_for == [("newer", "older")]
    assert places.read_mark() == "newer"


@pytest.mark.django_db
def test_folder_without_a_key_goes_to_who_knows_its_files(files_folder: Path) -> None:
    """It was filled by a version that wrote no key, or by hand from a copy."""
    theirs = sorted(store_long_ago(f"stored by an older version {one}".encode()).sha256 for one in "ab")
    StoredFile.objects.all().delete()
    store_file(b"ours", by=None, at=NOW)

    assert not take_folder(by=None, at=NOW)
    assert sweep_files(by=None, at=NOW) == 0
    assert set(blobs(files_folder)) > set(theirs)

    store_file(b"ours, too", by=None, at=NOW)
    assert take_folder(by=None, at=NOW)


@pytest.mark.django_db
def test_empty_folder_is_not_taken_while_files_are_known(files_folder: Path) -> None:
    """It is where the folder of the files is mounted, most often."""
    stored = store_long_ago(b"elsewhere just now")
    content = places.path_of(stored.sha256)
    content.rename(files_folder / "away")

    assert not take_folder(by=None, at=NOW)
    assert sweep_files(by=None, at=NOW) == 0
    assert places.read_mark() is None
    assert StoredFile.objects.filter(pk=stored.pk).exists()

    (files_folder / "away").rename(content)
    assert take_folder(by=None, at=NOW)
