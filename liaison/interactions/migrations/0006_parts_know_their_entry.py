"""What hangs on an entry belongs to one that exists, checked once for a statement instead of once for a row.

Foreign keys looked for what hangs on each entry that was deleted, in five tables one after the other: four
fifths of undoing the logging of a segment, on whose entries next to nothing hangs. The lock is that of a
foreign key: who adds something holds the entry, who deletes the entry waits for that, and sees it then.
"""

from django.db import migrations

PARTS = (
    "interaction_comment",
    "interaction_entry_file",
    "interaction_participant",
    "interaction_colleague",
    "interaction_entry_change",
)

FUNCTIONS = """
CREATE FUNCTION interaction_part_has_entry() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE lost bigint;
BEGIN
    WITH held AS MATERIALIZED (
        SELECT e.id FROM (SELECT DISTINCT entry_id FROM new_parts) n
        CROSS JOIN LATERAL (
            SELECT id FROM interaction_entry WHERE id = n.entry_id OFFSET 0 FOR KEY SHARE
        ) e
    )
    SELECT entry_id INTO lost FROM new_parts WHERE entry_id NOT IN (SELECT id FROM held) LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION '%: entry % does not exist', TG_TABLE_NAME, lost USING ERRCODE = 'foreign_key_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION interaction_part_moves_to_entry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM interaction_entry WHERE id = NEW.entry_id FOR KEY SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION '%: entry % does not exist', TG_TABLE_NAME, NEW.entry_id
        USING ERRCODE = 'foreign_key_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION interaction_entry_has_no_parts() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE kept bigint;
BEGIN
    SELECT g.id INTO kept FROM gone g
    CROSS JOIN LATERAL (
        SELECT 1 FROM (
            {parts}
        ) found OFFSET 0
    ) part LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'interaction_entry: something hangs on %', kept USING ERRCODE = 'foreign_key_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER interaction_entry_has_no_parts AFTER DELETE ON interaction_entry
REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION interaction_entry_has_no_parts();
"""

TRIGGERS = """
CREATE TRIGGER {table}_has_entry AFTER INSERT ON {table}
REFERENCING NEW TABLE AS new_parts FOR EACH STATEMENT EXECUTE FUNCTION interaction_part_has_entry();
CREATE TRIGGER {table}_moves_to_entry AFTER UPDATE OF entry_id ON {table}
FOR EACH ROW EXECUTE FUNCTION interaction_part_moves_to_entry();
"""

WITHOUT_KEYS = f"""
DO $$
DECLARE old record;
BEGIN
    FOR old IN
        SELECT conname, conrelid::regclass AS part FROM pg_constraint
        WHERE contype = 'f' AND confrelid = 'interaction_entry'::regclass
          AND conrelid::regclass::text = ANY ('{{{",".join(PARTS)}}}')
    LOOP
        EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', old.part, old.conname);
    END LOOP;
END $$;
"""
"""Tables made today have no such key any more; those made before lose theirs."""

FORWARD = (
    WITHOUT_KEYS
    + FUNCTIONS.replace(
        "{parts}",
        " UNION ALL ".join(f"(SELECT 1 FROM {table} WHERE entry_id = g.id LIMIT 1)" for table in PARTS),
    )
    + "".join(TRIGGERS.format(table=table) for table in PARTS)
)

BACK = (
    "".join(
        f"DROP TRIGGER {table}_has_entry ON {table}; DROP TRIGGER {table}_moves_to_entry ON {table};"
        for table in PARTS
    )
    + """
DROP TRIGGER interaction_entry_has_no_parts ON interaction_entry;
DROP FUNCTION interaction_entry_has_no_parts(), interaction_part_moves_to_entry(), interaction_part_has_entry();
"""
)


class Migration(migrations.Migration):
    dependencies = [("interactions", "0005_counts_are_kept")]
    operations = [migrations.RunSQL(FORWARD, BACK)]
