"""A step by hand knows whom it took out, also while it is switched off.

Of steps that are switched on the lines know it still.
"""

import django.db.models.deletion
from django.db import migrations, models

FILL = """
INSERT INTO segment_step_taken_out (step_id, contact_id, lines)
SELECT p.id, l.contact_id, count(*)
FROM segment_step p JOIN segment_line l ON l.removed_by_id = p.id
WHERE p.kind = 'hand'
GROUP BY p.id, l.contact_id
"""


class Migration(migrations.Migration):
    dependencies = [("segments", "0003_open_calls")]
    operations = [
        migrations.CreateModel(
            name="StepTakenOut",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("lines", models.PositiveIntegerField()),
                (
                    "contact",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="contacts.contact",
                    ),
                ),
                (
                    "step",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="taken_out",
                        to="segments.segmentstep",
                    ),
                ),
            ],
            options={
                "db_table": "segment_step_taken_out",
                "constraints": [
                    models.UniqueConstraint(fields=("step", "contact"), name="segment_step_taken_out_key")
                ],
            },
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
