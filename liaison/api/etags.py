"""Entity tags of records that people edit: a lost update is 412, nothing is overwritten."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from liaison.api.errors import Problem


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


def match_version(request: HttpRequest, version: int) -> None:
    """412 unless the record still has the version the caller saw."""
    wanted = expected_version(request)
    if wanted is not None and wanted != version:
        raise Problem(412, CHANGED)
