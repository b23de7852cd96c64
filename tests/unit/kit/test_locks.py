"""Locks are told apart by their numbers."""

from __future__ import annotations

from liaison.kit import locks


def test_no_two_locks_have_the_same_number() -> None:
    numbers = [value for name, value in vars(locks).items() if name.isupper()]
    assert len(set(numbers)) == len(numbers)
    assert len(numbers) > 3
