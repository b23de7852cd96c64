"""Files that say in which codes a contact stands."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from liaison.contacts.actions import assign_code, import_contacts, save_code
from liaison.contacts.fields import CodeFields
from liaison.contacts.imports import ImportResult, lines_of, propose_mapping, read_source
from liaison.contacts.kinds import KINDS
from liaison.contacts.models import Contact
from liaison.contacts.queries import codes_of, contact, fields_of
from tests.cast import Cast

FILE = """No;Type;Nom;Secteur;Niveau hiérarchique;Groupes de distribution;Exclure
CT-000482;personne;Nora Béguelin;vd;CEO;"news, gift";oui
CT-000480;société;Béguelin Mécanique SA;VD;;NEWS;
"""


@pytest.fixture(autouse=True)
def _codes(cast: Cast, at: datetime) -> None:
    for kind, code, active in (
        ("territory", "VD", True),
        ("organizational_level", "CEO", True),
        ("mailing_group", "NEWS", True),
        ("mailing_group", "GIFT", True),
        ("mailing_group", "OLD", False),
    ):
        save_code(KINDS[kind], CodeFields(code=code, active=active), by=None, at=at)


def take(content: str, cast: Cast, at: datetime, **options: Any) -> ImportResult:
    source = read_source(content.encode())
    return import_contacts(lines_of(source, propose_mapping(source.header)), by=cast.aline, at=at, **options)


def groups(cast: Cast, no: str) -> list[str]:
    return [row.code for row in codes_of(cast.viewer, contact(cast.viewer, no))["mailing_group"]]


def test_codes_of_the_file_are_written_once(cast: Cast, at: datetime) -> None:
    """R-CON-74"""
    assert take(FILE, cast, at).counts["updated"] == 2

    nora = fields_of(contact(cast.viewer, "CT-000482"))
    assert (nora.territory, nora.organizational_level, nora.exclude_from_segment) == ("VD", "CEO", True)
    assert (groups(cast, "CT-000482"), groups(cast, "CT-000480")) == (["GIFT", "NEWS"], ["NEWS"])
    assert take(FILE, cast, at).counts == {"created": 0, "updated": 0, "unchanged": 2, "refused": 0}


def test_groups_of_new_contacts_and_those_there_already_stay(cast: Cast, at: datetime) -> None:
    assign_code(cast.nora, KINDS["mailing_group"], "GIFT", by=None, at=at)
    content = "Prénom;Nom;No;Mailing groups;Territory\nNora;Béguelin;CT-000482;NEWS;\nAda;Rey;;NEWS;VD\n"

    result = take(content, cast, at)

    assert [line.outcome.value for line in result.lines] == ["updated", "created"]
    assert groups(cast, "CT-000482") == ["GIFT", "NEWS"]
    ada = Contact.objects.get(name="Ada Rey")
    assert (groups(cast, ada.no), str(ada.territory)) == (["NEWS"], "VD")


@pytest.mark.parametrize("column", ["Secteur;ZH", "Mailing groups;OLD", "Organizational level;CEOX"])
def test_unknown_and_inactive_codes_are_refused(column: str, cast: Cast, at: datetime) -> None:
    heading, code = column.split(";")

    result = take(f"No;Type;Name;{heading}\nCT-000482;person;Nora Béguelin;{code}\n", cast, at)

    assert result.counts["refused"] == 1
    assert code in result.lines[0].reason


def test_company_has_no_level(cast: Cast, at: datetime) -> None:
    """R-CON-41"""
    result = take("No;Type;Name;Organizational level\nCT-000480;company;B SA;CEO\n", cast, at)

    assert result.counts["refused"] == 1
    assert Contact.objects.get(no="CT-000480").name == "Béguelin Mécanique SA"


def test_minor_is_not_unblocked_by_a_file(cast: Cast, at: datetime) -> None:
    """R-CON-66"""
    Contact.objects.filter(no="CT-000482").update(minor=True, privacy_blocked=True)

    result = take("No;Type;Name;Privacy blocked\nCT-000482;person;Nora Béguelin;no\n", cast, at)

    assert result.counts["refused"] == 1
    assert Contact.objects.get(no="CT-000482").privacy_blocked is True


def test_what_stands_there_stays_though_it_is_offered_no_more(cast: Cast, at: datetime) -> None:
    """R-CON-76"""
    take(FILE, cast, at)
    row = Contact.objects.get(no="CT-000482").territory
    save_code(KINDS["territory"], CodeFields(code="VD", active=False), by=None, at=at, row=row)

    result = take("No;Type;Name;City\nCT-000482;person;Nora Béguelin;Nyon\n", cast, at)
    assert [line.reason for line in result.lines] == [""]

    nora = Contact.objects.get(no="CT-000482")
    assert (nora.city, nora.territory, str(nora.organizational_level)) == ("Nyon", row, "CEO")
