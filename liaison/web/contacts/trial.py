"""What the pages of an import show: the columns of the file, and what becomes of its lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from liaison.contacts.imports import FIELDS, ImportResult, Source, propose_mapping
from liaison.jobs.models import UNFINISHED, Job, JobState
from liaison.kit.text import Words

AT_ONCE = 1000
"""So many lines are tried and taken in while the reader waits, and all are shown; more are work for a job."""
STATES: Mapping[str, Words] = {
    "created": _("created"),
    "updated": _("updated"),
    "unchanged": _("unchanged"),
    "refused": _("refused"),
}


@dataclass(frozen=True, slots=True)
class FileColumn:
    """A column of the file: heading, first values, and the field it fills."""

    name: str
    heading: str
    values: Sequence[str]
    field: str


@dataclass(frozen=True)
class Upload:
    """A file that was read, and which columns fill which fields."""

    source: Source
    mapping: Mapping[str, Sequence[int]]

    @classmethod
    def read(cls, source: Source, given: QueryDict) -> Upload:
        """The columns as chosen on the page or kept in the address, else as their headings propose."""
        if source.table is None:
            return cls(source, {})
        if "column_0" not in given:
            return cls(source, propose_mapping(source.header))
        chosen: dict[str, list[int]] = {}
        for place in range(len(source.header)):
            name = given.get(f"column_{place}", "")
            if name in FIELDS:
                chosen.setdefault(name, []).append(place)
        return cls(source, chosen)

    @cached_property
    def columns(self) -> list[FileColumn]:
        """The columns of a table; none of cards."""
        filled = {place: name for name, places in self.mapping.items() for place in places}
        rows = self.source.table.rows[:3] if self.source.table is not None else ()
        return [
            FileColumn(
                name=f"column_{place}",
                heading=heading or str(place + 1),
                values=[row[place] for _line, row in rows if row[place].strip()],
                field=filled.get(place, ""),
            )
            for place, heading in enumerate(self.source.header)
        ]

    @property
    def chosen(self) -> dict[str, str]:
        """Which field each column fills, as the page sends it; empty for none."""
        return {column.name: column.field for column in self.columns}


@dataclass(frozen=True, slots=True)
class Told:
    """One line, and what becomes of it."""

    line: int
    outcome: str
    no: str
    name: str
    reason: str

    @property
    def words(self) -> Words:
        """What became of it."""
        return STATES[self.outcome]

    @property
    def kind(self) -> str:
        """The colour of the state."""
        return "bad" if self.outcome == "refused" else "warn"


@dataclass(frozen=True, slots=True)
class Others:
    """The lines of one kind that say nothing; `more` are not shown."""

    outcome: str
    lines: Sequence[Told]
    more: int

    @property
    def words(self) -> Words:
        """What becomes of them."""
        return STATES[self.outcome]

    @property
    def count(self) -> int:
        """How many they are."""
        return len(self.lines) + self.more


@dataclass(frozen=True)
class ShownResult:
    """What was done, or would be."""

    counts: Mapping[str, int]
    companies: int
    dry_run: bool
    lines: Sequence[Told] = field(default_factory=tuple)
    more: int = 0
    others: Sequence[Others] = field(default_factory=tuple)

    @classmethod
    def of(cls, result: ImportResult) -> ShownResult:
        """The result of an import that was waited for."""
        return cls.kept(result.as_json(most=AT_ONCE))

    @classmethod
    def kept(cls, result: Mapping[str, Any]) -> ShownResult:
        """The result that a job kept; refused lines first."""
        lines = [Told(**line) for line in result["lines"]]
        lines.sort(key=lambda line: (line.outcome != "refused", line.line))
        kept = result.get("others", {})
        others = [
            Others(key, [Told(**line) for line in kept[key]["lines"]], kept[key]["more"])
            for key in STATES
            if key in kept
        ]
        return cls(result["counts"], result["companies"], result["dry_run"], lines, result["more"], others)

    @property
    def figures(self) -> list[tuple[int, Words]]:
        """The counts with their names."""
        return [
            *((self.counts[key], words) for key, words in STATES.items()),
            (self.companies, _("companies made")),
        ]

    @property
    def usable(self) -> bool:
        """Whether taking the contacts in would change anything."""
        return bool(self.counts["created"] or self.counts["updated"])


@dataclass(frozen=True)
class Work:
    """A job that takes contacts in, as its page shows it."""

    job: Job

    @property
    def going_on(self) -> bool:
        """Whether it waits or runs."""
        return self.job.state in UNFINISHED

    @property
    def result(self) -> ShownResult | None:
        """What it did, once it succeeded."""
        return ShownResult.kept(self.job.result) if self.job.state == JobState.SUCCEEDED else None

    @property
    def reasons(self) -> list[Words]:
        """Why it did nothing."""
        if self.job.state == JobState.STOPPED:
            return [_("The import was stopped; nothing was taken in.")]
        told = [error["message"] for error in self.job.result.get("errors", ()) if error["message"]]
        return told or [_("The import failed; nothing was taken in. Try again, or tell your administrator.")]
