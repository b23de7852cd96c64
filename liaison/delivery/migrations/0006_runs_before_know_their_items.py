"""What was sent again as a whole before runs knew their items has a page, too.

Apart from the columns, for all items are read through: nobody waits for the table of runs meanwhile.
"""

from django.db import migrations

FILL = """
UPDATE delivery_run r SET first_item = i.low, last_item = i.high
FROM (
    SELECT run_id, min(id) AS low, max(id) AS high FROM delivery_item
    WHERE run_id IN (SELECT id FROM delivery_run WHERE logged_segment_id IS NULL AND first_item IS NULL)
    GROUP BY run_id
) i
WHERE i.run_id = r.id
"""


class Migration(migrations.Migration):
    dependencies = [("delivery", "0005_runs_know_their_items")]
    operations = [migrations.RunSQL(FILL, migrations.RunSQL.noop)]
