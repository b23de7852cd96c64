"""What the palette behind Ctrl K finds: commands one may do, contacts one may read."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path

from liaison.accounts.models import User
from liaison.interactions.actions.log import log_values
from liaison.interactions.draft import Values
from liaison.interactions.models import Entry
from liaison.kit.folding import fold
from liaison.urls import handler400, handler403, handler404, handler429, handler500
from liaison.urls import urlpatterns as the_urls
from liaison.web.shell import palette
from tests.cast import Cast
from tests.conftest import AT

__all__ = ["handler400", "handler403", "handler404", "handler429", "handler500"]
pytestmark = pytest.mark.django_db


def _contact(request: HttpRequest, no: str) -> HttpResponse:
    return HttpResponse(no)


urlpatterns = [path("contacts/<str:no>", _contact, name="contact"), *the_urls]
here = override_settings(ROOT_URLCONF=__name__)


def words(found: list[palette.Found]) -> list[str]:
    return [str(one.text) for one in found]


def test_commands_are_found_by_the_beginnings_of_their_words(cast: Cast) -> None:
    every = words(palette.commands(cast.administrator, "", limit=50))
    name = every[-1]
    beginnings = " ".join(word[:3] for word in fold(name).replace("'", " ").split())
    assert name in words(palette.commands(cast.administrator, beginnings.upper()))
    assert palette.commands(cast.administrator, "xyzzy") == []


def test_commands_follow_the_rights(cast: Cast) -> None:
    """R-INT-195"""
    allowed = {one.url for one in palette.commands(cast.aline, "", limit=50)}
    reader = {one.url for one in palette.commands(cast.viewer, "", limit=50)}
    assert "/interactions/new/" in allowed or any("interactions" in url for url in allowed - reader)
    assert "/profile/" in allowed & reader
    assert reader < allowed


@here
def test_contacts_come_before_commands(client: Client, cast: Cast) -> None:
    client.force_login(cast.aline)
    groups = client.get("/search?q=p").context["groups"]
    assert groups[-1].items == palette.commands(cast.aline, "p")
    groups = client.get("/search?q=beguelin m").context["groups"]
    found = [(str(one.text), one.url, one.icon) for group in groups for one in group.items]
    assert found == [("Béguelin Mécanique SA", "/contacts/CT-000480/", "company")]
    htmx = {"HX-Request": "true", "HX-Target": "palette"}
    part = client.get("/search?q=beguelin m", headers=htmx).content.decode()
    assert part.count('role="option"') == 1
    assert "<!doctype" not in part


def test_an_interaction_is_found_by_its_number_and_its_words(cast: Cast) -> None:
    def logged(by: User, **given: Any) -> int:
        return log_values(Values(contact="CT-000482", template="APPEL", **given), by=by, at=AT)

    number = logged(cast.aline, description="Portail bloqué au dépôt")
    hidden = logged(cast.administrator, description="Portail secret", visibility="private")
    for text in (str(number), "portail"):
        (found,) = palette.interactions(cast.aline, text)
        assert (found.text, found.url) == ("Portail bloqué au dépôt", f"/interactions/{number}/")
        assert str(found.detail).startswith("Nora Béguelin · ")
    assert palette.interactions(cast.aline, str(hidden)) == []
    assert palette.interactions(cast.aline, "9" * 30) == palette.interactions(cast.aline, "po") == []


def test_an_interaction_is_called_as_in_the_list(cast: Cast) -> None:
    """A letter by what was noted on it, with the names of the fields that it was sent with"""
    noted, sent = "Client fâché", "Offre portail"
    values = Values(contact="CT-000482", template="APPEL", description=noted, subject=sent)
    number = log_values(values, by=cast.aline, at=AT)
    plain = replace(values, subject="Portail de {{ contact.name }}")
    mail = log_values(plain, by=cast.aline, at=AT)
    Entry.objects.filter(pk=mail).update(channel="email")
    titles = [words(palette.interactions(cast.aline, str(one))) for one in (number, mail)]
    assert titles == [["Client fâché"], ["Portail de «Contact\xa0: Nom»"]]


@here
def test_a_person_is_told_from_others_by_company_and_number(cast: Cast) -> None:
    [nora] = [one for one in palette.contacts(cast.aline, "nora") if one.text == "Nora Béguelin"]
    assert nora.detail == "Béguelin Mécanique SA · CT-000482"


@pytest.mark.parametrize("text", ["", "%00", "x" * 5000, "%27%3B--", "%F0%9F%98%80"])
def test_any_text_is_answered(client: Client, cast: Cast, text: str) -> None:
    client.force_login(cast.aline)
    assert client.get(f"/search?q={text}").status_code == 200


@here
def test_search_costs_few_statements(client: Client, cast: Cast, django_assert_num_queries: Any) -> None:
    client.force_login(cast.aline)
    with django_assert_num_queries(5):  # session, user, contacts, texts that hold it, their interactions
        client.get("/search?q=nora", headers={"HX-Request": "true", "HX-Target": "palette"})
