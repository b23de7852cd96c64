from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    """The words of refusals are compared in the language of the code."""
    with translation.override("en"):
        yield
