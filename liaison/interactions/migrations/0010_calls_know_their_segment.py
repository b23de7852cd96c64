"""Entries with the number of a segment and no logged one, such as calls from a line, are found by it.

They are few; those logged with a segment stay out of this index and are logged as quickly as before.
"""

from django.db import migrations, models
from django.db.models import Q

from liaison.kit.migrations import AddIndexWhileInUse


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("interactions", "0009_layouts_are_kept"),
    ]

    operations = [
        AddIndexWhileInUse(
            model_name="entry",
            index=models.Index(
                fields=["segment_no"],
                name="entry_of_segment",
                condition=Q(logged_segment__isnull=True) & ~Q(segment_no=""),
            ),
        ),
    ]
