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

    The first sets are begun at once. While the parts of one are put to use the next is taken apart and
    `lanes` more are being made; beyond these none is begun. `sets` is read by who asks for the parts, in
    its own thread.
    """
    making, parting = ThreadPoolExecutor(lanes), ThreadPoolExecutor(1)
    source = iter(sets)
    waiting: deque[Future[Sequence[Part]]] = deque()

    def part(given: Given, coming: Future[Made]) -> Sequence[Part]:
        return take_apart(given, coming.result())

    def begin() -> None:
        while len(waiting) <= lanes:
            try:
                given = next(source)
            except StopIteration:
                return
            except Exception as error:  # noqa: BLE001 - raised when its turn comes
                waiting.append(Future())
                waiting[-1].set_exception(error)
                return
            waiting.append(parting.submit(part, given, making.submit(make, given)))

    def parts() -> Iterator[Part]:
        try:
            while waiting:
                ready = waiting.popleft().result()
                begin()
                yield from ready
        finally:  # whoever asks for no more waits only for what has begun
            for pool in (making, parting):
                pool.shutdown(wait=True, cancel_futures=True)

    begin()
    return parts()
