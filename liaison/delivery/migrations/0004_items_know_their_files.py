"""The files of a delivery exist; looked at where there are any, and at once.

A foreign key that is checked at the end keeps a note of every new row until then, also of those without a file:
two for each delivery, a twentieth of logging a segment. The locks are those of a foreign key: who points at a file
holds it, who deletes the file waits for that, and sees it then.
"""

import django.db.models.deletion
from django.db import migrations, models

FORWARD = """
CREATE FUNCTION delivery_item_has_files() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE file bigint;
BEGIN
    FOREACH file IN ARRAY array_remove(ARRAY[NEW.copy_id, NEW.original_id], NULL) LOOP
        PERFORM 1 FROM stored_file WHERE id = file FOR KEY SHARE;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'delivery_item: file % does not exist', file USING ERRCODE = 'foreign_key_violation';
        END IF;
    END LOOP;
    RETURN NULL;
END $$;
CREATE TRIGGER delivery_item_has_files AFTER INSERT OR UPDATE OF copy_id, original_id ON delivery_item
FOR EACH ROW WHEN (NEW.copy_id IS NOT NULL OR NEW.original_id IS NOT NULL)
EXECUTE FUNCTION delivery_item_has_files();

CREATE FUNCTION stored_file_has_no_items() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE kept bigint;
BEGIN
    SELECT g.id INTO kept FROM gone g
    WHERE EXISTS (SELECT 1 FROM delivery_item i WHERE i.copy_id = g.id)
       OR EXISTS (SELECT 1 FROM delivery_item i WHERE i.original_id = g.id) LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'stored_file: % has deliveries', kept USING ERRCODE = 'foreign_key_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER stored_file_has_no_items AFTER DELETE ON stored_file
REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION stored_file_has_no_items();
"""

BACK = """
DROP TRIGGER stored_file_has_no_items ON stored_file;
DROP TRIGGER delivery_item_has_files ON delivery_item;
DROP FUNCTION stored_file_has_no_items(), delivery_item_has_files();
"""


def _file() -> models.ForeignKey:
    return models.ForeignKey(
        "files.storedfile",
        django.db.models.deletion.PROTECT,
        null=True,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )


class Migration(migrations.Migration):
    dependencies = [("delivery", "0003_items_know_their_worker"), ("files", "0001_initial")]
    operations = [
        migrations.AlterField("item", "copy", _file()),
        migrations.AlterField("item", "original", _file()),
        migrations.RunSQL(FORWARD, BACK),
    ]
