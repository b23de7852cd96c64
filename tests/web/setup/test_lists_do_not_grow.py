"""A list of the set-up asks as many statements for three rows as for one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from liaison.accounts.actions import note_export
from liaison.accounts.models import Role
from liaison.contacts.models import Salutation, SalutationFormula
from liaison.letters.actions import create_document_template
from tests import make
from tests.cast import Cast
from tests.conftest import AT
from tests.web.setup.test_letters import WORD


def user(cast: Cast, number: int) -> None:
    person = make.make_salesperson(f"S{number}", f"Person {number}")
    make.make_user(f"user{number}", Role.SALESPERSON, salesperson=person)


def salesperson(cast: Cast, number: int) -> None:
    make.make_salesperson(f"S{number}", f"Person {number}", team=make.make_team(f"T{number}"))


def team(cast: Cast, number: int) -> None:
    make.make_salesperson(f"S{number}", f"Person {number}", team=make.make_team(f"T{number}"))


def group(cast: Cast, number: int) -> None:
    make.make_template(f"T{number}", make.make_group(f"G{number}"))


def document(cast: Cast, number: int) -> None:
    create_document_template(f"D{number}", WORD, "offer.docx", by=cast.administrator, at=AT)


def salutation(cast: Cast, number: int) -> None:
    kept = Salutation.objects.create(code=f"S{number}", description=f"Salutation {number}")
    SalutationFormula.objects.create(salutation=kept, language="fr", formality="formal", text="Bonjour")


def export(cast: Cast, number: int) -> None:
    note_export("contacts", "csv", purpose=f"Reason {number}", by=cast.aline, at=AT)


MADE: dict[str, tuple[Callable[[Cast, int], None], int]] = {
    "users": (user, 3),
    "salespeople": (salesperson, 4),
    "teams": (team, 4),
    "groups": (group, 5),
    "document-templates": (document, 3),
    "salutations": (salutation, 4),
    "exports": (export, 3),
}


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("name", MADE)
def test_list_needs_as_many_statements_whatever_its_length(
    admin: Client, cast: Cast, django_assert_num_queries: Any, name: str, rows: int
) -> None:
    add, statements = MADE[name]
    for number in range(rows):
        add(cast, number)

    with django_assert_num_queries(statements):
        assert admin.get(f"/setup/{name}/").status_code == 200
