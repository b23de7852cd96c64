"""What people type to find a contact."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaison.contacts.words import (
    WordQuery,
    begun_words,
    last_begun,
    likeness,
    one_error_away,
    understand,
    whole_words,
    words_of,
)
from liaison.kit.folding import fold


def test_words_are_folded_and_cut() -> None:
    assert words_of("  Béguelin-Mécanique S.A., L'Œuvre ") == [
        "beguelin", "mecanique", "s", "a", "l", "oeuvre",
    ]  # fmt: skip
    assert words_of("a b c d e f g h i j") == list("abcdefgh")
    assert words_of("\x00 \ud800") == []
    assert fold("Straße ŁÓDŹ İ") == "strasse lodz i"


@pytest.mark.parametrize(
    ("text", "index"),
    [
        ("nora begu", "'nora' & 'begu'"),
        ("nora", "'nora':*"),
        ("021 555 01 42", "'0215550142':* | '41215550142':*"),
        ("+41 (0)21 555 01 42", "'410215550142':* | '41215550142':*"),
        ("0041 21 55", "'412155':*"),
        ("021", "'021'"),
        ("(021) 555 01 42", "'0215550142':* | '41215550142':*"),
        ("CT-000482", "'ct' & '000482'"),
        ("Canal9", "'canal9':*"),
        ("482", "'482'"),
        ("rue 5", "'rue' & '5'"),
        ("mar mar", "'mar':*"),
        ("nora@beguelin", ""),
        ("@beguelin.ch", "'beguelin':* & 'ch':*"),
        ("", ""),
        ("'; DROP", "'drop':*"),
    ],
)
def test_first_question_takes_words_whole(text: str, index: str) -> None:
    assert whole_words(understand(text)) == WordQuery(index)


@pytest.mark.parametrize(
    ("text", "last", "begun"),
    [
        ("nora begu", WordQuery("'nora' & 'begu':*"), WordQuery("'nora':* & 'begu':*")),
        ("no begu", WordQuery("'no' & 'begu':*"), WordQuery("'begu':*", "'no':*")),
        ("nora be", WordQuery("'nora'", "'be':*"), WordQuery("'nora':*", "'be':*")),
        ("nor beg", WordQuery("'nor'", "'beg':*"), WordQuery("'nor':* & 'beg':*")),
        ("no be", WordQuery("'no'", "'be':*"), WordQuery()),
        ("nora", WordQuery(), WordQuery()),
        ("021 555 01 42", WordQuery(), WordQuery()),
        ("CT-000482", WordQuery(), WordQuery()),
        ("nora@beguelin.ch", WordQuery(), WordQuery()),
    ],
)
def test_further_questions_take_words_as_begun(text: str, last: WordQuery, begun: WordQuery) -> None:
    asked = understand(text)

    assert (last_begun(asked), begun_words(asked)) == (last, begun)


def test_similar_words_are_asked_for_too() -> None:
    asked = understand("nora begelin")

    assert whole_words(asked, {"begelin": ["beguelin"]}) == WordQuery("'nora' & ('begelin' | 'beguelin')")
    assert begun_words(asked, {"nora": ["dora"]}) == WordQuery("('nora':* | 'dora') & 'begelin':*")
    assert begun_words(understand("begelin"), {"begelin": ["beguelin"]}) == WordQuery(
        "('begelin':* | 'beguelin')"
    )


def test_what_may_be_an_address() -> None:
    assert understand("Nora@Beguelin").email == "nora@beguelin"
    assert understand("nora @b").email == ""
    assert understand("nora").email == ""


@pytest.mark.parametrize(
    ("text", "answer"), [("begelin", True), ("beg", False), ("a@bcde.ch", False), ("021 555 01", False)]
)
def test_when_a_typing_error_is_looked_for(text: str, answer: bool) -> None:
    assert understand(text).may_be_misspelt is answer


def test_one_error_away() -> None:
    near = one_error_away("dubois")

    for typed in ("dubos", "dubiois", "dubios", "duboix", "ubois"):
        assert typed in near
    assert "dubois" not in near
    assert "dobius" not in near


def test_likeness_prefers_the_same_word_then_the_begun_one_then_the_similar() -> None:
    weights = {("dubios", "dubois"): 0.85}

    assert likeness(["dubios"], ["dubois"], weights) == 0.85
    assert likeness(["dub"], ["dubois"], weights) == 0.9
    assert likeness(["nora", "dubois"], ["nora", "dubois"], weights) == 2.0
    assert likeness(["x"], ["dubois"], weights) == 0.0


@given(st.text(max_size=300))
def test_any_text_can_be_asked(text: str) -> None:
    asked = understand(text)

    for question in (whole_words(asked), begun_words(asked)) if asked.words else ():
        assert (question.index + question.rest).count("'") % 2 == 0
    assert len(asked.words) <= 8
    assert not set("".join(asked.words)) & set("'\\%_&|!<>():*\x00")
