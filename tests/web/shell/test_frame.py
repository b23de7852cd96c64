"""The frame stands around every page and lets only signed-in people in."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from tests.cast import Cast

pytestmark = pytest.mark.django_db


def test_profile_stands_in_the_frame(client: Client, cast: Cast) -> None:
    client.force_login(cast.aline)
    page = client.get("/profile/")
    assert page.status_code == 200
    html = page.content.decode()
    assert '<html lang="fr-CH">' in html
    assert 'aria-label="' in html


@pytest.mark.parametrize("path", ["/profile/", "/account/password/", "/catalogue/", "/search", "/keys"])
def test_pages_render(client: Client, cast: Cast, path: str) -> None:
    client.force_login(cast.administrator)
    assert client.get(path).status_code == 200


@pytest.mark.parametrize(
    ("path", "marked"),
    [("/profile/", "/profile/"), ("/interactions/", "/interactions/"), ("/search", "")],
)
def test_navigation_marks_where_one_is(client: Client, cast: Cast, path: str, marked: str) -> None:
    client.force_login(cast.aline)
    html = client.get(path).content.decode()
    side = html[html.index('<aside class="side"') : html.index('<div class="foot"')]
    assert re.findall(r'<a href="([^"]+)" aria-current="page"', side) == ([marked] if marked else [])


@pytest.mark.parametrize(
    ("path", "tabs", "more"),
    [("/interactions/", ["/interactions/"], []), ("/campaigns/", ["/campaigns/"], ["/campaigns/"]),
     ("/profile/", [], ["/profile/"])],
)  # fmt: skip
def test_a_phone_shows_four_areas_and_the_others_under_more(
    client: Client, cast: Cast, path: str, tabs: list[str], more: list[str]
) -> None:
    """Eight words side by side would be cut; what is far stands in a menu, and the tab says one is there."""
    client.force_login(cast.administrator)
    html = client.get(path).content.decode()
    bar, menu = re.findall(
        r'<nav class="areas".*?</nav>|<div class="menu" id="areas-menu".*?</div>', html, re.DOTALL
    )
    far = re.findall(r'<li class="far"><a href="([^"]+)"', bar)
    assert [*far, "/profile/"] == re.findall(r'<a href="([^"]+)"', menu)
    assert re.findall(r'<li><a href="([^"]+)"', bar) == ["/", "/contacts/", "/interactions/", "/segments/"]
    here = r'<a href="([^"]+)" aria-current="page"'
    assert (re.findall(here, bar), re.findall(here, menu)) == (tabs, more)
    assert ('class="tab current"' in bar) == bool(more)


def test_navigation_shows_only_what_one_may_open(client: Client, cast: Cast) -> None:
    """R-INT-195"""
    addresses = {}
    for user in (cast.viewer, cast.aline, cast.administrator):
        client.force_login(user)
        html = client.get("/profile/").content.decode()
        side = html[html.index('<aside class="side"') : html.index("</nav>")]
        addresses[user.username] = set(re.findall(r'<a href="([^"]+)"', side))
    assert "/interactions/" in addresses["lecteur"]
    assert "/setup/" not in addresses["lecteur"]
    assert addresses["lecteur"] < addresses["aline"] <= addresses["admin"]


def test_pieces_of_the_frame_speak_the_language_of_each_reader(client: Client, cast: Cast) -> None:
    """What is made once for many requests must not be made in the language of the first one."""
    cast.marc.language = "de"
    cast.marc.save()
    seen = []
    for user in (cast.aline, cast.marc, cast.aline):
        client.force_login(user)
        page = client.get("/profile/")
        seen.append((page["Content-Language"], str(page.context["shell"].overlays)))
    assert seen[0] == seen[2]
    assert [language for language, _html in seen] == ["fr", "de", "fr"]


def test_who_speaks_another_language_is_answered_in_that_of_the_browser(client: Client, cast: Cast) -> None:
    cast.aline.language = "rm-CH"
    cast.aline.save()
    client.force_login(cast.aline)
    assert (
        '<html lang="it-CH">' in client.get("/profile/", headers={"Accept-Language": "it"}).content.decode()
    )


def test_who_may_not_record_is_offered_no_interaction(client: Client, cast: Cast) -> None:
    client.force_login(cast.viewer)
    assert 'data-shortcut="n"' not in client.get("/profile/").content.decode()
    client.force_login(cast.aline)
    assert 'data-shortcut="n"' in client.get("/profile/").content.decode()


def test_catalogue_is_for_developers_and_administrators(client: Client, cast: Cast) -> None:
    client.force_login(cast.aline)
    assert client.get("/catalogue/").status_code == 404
    assert client.get("/catalogue/tags").status_code == 404
    assert client.get("/catalogue/dialog").status_code == 404
    assert client.get("/catalogue/options?contact-text=bernas").status_code == 404


def test_catalogue_names_every_tag_with_its_meaning(client: Client, cast: Cast) -> None:
    client.force_login(cast.administrator)
    page = client.get("/catalogue/tags")
    named = {name: meaning for name, _given, meaning in page.context["parts"]}
    assert {"icon", "btn", "card", "field", "list_head", "bars", "dialog", "older", "rating"} <= set(named)
    assert [name for name, meaning in named.items() if not meaning] == []


def test_catalogue_exports_its_sample(client: Client, cast: Cast) -> None:
    client.force_login(cast.administrator)
    answer = client.get("/catalogue/?column=cost&format=csv")
    text = b"".join(answer).decode()
    assert text.splitlines()[:2] == ["\ufeffContact;Coût", "Nora Béguelin;482"]
