"""What a source is: where its rows are, which of them belong to a contact, and its fields."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from liaison.kit.text import Words
from liaison.segments.criteria import CODE, TEXT, FieldShape, SourceShape

DESCRIBED = "coalesce(nullif(descriptions ->> %(language)s, ''), description)"
"""What a code is called in the reader's language."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a source: `sql` is its value, with ``{r}`` for a row of the source, ``{c}`` the contact.

    A code is looked up: `sql` then is the id of a row of `table`, whose `column` people type and whose
    `name` they read. A `strict` one refuses a value that is named and not there, as "not that one" would
    mean everybody; where it is no id, `known` is the table that tells by its column `no` which there are.
    """

    shape: FieldShape
    sql: str
    table: str = ""
    column: str = "code"
    name: str = ""
    strict: bool = False
    known: str = ""

    @property
    def place(self) -> tuple[str, str] | None:
        """The table and column where a value that is named is looked up; None for plain values."""
        if self.known:
            return self.known, "no"
        return (self.table, self.column) if self.table else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A kind of row that criteria may ask for.

    `owner` is the SQL that says which rows ``{r}`` belong to the contact ``{c}``; `c.company_id` is the
    company itself for a company. A source without `table` is the contact itself. `always` is a further
    condition, left out when the filter names the field `unless_named`. `guarded` rows are only those
    that the person who asks may see in the log. A source that stands `inside` another is judged on the
    same row of that one, ``{o}`` (R-SEG-60); of ours none does yet, as those are of later domains. `also`
    is where rows go when they end here, with the same fields: for criteria that name them they count there
    as they did here.
    """

    key: str
    words: Words
    plural: Words = ""
    table: str = ""
    owner: str = "{r}.contact_id = {c}.id"
    fields: Mapping[str, Field]
    always: str = ""
    unless_named: str = ""
    guarded: bool = False
    inside: str = ""
    also: Source | None = None

    @property
    def shape(self) -> SourceShape:
        """What people may ask of it, without SQL."""
        return SourceShape(
            self.key,
            self.words,
            {key: one.shape for key, one in self.fields.items()},
            self.plural if self.table else "",
        )

    def places_of(self, key: str) -> list[Field]:
        """The field, and the same one of `also`: each place where a code that is named may stand."""
        return [self.fields[key], *([self.also.fields[key]] if self.also is not None else [])]


def field(  # noqa: PLR0913 - one line of a list
    key: str,
    words: Words,
    sql: str = "",
    *,
    type: str = TEXT,  # noqa: A002 - the word of the glossary
    table: str = "",
    column: str = "code",
    name: str = DESCRIBED,
    choices: Iterable[tuple[str, Words]] = (),
    strict: bool = False,
    known: str = "",
) -> Field:
    """A field; with a `table` it is a code: `sql` is the id of its row, `name` the SQL of its name."""
    shape = FieldShape(key, words, CODE if table and type == TEXT else type, tuple(choices))
    return Field(shape, sql or f"{{r}}.{key}", table, column, name, strict, known)


def fields(*given: Field) -> Mapping[str, Field]:
    """The fields by key, in the order in which they are offered."""
    return {one.shape.key: one for one in given}
