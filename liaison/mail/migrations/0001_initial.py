from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Reading",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=500, unique=True)),
                ("uid_validity", models.BigIntegerField(default=0)),
                ("last_uid", models.BigIntegerField(default=0)),
                ("read_at", models.DateTimeField(null=True)),
                ("fault", models.TextField(blank=True)),
                ("faulty_since", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "mail_reading",
            },
        ),
        migrations.CreateModel(
            name="ReturnedMessage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=64, unique=True)),
                ("kind", models.CharField(max_length=10)),
                ("entry_no", models.BigIntegerField(null=True)),
                ("answer_no", models.BigIntegerField(null=True)),
                ("note", models.TextField(blank=True)),
                ("settled_at", models.DateTimeField()),
            ],
            options={
                "db_table": "mail_returned",
            },
        ),
    ]
