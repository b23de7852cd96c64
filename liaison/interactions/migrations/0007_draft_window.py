from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("interactions", "0006_headings")]

    operations = [
        migrations.AddField(model_name="draft", name="window", field=models.UUIDField(null=True)),
    ]
