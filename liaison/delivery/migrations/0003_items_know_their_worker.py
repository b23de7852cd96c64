"""A claimed item knows which worker has it, so that it is soon taken back from one that died."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("delivery", "0002_items_know_their_entry")]
    operations = [migrations.AddField("item", "worker", models.BigIntegerField(null=True))]
