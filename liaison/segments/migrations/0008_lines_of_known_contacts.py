"""What takes its lines from the contacts themselves cannot get them wrong, and is not looked at again.

It says so by `liaison.contacts_known`, as with entries. To look at a hundred thousand lines again took a tenth
of selecting them.
"""

from django.db import migrations

TRIGGER = """
DROP TRIGGER segment_line_has_contact ON segment_line;
CREATE TRIGGER segment_line_has_contact AFTER INSERT ON segment_line
REFERENCING NEW TABLE AS new_lines FOR EACH STATEMENT {when}EXECUTE FUNCTION segment_line_has_contact();
"""
FORWARD = TRIGGER.format(
    when="WHEN (current_setting('liaison.contacts_known', TRUE) IS DISTINCT FROM 'yes') "
)
BACK = TRIGGER.format(when="")


class Migration(migrations.Migration):
    dependencies = [("segments", "0007_addresses_asked_by_contact")]
    operations = [migrations.RunSQL(FORWARD, BACK)]
