import django.db.models.constraints
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from liaison.kit.migrations import FirstMigration


class Migration(FirstMigration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("campaigns", "0001_initial"),
        ("contacts", "0004_salutations"),
        ("files", "0001_initial"),
        ("interactions", "0002_initial"),
        ("letters", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="SavedCriteria",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=20, unique=True, verbose_name="Code")),
                ("description", models.CharField(blank=True, max_length=255, verbose_name="Description")),
                ("created_at", models.DateTimeField()),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "saved_criteria",
                "ordering": ["code"],
            },
        ),
        migrations.CreateModel(
            name="Segment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("no", models.CharField(max_length=20, verbose_name="No.")),
                ("description", models.CharField(blank=True, max_length=255, verbose_name="Description")),
                ("occurred_on", models.DateField(verbose_name="Date")),
                ("occurred_time", models.TimeField(blank=True, null=True, verbose_name="Time")),
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
                    "ignore_contact_type",
                    models.BooleanField(default=False, verbose_name="Ignore contact's correspondence type"),
                ),
                ("language", models.CharField(blank=True, max_length=10, verbose_name="Language")),
                ("subject", models.CharField(blank=True, max_length=255, verbose_name="Subject")),
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
                ("campaign_target", models.BooleanField(default=False, verbose_name="Campaign target")),
                ("campaign_response", models.BooleanField(default=False, verbose_name="Campaign response")),
                ("document_as_attachment", models.BooleanField(default=False)),
                ("follows_criteria", models.BooleanField(default=False, verbose_name="Follow the criteria")),
                ("line_count", models.PositiveIntegerField(default=0)),
                ("logged_as", models.PositiveBigIntegerField(null=True)),
                ("created_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "campaign",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="segments",
                        to="campaigns.campaign",
                        verbose_name="Campaign",
                    ),
                ),
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
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="interactions.interactiongroup",
                    ),
                ),
                (
                    "salesperson",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="segments",
                        to="accounts.salesperson",
                        verbose_name="Salesperson",
                    ),
                ),
                (
                    "template",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="segments",
                        to="interactions.interactiontemplate",
                        verbose_name="Interaction template",
                    ),
                ),
                ("approval_asked_at", models.DateTimeField(null=True)),
                (
                    "approval_asked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("approved_at", models.DateTimeField(null=True)),
                (
                    "approved_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("waived", models.JSONField(default=dict)),
            ],
            options={
                "db_table": "segment",
                "ordering": ["-id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("logged_as", None)), fields=("no",), name="segment_no"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("no", ""), _negated=True), name="segment_no_given"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("cost__gte", 0)), name="segment_cost_not_negative"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("duration_min__gte", 0)), name="segment_duration_not_negative"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SegmentLanguage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("line", models.BigIntegerField(null=True)),
                ("language", models.CharField(blank=True, max_length=10, verbose_name="Language")),
                ("description", models.CharField(blank=True, max_length=255, verbose_name="Description")),
                ("subject", models.CharField(blank=True, max_length=255, verbose_name="Subject")),
                ("body", models.TextField(blank=True, verbose_name="Text")),
                ("body_text", models.TextField(blank=True)),
                ("email_layout", models.CharField(blank=True, max_length=30, verbose_name="E-mail layout")),
                ("file_name", models.CharField(blank=True, max_length=255, verbose_name="File name")),
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
                    "segment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="languages",
                        to="segments.segment",
                    ),
                ),
            ],
            options={
                "db_table": "segment_language",
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("segment", "line", "language"),
                        name="segment_language_key",
                        nulls_distinct=False,
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SegmentStep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveIntegerField()),
                (
                    "action",
                    models.CharField(
                        choices=[("add", "Add"), ("reduce", "Reduce"), ("refine", "Refine")], max_length=6
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("criteria", "Criteria"), ("hand", "By hand"), ("reuse", "Logged segment")],
                        default="criteria",
                        max_length=8,
                    ),
                ),
                ("filters", models.JSONField(default=list)),
                ("allow_existing", models.BooleanField(default=False)),
                ("expand_companies", models.BooleanField(default=False)),
                ("allow_related_companies", models.BooleanField(default=False)),
                ("ignore_exclusion", models.BooleanField(default=False)),
                ("entire_companies", models.BooleanField(default=False)),
                ("active", models.BooleanField(default=True)),
                ("created_at", models.DateTimeField()),
                ("matched_count", models.PositiveIntegerField(default=0)),
                ("changed_count", models.PositiveIntegerField(default=0)),
                (
                    "segment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="steps",
                        to="segments.segment",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "segment_step",
                "ordering": ["position"],
                "constraints": [
                    models.UniqueConstraint(
                        deferrable=django.db.models.constraints.Deferrable["DEFERRED"],
                        fields=("segment", "position"),
                        name="segment_step_key",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SegmentLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("line_no", models.BigIntegerField()),
                ("personalized", models.BooleanField(default=False)),
                ("content_id", models.BigIntegerField(null=True)),
                ("language", models.CharField(max_length=10, null=True)),
                (
                    "correspondence_type",
                    models.CharField(
                        choices=[("none", "None"), ("hard_copy", "Hard copy"), ("email", "E-mail")],
                        max_length=9,
                        null=True,
                    ),
                ),
                ("description", models.CharField(max_length=255, null=True)),
                ("subject", models.CharField(max_length=255, null=True)),
                ("body", models.TextField(null=True)),
                ("body_text", models.TextField(null=True)),
                ("cost", models.DecimalField(decimal_places=2, max_digits=14, null=True)),
                ("duration_min", models.DecimalField(decimal_places=2, max_digits=10, null=True)),
                ("occurred_on", models.DateField(null=True)),
                ("occurred_time", models.TimeField(null=True)),
                ("campaign_target", models.BooleanField(null=True)),
                ("campaign_response", models.BooleanField(null=True)),
                (
                    "information_flow",
                    models.CharField(
                        choices=[("none", "None"), ("outbound", "Outbound"), ("inbound", "Inbound")],
                        max_length=8,
                        null=True,
                    ),
                ),
                (
                    "initiated_by",
                    models.CharField(
                        choices=[("none", "None"), ("us", "Us"), ("them", "Them")], max_length=4, null=True
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
                        max_length=13,
                        null=True,
                    ),
                ),
                ("attempt_failed", models.BooleanField(null=True)),
                ("contact_via", models.CharField(max_length=255, null=True)),
                ("document_as_attachment", models.BooleanField(null=True)),
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
                    "contact",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="segment_lines",
                        to="contacts.contact",
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
                    "salesperson",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.salesperson",
                    ),
                ),
                (
                    "segment",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="segments.segment",
                    ),
                ),
                (
                    "template",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="interactions.interactiontemplate",
                    ),
                ),
                (
                    "removed_by",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="segments.segmentstep",
                    ),
                ),
                (
                    "step",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="segments.segmentstep",
                    ),
                ),
            ],
            options={
                "db_table": "segment_line",
                "indexes": [
                    models.Index(
                        condition=models.Q(("removed_by__isnull", True)),
                        fields=["segment", "line_no"],
                        name="segment_line_live",
                    ),
                    models.Index(
                        condition=models.Q(("removed_by__isnull", True)),
                        fields=["segment", "contact"],
                        name="segment_line_contact",
                    ),
                    models.Index(fields=["contact"], name="segment_line_of_contact"),
                    models.Index(
                        condition=models.Q(("removed_by__isnull", False)),
                        fields=["removed_by"],
                        name="segment_line_removed",
                    ),
                    models.Index(
                        condition=models.Q(("personalized", True)),
                        fields=["segment", "line_no"],
                        name="segment_line_own",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("cost__gte", 0), ("cost", None), _connector="OR"),
                        name="segment_line_cost_not_negative",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SavedCriteriaStep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveIntegerField()),
                (
                    "action",
                    models.CharField(
                        choices=[("add", "Add"), ("reduce", "Reduce"), ("refine", "Refine")], max_length=6
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("criteria", "Criteria"), ("hand", "By hand"), ("reuse", "Logged segment")],
                        default="criteria",
                        max_length=8,
                    ),
                ),
                ("filters", models.JSONField(default=list)),
                ("allow_existing", models.BooleanField(default=False)),
                ("expand_companies", models.BooleanField(default=False)),
                ("allow_related_companies", models.BooleanField(default=False)),
                ("ignore_exclusion", models.BooleanField(default=False)),
                ("entire_companies", models.BooleanField(default=False)),
                (
                    "saved_criteria",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="steps",
                        to="segments.savedcriteria",
                    ),
                ),
            ],
            options={
                "db_table": "saved_criteria_step",
                "ordering": ["position"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("saved_criteria", "position"), name="saved_criteria_step_key"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SegmentChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("segment_no", models.CharField(max_length=20)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("created", "Created"),
                            ("changed", "Changed"),
                            ("template", "Interaction template"),
                            ("text", "Text"),
                            ("selected", "Selection"),
                            ("lines", "Lines"),
                            ("waived", "Held back no more"),
                            ("asked", "Approval asked for"),
                            ("approved", "Approved"),
                        ],
                        max_length=8,
                    ),
                ),
                ("what", models.CharField(blank=True, max_length=255)),
                ("old", models.JSONField(default=dict)),
                ("new", models.JSONField(default=dict)),
                ("count", models.PositiveIntegerField(null=True)),
                ("reason", models.CharField(blank=True, max_length=255)),
                ("changed_at", models.DateTimeField()),
                (
                    "changed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "segment_change",
                "indexes": [models.Index(fields=["segment_no", "id"], name="segment_change_of")],
            },
        ),
        migrations.CreateModel(
            name="Policy",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "cap_messages",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="Messages"),
                ),
                ("cap_days", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="Days")),
                (
                    "approval_above",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="Approval above"),
                ),
                ("changed_at", models.DateTimeField(null=True)),
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
                    "quiet_group",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="contacts.mailinggroup",
                        verbose_name="Quiet list",
                    ),
                ),
                (
                    "control_addresses",
                    models.JSONField(blank=True, default=list, verbose_name="Control addresses"),
                ),
            ],
            options={
                "db_table": "segment_policy",
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("id", 1)), name="segment_policy_only_one"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("cap_days", None), ("cap_messages", None)),
                            models.Q(("cap_days__gte", 1), ("cap_messages__gte", 1)),
                            _connector="OR",
                        ),
                        name="segment_policy_cap_whole",
                    ),
                ],
            },
        ),
    ]
