"""Whether interactions name an address is asked by contact and address; the tables stay as they are."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("interactions", "0010_calls_know_their_segment"), ("contacts", "0004_salutations")]
    operations = [
        migrations.AlterField(
            "entry",
            "alternative_address",
            models.ForeignKey(
                "contacts.alternativeaddress",
                django.db.models.deletion.DO_NOTHING,
                null=True,
                related_name="+",
                db_constraint=False,
                db_index=False,
            ),
        ),
    ]
