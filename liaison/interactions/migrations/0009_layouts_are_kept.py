"""The e-mail layout is kept with what is logged; of what was logged before the template says it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("interactions", "0008_forms_tell_what_they_sent"),
    ]

    operations = [
        migrations.AddField(
            model_name="content",
            name="email_layout",
            field=models.CharField(max_length=30, null=True),
        ),
    ]
