"""Reads of the door's own tables: tokens."""

from __future__ import annotations

import hashlib
from functools import cache
from itertools import islice
from typing import Any

from django.db import DEFAULT_DB_ALIAS

from liaison.accounts.models import Salesperson, User
from liaison.api.models import Token
from liaison.kit.sql import rows_often


def key_hash(key: str) -> str:
    """What is stored of a token's key. The key is random and long, so a plain hash is enough."""
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()


def token_by_key(key: str) -> Token | None:
    """The token with its user and salesperson; None when unknown, revoked or its user is inactive.

    One statement, written by hand: every request begins with it, and building the same question
    anew by the mapper costs several times what the database needs to answer it.
    """
    sql, names = _token_question()
    found = rows_often(sql, {"key": key_hash(key)})
    if not found:
        return None
    values = iter(found[0])
    token, user, salesperson = (
        model.from_db(DEFAULT_DB_ALIAS, fields, list(islice(values, len(fields)))) for model, fields in names
    )
    user.salesperson = salesperson if salesperson.pk is not None else None
    token.user = user
    return token  # type: ignore[no-any-return]


@cache
def _token_question() -> tuple[str, list[tuple[Any, list[str]]]]:
    """The statement, and for each model the fields it answers, in order."""
    columns: list[str] = []
    names: list[tuple[Any, list[str]]] = []
    for alias, model in (("t", Token), ("u", User), ("s", Salesperson)):
        fields = model._meta.concrete_fields
        columns += [f'{alias}."{field.column}"' for field in fields]
        names.append((model, [field.attname for field in fields]))
    sql = f"""
        SELECT {", ".join(columns)}
        FROM api_token t
        JOIN app_user u ON u.id = t.user_id
        LEFT JOIN salesperson s ON s.id = u.salesperson_id
        WHERE t.key_hash = %(key)s AND t.revoked_at IS NULL AND u.is_active"""
    return sql, names
