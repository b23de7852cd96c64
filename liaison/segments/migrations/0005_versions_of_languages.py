"""Who writes a language of a segment does not overwrite what somebody else wrote meanwhile."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("segments", "0004_taken_out_by_hand")]
    operations = [
        migrations.AddField(
            model_name="segmentlanguage",
            name="version",
            field=models.PositiveIntegerField(default=1),
        )
    ]
