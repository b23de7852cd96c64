"""What the verbs of accounts check alike."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import models

from liaison.kit.codes import fits_address, not_for_addresses
from liaison.kit.errors import Refusal, refuse
from liaison.kit.text import gettext_lazy as _

NOT_A_CODE = _("Enter a code of at most 20 characters.")


def clean_code(code: str) -> str:
    """`code` in capitals without blanks around; refused when empty or longer than 20, or with a slash."""
    cleaned = code.strip().upper()
    if not cleaned or len(cleaned) > 20:
        refuse(Refusal(NOT_A_CODE, "code"))
    if not fits_address(cleaned):
        refuse(not_for_addresses())
    return cleaned


def refuse_taken(rows: models.QuerySet[models.Model], field: str, value: str) -> None:
    """Refuse when `rows` has one already; `value` is what is taken."""
    if rows.exists():
        refuse(Refusal(_("“%(value)s” already exists.") % {"value": value}, field))


def check_shape(row: models.Model, fields: Iterable[str]) -> None:
    """Refuse what the columns of `row` cannot hold: too long, no address, no such choice."""
    names = set(fields)
    exclude = [field.name for field in row._meta.fields if field.name not in names]
    try:
        row.clean_fields(exclude=exclude)
    except ValidationError as error:
        refuse(
            [
                Refusal(message, field)
                for field, messages in error.message_dict.items()
                for message in messages
            ]
        )
