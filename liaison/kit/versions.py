"""Two people at one record: which state somebody saw, and that an old one overwrites nothing."""

from __future__ import annotations

import json
from typing import TypeVar
from zlib import crc32

from django.db import IntegrityError, models
from psycopg.errors import ForeignKeyViolation, UniqueViolation

from liaison.kit.errors import Conflict
from liaison.kit.text import gettext_lazy as _

Row = TypeVar("Row", bound=models.Model)
UNSEEN = frozenset({"password", "last_login"})
"""Columns that nobody writes from what a form showed."""
DEPENDS = _("Somebody else changed what this depends on; try again.")
"""What the database noticed after every check had passed."""


def version_of(row: models.Model) -> int:
    """The version of `row`, from 1: the one it has, else one made of what it says."""
    own = getattr(row, "version", None)
    return int(own) if own is not None else made_of(row)


def made_of(row: models.Model, *more: object) -> int:
    """A number for what the columns of `row` say, and `more` that belongs to it in other tables.

    It needs no column, and no statement that writes many rows can forget to count it.
    """
    names = [field.attname for field in row._meta.concrete_fields if field.attname not in UNSEEN]
    return version_for([[getattr(row, name) for name in names], more])


def version_for(said: object) -> int:
    """A number for what is `said`, from 1: whoever says the same gets the same."""
    return crc32(json.dumps(said, sort_keys=True, default=str).encode()) or 1


def locked(row: Row, version: int | None, *, no_key: bool = False) -> Row:
    """The newest state of `row`, kept from others until the end of the transaction.

    `version` is the one the reader saw; when somebody changed the row since, raises `Conflict`. With
    `no_key` others may still begin to refer to the row, whose key stays as it is.
    """
    rows = type(row)._default_manager.select_for_update(of=("self",), no_key=no_key)  # noqa: SLF001
    fresh = rows.filter(pk=row.pk).first()
    if fresh is None or (version is not None and version_of(fresh) != version):
        raise changed_meanwhile()
    return fresh


def changed_meanwhile() -> Conflict:
    """Somebody else was quicker."""
    return Conflict(
        _("Somebody else has changed this in the meantime. Load it again and repeat your change.")
    )


def others_were_quicker(error: IntegrityError) -> bool:
    """Whether somebody else added the same, or deleted what is needed, between the checks and the writing."""
    return isinstance(error.__cause__, UniqueViolation | ForeignKeyViolation)
