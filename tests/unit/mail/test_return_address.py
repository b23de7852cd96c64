"""The address a message comes back to can be read by us and made by nobody else."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from liaison.mail.return_address import number_in, return_address_for


@pytest.fixture(autouse=True)
def mailbox(settings: Any) -> None:
    settings.CONFIG = replace(settings.CONFIG, return_address="info@liaison.example")
    settings.SECRET_KEY = "x" * 40


def test_the_number_comes_back() -> None:
    """B-13"""
    address = return_address_for(4711)
    assert address.startswith("info+4711.")
    assert address.endswith("@liaison.example")
    assert number_in(address) == 4711
    assert number_in(f"  {address.upper()} ") == 4711


def test_it_fits_into_an_envelope(settings: Any) -> None:
    settings.CONFIG = replace(settings.CONFIG, return_address=f"{'n' * 25}@liaison.example")
    assert len(return_address_for(10**19 - 1).partition("@")[0]) <= 64


@pytest.mark.parametrize(
    "address",
    [
        "",
        "info@liaison.example",
        "info+4711@liaison.example",
        "info+4711.aaaaaaaaaaaaaaaa@liaison.example",
        "+",
    ],
)
def test_what_we_did_not_sign_is_nobodys(address: str) -> None:
    assert number_in(address) is None


def test_another_number_needs_another_signature() -> None:
    assert number_in(return_address_for(4711).replace("4711", "4712")) is None


def test_a_former_key_still_opens_it(settings: Any) -> None:
    address = return_address_for(1)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "y" * 40, ["x" * 40]
    assert number_in(address) == 1
    settings.SECRET_KEY_FALLBACKS = []
    assert number_in(address) is None


def test_without_such_a_mailbox_there_is_none(settings: Any) -> None:
    settings.CONFIG = replace(settings.CONFIG, return_address="")
    assert return_address_for(1) == ""
