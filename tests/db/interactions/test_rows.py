"""One entry read by itself, beside the same entry in a list."""

from __future__ import annotations

from typing import Any

import pytest

from liaison.files.actions import store_file
from liaison.interactions.draft import NamedFile
from liaison.interactions.queries.log_list import LogFilter, log_entry, log_list
from tests.cast import Cast
from tests.conftest import AT
from tests.db.interactions.conftest import Log

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("contact", ["CT-000482", "CT-000480", "CT-000100"])
def test_one_entry_is_what_the_list_shows_of_it(
    cast: Cast, log: Log, contact: str, django_assert_num_queries: Any
) -> None:
    """A person of a company, a company, and somebody of none; with files in their order, and without."""
    files = tuple(
        NamedFile(store_file(name.encode(), by=None, at=AT).pk, name) for name in ("b.txt", "a.txt")
    )
    for given in ({"files": files, "body": "<p>Voir l’annexe</p>"}, {"salesperson": None}):
        number = log(contact=contact, **given)
        (listed,) = log_list(cast.aline, LogFilter(entries=(number,))).items
        with django_assert_num_queries(1):
            assert log_entry(cast.aline, number) == listed


def test_a_hidden_entry_is_none(cast: Cast, log: Log) -> None:
    """R-INT-198"""
    number = log(by=cast.marc, visibility="private")
    assert log_entry(cast.marc, number) is not None
    assert log_entry(cast.aline, number) is None
    assert log_entry(cast.marc, number + 1) is None
