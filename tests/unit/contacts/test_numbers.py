"""Telephone numbers in every notation."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaison.contacts import numbers

NORA = "+41215550142"


@pytest.mark.parametrize(
    "text",
    [
        "+41 21 555 01 42",
        "021 555 01 42",
        "0041 21 555 01 42",
        "021/555.01.42",
        "+41 (0)21 555 01 42",
        "0215550142",
    ],
)
def test_every_notation_is_the_same_number(text: str) -> None:
    assert numbers.e164(text) == NORA
    assert numbers.display(text) == "+41 21 555 01 42"
    assert numbers.national(text) == "0215550142"


def test_number_is_read_with_the_country_of_its_contact() -> None:
    assert numbers.e164("01 42 68 53 00", "FR") == "+33142685300"
    assert numbers.e164("(905) 555-1234", "US") == "+19055551234"
    assert numbers.e164("06 698 12345", "IT") == "+390669812345"


@pytest.mark.parametrize("text", ["", "117", "abc", "+999 1", "(905) 555-1234", "1" * 400, "\x00"])
def test_what_is_no_number_is_kept_as_typed(text: str) -> None:
    assert numbers.e164(text) == ""
    assert numbers.display(text) == text
    assert numbers.national(text) == ""


def test_unknown_country_counts_for_nothing() -> None:
    assert numbers.e164("021 555 01 42", "XX") == ""
    assert numbers.e164("021 555 01 42", "") == NORA


def test_what_a_link_dials() -> None:
    assert numbers.dialable("021 555 01 42") == NORA
    assert numbers.dialable("117") == "117"
    assert numbers.dialable("+999 1 (2)") == "+99912"
    assert numbers.dialable("*143#") == "*143#"


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("021 555", True),
        ("+41", True),
        ("0041 21", True),
        ("(021) 5", True),
        ("CT-000482", False),
        ("rue 3", False),
        ("", False),
    ],
)
def test_a_number_being_typed_is_recognised(text: str, answer: bool) -> None:
    assert numbers.looks_like_number(text) is answer


@given(st.text(max_size=80), st.sampled_from(["CH", "DE", "FR", "IT", "US", "", "zz"]))
def test_any_text_has_an_answer_that_reads_back(text: str, country: str) -> None:
    found = numbers.e164(text, country)

    assert len(found) <= 20
    if found:
        assert numbers.e164(numbers.display(text, country), "CH") == found


@given(
    st.from_regex(r"0(21|22|24|31|44|79)[1-9][0-9]{6}", fullmatch=True), st.sampled_from([" ", "/", "-", "."])
)
def test_swiss_numbers_are_found_by_their_digits(digits: str, sign: str) -> None:
    typed = sign.join([digits[:3], digits[3:6], digits[6:8], digits[8:]])

    assert numbers.e164(typed) == f"+41{digits[1:]}"
    assert numbers.national(typed) == digits
