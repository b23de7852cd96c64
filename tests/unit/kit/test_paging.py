"""Cursors that nobody of ours made."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from liaison.kit.errors import Refused
from liaison.kit.paging import decode_amount, decode_cursor, decode_moment, encode_cursor


def forged(*keys: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(keys).encode()).decode().rstrip("=")


def test_a_cursor_comes_back_as_it_went() -> None:
    assert decode_cursor(encode_cursor("Écublens", 7), str, int) == ("Écublens", 7)


@pytest.mark.parametrize(
    "cursor",
    [
        forged("a"),
        forged("a", True),
        forged(1, 1),
        forged("a", 2**63),
        forged("\x00", 1),
        forged("\ud800", 1),
    ],
    ids=["too few", "no number", "no text", "too great", "nothing", "half a character"],
)
def test_a_cursor_that_is_not_ours_is_refused(cursor: str) -> None:
    with pytest.raises(Refused):
        decode_cursor(cursor, str, int)


def test_keys_are_moments_or_amounts() -> None:
    assert decode_moment("2026-03-02T09:30:00+00:00") == datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
    assert decode_amount("-12.50") == Decimal("-12.50")


@pytest.mark.parametrize(
    ("decode", "key"),
    [
        (decode_moment, "12"),
        (decode_moment, "2026-03-02"),
        (decode_moment, "0001-01-01T00:00:00+00:00"),
        (decode_moment, "9999-12-31T23:59:59+00:00"),
        (decode_moment, "2026-03-02T09:30:00+16:00"),
        (decode_amount, "2026-03-02T09:30:00+00:00"),
        (decode_amount, "NaN"),
        (decode_amount, "1e999999"),
        (decode_amount, "1_000"),
        (decode_amount, "٣"),
    ],
)
def test_a_key_of_another_kind_is_refused(decode: Callable[[str], object], key: str) -> None:
    with pytest.raises(Refused):
        decode(key)
