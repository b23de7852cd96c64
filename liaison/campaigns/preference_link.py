"""The signed link by which a contact, not signed in, says what it wants to receive (B-6).

The signature is the authority: whoever holds the link speaks for that contact on that channel. It never
ends, as messages are kept for years; it falls only with the key of the installation, and former keys in
Django's fallbacks still open it.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.core.signing import BadSignature, Signer

_SALT = "liaison.preferences"
_SHORT = {"email": "e", "hard_copy": "h"}
_LONG = {short: channel for channel, short in _SHORT.items()}


@dataclass(frozen=True, slots=True)
class PreferenceLink:
    """Whose link it is, the number of the entry it was sent with, and what that entry was about."""

    contact: int
    entry: int
    channel: str
    topic: str

    def token(self) -> str:
        """The link as letters, digits and the signs ``.-_``, which no mail program takes apart."""
        return _signer().sign_object([self.contact, self.entry, _SHORT[self.channel], self.topic])

    def path(self) -> str:
        """Where the page is on our own address."""
        return f"/preferences/{self.token()}/"


def read_token(token: str) -> PreferenceLink | None:
    """What a link says; None for whatever we did not sign."""
    try:
        contact, entry, short, topic = _signer().unsign_object(token)
    except (BadSignature, ValueError):
        return None
    return PreferenceLink(contact, entry, _LONG[short], topic)


def _signer() -> Signer:
    return Signer(salt=_SALT, sep=".")
