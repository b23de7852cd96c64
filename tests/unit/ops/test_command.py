from __future__ import annotations

import argparse
import os
import subprocess
import sys

import psycopg
import pytest
from django.db import OperationalError

from liaison.accounts.models import Role
from liaison.config import WrongSetting
from liaison.kit.errors import Conflict, NotAllowed, Refusal, Refused
from liaison.kit.lost import words_of
from liaison.ops import command
from liaison.ops.commands import user
from liaison.ops.installation import Explained
from tests.unit.kit.test_lost import from_queue


@pytest.mark.parametrize("name", ["run", "worker", "user", "token", "check", "backup", "restore"])
def test_every_command_explains_itself(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        command.main([name, "--help"])

    assert caught.value.code == 0
    assert capsys.readouterr().out.startswith(f"usage: liaison {name} ")


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["nonsense"],
        ["user"],
        ["user", "add", "x"],
        ["user", "add", "x", "--role", "king"],
        ["backup"],
        ["run", "--port", "abc"],
        ["run", "--port", "65536"],
        ["run", "--bind", "every one"],
    ],
)
def test_wrong_usage_exits_with_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        command.main(arguments)

    assert caught.value.code == 2
    assert capsys.readouterr().err.startswith("usage: liaison")


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (
            WrongSetting("LIAISON_PORT", "x", "give a number."),
            "LIAISON_PORT = 'x' cannot be used: give a number.",
        ),
        (Explained("no"), "no"),
        (Refused(Refusal("taken", field="username")), "username: taken"),
        (NotAllowed("not yours"), "not yours"),
        (Conflict("changed meanwhile"), "changed meanwhile"),
        (OperationalError("gone"), str(words_of(None))),
        (from_queue(psycopg.OperationalError()), str(words_of(None))),
    ],
)
def test_refusal_exits_with_1_and_its_reason(
    error: Exception, said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert answer_to(error, monkeypatch) == 1
    assert capsys.readouterr() == ("", f"liaison: {said}\n")


def test_every_reason_is_told(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    answer_to(Refused(Refusal("one"), Refusal("two", field="email")), monkeypatch)

    assert capsys.readouterr().err == "liaison: one\nliaison: email: two\n"


TELLING = """
from types import SimpleNamespace
from liaison.ops import command
asked = SimpleNamespace(do=lambda given: print("line\\n" * 100_000) or 0)
command.make_parser = lambda: SimpleNamespace(parse_args=lambda arguments: asked)
raise SystemExit(command.main([]))
"""


def test_a_reader_who_has_seen_enough_is_no_error() -> None:
    """`liaison check | head` ends without a trace."""
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = subprocess.run(
            [sys.executable, "-c", TELLING], stdout=writing, stderr=subprocess.PIPE, check=False, timeout=60
        )
    finally:
        os.close(writing)

    assert (done.returncode, done.stderr) == (141, b"")


def test_bug_is_loud(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ZeroDivisionError):
        answer_to(ZeroDivisionError(), monkeypatch)


def answer_to(error: Exception, monkeypatch: pytest.MonkeyPatch) -> int:
    """What the console script does when a command raises."""

    def fail(given: argparse.Namespace) -> int:
        raise error

    parser = argparse.ArgumentParser()
    parser.set_defaults(do=fail)
    monkeypatch.setattr(command, "make_parser", lambda: parser)
    return command.main([])


def test_roles_of_the_command_are_those_of_the_product() -> None:
    assert list(user.ROLES) == [role.value for role in Role]
