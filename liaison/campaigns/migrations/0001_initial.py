import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from liaison.kit.migrations import FirstMigration


class Migration(FirstMigration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("accounts", "__first__"),
        ("contacts", "0004_salutations"),
    ]

    operations = [
        migrations.CreateModel(
            name="CampaignStatus",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=20, unique=True, verbose_name="Code")),
                ("description", models.CharField(blank=True, max_length=255, verbose_name="Description")),
                ("descriptions", models.JSONField(blank=True, default=dict)),
                ("active", models.BooleanField(default=True, verbose_name="Active")),
                ("version", models.PositiveIntegerField(default=1)),
            ],
            options={
                "db_table": "campaign_status",
                "ordering": ["code"],
            },
        ),
        migrations.CreateModel(
            name="Campaign",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("no", models.CharField(max_length=20, unique=True, verbose_name="No.")),
                ("description", models.CharField(blank=True, max_length=255, verbose_name="Description")),
                ("starting_date", models.DateField(blank=True, null=True, verbose_name="Starting date")),
                ("ending_date", models.DateField(blank=True, null=True, verbose_name="Ending date")),
                ("dimension_1", models.CharField(blank=True, max_length=20)),
                ("dimension_2", models.CharField(blank=True, max_length=20)),
                ("notes", models.TextField(blank=True, verbose_name="Notes")),
                ("last_modified_on", models.DateField()),
                ("archived_at", models.DateTimeField(blank=True, null=True)),
                ("created_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "changed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "salesperson",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="campaigns",
                        to="accounts.salesperson",
                        verbose_name="Salesperson",
                    ),
                ),
                (
                    "status",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="campaigns",
                        to="campaigns.campaignstatus",
                        verbose_name="Status",
                    ),
                ),
            ],
            options={
                "db_table": "campaign",
                "ordering": ["no"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("no", ""), _negated=True), name="campaign_no_given"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("starting_date", None),
                            ("ending_date", None),
                            ("ending_date__gte", models.F("starting_date")),
                            _connector="OR",
                        ),
                        name="campaign_ends_after_start",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Consent",
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
                            ("unsaid", "Nothing said"),
                        ],
                        max_length=10,
                    ),
                ),
                ("source", models.CharField(blank=True, max_length=255)),
                ("address", models.CharField(blank=True, max_length=255)),
                ("noted_at", models.DateTimeField()),
                (
                    "contact",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="consents",
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
                "db_table": "contact_consent",
                "indexes": [
                    models.Index(
                        condition=models.Q(("agreement", "given"), _negated=True),
                        fields=["contact", "channel"],
                        name="consent_refused",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("contact", "channel", "topic"), name="consent_key")
                ],
            },
        ),
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
                            ("unsaid", "Nothing said"),
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
        migrations.CreateModel(
            name="DeadAddress",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("email", models.CharField(max_length=255)),
                ("entry_no", models.BigIntegerField(null=True)),
                ("noted_at", models.DateTimeField()),
                (
                    "contact",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="contacts.contact",
                    ),
                ),
            ],
            options={
                "db_table": "contact_dead_address",
                "constraints": [
                    models.UniqueConstraint(fields=("contact", "email"), name="dead_address_key")
                ],
            },
        ),
    ]
