"""Keep every version of groups, templates, their languages and slots."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("files", "0001_initial"),
        ("interactions", "0004_form_number"),
        ("letters", "0001_initial"),
        ("pghistory", "0007_auto_20250421_0444"),
    ]

    operations = [
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
            ],
            options={
                "abstract": False,
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
            ],
            options={
                "abstract": False,
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
            ],
            options={
                "abstract": False,
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
                        ],
                        max_length=20,
                    ),
                ),
            ],
            options={
                "abstract": False,
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
            model_name="interactiontemplate",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "interactions_interactiontemplateevent" ("active", "campaign_response", "campaign_target", "channel", "code", "default_correspondence_type", "default_language", "description", "descriptions", "document_template_id", "group_id", "id", "ignore_contact_correspondence_type", "information_flow", "initiated_by", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "unit_cost", "unit_duration_min", "visibility", "wizard_action") VALUES (NEW."active", NEW."campaign_response", NEW."campaign_target", NEW."channel", NEW."code", NEW."default_correspondence_type", NEW."default_language", NEW."description", NEW."descriptions", NEW."document_template_id", NEW."group_id", NEW."id", NEW."ignore_contact_correspondence_type", NEW."information_flow", NEW."initiated_by", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position", NEW."unit_cost", NEW."unit_duration_min", NEW."visibility", NEW."wizard_action"); RETURN NULL;',
                    hash="5d36cfdaf443d1908690ab3c93f359e044850f33",
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
                    condition='WHEN (OLD."active" IS DISTINCT FROM (NEW."active") OR OLD."campaign_response" IS DISTINCT FROM (NEW."campaign_response") OR OLD."campaign_target" IS DISTINCT FROM (NEW."campaign_target") OR OLD."channel" IS DISTINCT FROM (NEW."channel") OR OLD."code" IS DISTINCT FROM (NEW."code") OR OLD."default_correspondence_type" IS DISTINCT FROM (NEW."default_correspondence_type") OR OLD."default_language" IS DISTINCT FROM (NEW."default_language") OR OLD."description" IS DISTINCT FROM (NEW."description") OR OLD."descriptions" IS DISTINCT FROM (NEW."descriptions") OR OLD."document_template_id" IS DISTINCT FROM (NEW."document_template_id") OR OLD."group_id" IS DISTINCT FROM (NEW."group_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."ignore_contact_correspondence_type" IS DISTINCT FROM (NEW."ignore_contact_correspondence_type") OR OLD."information_flow" IS DISTINCT FROM (NEW."information_flow") OR OLD."initiated_by" IS DISTINCT FROM (NEW."initiated_by") OR OLD."position" IS DISTINCT FROM (NEW."position") OR OLD."unit_cost" IS DISTINCT FROM (NEW."unit_cost") OR OLD."unit_duration_min" IS DISTINCT FROM (NEW."unit_duration_min") OR OLD."visibility" IS DISTINCT FROM (NEW."visibility") OR OLD."wizard_action" IS DISTINCT FROM (NEW."wizard_action"))',
                    func='INSERT INTO "interactions_interactiontemplateevent" ("active", "campaign_response", "campaign_target", "channel", "code", "default_correspondence_type", "default_language", "description", "descriptions", "document_template_id", "group_id", "id", "ignore_contact_correspondence_type", "information_flow", "initiated_by", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "unit_cost", "unit_duration_min", "visibility", "wizard_action") VALUES (NEW."active", NEW."campaign_response", NEW."campaign_target", NEW."channel", NEW."code", NEW."default_correspondence_type", NEW."default_language", NEW."description", NEW."descriptions", NEW."document_template_id", NEW."group_id", NEW."id", NEW."ignore_contact_correspondence_type", NEW."information_flow", NEW."initiated_by", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."unit_cost", NEW."unit_duration_min", NEW."visibility", NEW."wizard_action"); RETURN NULL;',
                    hash="0dba3fadf67e4e0cff77aae8430ca5fcc047c16b",
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
                    func='INSERT INTO "interactions_interactiontemplateevent" ("active", "campaign_response", "campaign_target", "channel", "code", "default_correspondence_type", "default_language", "description", "descriptions", "document_template_id", "group_id", "id", "ignore_contact_correspondence_type", "information_flow", "initiated_by", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "unit_cost", "unit_duration_min", "visibility", "wizard_action") VALUES (OLD."active", OLD."campaign_response", OLD."campaign_target", OLD."channel", OLD."code", OLD."default_correspondence_type", OLD."default_language", OLD."description", OLD."descriptions", OLD."document_template_id", OLD."group_id", OLD."id", OLD."ignore_contact_correspondence_type", OLD."information_flow", OLD."initiated_by", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."position", OLD."unit_cost", OLD."unit_duration_min", OLD."visibility", OLD."wizard_action"); RETURN NULL;',
                    hash="82877cc4bb65c43ed7279dd3cf5b3e7b58aef530",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_3aa13",
                    table="interaction_template",
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
        migrations.AddField(
            model_name="interactiongroupevent",
            name="pgh_context",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="pghistory.context",
            ),
        ),
        migrations.AddField(
            model_name="interactiongroupevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="interactions.interactiongroup",
            ),
        ),
        migrations.AddField(
            model_name="interactiontemplateevent",
            name="document_template",
            field=models.ForeignKey(
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
        migrations.AddField(
            model_name="interactiontemplateevent",
            name="group",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="interactions.interactiongroup",
                verbose_name="Interaction group",
            ),
        ),
        migrations.AddField(
            model_name="interactiontemplateevent",
            name="pgh_context",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="pghistory.context",
            ),
        ),
        migrations.AddField(
            model_name="interactiontemplateevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="interactions.interactiontemplate",
            ),
        ),
        migrations.AddField(
            model_name="interactiontemplatelanguageevent",
            name="document_template",
            field=models.ForeignKey(
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
        migrations.AddField(
            model_name="interactiontemplatelanguageevent",
            name="file",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="files.storedfile",
            ),
        ),
        migrations.AddField(
            model_name="interactiontemplatelanguageevent",
            name="pgh_context",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="pghistory.context",
            ),
        ),
        migrations.AddField(
            model_name="interactiontemplatelanguageevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="interactions.interactiontemplatelanguage",
            ),
        ),
        migrations.AddField(
            model_name="interactiontemplatelanguageevent",
            name="template",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="interactions.interactiontemplate",
            ),
        ),
        migrations.AddField(
            model_name="templateslotevent",
            name="pgh_context",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="pghistory.context",
            ),
        ),
        migrations.AddField(
            model_name="templateslotevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="interactions.templateslot",
            ),
        ),
        migrations.AddField(
            model_name="templateslotevent",
            name="template",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="interactions.interactiontemplate",
            ),
        ),
    ]
