"""Letting go of entries that are deleted for good."""

from __future__ import annotations

from collections.abc import Collection

from liaison.delivery.sets import delete_items, withdraw_items


def forget_deliveries(entries: Collection[int], contacts: Collection[int]) -> int:
    """Delete the deliveries of these entries of `contacts`, by one statement; returns how many.

    A run no longer waits for those of them that were not settled.
    """
    return delete_items(entries, contacts)


def withdraw_deliveries(logged_segment: int) -> bool:
    """Delete the deliveries of a logging of which nothing was sent; False when others are left.

    An item that a worker takes meanwhile is left as well, so the caller must undo what it did then. A worker
    that had tried one before finds its claim gone, and sends nothing.
    """
    return withdraw_items(logged_segment)
