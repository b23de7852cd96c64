"""What every test may use."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import caches
from django.utils import translation
from hypothesis import settings as properties

from tests import barred
from tests.cast import Cast, make_cast

barred.bar()
AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)

# Time is measured by `liaison bench`, never by a test. Integration tries the same examples each time, so
# that what it refuses lies in the change; everybody else looks further each time.
properties.register_profile("liaison", deadline=None, derandomize=bool(os.environ.get("CI")))
properties.load_profile("liaison")

# What takes longest is begun first, or one worker would still be at it when the others have nothing left.
LONG = ("test_bench.py", "test_installation.py", "test_demo.py")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The long ones first, the longest at the head; the others stay in their order."""
    places = {name: place for place, name in enumerate(LONG)}
    items.sort(key=lambda item: places.get(Path(item.path).name, len(LONG)))


@pytest.fixture(autouse=True)
def _plain_settings(settings: Any) -> None:
    """Quick hashes, a cache in memory and unhashed static files: none of it is what a test is about."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    caches["default"].clear()  # what one test tried too often must not be held against the next
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


@pytest.fixture(autouse=True)
def _no_language_left() -> Iterator[None]:
    """The language of the last request of a test is not the next one's."""
    yield
    translation.deactivate()


@pytest.fixture
def at() -> datetime:
    """The moment at which things happen in a test."""
    return AT


@pytest.fixture
def cast(db: None) -> Cast:
    """The company everyone knows; see `tests/cast.py`."""
    return make_cast()
