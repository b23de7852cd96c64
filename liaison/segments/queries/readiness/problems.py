"""What may be wrong with lines: the condition, the words, and what mends it (B-5, B-7, B-8)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from liaison.kit.text import Words
from liaison.kit.text import gettext_lazy as _
from liaison.segments.models import Segment


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something wrong with some lines: its SQL condition on a settled line `e`, words, code and remedies.

    `sending` ones matter only when documents are sent; a `warning` does not stop the logging; a `soft`
    one is waived by a person who says why (B-5). With `shared`, the lines after the first that share
    this value have it, and `sql` says which lines are compared at all.
    """

    key: str
    sql: str
    words: Words
    code: str = ""
    remedies: tuple[str, ...] = ("take_out",)
    sending: bool = True
    warning: bool = False
    soft: bool = False
    shared: str = ""


DEFAULT = "use_default_language"
NOT_SENT = ("no_sending", "take_out")
NOT_OUT = "(e.type = 'none' OR (e.type = 'email' AND e.email = '' AND e.address_id IS NOT NULL))"
"""Whether a line is recorded only; so is one with an alternative address and no e-mail at all (R-SEG-111)."""
SENT = f"NOT {NOT_OUT}"
PROBLEMS = (
    Problem(
        key="no_template",
        sql="e.template_id IS NULL",
        words=_("No interaction template"),
        code="E-SEG-25",
        remedies=(),
        sending=False,
    ),
    Problem(
        key="no_salesperson",
        sql="e.salesperson_id IS NULL",
        words=_("No salesperson"),
        code="E-SEG-24",
        remedies=("set_salesperson", "take_out"),
        sending=False,
    ),
    Problem(
        key="blocked",
        sql="e.privacy_blocked",
        words=_("Blocked for privacy"),
        code="E-SEG-33",
        sending=False,
    ),
    Problem(key="archived", sql="e.archived", words=_("Contact archived"), code="E-SEG-34", sending=False),
    Problem(
        key="unsubscribed",
        sql=f"{SENT} AND e.refused",
        words=_("Does not want to be written to"),
        code="E-SEG-35",
        remedies=NOT_SENT,
    ),
    Problem(
        key="bounced",
        sql=f"{SENT} AND e.bounced",
        words=_("Address does not work"),
        code="E-SEG-35",
        remedies=("use_hard_copy", *NOT_SENT),
    ),
    Problem(
        key="no_email",
        sql="e.type = 'email' AND e.email = '' AND e.address_id IS NULL",
        words=_("No e-mail address"),
        code="E-SEG-27",
        remedies=("use_hard_copy", *NOT_SENT),
    ),
    Problem(
        key="no_postal_address",
        sql="e.type = 'hard_copy' AND e.has_postal_address IS NOT TRUE",
        words=_("No postal address"),
        code="E-SEG-36",
        remedies=("use_email", *NOT_SENT),
    ),
    Problem(
        key="no_document",
        sql=f"{SENT} AND NOT e.has_content",
        words=_("No document in the language"),
        code="E-SEG-28",
        remedies=(DEFAULT, *NOT_SENT),
    ),
    Problem(
        key="quiet",
        sql=f"{SENT} AND e.quiet",
        words=_("On the quiet list"),
        code="E-SEG-47",
        remedies=NOT_SENT,
        soft=True,
    ),
    Problem(
        key="too_often",
        sql=f"{SENT} AND e.too_often",
        words=_("Written to too often lately"),
        code="E-SEG-48",
        remedies=NOT_SENT,
        soft=True,
    ),
    Problem(
        key="excluded",
        sql=f"{SENT} AND e.excluded",
        words=_("Excluded from segments"),
        code="E-SEG-52",
        remedies=NOT_SENT,
        soft=True,
    ),
    Problem(
        key="unfinished",
        sql=f"{SENT} AND e.unfinished",
        words=_("Text with a passage to fill in"),
        remedies=(),
        warning=True,
    ),
    Problem(
        key="ungreeted",
        sql=f"{SENT} AND e.ungreeted",
        words=_("No salutation in the language"),
        remedies=(),
        warning=True,
    ),
    Problem(
        key="duplicate",
        sql="e.type = 'email' AND e.email <> ''",
        words=_("Same e-mail address as another line"),
        warning=True,
        shared="hashtextextended(lower(e.email), 0)",
    ),
    Problem(
        key="household",
        sql="e.type = 'hard_copy' AND e.home <> ''",
        words=_("Same household as another line"),
        warning=True,
        shared="hashtextextended(lower(e.home), 0)",
    ),
    Problem(
        key="not_sent",
        sql=NOT_OUT,
        words=_("Recorded, but not sent"),
        warning=True,
    ),
    Problem(
        key="other_language",
        sql="e.has_content AND e.language <> '' AND e.contact_language <> ''"
        " AND e.language <> e.contact_language",
        words=_("Written to in another language"),
        remedies=(),
        sending=False,
        warning=True,
    ),
)


def mended_by_default(problem: Problem) -> Problem:
    """The problem where the segment's default language would mend it: not for texts of a line's own."""
    return replace(problem, sql=f"{problem.sql} AND e.mended_by_default")


BY_KEY = {problem.key: problem for problem in PROBLEMS}


def stopping(head: Segment) -> list[Problem]:
    """Those that stop the logging of a segment, unless somebody waived them: their lines are to be mended."""
    return [one for one in PROBLEMS if not one.warning and one.key not in head.waived]
