"""The folder that stands in for a mail server."""

from __future__ import annotations

import errno
import os
import stat
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from liaison.mail.handing_over import Envelope, Outcome, Reply
from liaison.mail.providers import account_refusal
from liaison.mail.providers.outbox import Outbox

ENVELOPE = Envelope(
    "<liaison.1.2@liaison.example>", "a@b.example", ("c@d.example",), b"Subject: x\r\n\r\ny\r\n"
)


def test_a_message_is_a_file_under_its_own_number(tmp_path: Path) -> None:
    outbox = Outbox(tmp_path / "outbox")
    marks: list[bool] = []
    assert not outbox.has(ENVELOPE.message_id)
    reply = outbox.hand_over(ENVELOPE, lambda: marks.append(outbox.has(ENVELOPE.message_id)))
    outbox.close()
    assert reply == Reply(Outcome.ACCEPTED, "liaison.1.2@liaison.example.eml")
    assert (marks, outbox.has(ENVELOPE.message_id)) == ([False], True)
    assert [path.name for path in (tmp_path / "outbox").iterdir()] == ["liaison.1.2@liaison.example.eml"]
    assert outbox.path_of(ENVELOPE.message_id).read_bytes() == ENVELOPE.content


@pytest.mark.parametrize("kept", [False, True])
def test_a_message_is_for_its_owner_alone(tmp_path: Path, *, kept: bool) -> None:
    before = os.umask(0o022)
    try:
        if kept:
            (tmp_path / "outbox").mkdir(mode=0o755)
        outbox = Outbox(tmp_path / "outbox")
        outbox.hand_over(ENVELOPE, lambda: None)
    finally:
        os.umask(before)
    assert stat.S_IMODE(outbox.folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(outbox.path_of(ENVELOPE.message_id).stat().st_mode) == 0o600


def test_the_same_message_twice_is_one_file(tmp_path: Path) -> None:
    outbox = Outbox(tmp_path)
    outbox.hand_over(ENVELOPE, lambda: None)
    outbox.hand_over(ENVELOPE, lambda: None)
    assert len(list(tmp_path.iterdir())) == 1


def test_no_number_leads_out_of_the_folder(tmp_path: Path) -> None:
    path = Outbox(tmp_path).path_of("<../../etc/passwd\x00@x>")
    assert (path.parent, path.name) == (tmp_path, "_.._etc_passwd_@x.eml")


@pytest.mark.parametrize("broken", ["write", "rename"])
def test_a_folder_that_cannot_be_written_is_tried_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    """A full disk leaves no half message."""

    def full(*_args: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    if broken == "write":
        monkeypatch.setattr(os, "fsync", full)
    else:
        monkeypatch.setattr(Path, "replace", full)
    reply = Outbox(tmp_path).hand_over(ENVELOPE, lambda: None)
    assert reply == Reply(Outcome.LATER, f"{tmp_path}: No space left on device")
    assert list(tmp_path.iterdir()) == []


def test_a_file_in_the_place_of_the_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "outbox").write_text("x", encoding="utf-8")
    reply = Outbox(tmp_path / "outbox").hand_over(ENVELOPE, lambda: None)
    assert reply.outcome == Outcome.LATER


@pytest.mark.parametrize(
    ("sender", "code"), [("info@liaison.example", ""), ("info", "E-INT-33"), ("", "E-INT-33")]
)
def test_without_an_address_to_send_from_there_is_no_account(
    sender: str, code: str, tmp_path: Path, settings: Any
) -> None:
    """E-INT-33"""
    settings.CONFIG = replace(settings.CONFIG, home=tmp_path, email_from=sender, smtp=None)
    refusal = account_refusal()
    assert (refusal.code if refusal is not None else "") == code
