"""A file of any kind becomes lines."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from liaison.contacts.imports.cards import line_of_card
from liaison.contacts.imports.columns import check_mapping
from liaison.contacts.imports.lines import ContactLine, line_of_row
from liaison.contacts.imports.tables import Table, read_csv
from liaison.contacts.imports.texts import check_size, unreadable
from liaison.contacts.imports.vcards import Card, is_vcard, read_vcards
from liaison.contacts.imports.workbooks import is_workbook, read_workbook

_OTHER_KINDS = (
    b"%PDF",
    b"\xd0\xcf\x11\xe0",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\x1f\x8b",
    b"7z\xbc\xaf",
)


@dataclass(frozen=True, slots=True)
class Source:
    """A file that was read: a table with headings, or cards."""

    kind: str
    """``csv``, ``xlsx`` or ``vcard``."""
    table: Table | None = None
    cards: Sequence[Card] = ()

    @property
    def header(self) -> tuple[str, ...]:
        """The headings of a table; none for cards."""
        return () if self.table is None else self.table.header

    @property
    def size(self) -> int:
        """How many lines there are."""
        return len(self.cards) if self.table is None else len(self.table.rows)


def read_source(content: bytes) -> Source:
    """What is in a file; its kind shows in the content, whatever its name.

    Raises:
        Refused: empty, too large, damaged, or of a kind that is not read.
    """
    check_size(content)
    if is_workbook(content):
        return Source("xlsx", read_workbook(content))
    if is_vcard(content):
        return Source("vcard", cards=read_vcards(content))
    if content.startswith(_OTHER_KINDS):
        raise unreadable()
    return Source("csv", read_csv(content))


@dataclass(frozen=True, slots=True)
class Lines(Collection[ContactLine]):
    """The contacts in a source, read anew each time: those of a large file are never held all at once."""

    source: Source
    mapping: Mapping[str, Sequence[int]]
    kind: str

    def __iter__(self) -> Iterator[ContactLine]:
        if self.source.table is None:
            return (line_of_card(card, kind=self.kind) for card in self.source.cards)
        return (line_of_row(line, row, self.mapping, kind=self.kind) for line, row in self.source.table.rows)

    def __len__(self) -> int:
        return self.source.size

    def __contains__(self, line: object) -> bool:
        return any(line == one for one in self)


def lines_of(source: Source, mapping: Mapping[str, Sequence[int]] | None = None, *, kind: str = "") -> Lines:
    """The contacts in `source`; a table needs the `mapping` of its columns.

    `kind` (``company``, ``person``) is the type of the lines that do not show theirs.
    """
    given = mapping or {}
    if source.table is not None:
        check_mapping(given)
    return Lines(source, given, kind)
