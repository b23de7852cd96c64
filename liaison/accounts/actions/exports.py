"""What is taken out of Liaison is written down (B-20)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import TypeVar

from django.db import transaction

from liaison.accounts.models import DataExport, User
from liaison.accounts.queries import require
from liaison.accounts.rules import Right
from liaison.kit.errors import Refusal, refuse
from liaison.kit.text import gettext_lazy as _

Row = TypeVar("Row")
LONGEST = 255
"""Characters of a purpose."""


@transaction.atomic
def note_export(
    what: str,
    file_format: str,
    *,
    purpose: str,
    subject: str = "",
    narrowed: str = "",
    by: User,
    at: datetime,
) -> DataExport:
    """Write down who takes data of people out, which, and what for; refused without a purpose."""
    require(by, Right.EXPORT)
    purpose = purpose.strip()
    if not purpose:
        refuse(Refusal(_("Say what the data is for."), "purpose"))
    return DataExport.objects.create(
        what=what,
        subject=subject,
        narrowed=narrowed,
        file_format=file_format,
        purpose=purpose[:LONGEST],
        exported_by=by,
        exported_at=at,
    )


def take_out(
    what: str,
    file_format: str,
    rows: Iterable[Row],
    *,
    purpose: str,
    subject: str = "",
    narrowed: str = "",
    by: User,
    at: datetime,
) -> Iterator[Row]:
    """Note the export, see `note_export`, and hand over the rows, which are counted as they leave."""
    export = note_export(what, file_format, purpose=purpose, subject=subject, narrowed=narrowed, by=by, at=at)
    return _counted(export, rows)


def _counted(export: DataExport, rows: Iterable[Row]) -> Iterator[Row]:
    """The rows; once they end or break off, how many they were is written down."""
    count = 0
    try:
        for count, row in enumerate(rows, 1):  # noqa: B007 - told after the loop
            yield row
    finally:
        DataExport.objects.filter(pk=export.pk).update(rows=count)
