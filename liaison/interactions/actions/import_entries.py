"""Take over an old log: many entries that each have their own text, date and history."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice

from django.db import transaction
from django.utils.text import format_lazy

from liaison.accounts.models import User
from liaison.accounts.queries import require
from liaison.accounts.rules import Right
from liaison.interactions.actions.log import campaign_entry_of
from liaison.interactions.bulk import PastRow, copy_entries
from liaison.interactions.facts import InteractionsImported
from liaison.interactions.past import PastEntry
from liaison.interactions.queries.past import Known, settle_past
from liaison.kit.errors import Refusal, Refused, refuse
from liaison.kit.facts import announce
from liaison.kit.text import gettext_lazy as _

BLOCK = 5000
MAX_REASONS = 100


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import wrote: how many entries, and the number of the first and the last."""

    count: int
    first: int | None
    last: int | None


@transaction.atomic
def import_entries(lines: Iterable[PastEntry], *, by: User, at: datetime) -> Imported:
    """Write one entry for each line, in their order, by the rules of any other interaction.

    Everything or nothing: `Refused` names up to a hundred reasons with their lines. Lines are read and
    written in blocks, so that memory stays flat; a text that neighbours share is stored once. Nothing
    is sent and no webhook told of each entry, for all this happened long ago.
    """
    require(by, Right.CHANGE_SETUP)
    known, numbers, reasons = Known(by, at), array("q"), list[Refusal]()
    headings: dict[tuple[int, str], int] = {}
    source, first_line = iter(lines), 1
    while block := list(islice(source, BLOCK)):
        known.learn(block)
        rows = list(_rows(block, first_line, known, numbers, reasons))
        first_line += len(block)
        if len(reasons) >= MAX_REASONS:
            break
        if not reasons:
            headed = [_headed(row, headings, by=by, at=at) for row in rows]
            numbers.extend(copy_entries(headed, numbers))
    refuse(reasons[:MAX_REASONS])
    if numbers:
        announce(InteractionsImported(numbers[0], numbers[-1], len(numbers), by=by.pk, at=at))
    return Imported(len(numbers), numbers[0] if numbers else None, numbers[-1] if numbers else None)


def _headed(row: PastRow, headings: dict[tuple[int, str], int], *, by: User, at: datetime) -> PastRow:
    """The row under the entry of its campaign, one statement for each campaign and segment (R-CMP-13)."""
    if row.filled.campaign_id is None:
        return row
    heading = (row.filled.campaign_id, row.filled.segment_no)
    if heading not in headings:
        headings[heading] = campaign_entry_of(row.filled, by=by, at=at)
    return replace(row, filled=row.filled.changed(campaign_entry_id=headings[heading]))


def _rows(
    block: Sequence[PastEntry],
    first_line: int,
    known: Known,
    numbers: Sequence[int],
    reasons: list[Refusal],
) -> Iterator[PastRow]:
    """The settled lines; the reasons of those that cannot be written go to `reasons`."""
    for line, past in enumerate(block, first_line):
        try:
            if past.answers is not None and not 0 < past.answers < line:
                refuse(Refusal(_("There is no such line above this one."), "answers", "E-INT-29"))
            filled = settle_past(past, known)
        except Refused as refused:
            reasons += [
                Refusal(
                    format_lazy(_("Line {line}: {reason}"), line=line, reason=refusal.message),
                    refusal.field,
                    refusal.code,
                )
                for refusal in refused.refusals
            ]
            continue
        yield PastRow(filled, past, known.users[past.recorded_by], past.recorded_at or known.at)
