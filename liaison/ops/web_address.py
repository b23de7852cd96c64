"""Where people reach the installation."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from liaison.config import Config, in_url


def reachable_host(bind: str) -> str:
    """A host under which a server listening on `bind` answers on this machine."""
    if bind in {"0.0.0.0", ""}:  # noqa: S104 - compared, not bound
        return "127.0.0.1"
    return "::1" if bind == "::" else bind


def address(settings: Config) -> str:
    """The address for the browser."""
    if settings.public_url.startswith(f"http://{in_url(settings.bind)}:"):
        return f"http://{in_url(reachable_host(settings.bind))}:{settings.port}/"
    return f"{settings.public_url}/"


def lost_links(settings: Config) -> str:
    """What is wrong with the links in messages that leave this machine; empty if nothing is.

    Without LIAISON_PUBLIC_URL they name what Liaison listens on: any address, or one that every machine has
    for itself. The latter may be a trial, if the mail server is on this machine as well.
    """
    if settings.smtp is None:
        return ""
    public, server = _own(urlsplit(settings.public_url).hostname or ""), _own(settings.smtp.host)
    if public is None or (public.is_loopback and server is not None):
        return ""
    return f"links in messages lead to {settings.public_url}; set LIAISON_PUBLIC_URL"


def _own(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """The address of a host that is this machine for whoever names it; None of any other."""
    try:
        found = ipaddress.ip_address("127.0.0.1" if host.lower().rstrip(".") == "localhost" else host)
    except ValueError:
        return None
    return found if found.is_loopback or found.is_unspecified else None
