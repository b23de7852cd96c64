"""LibreOffice, kept open for sets."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from liaison.letters import office
from liaison.letters.converting import office_program
from liaison.letters.office import KeptOffice, TooSlow
from tests.papers import docx, needs, paragraph, pdf_pages, run

PDF = "pdf:writer_pdf_Export"
DYING = """
import sys, time
from pathlib import Path
from liaison.letters.converting import office_program
from liaison.letters.office import convert_set
convert_set(office_program(), Path(sys.argv[1]), "pdf:writer_pdf_Export", 60.0)
print("converted", flush=True)
time.sleep(60)
"""


@pytest.fixture
def kept() -> Iterator[KeptOffice]:
    needs("soffice", "libreoffice-writer-nogui")
    one = KeptOffice()
    yield one
    one.close()


def converted(kept: KeptOffice, place: Path, words: str, limit: float = 60.0) -> list[str]:
    place.mkdir(exist_ok=True)
    (place / "letter.docx").write_bytes(docx(paragraph(run(words))))
    kept.convert(str(office_program()), place, PDF, limit)
    return pdf_pages((place / "out" / "letter.pdf").read_bytes())


def programs(profile: str) -> set[int]:
    """The numbers of what runs on a profile, the shells around it left out."""
    found = set()
    for one in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = one.read_bytes().split(b"\0")
        except OSError:
            continue
        if b"soffice.bin" in words[0] and any(profile.encode() in word for word in words):
            found.add(int(one.parent.name))
    return found


def runs(number: int) -> bool:
    """Whether the process is at work; one that only waits to be noticed as ended is not."""
    try:
        return Path(f"/proc/{number}/cmdline").read_bytes() != b""
    except OSError:
        return False


def ours() -> set[int]:
    return programs(str(office.profile(os.getpid(), office._KEPT)))


def until(true: Callable[[], bool]) -> bool:
    begin = time.monotonic()
    while not true() and time.monotonic() - begin < 60:
        time.sleep(0.05)
    return true()


def test_one_program_converts_one_set_after_the_other(kept: KeptOffice, tmp_path: Path) -> None:
    """R-SEG-131"""
    assert converted(kept, tmp_path / "a", "un") == ["un"]
    running = ours()
    assert len(running) == 1
    assert converted(kept, tmp_path / "b", "deux") == ["deux"]
    assert ours() == running
    kept.close()
    assert ours() == set()


def test_it_ends_when_nobody_needs_it_any_more(
    kept: KeptOffice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(office, "IDLE", 0.3)
    assert converted(kept, tmp_path, "un") == ["un"]
    assert until(lambda: not ours())


def test_another_follows_after_many_sets(
    kept: KeptOffice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(office, "MOST_SETS", 1)
    for words in ("un", "deux"):
        assert converted(kept, tmp_path, words) == [words]
        assert ours() == set()


def test_one_that_died_is_followed_by_another(kept: KeptOffice, tmp_path: Path) -> None:
    """R-SEG-137"""
    assert converted(kept, tmp_path, "un") == ["un"]
    for number in ours():
        os.kill(number, signal.SIGKILL)
    assert until(lambda: not ours())
    assert converted(kept, tmp_path, "deux") == ["deux"]


def test_a_set_that_takes_too_long_ends_it(kept: KeptOffice, tmp_path: Path) -> None:
    assert converted(kept, tmp_path, "un") == ["un"]
    with pytest.raises(TooSlow):
        converted(kept, tmp_path, "deux", limit=0.0)
    assert ours() == set()
    assert converted(kept, tmp_path, "trois") == ["trois"]


def test_where_none_stays_open_the_order_is_the_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(office, "_kept", lambda _pid: KeptOffice())
    said = tmp_path / "said"
    program = tmp_path / "soffice"
    program.write_text(f'#!/bin/sh\necho "$#" >> {said}\n', encoding="utf-8")
    program.chmod(0o755)
    office.convert_set(str(program), tmp_path, PDF, 10.0)
    assert said.read_text(encoding="utf-8").split() == ["6", "10"]


def test_a_process_takes_away_its_own_profiles_only(tmp_path: Path) -> None:
    for pid, left in ((os.getpid() + 1, True), (os.getpid(), False)):
        (tmp_path / "profile").mkdir(exist_ok=True)
        office._forget(tmp_path / "profile", pid)
        assert (tmp_path / "profile").exists() is left


def test_it_ends_with_a_worker_that_is_killed(tmp_path: Path) -> None:
    """R-SEG-134"""
    needs("soffice", "libreoffice-writer-nogui")
    (tmp_path / "letter.docx").write_bytes(docx(paragraph(run("un"))))
    environment: Any = {**os.environ, "TMPDIR": str(tmp_path)}
    with subprocess.Popen(
        [sys.executable, "-c", DYING, str(tmp_path)], env=environment, stdout=subprocess.PIPE, text=True
    ) as worker:
        try:
            assert worker.stdout is not None
            assert worker.stdout.readline() == "converted\n"
            assert len(programs(str(tmp_path))) == 1
        finally:
            worker.kill()
    assert until(lambda: not programs(str(tmp_path)))


def test_a_single_conversion_ends_with_a_worker_that_is_killed(tmp_path: Path) -> None:
    """R-SEG-134: without a limit of time, it would go on for nobody"""
    said = tmp_path / "said"
    program = tmp_path / "soffice"
    program.write_text(f"#!/bin/sh\necho $$ > {said}\nsleep 600\n", encoding="utf-8")
    program.chmod(0o755)
    begin = f"""
import sys
from pathlib import Path
from liaison.letters.office import convert
convert({str(program)!r}, Path({str(tmp_path)!r}), "pdf", 600.0)
"""
    environment: Any = {**os.environ, "TMPDIR": str(tmp_path)}
    with subprocess.Popen([sys.executable, "-c", begin], env=environment) as worker:
        try:
            assert until(lambda: said.exists() and said.read_text(encoding="utf-8").endswith("\n"))
        finally:
            worker.kill()
    number = int(said.read_text(encoding="utf-8"))
    assert until(lambda: not runs(number))


def test_what_killed_processes_left_is_deleted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Letters of contacts lie in it; what a process works with, and what is nobody's of ours, stays."""
    monkeypatch.setattr(tempfile, "gettempdir", lambda: str(tmp_path))
    with subprocess.Popen(["true"]) as ended:
        pass
    dead, living = ended.pid, os.getppid()
    gone = [f"liaison-{kind}-{dead}-abc_1" for kind in ("letter", "office", "kept")]
    gone.append(f"{office.prefix('letter')}older")
    stays = [f"liaison-letter-{living}-abc", f"liaison-run-{dead}-abc", "liaison-letter-abc"]
    for name in (*gone, *stays):
        (tmp_path / name).mkdir()
        (tmp_path / name / "letter.docx").write_bytes(b"x")
    (tmp_path / f"liaison-letter-{dead}-link").symlink_to(tmp_path / stays[0])
    assert office.forget_left() == 4
    assert sorted(one.name for one in tmp_path.iterdir()) == sorted([*stays, f"liaison-letter-{dead}-link"])
