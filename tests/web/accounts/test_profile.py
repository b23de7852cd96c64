"""One's own profile, password, language and appearance."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def aline(client: Client, cast: Cast) -> Client:
    client.force_login(cast.aline)
    return client


def test_name_and_language_are_changed(aline: Client, cast: Cast) -> None:
    response = aline.post("/profile/", {"name": "Aline R.", "language": "de"})
    assert (response.status_code, response["Location"]) == (303, "/profile/")
    cast.aline.refresh_from_db()
    assert (cast.aline.name, cast.aline.language) == ("Aline R.", "de")
    page = aline.get("/profile/")
    assert '<html lang="de-CH"' in page.content.decode()
    assert page.content.decode().count('<div class="toast good"') == 1


def test_empty_name_and_foreign_language_are_refused(aline: Client, cast: Cast) -> None:
    response = aline.post("/profile/", {"name": "", "language": "rm"})
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"name", "language"}
    cast.aline.refresh_from_db()
    assert (cast.aline.name, cast.aline.language) == ("Aline Rochat", "fr")


def test_nul_in_the_name_is_refused(aline: Client) -> None:
    assert aline.post("/profile/", {"name": "A\x00", "language": "fr"}).status_code == 422


def test_password_is_changed_and_the_session_goes_on(aline: Client, cast: Cast) -> None:
    given = {"current": "un mot de passe", "password": "une autre phrase", "again": "une autre phrase"}
    response = aline.post("/account/password/", given)
    assert (response.status_code, response["Location"]) == (303, "/profile/")
    cast.aline.refresh_from_db()
    assert cast.aline.check_password("une autre phrase")
    assert aline.get("/profile/").status_code == 200


def test_other_sessions_end_with_the_old_password(aline: Client, cast: Cast) -> None:
    elsewhere = Client()
    elsewhere.force_login(cast.aline)
    given = {"current": "un mot de passe", "password": "une autre phrase", "again": "une autre phrase"}
    aline.post("/account/password/", given)
    assert elsewhere.get("/profile/").status_code == 302


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({"current": "falsch", "password": "une autre phrase", "again": "une autre phrase"}, {"current"}),
        ({"current": "un mot de passe", "password": "une autre phrase", "again": "autrement"}, {"again"}),
        ({"current": "un mot de passe", "password": "kurz", "again": "kurz"}, {"password"}),
        ({"current": "un mot de passe", "password": "aline.rochat", "again": "aline.rochat"}, {"password"}),
        ({}, {"current", "password", "again"}),
    ],
)
def test_wrong_passwords_change_nothing(
    aline: Client, cast: Cast, given: dict[str, str], wrong: set[str]
) -> None:
    response = aline.post("/account/password/", given)
    assert response.status_code == 422
    assert set(response.context["form"].errors) == wrong
    cast.aline.refresh_from_db()
    assert cast.aline.check_password("un mot de passe")


def test_language_button_speaks_at_once_and_for_good(aline: Client, cast: Cast) -> None:
    response = aline.post("/language", {"language": "it", "next": "/profile/"})
    assert (response.status_code, response["Location"]) == (303, "/profile/")
    cast.aline.refresh_from_db()
    assert cast.aline.language == "it"
    assert aline.get("/profile/").headers["Content-Language"] == "it"


def test_language_of_a_stranger_is_kept_in_the_browser(client: Client) -> None:
    client.post("/language", {"language": "de", "next": "/account/login/"})
    assert '<html lang="de-CH"' in client.get("/account/login/").content.decode()


def test_unknown_language_and_foreign_way_back_are_ignored(client: Client) -> None:
    response = client.post("/language", {"language": "xx", "next": "https://evil.example/"})
    assert (response.status_code, response["Location"]) == (303, "/")
    assert "django_language" not in response.cookies


def test_the_browser_decides_until_somebody_signs_in(client: Client, cast: Cast) -> None:
    german = {"Accept-Language": "de-CH,de;q=0.9"}
    assert '<html lang="de-CH"' in client.get("/account/login/", headers=german).content.decode()
    client.force_login(cast.aline)
    assert '<html lang="fr-CH"' in client.get("/profile/", headers=german).content.decode()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_appearance_is_written_into_the_page_by_the_server(aline: Client, theme: str) -> None:
    aline.post("/appearance", {"theme": theme, "next": "/profile/"})
    assert f'<html lang="fr-CH" data-theme="{theme}">' in aline.get("/profile/").content.decode()
    aline.post("/appearance", {"theme": "auto", "next": "/profile/"})
    assert '<html lang="fr-CH">' in aline.get("/profile/").content.decode()


def test_a_forged_appearance_is_not_written(aline: Client) -> None:
    aline.cookies["theme"] = '"><script>'
    assert "<script>" not in aline.get("/profile/").content.decode()


def test_keys_are_switched_off_and_on(aline: Client) -> None:
    aline.post("/appearance", {"keys": "off", "next": "/profile/"})
    assert 'data-keys="off"' in aline.get("/profile/").content.decode()
    aline.post("/appearance", {"keys": "on", "next": "/profile/"})
    assert 'data-keys="off"' not in aline.get("/profile/").content.decode()


def test_profile_costs_three_statements(aline: Client, django_assert_num_queries: object) -> None:
    with django_assert_num_queries(2):  # type: ignore[operator]  # session, user
        aline.get("/profile/")
