"""Numbers of contacts may hold any sign but a slash; every address leads to their pages (R-CON-5)."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import quote, unquote

import pytest
from django.test import Client

from liaison.contacts.models import Contact
from liaison.interactions.actions.log import log_values
from liaison.interactions.draft import Values
from tests.cast import Cast
from tests.conftest import AT

FIRM, NORA = "F#1?%&\"'<É", "N#2?%20&+"
CARD = f"/contacts/{quote(NORA, safe='')}/"


@pytest.fixture
def number(cast: Cast, client: Client) -> int:
    """An interaction of Nora, whose number and whose company's are full of signs; Aline is signed in."""
    Contact.objects.filter(pk=cast.company.pk).update(no=FIRM)
    Contact.objects.filter(pk=cast.nora.pk).update(no=NORA)
    client.force_login(cast.aline)
    return log_values(Values(contact=NORA, template="APPEL"), by=cast.aline, at=AT)


def leading(client: Client, page: str, words: str) -> set[int]:
    """What the links that say `words` on `page` answer."""
    html = client.get(page).content.decode()
    found = re.findall(rf'<a [^>]*href="([^"]+)"[^>]*>{words}', html)
    assert found
    return {client.get(unescape(address).partition("#")[0]).status_code for address in found}


def test_links_lead_to_them(client: Client, number: int) -> None:
    company = "Béguelin Mécanique SA"
    firm = f"/contacts/{quote(FIRM, safe='')}/"
    assert leading(client, "/interactions/?column=contact,company", "Nora Béguelin") == {200}
    assert leading(client, "/interactions/?column=contact,company", company) == {200}
    assert leading(client, f"{firm}timeline/", "Nora Béguelin") == {200}
    assert leading(client, f"/interactions/{number}/", "Nora Béguelin") == {200}
    assert leading(client, CARD, company) == {200}


def test_a_new_person_of_such_a_company_belongs_to_it(client: Client, number: int) -> None:
    html = client.get(f"/contacts/{quote(FIRM, safe='')}/").content.decode()
    (address,) = set(re.findall(r'href="(/contacts/new-person/\?[^"]+)"', html))
    assert client.get(unescape(address)).context["form"]["company"].value() == FIRM


def test_who_noted_a_consent_comes_back(client: Client, number: int) -> None:
    response = client.post(f"{CARD}consents/", {"refuse": "email:"})
    assert unquote(response["Location"]) == f"/contacts/{NORA}/"
    assert client.get(response["Location"]).status_code == 200


@pytest.mark.parametrize("path", [CARD, f"{CARD}timeline/"])
def test_a_part_knows_on_whose_page_it_stands(client: Client, number: int, path: str) -> None:
    """The line of an interaction on that page does not name the contact again."""
    headers = {"HX-Request": "true", "HX-Current-URL": f"http://testserver{path}"}
    line = client.post(f"/interactions/{number}/evaluation/", {"evaluation": "positive"}, headers=headers)
    assert line.content.decode().startswith("<li ")
    assert "Nora Béguelin" not in line.content.decode()
