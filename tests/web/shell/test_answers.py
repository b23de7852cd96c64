"""One answer to each expected "no", for plain browsers and for htmx."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.urls import path
from django.utils import translation
from django.utils.translation import gettext

from liaison.files import uploads
from liaison.kit.errors import NotAllowed, Refusal, Refused, refuse
from liaison.urls import handler400, handler403, handler404, handler429, handler500
from liaison.urls import urlpatterns as the_urls
from liaison.web.accounts.forms import ProfileForm
from liaison.web.shell import answers
from tests.cast import Cast

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true", "HX-Current-URL": "http://testserver/catalogue/"}


def _refuse(request: HttpRequest) -> HttpResponse:
    raise Refused(Refusal("Erstens."), Refusal("Zweitens."))


def _forbid(request: HttpRequest) -> HttpResponse:
    raise NotAllowed("Das darf nur die Verwaltung.")


def _fail(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("secret of the inside")


def _lose(request: HttpRequest) -> HttpResponse:
    raise OperationalError("secret of the inside")


def _gone(request: HttpRequest) -> HttpResponse:
    raise Http404


urlpatterns = [
    *the_urls,
    path("t/gone", _gone),
    path("t/lost", _lose),
    path("t/refuse", _refuse),
    path("t/forbid", _forbid),
    path("t/fail", _fail),
]
here = override_settings(ROOT_URLCONF=__name__)


@pytest.fixture
def admin(client: Client, cast: Cast) -> Client:
    client.force_login(cast.administrator)
    return client


def toasts(response: Any) -> list[dict[str, str]]:
    found: list[dict[str, str]] = json.loads(response["HX-Trigger"])["toasts"]["items"]
    return found


@here
def test_refusal_is_a_page_that_says_every_reason(admin: Client) -> None:
    response = admin.post("/t/refuse")
    assert response.status_code == 422
    html = response.content.decode()
    assert "<strong" not in html
    assert html.count("Erstens.") == 1
    assert html.count("Zweitens.") == 1
    assert '<aside class="side"' in html


def test_refusal_of_a_rule_is_422_and_says_it(admin: Client) -> None:
    response = admin.post("/catalogue/refusals/rule")
    assert response.status_code == 422
    with translation.override("fr"):
        assert gettext("A cancelled interaction cannot be evaluated.") in response.content.decode()


@here
def test_refusal_is_a_toast_for_htmx_and_replaces_nothing(admin: Client) -> None:
    response = admin.post("/t/refuse", headers=HTMX)
    assert (response.status_code, response["HX-Reswap"], response.content) == (422, "none", b"")
    assert [(one["text"], one["kind"]) for one in toasts(response)] == [
        ("Erstens.", "bad"),
        ("Zweitens.", "bad"),
    ]
    response["HX-Trigger"].encode("ascii")


@here
def test_not_allowed_is_403_in_plain_words(admin: Client) -> None:
    """E-INT-49"""
    response = admin.post("/t/forbid")
    assert response.status_code == 403
    assert "Das darf nur die Verwaltung." in response.content.decode()
    assert admin.post("/t/forbid", headers=HTMX).status_code == 403


def test_a_page_that_htmx_wants_whole_shows_its_toasts_itself(admin: Client) -> None:
    admin.post("/catalogue/refusals/moved", headers=HTMX)
    part = admin.get("/profile/", headers=HTMX | {"HX-Boosted": "true"})
    assert "HX-Trigger" not in part
    with translation.override("fr"):
        assert f">{gettext('Saved.')}<" in part.content.decode()


def test_what_is_malformed_is_400_in_the_frame(admin: Client) -> None:
    response = admin.post("/catalogue/undo", "x", content_type="multipart/form-data")
    assert response.status_code == 400
    assert '<aside class="side"' in response.content.decode()


def test_conflict_is_409(admin: Client) -> None:
    assert admin.post("/catalogue/refusals/conflict").status_code == 409
    response = admin.post("/catalogue/refusals/conflict", headers=HTMX)
    assert (response.status_code, toasts(response)[0]["kind"]) == (409, "bad")


@pytest.mark.parametrize("address", ["/t/refuse", "/t/forbid", "/catalogue/refusals/conflict", "/t/gone"])
@here
def test_what_was_typed_can_be_taken_from_the_page(admin: Client, address: str) -> None:
    given = {
        "comment": "Ruft <morgen> an.",
        "version": "1",
        "next": "/contacts/",
        "password": "drei kurze wörter",
    }
    html = admin.post(address, given).content.decode()
    assert re.findall(r"<textarea[^>]*readonly[^>]*>\n(.*?)</textarea>", html) == ["Ruft &lt;morgen&gt; an."]
    assert "drei kurze" not in html


def test_what_comes_from_elsewhere_is_not_shown(admin: Client) -> None:
    """Where there is no page nobody looked whether the form is ours."""
    assert "zwei Wörter" not in admin.post("/nowhere", {"comment": "zwei Wörter"}).content.decode()


def test_unknown_page_is_404_in_the_frame(admin: Client, client: Client) -> None:
    response = admin.get("/nowhere")
    assert response.status_code == 404
    assert '<aside class="side"' in response.content.decode()
    for address in ("/nowhere", "/interactions/999/"):
        part = admin.get(address, headers=HTMX)
        assert (part.status_code, part["HX-Reswap"]) == (404, "none")
    outside = Client().get("/nowhere")
    assert outside.status_code == 404
    assert '<aside class="side"' not in outside.content.decode()


@here
def test_our_mistake_is_500_without_database_and_secrets(
    admin: Client, django_assert_num_queries: Any
) -> None:
    admin.raise_request_exception = False
    response = admin.get("/t/fail")
    assert response.status_code == 500
    html = response.content.decode()
    assert "secret of the inside" not in html
    assert 'href="/static/web/liaison.css"' in html
    from liaison.web.shell.errors import server_error

    with django_assert_num_queries(0):
        assert server_error(RequestFactory().get("/")).status_code == 500


@here
def test_a_database_that_does_not_answer_is_503_in_words(
    admin: Client, django_assert_num_queries: Any
) -> None:
    admin.raise_request_exception = False
    response = admin.get("/t/lost")
    html = response.content.decode()
    assert (response.status_code, response["Retry-After"]) == (503, "5")
    assert "La base de données ne répond pas" in html
    assert "secret of the inside" not in html


def test_forged_form_is_told_what_to_do(cast: Cast) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.aline)
    response = strict.post("/profile/", {"name": "x", "language": "fr"})
    assert response.status_code == 403
    html = response.content.decode()
    assert html.count('class="failure"') == 1
    assert "Ce formulaire n’est plus valable" in html
    assert "administrateur" not in html


def test_too_large_an_upload_is_413_before_it_is_taken_in(cast: Cast, settings: Any) -> None:
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.force_login(cast.aline)
    client.cookies["csrftoken"] = "a" * 32
    file = SimpleUploadedFile("a.bin", b"x" * 2048)
    settings.FILE_SIZE_LIMIT = 1024 - uploads.BESIDE
    assert client.post("/profile/", {"file": file}).status_code == 413


def stranger() -> Client:
    """Nobody known, with the cookie for which forms are read before it is asked who sends them."""
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.cookies["csrftoken"] = "a" * 32
    return client


@pytest.mark.parametrize(
    "media_type", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x"]
)
def test_large_form_of_a_stranger_is_413_unread(
    media_type: str, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One of 48 MB took 4 GB of memory, for bytes and signs become objects."""
    monkeypatch.setattr(HttpRequest, "read", lambda *_: pytest.fail("read"))
    form = "login=" + "%e9" * 22_000
    for address, status in (("/account/login/", 413), ("/language", 413), ("/profile/", 302)):
        assert stranger().post(address, form, content_type=media_type).status_code == status


def test_form_that_strangers_have_is_read(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    client.get("/account/login/")
    form = {"login": "nobody", "password": "x", "csrfmiddlewaretoken": client.cookies["csrftoken"].value}
    assert client.post("/account/login/", form).status_code == 422


def test_too_large_a_form_is_413(admin: Client, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    response = admin.post("/profile/", {"name": "x" * 1000, "language": "fr"})
    assert response.status_code == 413


def test_moved_goes_on_with_a_toast_that_can_undo(admin: Client) -> None:
    response = admin.post("/catalogue/refusals/moved")
    assert (response.status_code, response["Location"]) == (303, "/catalogue/")
    html = admin.get("/catalogue/").content.decode()
    place = html[html.index('id="toasts"') :]
    assert place.count('action="/catalogue/undo"') == 1
    assert admin.get("/catalogue/").content.decode().count('class="toast good"') == 0


def test_moved_sends_htmx_to_the_page(admin: Client) -> None:
    response = admin.post("/catalogue/refusals/moved", headers=HTMX)
    assert (response.status_code, response["HX-Redirect"]) == (200, "/catalogue/")
    assert not response.has_header("HX-Trigger")


def test_done_closes_the_dialog_and_tells_the_page(admin: Client) -> None:
    valid = {
        "template": "APPEL", "moment": "2026-11-24T09:42", "subject": "Relance", "flow": "outbound",
        "visibility": "team", "cost": "1'250,50", "duration": "1 h 30", "email": "nora@beguelin.example",
    }  # fmt: skip
    response = admin.post("/catalogue/dialog", valid, headers={**HTMX, "HX-Target": "dialog"})
    assert response.status_code == 204
    events = json.loads(response["HX-Trigger"])
    assert set(events) == {"dialog-close", "catalogue-changed", "toasts"}
    assert events["toasts"]["items"][0]["undo"] == "/catalogue/undo"
    plain = admin.post("/catalogue/dialog", valid)
    assert (plain.status_code, plain["Location"]) == (303, "/catalogue/")


def test_form_answers_as_page_or_inside_the_dialog(admin: Client) -> None:
    page = admin.get("/catalogue/dialog").content.decode()
    inside = admin.get("/catalogue/dialog", headers={**HTMX, "HX-Target": "dialog"}).content.decode()
    assert page.startswith("<!doctype html>")
    assert "hx-post" not in page[page.index('<form method="post" action="/catalogue/dialog"') :].split(">")[0]
    assert inside.lstrip().startswith('<form method="post" action="/catalogue/dialog"')
    assert 'hx-post="/catalogue/dialog"' in inside
    response = admin.post("/catalogue/dialog", {"subject": ""}, headers={**HTMX, "HX-Target": "dialog"})
    assert response.status_code == 422
    assert 'aria-invalid="true"' in response.content.decode()


def test_answers_vary_by_what_htmx_asks(admin: Client) -> None:
    response = admin.get("/search?q=x")
    assert {"HX-Request", "HX-Target"} <= {name.strip() for name in response["Vary"].split(",")}
    assert response["Cache-Control"] == "private, no-cache"


def test_refusals_go_beside_the_fields_they_name() -> None:
    form = ProfileForm({"name": "Aline", "language": "fr"})
    assert form.is_valid()
    no = Refused(Refusal("Zu kurz.", field="name"), Refusal("Heute nicht.", field="elsewhere"))
    with answers.refusals_in(form):
        refuse(no.refusals)
    assert form.errors == {"name": ["Zu kurz."], "__all__": ["Heute nicht."]}


def test_pages_carry_a_strict_policy_and_nothing_inline(admin: Client) -> None:
    response = admin.get("/catalogue/")
    policy = response["Content-Security-Policy"]
    assert "unsafe-inline" not in policy
    assert "unsafe-eval" not in policy
    html = response.content.decode()
    assert " style=" not in html
    assert "<style" not in html
    assert "<script>" not in html
    assert " onclick=" not in html


def test_handlers_are_named() -> None:
    assert handler400 == "liaison.urls.bad_request"
    assert {handler403, handler404, handler429, handler500} == {
        f"liaison.web.shell.errors.{name}"
        for name in (
            "permission_denied",
            "page_not_found",
            "too_many_requests",
            "server_error",
        )
    }
