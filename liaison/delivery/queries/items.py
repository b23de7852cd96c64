"""Reading the work list: the deliveries of an entry."""

from __future__ import annotations

from django.db.models import QuerySet

from liaison.accounts.models import User
from liaison.accounts.queries import require
from liaison.accounts.rules import Right
from liaison.delivery.models import Item
from liaison.interactions.models import Entry
from liaison.interactions.queries.entry import NoSuchEntry
from liaison.interactions.visibility import seen_by

MAX_NUMBER = 2**63 - 1


def items_of(viewer: User, entry_no: int) -> QuerySet[Item]:
    """The deliveries of an entry the viewer may see with their runs, newest first; raises `NoSuchEntry`."""
    require(viewer, Right.READ_LOG)
    entries = Entry.objects.filter(seen_by(viewer).q, pk=entry_no) if 0 < entry_no <= MAX_NUMBER else None
    contact = entries.values_list("contact_id", flat=True).first() if entries is not None else None
    if contact is None:
        raise NoSuchEntry
    return Item.objects.filter(entry=entry_no, contact=contact).select_related("copy", "run").order_by("-id")
