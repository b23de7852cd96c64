"""Nobody gets anywhere without signing in; what the sign-in library offers beyond that is not there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.models import Session
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.converters import IntConverter, PathConverter, SlugConverter, StringConverter, UUIDConverter

from liaison.web.shell.decorators import signed_in
from tests.cast import Cast
from tests.conftest import AT

PART = {"HX-Request": "true", "HX-Current-URL": "http://testserver/profile/"}
PUBLIC = {
    "account_login", "account_logout", "account_inactive", "language", "appearance", "robots", "healthz", "readyz", "preferences",
    # Names that the sign-in library looks up; they answer 404.
    "account_signup", "account_reset_password", "account_set_password", "account_reauthenticate",
}  # fmt: skip
SAMPLES: dict[type, str] = {
    IntConverter: "1",
    StringConverter: "x",
    SlugConverter: "x",
    PathConverter: "x",
    UUIDConverter: str(UUID(int=1)),
}


def _addresses(patterns: list[URLPattern | URLResolver], before: str = "/") -> Iterator[tuple[str, str]]:
    """Every address of the web with its name, parameters filled in."""
    for pattern in patterns:
        route = str(pattern.pattern)
        for name, converter in pattern.pattern.converters.items():
            sample = SAMPLES.get(type(converter), "1")
            for spelled in (
                f"<int:{name}>",
                f"<str:{name}>",
                f"<slug:{name}>",
                f"<path:{name}>",
                f"<uuid:{name}>",
                f"<{name}>",
            ):
                route = route.replace(spelled, sample)
        if isinstance(pattern, URLResolver):
            yield from _addresses(pattern.url_patterns, before + route)
        else:
            yield before + route, pattern.name or ""


WEB = [(path, name) for path, name in _addresses(get_resolver().url_patterns) if not path.startswith("/api/")]


def test_the_walk_sees_the_whole_web() -> None:
    names = {name for _path, name in WEB}
    assert {"profile", "search", "catalogue", "view_deletion", *PUBLIC} <= names


@pytest.mark.django_db
@pytest.mark.parametrize(("path", "name"), WEB)
@pytest.mark.parametrize("method", ["get", "post"])
def test_strangers_are_sent_to_sign_in(client: Client, path: str, name: str, method: str) -> None:
    response = getattr(client, method)(path)
    if name in PUBLIC:
        assert "/account/login/?next=" not in response.get("Location", "")
    else:
        assert response.status_code == 302
        assert response["Location"].startswith("/account/login/?next=/")


def test_a_view_of_the_signed_in_sends_strangers_away_on_its_own() -> None:
    request = RequestFactory().get("/profile/?q=1")
    request.user = AnonymousUser()
    answer = signed_in(lambda _request: HttpResponse("secret"))(request)
    assert (answer.status_code, answer["Location"]) == (302, "/account/login/?next=/profile/%3Fq%3D1")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    [
        "/account/signup/", "/account/email/", "/account/password/reset/", "/account/password/set/",
        "/account/reauthenticate/", "/account/confirm-email/", "/account/password/change/", "/account/login/code/",
    ],
)  # fmt: skip
def test_the_rest_of_the_library_is_not_reachable(client: Client, cast: Cast, path: str) -> None:
    assert client.get(path).status_code == 404
    client.force_login(cast.aline)
    assert client.get(path).status_code == 404
    assert client.post(path).status_code == 404


@pytest.mark.django_db
def test_right_name_and_password_open_the_page_asked_for(client: Client, cast: Cast) -> None:
    response = client.post(
        "/account/login/?next=/profile/", {"login": "ALINE", "password": "un mot de passe"}
    )
    assert (response.status_code, response["Location"]) == (302, "/profile/")
    assert client.get("/profile/").status_code == 200


@pytest.mark.django_db
def test_the_address_of_a_user_signs_in_too(client: Client, cast: Cast) -> None:
    response = client.post(
        "/account/login/", {"login": "aline@liaison.example", "password": "un mot de passe"}
    )
    assert (response.status_code, response["Location"]) == (302, "/")


@pytest.mark.django_db
def test_a_foreign_address_is_not_followed(client: Client, cast: Cast) -> None:
    response = client.post(
        "/account/login/?next=https://evil.example/", {"login": "aline", "password": "un mot de passe"}
    )
    assert (response.status_code, response["Location"]) == (302, "/")


@pytest.mark.django_db
@pytest.mark.parametrize("login", ["aline", "nobody"])
def test_wrong_input_says_the_same_for_known_and_unknown(client: Client, cast: Cast, login: str) -> None:
    response = client.post("/account/login/", {"login": login, "password": "falsch"})
    assert response.status_code == 422
    assert response.content.decode().count('role="alert"') == 1
    assert "_auth_user_id" not in client.session


@pytest.mark.django_db
def test_the_sixth_wrong_password_waits(client: Client, cast: Cast) -> None:
    for _attempt in range(5):
        assert client.post("/account/login/", {"login": "aline", "password": "falsch"}).status_code == 422
    response = client.post("/account/login/", {"login": "aline", "password": "un mot de passe"})
    assert response.status_code == 422
    assert "_auth_user_id" not in client.session


@pytest.mark.django_db
def test_wrong_passwords_are_counted_by_user_under_every_name_and_host(
    client: Client, cast: Cast, settings: Any
) -> None:
    """Otherwise every further name of the user, or of this server, would give five attempts more."""
    settings.ALLOWED_HOSTS = ["*"]
    logins = ["aline", "aline@liaison.example", "ALINE", "Aline@Liaison.Example", "aline"]
    for number, login in enumerate(logins):
        client.post(
            "/account/login/", {"login": login, "password": "falsch"}, headers={"Host": f"h{number}.example"}
        )
    client.post("/account/login/", {"login": "aline@liaison.example", "password": "un mot de passe"})
    assert "_auth_user_id" not in client.session
    other = client.post("/account/login/", {"login": "marc", "password": "un mot de passe"})
    assert (other.status_code, other["Location"]) == (302, "/")


@pytest.mark.django_db
def test_who_was_deactivated_does_not_get_in(client: Client, cast: Cast) -> None:
    client.force_login(cast.aline)
    cast.aline.is_active = False
    cast.aline.save()
    assert client.get("/profile/")["Location"] == "/account/login/?next=/profile/"
    response = client.post("/account/login/", {"login": "aline", "password": "un mot de passe"})
    assert (response.status_code, response["Location"]) == (302, "/account/inactive/")
    assert client.get("/account/inactive/").status_code == 403
    assert client.get("/profile/").status_code == 302


@pytest.mark.django_db
def test_signing_out_needs_a_post(client: Client, cast: Cast) -> None:
    client.force_login(cast.aline)
    assert client.get("/account/logout/").status_code == 200
    assert client.get("/profile/").status_code == 200
    assert client.post("/account/logout/")["Location"] == "/account/login/"
    assert client.get("/profile/").status_code == 302


@pytest.mark.django_db
def test_a_part_asked_for_after_the_session_ended_leads_to_sign_in_and_back(client: Client) -> None:
    response = client.get("/search?q=x", headers=PART)
    assert (response.status_code, response["HX-Reswap"]) == (401, "none")
    told = json.loads(response["HX-Trigger"])["signed-out"]
    assert told["login"] == "/account/login/?next=/profile/"
    boosted = client.get("/search?q=x", headers=PART | {"HX-Boosted": "true"})
    assert boosted["HX-Redirect"] == "/account/login/?next=/profile/"


@pytest.mark.django_db
def test_what_is_sent_after_the_session_ended_stays_in_its_page(client: Client) -> None:
    response = client.post("/interactions/new/", {"text": "Relance"}, headers=PART)
    assert (response.status_code, response["HX-Reswap"], "HX-Redirect" in response) == (401, "none", False)
    told = json.loads(response["HX-Trigger"])["signed-out"]
    assert told == {"login": ""}


@pytest.mark.django_db
def test_a_page_open_since_before_signing_in_gets_the_new_token(cast: Cast) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.get("/account/login/")
    old = strict.cookies["csrftoken"].value
    strict.force_login(cast.aline)
    strict.get("/profile/")
    strict.cookies["csrftoken"] = "b" * 32  # signing in changed it
    sent = {"csrfmiddlewaretoken": old, "text": "Relance"}

    refused = strict.post("/interactions/quick-draft/", sent, headers={"X-Autosave": "1"})
    assert refused.status_code == 403
    assert (
        strict.post("/profile/", sent, headers={"X-CSRFToken": "c" * 32}).has_header("X-CSRFToken") is False
    )

    part = strict.post("/profile/", sent, headers=PART)
    assert (part.status_code, part["HX-Reswap"]) == (403, "none")
    told = json.loads(part["HX-Trigger"])
    assert [one["text"] for one in told["toasts"]["items"]] == [
        "Vous vous êtes reconnecté entre-temps. Appuyez encore une fois sur le bouton."
    ]
    for token in (refused["X-CSRFToken"], told["token"]["value"]):
        again = strict.post("/profile/", sent | {"csrfmiddlewaretoken": token}, headers=PART)
        assert again.status_code == 422  # it is read now, and a name is missing


@pytest.mark.django_db
def test_a_session_lasts_as_long_as_somebody_works(
    client: Client, cast: Cast, django_assert_num_queries: Any
) -> None:
    def ends() -> datetime:
        return Session.objects.get().expire_date

    page = "/account/password/"
    with time_machine.travel(AT, tick=False) as clock:
        client.force_login(cast.aline)
        began = ends()
        with django_assert_num_queries(2):  # session, user: nothing is written
            client.get(page)
        clock.shift(timedelta(days=2))
        client.get(page, headers=PART)  # as a page asks by itself
        assert ends() == began
        client.get(page)
        assert ends() == began + timedelta(days=2)
        assert client.cookies["sessionid"]["max-age"] == 14 * 24 * 3600
        with django_assert_num_queries(2):
            client.get(page)
