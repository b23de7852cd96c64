"""Entity tags of records that people edit: a lost update is 412, nothing is overwritten."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from liaison.api.errors import Problem
from liaison.kit.errors import Conflict

Written = TypeVar("Written")
ATTEMPTS = 3
"""So often a change without `If-Match` is tried when others change the same record at once."""


def etag(version: int) -> str:
    """The tag of a record's version."""
    return f'"{version}"'


def expected_version(request: HttpRequest) -> int | None:
    """The version the caller last saw (`If-Match`); None when any will do.

    A tag that cannot be ours means the caller saw something else: 412.
    """
    header = request.headers.get("If-Match")
    if header is None or header.strip() == "*":
        return None
    tags = [tag.strip().removeprefix("W/") for tag in header.split(",")]
    versions = [int(tag[1:-1]) for tag in tags if _is_version(tag)]
    if len(versions) != 1:
        raise Problem(412, CHANGED)
    return versions[0]


def _is_version(tag: str) -> bool:
    return len(tag) <= 12 and tag[:1] == tag[-1:] == '"' and tag[1:-1].isascii() and tag[1:-1].isdigit()


CHANGED = _("Somebody changed this record in the meantime; read it again and repeat your change.")


def written_at_once(request: HttpRequest, write: Callable[[int | None], Written]) -> Written:
    """What `write` gives, which reads a record anew and writes over it what was sent.

    It takes the version the caller saw, else None: then it names the one it read, and is tried again
    when somebody else changed the record just between, so that nobody's fields are written back.
    """
    wanted = expected_version(request)
    attempt = 0
    while True:
        attempt += 1
        try:
            return write(wanted)
        except Conflict:
            if wanted is not None or attempt == ATTEMPTS:
                raise
