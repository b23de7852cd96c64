"""One-click remedies for what readiness shows (B-8)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from liaison.accounts.models import User
from liaison.accounts.queries import require
from liaison.accounts.rules import Right
from liaison.kit.errors import Refused
from liaison.segments import rules
from liaison.segments.actions._found import found
from liaison.segments.actions._history import note_change
from liaison.segments.actions.select import run_step
from liaison.segments.bulk.lines import write_values
from liaison.segments.models import Action, ChangeKind, StepKind
from liaison.segments.queries.policy import policy
from liaison.segments.queries.readiness import BY_KEY, default_says, lines_with, mended_by_default
from liaison.segments.queries.segments import segment_to_change
from liaison.segments.rules import Selection

VALUES: dict[str, dict[str, Any]] = {
    "use_hard_copy": {"correspondence_type": "hard_copy"},
    "use_email": {"correspondence_type": "email"},
    "no_sending": {"correspondence_type": "none"},
}


@transaction.atomic
def apply_remedy(no: str, problem: str, remedy: str, *, salesperson: str = "", by: User, at: datetime) -> int:
    """Mend one problem on all lines that have it, by one statement; returns how many lines changed.

    `remedy` is one of those the problem names: take_out (a step like any other), use_hard_copy,
    use_email, no_sending (recorded only), use_default_language (for lines without texts of their own;
    refused where that says nothing), set_salesperson.
    """
    require(by, Right.EDIT_SEGMENTS if remedy == "take_out" else Right.CHANGE_SEGMENTS)
    head = segment_to_change(no)
    known = BY_KEY.get(problem)
    if known is None or remedy not in known.remedies:
        raise Refused(rules.unknown(remedy if known else problem, "remedy"))
    lines = lines_with(head, policy(), [known])
    if remedy == "take_out":
        step = Selection(action=Action.REDUCE)
        return run_step(head, step, kind=StepKind.HAND, lines=lines, by=by, at=at).changed
    if remedy == "set_salesperson":
        own = {"salesperson": found({"salesperson": salesperson}).get("salesperson_id")}
        if own["salesperson"] is None:
            raise Refused(rules.unknown(salesperson, "salesperson"))
    elif remedy == "use_default_language":
        if not default_says(head):
            raise Refused(rules.default_says_nothing())
        lines = lines_with(head, policy(), [mended_by_default(known)])
        own = {"language": head.language}
    else:
        own = VALUES[remedy]
    changed = write_values(lines, own, ())
    note_change(head, ChangeKind.LINES, what=f"{problem}: {remedy}", count=changed, by=by, at=at)
    return changed
