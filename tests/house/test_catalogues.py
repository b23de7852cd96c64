from __future__ import annotations

import pytest

from tests.house import catalogues
from tests.needs import needs

begun = pytest.mark.skipif(not catalogues.exist(), reason="the translations have not been begun")


@begun
@pytest.mark.parametrize("language", catalogues.LANGUAGES)
def test_every_word_is_translated_and_compiled(language: str) -> None:
    assert catalogues.left_undone(language) == []


@begun
@needs("gettext")
def test_catalogues_hold_the_words_of_the_code() -> None:
    assert catalogues.out_of_step() == []
