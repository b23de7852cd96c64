"""Every page of the set-up: opens, as a page and as a part, and not for those who may not."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client

from liaison.accounts.models import Role
from liaison.contacts.models import Salutation, SalutationFormula
from liaison.interactions.actions.languages import add_language
from liaison.interactions.models import InteractionGroup, InteractionTemplate
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
    "/setup/salespeople/", "/setup/teams/", "/setup/manners/",
]  # fmt: skip
GROUP = "/setup/groups/TEL/"
FORMS = [
    GROUP, "/setup/groups/new", "/setup/templates/new", "/setup/templates/LETTRE/languages/new",
    "/setup/document-templates/new", "/setup/document-templates/INVITE-FR/", "/setup/salutations/new",
    "/setup/salutations/{salutation}/properties", "/setup/salutations/{salutation}/formulas/new",
    "/setup/salutations/{salutation}/formulas/{formula}/", "/setup/salespeople/new", "/setup/salespeople/AR/",
    "/setup/teams/new", "/setup/teams/OUEST/", "/setup/users/new", "/setup/users/{user}/",
]  # fmt: skip
LISTS = ["groups", "templates", "document-templates", "salutations", "salespeople", "teams", "users"]
READABLE = {
    "/setup/groups/", "/setup/templates/", "/setup/templates/APPEL/",
    "/setup/templates/LETTRE/languages/fr-CH/", "/setup/document-templates/", "/setup/merge-fields/",
}  # fmt: skip
NOWHERE = [
    "/setup/groups/RIEN/", "/setup/templates/RIEN/", "/setup/templates/RIEN/languages/fr-CH/",
    "/setup/templates/LETTRE/languages/rm/", "/setup/templates/LETTRE/languages/%00/", "/setup/templates/%00/",
    "/setup/groups/%00/", "/setup/templates/APPEL/languages/-/", "/setup/templates/LETTRE/languages/fr-CH/file",
    "/setup/document-templates/RIEN/", "/setup/document-templates/%00/", "/setup/salutations/999999999/",
    "/setup/salutations/99999999999999999999/", "/setup/salutations/{salutation}/formulas/999999999/",
    "/setup/salespeople/XX/", "/setup/salespeople/%00/", "/setup/teams/XX/", "/setup/teams/%00/",
    "/setup/users/999999999/", "/setup/users/99999999999999999999/",
]  # fmt: skip
EVERYTHING = [*PAGES, *FORMS, "/setup/users/", "/setup/exports/"]
PART = -200
"""A part instead of a whole page."""


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


def statuses(browser: Client, places: dict[str, int], addresses: list[str], **given: Any) -> dict[str, int]:
    """What each address answers."""
    found = {}
    for address in addresses:
        response = browser.get(address.format(**places), **given)
        whole = "<!doctype html>" in response.content.decode()
        found[address] = response.status_code if whole or response.status_code != 200 else PART
    return found


def test_every_page_opens_for_an_administrator(admin: Client, places: dict[str, int]) -> None:
    assert statuses(admin, places, EVERYTHING) == dict.fromkeys(EVERYTHING, 200)


def test_forms_open_in_the_dialog_and_lists_answer_their_part(admin: Client, places: dict[str, int]) -> None:
    lists = [f"/setup/{name}/?q=a" for name in LISTS]

    assert statuses(admin, places, FORMS, headers=DIALOG) == dict.fromkeys(FORMS, PART)
    assert statuses(admin, places, lists, headers=HTMX) == dict.fromkeys(lists, PART)


def test_salesperson_reads_and_changes_nothing(sign_in: SignIn, cast: Cast, places: dict[str, int]) -> None:
    """R-INT-195: the set-up is read by salespeople and changed by administrators."""
    browser = sign_in(cast.aline)

    for address in PAGES:
        response = browser.get(address.format(**places))
        main = response.content.decode().partition('id="main"')[2].partition("</main>")[0]
        assert (address, response.status_code, 'class="btn primary"' in main) == (address, 200, False)
    expected = {address: 303 if address == GROUP else 403 for address in FORMS}
    assert statuses(browser, places, FORMS) == expected
    posted = {address: browser.post(address.format(**places), {}).status_code for address in FORMS}
    assert posted == dict.fromkeys(FORMS, 403)
    assert browser.get("/setup/users/").status_code == 403


@pytest.mark.parametrize("who", ["aline", "viewer", "marketer"])
def test_what_a_page_leads_to_opens(sign_in: SignIn, cast: Cast, places: dict[str, int], who: str) -> None:
    """Nobody is led to a page that they may not see."""
    user = make.make_user("mireille", Role.MARKETING) if who == "marketer" else getattr(cast, who)
    browser = sign_in(user)
    ways: dict[str, str] = {}
    for address in PAGES:
        page = address.format(**places)
        response = browser.get(page)
        if response.status_code == 200:
            main = response.content.decode().partition('id="main"')[2].partition("</main>")[0]
            ways |= dict.fromkeys(re.findall(r'href="(/(?!static)[^"#]*)', main), page)

    assert len(ways) > 10
    pages = [way for way in ways if "format=" not in way and not way.endswith(("file", "word"))]
    found = {way: browser.get(unescape(way)).status_code for way in pages}
    assert {(ways[way], way) for way, status in found.items() if status not in {200, 302, 303}} == set()


def test_viewer_reads_templates_and_nothing_else(sign_in: SignIn, cast: Cast, places: dict[str, int]) -> None:
    """interactions.md, section 8: templates are for everybody to read, the set-up is not."""
    assert statuses(sign_in(cast.viewer), places, EVERYTHING) == {
        address: 200 if address in READABLE else 303 if address == GROUP else 403 for address in EVERYTHING
    }


def test_stranger_signs_in_first(client: Client, places: dict[str, int]) -> None:
    for address in EVERYTHING:
        response = client.get(address.format(**places))
        assert (address, response.status_code, response["Location"][:15]) == (address, 302, "/account/login/")


def test_what_is_not_there_is_not_found(admin: Client, places: dict[str, int]) -> None:
    assert statuses(admin, places, NOWHERE) == dict.fromkeys(NOWHERE, 404)


@pytest.mark.parametrize(("ending", "beginning"), [("csv", b"\xef\xbb\xbf"), ("xlsx", b"PK\x03")])
def test_every_list_is_exported(admin: Client, places: dict[str, int], ending: str, beginning: bytes) -> None:
    """R-INT-186"""
    found = {}
    for name in LISTS:
        response = admin.get(f"/setup/{name}/?format={ending}")
        content = b"".join(response.streaming_content)  # type: ignore[attr-defined]
        found[name] = (response.status_code, content[:3])

    assert found == dict.fromkeys(LISTS, (200, beginning))


def test_exported_templates_have_the_visible_columns(admin: Client, places: dict[str, int]) -> None:
    """R-INT-186"""
    response = admin.get("/setup/templates/?format=csv&column=description,channel,languages")
    lines = b"".join(response.streaming_content).decode("utf-8-sig").splitlines()  # type: ignore[attr-defined]

    assert lines == [
        "Code;Description;Channel;Languages", "APPEL;Appel sortant;Phone;", "LETTRE;Appel sortant;Letter;fr-CH",
    ]  # fmt: skip


def test_viewer_exports_nothing(sign_in: SignIn, cast: Cast, places: dict[str, int]) -> None:
    assert sign_in(cast.viewer).get("/setup/templates/?format=csv").status_code == 403


def test_overview_shows_what_one_may_open(sign_in: SignIn, cast: Cast) -> None:
    seller = sign_in(cast.aline).get("/setup/").content.decode()
    administrator = sign_in(cast.administrator).get("/setup/").content.decode()

    assert ("/setup/users/" in seller, "/setup/users/" in administrator) == (False, True)
    assert sign_in(make.make_user("c", Role.CONTACT_USER)).get("/setup/").status_code == 403


def test_filters_and_order_are_understood(admin: Client, places: dict[str, int]) -> None:
    queries = ("state=inactive", "state=active", "sort=-code", "sort=nonsense", "since=2026-01-01&until=x")
    addresses = [f"/setup/{name}/?{query}" for name in LISTS for query in queries]

    assert statuses(admin, places, addresses) == dict.fromkeys(addresses, 200)


def test_a_state_that_there_is_not_finds_nothing(admin: Client) -> None:
    assert admin.get("/setup/salespeople/?state=active").context["rows"]
    assert admin.get("/setup/salespeople/?state=gone").context["rows"] == []


def test_order_puts_nothing_last(admin: Client, places: dict[str, int], cast: Cast) -> None:
    def codes(query: str) -> list[Any]:
        return [line.person.code for line in admin.get(f"/setup/salespeople/?{query}").context["rows"]]

    cast.dubuis.team = None
    cast.dubuis.save()
    assert codes("sort=name") == ["AR", "MD", "UB"]
    assert codes("sort=-name") == ["UB", "MD", "AR"]
    assert codes("sort=team") == ["UB", "AR", "MD"]
    assert codes("sort=-team") == ["AR", "UB", "MD"]


def test_order_and_search_know_no_accents(admin: Client) -> None:
    for place, name in enumerate(["Zoé Aubry", "Élodie Ney", "de Weck"]):
        make.make_salesperson(f"S{place}", name)

    def names(query: str) -> list[str]:
        return [line.person.name for line in admin.get(f"/setup/salespeople/?{query}").context["rows"]]

    told = ["Aline Rochat", "de Weck", "Élodie Ney", "Marc Dubuis", "Urs Bühler", "Zoé Aubry"]
    assert names("sort=name") == told
    assert names("sort=-name") == told[::-1]
    assert names("q=ELODIE") == ["Élodie Ney"]


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("/setup/groups/", "Telephone"),
        ("/setup/templates/", "Outgoing call"),
        ("/setup/templates/", 'value="TEL">Telephone'),
        ("/setup/templates/?format=csv", "Outgoing call"),
        ("/setup/templates/new", "TEL · Telephone"),
        ("/setup/templates/APPEL/", "<span>Outgoing call</span>"),
        ("/setup/events/", "APPEL · Outgoing call"),
    ],
)
def test_groups_and_templates_are_named_in_the_readers_language(
    admin: Client, cast: Cast, page: str, words: str
) -> None:
    InteractionGroup.objects.update(descriptions={"en": "Telephone"})
    InteractionTemplate.objects.update(descriptions={"en": "Outgoing call"})

    answer = admin.get(page)
    html = b"".join(answer).decode()

    assert words in html
