"""Tests cannot reach out."""

from __future__ import annotations

import socket
import tempfile
from collections.abc import Callable
from typing import Any

import pytest

from tests.barred import ReachedOut

ELSEWHERE = ("192.0.2.1", 25)


@pytest.mark.parametrize(
    ("kind", "act"),
    [
        (socket.SOCK_STREAM, lambda one: one.connect(ELSEWHERE)),
        (socket.SOCK_STREAM, lambda one: one.connect_ex(("mail.example.ch", 25))),
        (socket.SOCK_DGRAM, lambda one: one.sendto(b"x", ELSEWHERE)),
        (socket.SOCK_DGRAM, lambda one: one.sendto(b"x", 0, ELSEWHERE)),
    ],
    ids=["connect", "by name", "datagram", "datagram with flags"],
)
def test_another_machine_is_out_of_reach(kind: int, act: Callable[[socket.socket], Any]) -> None:
    with socket.socket(socket.AF_INET, kind) as one, pytest.raises(ReachedOut):
        act(one)


def test_this_machine_is_reached() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(("localhost", server.getsockname()[1])).close()
    with (
        tempfile.TemporaryDirectory(dir="/tmp") as short,  # some systems take 103 bytes at most
        socket.socket(socket.AF_UNIX) as server,
        socket.socket(socket.AF_UNIX) as client,
    ):
        server.bind(f"{short}/s")
        server.listen()
        client.connect(f"{short}/s")
