"""A body without `Content-Length` is read like any other."""

from __future__ import annotations

import errno
import http.client
import io
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from django.core.exceptions import RequestDataTooBig

from liaison.ops.bodies import Measured

ECHO = """
import sys
from granian import Granian
from liaison.ops.bodies import Measured

def echo(environ, start_response):
    length = int(environ["CONTENT_LENGTH"])
    said = environ["wsgi.input"].read(length)
    start_response("200 OK", [("Content-Length", str(len(said)))])
    return [said]

def load():
    return Measured(echo)

if __name__ == "__main__":
    server = Granian("echo", address="127.0.0.1", port=int(sys.argv[1]), interface="wsgi", log_enabled=False)
    server.serve(target_loader=load, wrap_loader=False)
"""


@pytest.fixture
def port() -> Iterator[int]:
    """The port of a real server that answers what it was sent."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        found: int = free.getsockname()[1]
    with subprocess.Popen([sys.executable, "-c", ECHO, str(found)]) as server:
        end = time.monotonic() + 30
        while time.monotonic() < end:
            with suppress(OSError), socket.create_connection(("127.0.0.1", found), timeout=1):
                break
            time.sleep(0.05)
        yield found
        server.terminate()


def test_our_server_says_where_a_chunked_body_ends(port: int, settings: Any) -> None:
    long = [b"x" * 70_000] * 20
    caller = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    for pieces in ([b'{"until": ', b'"2020-01-01"}'], long):
        caller.request("POST", "/", body=iter(pieces), encode_chunked=True)
        assert caller.getresponse().read() == b"".join(pieces)
    caller.request("POST", "/", body=b"known", headers={"Content-Length": "5"})
    assert caller.getresponse().read() == b"known"
    caller.close()


def sent(body: bytes, **environ: Any) -> dict[str, Any]:
    """What the application is given of a request with this body."""
    seen: dict[str, Any] = {}

    def application(given: dict[str, Any], start_response: Any) -> list[bytes]:
        seen.update(given, length=given.get("CONTENT_LENGTH"))
        seen["read"] = given["wsgi.input"].read(int(given.get("CONTENT_LENGTH") or 0))
        return []

    given = {
        "REQUEST_METHOD": "POST",
        "wsgi.input": io.BytesIO(body),
        "wsgi.input_terminated": True,
        **environ,
    }
    Measured(application)(given, None)  # type: ignore[arg-type]
    return seen


@pytest.mark.parametrize("environ", [{}, {"CONTENT_LENGTH": ""}, {"HTTP_TRANSFER_ENCODING": "chunked"}])
def test_length_is_told(environ: dict[str, str]) -> None:
    seen = sent(b"five!", **environ)
    assert (seen["length"], seen["read"]) == ("5", b"five!")


def test_no_body_has_the_length_0() -> None:
    assert sent(b"")["length"] == "0"


def test_known_length_and_a_body_without_end_are_left_alone() -> None:
    assert sent(b"five!", CONTENT_LENGTH="2")["read"] == b"fi"
    assert sent(b"five!", **{"wsgi.input_terminated": False})["length"] is None
    assert sent(b"five!", REQUEST_METHOD="GET")["length"] is None


def test_too_much_is_not_taken_for_the_whole(settings: Any) -> None:
    settings.FILE_SIZE_LIMIT = 4
    with pytest.raises(RequestDataTooBig):
        sent(b"five!")
    assert sent(b"four")["read"] == b"four"


def test_body_that_finds_the_disk_full_is_told_to_the_application(monkeypatch: pytest.MonkeyPatch) -> None:
    """It answers in words; what the server alone would say is no more than 500."""

    def full(*_given: object, **_more: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    def application(given: dict[str, Any], _start_response: Any) -> list[bytes]:
        with pytest.raises(OSError, match="No space left"):
            given["wsgi.input"].read(int(given["CONTENT_LENGTH"]))
        return [b"told"]

    monkeypatch.setattr("liaison.ops.bodies._fill", full)
    given = {"REQUEST_METHOD": "POST", "wsgi.input": io.BytesIO(b"five!"), "wsgi.input_terminated": True}
    assert Measured(application)(given, None) == [b"told"]  # type: ignore[arg-type, comparison-overlap]
