import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


FIRST_VERSIONS = """
    WITH made AS MATERIALIZED (SELECT id AS campaign, gen_random_uuid() AS context FROM campaign),
    told AS (
        INSERT INTO pghistory_context (id, created_at, updated_at, metadata)
        SELECT m.context, c.created_at, c.created_at,
               jsonb_build_object('user', c.created_by_id, 'reason', 'campaign created')
        FROM made m JOIN campaign c ON c.id = m.campaign
    )
    INSERT INTO campaigns_campaignevent (
        archived_at, description, dimension_1, dimension_2, ending_date, id, no, notes, pgh_context_id,
        pgh_created_at, pgh_label, pgh_obj_id, salesperson_id, starting_date, status_id
    )
    SELECT c.archived_at, c.description, c.dimension_1, c.dimension_2, c.ending_date, c.id, c.no, c.notes,
           m.context, c.created_at, 'insert', c.id, c.salesperson_id, c.starting_date, c.status_id
    FROM made m JOIN campaign c ON c.id = m.campaign
    ORDER BY c.id
"""
"""Campaigns that are there already begin as they are now, so that their next change has a before."""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_all_numbers_of_the_company"),
        ("campaigns", "0001_initial"),
        ("pghistory", "0007_auto_20250421_0444"),
    ]

    operations = [
        migrations.CreateModel(
            name="CampaignEvent",
            fields=[
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_id", models.BigAutoField(primary_key=True, serialize=False)),
                ("id", models.BigIntegerField()),
                ("no", models.CharField(max_length=20, verbose_name="No.")),
                ("description", models.CharField(blank=True, max_length=255, verbose_name="Description")),
                ("starting_date", models.DateField(blank=True, null=True, verbose_name="Starting date")),
                ("ending_date", models.DateField(blank=True, null=True, verbose_name="Ending date")),
                ("dimension_1", models.CharField(blank=True, max_length=20)),
                ("dimension_2", models.CharField(blank=True, max_length=20)),
                ("notes", models.TextField(blank=True, verbose_name="Notes")),
                ("archived_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "abstract": False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="campaign",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "campaigns_campaignevent" ("archived_at", "description", "dimension_1", "dimension_2", "ending_date", "id", "no", "notes", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "salesperson_id", "starting_date", "status_id") VALUES (NEW."archived_at", NEW."description", NEW."dimension_1", NEW."dimension_2", NEW."ending_date", NEW."id", NEW."no", NEW."notes", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."salesperson_id", NEW."starting_date", NEW."status_id"); RETURN NULL;',
                    hash="701b19f9b891a8692e022ba486bd0dd2aa8d10be",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_5522d",
                    table="campaign",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="campaign",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."archived_at" IS DISTINCT FROM (NEW."archived_at") OR OLD."description" IS DISTINCT FROM (NEW."description") OR OLD."dimension_1" IS DISTINCT FROM (NEW."dimension_1") OR OLD."dimension_2" IS DISTINCT FROM (NEW."dimension_2") OR OLD."ending_date" IS DISTINCT FROM (NEW."ending_date") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."no" IS DISTINCT FROM (NEW."no") OR OLD."notes" IS DISTINCT FROM (NEW."notes") OR OLD."salesperson_id" IS DISTINCT FROM (NEW."salesperson_id") OR OLD."starting_date" IS DISTINCT FROM (NEW."starting_date") OR OLD."status_id" IS DISTINCT FROM (NEW."status_id"))',
                    func='INSERT INTO "campaigns_campaignevent" ("archived_at", "description", "dimension_1", "dimension_2", "ending_date", "id", "no", "notes", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "salesperson_id", "starting_date", "status_id") VALUES (NEW."archived_at", NEW."description", NEW."dimension_1", NEW."dimension_2", NEW."ending_date", NEW."id", NEW."no", NEW."notes", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."salesperson_id", NEW."starting_date", NEW."status_id"); RETURN NULL;',
                    hash="c90d3ddf0aafdfe9e499d25c5745e2602b2465c0",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_f2afa",
                    table="campaign",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddField(
            model_name="campaignevent",
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
            model_name="campaignevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="campaigns.campaign",
            ),
        ),
        migrations.AddField(
            model_name="campaignevent",
            name="salesperson",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="accounts.salesperson",
                verbose_name="Salesperson",
            ),
        ),
        migrations.AddField(
            model_name="campaignevent",
            name="status",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="campaigns.campaignstatus",
                verbose_name="Status",
            ),
        ),
        migrations.RunSQL(FIRST_VERSIONS, migrations.RunSQL.noop),
    ]
