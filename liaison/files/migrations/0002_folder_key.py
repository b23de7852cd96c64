import uuid

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("files", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="FolderKey",
            fields=[
                ("id", models.SmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("key", models.UUIDField(default=uuid.uuid4)),
            ],
            options={
                "db_table": "stored_file_key",
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("id", 1)), name="stored_file_key_one")
                ],
            },
        ),
    ]
