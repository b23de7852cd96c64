"""The ways to say no."""

from __future__ import annotations

import pytest
from django.utils import translation

from liaison.kit.errors import Conflict, NotAllowed, Refusal, Refused, refuse, too_long
from liaison.kit.text import gettext_lazy as _

ONE, OTHER = Refusal("One.", field="code"), Refusal("Other.")


@pytest.mark.parametrize("nothing", [None, (), iter(())])
def test_without_a_reason_nothing_is_refused(nothing: None) -> None:
    refuse(nothing)


def test_every_reason_is_told() -> None:
    with pytest.raises(Refused) as single:
        refuse(ONE)
    with pytest.raises(Refused) as several:
        refuse(one for one in (ONE, OTHER))

    assert single.value.refusals == (ONE,)
    assert (several.value.refusals, several.value.message) == ((ONE, OTHER), "One.")


def test_words_wait_for_the_language_of_their_reader() -> None:
    words = _("Somebody else changed what this depends on; try again.")
    with translation.override("en"):
        english, kept = str(words), (Refused(Refusal(words)), NotAllowed(words), Conflict(words))
    with translation.override("fr"):
        french = {str(error.message) for error in kept}

    assert len(french) == 1
    assert english not in french


def test_a_text_that_is_too_long_is_told_with_its_field_and_limit() -> None:
    with translation.override("en"):
        refusal = too_long("name", 20)
        assert (refusal.field, refusal.code) == ("name", "length")
        assert str(refusal.message) == "Use at most 20 characters."
