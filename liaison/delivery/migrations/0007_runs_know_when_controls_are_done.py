"""A mailing waits for its control addresses until they have the message, not only until somebody sends it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("delivery", "0006_runs_before_know_their_items"),
    ]

    operations = [
        migrations.AddField(
            model_name="run",
            name="controls_done_at",
            field=models.DateTimeField(null=True),
        ),
    ]
