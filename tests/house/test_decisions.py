"""The list of decisions names each of them."""

from __future__ import annotations

import re

from tests.house.tree import ROOT

DECISIONS = ROOT / "docs" / "develop" / "decisions"


def test_every_decision_stands_in_the_list_under_its_own_words() -> None:
    listed = re.findall(
        r"^- \[(\d+)\]\((.+)\) (.+)$", (DECISIONS / "README.md").read_text("utf-8"), re.MULTILINE
    )
    headings = [
        (file, file.read_text("utf-8").split("\n", 1)[0]) for file in sorted(DECISIONS.glob("[0-9]*.md"))
    ]

    assert [f"# {number} · {words}" for number, _file, words in listed] == [head for _file, head in headings]
    assert [name for _number, name, _words in listed] == [file.name for file, _head in headings]
