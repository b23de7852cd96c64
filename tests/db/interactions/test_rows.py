"""One entry read by itself, beside the same entry in a list."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from liaison.files.actions import store_file
from liaison.interactions.draft import NamedFile
from liaison.interactions.models import EntryFile
from liaison.interactions.queries.log_list import LogFilter, log_entry, log_list
from liaison.interactions.queries.timeline import timeline
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


def test_own_files_are_asked_for_where_they_are_shown(cast: Cast, log: Log) -> None:
    """R-INT-122: pages name none of them in a list, programs all."""
    number = log()
    file = store_file(b"copy", by=None, at=AT)
    EntryFile(entry_id=number, contact=cast.nora, file=file, name="copy.eml", sent_copy=True).save()
    with CaptureQueriesContext(connection) as asked:
        shown = (*log_list(cast.aline, LogFilter()).items, *timeline(cast.aline, cast.nora).items)
    assert [row.own_files for row in shown] == [(), ()]
    assert not any(EntryFile._meta.db_table in query["sql"] for query in asked)
    told = (
        *log_list(cast.aline, LogFilter(), own_files=True).items,
        *timeline(cast.aline, cast.nora, own_files=True).items,
    )
    assert [row.own_files for row in told] == [((file.pk, "copy.eml", True),)] * 2


def test_a_hidden_entry_is_none(cast: Cast, log: Log) -> None:
    """R-INT-198"""
    number = log(by=cast.marc, visibility="private")
    assert log_entry(cast.marc, number) is not None
    assert log_entry(cast.aline, number) is None
    assert log_entry(cast.marc, number + 1) is None
