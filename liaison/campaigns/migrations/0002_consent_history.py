import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("campaigns", "0001_initial"),
        ("contacts", "0004_salutations"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ConsentNote",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[("none", "None"), ("hard_copy", "Hard copy"), ("email", "E-mail")],
                        max_length=9,
                    ),
                ),
                ("topic", models.CharField(blank=True, max_length=20)),
                (
                    "agreement",
                    models.CharField(
                        choices=[
                            ("given", "Agreed"),
                            ("withdrawn", "Unsubscribed"),
                            ("bounced", "Address does not work"),
                            ("complained", "Complained"),
                        ],
                        max_length=10,
                    ),
                ),
                ("source", models.CharField(blank=True, max_length=255)),
                ("entry_no", models.BigIntegerField(null=True)),
                ("noted_at", models.DateTimeField()),
                (
                    "contact",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="consent_notes",
                        to="contacts.contact",
                    ),
                ),
                (
                    "noted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "contact_consent_note",
                "indexes": [models.Index(fields=["contact", "id"], name="consent_history")],
            },
        ),
    ]
