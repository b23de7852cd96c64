"""How the mailbox does that is read for what comes back."""

from __future__ import annotations

from django.conf import settings

from liaison.accounts.models import User
from liaison.accounts.queries import require
from liaison.accounts.rules import Right
from liaison.mail.models import Reading


def mailbox_fault(viewer: User) -> Reading | None:
    """The reading of the configured mailbox while it cannot be read; for who looks after the house.

    At most one statement; none where no mailbox is configured.
    """
    require(viewer, Right.MANAGE_USERS)
    mailbox = settings.CONFIG.mailbox
    if mailbox is None:
        return None
    return Reading.objects.filter(name=mailbox.name, faulty_since__isnull=False).first()
