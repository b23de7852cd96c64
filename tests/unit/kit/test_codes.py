"""Codes stand in addresses."""

from __future__ import annotations

import pytest

from liaison.kit.codes import fits_address, not_for_addresses


@pytest.mark.parametrize(
    ("code", "fits"),
    [
        ("TEL", True),
        ("Été 2026", True),
        ("A.B", True),
        ("?#%", True),
        ("A/B", False),
        (".", False),
        ("..", False),
        ("", False),
        ("A\nB", False),
        ("A\x00", False),
    ],
)
def test_code_fits_an_address_in_one_step(code: str, fits: bool) -> None:
    assert fits_address(code) is fits


def test_refusal_names_the_field_that_is_to_be_mended() -> None:
    refusal = not_for_addresses("number", "E-SEG-1")
    assert (refusal.field, refusal.code) == ("number", "E-SEG-1")
