import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from liaison.kit.migrations import FirstMigration


class Migration(FirstMigration):
    initial = True

    dependencies = [
        ("files", "0001_initial"),
        ("pghistory", "0007_auto_20250421_0444"),
    ]

    operations = [
        migrations.CreateModel(
            name="Team",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=20, unique=True, verbose_name="Code")),
                ("name", models.CharField(max_length=255, verbose_name="Name")),
                ("active", models.BooleanField(default=True, verbose_name="Active")),
            ],
            options={
                "db_table": "team",
            },
        ),
        migrations.CreateModel(
            name="Salesperson",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=20, unique=True, verbose_name="Code")),
                ("name", models.CharField(max_length=255, verbose_name="Name")),
                ("job_title", models.CharField(blank=True, max_length=255, verbose_name="Job title")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="E-mail")),
                ("phone", models.CharField(blank=True, max_length=40, verbose_name="Phone")),
                ("privacy_blocked", models.BooleanField(default=False, verbose_name="Privacy blocked")),
                ("active", models.BooleanField(default=True, verbose_name="Active")),
                (
                    "team",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="salespeople",
                        to="accounts.team",
                        verbose_name="Team",
                    ),
                ),
            ],
            options={
                "db_table": "salesperson",
            },
        ),
        migrations.CreateModel(
            name="User",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                ("username", models.CharField(max_length=150, unique=True, verbose_name="User name")),
                ("name", models.CharField(blank=True, max_length=255, verbose_name="Full name")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="E-mail")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("viewer", "Viewer"),
                            ("contact_user", "Contact user"),
                            ("salesperson", "Salesperson"),
                            ("marketing", "Marketing"),
                            ("manager", "Manager"),
                            ("administrator", "Administrator"),
                        ],
                        default="viewer",
                        max_length=16,
                        verbose_name="Role",
                    ),
                ),
                (
                    "reach",
                    models.CharField(
                        choices=[
                            ("own", "Own entries"),
                            ("team", "Entries of the team"),
                            ("all", "All entries"),
                        ],
                        default="all",
                        max_length=4,
                        verbose_name="Sees",
                    ),
                ),
                ("language", models.CharField(default="fr", max_length=10, verbose_name="Language")),
                ("is_active", models.BooleanField(default=True, verbose_name="Active")),
                (
                    "date_joined",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="Member since"),
                ),
                (
                    "salesperson",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="users",
                        to="accounts.salesperson",
                        verbose_name="Salesperson",
                    ),
                ),
            ],
            options={
                "db_table": "app_user",
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("username"), name="app_user_username_any_case"
                    ),
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("email"),
                        condition=models.Q(("is_active", True), models.Q(("email", ""), _negated=True)),
                        name="app_user_email",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SavedView",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("area", models.CharField(max_length=30)),
                ("name", models.CharField(max_length=100, verbose_name="Name")),
                ("query", models.TextField(blank=True)),
                ("shared", models.BooleanField(default=False, verbose_name="For everybody")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="saved_views",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "saved_view",
                "constraints": [
                    models.UniqueConstraint(fields=("user", "area", "name"), name="saved_view_name")
                ],
            },
        ),
        migrations.CreateModel(
            name="SalespersonEvent",
            fields=[
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_id", models.BigAutoField(primary_key=True, serialize=False)),
                ("id", models.BigIntegerField()),
                ("code", models.CharField(max_length=20, verbose_name="Code")),
                ("name", models.CharField(max_length=255, verbose_name="Name")),
                ("job_title", models.CharField(blank=True, max_length=255, verbose_name="Job title")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="E-mail")),
                ("phone", models.CharField(blank=True, max_length=40, verbose_name="Phone")),
                ("privacy_blocked", models.BooleanField(default=False, verbose_name="Privacy blocked")),
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
                        to="accounts.salesperson",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="accounts.team",
                        verbose_name="Team",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="UserEvent",
            fields=[
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_id", models.BigAutoField(primary_key=True, serialize=False)),
                ("id", models.BigIntegerField()),
                ("username", models.CharField(max_length=150, verbose_name="User name")),
                ("name", models.CharField(blank=True, max_length=255, verbose_name="Full name")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="E-mail")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("viewer", "Viewer"),
                            ("contact_user", "Contact user"),
                            ("salesperson", "Salesperson"),
                            ("marketing", "Marketing"),
                            ("manager", "Manager"),
                            ("administrator", "Administrator"),
                        ],
                        default="viewer",
                        max_length=16,
                        verbose_name="Role",
                    ),
                ),
                (
                    "reach",
                    models.CharField(
                        choices=[
                            ("own", "Own entries"),
                            ("team", "Entries of the team"),
                            ("all", "All entries"),
                        ],
                        default="all",
                        max_length=4,
                        verbose_name="Sees",
                    ),
                ),
                ("language", models.CharField(default="fr", max_length=10, verbose_name="Language")),
                ("is_active", models.BooleanField(default=True, verbose_name="Active")),
                (
                    "date_joined",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="Member since"),
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
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "salesperson",
                    models.ForeignKey(
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
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Organization",
            fields=[
                ("id", models.SmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("name", models.CharField(blank=True, max_length=255, verbose_name="Name")),
                ("name_2", models.CharField(blank=True, max_length=255, verbose_name="Name 2")),
                ("address", models.CharField(blank=True, max_length=255, verbose_name="Address")),
                ("address_2", models.CharField(blank=True, max_length=255, verbose_name="Address 2")),
                ("post_code", models.CharField(blank=True, max_length=20, verbose_name="Post code")),
                ("city", models.CharField(blank=True, max_length=255, verbose_name="City")),
                ("region", models.CharField(blank=True, max_length=255, verbose_name="Region")),
                ("country", models.CharField(default="CH", max_length=2, verbose_name="Country")),
                ("phone", models.CharField(blank=True, max_length=40, verbose_name="Phone")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="E-mail")),
                ("home_page", models.CharField(blank=True, max_length=255, verbose_name="Web site")),
                ("vat_no", models.CharField(blank=True, max_length=20, verbose_name="VAT number")),
                (
                    "registration_no",
                    models.CharField(blank=True, max_length=50, verbose_name="Company register number"),
                ),
                ("bank_name", models.CharField(blank=True, max_length=255, verbose_name="Bank")),
                ("iban", models.CharField(blank=True, max_length=40, verbose_name="IBAN")),
                ("swift", models.CharField(blank=True, max_length=20, verbose_name="SWIFT code")),
                ("language", models.CharField(default="fr-CH", max_length=10, verbose_name="Language")),
                (
                    "logo",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="files.storedfile",
                    ),
                ),
            ],
            options={
                "db_table": "organization",
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("id", 1)), name="organization_one_row")
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="user",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "accounts_userevent" ("date_joined", "email", "id", "is_active", "language", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reach", "role", "salesperson_id", "username") VALUES (NEW."date_joined", NEW."email", NEW."id", NEW."is_active", NEW."language", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reach", NEW."role", NEW."salesperson_id", NEW."username"); RETURN NULL;',
                    hash="492948fdcbab8a99431cb22d0af0391a37261d94",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_3867c",
                    table="app_user",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="user",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."date_joined" IS DISTINCT FROM (NEW."date_joined") OR OLD."email" IS DISTINCT FROM (NEW."email") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."is_active" IS DISTINCT FROM (NEW."is_active") OR OLD."language" IS DISTINCT FROM (NEW."language") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."reach" IS DISTINCT FROM (NEW."reach") OR OLD."role" IS DISTINCT FROM (NEW."role") OR OLD."salesperson_id" IS DISTINCT FROM (NEW."salesperson_id") OR OLD."username" IS DISTINCT FROM (NEW."username"))',
                    func='INSERT INTO "accounts_userevent" ("date_joined", "email", "id", "is_active", "language", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reach", "role", "salesperson_id", "username") VALUES (NEW."date_joined", NEW."email", NEW."id", NEW."is_active", NEW."language", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reach", NEW."role", NEW."salesperson_id", NEW."username"); RETURN NULL;',
                    hash="6499b154c57e17170499a5b4ac99dc809d800d86",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_0e890",
                    table="app_user",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="salesperson",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "accounts_salespersonevent" ("active", "code", "email", "id", "job_title", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "privacy_blocked", "team_id") VALUES (NEW."active", NEW."code", NEW."email", NEW."id", NEW."job_title", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."phone", NEW."privacy_blocked", NEW."team_id"); RETURN NULL;',
                    hash="e6d3df5fe6d83a6530917d79acdc046049fcdb95",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_43798",
                    table="salesperson",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="salesperson",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "accounts_salespersonevent" ("active", "code", "email", "id", "job_title", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "privacy_blocked", "team_id") VALUES (NEW."active", NEW."code", NEW."email", NEW."id", NEW."job_title", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."phone", NEW."privacy_blocked", NEW."team_id"); RETURN NULL;',
                    hash="9a69bd9973b4caf08ecfefa60d58f13ff5b538ab",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_466c7",
                    table="salesperson",
                    when="AFTER",
                ),
            ),
        ),
        migrations.CreateModel(
            name="DataExport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("what", models.CharField(max_length=30)),
                ("subject", models.CharField(blank=True, max_length=20)),
                ("narrowed", models.TextField(blank=True)),
                ("file_format", models.CharField(max_length=4)),
                ("purpose", models.CharField(max_length=255, verbose_name="Purpose")),
                ("rows", models.BigIntegerField(null=True)),
                ("exported_at", models.DateTimeField()),
                (
                    "exported_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "data_export",
            },
        ),
    ]
