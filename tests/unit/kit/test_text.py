"""The colon as each language writes it."""

from __future__ import annotations

import pytest
from django.utils import translation

from liaison.kit.text import colon, colon_lazy


@pytest.mark.parametrize(
    ("language", "said"), [("en", "Subject: Offer"), ("de", "Subject: Offer"), ("fr", "Subject\xa0: Offer")]
)
def test_colon_is_spaced_as_the_language_does(language: str, said: str) -> None:
    late = colon_lazy("Subject", "Offer")
    with translation.override(language):
        assert (colon("Subject", "Offer"), str(late)) == (said, said)
        assert colon("Subject") == said.removesuffix(" Offer")
