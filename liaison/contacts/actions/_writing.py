"""What the verbs on contacts share."""

from __future__ import annotations

from liaison.accounts.models import User
from liaison.accounts.queries import require
from liaison.accounts.rules import Right


def may_change(user: User | None, right: Right = Right.CHANGE_CONTACTS) -> None:
    """Let `user` pass who has `right`; the system always passes."""
    if user is not None:
        require(user, right)


def user_id(user: User | None) -> int | None:
    """The id of `user`; none for the system."""
    return None if user is None else user.pk
