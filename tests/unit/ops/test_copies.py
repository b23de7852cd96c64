"""What a copy takes along, and what is no copy."""

from __future__ import annotations

import errno
import hashlib
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from liaison import config
from liaison.config import Config
from liaison.files.blobs import MARK
from liaison.ops import copies
from liaison.ops.copies import (
    FORMAT,
    _copy_files,
    _copy_secret,
    _environment,
    _pass_on,
    bring_back_files,
    make_copy,
    read_manifest,
    refuse_place_of_others,
)
from liaison.ops.installation import Explained
from liaison.ops.prepared import BROUGHT_BACK

AT = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)
DIGEST = hashlib.sha256(b"une offre").hexdigest()


@pytest.fixture
def ours(tmp_path: Path) -> Config:
    """An installation with one file, whose database does not answer."""
    settings = config.read(
        {
            "LIAISON_HOME": str(tmp_path / "home"),
            "LIAISON_SECRET_KEY": "s" * 50,
            "DATABASE_URL": "postgres://u:topsecret@127.0.0.1:1/x",
        }
    )
    (settings.files / DIGEST[:2]).mkdir(parents=True)
    (settings.files / DIGEST[:2] / DIGEST).write_text("une offre")
    return settings


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy without files."""
    place = tmp_path / "copy"
    place.mkdir()
    (place / "database.dump").touch()
    _say(place, format=FORMAT)
    return place


def _say(place: Path, **given: object) -> None:
    told = {"version": "9.1", "made_at": AT.isoformat(), "server": 18, "files": 0, "bytes": 0}
    (place / "manifest.json").write_text(json.dumps(told | given))


def test_copy_of_a_database_that_does_not_answer_leaves_nothing(ours: Config, tmp_path: Path) -> None:
    with pytest.raises(Explained, match=r"could not be copied: .*refused") as refused:
        make_copy(ours, tmp_path / "copies" / "one", server=15, at=AT)

    assert list((tmp_path / "copies").iterdir()) == []
    assert "topsecret" not in str(refused.value)


def test_copy_onto_a_volume_is_told_to_go_into_it(
    ours: Config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(path: Path) -> None:
        raise OSError(errno.EBUSY, os.strerror(errno.EBUSY), str(path))

    (tmp_path / "volume").mkdir()
    monkeypatch.setattr(copies, "_dump", lambda _settings, target, _server: target.touch())
    monkeypatch.setattr(Path, "rmdir", busy)

    with pytest.raises(Explained, match=f"it is made beside, so {tmp_path} must take it: name a new folder"):
        make_copy(ours, tmp_path / "volume", server=15, at=AT)


def test_what_others_put_there_does_not_count(copy: Path) -> None:
    (copy / "files" / "ab").mkdir(parents=True)
    (copy / "files" / ".DS_Store").touch()
    (copy / "files" / "ab" / "Thumbs.db").touch()

    assert read_manifest(copy).files == 0


def test_programs_get_the_whole_address() -> None:
    """What stands behind the question mark counts as it does for Liaison itself."""
    found = _environment(
        "postgres://me:s%40fe@/liaison?host=/run/postgresql&port=5433&sslcert=c.pem&sslkey=k.pem"
    )

    assert {name: found[name] for name in ("PGHOST", "PGPORT", "PGPASSWORD", "PGSSLCERT", "PGSSLKEY")} == {
        "PGHOST": "/run/postgresql", "PGPORT": "5433", "PGPASSWORD": "s@fe", "PGSSLCERT": "c.pem", "PGSSLKEY": "k.pem",
    }  # fmt: skip


@pytest.mark.parametrize(("whole", "ends"), [(True, b"COMMIT;\n"), (False, b"1\n2\n")])
def test_only_a_whole_script_is_committed(whole: bool, ends: bytes) -> None:
    """psql takes the end of what it reads for the end of all, also amid the rows of a table."""
    said = "CREATE TABLE a (b int);\nSET transaction_timeout = 0;\nCOPY a FROM stdin;\n1\n2\n"
    program = f"import sys; sys.stdout.write({said!r}); sys.exit({int(not whole)})"
    script = subprocess.Popen([sys.executable, "-S", "-c", program], stdout=subprocess.PIPE)
    taken = io.BytesIO()

    _pass_on(script, taken, server=15, hold=True)

    assert taken.getvalue().startswith(b"BEGIN;\nCREATE TABLE")
    assert taken.getvalue().endswith(ends)
    assert b"transaction_timeout" not in taken.getvalue()
    assert (BROUGHT_BACK.encode() in taken.getvalue()) == whole


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (
            lambda copy: _say(copy, format=FORMAT + 1),
            "was made by Liaison 9.1; install that version or newer.",
        ),
        (lambda copy: (copy / "database.dump").unlink(), "is not whole: database.dump is missing."),
        (lambda copy: _say(copy, format=FORMAT, files=2), "is not whole: it has 0 files of 2."),
        (
            lambda copy: _say(copy, format=FORMAT, bytes=9),
            "is not whole: its files have 0 bytes of 9.",
        ),
        (lambda copy: _say(copy, format=FORMAT, more=1), "is no copy made with `liaison backup`."),
    ],
    ids=["newer", "no dump", "files missing", "files cut", "another manifest"],
)
def test_what_cannot_be_brought_back_is_told(copy: Path, spoil: Callable[[Path], object], said: str) -> None:
    assert read_manifest(copy).version == "9.1"
    spoil(copy)

    with pytest.raises(Explained) as refused:
        read_manifest(copy)
    assert str(refused.value) == f"{copy} {said}"


def test_only_whole_files_are_copied_and_each_once(ours: Config, tmp_path: Path) -> None:
    (ours.files / DIGEST[:2] / f"{DIGEST}.part").write_text("half of anoth")

    assert _copy_files(ours.files, tmp_path / "copied") == (1, 9, [])

    copied = tmp_path / "copied" / DIGEST[:2]
    (copied / DIGEST).write_text("there yet")  # as long: it is taken for what it is named after
    assert _copy_files(ours.files, tmp_path / "copied") == (1, 9, [])
    assert [(path.name, path.read_text()) for path in copied.iterdir()] == [(DIGEST, "there yet")]
    (copied / DIGEST).write_text("cut off")
    assert _copy_files(ours.files, tmp_path / "copied") == (1, 9, [])
    assert (copied / DIGEST).read_text() == "une offre"


def test_secret_that_is_given_otherwise_is_not_copied(ours: Config, copy: Path) -> None:
    _copy_secret(ours, copy / "secret.key")
    bring_back_files(ours, copy)

    assert not (copy / "secret.key").exists()
    assert not (ours.home / "secret.key").exists()


def _put(folder: Path, content: bytes, *, named: bytes | None = None) -> Path:
    digest = hashlib.sha256(content if named is None else named).hexdigest()
    blob = folder / digest[:2] / digest
    blob.parent.mkdir(parents=True, exist_ok=True)
    blob.write_bytes(content)
    return blob


def test_damaged_file_is_not_brought_back(ours: Config, copy: Path) -> None:
    damaged = _put(copy / "files", b"un contrat", named=b"un accord!")

    with pytest.raises(Explained) as refused:
        bring_back_files(ours, copy)

    assert str(refused.value) == f"{damaged} is damaged: its content is not what its name says."
    assert [path.name for path in ours.files.rglob("*") if path.is_file()] == [DIGEST]

    sound = _put(copy / "files", b"une note")
    _say(copy, format=FORMAT, files=3, bytes=30)  # where there is no other copy
    assert read_manifest(copy, damaged=True).files == 3
    assert bring_back_files(ours, copy, without_damaged=True) == (None, 1, [damaged])
    found = {path.name for path in ours.files.rglob("*") if path.is_file()}
    assert found == {DIGEST, sound.name}


def test_damaged_file_does_not_cost_the_copy(ours: Config, tmp_path: Path) -> None:
    damaged = _put(ours.files, b"un contrat", named=b"un accord!")

    assert _copy_files(ours.files, tmp_path / "copied") == (1, 9, [damaged])
    assert [path.name for path in (tmp_path / "copied").rglob("*") if path.is_file()] == [DIGEST]


class BadSector(io.BytesIO):
    """What is opened, but cannot be read."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number

    def read(self, _size: int | None = -1) -> bytes:
        raise OSError(self.number, os.strerror(self.number))


def test_file_on_a_bad_sector_does_not_cost_the_copy(
    ours: Config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Any other error is not of this file alone."""
    unreadable, opened, numbers = _put(ours.files, b"un contrat"), Path.open, [errno.ESTALE, errno.EIO]

    def open_(path: Path, *given: Any, **named: Any) -> Any:
        return BadSector(numbers.pop()) if path == unreadable else opened(path, *given, **named)

    monkeypatch.setattr(Path, "open", open_)

    assert _copy_files(ours.files, tmp_path / "copied") == (1, 9, [unreadable])
    assert [path.name for path in (tmp_path / "copied").rglob("*") if path.is_file()] == [DIGEST]
    with pytest.raises(OSError, match=os.strerror(errno.ESTALE)):
        _copy_files(ours.files, tmp_path / "copied")


def test_files_of_another_installation_are_left_alone(ours: Config, copy: Path) -> None:
    """Its files would be strangers to the database of the copy, which sweeps them away."""
    with pytest.raises(Explained, match="holds the files of another installation: bring the copy back into"):
        refuse_place_of_others(ours.files, copy)

    _put(copy / "files", b"une offre")
    refuse_place_of_others(ours.files, copy)  # as after an interruption

    (ours.files / MARK).write_text("somebody's")
    with pytest.raises(Explained):
        refuse_place_of_others(ours.files, copy)


def test_another_secret_is_put_aside(ours: Config, copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LIAISON_SECRET_KEY", raising=False)
    (copy / "secret.key").write_text("of the copy")
    secret = ours.home / "secret.key"
    secret.write_text("of another")

    aside, _count, _damaged = bring_back_files(ours, copy, keep_secret=True)

    assert aside is not None
    assert (secret.read_text(), aside.read_text()) == ("of the copy", "of another")
    assert bring_back_files(ours, copy, keep_secret=True) == (None, 0, [])
    secret.write_text("just made")
    assert bring_back_files(ours, copy) == (None, 0, [])
    assert sorted(path.name for path in ours.home.glob("secret*")) == sorted(["secret.key", aside.name])
