"""The colon and large numbers as each language writes them."""

from __future__ import annotations

import pytest
from django.utils import translation

from liaison.kit.text import colon, colon_lazy, grouped, language


@pytest.mark.parametrize(
    ("language", "said"), [("en", "Subject: Offer"), ("de", "Subject: Offer"), ("fr", "Subject\xa0: Offer")]
)
def test_colon_is_spaced_as_the_language_does(language: str, said: str) -> None:
    late = colon_lazy("Subject", "Offer")
    with translation.override(language):
        assert (colon("Subject", "Offer"), str(late)) == (said, said)
        assert colon("Subject") == said.removesuffix(" Offer")


@pytest.mark.parametrize(
    ("language", "told"), [("en", "100’000"), ("de", "100’000"), ("it", "100’000"), ("fr", "100\u202f000")]
)
def test_numbers_are_grouped_by_thousands(language: str, told: str) -> None:
    with translation.override(language):
        assert (grouped(100_000), grouped(999)) == (told, "999")


def test_unknown_language_falls_back() -> None:
    with translation.override("pt"):
        assert language() == "en"
