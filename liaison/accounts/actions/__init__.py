"""The verbs of accounts: all writes on users, salespeople, teams, the company, views and first answers."""

from liaison.accounts.actions.answers import claim_key, forget_answers, keep_answer, release_key
from liaison.accounts.actions.exports import note_export, take_out
from liaison.accounts.actions.organization import (
    change_organization,
    change_salesperson,
    change_team,
    create_salesperson,
    create_team,
    ensure_salesperson,
)
from liaison.accounts.actions.users import (
    change_settings,
    change_user,
    create_user,
    deactivate_user,
    reactivate_user,
    set_password,
)
from liaison.accounts.actions.views import delete_view, save_view

__all__ = [
    "change_organization",
    "change_salesperson",
    "change_settings",
    "change_team",
    "change_user",
    "claim_key",
    "create_salesperson",
    "create_team",
    "create_user",
    "deactivate_user",
    "delete_view",
    "ensure_salesperson",
    "forget_answers",
    "keep_answer",
    "note_export",
    "reactivate_user",
    "release_key",
    "save_view",
    "set_password",
    "take_out",
]
