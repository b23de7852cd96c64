"""The verbs of segments."""

from liaison.segments.actions.approval import (
    approve_segment,
    ask_for_approval,
    hold_back_again,
    waive_problem,
)
from liaison.segments.actions.call import log_call
from liaison.segments.actions.languages import (
    put_line_file,
    remove_language,
    remove_line_file,
    set_default_language,
    write_language,
)
from liaison.segments.actions.lines import enter_line, personalize_lines, remove_lines
from liaison.segments.actions.log import (
    LoggedResult,
    follow_up_segment,
    log_segment,
    refresh_to_log,
    undo_logging,
)
from liaison.segments.actions.mailing_group import apply_mailing_group
from liaison.segments.actions.policy import set_policy
from liaison.segments.actions.remedy import apply_remedy
from liaison.segments.actions.saved import change_saved_criteria, delete_saved_criteria, save_criteria
from liaison.segments.actions.segment import change_segment, create_segment, delete_segment
from liaison.segments.actions.select import (
    apply_criteria,
    go_back,
    reset_criteria,
    reuse_logged_segment,
    select_contacts,
)
from liaison.segments.actions.steps import change_steps, refresh_segment
from liaison.segments.actions.template import set_template
from liaison.segments.actions.trial import send_trial_of_segment

__all__ = [
    "LoggedResult",
    "apply_criteria",
    "apply_mailing_group",
    "apply_remedy",
    "approve_segment",
    "ask_for_approval",
    "change_saved_criteria",
    "change_segment",
    "change_steps",
    "create_segment",
    "delete_saved_criteria",
    "delete_segment",
    "enter_line",
    "follow_up_segment",
    "go_back",
    "hold_back_again",
    "log_call",
    "log_segment",
    "personalize_lines",
    "put_line_file",
    "refresh_segment",
    "refresh_to_log",
    "remove_language",
    "remove_line_file",
    "remove_lines",
    "reset_criteria",
    "reuse_logged_segment",
    "save_criteria",
    "select_contacts",
    "send_trial_of_segment",
    "set_default_language",
    "set_policy",
    "set_template",
    "undo_logging",
    "waive_problem",
    "write_language",
]
