"""What a line tells of an error of the database."""

from __future__ import annotations

import json

import pytest
from django.db import IntegrityError, connection, transaction

from liaison.ops import logs

pytestmark = pytest.mark.django_db


def test_rule_that_was_broken_is_named_and_no_value() -> None:
    with pytest.raises(IntegrityError) as broken, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("INSERT INTO team (code, name, active) VALUES ('NORA', 'Nora', NULL)")

    told = logs.tell_error(None, "", {"event": "it_broke", "exc_info": broken.value})

    named = {name: told[name] for name in ("sqlstate", "table_name", "column_name")}
    assert named == {"sqlstate": "23502", "table_name": "team", "column_name": "active"}
    assert "Nora" not in json.dumps(told)
