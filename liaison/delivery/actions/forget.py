"""Letting go of entries that are deleted for good."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import QuerySet

from liaison.delivery.bulk import delete_items
from liaison.delivery.models import Item
from liaison.interactions.models import DeliveryStatus, Entry


def forget_deliveries(entries: Collection[int], contacts: Collection[int]) -> int:
    """Delete the deliveries of these entries of `contacts`, by one statement; returns how many.

    A run no longer waits for those of them that were not settled.
    """
    return delete_items(entries, contacts)


def withdraw_deliveries(entries: QuerySet[Entry]) -> bool:
    """Delete the deliveries of `entries` that nobody has begun with; False when others are left.

    An item that a worker takes meanwhile is left as well, so the caller must undo what it did then.
    """
    contacts = entries.order_by().values("contact")  # named beside the entry, see tests/growing.py
    items = Item.objects.filter(entry__in=entries, contact__in=contacts)
    items.filter(state__in=[DeliveryStatus.QUEUED, DeliveryStatus.STOPPED], attempts=0).delete()
    return not items.exists()
