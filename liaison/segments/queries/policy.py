"""The manners of the house for what goes out to many."""

from __future__ import annotations

from liaison.accounts.models import User
from liaison.accounts.queries import require
from liaison.accounts.rules import Right
from liaison.segments.models import Policy


def policy() -> Policy:
    """What the house has decided; nothing is held back before it decides anything. One statement."""
    return Policy.objects.filter(pk=Policy.ONLY).first() or Policy(pk=Policy.ONLY)


def policy_of(viewer: User) -> Policy:
    """The same for a person who looks at it, with the quiet list."""
    require(viewer, Right.READ_SEGMENTS)
    found = Policy.objects.select_related("quiet_group").filter(pk=Policy.ONLY).first()
    return found or Policy(pk=Policy.ONLY)
