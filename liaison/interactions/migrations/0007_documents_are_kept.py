"""The Word file of a document template is kept with what was logged, whatever becomes of the template.

What was logged before takes the file that the template has today. A content that entries with different
document templates share is parted first, for it has one such file at most.
"""

from django.db import migrations, models

KEEP = """
CREATE TEMPORARY TABLE parted ON COMMIT DROP AS
SELECT content_id, document_template_id, CASE
    WHEN turn = 1 THEN content_id ELSE nextval(pg_get_serial_sequence('interaction_content', 'id'))
END AS kept_id
FROM (
    SELECT content_id, document_template_id,
           row_number() OVER (PARTITION BY content_id ORDER BY count(*) DESC, document_template_id) AS turn
    FROM interaction_entry
    WHERE content_id IN (SELECT content_id FROM interaction_entry WHERE document_template_id IS NOT NULL)
    GROUP BY content_id, document_template_id
) told;

INSERT INTO interaction_content (id, occurred_at, language, subject, description, body, body_text)
SELECT p.kept_id, c.occurred_at, c.language, c.subject, c.description, c.body, c.body_text
FROM parted p JOIN interaction_content c ON c.id = p.content_id WHERE p.kept_id <> p.content_id;

INSERT INTO interaction_content_file (content_id, file_id, name, position, from_template)
SELECT p.kept_id, f.file_id, f.name, f.position, FALSE
FROM parted p JOIN interaction_content_file f ON f.content_id = p.content_id WHERE p.kept_id <> p.content_id;

UPDATE interaction_entry e SET content_id = p.kept_id
FROM parted p
WHERE p.kept_id <> p.content_id AND e.content_id = p.content_id
  AND e.document_template_id IS NOT DISTINCT FROM p.document_template_id;

INSERT INTO interaction_content_file (content_id, file_id, name, position, from_template)
SELECT p.kept_id, d.file_id, d.file_name, 0, TRUE
FROM parted p JOIN document_template d ON d.id = p.document_template_id;

DROP TABLE parted;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("interactions", "0006_parts_know_their_entry"),
        ("letters", "0001_initial"),
    ]
    operations = [
        migrations.AddField(
            "contentfile", "from_template", models.BooleanField(db_default=False, default=False)
        ),
        migrations.RunSQL(KEEP, "DELETE FROM interaction_content_file WHERE from_template"),
    ]
