"""Where people reach the installation."""

from __future__ import annotations

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
