"""What became of the entries of a logged segment is counted once, and again only when one of them changes.

Entries that come to their end are not written down: as long as one is on its way nothing is kept.
"""

from django.db import migrations, models

FORWARD = """
CREATE FUNCTION interaction_entry_changes_counts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('liaison.counts_changed', TRUE) IS DISTINCT FROM OLD.logged_segment_id::text THEN
        INSERT INTO interaction_logged_change (logged_segment) VALUES (OLD.logged_segment_id);
        PERFORM set_config('liaison.counts_changed', OLD.logged_segment_id::text, TRUE);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER interaction_entry_changes_counts
AFTER UPDATE OF delivery_status, canceled, logged_segment_id ON interaction_entry
FOR EACH ROW WHEN (
    OLD.logged_segment_id IS NOT NULL AND (
        OLD.canceled IS DISTINCT FROM NEW.canceled
        OR OLD.logged_segment_id IS DISTINCT FROM NEW.logged_segment_id
        OR OLD.delivery_status NOT IN ('queued', 'sending') AND OLD.delivery_status <> NEW.delivery_status
    )
) EXECUTE FUNCTION interaction_entry_changes_counts();
CREATE TRIGGER interaction_entry_leaves_counts AFTER DELETE ON interaction_entry
FOR EACH ROW WHEN (OLD.logged_segment_id IS NOT NULL) EXECUTE FUNCTION interaction_entry_changes_counts();
"""

BACK = """
DROP TRIGGER interaction_entry_leaves_counts ON interaction_entry;
DROP TRIGGER interaction_entry_changes_counts ON interaction_entry;
DROP FUNCTION interaction_entry_changes_counts();
"""


class Migration(migrations.Migration):
    dependencies = [("interactions", "0004_entries_know_their_contact")]
    operations = [
        migrations.AddField("loggedsegment", "counted", models.JSONField(null=True)),
        migrations.CreateModel(
            name="LoggedChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("logged_segment", models.BigIntegerField(db_index=True)),
            ],
            options={"db_table": "interaction_logged_change"},
        ),
        migrations.RunSQL(FORWARD, BACK),
    ]
