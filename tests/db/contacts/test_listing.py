"""Lists of contacts."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from liaison.contacts.actions import archive_contact, create_contact
from liaison.contacts.bulk import refresh_search
from liaison.contacts.fields import ContactFields, EmailFields, PhoneFields
from liaison.contacts.models import Contact
from liaison.contacts.queries import ContactFilters, contacts_matching, export_contacts, list_contacts
from liaison.contacts.queries.listing import SAMPLE
from liaison.kit.errors import NotAllowed, Refused
from liaison.kit.sql import execute
from tests import make
from tests.cast import Cast
from tests.db.reading import rows_read


@pytest.fixture
def register(cast: Cast, at: datetime) -> Cast:
    for no, (name, city, language, salesperson) in enumerate(
        [
            ("Éclair SA", "Genève", "fr-CH", cast.rochat.pk),
            ("Zeta AG", "Zürich", "de-CH", cast.dubuis.pk),
            ("echo Sàrl", "Geneve", "fr", None),
            ("Delta", "", "it", cast.dubuis.pk),
        ]
    ):
        create_contact(
            ContactFields(
                name=name,
                city=city,
                language=language,
                salesperson=salesperson,
                emails=(EmailFields(f"info{no}@example.ch"),),
                phones=(PhoneFields(f"022 555 00 0{no}"),),
                external_id=f"X-{no}",
            ),
            by=None,
            at=at + timedelta(minutes=no),
        )
    return cast


def names(cast: Cast, **filters: Any) -> list[str]:
    return [one.name for one in list_contacts(cast.viewer, ContactFilters(**filters)).items]


def test_names_are_sorted_without_accents_and_case(register: Cast) -> None:
    assert names(register) == [
        "Béguelin Mécanique SA",
        "Delta",
        "echo Sàrl",
        "Éclair SA",
        "Lea Bernasconi",
        "Nora Béguelin",
        "Yves Monnier",
        "Zeta AG",
    ]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"type": "person"}, ["Lea Bernasconi", "Nora Béguelin", "Yves Monnier"]),
        ({"city": "GENEVE"}, ["echo Sàrl", "Éclair SA"]),
        ({"language": "fr", "type": "company"}, ["Béguelin Mécanique SA", "echo Sàrl", "Éclair SA"]),
        ({"language": "de"}, ["Zeta AG"]),
        ({"salespeople": ("md",)}, ["Delta", "Zeta AG"]),
        ({"salespeople": ("", "MD"), "type": "company"}, ["Delta", "echo Sàrl", "Zeta AG"]),
        ({"company": "ct-000480"}, ["Béguelin Mécanique SA", "Nora Béguelin", "Yves Monnier"]),
        ({"email": "INFO1@example.ch"}, ["Zeta AG"]),
        ({"external_id": "X-3"}, ["Delta"]),
        ({"privacy_blocked": True}, []),
        ({"archived": True}, []),
        ({"correspondence_type": "email"}, []),
        ({"country": "de"}, []),
        ({"text": "ecl"}, ["Éclair SA"]),
        ({"text": "ec"}, ["echo Sàrl", "Éclair SA"]),
        ({"text": "zeta zurich"}, ["Zeta AG"]),
        ({"text": "eclir"}, ["Éclair SA"]),
        ({"text": "info2@exam"}, ["echo Sàrl"]),
        ({"text": "022 555 00 03"}, ["Delta"]),
        ({"text": "CT-000001"}, ["Éclair SA"]),
        ({"text": "ct-0004"}, ["Béguelin Mécanique SA", "Nora Béguelin", "Yves Monnier"]),
        ({"text": "%"}, []),
        ({"text": "zzzz"}, []),
    ],
)
def test_filters_narrow_the_list(register: Cast, filters: dict[str, Any], expected: list[str]) -> None:
    assert names(register, **filters) == expected


def test_only_what_changed_since(register: Cast, at: datetime) -> None:
    """R-CON-8"""
    assert names(register, changed_since=at + timedelta(minutes=2)) == ["Delta", "echo Sàrl"]


def test_archived_are_left_out_unless_asked_for(register: Cast, at: datetime) -> None:
    archive_contact(register.company, by=register.aline, at=at)

    assert names(register, type="person") == ["Lea Bernasconi"]
    assert names(register, archived=True, type="person") == ["Nora Béguelin", "Yves Monnier"]
    assert len(names(register, archived=None)) == 8


@pytest.mark.parametrize("key", ["name", "no", "changed", "created"])
@pytest.mark.parametrize("down", [False, True])
def test_pages_join_without_gap_or_overlap(register: Cast, key: str, down: bool) -> None:
    whole = [one.no for one in list_contacts(register.viewer, ContactFilters(), order=(key, down)).items]
    seen: list[str] = []
    cursor = ""
    while True:
        page = list_contacts(register.viewer, ContactFilters(), order=(key, down), cursor=cursor, limit=3)
        seen += [one.no for one in page.items]
        if page.next is None:
            break
        cursor = page.next

    assert seen == whole
    assert len(seen) == 8
    assert sorted(seen, reverse=down) == whole or key != "no"


def test_cursor_of_another_list_is_refused(register: Cast) -> None:
    cursor = list_contacts(register.viewer, ContactFilters(), limit=1).next
    assert cursor is not None
    for order, given in ((("changed", True), cursor), (("name", False), "x"), (("hat", False), "")):
        with pytest.raises(Refused):
            list_contacts(register.viewer, ContactFilters(), order=order, cursor=given)


@pytest.mark.parametrize("limit", [1, 3])
def test_statements_do_not_grow_with_the_list(
    register: Cast, limit: int, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(1):
        page = list_contacts(register.viewer, ContactFilters(), limit=limit)
        assert [bool(str(one.company) + str(one.salesperson)) for one in page.items] == [True] * limit


def test_export_gives_every_line_to_who_may(register: Cast) -> None:
    assert export_contacts(register.aline, ContactFilters()).count() == 8
    with pytest.raises(NotAllowed):
        export_contacts(register.viewer, ContactFilters())


def test_question_can_be_handed_over(register: Cast) -> None:
    question = contacts_matching(register.viewer, ContactFilters(text="zeta"))

    assert list(Contact.objects.filter(pk__in=question).values_list("name", flat=True)) == ["Zeta AG"]


MANY, FEW = 3_000, 12
NEWER = (16, 0)


def people(*called: str) -> None:
    """Persons of these names who can be found."""
    refresh_search([one.pk for one in make.make_contacts(*map(make.new_person, called))])


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("text", "many"), [("zzzz", 0), ("bolomey 1234", 1), ("bolomey", 51)])
def test_words_are_looked_up_and_never_looked_for_in_all_contacts(cast: Cast, text: str, many: int) -> None:
    """Whether nobody has them, one or everybody."""
    people(*(f"Ada Bolomey {number}" for number in range(MANY)))
    execute("VACUUM ANALYZE contact")

    pages: list[int] = []

    def reads() -> None:
        page = list_contacts(cast.viewer, ContactFilters(text=text), limit=50)
        pages.append(len(page.items) + (page.next is not None))

    whole = (
        connection.get_database_version() < NEWER and many > 1
    )  # older servers take the sample from so few as one
    assert rows_read("contact", reads) <= SAMPLE + whole * MANY
    assert pages == [many]


def test_page_of_what_many_have_is_in_order_whichever_way_it_is_read(cast: Cast) -> None:
    """Of words that few have all are put in order, of common ones the order is followed."""
    people(*(f"Ada Bolomey {number:02}" for number in range(FEW)))
    people(*(f"Ida Rochat {number:03}" for number in range(50 * FEW)))

    for text in ("ada", "ida"):
        found, cursor = [], ""
        while True:
            page = list_contacts(cast.viewer, ContactFilters(text=text), cursor=cursor, limit=17)
            found += [one.name for one in page.items]
            if page.next is None:
                break
            cursor = page.next
        assert found == sorted(found)
        assert len(found) == {"ada": FEW, "ida": 50 * FEW}[text]
    down = list_contacts(cast.viewer, ContactFilters(text="ada"), order=("name", True), limit=3)
    assert [one.name for one in down.items] == [f"Ada Bolomey {number:02}" for number in (11, 10, 9)]
