"""Sentences that do not repeat: texts of the four languages with choices and values in them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from random import Random
from typing import Any

CHOICE = re.compile(r"\[([^\[\]]*\|[^\[\]]*)\]")


@dataclass(frozen=True, slots=True)
class Kind:
    """What may be said on one occasion."""

    titles: tuple[str, ...]
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Speech:
    """One language: its occasions, and its lists of words by name."""

    kinds: dict[str, Kind]
    words: dict[str, Any]

    def kind(self, name: str) -> Kind:
        """The occasion `name`."""
        return self.kinds[name]


@cache
def speech(language: str) -> Speech:
    """The texts of fr, de, it or en."""
    folder = resources.files("liaison.ops.demo").joinpath("texts")
    given = tomllib.loads(folder.joinpath(f"{language}.toml").read_text(encoding="utf-8"))
    words = given.pop("words")
    kinds = {
        name: Kind(tuple(row.get("titles", ())), tuple(row["texts"])) for name, row in sorted(given.items())
    }
    return Speech(kinds, words)


def dice(*seed: object) -> Random:
    """Chance that falls the same way for the same seed."""
    return Random(" ".join(map(str, seed)))  # noqa: S311 - invented data, no secret


def say(text: str, values: Mapping[str, str], random: Random) -> str:
    """`text` with one of each ``[choice|choice]`` taken and each ``{name}`` filled in."""
    return CHOICE.sub(lambda found: random.choice(found[1].split("|")), text).format_map(values)


SEPARATORS = {"fr": "\u202f", "de": "’", "it": "’", "en": ","}


def grouped(number: int, language: str) -> str:
    """A number as people write it in that language."""
    return f"{number:,}".replace(",", SEPARATORS[language])


def money(amount: int, language: str) -> str:
    """A sum of whole francs."""
    return f"CHF {grouped(amount, language)}"
