"""What the door does when something happens elsewhere."""

from __future__ import annotations

from liaison.accounts.facts import UserClosed
from liaison.accounts.models import User
from liaison.api.actions import revoke_tokens
from liaison.kit.facts import listen


@listen(UserClosed)
def revoke(fact: UserClosed) -> None:
    """A user who is let in again gets new tokens: nobody knows who holds the old ones by then."""
    revoke_tokens(User(pk=fact.user), by=None, at=fact.at)
