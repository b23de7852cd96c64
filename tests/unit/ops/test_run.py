"""The port of an installation is its own from the first moment of its start."""

from __future__ import annotations

import socket
import sys
import threading
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from liaison import config
from liaison.config import Config, Smtp
from liaison.ops.commands import run
from liaison.ops.installation import Explained


@pytest.fixture
def ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Config:
    """An installation with a free port that waits for nobody."""
    monkeypatch.setattr(run, "PORT_PATIENCE", 0.0)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    return config.read({"LIAISON_HOME": str(tmp_path), "LIAISON_PORT": str(port)})


def child(settings: Config) -> socket.socket:
    """Listening as the web child does."""
    listening = socket.socket()
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    listening.bind(("127.0.0.1", settings.port))
    listening.listen()
    return listening


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere the child keeps the port itself")
def test_second_start_is_refused_while_the_first_prepares(ours: Config) -> None:
    held = run.take_port(ours)
    assert held is not None

    with pytest.raises(Explained, match=f"LIAISON_PORT = {ours.port} is taken by another program"):
        run.take_port(ours)

    held.close()
    again = run.take_port(ours)
    assert again is not None
    again.close()


def test_child_listens_on_the_port_that_is_held(ours: Config) -> None:
    held = run.take_port(ours)
    with (
        child(ours) as listening,
        socket.create_connection(("127.0.0.1", ours.port), timeout=5) as caller,
    ):
        answered, address = listening.accept()
        answered.close()
        assert address == caller.getsockname()
    if held is not None:
        held.close()


def test_port_of_a_listening_program_is_refused(ours: Config) -> None:
    with child(ours), pytest.raises(Explained, match="stop that one, or choose another port"):
        run.take_port(ours)


@pytest.mark.parametrize(
    ("smtp", "more"),
    [
        (None, ""),
        (Smtp("mail.example.ch", 25), "  But links in messages lead to {}; set LIAISON_PUBLIC_URL.\n\n"),
    ],
)
def test_address_is_told_once_the_installation_answers_there(
    ours: Config, capsys: pytest.CaptureFixture[str], smtp: Smtp | None, more: str
) -> None:
    ours = replace(ours, smtp=smtp)
    greeting = run.Greeting(ours)
    answers = [503, 200]

    class Answering(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(answers.pop(0))
            self.end_headers()

        def log_message(self, *_given: object) -> None:
            pass

    assert greeting() is False
    with HTTPServer(("127.0.0.1", ours.port), Answering) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        try:
            assert greeting() is False
            assert capsys.readouterr().out == ""
            assert greeting() is True
        finally:
            server.shutdown()

    where = f"http://127.0.0.1:{ours.port}"
    assert capsys.readouterr().out == f"\n  Liaison answers at {where}/\n\n{more.format(where)}"
