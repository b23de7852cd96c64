"""First answers serve every door, so their table stands with the users; what it holds stays.

The table was made by the door for programs, and only its name and its place change.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("api", "0001_initial"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="FirstAnswer",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key", models.CharField(max_length=255)),
                        ("request_hash", models.CharField(max_length=64)),
                        ("status", models.PositiveSmallIntegerField(null=True)),
                        ("headers", models.JSONField(default=dict)),
                        ("body", models.BinaryField(default=b"")),
                        ("created_at", models.DateTimeField()),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "db_table": "api_first_answer",
                        "indexes": [models.Index(fields=["created_at"], name="first_answer_age")],
                        "constraints": [
                            models.UniqueConstraint(fields=("user", "key"), name="first_answer_key")
                        ],
                    },
                ),
            ],
        ),
        migrations.AlterModelTable(name="firstanswer", table="first_answer"),
        migrations.AddField(model_name="firstanswer", name="toasts", field=models.JSONField(default=list)),
    ]
