"""Nothing hangs on an entry that is not there, though no row is checked by itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import psycopg
import pytest
from django.db import IntegrityError, OperationalError, connection, transaction

from liaison.accounts.models import Salesperson
from liaison.files.models import StoredFile
from liaison.interactions.bulk import CHILDREN
from liaison.interactions.models import Entry
from tests.cast import Cast

NOWHERE = 987_654_321
ROWS = {
    "interaction_comment": "code, comment, created_at, changed_at) SELECT {0}, id, '', 'x', now(), now()",
    "interaction_entry_file": "file_id, name, sent_copy) SELECT {0}, id, {file}, 'x', FALSE",
    "interaction_participant": "contact_id, occurred_at, role) SELECT {0}, id, id, now(), 'to'",
    "interaction_colleague": "salesperson_id, role) SELECT {0}, id, {seller}, 'to'",
    "interaction_entry_change": "kind, old, new, reason, changed_at) SELECT {0}, id, 'x', '{{}}', '{{}}', '', now()",
}
"""What hangs on an entry, by table; one row for each contact."""


def _run(sql: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return int(cursor.rowcount)


@pytest.fixture(params=CHILDREN)
def insert(request: pytest.FixtureRequest, cast: Cast, at: datetime) -> Callable[[str], str]:
    """The statement that hangs something on the entry of that number, or on those of an expression."""
    table: str = request.param
    file = StoredFile.objects.create(sha256="0" * 64, size=1, media_type="text/plain", stored_at=at)
    seller = Salesperson.objects.order_by("id")[0]

    def statement(entry: str) -> str:
        columns = ROWS[table].format(entry, file=file.pk, seller=seller.pk)
        whom = f"WHERE id IN ({cast.lea.pk}, {cast.yves.pk})"
        return f"INSERT INTO {table} (entry_id, {CHILDREN[table]}, {columns} FROM contact {whom}"

    return statement


def test_what_hangs_on_nothing_is_refused_with_all_of_its_statement(
    cast: Cast, log: Callable[..., int], insert: Callable[[str], str]
) -> None:
    """R-INT-95"""
    number = log()
    one_of_them = f"CASE WHEN id = {cast.lea.pk} THEN {NOWHERE} ELSE {number} END"
    with pytest.raises(IntegrityError, match=f"entry {NOWHERE} does not exist"), transaction.atomic():
        _run(insert(one_of_them))
    assert _run(insert(str(number))) == 2


def test_it_cannot_move_to_nothing(cast: Cast, log: Callable[..., int], insert: Callable[[str], str]) -> None:
    number, other = log(), log()
    sql = insert(str(number))
    table = sql.split()[2]
    assert _run(sql) == 2
    with pytest.raises(IntegrityError, match=f"entry {NOWHERE} does not exist"), transaction.atomic():
        _run(f"UPDATE {table} SET entry_id = {NOWHERE}")
    assert _run(f"UPDATE {table} SET entry_id = {other}") == 2


def test_an_entry_on_which_something_hangs_stays(
    cast: Cast, log: Callable[..., int], insert: Callable[[str], str]
) -> None:
    """B-17"""
    bare, number = log(), log()
    _run(insert(str(number)))
    delete = f"DELETE FROM interaction_entry WHERE contact_id IS NOT NULL AND id IN ({bare}, {number})"
    with pytest.raises(IntegrityError, match=f"something hangs on {number}"), transaction.atomic():
        _run(delete)
    assert Entry.objects.filter(pk__in=[bare, number]).count() == 2
    assert _run(delete.replace(f", {number}", "")) == 1


@pytest.mark.django_db(transaction=True)
def test_who_deletes_an_entry_waits_for_who_adds_to_it(cast: Cast, log: Callable[..., int]) -> None:
    """B-17: what a transaction that still runs hung on it is seen by nobody, but it counts"""
    number = log()
    comment = ROWS["interaction_comment"].format(number)
    add = f"INSERT INTO interaction_comment (entry_id, contact_id, {comment} FROM contact LIMIT 1"
    delete = f"DELETE FROM interaction_entry WHERE contact_id IS NOT NULL AND id = {number}"
    params = connection.get_connection_params()
    server = {
        name: params[name] for name in ("dbname", "user", "password", "host", "port") if params.get(name)
    }
    with psycopg.connect(**server) as adding:
        adding.execute(add.encode())
        with pytest.raises(OperationalError, match="lock timeout"), transaction.atomic():
            _run("SET LOCAL lock_timeout = '200ms'")
            _run(delete)
        adding.commit()
    with pytest.raises(IntegrityError, match=f"something hangs on {number}"), transaction.atomic():
        _run(delete)
