"""The database goes away while something is recorded: the reader is told so, and nothing is half there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from liaison.accounts.models import User
from liaison.api.actions import issue_token
from liaison.delivery.models import Item, Run
from liaison.interactions.models import Entry, LoggedSegment
from liaison.jobs.models import Job
from liaison.kit.clock import now
from tests.api.conftest import Program, problem
from tests.cutting import cut
from tests.db.segments.test_trouble import Prepared, editor, home, prepared
from tests.web.segments.ground import text

__all__ = ["editor", "home", "prepared"]
QUEUE, LOG = "procrastinate_defer_job", "INTO interaction_entry"
RECORDED = (Entry, LoggedSegment, Run, Item, Job, ProcrastinateJob)


@contextmanager
def lost_at(statement: str) -> Iterator[list[str]]:
    """The database ends our connection before the statement that holds these words, once."""
    met: list[str] = []

    def lost(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if statement in str(sql) and not met:
            met.append(str(sql))
            cut()
        return execute(sql, params, many, context)

    with connection.execute_wrapper(lost):
        yield met
    connection.close()


def recorded() -> list[int]:
    return [model._default_manager.count() for model in RECORDED]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("statement", [QUEUE, LOG])
def test_a_page_says_that_the_database_does_not_answer(
    client: Client, editor: User, prepared: Prepared, statement: str
) -> None:
    """R-SEG-118: whether the log or the job queue meets it; the same form does its work afterwards."""
    url = f"/segments/{prepared(2).no}/log/"
    given = {"send": "on", "looked": "on", "once": "x" * 24}
    client.force_login(editor)
    client.raise_request_exception = False
    before = recorded()

    with lost_at(statement) as met:
        response = client.post(url, given)

    assert len(met) == 1
    assert (response.status_code, response["Retry-After"]) == (503, "5")
    assert "The database does not answer; try again in a moment." in text(response)
    assert recorded() == before
    assert client.post(url, given).status_code == 303
    assert LoggedSegment.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_program_is_told_so_too(editor: User, prepared: Prepared) -> None:
    """R-SEG-118"""
    program = Program(issue_token(editor, "", at=now()))
    url, given = f"/segments/{prepared(2).no}/logging", {"send": True}
    before = recorded()

    with lost_at(QUEUE) as met:
        response = program.post(url, given, Idempotency_Key="k")

    assert len(met) == 1
    assert problem(response)["status"] == 503
    assert problem(response)["detail"] == "The database does not answer; try again in a moment."
    assert recorded() == before
    assert program.post(url, given, Idempotency_Key="k").status_code == 202
