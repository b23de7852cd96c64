"""Who may come in, and what the door says to what it cannot read."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from wsgiref.util import setup_testing_defaults

import pytest
import time_machine
from django.db import OperationalError
from django.test import Client
from django.test.client import ClientHandler

from liaison.accounts.actions import deactivate_user
from liaison.accounts.models import User
from liaison.api import auth, bodies
from liaison.api.actions import issue_token, note_use, revoke_tokens
from liaison.api.limits import Buckets
from liaison.api.models import Token
from liaison.kit.errors import NotAllowed, Refused
from liaison.ops.bodies import Measured
from tests.api.conftest import Program, fields, problem
from tests.cast import Cast


def test_a_request_with_a_token_costs_one_statement(aline: Program, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        response = aline.get("/users/me")

    assert response.status_code == 200
    me = response.json()
    assert (me["username"], me["role"], me["salesperson"]) == ("aline", "salesperson", "AR")
    assert "record" in me["rights"]
    assert "manage_users" not in me["rights"]


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer  ", "Bearer lia_unknown", "Basic YTpi", "Bearer \udce9"]
)
def test_no_valid_token_is_401(cast: Cast, header: str) -> None:
    response = Client().get("/api/v1/users/me", headers={"Authorization": header} if header else {})

    assert response.status_code == 401
    assert response["WWW-Authenticate"] == 'Bearer realm="liaison"'
    assert problem(response)["type"] == "/api/v1/docs#not-signed-in"


def test_only_the_hash_of_a_token_is_kept(cast: Cast, at: datetime) -> None:
    key = issue_token(cast.aline, "ERP", at=at)

    token = Token.objects.get()
    assert key.startswith("lia_")
    assert len(key) == 47
    assert key not in str(token.__dict__)
    assert (token.user, token.name, token.created_at) == (cast.aline, "ERP", at)


def test_tokens_are_issued_for_others_by_who_manages_users(cast: Cast, at: datetime) -> None:
    issue_token(cast.aline, "mine", by=cast.aline, at=at)
    issue_token(cast.aline, "theirs", by=cast.administrator, at=at)
    with pytest.raises(NotAllowed):
        issue_token(cast.aline, "no", by=cast.marc, at=at)
    with pytest.raises(Refused):
        issue_token(cast.aline, "x" * 101, at=at)
    cast.marc.is_active = False
    with pytest.raises(Refused):
        issue_token(cast.marc, "no", at=at)
    assert list(Token.objects.order_by("id").values_list("name", flat=True)) == ["mine", "theirs"]


def test_a_revoked_token_is_401(cast: Cast, aline: Program, at: datetime) -> None:
    Token.objects.update(name="erp")
    with pytest.raises(NotAllowed):
        revoke_tokens(cast.aline, by=cast.marc, at=at)
    assert revoke_tokens(cast.aline, "other", by=None, at=at) == 0
    assert revoke_tokens(cast.aline, "erp", by=cast.aline, at=at) == 1
    assert revoke_tokens(cast.aline, by=cast.administrator, at=at + timedelta(days=1)) == 0

    assert aline.get("/users/me").status_code == 401
    assert Token.objects.get().revoked_at == at


def test_an_inactive_user_is_401_at_once(cast: Cast, aline: Program, at: datetime) -> None:
    deactivate_user(cast.aline, by=cast.administrator, at=at)

    assert aline.get("/users/me").status_code == 401


def test_use_is_noted_once_a_minute(cast: Cast, at: datetime, django_assert_num_queries: Any) -> None:
    issue_token(cast.aline, "", at=at)
    token = Token.objects.get()

    note_use(token, by=cast.aline, at=at)
    token.refresh_from_db()
    with django_assert_num_queries(0):
        note_use(token, by=cast.aline, at=at + timedelta(seconds=59))
    note_use(token, by=cast.aline, at=at + timedelta(seconds=60))
    assert Token.objects.get().last_used_at == at + timedelta(seconds=60)


def test_too_many_requests_are_429_with_the_seconds_to_wait(
    aline: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Still(Buckets):
        """No time passes between the requests."""

        def take(self, key: int, moment: float | None = 0.0) -> int:
            return super().take(key, moment)

    monkeypatch.setattr(auth, "buckets", Still(capacity=2, per_second=0.1))

    assert [aline.get("/users/me").status_code for _ in range(3)] == [200, 200, 429]
    response = aline.get("/users/me")
    assert response["Retry-After"] == "10"
    assert problem(response)["type"] == "/api/v1/docs#too-many-requests"


def test_a_long_text_is_measured_in_characters_and_a_long_list_in_items(aline: Program) -> None:
    text = problem(aline.post("/contacts", {"type": "person", "surname": "x" * 101}))
    many = {"contact": "CT-000482", "template": "APPEL", "comments": ["x"] * 10_000}
    items = problem(aline.post("/interactions", many))
    assert text["errors"] == [{"field": "surname", "code": "too_long", "message": "At most 100 characters."}]
    assert items["errors"][0]["message"].endswith(" items.")


def test_unknown_address_is_404_and_unknown_method_405(aline: Program) -> None:
    assert problem(aline.get("/nothing"))["status"] == 404
    assert problem(aline.get("/"))["status"] == 404
    assert problem(aline.get("/salespeople/"))["status"] == 404
    response = aline("PUT", "/users/me", {})
    assert problem(response)["status"] == 405
    assert response["Allow"] == "GET, HEAD"


@pytest.mark.parametrize(("language", "detail"), [("en", "another host name"), ("de", "Hostname")])
def test_a_foreign_host_is_a_document_too(settings: Any, language: str, detail: str) -> None:
    """Django refuses it before the door."""
    settings.ALLOWED_HOSTS = ["liaison.example.ch"]
    headers = {"Host": "evil.example", "Accept-Language": language}

    response = Client().get("/api/v1/users/me", headers=headers)
    page = Client().get("/", headers=headers)

    assert response.status_code == 400
    assert problem(response)["type"] == "/api/v1/docs#malformed"
    assert detail in problem(response)["detail"]
    assert (page.status_code, page["Content-Type"]) == (400, "text/html; charset=utf-8")


def test_head_answers_like_get_without_body(aline: Program) -> None:
    got, head = aline.get("/users/me"), aline("HEAD", "/users/me")

    assert head.status_code == 200
    assert head.content == b""
    assert head["Content-Length"] == str(len(got.content))


@pytest.mark.parametrize(
    ("language", "spoken"), [("fr-CH,fr;q=0.9", "fr"), ("de", "de"), ("en-GB", "en"), ("xx", "fr")]
)
def test_errors_speak_the_language_of_the_caller(aline: Program, language: str, spoken: str) -> None:
    aline.language = language
    response = aline.get("/salespeople/NOBODY")

    assert response.status_code == 404
    assert response["Content-Language"] == spoken
    if spoken == "en":
        assert problem(response)["title"] == "Not found"


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("?unknown=1", ["unknown"]),
        ("?limit=0", ["limit"]),
        ("?limit=501", ["limit"]),
        ("?limit=x", ["limit"]),
        ("?limit=", ["limit"]),
        ("?limit=1.0", ["limit"]),
        ("?limit=" + "9" * 5000, ["limit"]),
        ("?limit=9223372036854775808", ["limit"]),
        ("?limit=-1", ["limit"]),
        ("?limit=1&limit=2", ["limit"]),
        ("?count=yes", ["count"]),
        ("?count=1", ["count"]),
        ("?cursor=nonsense", ["cursor"]),
        ("?cursor=" + "x" * 1001, ["cursor"]),
        ("?cursor=WzFd", ["cursor"]),
        ("?active=maybe", ["active"]),
        ("?cursor=%00", []),
        ("?cursor=%ff", []),
    ],
)
def test_bad_parameters_are_422(aline: Program, query: str, named: list[str]) -> None:
    assert fields(aline.get(f"/salespeople{query}")) == named


def test_a_body_where_none_is_taken_is_refused(aline: Program, administrator: Program) -> None:
    """What it asks for, here to delete one of many, would be left undone and told as done."""
    for narrowed in ('{"entry_no": 12}', "[]", '"all"', "0", "false"):
        refused = administrator("DELETE", "/logged-segments/canceled", narrowed)
        assert fields(refused) == ["body"], narrowed
    for nothing in ("{}", "null", ""):
        assert administrator("DELETE", "/logged-segments/canceled", nothing).json()["deleted"] == 0
    assert fields(aline("DELETE", "/segments/SM-0001/steps/last", {"preview": True})) == ["body"]
    assert fields(aline.post("/segments/SM-0001/refresh", {"preview": True})) == ["body"]


def test_a_number_in_the_path_with_nul_is_422_or_404(aline: Program) -> None:
    assert aline.get("/salespeople/%00").status_code == 422
    assert aline.get("/salespeople/%ff").status_code == 404


@pytest.mark.parametrize(("rows", "codes"), [(1, ["AR"]), (3, ["AR", "MD", "UB"])])
def test_salespeople_by_code_in_two_statements(
    cast: Cast, aline: Program, rows: int, codes: list[str], django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(2):
        response = aline.get(f"/salespeople?limit={rows}")

    body = response.json()
    assert [row["code"] for row in body["items"]] == codes
    assert body["items"][0] == {
        "code": "AR",
        "name": "Aline Rochat",
        "job_title": "",
        "email": "aline@liaison.example",
        "phone": "",
        "team": "OUEST",
        "active": True,
    }
    assert (body["next"] is None) is (rows == 3)


def test_a_list_is_walked_page_by_page_and_counted_on_request(cast: Cast, aline: Program) -> None:
    first = aline.get("/salespeople?limit=2&count=true").json()
    second = aline.get(f"/salespeople?limit=2&cursor={first['next']}").json()

    assert [row["code"] for row in [*first["items"], *second["items"]]] == ["AR", "MD", "UB"]
    assert first["count"] == 3
    assert second["next"] is None
    assert "count" not in second


def test_one_salesperson_and_only_active_ones(cast: Cast, aline: Program) -> None:
    cast.dubuis.active = False
    cast.dubuis.save()

    assert aline.get("/salespeople/md").json()["active"] is False
    assert [row["code"] for row in aline.get("/salespeople?active=true").json()["items"]] == ["AR", "UB"]
    assert [row["code"] for row in aline.get("/salespeople?active=false").json()["items"]] == ["MD"]


def test_what_nobody_foresaw_is_a_document_too(
    aline: Program, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(*_args: Any, **_kwargs: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("liaison.accounts.queries.salespeople", fails)
    response = aline.get("/salespeople")

    assert problem(response)["status"] == 500
    assert "api_error" in caplog.text


def test_a_database_that_does_not_answer_is_503(aline: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_args: Any, **_kwargs: Any) -> None:
        raise OperationalError("server closed the connection")

    monkeypatch.setattr("liaison.accounts.queries.salespeople", fails)
    response = aline.get("/salespeople")

    assert problem(response)["status"] == 503
    assert response["Retry-After"] == "5"
    assert "closed" not in response.content.decode()


def test_answers_are_not_kept_by_anybody_between(aline: Program) -> None:
    assert aline.get("/users/me")["Cache-Control"] == "private, no-cache"


def test_tokens_are_told_apart(cast: Cast, as_user: Callable[[User], Program]) -> None:
    first, second = as_user(cast.aline), as_user(cast.marc)

    assert first.get("/users/me").json()["username"] == "aline"
    assert second.get("/users/me").json()["username"] == "marc"


def test_last_used_is_the_moment_of_the_request(cast: Cast, at: datetime) -> None:
    moment = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
    program = Program(issue_token(cast.aline, "", at=at))
    with time_machine.travel(moment, tick=False):
        program.get("/users/me")

    assert Token.objects.get().last_used_at == moment


def in_chunks(aline: Program, path: str, body: bytes, **environ: Any) -> Any:
    """The answer to a POST without `Content-Length`, as our server hands it on."""
    given = {
        "REQUEST_METHOD": "POST", "PATH_INFO": f"/api/v1{path}", "CONTENT_TYPE": "application/json",
        "HTTP_AUTHORIZATION": f"Bearer {aline.key}", "HTTP_TRANSFER_ENCODING": "chunked",
        "wsgi.input": io.BytesIO(body), "wsgi.input_terminated": True, **environ,
    }  # fmt: skip
    setup_testing_defaults(given)
    handler = ClientHandler()
    handler.load_middleware()
    return Measured(lambda given, _: handler(given))(given, None)  # type: ignore[arg-type]


def test_what_is_sent_in_chunks_is_read(cast: Cast, aline: Program) -> None:
    call = b'{"contact": "CT-000482", "template": "APPEL"}'
    key = {"HTTP_IDEMPOTENCY_KEY": "k"}

    made = in_chunks(aline, "/interactions", call, **key)
    assert made.status_code == 201
    assert in_chunks(aline, "/interactions", call, **key).content == made.content
    assert in_chunks(aline, "/interactions", call.replace(b"482", b"483"), **key).status_code == 409
    assert in_chunks(aline, "/interaction-clean-ups", b"").status_code == 403


def test_chunks_are_limited_like_the_rest(
    aline: Program, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.FILE_SIZE_LIMIT = 4
    monkeypatch.setattr(bodies, "MAX_BYTES", 4)
    assert in_chunks(aline, "/interactions", b"12345").status_code == 413


def test_a_body_whose_end_nobody_tells_is_refused_not_ignored(aline: Program) -> None:
    refused = in_chunks(aline, "/interactions", b"{}", **{"wsgi.input_terminated": False})
    assert refused.status_code == 422
    assert b"Content-Length" in refused.content
