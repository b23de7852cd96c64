"""What a new installation and the demonstration say is printed as a printer would print it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

LIAISON = Path(__file__).resolve().parents[3] / "liaison"
TEXTS = sorted([*LIAISON.glob("interactions/seed/*.toml"), *LIAISON.glob("ops/demo/texts/*.toml")])
STRAIGHT = re.compile(r"\w'\w|\"")


def words(value: Any) -> Iterator[str]:
    """Every text of a file, however deep; tags of written texts apart, whose attributes have quotes."""
    if isinstance(value, str):
        yield re.sub(r"<[^>]*>", "", value)
    elif isinstance(value, dict):
        for inner in value.values():
            yield from words(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from words(inner)


@pytest.mark.parametrize("file", TEXTS, ids=lambda file: f"{file.parent.name}-{file.stem}")
def test_apostrophes_and_quotes_are_those_of_print(file: Path) -> None:
    found = list(words(tomllib.loads(file.read_text(encoding="utf-8"))))
    assert len(found) > 10
    assert [text for text in found if STRAIGHT.search(text)] == []
