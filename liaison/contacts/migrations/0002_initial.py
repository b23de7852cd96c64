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
        ("accounts", "__first__"),
        ("contacts", "0001_text"),
        ("pghistory", "0007_auto_20250421_0444"),
    ]

    operations = [
        migrations.CreateModel(
            name="BusinessRelation",
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
            ],
            options={
                "db_table": "business_relation",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="IndustryGroup",
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
            ],
            options={
                "db_table": "industry_group",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="JobResponsibility",
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
            ],
            options={
                "db_table": "job_responsibility",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="MailingGroup",
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
            ],
            options={
                "db_table": "mailing_group",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="NumberSeries",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=20, unique=True)),
                ("prefix", models.CharField(max_length=10)),
                ("digits", models.PositiveSmallIntegerField(default=6)),
                ("last", models.BigIntegerField(default=0)),
            ],
            options={
                "db_table": "number_series",
            },
        ),
        migrations.CreateModel(
            name="OrganizationalLevel",
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
            ],
            options={
                "db_table": "organizational_level",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Salutation",
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
            ],
            options={
                "db_table": "salutation",
            },
        ),
        migrations.CreateModel(
            name="Territory",
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
            ],
            options={
                "db_table": "territory",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="WebSource",
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
                ("url", models.CharField(blank=True, max_length=255, verbose_name="Web address")),
            ],
            options={
                "db_table": "web_source",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Contact",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("no", models.CharField(max_length=20, unique=True, verbose_name="No.")),
                (
                    "type",
                    models.CharField(
                        choices=[("company", "Company"), ("person", "Person")],
                        max_length=8,
                        verbose_name="Type",
                    ),
                ),
                ("name", models.CharField(max_length=255, verbose_name="Name")),
                ("name_2", models.CharField(blank=True, max_length=255, verbose_name="Name 2")),
                (
                    "name_key",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Func(models.F("name"), function="liaison_fold"),
                        output_field=models.TextField(db_collation="C"),
                    ),
                ),
                ("search_name", models.CharField(blank=True, max_length=255, verbose_name="Search name")),
                ("first_name", models.CharField(blank=True, max_length=100, verbose_name="First name")),
                ("middle_name", models.CharField(blank=True, max_length=100, verbose_name="Middle name")),
                ("surname", models.CharField(blank=True, max_length=100, verbose_name="Surname")),
                ("initials", models.CharField(blank=True, max_length=30, verbose_name="Initials")),
                ("job_title", models.CharField(blank=True, max_length=255, verbose_name="Job title")),
                ("address", models.CharField(blank=True, max_length=255, verbose_name="Address")),
                ("address_2", models.CharField(blank=True, max_length=255, verbose_name="Address 2")),
                ("post_code", models.CharField(blank=True, max_length=20, verbose_name="Post code")),
                ("city", models.CharField(blank=True, max_length=255, verbose_name="City")),
                ("region", models.CharField(blank=True, max_length=255, verbose_name="Region")),
                ("country", models.CharField(default="CH", max_length=2, verbose_name="Country")),
                ("phone", models.CharField(blank=True, max_length=60, verbose_name="Phone")),
                ("mobile_phone", models.CharField(blank=True, max_length=60, verbose_name="Mobile")),
                ("email", models.CharField(blank=True, max_length=255, verbose_name="E-mail")),
                ("home_page", models.CharField(blank=True, max_length=255, verbose_name="Web site")),
                ("language", models.CharField(blank=True, max_length=10, verbose_name="Language")),
                ("vat_no", models.CharField(blank=True, max_length=20, verbose_name="VAT number")),
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
                    "exclude_from_segment",
                    models.BooleanField(
                        db_default=False, default=False, verbose_name="Exclude from segments"
                    ),
                ),
                ("privacy_blocked", models.BooleanField(default=False, verbose_name="Privacy blocked")),
                ("minor", models.BooleanField(db_default=False, default=False, verbose_name="Minor")),
                (
                    "parental_consent",
                    models.BooleanField(
                        db_default=False, default=False, verbose_name="Parental consent received"
                    ),
                ),
                ("notes", models.TextField(blank=True, verbose_name="Notes")),
                ("external_id", models.CharField(blank=True, max_length=255, verbose_name="External number")),
                ("archived_at", models.DateTimeField(blank=True, null=True)),
                ("created_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
                ("version", models.PositiveIntegerField(default=1)),
                ("search", django.contrib.postgres.search.SearchVectorField(editable=False, null=True)),
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
                    "company",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="people",
                        to="contacts.contact",
                        verbose_name="Company",
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
                        related_name="contacts",
                        to="accounts.salesperson",
                        verbose_name="Salesperson",
                    ),
                ),
                (
                    "organizational_level",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contacts",
                        to="contacts.organizationallevel",
                        verbose_name="Organizational level",
                    ),
                ),
                (
                    "salutation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contacts",
                        to="contacts.salutation",
                        verbose_name="Salutation",
                    ),
                ),
                (
                    "territory",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contacts",
                        to="contacts.territory",
                        verbose_name="Territory",
                    ),
                ),
            ],
            options={
                "db_table": "contact",
                "indexes": [
                    models.Index(fields=["name_key", "id"], name="contact_by_name"),
                    models.Index(
                        condition=models.Q(("type", "company")),
                        fields=["name_key", "id"],
                        name="contact_company_by_name",
                    ),
                    models.Index(fields=["company", "type", "name_key"], name="contact_of_company"),
                    models.Index(fields=["salesperson"], name="contact_of_salesperson"),
                    models.Index(
                        condition=models.Q(("archived_at__isnull", True)),
                        fields=["language"],
                        include=["company", "exclude_from_segment", "privacy_blocked", "id"],
                        name="contact_by_language",
                    ),
                    models.Index(
                        condition=models.Q(("territory__isnull", False)),
                        fields=["territory"],
                        name="contact_of_territory",
                    ),
                    models.Index(
                        condition=models.Q(("organizational_level__isnull", False)),
                        fields=["organizational_level"],
                        name="contact_of_level",
                    ),
                    models.Index(
                        models.Func(models.F("city"), function="liaison_fold"),
                        condition=models.Q(("city", ""), _negated=True),
                        name="contact_by_city",
                    ),
                    models.Index(fields=["-changed_at", "-id"], name="contact_by_change"),
                    models.Index(
                        condition=models.Q(("external_id", ""), _negated=True),
                        fields=["external_id"],
                        name="contact_external",
                    ),
                    django.contrib.postgres.indexes.GinIndex(
                        fastupdate=False, fields=["search"], name="contact_search"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("type", "person"), ("company", models.F("id")), _connector="OR"),
                        name="contact_company_is_itself",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("no", ""), _negated=True), name="contact_no_given"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("type", "person"),
                            models.Q(
                                ("minor", False),
                                ("organizational_level__isnull", True),
                                ("parental_consent", False),
                            ),
                            _connector="OR",
                        ),
                        name="contact_of_person_only",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("minor", True), ("parental_consent", False), _connector="OR"),
                        name="contact_consent_of_minor",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("minor", False),
                            ("parental_consent", True),
                            ("privacy_blocked", True),
                            _connector="OR",
                        ),
                        name="contact_minor_is_blocked",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AlternativeAddress",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=20, verbose_name="Code")),
                ("company_name", models.CharField(blank=True, max_length=255, verbose_name="Company name")),
                ("address", models.CharField(blank=True, max_length=255, verbose_name="Address")),
                ("address_2", models.CharField(blank=True, max_length=255, verbose_name="Address 2")),
                ("post_code", models.CharField(blank=True, max_length=20, verbose_name="Post code")),
                ("city", models.CharField(blank=True, max_length=255, verbose_name="City")),
                ("region", models.CharField(blank=True, max_length=255, verbose_name="Region")),
                ("country", models.CharField(blank=True, max_length=2, verbose_name="Country")),
                ("phone", models.CharField(blank=True, max_length=60, verbose_name="Phone")),
                ("mobile_phone", models.CharField(blank=True, max_length=60, verbose_name="Mobile")),
                ("email", models.CharField(blank=True, max_length=255, verbose_name="E-mail")),
                (
                    "contact",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="alternative_addresses",
                        to="contacts.contact",
                    ),
                ),
            ],
            options={
                "db_table": "contact_alternative_address",
                "constraints": [
                    models.UniqueConstraint(fields=("contact", "code"), name="alternative_address_key")
                ],
            },
        ),
        migrations.CreateModel(
            name="AddressRange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("starting_date", models.DateField(verbose_name="Starting date")),
                ("ending_date", models.DateField(blank=True, null=True, verbose_name="Ending date")),
                (
                    "alternative_address",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="ranges",
                        to="contacts.alternativeaddress",
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="address_ranges",
                        to="contacts.contact",
                    ),
                ),
            ],
            options={
                "db_table": "contact_address_range",
                "constraints": [
                    models.UniqueConstraint(fields=("contact", "starting_date"), name="address_range_key"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ending_date", None),
                            ("ending_date__gte", models.F("starting_date")),
                            _connector="OR",
                        ),
                        name="address_range_ends_after_start",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AlternativeAddressEvent",
            fields=[
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_id", models.BigAutoField(primary_key=True, serialize=False)),
                ("id", models.BigIntegerField()),
                ("code", models.CharField(max_length=20, verbose_name="Code")),
                ("company_name", models.CharField(blank=True, max_length=255, verbose_name="Company name")),
                ("address", models.CharField(blank=True, max_length=255, verbose_name="Address")),
                ("address_2", models.CharField(blank=True, max_length=255, verbose_name="Address 2")),
                ("post_code", models.CharField(blank=True, max_length=20, verbose_name="Post code")),
                ("city", models.CharField(blank=True, max_length=255, verbose_name="City")),
                ("region", models.CharField(blank=True, max_length=255, verbose_name="Region")),
                ("country", models.CharField(blank=True, max_length=2, verbose_name="Country")),
                ("phone", models.CharField(blank=True, max_length=60, verbose_name="Phone")),
                ("mobile_phone", models.CharField(blank=True, max_length=60, verbose_name="Mobile")),
                ("email", models.CharField(blank=True, max_length=255, verbose_name="E-mail")),
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
                        to="contacts.alternativeaddress",
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="contacts.contact",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="AddressRangeEvent",
            fields=[
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_id", models.BigAutoField(primary_key=True, serialize=False)),
                ("id", models.BigIntegerField()),
                ("starting_date", models.DateField(verbose_name="Starting date")),
                ("ending_date", models.DateField(blank=True, null=True, verbose_name="Ending date")),
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
                        to="contacts.addressrange",
                    ),
                ),
                (
                    "alternative_address",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="contacts.alternativeaddress",
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="contacts.contact",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ContactBusinessRelation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "business_relation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contacts",
                        to="contacts.businessrelation",
                    ),
                ),
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
                "db_table": "contact_business_relation",
                "indexes": [
                    models.Index(fields=["business_relation", "contact"], name="contact_of_business_relation")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("contact", "business_relation"), name="contact_business_relation_key"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ContactBusinessRelationEvent",
            fields=[
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_id", models.BigAutoField(primary_key=True, serialize=False)),
                ("id", models.BigIntegerField()),
                (
                    "business_relation",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="contacts.businessrelation",
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="contacts.contact",
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
                        to="contacts.contactbusinessrelation",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ContactEmail",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("work", "Work"), ("private", "Private"), ("other", "Other")],
                        default="work",
                        max_length=8,
                    ),
                ),
                ("address", models.CharField(max_length=255, verbose_name="Address")),
                (
                    "key",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Func(models.F("address"), function="lower"),
                        output_field=models.CharField(db_collation="C", max_length=255),
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "contact",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="emails",
                        to="contacts.contact",
                    ),
                ),
            ],
            options={
                "db_table": "contact_email",
                "ordering": ["position", "id"],
                "indexes": [models.Index(fields=["key"], name="contact_email_key")],
            },
        ),
        migrations.CreateModel(
            name="ContactEmailEvent",
            fields=[
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_id", models.BigAutoField(primary_key=True, serialize=False)),
                ("id", models.BigIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[("work", "Work"), ("private", "Private"), ("other", "Other")],
                        default="work",
                        max_length=8,
                    ),
                ),
                ("address", models.CharField(max_length=255, verbose_name="Address")),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "contact",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="contacts.contact",
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
                        to="contacts.contactemail",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ContactIndustryGroup",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="contacts.contact",
                    ),
                ),
                (
                    "industry_group",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contacts",
                        to="contacts.industrygroup",
                    ),
                ),
            ],
            options={
                "db_table": "contact_industry_group",
                "indexes": [
                    models.Index(fields=["industry_group", "contact"], name="contact_of_industry_group")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("contact", "industry_group"), name="contact_industry_group_key"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ContactJobResponsibility",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="contacts.contact",
                    ),
                ),
                (
                    "job_responsibility",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contacts",
                        to="contacts.jobresponsibility",
                    ),
                ),
            ],
            options={
                "db_table": "contact_job_responsibility",
                "indexes": [
                    models.Index(fields=["job_responsibility", "contact"], name="contact_of_responsibility")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("contact", "job_responsibility"), name="contact_job_responsibility_key"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ContactMailingGroup",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="contacts.contact",
                    ),
                ),
                (
                    "mailing_group",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contacts",
                        to="contacts.mailinggroup",
                    ),
                ),
            ],
            options={
                "db_table": "contact_mailing_group",
                "indexes": [
                    models.Index(fields=["mailing_group", "contact"], name="contact_of_mailing_group")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("contact", "mailing_group"), name="contact_mailing_group_key"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ContactPhone",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("phone", "Phone"),
                            ("mobile", "Mobile"),
                            ("fax", "Fax"),
                            ("other", "Other"),
                        ],
                        default="phone",
                        max_length=8,
                    ),
                ),
                ("number", models.CharField(max_length=60, verbose_name="Number")),
                ("e164", models.CharField(blank=True, db_collation="C", max_length=20)),
                ("national", models.CharField(blank=True, max_length=20)),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "contact",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="phones",
                        to="contacts.contact",
                    ),
                ),
            ],
            options={
                "db_table": "contact_phone",
                "ordering": ["position", "id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("e164", ""), _negated=True),
                        fields=["e164"],
                        name="contact_phone_e164",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ContactPhoneEvent",
            fields=[
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_id", models.BigAutoField(primary_key=True, serialize=False)),
                ("id", models.BigIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("phone", "Phone"),
                            ("mobile", "Mobile"),
                            ("fax", "Fax"),
                            ("other", "Other"),
                        ],
                        default="phone",
                        max_length=8,
                    ),
                ),
                ("number", models.CharField(max_length=60, verbose_name="Number")),
                ("e164", models.CharField(blank=True, db_collation="C", max_length=20)),
                ("national", models.CharField(blank=True, max_length=20)),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "contact",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="contacts.contact",
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
                        to="contacts.contactphone",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ContactWebSource",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("search_word", models.CharField(blank=True, max_length=255, verbose_name="Search word")),
                (
                    "contact",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="contacts.contact",
                    ),
                ),
                (
                    "web_source",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contacts",
                        to="contacts.websource",
                    ),
                ),
            ],
            options={
                "db_table": "contact_web_source",
                "indexes": [models.Index(fields=["web_source", "contact"], name="contact_of_web_source")],
                "constraints": [
                    models.UniqueConstraint(fields=("contact", "web_source"), name="contact_web_source_key")
                ],
            },
        ),
        migrations.CreateModel(
            name="ContactWord",
            fields=[
                ("word", models.TextField(db_collation="C", primary_key=True, serialize=False)),
            ],
            options={
                "db_table": "contact_word",
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["word"], name="contact_word_similar", opclasses=["gin_trgm_ops"]
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ContactIndustryGroupEvent",
            fields=[
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_id", models.BigAutoField(primary_key=True, serialize=False)),
                ("id", models.BigIntegerField()),
                (
                    "contact",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="contacts.contact",
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
                        to="contacts.contactindustrygroup",
                    ),
                ),
                (
                    "industry_group",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="contacts.industrygroup",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ContactJobResponsibilityEvent",
            fields=[
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_id", models.BigAutoField(primary_key=True, serialize=False)),
                ("id", models.BigIntegerField()),
                (
                    "contact",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="contacts.contact",
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
                        to="contacts.contactjobresponsibility",
                    ),
                ),
                (
                    "job_responsibility",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="contacts.jobresponsibility",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ContactMailingGroupEvent",
            fields=[
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_id", models.BigAutoField(primary_key=True, serialize=False)),
                ("id", models.BigIntegerField()),
                (
                    "contact",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="contacts.contact",
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
                        to="contacts.contactmailinggroup",
                    ),
                ),
                (
                    "mailing_group",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="contacts.mailinggroup",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="SalutationFormula",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("language", models.CharField(blank=True, max_length=10, verbose_name="Language")),
                (
                    "formality",
                    models.CharField(choices=[("formal", "Formal"), ("informal", "Informal")], max_length=8),
                ),
                ("text", models.CharField(max_length=255, verbose_name="Text")),
                (
                    "name_1",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Nothing"),
                            ("job_title", "Job title"),
                            ("first_name", "First name"),
                            ("middle_name", "Middle name"),
                            ("surname", "Surname"),
                            ("initials", "Initials"),
                            ("company_name", "Company name"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "name_2",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Nothing"),
                            ("job_title", "Job title"),
                            ("first_name", "First name"),
                            ("middle_name", "Middle name"),
                            ("surname", "Surname"),
                            ("initials", "Initials"),
                            ("company_name", "Company name"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "name_3",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Nothing"),
                            ("job_title", "Job title"),
                            ("first_name", "First name"),
                            ("middle_name", "Middle name"),
                            ("surname", "Surname"),
                            ("initials", "Initials"),
                            ("company_name", "Company name"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "name_4",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Nothing"),
                            ("job_title", "Job title"),
                            ("first_name", "First name"),
                            ("middle_name", "Middle name"),
                            ("surname", "Surname"),
                            ("initials", "Initials"),
                            ("company_name", "Company name"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "name_5",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Nothing"),
                            ("job_title", "Job title"),
                            ("first_name", "First name"),
                            ("middle_name", "Middle name"),
                            ("surname", "Surname"),
                            ("initials", "Initials"),
                            ("company_name", "Company name"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "salutation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="formulas",
                        to="contacts.salutation",
                    ),
                ),
            ],
            options={
                "db_table": "salutation_formula",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("salutation", "language", "formality"), name="salutation_formula_key"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ContactEvent",
            fields=[
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_id", models.BigAutoField(primary_key=True, serialize=False)),
                ("id", models.BigIntegerField()),
                ("no", models.CharField(max_length=20, verbose_name="No.")),
                (
                    "type",
                    models.CharField(
                        choices=[("company", "Company"), ("person", "Person")],
                        max_length=8,
                        verbose_name="Type",
                    ),
                ),
                ("name", models.CharField(max_length=255, verbose_name="Name")),
                ("name_2", models.CharField(blank=True, max_length=255, verbose_name="Name 2")),
                ("search_name", models.CharField(blank=True, max_length=255, verbose_name="Search name")),
                ("first_name", models.CharField(blank=True, max_length=100, verbose_name="First name")),
                ("middle_name", models.CharField(blank=True, max_length=100, verbose_name="Middle name")),
                ("surname", models.CharField(blank=True, max_length=100, verbose_name="Surname")),
                ("initials", models.CharField(blank=True, max_length=30, verbose_name="Initials")),
                ("job_title", models.CharField(blank=True, max_length=255, verbose_name="Job title")),
                ("address", models.CharField(blank=True, max_length=255, verbose_name="Address")),
                ("address_2", models.CharField(blank=True, max_length=255, verbose_name="Address 2")),
                ("post_code", models.CharField(blank=True, max_length=20, verbose_name="Post code")),
                ("city", models.CharField(blank=True, max_length=255, verbose_name="City")),
                ("region", models.CharField(blank=True, max_length=255, verbose_name="Region")),
                ("country", models.CharField(default="CH", max_length=2, verbose_name="Country")),
                ("phone", models.CharField(blank=True, max_length=60, verbose_name="Phone")),
                ("mobile_phone", models.CharField(blank=True, max_length=60, verbose_name="Mobile")),
                ("email", models.CharField(blank=True, max_length=255, verbose_name="E-mail")),
                ("home_page", models.CharField(blank=True, max_length=255, verbose_name="Web site")),
                ("language", models.CharField(blank=True, max_length=10, verbose_name="Language")),
                ("vat_no", models.CharField(blank=True, max_length=20, verbose_name="VAT number")),
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
                    "exclude_from_segment",
                    models.BooleanField(
                        db_default=False, default=False, verbose_name="Exclude from segments"
                    ),
                ),
                ("privacy_blocked", models.BooleanField(default=False, verbose_name="Privacy blocked")),
                ("minor", models.BooleanField(db_default=False, default=False, verbose_name="Minor")),
                (
                    "parental_consent",
                    models.BooleanField(
                        db_default=False, default=False, verbose_name="Parental consent received"
                    ),
                ),
                ("notes", models.TextField(blank=True, verbose_name="Notes")),
                ("external_id", models.CharField(blank=True, max_length=255, verbose_name="External number")),
                ("archived_at", models.DateTimeField(blank=True, null=True)),
                (
                    "company",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="contacts.contact",
                        verbose_name="Company",
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
                        to="contacts.contact",
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
                (
                    "organizational_level",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="contacts.organizationallevel",
                        verbose_name="Organizational level",
                    ),
                ),
                (
                    "salutation",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="contacts.salutation",
                        verbose_name="Salutation",
                    ),
                ),
                (
                    "territory",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="contacts.territory",
                        verbose_name="Territory",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ContactWebSourceEvent",
            fields=[
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_id", models.BigAutoField(primary_key=True, serialize=False)),
                ("id", models.BigIntegerField()),
                ("search_word", models.CharField(blank=True, max_length=255, verbose_name="Search word")),
                (
                    "contact",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="contacts.contact",
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
                        to="contacts.contactwebsource",
                    ),
                ),
                (
                    "web_source",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="contacts.websource",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="alternativeaddress",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "contacts_alternativeaddressevent" ("address", "address_2", "city", "code", "company_name", "contact_id", "country", "email", "id", "mobile_phone", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "post_code", "region") VALUES (NEW."address", NEW."address_2", NEW."city", NEW."code", NEW."company_name", NEW."contact_id", NEW."country", NEW."email", NEW."id", NEW."mobile_phone", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."phone", NEW."post_code", NEW."region"); RETURN NULL;',
                    hash="dc8f0aa7c403c957d2146c24f8f63176a8ae0d07",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_311f7",
                    table="contact_alternative_address",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="alternativeaddress",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "contacts_alternativeaddressevent" ("address", "address_2", "city", "code", "company_name", "contact_id", "country", "email", "id", "mobile_phone", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "post_code", "region") VALUES (NEW."address", NEW."address_2", NEW."city", NEW."code", NEW."company_name", NEW."contact_id", NEW."country", NEW."email", NEW."id", NEW."mobile_phone", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."phone", NEW."post_code", NEW."region"); RETURN NULL;',
                    hash="0abf93b2b8b6520e1323ac7eb586b2b63d32dd3f",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_b46a3",
                    table="contact_alternative_address",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="alternativeaddress",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "contacts_alternativeaddressevent" ("address", "address_2", "city", "code", "company_name", "contact_id", "country", "email", "id", "mobile_phone", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "post_code", "region") VALUES (OLD."address", OLD."address_2", OLD."city", OLD."code", OLD."company_name", OLD."contact_id", OLD."country", OLD."email", OLD."id", OLD."mobile_phone", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."phone", OLD."post_code", OLD."region"); RETURN NULL;',
                    hash="bd2a54e16e872b956250738b1d0c23b7db84f703",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_00a3c",
                    table="contact_alternative_address",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="addressrange",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "contacts_addressrangeevent" ("alternative_address_id", "contact_id", "ending_date", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "starting_date") VALUES (NEW."alternative_address_id", NEW."contact_id", NEW."ending_date", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."starting_date"); RETURN NULL;',
                    hash="c115bf2062a3061866486e4238be9fa75be4726a",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_313a7",
                    table="contact_address_range",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="addressrange",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "contacts_addressrangeevent" ("alternative_address_id", "contact_id", "ending_date", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "starting_date") VALUES (NEW."alternative_address_id", NEW."contact_id", NEW."ending_date", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."starting_date"); RETURN NULL;',
                    hash="dec1645348d384ea68dc98048078d2333f62cb20",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_ec7b4",
                    table="contact_address_range",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="addressrange",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "contacts_addressrangeevent" ("alternative_address_id", "contact_id", "ending_date", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "starting_date") VALUES (OLD."alternative_address_id", OLD."contact_id", OLD."ending_date", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."starting_date"); RETURN NULL;',
                    hash="244e05bd8b6831c0bece0bc28ca51fddc0b79249",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_b1003",
                    table="contact_address_range",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contactbusinessrelation",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "contacts_contactbusinessrelationevent" ("business_relation_id", "contact_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."business_relation_id", NEW."contact_id", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id"); RETURN NULL;',
                    hash="6f5f40ca7a1fe656d46cbad423934146634154e2",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_a262b",
                    table="contact_business_relation",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contactbusinessrelation",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "contacts_contactbusinessrelationevent" ("business_relation_id", "contact_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."business_relation_id", NEW."contact_id", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id"); RETURN NULL;',
                    hash="f846b3ef17f6cc8b7110a9ce918c55fd4f3c5e23",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_2aeec",
                    table="contact_business_relation",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contactbusinessrelation",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "contacts_contactbusinessrelationevent" ("business_relation_id", "contact_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."business_relation_id", OLD."contact_id", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id"); RETURN NULL;',
                    hash="fddb3c8036f9f361f47abf481daa2cf846f4a78e",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_1bddb",
                    table="contact_business_relation",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contactemail",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "contacts_contactemailevent" ("address", "contact_id", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position") VALUES (NEW."address", NEW."contact_id", NEW."id", NEW."kind", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position"); RETURN NULL;',
                    hash="39ac462b35a74b020e334bac92fe4881bd70f2c1",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_a3fed",
                    table="contact_email",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contactemail",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."address" IS DISTINCT FROM (NEW."address") OR OLD."contact_id" IS DISTINCT FROM (NEW."contact_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."position" IS DISTINCT FROM (NEW."position"))',
                    func='INSERT INTO "contacts_contactemailevent" ("address", "contact_id", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position") VALUES (NEW."address", NEW."contact_id", NEW."id", NEW."kind", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position"); RETURN NULL;',
                    hash="b33c98be3d968477229996c959b77086eb6a94e9",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_650fa",
                    table="contact_email",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contactemail",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "contacts_contactemailevent" ("address", "contact_id", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position") VALUES (OLD."address", OLD."contact_id", OLD."id", OLD."kind", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."position"); RETURN NULL;',
                    hash="cba518aa32bd13ccf6e61f7febaac2fa886872bf",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_5784a",
                    table="contact_email",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contactphone",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "contacts_contactphoneevent" ("contact_id", "e164", "id", "kind", "national", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position") VALUES (NEW."contact_id", NEW."e164", NEW."id", NEW."kind", NEW."national", NEW."number", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position"); RETURN NULL;',
                    hash="e1e0bc25d76615eb537c6ca6388eae9c6dd8d6be",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_6c368",
                    table="contact_phone",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contactphone",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "contacts_contactphoneevent" ("contact_id", "e164", "id", "kind", "national", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position") VALUES (NEW."contact_id", NEW."e164", NEW."id", NEW."kind", NEW."national", NEW."number", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position"); RETURN NULL;',
                    hash="85c063781bfaf4471a65b2eaba22c7629406e2f4",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_fb7d2",
                    table="contact_phone",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contactphone",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "contacts_contactphoneevent" ("contact_id", "e164", "id", "kind", "national", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position") VALUES (OLD."contact_id", OLD."e164", OLD."id", OLD."kind", OLD."national", OLD."number", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."position"); RETURN NULL;',
                    hash="71707c037910be3ee2d3f80d9c40960886189522",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_00976",
                    table="contact_phone",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contactindustrygroup",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "contacts_contactindustrygroupevent" ("contact_id", "id", "industry_group_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."contact_id", NEW."id", NEW."industry_group_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id"); RETURN NULL;',
                    hash="e0fb8b5d3a2cb2f347fd7de71c38d5b3b9854183",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_ad854",
                    table="contact_industry_group",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contactindustrygroup",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "contacts_contactindustrygroupevent" ("contact_id", "id", "industry_group_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."contact_id", NEW."id", NEW."industry_group_id", _pgh_attach_context(), NOW(), \'update\', NEW."id"); RETURN NULL;',
                    hash="a496b925b78b1bd003e28e2094646392e58d8771",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_067cc",
                    table="contact_industry_group",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contactindustrygroup",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "contacts_contactindustrygroupevent" ("contact_id", "id", "industry_group_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."contact_id", OLD."id", OLD."industry_group_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id"); RETURN NULL;',
                    hash="01d67268178d6dfba15de78f0e6f1ede3ef45061",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_79197",
                    table="contact_industry_group",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contactjobresponsibility",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "contacts_contactjobresponsibilityevent" ("contact_id", "id", "job_responsibility_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."contact_id", NEW."id", NEW."job_responsibility_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id"); RETURN NULL;',
                    hash="c18190ff7c937d1ab7eb9c18ee283eabf33abde9",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_28af8",
                    table="contact_job_responsibility",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contactjobresponsibility",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "contacts_contactjobresponsibilityevent" ("contact_id", "id", "job_responsibility_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."contact_id", NEW."id", NEW."job_responsibility_id", _pgh_attach_context(), NOW(), \'update\', NEW."id"); RETURN NULL;',
                    hash="626d75e89b5195690532b947e89db0a209a7bcce",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_fd4cd",
                    table="contact_job_responsibility",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contactjobresponsibility",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "contacts_contactjobresponsibilityevent" ("contact_id", "id", "job_responsibility_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."contact_id", OLD."id", OLD."job_responsibility_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id"); RETURN NULL;',
                    hash="a37da7e2dc384d11160723bacaf1a0788793f303",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_5a1e7",
                    table="contact_job_responsibility",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contactmailinggroup",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "contacts_contactmailinggroupevent" ("contact_id", "id", "mailing_group_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."contact_id", NEW."id", NEW."mailing_group_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id"); RETURN NULL;',
                    hash="a7c61bc052e9ddeb4bc66fa9fe11d6be692fcc5e",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_a8104",
                    table="contact_mailing_group",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contactmailinggroup",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "contacts_contactmailinggroupevent" ("contact_id", "id", "mailing_group_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."contact_id", NEW."id", NEW."mailing_group_id", _pgh_attach_context(), NOW(), \'update\', NEW."id"); RETURN NULL;',
                    hash="73d52b801e0dbf90d7b2defde0cfd98ca79a0a40",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_e35f9",
                    table="contact_mailing_group",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contactmailinggroup",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "contacts_contactmailinggroupevent" ("contact_id", "id", "mailing_group_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."contact_id", OLD."id", OLD."mailing_group_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id"); RETURN NULL;',
                    hash="9a656f518ba34fc6968e8470b0f99b980582abc8",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_10443",
                    table="contact_mailing_group",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contact",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "contacts_contactevent" ("address", "address_2", "archived_at", "city", "company_id", "correspondence_type", "country", "email", "exclude_from_segment", "external_id", "first_name", "home_page", "id", "initials", "job_title", "language", "middle_name", "minor", "mobile_phone", "name", "name_2", "no", "notes", "organizational_level_id", "parental_consent", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "post_code", "privacy_blocked", "region", "salesperson_id", "salutation_id", "search_name", "surname", "territory_id", "type", "vat_no") VALUES (NEW."address", NEW."address_2", NEW."archived_at", NEW."city", NEW."company_id", NEW."correspondence_type", NEW."country", NEW."email", NEW."exclude_from_segment", NEW."external_id", NEW."first_name", NEW."home_page", NEW."id", NEW."initials", NEW."job_title", NEW."language", NEW."middle_name", NEW."minor", NEW."mobile_phone", NEW."name", NEW."name_2", NEW."no", NEW."notes", NEW."organizational_level_id", NEW."parental_consent", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."phone", NEW."post_code", NEW."privacy_blocked", NEW."region", NEW."salesperson_id", NEW."salutation_id", NEW."search_name", NEW."surname", NEW."territory_id", NEW."type", NEW."vat_no"); RETURN NULL;',
                    hash="81323714c5aed8060e12747dfeba550379d2ec1d",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_60225",
                    table="contact",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contact",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."address" IS DISTINCT FROM (NEW."address") OR OLD."address_2" IS DISTINCT FROM (NEW."address_2") OR OLD."archived_at" IS DISTINCT FROM (NEW."archived_at") OR OLD."city" IS DISTINCT FROM (NEW."city") OR OLD."company_id" IS DISTINCT FROM (NEW."company_id") OR OLD."correspondence_type" IS DISTINCT FROM (NEW."correspondence_type") OR OLD."country" IS DISTINCT FROM (NEW."country") OR OLD."email" IS DISTINCT FROM (NEW."email") OR OLD."exclude_from_segment" IS DISTINCT FROM (NEW."exclude_from_segment") OR OLD."external_id" IS DISTINCT FROM (NEW."external_id") OR OLD."first_name" IS DISTINCT FROM (NEW."first_name") OR OLD."home_page" IS DISTINCT FROM (NEW."home_page") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."initials" IS DISTINCT FROM (NEW."initials") OR OLD."job_title" IS DISTINCT FROM (NEW."job_title") OR OLD."language" IS DISTINCT FROM (NEW."language") OR OLD."middle_name" IS DISTINCT FROM (NEW."middle_name") OR OLD."minor" IS DISTINCT FROM (NEW."minor") OR OLD."mobile_phone" IS DISTINCT FROM (NEW."mobile_phone") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."name_2" IS DISTINCT FROM (NEW."name_2") OR OLD."no" IS DISTINCT FROM (NEW."no") OR OLD."notes" IS DISTINCT FROM (NEW."notes") OR OLD."organizational_level_id" IS DISTINCT FROM (NEW."organizational_level_id") OR OLD."parental_consent" IS DISTINCT FROM (NEW."parental_consent") OR OLD."phone" IS DISTINCT FROM (NEW."phone") OR OLD."post_code" IS DISTINCT FROM (NEW."post_code") OR OLD."privacy_blocked" IS DISTINCT FROM (NEW."privacy_blocked") OR OLD."region" IS DISTINCT FROM (NEW."region") OR OLD."salesperson_id" IS DISTINCT FROM (NEW."salesperson_id") OR OLD."salutation_id" IS DISTINCT FROM (NEW."salutation_id") OR OLD."search_name" IS DISTINCT FROM (NEW."search_name") OR OLD."surname" IS DISTINCT FROM (NEW."surname") OR OLD."territory_id" IS DISTINCT FROM (NEW."territory_id") OR OLD."type" IS DISTINCT FROM (NEW."type") OR OLD."vat_no" IS DISTINCT FROM (NEW."vat_no"))',
                    func='INSERT INTO "contacts_contactevent" ("address", "address_2", "archived_at", "city", "company_id", "correspondence_type", "country", "email", "exclude_from_segment", "external_id", "first_name", "home_page", "id", "initials", "job_title", "language", "middle_name", "minor", "mobile_phone", "name", "name_2", "no", "notes", "organizational_level_id", "parental_consent", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "post_code", "privacy_blocked", "region", "salesperson_id", "salutation_id", "search_name", "surname", "territory_id", "type", "vat_no") VALUES (NEW."address", NEW."address_2", NEW."archived_at", NEW."city", NEW."company_id", NEW."correspondence_type", NEW."country", NEW."email", NEW."exclude_from_segment", NEW."external_id", NEW."first_name", NEW."home_page", NEW."id", NEW."initials", NEW."job_title", NEW."language", NEW."middle_name", NEW."minor", NEW."mobile_phone", NEW."name", NEW."name_2", NEW."no", NEW."notes", NEW."organizational_level_id", NEW."parental_consent", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."phone", NEW."post_code", NEW."privacy_blocked", NEW."region", NEW."salesperson_id", NEW."salutation_id", NEW."search_name", NEW."surname", NEW."territory_id", NEW."type", NEW."vat_no"); RETURN NULL;',
                    hash="3f5d11b752bbdfa419dd14bd1fb29fbe700e45cf",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_7498c",
                    table="contact",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contactwebsource",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "contacts_contactwebsourceevent" ("contact_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "search_word", "web_source_id") VALUES (NEW."contact_id", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."search_word", NEW."web_source_id"); RETURN NULL;',
                    hash="00a35a44d2532459505494c164e0f1aa0284cae5",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_6bfed",
                    table="contact_web_source",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contactwebsource",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "contacts_contactwebsourceevent" ("contact_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "search_word", "web_source_id") VALUES (NEW."contact_id", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."search_word", NEW."web_source_id"); RETURN NULL;',
                    hash="9e4b7e9137788b0968b9cf06aae15bfd237c549e",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_42df2",
                    table="contact_web_source",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contactwebsource",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "contacts_contactwebsourceevent" ("contact_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "search_word", "web_source_id") VALUES (OLD."contact_id", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."search_word", OLD."web_source_id"); RETURN NULL;',
                    hash="d96522187239cc5dd9c136733823acee78075d0d",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_3db83",
                    table="contact_web_source",
                    when="AFTER",
                ),
            ),
        ),
    ]
