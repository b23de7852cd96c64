"""What every test may use."""

from __future__ import annotations

import os
from collections.abc import Generator
from datetime import UTC, datetime
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.core.cache import caches
from django.db import connection
from hypothesis import settings as properties
from pytest_django.plugin import blocking_manager_key

from tests.cast import Cast, make_cast

AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)

# Time is measured by `liaison bench`, never by a test. Integration tries the same examples each time, so
# that what it refuses lies in the change; everybody else looks further each time.
properties.register_profile("liaison", deadline=None, derandomize=bool(os.environ.get("CI")))
properties.load_profile("liaison")


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


def _commits(test: pytest.Item) -> bool:
    """Whether the test really commits, after which every table is emptied."""
    marker = test.get_closest_marker("django_db")
    if marker is not None and marker.kwargs.get("transaction"):
        return True
    return not {"transactional_db", "live_server"}.isdisjoint(getattr(test, "fixturenames", ()))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None, object, object]:
    """What the migrations had put into the tables comes back: any test may be the next of this process."""
    result = yield
    if _commits(item):
        with item.config.stash[blocking_manager_key].unblock():
            import_module("liaison.contacts.migrations.0004_salutations").forward(apps, None)
    return result


@pytest.fixture(autouse=True)
def _empty_queue(request: pytest.FixtureRequest) -> None:
    """Tests that really commit begin with an empty queue: its tables are not Django's to empty."""
    if not _commits(request.node):
        return
    request.getfixturevalue("transactional_db")
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs, procrastinate_workers CASCADE")


@pytest.fixture
def at() -> datetime:
    """The moment at which things happen in a test."""
    return AT


@pytest.fixture
def cast(db: None) -> Cast:
    """The company everyone knows; see `tests/cast.py`."""
    return make_cast()
