"""Facts reach who listens; a refusal says why."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from liaison.kit.errors import Refused
from liaison.kit.facts import announce, heard, listen


@dataclass(frozen=True)
class Happened:
    number: int


def test_who_listens_twice_hears_once() -> None:
    got: list[int] = []

    def hear(fact: Happened) -> None:
        got.append(fact.number)

    assert not heard(Happened)
    for _time in range(2):
        assert listen(Happened)(hear) is hear
    announce(Happened(7))
    assert (got, heard(Happened)) == ([7], True)


def test_a_refusal_needs_a_reason() -> None:
    with pytest.raises(ValueError, match="needs a reason"):
        Refused()
