"""Making the letters of a claim together: one set, one wait for the disk, three statements."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
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
from liaison.interactions.actions.sent import hold_each
from liaison.interactions.actions.settled import SettledLetter, note_letters
from liaison.interactions.models import DeliveryStatus
from liaison.kit.errors import Refused
from liaison.kit.facts import announce

AT_ONCE = 100
"""So many letters are kept and written down together."""
KEEP_AFTER = 15.0
"""Seconds after which what is made by then is kept, where each letter takes long: nobody makes it again."""
BEGUN_TOGETHER = 500
"""So many letters are begun together; the next ones are prepared while these are made.

More are hardly quicker, and what is being made at one time is what takes the memory.
"""
LONGEST = 90.0
"""Seconds after which the letters of a claim that are not made yet are given up, for a fresh claim."""


@dataclass(frozen=True, slots=True)
class LetterTask:
    """A claimed item, and everything its letter is made of."""

    item: Item
    claim: Claim
    paper: Paper


def make_letters(
    tasks: Iterable[LetterTask],
    *,
    clock: Callable[[], datetime],
    refused: Callable[[LetterTask, Refused], object],
) -> list[Claim]:
    """Make and settle the letters, each with its own file (R-SEG-134); returns the claims left over.

    Of `tasks` no more are asked for than can be made in time. `refused` hears of those that cannot be
    made (R-SEG-137, 138). Files and states of a hundred letters, or of as many as are made in a quarter of
    a minute, are one transaction: they are made once or again, never half.
    """
    began = kept = time.monotonic()
    left: dict[int, LetterTask] = {}
    ready: list[tuple[LetterTask, Printed]] = []
    made = _printed(tasks, left, at=clock())
    # What is in hand is filled up first: a set that took long has all of its letters made by then.
    while (ready or time.monotonic() - began < LONGEST) and (found := next(made, None)) is not None:
        item, printed = found
        task = left.pop(item)
        if isinstance(printed, Refused):
            refused(task, printed)
        else:
            kept = kept if ready else time.monotonic()
            ready.append((task, printed))
        if len(ready) >= AT_ONCE or (ready and time.monotonic() - kept >= KEEP_AFTER):
            _keep(ready, clock=clock, refused=refused)
            ready = []
    _keep(ready, clock=clock, refused=refused)
    return [task.claim for task in left.values()]


def _printed(
    tasks: Iterable[LetterTask], left: dict[int, LetterTask], *, at: datetime
) -> Iterator[tuple[int, Printed | Refused]]:
    """The file of each letter with its item; what is taken from `tasks` stands in `left` then."""
    from liaison.delivery.channels.letter_sets import print_letters  # noqa: PLC0415 - see `letters`

    source = iter(tasks)
    begun: deque[tuple[list[int], Iterator[tuple[int, Printed | Refused]]]] = deque()

    def begin() -> None:
        if some := list(islice(source, BEGUN_TOGETHER)):
            left.update((task.claim.item, task) for task in some)
            begun.append(
                ([task.claim.item for task in some], print_letters([task.paper for task in some], at=at))
            )

    begin()
    while begun:
        begin()
        items, made = begun.popleft()
        yield from ((items[place], printed) for place, printed in made)


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
    claims = [task.claim for task, _printed in ready]
    hold_each([claim.entry for claim in claims], [claim.contact for claim in claims])
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
