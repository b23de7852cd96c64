import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from liaison.kit.migrations import FirstMigration


class Migration(FirstMigration):
    initial = True

    dependencies = [
        ("contacts", "0002_initial"),
        ("files", "0001_initial"),
        ("interactions", "0002_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Pace",
            fields=[
                ("key", models.CharField(max_length=255, primary_key=True, serialize=False)),
                ("next_at", models.DateTimeField()),
            ],
            options={
                "db_table": "delivery_pace",
            },
        ),
        migrations.CreateModel(
            name="Run",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("running", "Running"),
                            ("paused", "Paused"),
                            ("stopped", "Stopped"),
                            ("finished", "Finished"),
                        ],
                        default="running",
                        max_length=8,
                        verbose_name="State",
                    ),
                ),
                ("starts_at", models.DateTimeField(verbose_name="Start")),
                ("total", models.PositiveIntegerField(default=0)),
                ("sent", models.PositiveIntegerField(default=0)),
                ("failed", models.PositiveIntegerField(default=0)),
                ("stopped", models.PositiveIntegerField(default=0)),
                ("mark_at", models.DateTimeField(null=True)),
                ("mark_settled", models.PositiveIntegerField(default=0)),
                ("rate", models.FloatField(default=0)),
                ("created_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
                ("stopped_at", models.DateTimeField(null=True)),
                ("finished_at", models.DateTimeField(null=True)),
                (
                    "changed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "logged_segment",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="runs",
                        to="interactions.loggedsegment",
                    ),
                ),
                ("control_addresses", models.JSONField(default=list)),
                ("controls_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "delivery_run",
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["waiting", "running", "paused"])),
                        fields=["state", "id"],
                        name="delivery_run_open",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Item",
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
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("none", "Nothing to deliver"),
                            ("queued", "Queued"),
                            ("sending", "Sending"),
                            ("sent", "Sent"),
                            ("failed", "Failed"),
                            ("bounced", "Bounced"),
                            ("stopped", "Stopped"),
                        ],
                        default="queued",
                        max_length=7,
                        verbose_name="State",
                    ),
                ),
                ("recipient", models.CharField(blank=True, max_length=255, verbose_name="Recipient")),
                ("message_id", models.CharField(blank=True, max_length=255)),
                ("references", models.TextField(blank=True)),
                ("written", models.JSONField(default=dict)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("due_at", models.DateTimeField()),
                ("slot_at", models.DateTimeField(null=True)),
                ("claimed_at", models.DateTimeField(null=True)),
                ("handed_over_at", models.DateTimeField(null=True)),
                ("finished_at", models.DateTimeField(null=True)),
                ("reply", models.TextField(blank=True, verbose_name="Answer of the server")),
                ("copy_name", models.CharField(blank=True, max_length=255)),
                ("queued_at", models.DateTimeField()),
                (
                    "contact",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="contacts.contact",
                    ),
                ),
                (
                    "copy",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="files.storedfile",
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="deliveries",
                        to="interactions.entry",
                    ),
                ),
                (
                    "original",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="files.storedfile",
                    ),
                ),
                (
                    "queued_by",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="items",
                        to="delivery.run",
                    ),
                ),
            ],
            options={
                "db_table": "delivery_item",
                "indexes": [
                    models.Index(
                        condition=models.Q(("run__isnull", True), ("state", "queued")),
                        fields=["channel", "due_at", "id"],
                        name="delivery_due",
                    ),
                    models.Index(
                        condition=models.Q(("run__isnull", False), ("state", "queued")),
                        fields=["run", "channel", "due_at", "id"],
                        name="delivery_run_due",
                    ),
                    models.Index(
                        condition=models.Q(("run__isnull", False), ("state__in", ["failed", "stopped"])),
                        fields=["run"],
                        name="delivery_run_open_end",
                    ),
                    models.Index(
                        condition=models.Q(("state", "sending")),
                        fields=["claimed_at"],
                        name="delivery_claimed",
                    ),
                    models.Index(
                        condition=models.Q(("copy__isnull", False)), fields=["copy"], name="delivery_copy"
                    ),
                    models.Index(
                        condition=models.Q(("original__isnull", False)),
                        fields=["original"],
                        name="delivery_original",
                    ),
                ],
            },
        ),
    ]
