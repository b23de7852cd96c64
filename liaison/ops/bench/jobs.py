"""The jobs that are measured, with what must and what should be reached."""

from __future__ import annotations

from dataclasses import dataclass, field
from statistics import median
from typing import Any

TIMES = frozenset({"s", "ms"})
PARTS = ("reading", "serving", "writing", "segments", "sending", "letters")
LARGE = ".large"
"""Stands behind the keys of what is measured again at the largest size."""


@dataclass(frozen=True, slots=True)
class Job:
    """One line of the table: what, against which key, and the shares of it that must and should be reached.

    For a `ceiling` the share is how many times the yardstick it takes, and less is better.
    """

    key: str
    name: str
    against: str
    must: float
    aim: float
    ceiling: bool = False


AMONG = "the same among 1,000,000 contacts and 10,000,000 entries"
ONE, HTTP, READ = "J1.insert_commit", "over HTTP with a token", "timeline, 50 newest of a contact with 1,000"
JOBS = (
    Job("log_one", "log one through the verb, committed", ONE, 0.25, 0.40),
    Job("log_one_http", f"log one {HTTP}", ONE, 0.06, 0.12),
    Job("log_many.10000", "log_many for 10,000 contacts", "J2.insert_select.10000", 1.0, 2.0),
    Job("log_many.100000", "log_many for 100,000 contacts", "J2.insert_select.100000", 1.0, 2.0),
    Job("log_many.1000000", "log_many for 1,000,000 contacts", "J2.insert_select.100000", 1.0, 2.0),
    Job("timeline", f"{READ}, data layer", "J3.timeline_sql", 0.15, 0.30),
    Job("timeline_json", f"{READ}, JSON {HTTP}", "J3.timeline_json", 0.10, 0.20),
    Job("timeline_page", f"{READ}, the page over HTTP", "J3.timeline_html", 0.03, 0.06),
    Job("growth.contact", "growth: contact with 1,000 entries against 50", "", 1.3, 1.1, True),
    Job("growth.page", "growth: page 100 of the log against page 1", "", 1.3, 1.1, True),
    Job("growth.log", "growth: timeline in 10,000,000 entries against 1,000,000", "", 1.3, 1.1, True),
    Job("timeline_company", "timeline of a company, 50 people, 20,000 entries", "timeline", 2.0, 1.3, True),
    Job("search.rare", "search, rare word, newest 50", "J6.fts_rare", 0.3, 0.6),
    Job("search.common", "search, common word, newest 50", "J6.fts_common", 0.3, 0.6),
    Job("find.misspelt", "find a contact by name with a typing error (ms)", "", 50, 15, True),
    Job("find.phone", "find a contact by phone (ms)", "", 50, 15, True),
    Job("find.mail", "find a contact by e-mail (ms)", "", 50, 15, True),
    Job("statistics.template", "statistics of a template over a period", "by_hand.template", 0.8, 0.95),
    Job("statistics.group", "statistics of a group over a period", "by_hand.group", 0.8, 0.95),
    Job("start", "liaison run, warm, to the first page (s)", "", 3.0, 3.0, True),
    Job("memory", "web and worker together, resident (MB)", "", 350, 350, True),
    Job("weight", "the heaviest page over the wire with all it needs (kB)", "", 60, 60, True),
    Job("statements.log_one", "statements of logging one", "", 8, 8, True),
    Job("statements.log_many", "more statements for 100 times the contacts", "", 0, 0, True),
    Job("memory.log_many", "memory that logging for 100,000 takes (MB)", "", 20, 5, True),
    Job("segment.preview", "segment: preview of an add with three sources (ms)", "", 1000, 100, True),
    Job("segment.preview.ratio", "the same against the best by hand", "", 1.3, 1.1, True),
    Job("target_list", "segment: target list of three sources", "J4.select_into_list", 0.5, 0.8),
    Job("segment.add", "segment: add 100,000 lines (s)", "", 5, 2, True),
    Job("segment.refine", "segment: refine 100,000 lines (s)", "", 3, 1, True),
    Job("segment.go_back", "segment: go back, 100,000 lines (s)", "", 3, 1, True),
    Job("segment.preview.large", f"preview, {AMONG} (ms)", "", 1000, 100, True),
    Job("segment.preview.ratio.large", "the same against the best by hand", "", 1.3, 1.1, True),
    Job("target_list.large", f"target list, {AMONG}", "J4.select_into_list", 0.5, 0.8),
    Job("segment.add.large", f"add 100,000 lines, {AMONG} (s)", "", 5, 2, True),
    Job("segment.refine.large", f"refine them, {AMONG} (s)", "", 3, 1, True),
    Job("segment.go_back.large", f"go back, {AMONG} (s)", "", 3, 1, True),
    Job("log_segment.10000", "log a segment of 10,000", "J2.insert_select.10000", 0.7, 1.5),
    Job("log_segment.100000", "log a segment of 100,000", "J2.insert_select.100000", 0.7, 1.5),
    Job("log_segment.1000000", "log a segment of 1,000,000", "J2.insert_select.100000", 0.7, 1.5),
    Job("statements.log_segment", "more statements for the largest segment than for 1,000", "", 0, 0, True),
    Job("worksheet", "the worksheet of the largest segment, over HTTP (ms)", "", 300, 150, True),
    Job("growth.pages", "other people’s pages while a segment is logged, against idle", "", 2.0, 1.3, True),
    Job("growth.progress", "progress of the largest sending against 1,000", "", 1.3, 1.1, True),
    Job("sending", "mails to a server nearby from two workers (1/s)", "", 300, 500),
    Job("letters.word", "Word letters by one worker to one PDF (1/s)", "", 10_000 / 60, 250),
    Job("letters.written", "letters written in Liaison by one worker to one PDF (1/s)", "", 10_000 / 40, 400),
    Job("memory.letters", "memory of that worker, LibreOffice included (MB)", "", 600, 400, True),
    Job("memory.log_segment", "more memory for the largest than for 1,000 (MB)", "", 100, 20, True),
)  # fmt: skip


@dataclass(slots=True)
class Results:
    """What was measured so far, by key; and what the server itself reached last, by the limits' keys.

    A measurement stands against what the server reached right before: the machine may be quicker or
    slower an hour later.
    """

    found: dict[str, dict[str, Any]] = field(default_factory=dict)
    limits: dict[str, dict[str, Any]] = field(default_factory=dict)
    yardsticks: dict[str, dict[str, Any]] = field(default_factory=dict)

    def add(self, key: str, unit: str, values: list[float], **notes: Any) -> float:
        """Keep a measurement; returns its median."""
        middle = median(values)
        ordered = sorted(values)
        self.found[key] = {
            "key": key,
            "unit": unit,
            "median": round(middle, 4),
            "min": round(ordered[0], 4),
            "max": round(ordered[-1], 4),
            "runs": len(values),
            **notes,
        }
        against = next((job.against for job in JOBS if job.key == key), "")
        if against in self.limits:
            self.yardsticks[key] = self.limits[against]
        return middle

    def yardstick(self, job: Job) -> dict[str, Any] | None:
        """What the job stands against, if that was measured."""
        return self.yardsticks.get(job.key) or self.found.get(job.against)

    def share(self, job: Job) -> float | None:
        """How the job stands against its yardstick; None where one of both was not measured."""
        ours = self.found.get(job.key)
        if ours is None:
            return None
        if not job.against:
            return float(ours["median"])
        yardstick = self.yardstick(job)
        if yardstick is None:
            return None
        mine, other = float(ours["median"]), float(yardstick["median"])
        if job.ceiling:
            return mine / other
        return other / mine if ours["unit"] in TIMES else mine / other

    def as_json(self) -> dict[str, Any]:
        """What `limits.py --compare` reads: each measurement with the key it stands against."""
        against = {job.key: job.against for job in JOBS if job.against}
        names = {job.key: job.name for job in JOBS}
        return {
            "results": [
                {**row, "against": against.get(key, ""), "name": names.get(key, key)}
                for key, row in self.found.items()
            ]
        }


def verdict(job: Job, share: float) -> str:
    """Whether what must be is reached, and what should be."""
    if job.ceiling:
        return "aim" if share <= job.aim else "must" if share <= job.must else "MISSED"
    return "aim" if share >= job.aim else "must" if share >= job.must else "MISSED"


def table(results: Results) -> list[str]:
    """The table as Markdown: job, what was measured, the yardstick, the share, must and aim."""
    lines = [
        "| job | measured | yardstick | share | must | aim | reached |",
        "|---|--:|--:|--:|--:|--:|---|",
    ]
    for job in JOBS:
        share = results.share(job)
        if share is None:
            continue
        ours = results.found[job.key]
        other = results.yardstick(job)
        sign = "≤ " if job.ceiling else ""
        lines.append(
            f"| {job.name} | {_figure(ours['median'])} {ours['unit']} |"
            f" {_figure(other['median']) + ' ' + other['unit'] if other else '–'} |"
            f" {_figure(share)}{' ×' if job.ceiling and job.against else ''} |"
            f" {sign}{_figure(job.must)} | {sign}{_figure(job.aim)} | {verdict(job, share)} |"
        )
    return lines


def _figure(value: float) -> str:
    if value >= 100 or value == int(value):
        return f"{value:,.0f}"
    return f"{value:.2f}" if value >= 1 else f"{value:.3f}"
