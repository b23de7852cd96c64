"""The verbs of segments."""

from liaison.segments.actions.select import (
    apply_criteria,
    go_back,
    reset_criteria,
    reuse_logged_segment,
    select_contacts,
)
from liaison.segments.actions.steps import change_steps

__all__ = [
    "apply_criteria",
    "change_steps",
    "go_back",
    "reset_criteria",
    "reuse_logged_segment",
    "select_contacts",
]
