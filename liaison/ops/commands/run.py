"""`liaison run`: private database, web, API and worker in one go."""

from __future__ import annotations

import argparse
import errno
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import liaison
from liaison import config
from liaison.config import Config, WrongSetting
from liaison.ops.commands.worker import GRACE
from liaison.ops.installation import Explained, private_database, start_database
from liaison.ops.prepared import is_prepared
from liaison.ops.processes import PARENT
from liaison.ops.supervisor import Child, Gate, Supervisor, python
from liaison.ops.watch import Watch
from liaison.ops.web_address import address, lost_links, reachable_host

PORT_PATIENCE = 8.0
"""Seconds the port may still be held by the children of a supervisor that was just killed."""


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = subparsers.add_parser("run", help="run everything: database, web, API and worker")
    parser.add_argument("--port", metavar="PORT", help="of web and API (LIAISON_PORT, 8000)")
    parser.add_argument("--bind", metavar="ADDRESS", help="to listen on (LIAISON_BIND, 127.0.0.1)")
    parser.add_argument("--no-worker", action="store_true", help="serve only; see `liaison worker`")
    parser.add_argument("--demo", action="store_true", help="load the demonstration company first")
    parser.add_argument("--reload", action="store_true", help="start again when the code changes")
    parser.set_defaults(do=run, misused=parser.error)


def run(given: argparse.Namespace) -> int:
    """Run until SIGTERM or SIGINT."""
    settings = _settings(given)
    from liaison.ops import logs

    logs.configure()
    _held = take_port(settings)  # as long as we live
    server = private_database(settings)
    gate = Gate()
    web = Child("web", python("-m", "liaison.ops.web"), grace=15, gate=gate)
    children = [web]
    if not given.no_worker:
        children.append(Child("worker", python("-m", "liaison", "worker"), grace=GRACE + 5))
    watch = Watch(Path(liaison.__file__).parent) if given.reload else None
    supervisor = Supervisor(
        children, server, Greeting(settings), changed=watch.changed if watch is not None else lambda: False
    )
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, supervisor.stop)
    try:
        if server is not None and not server.is_known:
            start_database(server)
        web.start()  # loads the product while the database starts and the tables are looked after
        if server is not None:
            start_database(server)
        url = settings.database_url if server is None else server.url
        if given.demo or not is_prepared(url, settings.home):
            prepare(*(["--demo"] if given.demo else []))
    except BaseException:
        supervisor.end()
        raise
    gate.open()
    supervisor.run()
    return 0


def _settings(given: argparse.Namespace) -> Config:
    """The settings, and options in the place of some; only a wrong option is wrong usage."""
    named = {"LIAISON_PORT": given.port, "LIAISON_BIND": given.bind}
    options = {name: text for name, text in named.items() if text is not None}
    try:
        settings = config.read({**os.environ, **options})
    except WrongSetting as wrong:
        if wrong.name in options:
            given.misused(f"argument --{wrong.name.removeprefix('LIAISON_').lower()}: {wrong.remedy}")
        raise
    os.environ.update(options)  # for the children
    return settings


def prepare(*options: str) -> None:
    """Bring tables and static files up to date, in a child that may take memory and gives it back."""
    done = subprocess.run(
        python("-m", "liaison.ops.prepare", *options),
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        check=False,
        env={**os.environ, PARENT: str(os.getpid())},
    )
    if done.returncode:
        raise Explained("nothing was started.")


def take_port(settings: Config) -> socket.socket | None:
    """Refuse a port that somebody else holds; one that is just being given up is waited for.

    The answer keeps the port until the web child listens there, which is long after a first start
    began: the child's port can be shared (SO_REUSEPORT), so a second start would else succeed, and
    the two installations would answer in turn. None where only the child itself can keep it.
    """
    end = time.monotonic() + PORT_PATIENCE
    while True:
        try:
            family, _kind, _protocol, _name, place = socket.getaddrinfo(
                settings.bind, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
            )[0]
            with socket.socket(family) as trial:
                trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                trial.bind(place)
            return _hold(family, place) if sys.platform.startswith("linux") else None
        except OSError as error:
            if error.errno == errno.EADDRINUSE and time.monotonic() < end:
                time.sleep(0.1)
                continue
            raise Explained(_no_port(settings, error)) from error


def _hold(family: int, place: Any) -> socket.socket:
    """A socket that takes no connection, and lets bind to its place only who shares it, as the child does."""
    held = socket.socket(family)
    try:
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        held.bind(place)
    except OSError:
        held.close()
        raise
    return held


def _no_port(settings: Config, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"LIAISON_PORT = {settings.port} is taken by another program: stop that one, or choose "
            "another port with --port."
        )
    where = f"LIAISON_BIND = {settings.bind!r} with LIAISON_PORT = {settings.port}"
    return f"{where} cannot be used: {error.strerror}."


class Greeting:
    """Tells the operator the address once the installation answers there."""

    def __init__(self, settings: Config) -> None:
        self.settings = settings

    def __call__(self) -> bool:
        """Whether it answers."""
        connection = http.client.HTTPConnection(
            reachable_host(self.settings.bind), self.settings.port, timeout=2
        )
        try:
            connection.request("GET", "/healthz", headers={"Host": "localhost"})
            if connection.getresponse().status >= 500:
                return False
        except OSError:
            return False
        finally:
            connection.close()
        with suppress(OSError):  # who listens may have no room for it
            print(f"\n  Liaison answers at {address(self.settings)}\n", flush=True)
            if lost := lost_links(self.settings):
                print(f"  But {lost}.\n", flush=True)
        return True
