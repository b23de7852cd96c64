"""Letting go of entries that are deleted for good."""

from __future__ import annotations

from collections.abc import Collection

from liaison.delivery.models import Item


def forget_deliveries(entries: Collection[int], contacts: Collection[int]) -> int:
    """Delete the deliveries of these entries of `contacts`, by one statement; returns how many."""
    return Item.objects.filter(entry__in=entries, contact__in=contacts).delete()[0]
