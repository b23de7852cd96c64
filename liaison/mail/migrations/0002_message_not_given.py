"""A message that is not given is waited for from when it was first not given, whatever else was wrong since."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("mail", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="reading",
            name="not_given_since",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="reading",
            name="not_given_uid",
            field=models.BigIntegerField(null=True),
        ),
    ]
