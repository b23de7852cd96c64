"""The address a message comes back to: `name+number.signature@domain`.

It is on the envelope, so that bounces name it, and beside the sender's own address in Reply-To, so
that answers do. The signature keeps others from settling deliveries that are not theirs by guessing
numbers. Letters are small and few, as some servers change their case.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re

from django.conf import settings

_TAGGED = re.compile(r"([^@+]{1,31})\+([0-9]{1,19})\.([a-z2-7]{16})@([^@]+)")
_SALT = b"liaison.mail.return_address"


def return_address_for(number: int) -> str:
    """Where the message of that number comes back to; empty when no mailbox takes such addresses."""
    name, _at, domain = settings.CONFIG.return_address.partition("@")
    if not name:
        return ""
    return f"{name}+{number}.{_sign(number, settings.SECRET_KEY)}@{domain}"


def number_in(address: str) -> int | None:
    """The number in an address that we made; None for any other."""
    found = _TAGGED.fullmatch(address.strip().lower())
    if found is None:
        return None
    number = int(found[2])
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    if any(hmac.compare_digest(_sign(number, key), found[3]) for key in keys):
        return number
    return None


def _sign(number: int, key: str | bytes) -> str:
    secret = key.encode() if isinstance(key, str) else key
    digest = hmac.new(secret + _SALT, str(number).encode(), hashlib.sha256).digest()
    return base64.b32encode(digest[:10]).decode("ascii").lower()
