"""What was sent again as a whole knows between which items its own are, to find its interactions.

It has no logged segment to find them by, and an index of all items by run would cost every delivery.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("delivery", "0004_items_know_their_files"),
    ]

    operations = [
        migrations.AddField(
            model_name="run",
            name="first_item",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="run",
            name="last_item",
            field=models.BigIntegerField(null=True),
        ),
    ]
