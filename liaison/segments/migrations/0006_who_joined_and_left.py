"""Who joined and who left a segment that follows its criteria is kept, and when it was looked at last."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("segments", "0005_versions_of_languages"), ("contacts", "0004_salutations")]
    operations = [
        migrations.AddField(model_name="segment", name="refreshed_at", field=models.DateTimeField(null=True)),
        migrations.CreateModel(
            name="SegmentMove",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("segment_no", models.CharField(max_length=20)),
                ("lines", models.IntegerField()),
                (
                    "change",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="moves",
                        to="segments.segmentchange",
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="contacts.contact",
                    ),
                ),
            ],
            options={
                "db_table": "segment_move",
                "indexes": [models.Index(fields=["segment_no", "id"], name="segment_move_of")],
            },
        ),
    ]
