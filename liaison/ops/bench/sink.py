"""A mail server that takes everything and keeps nothing, in a process of its own.

`python -m liaison.ops.bench.sink` writes its port on the first line and, asked by a line, how many
messages it took since.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

ENDS = b"\r\n.\r\n"


class Sink(asyncio.Protocol):
    """One connection: answers every command at once, and counts the texts."""

    taken = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Greet."""
        assert isinstance(transport, asyncio.Transport)
        self.transport, self.received, self.in_text = transport, b"", False
        transport.write(b"220 sink ESMTP\r\n")

    def data_received(self, data: bytes) -> None:
        """Read as far as it is whole."""
        self.received += data
        while True:
            if self.in_text:
                _text, end, rest = self.received.partition(ENDS)
                if not end:
                    return
                self.received, self.in_text = rest, False
                Sink.taken += 1
                self.transport.write(b"250 2.0.0 taken\r\n")
                continue
            line, end, rest = self.received.partition(b"\r\n")
            if not end:
                return
            self.received = rest
            self._answer(line.upper())

    def _answer(self, line: bytes) -> None:
        if line.startswith(b"EHLO"):
            self.transport.write(b"250-sink\r\n250-PIPELINING\r\n250 8BITMIME\r\n")
        elif line == b"DATA":
            self.in_text = True
            self.transport.write(b"354 go on\r\n")
        elif line == b"QUIT":
            self.transport.write(b"221 2.0.0 bye\r\n")
            self.transport.close()
        else:
            self.transport.write(b"250 2.0.0 OK\r\n")


async def serve() -> None:
    """Serve on a free port, and answer on standard input and output."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Sink, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    while await loop.run_in_executor(None, sys.stdin.readline):
        print(Sink.taken, flush=True)


@dataclass(frozen=True, slots=True)
class Running:
    """The server as its parent sees it."""

    port: int
    process: subprocess.Popen[str]

    def taken(self) -> int:
        """How many messages it took so far."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())


@contextmanager
def sink() -> Iterator[Running]:
    """The server, until the end of the block."""
    process = subprocess.Popen(
        [sys.executable, "-m", "liaison.ops.bench.sink"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        yield Running(int(process.stdout.readline()), process)
    finally:
        process.communicate(timeout=30)


if __name__ == "__main__":
    asyncio.run(serve())
