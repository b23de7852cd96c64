"""What the handbook calls things, in the languages of the screens: `python -m tests.house.names` writes it.

The handbook names what stands on the English pages in italics; the catalogues say what stands there in the
others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from tests.house.catalogues import ROOT, TRANSLATED, messages, read, source

HANDBOOK = ROOT / "docs" / "use"
TARGET = HANDBOOK / "names.md"
BESIDE = ("docs/run/install.md", "docs/run/backup.md", "docs/api/getting-started.md")
"""Other pages that name screens."""
CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
ITALIC = re.compile(r"(?<![*\w])\*(?!\*)([^*]+?)\*(?!\*)")
OTHERS = frozenset(
    {
        "All that match",  # stands there with their number
        "House number",
        "Insert",  # of Word, as are the next two
        "MergeField",
        "Quick Parts",
        "It is not known whether the server took the message",  # the beginning of it
        "Out of office",  # of whoever answers
    }
)
"""What the handbook writes so and no page of Liaison has as a name."""
INTRODUCTION = """\
# Names in other languages

Made by `make generated`; do not edit.

The handbook calls screens, buttons and fields what they are called in English. In the other languages they are:

| English | français | Deutsch | italiano |
|---|---|---|---|"""


def names_in(text: str) -> Iterator[str]:
    """What stands in italics and begins with a capital; the steps of a way (*More → History*) one by one."""
    for found in ITALIC.finditer(CODE.sub("", text)):
        for name in " ".join(found[1].split()).split(" → "):
            if name[0].isupper() and not name.isupper() and not name.endswith(":"):
                yield name


def translations(language: str) -> Mapping[str, str]:
    """The words of the screens with what they are in the language; with several, each once."""
    found: dict[str, list[str]] = {}
    for message in messages(read(source(language), language)):
        english = message.id if isinstance(message.id, str) else message.id[0]
        said = str(message.string if isinstance(message.string, str) else (message.string or ("",))[0])
        if said not in found.setdefault(english, []):
            found[english].append(said)
    return {english: " / ".join(said) for english, said in found.items()}


def handbook() -> list[Path]:
    """The pages for those who use Liaison, but for the one that is written here."""
    return [path for path in sorted(HANDBOOK.glob("*.md")) if path != TARGET]


def page() -> str:
    """The whole table."""
    pages = [*handbook(), *(ROOT / name for name in BESIDE)]
    names = {name for path in pages for name in names_in(path.read_text(encoding="utf-8"))}
    known = [translations(language) for language in TRANSLATED]
    shown = sorted((name for name in names if name in known[0]), key=str.casefold)
    lines = [f"| {' | '.join((name, *(one[name] for one in known)))} |" for name in shown]
    return "\n".join((INTRODUCTION, *lines, ""))


if __name__ == "__main__":
    TARGET.write_text(page(), encoding="utf-8")
