"""Of what changed below a logged segment it is told whether it may change how many interactions count.

What comes back from a mailing does not: lists would count all of it again for each that does.
"""

from django.db import migrations, models

FUNCTION = """
CREATE OR REPLACE FUNCTION interaction_entry_changes_counts() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    of_number boolean := TG_OP = 'DELETE' OR OLD.canceled IS DISTINCT FROM NEW.canceled
        OR OLD.logged_segment_id IS DISTINCT FROM NEW.logged_segment_id;
    written text := current_setting('liaison.counts_changed', TRUE);
    mark text := OLD.logged_segment_id || CASE WHEN of_number THEN ' of number' ELSE '' END;
BEGIN
    IF written IS DISTINCT FROM mark AND written IS DISTINCT FROM OLD.logged_segment_id || ' of number' THEN
        INSERT INTO interaction_logged_change (logged_segment, of_number)
        VALUES (OLD.logged_segment_id, of_number);
        PERFORM set_config('liaison.counts_changed', mark, TRUE);
    END IF;
    RETURN NULL;
END $$;
"""
KEPT = """
UPDATE interaction_logged_segment SET counted = counted || jsonb_build_object('of_number', counted -> 'changes')
WHERE counted IS NOT NULL;
"""
BACK = """
CREATE OR REPLACE FUNCTION interaction_entry_changes_counts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('liaison.counts_changed', TRUE) IS DISTINCT FROM OLD.logged_segment_id::text THEN
        INSERT INTO interaction_logged_change (logged_segment) VALUES (OLD.logged_segment_id);
        PERFORM set_config('liaison.counts_changed', OLD.logged_segment_id::text, TRUE);
    END IF;
    RETURN NULL;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("interactions", "0013_entries_of_a_contact_by_group")]
    operations = [
        migrations.AddField("loggedchange", "of_number", models.BooleanField(default=True, db_default=True)),
        migrations.AddIndex(
            "loggedchange",
            models.Index(
                fields=["logged_segment"],
                name="logged_change_of_number",
                condition=models.Q(of_number=True),
            ),
        ),
        migrations.RunSQL(FUNCTION, BACK),
        migrations.RunSQL(KEPT, migrations.RunSQL.noop),
    ]
