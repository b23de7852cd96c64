"""No test reaches out: a connection that leads away from this machine is refused, with its address.

Programs that tests start are not held, nor is the driver of the database, which has a network of its own.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable
from functools import wraps
from typing import Any


class ReachedOut(AssertionError):
    """A test would have spoken to another machine."""


def leads_away(family: int, address: Any) -> bool:
    """Whether `address` is of another machine; a name is, but for the one of this machine."""
    if family not in {socket.AF_INET, socket.AF_INET6}:
        return False
    host = str(address[0])
    try:
        found = ipaddress.ip_address(host)
    except ValueError:
        return host not in {"", "localhost"}
    return not (found.is_loopback or found.is_unspecified)


def _barred(real: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(real)
    def only_at_home(self: socket.socket, *given: Any) -> Any:
        if leads_away(self.family, given[-1]):
            raise ReachedOut(f"a test would have reached {given[-1]}")
        return real(self, *given)

    return only_at_home


def bar() -> None:
    """Let no socket of this process reach out, from now on."""
    for name in ("connect", "connect_ex", "sendto"):
        setattr(socket.socket, name, _barred(getattr(socket.socket, name)))
