from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client

from liaison.interactions.actions.log import log_values
from liaison.interactions.draft import Values
from tests.cast import Cast
from tests.conftest import AT

Log = Callable[..., int]
HTMX = {"HX-Request": "true", "HX-Current-URL": "http://testserver/contacts/CT-000482/"}


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    """All of it happens on 2 March 2026 at half past ten in Zurich."""
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def log(cast: Cast) -> Log:
    """Log a call with Nora by Aline, with whatever is given changed; returns the entry's number."""

    def logged(**given: Any) -> int:
        by = given.pop("by", cast.aline)
        values = {"contact": "CT-000482", "template": "APPEL", **given}
        return log_values(Values(**values), by=by, at=AT)

    return logged


@pytest.fixture
def aline(client: Client, cast: Cast) -> Client:
    """A browser in which Aline is signed in, in English so that words can be compared."""
    cast.aline.language = "en"
    cast.aline.save()
    client.force_login(cast.aline)
    return client
