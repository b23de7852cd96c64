"""Every page of the set-up: opens, as a page and as a part, and not for those who may not."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from liaison.accounts.models import Role
from liaison.contacts.models import Salutation, SalutationFormula
from liaison.interactions.actions.languages import add_language
from liaison.letters.actions import create_document_template
from tests import make
from tests.cast import Cast
from tests.conftest import AT
from tests.papers import docx, field, paragraph
from tests.web.setup.conftest import DIALOG, HTMX, SignIn

PAGES = [
    "/setup/", "/setup/groups/", "/setup/templates/", "/setup/templates/APPEL/",
    "/setup/templates/LETTRE/languages/fr-CH/", "/setup/events/", "/setup/document-templates/",
    "/setup/merge-fields/", "/setup/salutations/", "/setup/salutations/{salutation}/", "/setup/company/",
    "/setup/salespeople/", "/setup/teams/",
]  # fmt: skip
FORMS = [
    "/setup/groups/new", "/setup/groups/TEL/", "/setup/templates/new",
    "/setup/templates/LETTRE/languages/new", "/setup/document-templates/new", "/setup/document-templates/INVITE-FR/",
    "/setup/salutations/new", "/setup/salutations/{salutation}/properties", "/setup/salutations/{salutation}/formulas/new",
    "/setup/salutations/{salutation}/formulas/{formula}/", "/setup/salespeople/new", "/setup/salespeople/AR/",
    "/setup/teams/new", "/setup/teams/OUEST/", "/setup/users/", "/setup/users/new", "/setup/users/{user}/",
]  # fmt: skip
LISTS = ["groups", "templates", "document-templates", "salutations", "salespeople", "teams", "users"]
READABLE = {"/setup/groups/", "/setup/templates/", "/setup/templates/APPEL/",
            "/setup/templates/LETTRE/languages/fr-CH/", "/setup/document-templates/", "/setup/merge-fields/"}  # fmt: skip


@pytest.fixture
def places(cast: Cast) -> dict[str, int]:
    """One record of each kind, and the numbers that addresses name."""
    letter = make.make_template("LETTRE", channel="letter")
    add_language(letter, "fr-CH", subject="Offre", body="<p>Bonjour</p>", by=None, at=AT)
    word = docx(paragraph(field("Contact_Nom")))
    create_document_template("INVITE-FR", word, "invite.docx", language="fr-CH", by=None, at=AT)
    salutation = Salutation.objects.order_by("code")[0]
    formula = SalutationFormula.objects.filter(salutation=salutation).order_by("pk")[0]
    return {"salutation": salutation.pk, "formula": formula.pk, "user": cast.aline.pk}


@pytest.mark.parametrize("address", [*PAGES, *FORMS])
def test_page_opens_for_an_administrator(admin: Client, places: dict[str, int], address: str) -> None:
    response = admin.get(address.format(**places))

    assert response.status_code == 200
    assert "<!doctype html>" in response.content.decode()


@pytest.mark.parametrize("address", FORMS)
def test_form_opens_in_the_dialog(admin: Client, places: dict[str, int], address: str) -> None:
    response = admin.get(address.format(**places), headers=DIALOG)

    assert response.status_code == 200
    assert "<!doctype html>" not in response.content.decode()


@pytest.mark.parametrize("name", LISTS)
def test_list_answers_its_part(admin: Client, places: dict[str, int], name: str) -> None:
    response = admin.get(f"/setup/{name}/?q=a", headers=HTMX)

    assert response.status_code == 200
    assert "<!doctype html>" not in response.content.decode()


@pytest.mark.parametrize("address", PAGES)
def test_salesperson_reads_and_changes_nothing(
    sign_in: SignIn, cast: Cast, places: dict[str, int], address: str
) -> None:
    """R-INT-195: the set-up is read by salespeople."""
    response = sign_in(cast.aline).get(address.format(**places))

    assert response.status_code == 200
    main = response.content.decode().partition('id="main"')[2].partition("</main>")[0]
    assert 'class="btn primary"' not in main


@pytest.mark.parametrize("address", FORMS)
def test_salesperson_gets_no_form(sign_in: SignIn, cast: Cast, places: dict[str, int], address: str) -> None:
    """R-INT-195"""
    browser = sign_in(cast.aline)
    address = address.format(**places)

    assert browser.post(address, {}).status_code == 403
    if address != "/setup/groups/TEL/":
        assert browser.get(address).status_code == 403


@pytest.mark.parametrize("address", [*PAGES, *FORMS])
def test_viewer_reads_templates_and_nothing_else(
    sign_in: SignIn, cast: Cast, places: dict[str, int], address: str
) -> None:
    """interactions.md, section 8: templates are for everybody to read, the set-up is not."""
    response = sign_in(cast.viewer).get(address.format(**places))

    expected = 200 if address in READABLE else 302 if address == "/setup/groups/TEL/" else 403
    assert (response.status_code if response.status_code != 303 else 302) == expected


@pytest.mark.parametrize("address", [*PAGES, *FORMS])
def test_stranger_signs_in_first(client: Client, places: dict[str, int], address: str) -> None:
    response = client.get(address.format(**places))

    assert (response.status_code, response["Location"].partition("?")[0]) == (302, "/account/login/")


@pytest.mark.parametrize(
    "address",
    [
        "/setup/groups/RIEN/", "/setup/templates/RIEN/", "/setup/templates/RIEN/languages/fr-CH/",
        "/setup/templates/LETTRE/languages/rm/", "/setup/templates/LETTRE/languages/%00/", "/setup/templates/%00/",
        "/setup/groups/%00/", "/setup/templates/APPEL/languages/-/", "/setup/templates/LETTRE/languages/fr-CH/file",
        "/setup/document-templates/RIEN/", "/setup/document-templates/%00/", "/setup/salutations/999999999/",
        "/setup/salutations/99999999999999999999/", "/setup/salutations/{salutation}/formulas/999999999/",
        "/setup/salespeople/XX/", "/setup/salespeople/%00/", "/setup/teams/XX/", "/setup/teams/%00/",
        "/setup/users/999999999/", "/setup/users/99999999999999999999/",
    ],
)  # fmt: skip
def test_what_is_not_there_is_not_found(admin: Client, places: dict[str, int], address: str) -> None:
    assert admin.get(address.format(**places)).status_code == 404


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_list_is_exported(admin: Client, places: dict[str, int], name: str, ending: str) -> None:
    """R-INT-186"""
    response = admin.get(f"/setup/{name}/?format={ending}")
    content = b"".join(response.streaming_content)  # type: ignore[attr-defined]

    assert response.status_code == 200
    assert content[:3] == (b"\xef\xbb\xbf" if ending == "csv" else b"PK\x03")


def test_viewer_exports_nothing(sign_in: SignIn, cast: Cast, places: dict[str, int]) -> None:
    assert sign_in(cast.viewer).get("/setup/templates/?format=csv").status_code == 403


def test_users_are_for_administrators(sign_in: SignIn, cast: Cast) -> None:
    assert sign_in(cast.aline).get("/setup/users/").status_code == 403
    assert sign_in(cast.administrator).get("/setup/users/").status_code == 200


def test_overview_shows_what_one_may_open(sign_in: SignIn, cast: Cast) -> None:
    seller = sign_in(cast.aline).get("/setup/").content.decode()
    administrator = sign_in(cast.administrator).get("/setup/").content.decode()

    assert ("/setup/users/" in seller, "/setup/users/" in administrator) == (False, True)
    assert sign_in(make.make_user("c", Role.CONTACT_USER)).get("/setup/").status_code == 403


@pytest.mark.parametrize("name", LISTS)
def test_filters_and_order_are_understood(admin: Client, places: dict[str, int], name: str) -> None:
    for query in (
        "state=inactive",
        "state=active",
        "sort=-code",
        "sort=nonsense",
        "since=2026-01-01&until=x",
    ):
        assert admin.get(f"/setup/{name}/?{query}").status_code == 200


def test_order_puts_nothing_last(admin: Client, places: dict[str, int], cast: Cast) -> None:
    def codes(query: str) -> list[Any]:
        return [line.person.code for line in admin.get(f"/setup/salespeople/?{query}").context["rows"]]

    cast.dubuis.team = None
    cast.dubuis.save()
    assert codes("sort=name") == ["AR", "MD", "UB"]
    assert codes("sort=-name") == ["UB", "MD", "AR"]
    assert codes("sort=team") == ["UB", "AR", "MD"]
