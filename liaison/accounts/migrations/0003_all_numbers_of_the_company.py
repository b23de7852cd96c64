"""The company has what every merge field about it tells."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_first_answers")]

    operations = [
        migrations.AddField(
            "organization",
            "fax",
            models.CharField(verbose_name="Fax", max_length=40, blank=True, default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            "organization",
            "bank_branch",
            models.CharField(verbose_name="Bank branch", max_length=255, blank=True, default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            "organization",
            "giro_no",
            models.CharField(verbose_name="Postal account", max_length=20, blank=True, default=""),
            preserve_default=False,
        ),
    ]
