"""Letting go of entries that are deleted for good, and of files that were taken away."""

from __future__ import annotations

from collections.abc import Collection

from liaison.delivery.sets import delete_items, drop_copies, withdraw_items


def forget_deliveries(entries: Collection[int], contacts: Collection[int]) -> int:
    """Delete the deliveries of these entries of `contacts`, by one statement; returns how many.

    A run no longer waits for those of them that were not settled.
    """
    return delete_items(entries, contacts)


def forget_copies(entries: Collection[int], contacts: Collection[int]) -> int:
    """Keep no copy of what was or will be sent of these entries of `contacts`; returns how many there were.

    Sent again they are made of what their content says by then. One statement.
    """
    return drop_copies(entries, contacts)


def withdraw_deliveries(logged_segment: int) -> bool:
    """Delete the deliveries of a logging of which nothing was sent; False when others are left.

    An item that a worker takes meanwhile is left as well, so the caller must undo what it did then. A worker
    that had tried one before finds its claim gone, and sends nothing.
    """
    return withdraw_items(logged_segment)
