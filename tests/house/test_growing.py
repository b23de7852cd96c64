"""The watch over statements knows good from bad."""

from __future__ import annotations

import pytest

from tests.growing import objection


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
            "an entry is locked without contact_id",
        ),
        (
            'SELECT 1 FROM "interaction_entry" INNER JOIN "interaction_content" ON (1 = 1)',
            "entries are joined with their contents",
        ),
        (
            "WITH found AS (SELECT 1 FROM interaction_content c, interaction_entry e) SELECT 1",
            "entries are joined with their contents",
        ),
    ],
)
def test_statement_that_does_not_grow_is_refused(sql: str, reason: str) -> None:
    assert objection(sql) == reason
