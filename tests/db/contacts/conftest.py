from collections.abc import Callable
from typing import Any

import pytest

from liaison.kit import facts


@pytest.fixture
def hear(monkeypatch: pytest.MonkeyPatch) -> Callable[[type[Any]], list[Any]]:
    """Collects the facts of one kind that are announced from now on."""

    def start(fact: type[Any]) -> list[Any]:
        heard: list[Any] = []
        monkeypatch.setitem(facts._listeners, fact, [*facts._listeners.get(fact, []), heard.append])
        return heard

    return start
