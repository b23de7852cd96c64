"""Every delivery belongs to an entry that exists, checked once for a statement instead of once for a row.

As with entries and their contacts: a set is checked as a set. Who deletes entries waits for those who are
putting deliveries on the list, whose rows nobody sees yet; their own deliveries are deleted before.

A statement that takes its deliveries from entries which the same transaction wrote cannot get them wrong, and
says so by `liaison.entries_known`; looking at a hundred thousand again costs a tenth of logging them.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION delivery_item_has_entry() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE lost bigint;
BEGIN
    SELECT n.entry_id INTO lost FROM new_items n
    WHERE NOT EXISTS (
        SELECT 1 FROM interaction_entry e WHERE e.id = n.entry_id AND e.contact_id = n.contact_id
    ) LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'delivery_item: entry % does not exist', lost USING ERRCODE = 'foreign_key_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER delivery_item_has_entry AFTER INSERT ON delivery_item
REFERENCING NEW TABLE AS new_items FOR EACH STATEMENT
WHEN (current_setting('liaison.entries_known', TRUE) IS DISTINCT FROM 'yes')
EXECUTE FUNCTION delivery_item_has_entry();

CREATE FUNCTION interaction_entry_has_no_items() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE kept bigint;
BEGIN
    LOCK TABLE delivery_item IN SHARE MODE;
    SELECT g.id INTO kept FROM gone g
    WHERE EXISTS (SELECT 1 FROM delivery_item i WHERE i.entry_id = g.id) LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'interaction_entry: % has deliveries', kept USING ERRCODE = 'foreign_key_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER interaction_entry_has_no_items AFTER DELETE ON interaction_entry
REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION interaction_entry_has_no_items();
"""

BACK = """
DROP TRIGGER interaction_entry_has_no_items ON interaction_entry;
DROP TRIGGER delivery_item_has_entry ON delivery_item;
DROP FUNCTION interaction_entry_has_no_items(), delivery_item_has_entry();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("delivery", "0001_initial"),
        ("interactions", "0004_entries_know_their_contact"),
    ]
    operations = [migrations.RunSQL(FORWARD, BACK)]
