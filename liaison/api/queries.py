"""Reads of the door's own tables: tokens and first answers."""

from __future__ import annotations

import hashlib

from django.db.models import QuerySet

from liaison.accounts.models import User
from liaison.api.models import FirstAnswer, Token


def key_hash(key: str) -> str:
    """What is stored of a token's key. The key is random and long, so a plain hash is enough."""
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()


def token_by_key(key: str) -> Token | None:
    """The token with user, salesperson and team; None when unknown, revoked or its user is inactive.

    One statement.
    """
    return (
        Token.objects.select_related("user__salesperson")
        .filter(key_hash=key_hash(key), revoked_at=None, user__is_active=True)
        .order_by()
        .first()
    )


def tokens(user: User) -> QuerySet[Token]:
    """The tokens of `user` that are not revoked, newest first."""
    return Token.objects.filter(user=user, revoked_at=None).order_by("-created_at", "-id")


def first_answer(user: User, key: str) -> FirstAnswer | None:
    """The first answer to the request with that idempotency key."""
    return FirstAnswer.objects.filter(user=user, key=key).first()
