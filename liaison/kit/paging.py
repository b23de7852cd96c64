"""Keyset paging: a page starts after the last row seen, so page 100 costs what page 1 costs."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Generic, NoReturn, TypeVar

from liaison.kit.clock import can_be_kept
from liaison.kit.errors import Refusal, Refused
from liaison.kit.text import gettext_lazy as _

Row = TypeVar("Row")
DEFAULT_LIMIT = 50
MAX_LIMIT = 500


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Some rows in order and the cursor after them; `next` is None on the last page."""

    items: Sequence[Row]
    next: str | None


def encode_cursor(*keys: object) -> str:
    """The opaque text of the sort keys of the last row shown (text, integers or None)."""
    raw = json.dumps(keys, separators=(",", ":"), ensure_ascii=False).encode()
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def decode_cursor(cursor: str, *types: type) -> tuple[Any, ...]:
    """The sort keys behind `cursor`; a cursor that is not ours is refused.

    `types` are the expected types of the keys, in order; booleans do not pass for integers.
    """
    try:
        raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        keys = json.loads(raw)
        json.dumps(keys, ensure_ascii=False).encode()  # half a character is none
    except (ValueError, binascii.Error, RecursionError):
        keys = None
    if (
        not isinstance(keys, list)
        or len(keys) != len(types)
        or any(type(key) is not expected for key, expected in zip(keys, types, strict=True))
        or any(isinstance(key, int) and abs(key) >= 2**63 for key in keys)
        or any(isinstance(key, str) and "\x00" in key for key in keys)
    ):
        refuse_cursor()
    return tuple(keys)


def decode_moment(key: str) -> datetime:
    """The moment behind the key of a cursor (ISO 8601 with its offset); anything else is refused."""
    try:
        moment = datetime.fromisoformat(key)
    except ValueError:
        refuse_cursor()
    if not can_be_kept(moment):
        refuse_cursor()
    return moment


def decode_amount(key: str) -> Decimal:
    """The amount behind the key of a cursor; anything else is refused."""
    if not re.fullmatch(r"-?[0-9]{1,30}(\.[0-9]{1,30})?", key):
        refuse_cursor()
    return Decimal(key)


def refuse_cursor() -> NoReturn:
    """The answer to a cursor that is not ours."""
    raise Refused(Refusal(_("This page link is not valid; start again."), field="cursor", code="cursor"))
