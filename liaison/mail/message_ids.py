"""The Message-ID of what we send, `<liaison.number.moment@domain>`: how it is made, and how it is told."""

from __future__ import annotations

import re
from datetime import datetime
from itertools import islice
from uuid import uuid4

from django.conf import settings

from liaison.mail.messages import envelope_address

_OURS = re.compile(r"<liaison\.([0-9]{1,18})\.[0-9]{1,18}@[^<>\s]{1,200}>")
_OURS_IN_BYTES = re.compile(_OURS.pattern.encode())


def message_id_of(number: int, queued_at: datetime) -> str:
    """Of the message of that number, put on the list at that moment: for every attempt the same."""
    return f"<liaison.{number}.{int(queued_at.timestamp() * 1_000_000)}@{_domain()}>"


def message_id_unlogged(what: str) -> str:
    """Of a message that is not logged, to people of the house; `what` it is for is one word."""
    return f"<liaison.{what}.{uuid4().hex}@{_domain()}>"


def _domain() -> str:
    return envelope_address(settings.CONFIG.email_from).rpartition("@")[2]


def number_of(message_id: str) -> int | None:
    """The number of the message; None where `message_id` is not one of ours."""
    found = _OURS.fullmatch(message_id)
    return int(found[1]) if found is not None else None


def begins_with_ours(header: str) -> bool:
    """Whether a header names a message of ours first."""
    return _OURS.match(header) is not None


def ours_in(content: bytes, *, most: int) -> list[str]:
    """Those that are named somewhere in the bytes of a message, the first ones of them."""
    return [found[0].decode("ascii", "replace") for found in islice(_OURS_IN_BYTES.finditer(content), most)]
