"""The entries of a contact know their group within the index of the timeline.

Whether somebody was met or written to is asked for each contact of a segment: without the group, each of
their entries was fetched to see it, at ten million entries from as many places.
"""

from django.contrib.postgres.operations import RemoveIndexConcurrently
from django.db import migrations, models

from liaison.kit.migrations import AddIndexWhileInUse


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("interactions", "0012_drafts_of_a_company")]

    operations = [
        AddIndexWhileInUse(
            model_name="entry",
            index=models.Index(fields=["contact", "-occurred_at", "-id", "group"], name="entry_of_contact"),
        ),
        RemoveIndexConcurrently(model_name="entry", name="entry_timeline"),
    ]
