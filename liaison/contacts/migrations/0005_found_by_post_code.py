"""Contacts are found by their post code, those that are there already as well.

A few thousand at a time, so that nobody waits for one of them; after a killing it goes on where it was.
"""

from django.db import migrations

AT_ONCE = 2000
ADD = """
WITH said AS MATERIALIZED (
    SELECT c.id, array_to_tsvector(
        array_remove(regexp_split_to_array(liaison_fold(c.post_code), '[^[:alnum:]]+'), '')
    ) AS words
    FROM contact c
    WHERE c.id > %(after)s AND c.id <= %(last)s AND c.post_code <> ''
    ORDER BY c.id
    FOR NO KEY UPDATE
)
UPDATE contact c
SET search = coalesce(c.search, ''::tsvector) || s.words
FROM said s
WHERE c.id = s.id AND c.search IS DISTINCT FROM coalesce(c.search, ''::tsvector) || s.words
"""


def forward(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(min(id), 1), coalesce(max(id), 0) FROM contact")
        first, last = cursor.fetchone()
        for after in range(first - 1, last, AT_ONCE):
            cursor.execute(ADD, {"after": after, "last": after + AT_ONCE})


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("contacts", "0004_salutations")]
    operations = [migrations.RunPython(forward, migrations.RunPython.noop)]
