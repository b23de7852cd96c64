"""Sets made side by side."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from liaison.letters import beside
from liaison.letters.beside import in_turn


def twice(given: int, made: str) -> list[str]:
    return [f"{given} {made} a", f"{given} {made} b"]


def test_parts_come_in_the_order_of_their_sets() -> None:
    """R-SEG-134: also when a later set is made sooner"""
    second = threading.Event()

    def make(given: int) -> str:
        if given == 0:
            assert second.wait(60)
        if given == 1:
            second.set()
        return "made"

    found = list(in_turn(range(3), make, twice, lanes=2))
    assert found == [f"{number} made {letter}" for number in range(3) for letter in "ab"]


def test_no_more_are_begun_than_wait_for_their_turn() -> None:
    """R-SEG-134: what is being made is in memory"""
    begun: list[int] = []

    def numbers() -> Iterator[int]:
        for number in range(10):
            begun.append(number)
            yield number

    parts = in_turn(numbers(), str, twice, lanes=2)
    assert begun == [0, 1, 2]
    for number in range(10):
        assert (next(parts), next(parts)) == (f"{number} {number} a", f"{number} {number} b")
        assert len(begun) == min(number + 4, 10)
    assert list(parts) == []


def test_what_goes_wrong_is_told_when_its_turn_comes() -> None:
    """R-SEG-137"""

    def make(given: int) -> str:
        if given == 1:
            raise ValueError(given)
        return "made"

    def sets() -> Iterator[int]:
        yield 0
        raise ValueError("no 1")

    for given in (range(3), sets()):
        parts = in_turn(given, make, twice, lanes=1)
        assert [next(parts), next(parts)] == ["0 made a", "0 made b"]
        with pytest.raises(ValueError, match="1"):
            next(parts)


def test_what_nobody_asks_for_any_more_is_not_begun(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[int] = []
    begun, going_on = threading.Event(), threading.Event()

    class Watched(ThreadPoolExecutor):
        """What is being made goes on once nothing else can begin."""

        def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: FBT002 - the library's
            super().shutdown(wait=False, cancel_futures=cancel_futures)
            going_on.set()
            super().shutdown(wait=wait)

    def make(given: int) -> str:
        made.append(given)
        if given:
            begun.set()
            assert going_on.wait(60)
        return "made"

    monkeypatch.setattr(beside, "ThreadPoolExecutor", Watched)
    parts = in_turn(range(9), make, twice, lanes=1)
    assert next(parts) == "0 made a"
    assert begun.wait(60)
    parts.close()  # type: ignore[attr-defined]
    assert made == [0, 1]
