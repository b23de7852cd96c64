"""What was said or sent stays as it was; a changed text is a new content."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION interaction_content_is_immutable() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'interaction_content % is immutable', OLD.id USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER interaction_content_is_immutable BEFORE UPDATE ON interaction_content
FOR EACH ROW EXECUTE FUNCTION interaction_content_is_immutable();
"""

BACK = """
DROP TRIGGER interaction_content_is_immutable ON interaction_content;
DROP FUNCTION interaction_content_is_immutable();
"""


class Migration(migrations.Migration):
    dependencies = [("interactions", "0002_initial")]
    operations = [migrations.RunSQL(FORWARD, BACK)]
