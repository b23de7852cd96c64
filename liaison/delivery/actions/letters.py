"""Making the letters of a claim together: one set, one wait for the disk, three statements."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from django.db import transaction

from liaison.delivery.bulk import Claim, MadeLetter, count_in_run, end_letters
from liaison.delivery.channels.letter import Printed
from liaison.delivery.facts import DeliverySettled
from liaison.delivery.models import Item
from liaison.delivery.paper import Paper
from liaison.files.actions import FileRefused, store_files
from liaison.interactions.actions.settled import SettledLetter, note_letters
from liaison.interactions.models import DeliveryStatus
from liaison.kit.errors import Refused
from liaison.kit.facts import announce

AT_ONCE = 100
"""So many letters are kept and written down together."""
LONGEST = 90.0
"""Seconds after which the letters of a claim that are not made yet are given up, for a fresh claim."""


@dataclass(frozen=True, slots=True)
class LetterTask:
    """A claimed item, and everything its letter is made of."""

    item: Item
    claim: Claim
    paper: Paper


def make_letters(
    tasks: Sequence[LetterTask],
    *,
    clock: Callable[[], datetime],
    refused: Callable[[LetterTask, Refused], object],
) -> list[Claim]:
    """Make and settle the letters, each with its own file (R-SEG-134); returns the claims left over.

    `refused` hears of those that cannot be made (R-SEG-137, 138). Files and states of a hundred letters
    are one transaction: they are made once or again, never half.
    """
    from liaison.delivery.channels.letter_sets import print_letters  # noqa: PLC0415 - see `letters`

    began = time.monotonic()
    made = print_letters([task.paper for task in tasks], at=clock())
    left = dict(enumerate(tasks))
    while time.monotonic() - began < LONGEST and (found := list(islice(made, AT_ONCE))):
        ready: list[tuple[LetterTask, Printed]] = []
        for place, printed in found:
            task = left.pop(place)
            if isinstance(printed, Refused):
                refused(task, printed)
            else:
                ready.append((task, printed))
        _keep(ready, clock=clock, refused=refused)
    return [task.claim for task in left.values()]


def _keep(
    ready: Sequence[tuple[LetterTask, Printed]],
    *,
    clock: Callable[[], datetime],
    refused: Callable[[LetterTask, Refused], object],
) -> None:
    if not ready:
        return
    try:
        _settle(ready, at=clock())
    except FileRefused as why:
        if len(ready) == 1:
            refused(ready[0][0], why)
            return
        for one in ready:
            _keep([one], clock=clock, refused=refused)


@transaction.atomic
def _settle(ready: Sequence[tuple[LetterTask, Printed]], *, at: datetime) -> None:
    stored = store_files([printed.file.content for _task, printed in ready], at=at)
    letters = {
        task.claim.item: MadeLetter(task.claim, file.pk, printed.file.name, printed.note)
        for (task, printed), file in zip(ready, stored, strict=True)
    }
    mine = end_letters(list(letters.values()), at=at)
    ended = [letter for item, letter in letters.items() if item in mine]
    note_letters(
        [SettledLetter(one.claim.entry, one.claim.contact, one.copy, one.name, one.note) for one in ended],
        at=at,
    )
    for one in ended:
        announce(
            DeliverySettled(
                item=one.claim.item,
                entry=one.claim.entry,
                contact=one.claim.contact,
                channel="hard_copy",
                state=DeliveryStatus.SENT,
                reply=one.note,
                at=at,
            )
        )
    counted = [one.claim.run for one in ended if one.claim.run is not None]
    for run in sorted(set(counted)):
        count_in_run(run, [("sending", "sent")] * counted.count(run), at=at)
