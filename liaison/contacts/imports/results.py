"""What an import did, line by line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any


class Outcome(Enum):
    """What became of a line."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class LineResult:
    """What became of one line: the contact it stands for, and why not, or what to look at (`reason`)."""

    line: int
    outcome: Outcome
    no: str
    name: str
    reason: str = ""

    def as_json(self) -> dict[str, Any]:
        """For keeping as a job's result."""
        return {
            "line": self.line,
            "outcome": self.outcome.value,
            "no": self.no,
            "name": self.name,
            "reason": self.reason,
        }


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import did, or would do (`dry_run`)."""

    lines: Sequence[LineResult]
    companies: int
    """How many companies were made for persons that named one."""
    dry_run: bool

    @property
    def counts(self) -> Mapping[str, int]:
        """How many lines were created, updated, unchanged and refused."""
        found = Counter(line.outcome for line in self.lines)
        return {outcome.value: found[outcome] for outcome in Outcome}

    @property
    def refused(self) -> Sequence[LineResult]:
        """The lines that stayed out."""
        return [line for line in self.lines if line.outcome is Outcome.REFUSED]

    def as_json(self, *, most: int) -> dict[str, Any]:
        """For keeping as a job's result: the counts, and the lines, up to `most` of each kind.

        First are those that say something, then the `others`, by what becomes of them.
        """
        telling = [line.as_json() for line in self.lines if line.reason]
        others: dict[str, list[LineResult]] = {outcome.value: [] for outcome in Outcome}
        for line in self.lines:
            if not line.reason:
                others[line.outcome.value].append(line)
        return {
            "counts": dict(self.counts),
            "companies": self.companies,
            "dry_run": self.dry_run,
            "lines": telling[:most],
            "more": max(0, len(telling) - most),
            "others": {
                key: {
                    "lines": [line.as_json() for line in found[:most]],
                    "more": max(0, len(found) - most),
                }
                for key, found in others.items()
                if found
            },
        }
