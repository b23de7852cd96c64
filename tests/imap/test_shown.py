"""A mailbox that cannot be read is told to who looks after the house, until it can be read again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from liaison.config import Mailbox
from liaison.delivery.actions.returns import read_returns
from liaison.mail.models import Reading
from tests.cast import Cast
from tests.needs import needs

pytestmark = [needs("dovecot"), pytest.mark.django_db]
WORDS = "The mailbox for bounces and answers cannot be read"
BEGUN = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


@pytest.fixture
def read(mailbox: Mailbox, settings: Any) -> Callable[..., None]:
    """Reads the mailbox of the house, as the worker does, with what is wrong in its settings."""

    def reading(at: datetime, **wrong: Any) -> None:
        settings.CONFIG = replace(settings.CONFIG, mailbox=replace(mailbox, **wrong))
        read_returns(clock=lambda: at)

    return reading


def home(client: Client, who: Any) -> str:
    who.language = "en"
    who.save()
    client.force_login(who)
    return client.get("/").content.decode()


def test_home_tells_since_when_and_what_the_server_says(
    read: Callable[..., None], client: Client, cast: Cast
) -> None:
    """B-10: nobody must look into a log to learn that bounces are not heard"""
    read(BEGUN)
    assert WORDS not in home(client, cast.administrator)
    for minutes in (1, 2, 3):
        read(BEGUN + timedelta(minutes=minutes), password="wrong")
    assert Reading.objects.get().faulty_since == BEGUN + timedelta(minutes=1)
    told = home(client, cast.administrator)
    assert WORDS in told
    assert "10:31" in told
    assert "Authentication failed" in told
    assert WORDS not in home(client, cast.aline)
    read(BEGUN + timedelta(minutes=4))
    assert Reading.objects.get().faulty_since is None
    assert WORDS not in home(client, cast.administrator)


def test_a_server_that_is_gone(read: Callable[..., None], client: Client, cast: Cast) -> None:
    """B-10"""
    read(BEGUN, host="127.0.0.1", port=1)
    assert "Connection refused" in home(client, cast.administrator)
