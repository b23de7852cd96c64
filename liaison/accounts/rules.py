"""Who may do what: the rights and the roles that have them (R-INT-195, interactions section 8)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from liaison.kit.errors import Refusal
from liaison.kit.text import gettext_lazy as _


class Right(Enum):
    """Something a role permits; who lacks it is told so (E-INT-49)."""

    READ_CONTACTS = "read_contacts"
    CHANGE_CONTACTS = "change_contacts"
    READ_LOG = "read_log"
    READ_CONTENT = "read_content"
    RECORD = "record"
    COMMENT = "comment"
    EVALUATE = "evaluate"
    CANCEL = "cancel"
    RESEND = "resend"
    CLEAN_UP = "clean_up"
    READ_TEMPLATES = "read_templates"
    CHANGE_TEMPLATES = "change_templates"
    READ_SETUP = "read_setup"
    CHANGE_SETUP = "change_setup"
    IMPORT_CONTACTS = "import_contacts"
    EXPORT = "export"
    SEE_PRIVATE = "see_private"
    MANAGE_DRAFTS = "manage_drafts"
    READ_SEGMENTS = "read_segments"
    CHANGE_SEGMENTS = "change_segments"
    """To write on segments and campaigns that there are: texts, dates, files, how each line goes out."""
    CANCEL_SEGMENTS = "cancel_segments"
    EDIT_SEGMENTS = "edit_segments"
    """What those add who edit them: to create, select, log and delete."""
    MANAGE_SEGMENTS = "manage_segments"
    MANAGE_USERS = "manage_users"


REFUSALS = {
    Right.READ_CONTACTS: _("You may not read contacts."),
    Right.CHANGE_CONTACTS: _("You may not create or change contacts."),
    Right.READ_LOG: _("You may not read interactions."),
    Right.READ_CONTENT: _("You may not open the files of interactions."),
    Right.RECORD: _("You may not record or change interactions."),
    Right.COMMENT: _("You may not comment on interactions."),
    Right.EVALUATE: _("You may not evaluate interactions."),
    Right.CANCEL: _("You may not cancel or reinstate interactions."),
    Right.RESEND: _("You may not send interactions again."),
    Right.CLEAN_UP: _("You may not delete cancelled interactions."),
    Right.READ_TEMPLATES: _("You may not read interaction templates."),
    Right.CHANGE_TEMPLATES: _("You may not change groups and templates."),
    Right.READ_SETUP: _("You may not read the set-up."),
    Right.CHANGE_SETUP: _("You may not change the set-up."),
    Right.IMPORT_CONTACTS: _("You may not import contacts."),
    Right.EXPORT: _("You may not export data."),
    Right.SEE_PRIVATE: _("You may not see what is private to others."),
    Right.MANAGE_DRAFTS: _("You may not change what others have postponed."),
    Right.READ_SEGMENTS: _("You may not read segments and campaigns."),
    Right.CHANGE_SEGMENTS: _("You may not change segments and campaigns."),
    Right.CANCEL_SEGMENTS: _("You may not cancel or reinstate logged segments and campaign entries."),
    Right.EDIT_SEGMENTS: _("You may not create, select, log or delete segments and campaigns."),
    Right.MANAGE_SEGMENTS: _(
        "You may not approve segments, save or delete criteria, nor delete logged segments and campaign"
        " entries."
    ),
    Right.MANAGE_USERS: _("You may not manage users."),
}

_READING = frozenset(
    {
        Right.READ_CONTACTS,
        Right.READ_LOG,
        Right.READ_CONTENT,
        Right.READ_TEMPLATES,
        Right.READ_SEGMENTS,
    }
)
_CONTACT_USER = _READING | {
    Right.CHANGE_CONTACTS,
    Right.RECORD,
    Right.COMMENT,
    Right.EVALUATE,
    Right.CANCEL,
    Right.RESEND,
    Right.CHANGE_SEGMENTS,
}
_SALESPERSON = _CONTACT_USER | {
    Right.READ_SETUP,
    Right.IMPORT_CONTACTS,
    Right.EXPORT,
    Right.CANCEL_SEGMENTS,
}
_MARKETING = _SALESPERSON | {Right.EDIT_SEGMENTS}
_MANAGER = _MARKETING | {Right.CLEAN_UP, Right.MANAGE_DRAFTS, Right.MANAGE_SEGMENTS}

MATRIX: dict[str, frozenset[Right]] = {
    "viewer": _READING,
    "contact_user": _CONTACT_USER,
    "salesperson": _SALESPERSON,
    "marketing": _MARKETING,
    "manager": _MANAGER,
    "administrator": frozenset(Right),
}


def may(role: str, right: Right) -> bool:
    """Whether users of `role` have `right`; an unknown role has none."""
    return right in MATRIX.get(role, frozenset())


@dataclass(frozen=True, slots=True)
class Sight:
    """Which entries a person may see: reach by role and team, private ones only for some (R-INT-198).

    `reach` is ``own``, ``team`` or ``all``; `team_id` and `salesperson_id` are those of the user.
    """

    user_id: int
    reach: str
    team_id: int | None
    salesperson_id: int | None
    sees_private: bool


def may_lose_administrator(*, is_administrator: bool, others: int) -> Refusal | None:
    """The last active administrator stays one, or nobody could manage users any more."""
    if is_administrator and others == 0:
        return Refusal(
            _("This is the last active administrator; make somebody else administrator first."), "role"
        )
    return None
