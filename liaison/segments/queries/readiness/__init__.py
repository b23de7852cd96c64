"""Whether a segment can be logged: what stands in the way, how often, and what would mend it (B-8)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.db.models import Q

from liaison.accounts.models import User
from liaison.accounts.queries import require
from liaison.accounts.rules import Right
from liaison.interactions.models import LoggedSegment
from liaison.kit.errors import Refusal
from liaison.kit.sql import rows
from liaison.kit.text import Words, colon_lazy, grouped, ngettext_lazy
from liaison.segments import rules
from liaison.segments.models import Policy, Segment, SegmentLanguage
from liaison.segments.queries.policy import policy
from liaison.segments.queries.readiness.counting import SAMPLES, LineSample, Tally, lines_with, tally
from liaison.segments.queries.readiness.problems import (
    BY_KEY,
    DEFAULT,
    PROBLEMS,
    Problem,
    mended_by_default,
    stopping,
)

__all__ = [
    "BY_KEY",
    "PROBLEMS",
    "SAMPLES",
    "Finding",
    "LineRefusal",
    "LineSample",
    "Problem",
    "Readiness",
    "Survey",
    "default_says",
    "lines_with",
    "mended_by_default",
    "readiness",
    "refusals_of",
    "stopping",
    "survey",
]


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem that some lines have: how many, and the first ten of them.

    `waived` is the reason why it does not stop the logging although it would (B-5).
    """

    problem: Problem
    count: int
    samples: tuple[LineSample, ...]
    waived: str = ""

    @property
    def stops(self) -> bool:
        """Whether nothing can be logged before it is mended."""
        return not self.problem.warning and not self.waived


@dataclass(frozen=True, slots=True)
class Readiness:
    """What a logging would meet: refusals of the head, findings on lines, and what would go out.

    `emails` and `letters` are the messages that would be sent, `recorded` the lines without, `to_mend`
    those with a problem that stops the logging. With
    `needs_approval` a second person has to look before anything is sent (B-18).
    """

    head: tuple[Refusal, ...]
    findings: tuple[Finding, ...]
    lines: int
    emails: int
    letters: int
    recorded: int
    needs_approval: bool = False
    to_mend: int = 0

    @property
    def messages(self) -> int:
        """How many would go out."""
        return self.emails + self.letters

    @property
    def ready(self) -> bool:
        """Whether nothing stands in the way."""
        return not self.head and not any(one.stops for one in self.findings)


def readiness(viewer: User, head: Segment, *, send: bool = True) -> Readiness:
    """Everything that stands in the way of logging, and what deserves a look.

    With `send` off only what matters for recording (R-SEG-109 to 111).
    """
    require(viewer, Right.READ_SEGMENTS)
    return survey(head, send=send).readiness


@dataclass(frozen=True, slots=True)
class Survey:
    """Readiness, and what a logging needs to know besides; see `Tally`."""

    readiness: Readiness
    texts: tuple[int, ...]
    own_texts: int
    campaigns: tuple[tuple[int, str, int | None], ...]
    controls: tuple[str, ...]


def survey(head: Segment, *, send: bool, warnings: bool = True) -> Survey:
    """What a logging would meet; a constant number of statements, of which one looks at the lines.

    Without `warnings` it leaves out what only deserves a look, and tells what a logging needs.
    """
    house = policy()
    asked = [one for one in PROBLEMS if (send or not one.sending) and (warnings or not one.warning)]
    counted = tally(head, house, asked, logging=not warnings)
    emails, letters = (counted.emails, counted.letters) if send else (0, 0)
    to_approve = send and _needs_approval(house, counted)
    found = Readiness(
        head=tuple(_head(head, counted.lines, to_approve=to_approve)),
        findings=tuple(
            Finding(
                _offered(head, house, one), count, samples, head.waived.get(one.key, "") if one.soft else ""
            )
            for one, count, samples in counted.found
        ),
        lines=counted.lines,
        emails=emails,
        letters=letters,
        recorded=counted.lines - emails - letters,
        needs_approval=to_approve,
        to_mend=counted.to_mend,
    )
    return Survey(
        readiness=found,
        texts=counted.texts,
        own_texts=counted.own_texts,
        campaigns=counted.campaigns,
        controls=tuple(house.control_addresses),
    )


def default_says(head: Segment) -> bool:
    """Whether the segment has anything to send in its default language; one statement."""
    said = ~Q(body="") | Q(file__isnull=False) | Q(document_template__isnull=False)
    return SegmentLanguage.objects.filter(said, segment=head, line=None, language=head.language).exists()


def _offered(head: Segment, house: Policy, problem: Problem) -> Problem:
    """The problem with the remedies that would mend it on some line; one statement where one is asked for."""
    if DEFAULT not in problem.remedies:
        return problem
    lines = lines_with(head, house, [mended_by_default(problem)])
    ((mends,),) = rows(f"SELECT EXISTS ({lines.sql})", lines.params)
    if mends:
        return problem
    return replace(problem, remedies=tuple(one for one in problem.remedies if one != DEFAULT))


def _needs_approval(house: Policy, counted: Tally) -> bool:
    """Whether a second person must look: so many messages, or a template that asks for it (B-18)."""
    many = house.approval_above is not None and counted.emails + counted.letters > house.approval_above
    return many or counted.to_approve > 0


def _head(head: Segment, lines: int, *, to_approve: bool) -> list[Refusal]:
    found = []
    if LoggedSegment.objects.filter(segment_no=head.no).exists():
        found.append(rules.already_logged(head.no))
    if not head.description:
        found.append(rules.description_missing())
    if not lines:
        found.append(rules.no_contacts(head.no))
    if to_approve and head.approved_at is None:
        found.append(rules.not_approved())
    return found


@dataclass(frozen=True, slots=True)
class LineRefusal(Refusal):
    """A refusal because of the contact `who`, or of so many `more` than those named."""

    who: Words = ""
    more: int = 0


def refusals_of(found: Readiness) -> list[Refusal]:
    """The refusals of a logging: one for each problem and sampled line (R-SEG-110).

    People know contacts, not lines: the words name those, and the line is the field of the refusal.
    """
    refusals = list(found.head)
    for finding in found.findings:
        if finding.stops:
            refusals += _of_lines(finding)
    return refusals


def _of_lines(finding: Finding) -> Iterator[LineRefusal]:
    words, code, key = finding.problem.words, finding.problem.code, finding.problem.key
    for one in finding.samples:
        who = f"{one.contact_no} {one.contact_name}"
        yield LineRefusal(colon_lazy(who, words), f"lines.{one.line_no}", code, key, who)
    if more := finding.count - len(finding.samples):
        others = ngettext_lazy("and %(n)s more", "and %(n)s more", more) % {"n": grouped(more)}
        yield LineRefusal(colon_lazy(words, others), "lines", code, key, others, more)
