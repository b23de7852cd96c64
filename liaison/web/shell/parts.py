"""The small values that views hand to components."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from liaison.kit.text import Words


class Crumb(NamedTuple):
    """One step of the way to a page; without `url` it is not a link."""

    text: Words
    url: str = ""


@dataclass(frozen=True, slots=True)
class Tab:
    """One page of a record."""

    text: Words
    url: str
    current: bool = False
    count: str | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a guide."""

    text: Words

    def __str__(self) -> str:
        return str(self.text)


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a chart: what it stands for and its parts by channel, from the bottom up."""

    label: Words
    parts: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Said:
    """One changed field as the reader sees it."""

    label: Words
    old: Words
    new: Words
