"""Names of persons and companies."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaison.contacts.fields import ContactFields
from liaison.contacts.rules import NameParts, follow_search_name, join_name, named, split_name

words = st.lists(st.text(st.characters(categories=["L"]), min_size=1, max_size=12), min_size=1, max_size=6)


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("", NameParts()),
        ("Nora", NameParts("Nora")),
        ("Nora Béguelin", NameParts("Nora", "", "Béguelin")),
        ("  Claire   Dubois ", NameParts("Claire", "", "Dubois")),
        ("Marc-Antoine de Weck", NameParts("Marc-Antoine", "de", "Weck")),
        ("Jean Paul Henri Rochat", NameParts("Jean Paul", "Henri", "Rochat")),
    ],
)
def test_name_of_a_person_is_split_at_blanks(name: str, parts: NameParts) -> None:
    """R-CON-19"""
    assert split_name(name) == parts


@given(words)
def test_split_and_joined_a_name_is_the_same(parts: list[str]) -> None:
    """R-CON-19 R-CON-20"""
    assert join_name(split_name("  ".join(parts))) == " ".join(parts)


def test_parts_that_are_blank_leave_no_blank_in_the_name() -> None:
    """R-CON-20"""
    assert join_name(NameParts(" Claire ", "", "Dubois")) == "Claire Dubois"
    assert join_name(NameParts("", "", "Dubois")) == "Dubois"


@pytest.mark.parametrize(
    ("search_name", "followed"),
    [("", "NEU SA"), ("ALT SA", "NEU SA"), ("alt sa", "NEU SA"), ("MARCHÉ", "MARCHÉ"), ("marché", "MARCHÉ")],
)
def test_search_name_follows_the_name_until_edited(search_name: str, followed: str) -> None:
    """R-CON-21"""
    assert follow_search_name(search_name=search_name, old_name="Alt SA", new_name="Neu SA") == followed


def test_parts_win_over_a_name_given_with_them() -> None:
    """R-CON-20"""
    made = named(ContactFields(type="person", name="Madame Dubois", first_name="Claire", surname="Dubois"))

    assert (made.name, made.search_name) == ("Claire Dubois", "CLAIRE DUBOIS")


def test_new_name_of_a_person_is_split_again() -> None:
    """R-CON-19 R-CON-21"""
    before = named(ContactFields(type="person", name="Claire Dubois"))

    after = named(
        ContactFields(
            type="person",
            name="Claire Favre",
            first_name="Claire",
            surname="Dubois",
            search_name="CLAIRE DUBOIS",
        ),
        before,
    )

    assert (after.first_name, after.surname, after.search_name) == ("Claire", "Favre", "CLAIRE FAVRE")


def test_company_has_no_parts() -> None:
    """R-CON-15"""
    made = named(ContactFields(name="Béguelin Mécanique SA", first_name="x", surname="y", job_title="z"))

    assert (made.name, made.first_name, made.surname, made.job_title) == ("Béguelin Mécanique SA", "", "", "")
