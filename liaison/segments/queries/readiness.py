"""Whether a segment can be logged: what stands in the way, how often, and what would mend it (B-8)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from liaison.accounts.models import User
from liaison.accounts.queries import require
from liaison.accounts.rules import Right
from liaison.interactions.models import LoggedSegment
from liaison.kit.errors import Refusal
from liaison.kit.sql import Question, rows
from liaison.kit.text import gettext_lazy as _
from liaison.segments import rules
from liaison.segments.effective import (
    ALL_JOINED,
    CAMPAIGN,
    DATE,
    DOCUMENT,
    EMAIL,
    HAS_CONTENT,
    HAS_OWN_TEXT,
    LANGUAGE,
    SALESPERSON,
    TYPE,
)
from liaison.segments.models import Segment

SAMPLES = 10
REFUSED = f"""EXISTS (
    SELECT 1 FROM contact_consent w WHERE w.contact_id = c.id AND w.agreement <> 'given'
      AND w.channel = {TYPE} AND w.topic IN ('', g.code))"""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with some lines: its SQL condition, words, code, and the remedies that mend it.

    `sending` ones matter only when documents are sent; a `warning` does not stop the logging.
    """

    key: str
    sql: str
    words: str | Promise
    code: str
    remedies: tuple[str, ...] = ("take_out",)
    sending: bool = False
    warning: bool = False
    counted: str = ""

    @property
    def count(self) -> str:
        """How many lines have it, as SQL over all lines."""
        return self.counted or f"count(*) FILTER (WHERE {self.sql})"


PROBLEMS = (
    Problem("no_template", "e.template_id IS NULL", _("No interaction template"), "E-SEG-25", ()),
    Problem(
        "no_salesperson",
        "e.salesperson_id IS NULL",
        _("No salesperson"),
        "E-SEG-24",
        ("set_salesperson", "take_out"),
    ),
    Problem("blocked", "e.privacy_blocked", _("Blocked for privacy"), "E-SEG-33"),
    Problem("archived", "e.archived", _("Contact archived"), "E-SEG-34"),
    Problem(
        "unsubscribed",
        "e.refused",
        _("Does not want to be written to"),
        "E-SEG-35",
        ("no_sending", "take_out"),
        sending=True,
    ),
    Problem(
        "no_email",
        "e.type = 'email' AND e.email = '' AND e.address_id IS NULL",
        _("No e-mail address"),
        "E-SEG-27",
        ("use_hard_copy", "no_sending", "take_out"),
        sending=True,
    ),
    Problem(
        "no_postal_address",
        "e.type = 'hard_copy' AND e.has_postal_address IS NOT TRUE",
        _("No postal address"),
        "E-SEG-36",
        ("use_email", "no_sending", "take_out"),
        sending=True,
    ),
    Problem(
        "no_document",
        "e.type <> 'none' AND NOT e.has_content",
        _("No document in the language"),
        "E-SEG-28",
        ("use_default_language", "no_sending", "take_out"),
        sending=True,
    ),
    Problem(
        "duplicate",
        "e.type = 'email' AND e.email <> '' AND e.nth > 1",
        _("Same e-mail address as another line"),
        "",
        ("take_out",),
        sending=True,
        warning=True,
        counted="""(SELECT coalesce(sum(d.lines - 1), 0)::bigint FROM (
            SELECT count(*) AS lines FROM e WHERE type = 'email' AND email <> '' GROUP BY lower(email)) d)""",
    ),
    Problem(
        "not_sent",
        "e.type = 'none' OR (e.type = 'email' AND e.email = '' AND e.address_id IS NOT NULL)",
        _("Recorded, but not sent"),
        "",
        ("take_out",),
        sending=True,
        warning=True,
    ),
    Problem(
        "other_language",
        "e.has_content AND e.language <> e.contact_language AND e.contact_language <> ''",
        _("Written to in another language"),
        "",
        (),
        warning=True,
    ),
)
BY_KEY = {problem.key: problem for problem in PROBLEMS}

NTH = f"""CASE WHEN {EMAIL} <> '' THEN
    row_number() OVER (PARTITION BY lower({EMAIL}), {TYPE} ORDER BY l.line_no) ELSE 1 END"""
"""Which of the lines with one e-mail address this is; what takes longest to know."""

LINES = f"""
    SELECT l.id, l.line_no, l.contact_id, c.no, c.name, c.privacy_blocked,
           c.archived_at IS NOT NULL AS archived, t.id AS template_id, {SALESPERSON} AS salesperson_id,
           {TYPE} AS type, {EMAIL} AS email, a.id AS address_id,
           {TYPE} <> 'hard_copy' OR c.address <> '' OR c.city <> '' OR a.address <> '' OR a.city <> ''
               OR EXISTS (SELECT 1 FROM contact k
                          WHERE k.id = c.company_id AND (k.address <> '' OR k.city <> ''))
               AS has_postal_address,
           {HAS_CONTENT} AS has_content, {LANGUAGE} AS language, c.language AS contact_language,
           x.id AS text_id, {HAS_OWN_TEXT} AS own_text, {CAMPAIGN} AS campaign_id,
           {DOCUMENT} AS document_id, {REFUSED} AS refused,
           {DATE} AS occurred_on, {NTH} AS nth
    {ALL_JOINED}
    LEFT JOIN interaction_group g ON g.id = t.group_id"""


@dataclass(frozen=True, slots=True)
class LineSample:
    """A line with a problem."""

    line_no: int
    contact_no: str
    contact_name: str


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem that some lines have: how many, and the first ten of them."""

    problem: Problem
    count: int
    samples: tuple[LineSample, ...]


@dataclass(frozen=True, slots=True)
class Readiness:
    """What a logging would meet: refusals of the head, findings on lines, and what would go out.

    `emails` and `letters` are the messages that would be sent, `recorded` the lines without.
    """

    head: tuple[Refusal, ...]
    findings: tuple[Finding, ...]
    lines: int
    emails: int
    letters: int
    recorded: int

    @property
    def ready(self) -> bool:
        """Whether nothing stands in the way."""
        return not self.head and all(one.problem.warning for one in self.findings)


def readiness(viewer: User, head: Segment, *, send: bool = True) -> Readiness:
    """Everything that stands in the way of logging, and what deserves a look.

    With `send` off only what matters for recording (R-SEG-109 to 111).
    """
    require(viewer, Right.READ_SEGMENTS)
    return survey(head, send=send).readiness


@dataclass(frozen=True, slots=True)
class Survey:
    """Readiness, and what a logging needs to know besides.

    `texts` are the languages of the segment that lines use (0: none), `own_texts` how many lines have a
    text of their own, `campaigns` each campaign with date and salesperson of its first line (R-CMP-11).
    """

    readiness: Readiness
    texts: tuple[int, ...]
    own_texts: int
    campaigns: tuple[tuple[int, str, int | None], ...]


USED = """
    (SELECT coalesce(jsonb_agg(DISTINCT coalesce(text_id, 0)), '[]') FROM e WHERE NOT own_text),
    count(*) FILTER (WHERE own_text),
    (SELECT coalesce(jsonb_agg(jsonb_build_array(u.campaign_id, u.first_day, (
        SELECT f.salesperson_id FROM e f WHERE f.campaign_id = u.campaign_id
        ORDER BY f.occurred_on, f.line_no LIMIT 1)) ORDER BY u.campaign_id), '[]')
     FROM (SELECT campaign_id, min(occurred_on) AS first_day FROM e
           WHERE campaign_id IS NOT NULL GROUP BY campaign_id) u)"""


def survey(head: Segment, *, send: bool, warnings: bool = True) -> Survey:
    """What a logging would meet; one statement, a second when lines share an e-mail address.

    Without `warnings` it leaves out what only deserves a look.
    """
    asked = [one for one in PROBLEMS if (send or not one.sending) and (warnings or not one.warning)]
    told = ", ".join(f"{one.count}, {_samples_of(one)}" for one in asked)
    ((lines, emails, letters, texts, own_texts, campaigns, *found),) = rows(
        f"""
        WITH e AS MATERIALIZED ({LINES.replace(NTH, "1")})
        SELECT count(*), count(*) FILTER (WHERE type = 'email' AND email <> ''),
               count(*) FILTER (WHERE type = 'hard_copy'), {USED}, {told} FROM e""",
        {"segment": head.pk},
    )
    counts = dict(zip((one.key for one in asked), found[::2], strict=True))
    samples = {
        one.key: _as_samples(sampled)
        for one, sampled in zip(asked, found[1::2], strict=True)
        if counts[one.key]
    }
    if counts.get("duplicate"):
        samples["duplicate"] = _duplicates(head)
    hit = [(one, counts[one.key]) for one in asked if counts[one.key]]
    findings = tuple(Finding(one, count, samples[one.key]) for one, count in hit)
    if not send:
        emails = letters = 0
    return Survey(
        Readiness(_head(head, lines), findings, lines, emails, letters, lines - emails - letters),
        tuple(json.loads(texts)),
        own_texts,
        tuple((one[0], one[1], one[2]) for one in json.loads(campaigns)),
    )


def _head(head: Segment, lines: int) -> tuple[Refusal, ...]:
    found = []
    if LoggedSegment.objects.filter(segment_no=head.no).exists():
        found.append(rules.already_logged(head.no))
    if not head.description:
        found.append(rules.description_missing())
    if not lines:
        found.append(rules.no_contacts(head.no))
    return tuple(found)


def _samples_of(problem: Problem) -> str:
    return (
        "(SELECT jsonb_agg(jsonb_build_array(q.line_no, q.no, q.name) ORDER BY q.line_no) FROM"
        f" (SELECT * FROM e WHERE {problem.sql} ORDER BY line_no LIMIT {SAMPLES}) q)"
    )


def _as_samples(sampled: str | None) -> tuple[LineSample, ...]:
    return tuple(LineSample(*one) for one in json.loads(sampled or "[]"))


def _duplicates(head: Segment) -> tuple[LineSample, ...]:
    """The first lines with an address that an earlier one has; only asked when there are such."""
    sql = f"WITH e AS MATERIALIZED ({LINES}) SELECT {_samples_of(BY_KEY['duplicate'])}"
    return _as_samples(rows(sql, {"segment": head.pk})[0][0])


def lines_with(head: Segment, problem: Problem) -> Question:
    """The question for the ids of the lines that have a problem."""
    return Question(f"SELECT e.id FROM ({LINES}) e WHERE {problem.sql}", {"segment": head.pk})


def refusals_of(found: Readiness) -> list[Refusal]:
    """The refusals of a logging: one for each problem and sampled line (R-SEG-110)."""
    refusals = list(found.head)
    for finding in found.findings:
        if finding.problem.warning:
            continue
        values: dict[str, Any] = {"problem": finding.problem.words, "count": finding.count}
        refusals += [
            Refusal(
                _("Line %(line)s, %(no)s %(name)s: %(problem)s")
                % {"line": one.line_no, "no": one.contact_no, "name": one.contact_name, **values},
                f"lines.{one.line_no}",
                finding.problem.code,
            )
            for one in finding.samples
        ]
        if finding.count > len(finding.samples):
            refusals.append(
                Refusal(_("%(problem)s: %(count)s lines in all") % values, "lines", finding.problem.code)
            )
    return refusals
