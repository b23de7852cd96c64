"""The rights matrix, line by line."""

from __future__ import annotations

import pytest

from liaison.accounts.models import Role
from liaison.accounts.rules import MATRIX, REFUSALS, Right, may, may_lose_administrator

# V viewer, C contact user, S salesperson, K marketing, M manager (maintenance), A administrator
TABLE = {
    Right.READ_CONTACTS: "VCSKMA",
    Right.READ_LOG: "VCSKMA",
    Right.READ_CONTENT: "VCSKMA",
    Right.READ_TEMPLATES: "VCSKMA",
    Right.CHANGE_CONTACTS: "CSKMA",
    Right.RECORD: "CSKMA",
    Right.COMMENT: "CSKMA",
    Right.EVALUATE: "CSKMA",
    Right.CANCEL: "CSKMA",
    Right.RESEND: "CSKMA",
    Right.READ_SETUP: "SKMA",
    Right.IMPORT_CONTACTS: "SKMA",
    Right.EXPORT: "SKMA",
    Right.READ_SEGMENTS: "VCSKMA",
    Right.CHANGE_SEGMENTS: "CSKMA",
    Right.CANCEL_SEGMENTS: "SKMA",
    Right.EDIT_SEGMENTS: "KMA",
    Right.MANAGE_SEGMENTS: "MA",
    Right.CLEAN_UP: "MA",
    Right.MANAGE_DRAFTS: "MA",
    Right.CHANGE_TEMPLATES: "A",
    Right.CHANGE_SETUP: "A",
    Right.SEE_PRIVATE: "A",
    Right.MANAGE_USERS: "A",
}
LETTERS = {
    "V": "viewer",
    "C": "contact_user",
    "S": "salesperson",
    "K": "marketing",
    "M": "manager",
    "A": "administrator",
}


@pytest.mark.parametrize("right", list(Right), ids=lambda right: right.value)
def test_right_belongs_to_exactly_its_roles(right: Right) -> None:
    """R-INT-195"""
    assert {role for role in MATRIX if may(role, right)} == {LETTERS[letter] for letter in TABLE[right]}


def test_matrix_knows_every_role_and_every_right_has_its_words() -> None:
    """R-INT-195"""
    assert set(MATRIX) == set(Role.values)
    assert set(REFUSALS) == set(Right)
    assert may(Role.MANAGER, Right.CLEAN_UP)


def test_unknown_role_has_no_right() -> None:
    """R-INT-195"""
    assert not any(may("visitor", right) for right in Right)


def test_last_administrator_stays() -> None:
    refusal = may_lose_administrator(is_administrator=True, others=0)

    assert refusal is not None
    assert refusal.field == "role"
    assert may_lose_administrator(is_administrator=True, others=1) is None
    assert may_lose_administrator(is_administrator=False, others=0) is None


def test_whoever_records_may_open_the_content() -> None:
    """R-INT-197"""
    recording = {role for role in MATRIX if may(role, Right.RECORD)}

    assert {role for role in recording if not may(role, Right.READ_CONTENT)} == set()
    assert {role for role in recording if not may(role, Right.READ_TEMPLATES)} == set()
