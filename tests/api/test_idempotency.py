"""A repeated POST does its work once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import DataError, connection

from liaison.accounts.actions import forget_answers
from liaison.accounts.jobs import forget
from liaison.accounts.models import FirstAnswer, User
from liaison.api.actions import issue_token
from liaison.interactions.models import Entry
from liaison.kit.versions import changed_meanwhile
from tests.api.conftest import Program, fields, problem
from tests.cast import Cast, make_cast

CALL = {"contact": "CT-000482", "template": "APPEL"}


def test_the_same_key_gives_the_first_answer(cast: Cast, aline: Program) -> None:
    first = aline.post("/interactions", CALL, Idempotency_Key="a 1")
    again = aline.post("/interactions", CALL, Idempotency_Key="a 1")

    assert first.status_code == again.status_code == 201
    assert again.content == first.content
    for header in ("Content-Type", "ETag", "Location"):
        assert again[header] == first[header]
    assert again["Idempotency-Replayed"] == "true"
    assert "Idempotency-Replayed" not in first
    assert Entry.objects.count() == 1


def test_without_a_key_every_request_works(cast: Cast, aline: Program) -> None:
    aline.post("/interactions", CALL)
    aline.post("/interactions", CALL)

    assert Entry.objects.count() == 2
    assert FirstAnswer.objects.count() == 0


@pytest.mark.parametrize("changed", [{"cost": "2"}, {"contact": "CT-000483"}])
def test_the_same_key_with_another_body_is_409(cast: Cast, aline: Program, changed: dict[str, str]) -> None:
    aline.post("/interactions", CALL, Idempotency_Key="k")

    assert problem(aline.post("/interactions", {**CALL, **changed}, Idempotency_Key="k"))["status"] == 409
    assert problem(aline.post("/interaction-clean-ups", Idempotency_Key="k"))["status"] == 409
    assert Entry.objects.count() == 1


def test_a_refusal_is_a_first_answer_too(cast: Cast, aline: Program) -> None:
    refused = aline.post("/interactions", {**CALL, "cost": "-1"}, Idempotency_Key="k")
    again = aline.post("/interactions", {**CALL, "cost": "-1"}, Idempotency_Key="k")

    assert fields(refused) == fields(again) == ["cost"]
    assert again["Idempotency-Replayed"] == "true"
    assert problem(aline.post("/interactions", CALL, Idempotency_Key="k"))["status"] == 409
    assert Entry.objects.count() == 0


def test_a_key_belongs_to_its_user(cast: Cast, aline: Program, as_user: Callable[[User], Program]) -> None:
    aline.post("/interactions", CALL, Idempotency_Key="k")
    response = as_user(cast.marc).post("/interactions", CALL, Idempotency_Key="k")

    assert response.status_code == 201
    assert Entry.objects.count() == 2


def test_a_key_is_forgotten_after_a_day(cast: Cast, at: datetime) -> None:
    program = Program(issue_token(cast.aline, "", at=at))
    with time_machine.travel(datetime(2026, 3, 2, 10, 0, tzinfo=UTC), tick=False) as clock:
        first = program.post("/interactions", CALL, Idempotency_Key="k").json()["entry_no"]
        clock.shift(timedelta(hours=23, minutes=59))
        assert program.post("/interactions", CALL, Idempotency_Key="k").json()["entry_no"] == first
        clock.shift(timedelta(minutes=1))
        assert program.post("/interactions", {**CALL, "cost": "1"}, Idempotency_Key="k").status_code == 201
    assert Entry.objects.count() == 2
    assert FirstAnswer.objects.count() == 1


def test_old_answers_are_swept(cast: Cast, aline: Program, at: datetime) -> None:
    aline.post("/interactions", CALL, Idempotency_Key="k")
    made = FirstAnswer.objects.get().created_at

    assert forget_answers(by=None, at=made + timedelta(hours=23)) == 0
    with time_machine.travel(made + timedelta(hours=24), tick=False):
        forget(timestamp=0)
    assert FirstAnswer.objects.count() == 0


@pytest.mark.parametrize("key", ["", "x" * 256, "clé", "a\tb"])
def test_a_key_that_cannot_be_is_422(cast: Cast, aline: Program, key: str) -> None:
    response = Program(aline.key)("POST", "/interactions", CALL, Idempotency_Key=key) if key else None

    if response is not None:
        assert fields(response) == ["Idempotency-Key"]
    assert Entry.objects.count() == 0


def test_what_fails_unforeseen_leaves_neither_work_nor_key(
    cast: Cast, aline: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_args: Any, **_kwargs: Any) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as patched:
        patched.setattr("liaison.api.interactions.row_of", fails)
        assert aline.post("/interactions", CALL, Idempotency_Key="k").status_code == 500
    assert (Entry.objects.count(), FirstAnswer.objects.count()) == (0, 0)
    assert aline.post("/interactions", CALL, Idempotency_Key="k").status_code == 201


def test_a_value_only_the_database_refuses_is_not_kept(
    cast: Cast, aline: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_args: Any, **_kwargs: Any) -> None:
        raise DataError

    with monkeypatch.context() as patched:
        patched.setattr("liaison.api.interactions.row_of", fails)
        assert aline.post("/interactions", CALL, Idempotency_Key="k").status_code == 422
    assert (Entry.objects.count(), FirstAnswer.objects.count()) == (0, 0)


def test_a_lost_update_is_not_kept(cast: Cast, aline: Program) -> None:
    """It is not decided: with the version of today the same request under the same key is done."""
    path = f"/interactions/{aline.post('/interactions', CALL).json()['entry_no']}"
    seen = aline.get(path)["ETag"]
    aline.patch(path, {"evaluation": "positive"})
    for stale in (seen, '"of another kind"'):
        late = aline.post(f"{path}/cancellation", {}, Idempotency_Key="k", If_Match=stale)
        assert problem(late)["status"] == 412
    assert FirstAnswer.objects.count() == 0
    today = aline.get(path)["ETag"]
    done = aline.post(f"{path}/cancellation", {}, Idempotency_Key="k", If_Match=today)
    assert (done.status_code, aline.get(path).json()["canceled"]) == (200, True)


def test_who_was_slower_may_repeat_with_the_same_key(
    cast: Cast, aline: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    def quicker(*_args: Any, **_kwargs: Any) -> None:
        raise changed_meanwhile()

    with monkeypatch.context() as patched:
        patched.setattr("liaison.api.interactions.row_of", quicker)
        assert problem(aline.post("/interactions", CALL, Idempotency_Key="k"))["status"] == 409
    assert FirstAnswer.objects.count() == 0
    assert aline.post("/interactions", CALL, Idempotency_Key="k").status_code == 201
    assert Entry.objects.count() == 1


def test_a_key_costs_three_statements_and_a_savepoint(
    cast: Cast, aline: Program, django_assert_max_num_queries: Any
) -> None:
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as plain:
        aline.post("/interactions", CALL)
    with CaptureQueriesContext(connection) as keyed:
        aline.post("/interactions", CALL, Idempotency_Key="k")

    assert len(keyed) - len(plain) == 4  # savepoint, claim, keep, release


@pytest.mark.django_db(transaction=True)
def test_two_at_once_do_the_work_once(at: datetime) -> None:
    cast = make_cast()
    key = issue_token(cast.aline, "", at=at)
    answers: list[Any] = []
    start = threading.Barrier(4)

    def send() -> None:
        try:
            start.wait(10)
            answers.append(Program(key).post("/interactions", CALL, Idempotency_Key="k"))
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert [answer.status_code for answer in answers] == [201] * 4
    assert len({answer.content for answer in answers}) == 1
    assert Entry.objects.count() == 1
