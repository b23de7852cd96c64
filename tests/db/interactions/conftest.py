from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from liaison.interactions.actions.log import log_values
from liaison.interactions.draft import Values
from tests.cast import Cast
from tests.conftest import AT

Log = Callable[..., int]


@pytest.fixture
def log(cast: Cast) -> Log:
    """Log a call with Nora by Aline, with whatever is given changed; returns the entry's number."""

    def logged(**given: Any) -> int:
        by = given.pop("by", cast.aline)
        values = {"contact": "CT-000482", "template": "APPEL", **given}
        return log_values(Values(**values), by=by, at=AT)

    return logged
