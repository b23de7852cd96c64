from collections.abc import Iterator

import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def _words_as_written() -> Iterator[None]:
    """Refusals are compared in the words of the code."""
    with translation.override(None):
        yield
