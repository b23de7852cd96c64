"""Finding contacts while typing."""

from dataclasses import replace
from datetime import datetime
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.db.models.expressions import RawSQL

from liaison.contacts.actions import archive_contact, change_contact, create_contact
from liaison.contacts.fields import ContactFields, EmailFields, PhoneFields
from liaison.contacts.models import Contact, ContactEmail, ContactPhone
from liaison.contacts.queries import ContactFilters, fields_of, find_contacts, list_contacts
from liaison.kit.errors import NotAllowed
from liaison.kit.folding import fold
from tests.cast import Cast

migration = import_module("liaison.contacts.migrations.0005_found_by_post_code")


@pytest.fixture
def register(cast: Cast, at: datetime) -> Cast:
    """The cast written through the verbs, with a few more."""
    for table in (ContactPhone, ContactEmail, Contact):
        rows = table._default_manager.all()
        rows._raw_delete(rows.db)
    company = create_contact(
        ContactFields(name="Béguelin Mécanique S.A.", city="Renens VD", phones=(PhoneFields("021 555 01 40"),)),
        by=cast.aline, at=at, no="CT-000480",
    )  # fmt: skip
    people = [
        ("Nora Béguelin", company.pk, "nora@beguelin-meca.example", "+41 21 555 01 42", "CT-000482"),
        ("Yves Monnier", company.pk, "yves@beguelin-meca.example", "", "CT-000483"),
        ("Lea Bernasconi", None, "lea@bernasconi.example", "+41 79 555 50 50", "CT-000100"),
        ("Marc-Antoine de Weck", None, "", "(905) 555-1234", "CT-000101"),
        ("Marie Straßer", None, "", "", "CT-000102"),
        ("Radio Canal9", None, "ida85@canal.example", "", "CT-000103"),
    ]
    for name, of, email, phone, no in people:
        create_contact(
            ContactFields(
                type="person",
                name=name,
                company=of,
                emails=(EmailFields(email),) if email else (),
                phones=(PhoneFields(phone),) if phone else (),
            ),
            by=cast.aline,
            at=at,
            no=no,
        )
    return cast


def found(cast: Cast, text: str, **options: Any) -> list[str]:
    return [one.name for one in find_contacts(cast.viewer, text, **options)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("CT-000482", ["Nora Béguelin"]),
        ("ct-000482", ["Nora Béguelin"]),
        ("482", ["Nora Béguelin"]),
        ("0215550142", ["Nora Béguelin"]),
        ("021 555 01 4", ["Béguelin Mécanique S.A.", "Nora Béguelin"]),
        ("+41 21 555 01 42", ["Nora Béguelin"]),
        ("0041 21 555 01 42", ["Nora Béguelin"]),
        ("+41 (0)21 555 01 42", ["Nora Béguelin"]),
        ("(021) 555 01 42", ["Nora Béguelin"]),
        ("Canal9", ["Radio Canal9"]),
        ("IDA85", ["Radio Canal9"]),
        ("9055551234", ["Marc-Antoine de Weck"]),
        ("nora@beguelin-meca.example", ["Nora Béguelin"]),
        ("NORA@BEG", ["Nora Béguelin"]),
        ("@beguelin-meca", ["Béguelin Mécanique S.A.", "Nora Béguelin", "Yves Monnier"]),
        ("beguelin", ["Béguelin Mécanique S.A.", "Nora Béguelin", "Yves Monnier"]),
        ("Béguelin", ["Béguelin Mécanique S.A.", "Nora Béguelin", "Yves Monnier"]),
        ("meca nora", ["Nora Béguelin"]),
        ("renens", ["Béguelin Mécanique S.A."]),
        ("beguelin sa", ["Béguelin Mécanique S.A.", "Nora Béguelin", "Yves Monnier"]),
        ("le", ["Lea Bernasconi"]),
        ("strasser", ["Marie Straßer"]),
        ("mar", ["Marc-Antoine de Weck", "Marie Straßer"]),
        ("weck", ["Marc-Antoine de Weck"]),
        ("100%", ["Lea Bernasconi"]),
        ("%", []),
        ("_", []),
        ("", []),
        ("\x00", []),
        ("zzzzzz", []),
    ],
)
def test_what_was_typed_finds(register: Cast, text: str, names: list[str]) -> None:
    """R-CON-246"""
    assert sorted(found(register, text)) == sorted(names)


@pytest.mark.parametrize(
    ("text", "best"),
    [
        ("begelin nora", "Nora Béguelin"),
        ("nora beguelain", "Nora Béguelin"),
        ("monier", "Yves Monnier"),
        ("mnonier", "Yves Monnier"),
        ("bernascoin", "Lea Bernasconi"),
        ("Bernaskoni", "Lea Bernasconi"),
        ("mecaniqe beguelin", "Béguelin Mécanique S.A."),
    ],
)
def test_typing_errors_are_forgiven(register: Cast, text: str, best: str) -> None:
    assert found(register, text)[0] == best


@pytest.mark.parametrize(
    "text", ["begulein", "nora begeulin", "nora beguelain", "monier", "bernascoin", "mecaniqe beguelin"]
)
def test_the_list_forgives_the_same_errors(register: Cast, text: str, at: datetime) -> None:
    """And takes nothing else for what was meant, such as “Monica” for a mistyped “Monnier”."""
    for name in ("Monica Weber", "Bernadette Kohler", "Noa Guerin"):
        create_contact(ContactFields(type="person", name=name), by=register.aline, at=at)
    listed = list_contacts(register.viewer, ContactFilters(text=text)).items

    assert sorted(one.name for one in listed) == sorted(found(register, text))


@pytest.mark.parametrize("text", ["Canal9", "ida85", "CT-000103", "ct-00010"])
def test_the_list_takes_letters_with_figures_for_a_name_and_for_a_number(register: Cast, text: str) -> None:
    listed = list_contacts(register.viewer, ContactFilters(text=text)).items

    assert "Radio Canal9" in [one.name for one in listed]


@pytest.mark.parametrize("text", ["1800", "1800 Vevey", "vevey 1800", "CH-1800 Vevey", "sw1a"])
def test_post_codes_are_found(cast: Cast, text: str, at: datetime) -> None:
    """R-CON-246"""
    made = create_contact(ContactFields(name="Lac SA", post_code="1700", city="Vevey"), by=cast.aline, at=at)
    code = "SW1A 1AA" if text == "sw1a" else "CH-1800"
    change_contact(made, replace(fields_of(made), post_code=code), by=cast.aline, at=at)

    assert found(cast, text) == ["Lac SA"]
    assert [one.name for one in list_contacts(cast.viewer, ContactFilters(text=text)).items] == ["Lac SA"]


def test_a_number_of_the_series_is_found_among_all_of_a_town(cast: Cast, at: datetime) -> None:
    """Whoever has the post code 1003 does not hide number 1003."""
    for no, name, code in (("CT-001003", "Zoo SA", ""), ("CT-7", "Alpha", "1003"), ("CT-8", "Beta", "1003")):
        create_contact(ContactFields(name=name, post_code=code), by=cast.aline, at=at, no=no)
    create_contact(ContactFields(name="Begins the series"), by=cast.aline, at=at)

    assert found(cast, "1003", limit=2) == ["Zoo SA", "Alpha"]
    assert found(cast, "001003") == ["Zoo SA"]
    assert found(cast, "1003", kind="person") == []


def test_contacts_of_before_are_found_by_their_post_code(cast: Cast, at: datetime) -> None:
    for name, code in (("Alpha", "CH-1003"), ("Beta", ""), ("Gamma", " – ")):
        create_contact(ContactFields(name=name, post_code=code), by=cast.aline, at=at)
    stored = dict(Contact.objects.values_list("pk", "search"))
    Contact.objects.filter(name="Alpha").update(search=RawSQL("ts_delete(search, '{ch,1003}'::text[])", ()))
    assert found(cast, "1003") == []

    for _twice in range(2):
        migration.forward(None, SimpleNamespace(connection=connection))

    assert dict(Contact.objects.values_list("pk", "search")) == stored
    assert found(cast, "1003") == ["Alpha"]


def test_very_name_comes_first_then_what_begins_so_then_the_rest(cast: Cast, at: datetime) -> None:
    for name in ("Rue du Lac", "Lacroix", "Lac", "Hôtel du Lac"):
        create_contact(ContactFields(name=name), by=cast.aline, at=at)

    assert [(one.name, one.rank) for one in find_contacts(cast.viewer, "lac")] == [
        ("Lac", 1),
        ("Lacroix", 2),
        ("Hôtel du Lac", 3),
        ("Rue du Lac", 3),
    ]


def test_people_show_their_company(register: Cast) -> None:
    (nora,) = find_contacts(register.viewer, "CT-000482")

    assert (nora.type, nora.company, nora.phone, nora.email, nora.rank) == (
        "person",
        "Béguelin Mécanique S.A.",
        "+41 21 555 01 42",
        "nora@beguelin-meca.example",
        0,
    )


def test_only_one_kind_when_asked(register: Cast) -> None:
    assert found(register, "beguelin", kind="company") == ["Béguelin Mécanique S.A."]
    assert found(register, "beguelin", kind="person") == ["Nora Béguelin", "Yves Monnier"]


def test_archived_are_found_by_their_number_only(register: Cast, at: datetime) -> None:
    archive_contact(Contact.objects.get(no="CT-000482"), by=register.aline, at=at)

    assert found(register, "nora") == []
    assert [one.archived for one in find_contacts(register.viewer, "CT-000482")] == [True]


def test_limit_holds(register: Cast) -> None:
    assert len(found(register, "beguelin", limit=2)) == 2


def test_statements_do_not_depend_on_what_is_found(register: Cast, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        assert found(register, "beguelin")
    with django_assert_num_queries(3):
        assert found(register, "begulein")


def test_who_may_not_read_contacts_finds_none(register: Cast) -> None:
    register.viewer.is_active = False

    with pytest.raises(NotAllowed):
        found(register, "nora")


def test_python_and_the_database_fold_alike(db: None) -> None:
    letters = [chr(code) for code in [*range(0x41, 0x5B), *range(0xC0, 0x17F)] if chr(code).isalpha()]
    with connection.cursor() as cursor:
        cursor.execute("SELECT sign, liaison_fold(sign) FROM unnest(%s::text[]) AS t(sign)", [letters])
        stored = dict(cursor.fetchall())

    assert {sign: (fold(sign), stored[sign]) for sign in letters if fold(sign) != stored[sign]} == {}
