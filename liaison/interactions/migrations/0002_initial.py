import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from liaison.kit.migrations import FirstMigration


class Migration(FirstMigration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("campaigns", "0001_initial"),
        ("contacts", "0002_initial"),
        ("files", "0001_initial"),
        ("interactions", "0001_text"),
        ("letters", "0001_initial"),
        ("pghistory", "0007_auto_20250421_0444"),
    ]

    operations = [
        migrations.CreateModel(
            name="InteractionGroup",
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
                "db_table": "interaction_group",
                "ordering": ["code"],
            },
        ),
        migrations.CreateModel(
            name="InteractionGroupEvent",
            fields=[
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_id", models.BigAutoField(primary_key=True, serialize=False)),
                ("id", models.BigIntegerField()),
                ("code", models.CharField(max_length=20, verbose_name="Code")),
                ("description", models.CharField(blank=True, max_length=255, verbose_name="Description")),
                ("descriptions", models.JSONField(blank=True, default=dict)),
                ("active", models.BooleanField(default=True, verbose_name="Active")),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="interactions.interactiongroup",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="InteractionTemplate",
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
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("email", "E-mail"),
                            ("phone", "Phone"),
                            ("meeting", "Meeting"),
                            ("letter", "Letter"),
                            ("document", "Document"),
                            ("message", "Message"),
                            ("web", "Web"),
                            ("note", "Note"),
                        ],
                        default="note",
                        max_length=8,
                        verbose_name="Channel",
                    ),
                ),
                (
                    "unit_cost",
                    models.DecimalField(decimal_places=2, default=0, max_digits=14, verbose_name="Unit cost"),
                ),
                (
                    "unit_duration_min",
                    models.DecimalField(
                        decimal_places=2, default=0, max_digits=10, verbose_name="Unit duration (min)"
                    ),
                ),
                (
                    "information_flow",
                    models.CharField(
                        choices=[("none", "None"), ("outbound", "Outbound"), ("inbound", "Inbound")],
                        default="none",
                        max_length=8,
                        verbose_name="Information flow",
                    ),
                ),
                (
                    "initiated_by",
                    models.CharField(
                        choices=[("none", "None"), ("us", "Us"), ("them", "Them")],
                        default="none",
                        max_length=4,
                        verbose_name="Initiated by",
                    ),
                ),
                (
                    "default_correspondence_type",
                    models.CharField(
                        choices=[("none", "None"), ("hard_copy", "Hard copy"), ("email", "E-mail")],
                        default="email",
                        max_length=9,
                        verbose_name="Default correspondence type",
                    ),
                ),
                (
                    "ignore_contact_correspondence_type",
                    models.BooleanField(default=False, verbose_name="Ignore contact's correspondence type"),
                ),
                (
                    "default_language",
                    models.CharField(blank=True, max_length=10, verbose_name="Default language"),
                ),
                (
                    "wizard_action",
                    models.CharField(
                        choices=[
                            ("none", "None"),
                            ("open", "Open"),
                            ("import", "Import"),
                            ("merge", "Merge"),
                        ],
                        default="none",
                        max_length=6,
                        verbose_name="Wizard action",
                    ),
                ),
                ("campaign_target", models.BooleanField(default=False, verbose_name="Campaign target")),
                ("campaign_response", models.BooleanField(default=False, verbose_name="Campaign response")),
                (
                    "visibility",
                    models.CharField(
                        choices=[("everyone", "Everyone"), ("team", "My team"), ("private", "Only me")],
                        default="everyone",
                        max_length=8,
                        verbose_name="Visibility",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=100, verbose_name="Position")),
                ("active", models.BooleanField(default=True, verbose_name="Active")),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "document_template",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="letters.documenttemplate",
                        verbose_name="Document template",
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="templates",
                        to="interactions.interactiongroup",
                        verbose_name="Interaction group",
                    ),
                ),
                (
                    "campaign",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="campaigns.campaign",
                        verbose_name="Campaign",
                    ),
                ),
                (
                    "needs_approval",
                    models.BooleanField(default=False, verbose_name="A second person approves mailings"),
                ),
            ],
            options={
                "db_table": "interaction_template",
                "ordering": ["position", "code"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("unit_cost__gte", 0)), name="template_cost_not_negative"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("unit_duration_min__gte", 0)),
                        name="template_duration_not_negative",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="InteractionTemplateEvent",
            fields=[
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_id", models.BigAutoField(primary_key=True, serialize=False)),
                ("id", models.BigIntegerField()),
                ("code", models.CharField(max_length=20, verbose_name="Code")),
                ("description", models.CharField(blank=True, max_length=255, verbose_name="Description")),
                ("descriptions", models.JSONField(blank=True, default=dict)),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("email", "E-mail"),
                            ("phone", "Phone"),
                            ("meeting", "Meeting"),
                            ("letter", "Letter"),
                            ("document", "Document"),
                            ("message", "Message"),
                            ("web", "Web"),
                            ("note", "Note"),
                        ],
                        default="note",
                        max_length=8,
                        verbose_name="Channel",
                    ),
                ),
                (
                    "unit_cost",
                    models.DecimalField(decimal_places=2, default=0, max_digits=14, verbose_name="Unit cost"),
                ),
                (
                    "unit_duration_min",
                    models.DecimalField(
                        decimal_places=2, default=0, max_digits=10, verbose_name="Unit duration (min)"
                    ),
                ),
                (
                    "information_flow",
                    models.CharField(
                        choices=[("none", "None"), ("outbound", "Outbound"), ("inbound", "Inbound")],
                        default="none",
                        max_length=8,
                        verbose_name="Information flow",
                    ),
                ),
                (
                    "initiated_by",
                    models.CharField(
                        choices=[("none", "None"), ("us", "Us"), ("them", "Them")],
                        default="none",
                        max_length=4,
                        verbose_name="Initiated by",
                    ),
                ),
                (
                    "default_correspondence_type",
                    models.CharField(
                        choices=[("none", "None"), ("hard_copy", "Hard copy"), ("email", "E-mail")],
                        default="email",
                        max_length=9,
                        verbose_name="Default correspondence type",
                    ),
                ),
                (
                    "ignore_contact_correspondence_type",
                    models.BooleanField(default=False, verbose_name="Ignore contact's correspondence type"),
                ),
                (
                    "default_language",
                    models.CharField(blank=True, max_length=10, verbose_name="Default language"),
                ),
                (
                    "wizard_action",
                    models.CharField(
                        choices=[
                            ("none", "None"),
                            ("open", "Open"),
                            ("import", "Import"),
                            ("merge", "Merge"),
                        ],
                        default="none",
                        max_length=6,
                        verbose_name="Wizard action",
                    ),
                ),
                ("campaign_target", models.BooleanField(default=False, verbose_name="Campaign target")),
                ("campaign_response", models.BooleanField(default=False, verbose_name="Campaign response")),
                (
                    "visibility",
                    models.CharField(
                        choices=[("everyone", "Everyone"), ("team", "My team"), ("private", "Only me")],
                        default="everyone",
                        max_length=8,
                        verbose_name="Visibility",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=100, verbose_name="Position")),
                ("active", models.BooleanField(default=True, verbose_name="Active")),
                (
                    "document_template",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="letters.documenttemplate",
                        verbose_name="Document template",
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="interactions.interactiongroup",
                        verbose_name="Interaction group",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="interactions.interactiontemplate",
                    ),
                ),
                (
                    "campaign",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="campaigns.campaign",
                        verbose_name="Campaign",
                    ),
                ),
                (
                    "needs_approval",
                    models.BooleanField(default=False, verbose_name="A second person approves mailings"),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="InteractionTemplateLanguage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("language", models.CharField(blank=True, max_length=10, verbose_name="Language")),
                ("description", models.CharField(blank=True, max_length=255, verbose_name="Description")),
                ("subject", models.CharField(blank=True, max_length=255, verbose_name="Subject")),
                ("body", models.TextField(blank=True, verbose_name="Text")),
                ("email_layout", models.CharField(blank=True, max_length=30, verbose_name="E-mail layout")),
                ("file_name", models.CharField(blank=True, max_length=255, verbose_name="File name")),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "document_template",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="letters.documenttemplate",
                        verbose_name="Document template",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="files.storedfile",
                    ),
                ),
                (
                    "template",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="languages",
                        to="interactions.interactiontemplate",
                    ),
                ),
            ],
            options={
                "db_table": "interaction_template_language",
                "ordering": ["language"],
                "constraints": [
                    models.UniqueConstraint(fields=("template", "language"), name="template_language_key")
                ],
            },
        ),
        migrations.CreateModel(
            name="InteractionTemplateLanguageEvent",
            fields=[
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_id", models.BigAutoField(primary_key=True, serialize=False)),
                ("id", models.BigIntegerField()),
                ("language", models.CharField(blank=True, max_length=10, verbose_name="Language")),
                ("description", models.CharField(blank=True, max_length=255, verbose_name="Description")),
                ("subject", models.CharField(blank=True, max_length=255, verbose_name="Subject")),
                ("body", models.TextField(blank=True, verbose_name="Text")),
                ("email_layout", models.CharField(blank=True, max_length=30, verbose_name="E-mail layout")),
                ("file_name", models.CharField(blank=True, max_length=255, verbose_name="File name")),
                (
                    "document_template",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="letters.documenttemplate",
                        verbose_name="Document template",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="files.storedfile",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="interactions.interactiontemplatelanguage",
                    ),
                ),
                (
                    "template",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="interactions.interactiontemplate",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="LoggedSegment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("entry_no", models.PositiveBigIntegerField(unique=True)),
                ("segment_no", models.CharField(max_length=20)),
                ("description", models.CharField(blank=True, max_length=255)),
                ("created_on", models.DateField()),
                ("created_at", models.DateTimeField()),
                ("canceled", models.BooleanField(default=False, verbose_name="Cancelled")),
                ("line_count", models.PositiveIntegerField(default=0)),
                ("sending", models.BooleanField(default=False)),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "interaction_logged_segment",
                "ordering": ["-entry_no"],
                "constraints": [models.UniqueConstraint(fields=("segment_no",), name="logged_segment_once")],
            },
        ),
        migrations.CreateModel(
            name="TemplateSlot",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "slot",
                    models.CharField(
                        choices=[
                            ("emails", "E-mails"),
                            ("email_draft", "E-mail draft"),
                            ("cover_sheets", "Cover sheets"),
                            ("outgoing_calls", "Outgoing calls"),
                            ("meeting_invitation", "Meeting invitation"),
                            ("unsubscription", "Unsubscription"),
                        ],
                        max_length=20,
                        unique=True,
                    ),
                ),
                (
                    "template",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="slots",
                        to="interactions.interactiontemplate",
                    ),
                ),
            ],
            options={
                "db_table": "interaction_template_slot",
            },
        ),
        migrations.CreateModel(
            name="TemplateSlotEvent",
            fields=[
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_id", models.BigAutoField(primary_key=True, serialize=False)),
                ("id", models.BigIntegerField()),
                (
                    "slot",
                    models.CharField(
                        choices=[
                            ("emails", "E-mails"),
                            ("email_draft", "E-mail draft"),
                            ("cover_sheets", "Cover sheets"),
                            ("outgoing_calls", "Outgoing calls"),
                            ("meeting_invitation", "Meeting invitation"),
                            ("unsubscription", "Unsubscription"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="interactions.templateslot",
                    ),
                ),
                (
                    "template",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="interactions.interactiontemplate",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="CampaignEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("description", models.CharField(blank=True, max_length=255)),
                ("date", models.DateField()),
                ("segment_no", models.CharField(blank=True, max_length=20)),
                ("document_type", models.CharField(blank=True, max_length=20)),
                ("canceled", models.BooleanField(default=False, verbose_name="Cancelled")),
                ("canceled_with_segment", models.BooleanField(default=False)),
                ("created_at", models.DateTimeField()),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="campaigns.campaign",
                    ),
                ),
                (
                    "salesperson",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.salesperson",
                    ),
                ),
                (
                    "user",
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
                        related_name="campaign_entries",
                        to="interactions.loggedsegment",
                    ),
                ),
            ],
            options={
                "db_table": "interaction_campaign_entry",
                "ordering": ["-id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("canceled", False)),
                        fields=("campaign", "document_type", "segment_no"),
                        name="campaign_entry_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Content",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("occurred_at", models.DateTimeField()),
                ("language", models.CharField(blank=True, max_length=10)),
                ("subject", models.CharField(blank=True, max_length=255)),
                ("description", models.CharField(blank=True, max_length=255)),
                ("body", models.TextField(blank=True)),
                ("body_text", models.TextField(blank=True)),
                (
                    "search",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Func(
                            models.F("language"),
                            models.F("subject"),
                            models.F("description"),
                            models.F("body_text"),
                            function="liaison_search",
                        ),
                        output_field=django.contrib.postgres.search.SearchVectorField(),
                    ),
                ),
            ],
            options={
                "db_table": "interaction_content",
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fastupdate=False, fields=["search"], name="content_search"
                    ),
                    models.Index(fields=["occurred_at", "id"], name="content_newest"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ContentFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=255)),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "content",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="files",
                        to="interactions.content",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.storedfile"
                    ),
                ),
            ],
            options={
                "db_table": "interaction_content_file",
                "ordering": ["position", "id"],
            },
        ),
        migrations.CreateModel(
            name="Draft",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("entry_no", models.BigIntegerField(unique=True)),
                ("contact_id", models.BigIntegerField(null=True)),
                ("company_id", models.BigIntegerField(null=True)),
                ("salesperson_id", models.BigIntegerField(null=True)),
                ("name", models.CharField(blank=True, max_length=255, verbose_name="Name")),
                ("values", models.JSONField(default=dict)),
                ("comments", models.JSONField(default=list)),
                ("postponed", models.BooleanField(default=False)),
                ("created_at", models.DateTimeField()),
                ("saved_at", models.DateTimeField()),
                ("version", models.PositiveIntegerField(default=1)),
                ("window", models.UUIDField(null=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="drafts",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "interaction_draft",
                "indexes": [
                    models.Index(fields=["user", "postponed", "-saved_at"], name="draft_of_user"),
                    models.Index(fields=["contact_id"], name="draft_of_contact"),
                ],
            },
        ),
        migrations.CreateModel(
            name="DraftFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=255)),
                (
                    "draft",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="files",
                        to="interactions.draft",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.storedfile"
                    ),
                ),
            ],
            options={
                "db_table": "interaction_draft_file",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("occurred_at", models.DateTimeField(verbose_name="Date")),
                ("occurred_on", models.DateField()),
                ("recorded_at", models.DateTimeField()),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("email", "E-mail"),
                            ("phone", "Phone"),
                            ("meeting", "Meeting"),
                            ("letter", "Letter"),
                            ("document", "Document"),
                            ("message", "Message"),
                            ("web", "Web"),
                            ("note", "Note"),
                        ],
                        max_length=8,
                        verbose_name="Channel",
                    ),
                ),
                (
                    "information_flow",
                    models.CharField(
                        choices=[("none", "None"), ("outbound", "Outbound"), ("inbound", "Inbound")],
                        default="none",
                        max_length=8,
                        verbose_name="Information flow",
                    ),
                ),
                (
                    "initiated_by",
                    models.CharField(
                        choices=[("none", "None"), ("us", "Us"), ("them", "Them")],
                        default="none",
                        max_length=4,
                        verbose_name="Initiated by",
                    ),
                ),
                (
                    "cost",
                    models.DecimalField(decimal_places=2, default=0, max_digits=14, verbose_name="Cost"),
                ),
                (
                    "duration_min",
                    models.DecimalField(
                        decimal_places=2, default=0, max_digits=10, verbose_name="Duration (min)"
                    ),
                ),
                ("language", models.CharField(blank=True, max_length=10, verbose_name="Language")),
                (
                    "correspondence_type",
                    models.CharField(
                        choices=[("none", "None"), ("hard_copy", "Hard copy"), ("email", "E-mail")],
                        default="none",
                        max_length=9,
                        verbose_name="Correspondence type",
                    ),
                ),
                (
                    "evaluation",
                    models.CharField(
                        choices=[
                            ("none", "None"),
                            ("very_positive", "Very positive"),
                            ("positive", "Positive"),
                            ("neutral", "Neutral"),
                            ("negative", "Negative"),
                            ("very_negative", "Very negative"),
                        ],
                        default="none",
                        max_length=13,
                        verbose_name="Evaluation",
                    ),
                ),
                ("attempt_failed", models.BooleanField(default=False, verbose_name="Attempt failed")),
                ("canceled", models.BooleanField(default=False, verbose_name="Cancelled")),
                ("campaign_target", models.BooleanField(default=False, verbose_name="Campaign target")),
                ("campaign_response", models.BooleanField(default=False, verbose_name="Campaign response")),
                (
                    "visibility",
                    models.CharField(
                        choices=[("everyone", "Everyone"), ("team", "My team"), ("private", "Only me")],
                        default="everyone",
                        max_length=8,
                        verbose_name="Visibility",
                    ),
                ),
                (
                    "delivery_status",
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
                        default="none",
                        max_length=7,
                        verbose_name="Delivery",
                    ),
                ),
                ("delivery_at", models.DateTimeField(null=True)),
                ("delivery_note", models.TextField(blank=True)),
                ("contact_via", models.CharField(blank=True, max_length=255, verbose_name="Reached via")),
                ("document_as_attachment", models.BooleanField(default=False)),
                ("follow_up_of", models.BigIntegerField(null=True)),
                ("segment_no", models.CharField(blank=True, db_default="", default="", max_length=20)),
                ("has_comments", models.BooleanField(default=False)),
                ("has_participants", models.BooleanField(default=False)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "alternative_address",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="contacts.alternativeaddress",
                    ),
                ),
                (
                    "campaign",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="campaigns.campaign",
                    ),
                ),
                (
                    "campaign_entry",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="interactions.campaignentry",
                    ),
                ),
                (
                    "company",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="contacts.contact",
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="contacts.contact",
                    ),
                ),
                (
                    "content",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="interactions.content",
                    ),
                ),
                (
                    "document_template",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="letters.documenttemplate",
                    ),
                ),
                (
                    "recorded_by",
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
                    "salesperson",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="accounts.salesperson",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.team",
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="interactions.interactiongroup",
                    ),
                ),
                (
                    "template",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="interactions.interactiontemplate",
                    ),
                ),
                (
                    "logged_segment",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="interactions.loggedsegment",
                    ),
                ),
            ],
            options={
                "db_table": "interaction_entry",
                "indexes": [
                    models.Index(fields=["contact", "-occurred_at", "-id"], name="entry_timeline"),
                    models.Index(fields=["company", "-occurred_at", "-id"], name="entry_company_timeline"),
                    models.Index(fields=["occurred_at", "id"], name="entry_newest"),
                    models.Index(fields=["content"], name="entry_of_content"),
                    models.Index(fields=["template", "occurred_on"], name="entry_of_template"),
                    models.Index(fields=["group", "occurred_on"], name="entry_of_group"),
                    models.Index(fields=["salesperson", "occurred_at", "id"], name="entry_of_salesperson"),
                    models.Index(
                        condition=models.Q(("delivery_status__in", ["failed", "bounced", "stopped"])),
                        fields=["delivery_status", "occurred_at", "id"],
                        name="entry_not_delivered",
                    ),
                    models.Index(
                        condition=models.Q(("follow_up_of__isnull", False)),
                        fields=["follow_up_of"],
                        name="entry_follow_ups",
                    ),
                    models.Index(
                        condition=models.Q(("campaign__isnull", False)),
                        fields=["campaign", "occurred_on"],
                        name="entry_of_campaign",
                    ),
                    models.Index(
                        condition=models.Q(("campaign_entry__isnull", False)),
                        fields=["campaign_entry"],
                        name="entry_of_campaign_entry",
                    ),
                    models.Index(
                        condition=models.Q(("logged_segment__isnull", False)),
                        fields=["logged_segment", "id"],
                        name="entry_of_logged_segment",
                    ),
                    models.Index(
                        condition=models.Q(
                            ("correspondence_type", "hard_copy"),
                            ("delivery_status", "sent"),
                            ("logged_segment__isnull", False),
                        ),
                        fields=["logged_segment"],
                        name="entry_letters_made",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("cost__gte", 0)), name="entry_cost_not_negative"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("duration_min__gte", 0)), name="entry_duration_not_negative"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Participant",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("occurred_at", models.DateTimeField()),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("attendee", "Attendee"),
                            ("to", "To"),
                            ("cc", "Copy"),
                            ("bcc", "Blind copy"),
                            ("caller", "Caller"),
                        ],
                        default="attendee",
                        max_length=8,
                    ),
                ),
                (
                    "company",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="contacts.contact",
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="participations",
                        to="contacts.contact",
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="participants",
                        to="interactions.entry",
                    ),
                ),
                (
                    "entry_contact",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="contacts.contact",
                    ),
                ),
            ],
            options={
                "db_table": "interaction_participant",
                "indexes": [
                    models.Index(fields=["contact", "-occurred_at", "-entry"], name="participant_timeline"),
                    models.Index(fields=["company", "-occurred_at", "-entry"], name="participant_company"),
                ],
                "constraints": [models.UniqueConstraint(fields=("entry", "contact"), name="participant_key")],
            },
        ),
        migrations.CreateModel(
            name="ColleagueParticipant",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("attendee", "Attendee"),
                            ("to", "To"),
                            ("cc", "Copy"),
                            ("bcc", "Blind copy"),
                            ("caller", "Caller"),
                        ],
                        default="attendee",
                        max_length=8,
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="contacts.contact",
                    ),
                ),
                (
                    "salesperson",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.salesperson",
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="colleagues",
                        to="interactions.entry",
                    ),
                ),
            ],
            options={
                "db_table": "interaction_colleague",
                "constraints": [
                    models.UniqueConstraint(fields=("entry", "contact", "salesperson"), name="colleague_key")
                ],
            },
        ),
        migrations.CreateModel(
            name="EntryChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=20)),
                ("old", models.JSONField(default=dict)),
                ("new", models.JSONField(default=dict)),
                ("reason", models.TextField(blank=True)),
                ("changed_at", models.DateTimeField()),
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
                    "contact",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="contacts.contact",
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="changes",
                        to="interactions.entry",
                    ),
                ),
            ],
            options={
                "db_table": "interaction_entry_change",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="EntryComment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("date", models.DateField(null=True)),
                ("code", models.CharField(blank=True, max_length=20)),
                ("comment", models.TextField()),
                ("created_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
                (
                    "search",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Func(
                            models.Value(""),
                            models.Value(""),
                            models.Value(""),
                            models.F("comment"),
                            function="liaison_search",
                        ),
                        output_field=django.contrib.postgres.search.SearchVectorField(),
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="contacts.contact",
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="comments",
                        to="interactions.entry",
                    ),
                ),
            ],
            options={
                "db_table": "interaction_comment",
                "ordering": ["id"],
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fastupdate=False, fields=["search"], name="comment_search"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="EntryFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=255)),
                ("sent_copy", models.BooleanField(default=False)),
                (
                    "contact",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="contacts.contact",
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="own_files",
                        to="interactions.entry",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.storedfile"
                    ),
                ),
            ],
            options={
                "db_table": "interaction_entry_file",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("entry", "contact", "file", "name"), name="entry_file_key"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="FormNumber",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.UUIDField()),
                ("entry_no", models.BigIntegerField()),
                ("taken_at", models.DateTimeField()),
                (
                    "user",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "interaction_form_number",
                "constraints": [models.UniqueConstraint(fields=("user", "key"), name="form_number_key")],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="interactiongroup",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "interactions_interactiongroupevent" ("active", "code", "description", "descriptions", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."active", NEW."code", NEW."description", NEW."descriptions", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id"); RETURN NULL;',
                    hash="311a64f689635bd1ea85349c5f0a51a33b048fbf",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_a63d2",
                    table="interaction_group",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="interactiongroup",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."active" IS DISTINCT FROM (NEW."active") OR OLD."code" IS DISTINCT FROM (NEW."code") OR OLD."description" IS DISTINCT FROM (NEW."description") OR OLD."descriptions" IS DISTINCT FROM (NEW."descriptions") OR OLD."id" IS DISTINCT FROM (NEW."id"))',
                    func='INSERT INTO "interactions_interactiongroupevent" ("active", "code", "description", "descriptions", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."active", NEW."code", NEW."description", NEW."descriptions", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id"); RETURN NULL;',
                    hash="6a186b47060475f65d14fb57613dced86eefa1ad",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_1a227",
                    table="interaction_group",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="interactiongroup",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "interactions_interactiongroupevent" ("active", "code", "description", "descriptions", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."active", OLD."code", OLD."description", OLD."descriptions", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id"); RETURN NULL;',
                    hash="05fff18887b72d7b414419195807d5416ecae9ff",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_b32be",
                    table="interaction_group",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="interactiontemplatelanguage",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "interactions_interactiontemplatelanguageevent" ("body", "description", "document_template_id", "email_layout", "file_id", "file_name", "id", "language", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "subject", "template_id") VALUES (NEW."body", NEW."description", NEW."document_template_id", NEW."email_layout", NEW."file_id", NEW."file_name", NEW."id", NEW."language", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."subject", NEW."template_id"); RETURN NULL;',
                    hash="d4c96ba7e4ca898e9cd8a676e1e2fb4045a00c48",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_85087",
                    table="interaction_template_language",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="interactiontemplatelanguage",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."body" IS DISTINCT FROM (NEW."body") OR OLD."description" IS DISTINCT FROM (NEW."description") OR OLD."document_template_id" IS DISTINCT FROM (NEW."document_template_id") OR OLD."email_layout" IS DISTINCT FROM (NEW."email_layout") OR OLD."file_id" IS DISTINCT FROM (NEW."file_id") OR OLD."file_name" IS DISTINCT FROM (NEW."file_name") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."language" IS DISTINCT FROM (NEW."language") OR OLD."subject" IS DISTINCT FROM (NEW."subject") OR OLD."template_id" IS DISTINCT FROM (NEW."template_id"))',
                    func='INSERT INTO "interactions_interactiontemplatelanguageevent" ("body", "description", "document_template_id", "email_layout", "file_id", "file_name", "id", "language", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "subject", "template_id") VALUES (NEW."body", NEW."description", NEW."document_template_id", NEW."email_layout", NEW."file_id", NEW."file_name", NEW."id", NEW."language", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."subject", NEW."template_id"); RETURN NULL;',
                    hash="b5d2987595a7b7261532bff36b95c0debb3626b4",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_86a01",
                    table="interaction_template_language",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="interactiontemplatelanguage",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "interactions_interactiontemplatelanguageevent" ("body", "description", "document_template_id", "email_layout", "file_id", "file_name", "id", "language", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "subject", "template_id") VALUES (OLD."body", OLD."description", OLD."document_template_id", OLD."email_layout", OLD."file_id", OLD."file_name", OLD."id", OLD."language", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."subject", OLD."template_id"); RETURN NULL;',
                    hash="d090d611dfd35442bee7dd2ccf9c3645eef22bbf",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_83af3",
                    table="interaction_template_language",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="templateslot",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "interactions_templateslotevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "slot", "template_id") VALUES (NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."slot", NEW."template_id"); RETURN NULL;',
                    hash="280bb65f426b1715ec36d2630e46f7ff5e238ef2",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_5991b",
                    table="interaction_template_slot",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="templateslot",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "interactions_templateslotevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "slot", "template_id") VALUES (NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."slot", NEW."template_id"); RETURN NULL;',
                    hash="786204075c40dc2ad6f1b1e7c1813960699d7cbf",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_4f642",
                    table="interaction_template_slot",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="templateslot",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "interactions_templateslotevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "slot", "template_id") VALUES (OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."slot", OLD."template_id"); RETURN NULL;',
                    hash="8cb0ae012d13b3e5e02b072233cae39ab71c0cea",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_3e7bc",
                    table="interaction_template_slot",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="interactiontemplate",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "interactions_interactiontemplateevent" ("active", "campaign_id", "campaign_response", "campaign_target", "channel", "code", "default_correspondence_type", "default_language", "description", "descriptions", "document_template_id", "group_id", "id", "ignore_contact_correspondence_type", "information_flow", "initiated_by", "needs_approval", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "unit_cost", "unit_duration_min", "visibility", "wizard_action") VALUES (NEW."active", NEW."campaign_id", NEW."campaign_response", NEW."campaign_target", NEW."channel", NEW."code", NEW."default_correspondence_type", NEW."default_language", NEW."description", NEW."descriptions", NEW."document_template_id", NEW."group_id", NEW."id", NEW."ignore_contact_correspondence_type", NEW."information_flow", NEW."initiated_by", NEW."needs_approval", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position", NEW."unit_cost", NEW."unit_duration_min", NEW."visibility", NEW."wizard_action"); RETURN NULL;',
                    hash="0bcfccba8595730e79ae55a7d0183363b6565230",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_59d11",
                    table="interaction_template",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="interactiontemplate",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."active" IS DISTINCT FROM (NEW."active") OR OLD."campaign_id" IS DISTINCT FROM (NEW."campaign_id") OR OLD."campaign_response" IS DISTINCT FROM (NEW."campaign_response") OR OLD."campaign_target" IS DISTINCT FROM (NEW."campaign_target") OR OLD."channel" IS DISTINCT FROM (NEW."channel") OR OLD."code" IS DISTINCT FROM (NEW."code") OR OLD."default_correspondence_type" IS DISTINCT FROM (NEW."default_correspondence_type") OR OLD."default_language" IS DISTINCT FROM (NEW."default_language") OR OLD."description" IS DISTINCT FROM (NEW."description") OR OLD."descriptions" IS DISTINCT FROM (NEW."descriptions") OR OLD."document_template_id" IS DISTINCT FROM (NEW."document_template_id") OR OLD."group_id" IS DISTINCT FROM (NEW."group_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."ignore_contact_correspondence_type" IS DISTINCT FROM (NEW."ignore_contact_correspondence_type") OR OLD."information_flow" IS DISTINCT FROM (NEW."information_flow") OR OLD."initiated_by" IS DISTINCT FROM (NEW."initiated_by") OR OLD."needs_approval" IS DISTINCT FROM (NEW."needs_approval") OR OLD."position" IS DISTINCT FROM (NEW."position") OR OLD."unit_cost" IS DISTINCT FROM (NEW."unit_cost") OR OLD."unit_duration_min" IS DISTINCT FROM (NEW."unit_duration_min") OR OLD."visibility" IS DISTINCT FROM (NEW."visibility") OR OLD."wizard_action" IS DISTINCT FROM (NEW."wizard_action"))',
                    func='INSERT INTO "interactions_interactiontemplateevent" ("active", "campaign_id", "campaign_response", "campaign_target", "channel", "code", "default_correspondence_type", "default_language", "description", "descriptions", "document_template_id", "group_id", "id", "ignore_contact_correspondence_type", "information_flow", "initiated_by", "needs_approval", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "unit_cost", "unit_duration_min", "visibility", "wizard_action") VALUES (NEW."active", NEW."campaign_id", NEW."campaign_response", NEW."campaign_target", NEW."channel", NEW."code", NEW."default_correspondence_type", NEW."default_language", NEW."description", NEW."descriptions", NEW."document_template_id", NEW."group_id", NEW."id", NEW."ignore_contact_correspondence_type", NEW."information_flow", NEW."initiated_by", NEW."needs_approval", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."unit_cost", NEW."unit_duration_min", NEW."visibility", NEW."wizard_action"); RETURN NULL;',
                    hash="69839c0273696638c84fc4046768b1bee6b34b52",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_7c398",
                    table="interaction_template",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="interactiontemplate",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "interactions_interactiontemplateevent" ("active", "campaign_id", "campaign_response", "campaign_target", "channel", "code", "default_correspondence_type", "default_language", "description", "descriptions", "document_template_id", "group_id", "id", "ignore_contact_correspondence_type", "information_flow", "initiated_by", "needs_approval", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "unit_cost", "unit_duration_min", "visibility", "wizard_action") VALUES (OLD."active", OLD."campaign_id", OLD."campaign_response", OLD."campaign_target", OLD."channel", OLD."code", OLD."default_correspondence_type", OLD."default_language", OLD."description", OLD."descriptions", OLD."document_template_id", OLD."group_id", OLD."id", OLD."ignore_contact_correspondence_type", OLD."information_flow", OLD."initiated_by", OLD."needs_approval", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."position", OLD."unit_cost", OLD."unit_duration_min", OLD."visibility", OLD."wizard_action"); RETURN NULL;',
                    hash="93cf780aea24c6ccca644b8bbdc8e4c89f8a054a",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_3aa13",
                    table="interaction_template",
                    when="AFTER",
                ),
            ),
        ),
    ]
