"""The watch over statements knows good from bad."""

from __future__ import annotations

import pytest

from tests.growing import CARD, TABLES, objection
from tests.house.test_tables import belong_to_a_contact


@pytest.mark.parametrize(
    "sql",
    [
        'UPDATE "interaction_entry" SET "cost" = 1 WHERE ("interaction_entry"."contact_id" = 2 AND "id" = 1)',
        "UPDATE interaction_participant SET company_id = 1 WHERE entry_contact_id = 4",
        'DELETE FROM "interaction_comment" WHERE ("contact_id" = 1 AND "id" IN (2))',
        'SELECT "id" FROM "interaction_entry" WHERE "contact_id" = 2 AND "id" = 1 FOR UPDATE',
        'SELECT 1 FROM "interaction_entry" INNER JOIN "interaction_template" ON (1 = 1)',
        'SELECT 1 FROM "interaction_content" WHERE "id" IN (1, 2)',
        "INSERT INTO interaction_entry (contact_id) SELECT id FROM contact",
        (
            "WITH content AS (INSERT INTO interaction_content (body) VALUES ('') RETURNING id)"
            " INSERT INTO interaction_entry (content_id) VALUES ((SELECT id FROM content)) RETURNING id"
        ),
        "UPDATE contact SET name = 'interaction_entry' WHERE id = 1",
        'UPDATE "interaction_draft" SET "version" = 2 WHERE "id" = 1',
        "/* whichever contacts: a logging holds them all */ DELETE FROM interaction_entry WHERE logged_segment_id = 1",
        "/* whichever contacts: the lines of a segment */ SELECT id FROM segment_line WHERE id = 1 FOR UPDATE",
        (
            "WITH gone AS (/* whichever contacts: a logging holds them all */ DELETE FROM interaction_entry)"
            " DELETE FROM interaction_comment c USING gone WHERE c.id = gone.id AND c.contact_id = gone.contact_id"
        ),
        (
            "/* on one machine: the few entries of a contact */ SELECT 1 FROM interaction_entry e"
            " WHERE e.contact_id = 1 AND EXISTS (SELECT 1 FROM interaction_content c WHERE c.id = e.content_id)"
        ),
        (
            "SELECT 1 FROM (SELECT 1 FROM interaction_entry e WHERE /* on one machine: they are few */"
            " EXISTS (SELECT 1 FROM interaction_content c WHERE c.id = e.content_id)) e"
        ),
        "SELECT 1 FROM interaction_entry UNION SELECT 1 FROM interaction_content",
        "SELECT 1 FROM delivery_item i CROSS JOIN held WHERE (i.id, i.contact_id) IN ((1, 2)) FOR UPDATE OF i",
        "SELECT 1 FROM segment s JOIN segment_line l ON l.segment_id = s.id FOR UPDATE OF s",
        "UPDATE segment_line SET cost = NULL WHERE segment_id = 1",
    ],
)
def test_statement_that_grows_passes(sql: str) -> None:
    assert objection(sql) is None


@pytest.mark.parametrize(
    ("sql", "reason"),
    [
        (
            'UPDATE "interaction_entry" SET "contact_id" = 1 WHERE "interaction_entry"."id" = 1',
            "interaction_entry is written without contact_id",
        ),
        ("UPDATE interaction_entry e SET cost = 1", "interaction_entry is written without contact_id"),
        (
            "/* whichever contacts */ UPDATE interaction_entry SET cost = 1",
            "interaction_entry is written without contact_id",
        ),
        (
            "/* whichever contacts: a set across all */ SELECT 1 FROM interaction_entry e, interaction_content c",
            "entries are joined with their contents",
        ),
        ('DELETE FROM "delivery_item" WHERE "id" = 1', "delivery_item is written without contact_id"),
        (
            'SELECT "id" FROM "interaction_entry" WHERE "id" = 1 FOR UPDATE',
            "interaction_entry is locked without contact_id",
        ),
        (
            'SELECT 1 FROM "interaction_entry" INNER JOIN "interaction_content" ON (1 = 1)',
            "entries are joined with their contents",
        ),
        (
            "WITH found AS (SELECT 1 FROM interaction_content c, interaction_entry e) SELECT 1",
            "entries are joined with their contents",
        ),
        (
            (
                "SELECT 1 FROM interaction_entry e"
                " WHERE EXISTS (SELECT 1 FROM interaction_content c WHERE c.id = e.content_id)"
            ),
            "entries are joined with their contents",
        ),
        (
            (
                "WITH chosen AS (SELECT id, contact_id FROM interaction_entry WHERE id IN (1) FOR UPDATE)"
                " DELETE FROM interaction_comment c USING chosen x WHERE c.id = x.id AND c.contact_id = x.contact_id"
            ),
            "interaction_entry is locked without contact_id",
        ),
        (
            (
                "WITH held AS (SELECT 1 FROM interaction_entry WHERE id = 1 AND contact_id = 2 FOR UPDATE),"
                " ended AS (UPDATE delivery_item i SET reply = '' FROM held WHERE i.id = 1 RETURNING i.contact_id)"
                " SELECT 1 FROM ended"
            ),
            "delivery_item is written without contact_id",
        ),
        (
            (
                "UPDATE delivery_item i SET state = '' WHERE i.run_id = 1 AND NOT EXISTS"
                " (SELECT 1 FROM delivery_item x WHERE x.contact_id = i.contact_id)"
            ),
            "delivery_item is written without contact_id",
        ),
        (
            "UPDATE delivery_item SET state = '' WHERE run_id = 1 AND contact_id IS NOT NULL",
            "delivery_item is written without contact_id",
        ),
        (
            "SELECT 1 FROM segment s, segment_line l WHERE l.id = s.id FOR UPDATE OF l",
            "segment_line is locked without contact_id",
        ),
        ("UPDATE segment_line l SET cost = 1 WHERE l.id = 1", "segment_line is written without contact_id"),
    ],
)
def test_statement_that_does_not_grow_is_refused(sql: str, reason: str) -> None:
    assert objection(sql) == reason


def test_every_table_of_contacts_is_watched() -> None:
    assert {model._meta.db_table for model in belong_to_a_contact()} == {*TABLES, *CARD}
