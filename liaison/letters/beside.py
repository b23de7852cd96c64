"""Sets made side by side: some are being made, one is taken apart, and one is put to use."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

Given = TypeVar("Given")
Made = TypeVar("Made")
Part = TypeVar("Part")


def in_turn(
    sets: Iterable[Given],
    make: Callable[[Given], Made],
    take_apart: Callable[[Given, Made], Sequence[Part]],
    *,
    lanes: int,
) -> Iterator[Part]:
    """All parts of the sets, in order; what goes wrong with a set is raised when its turn comes.

    While the parts of one set are put to use the next is taken apart and `lanes` more are being made;
    beyond these none is begun. `sets` is read by who asks for the parts, in its own thread.
    """

    def part(given: Given, coming: Future[Made]) -> Sequence[Part]:
        return take_apart(given, coming.result())

    waiting: deque[Future[Sequence[Part]]] = deque()
    with ThreadPoolExecutor(lanes) as making, ThreadPoolExecutor(1) as parting:
        try:
            for given in sets:
                waiting.append(parting.submit(part, given, making.submit(make, given)))
                if len(waiting) > lanes + 1:
                    yield from waiting.popleft().result()
            while waiting:
                yield from waiting.popleft().result()
        finally:  # whoever asks for no more waits only for what has begun
            for pool in (making, parting):
                pool.shutdown(wait=False, cancel_futures=True)
