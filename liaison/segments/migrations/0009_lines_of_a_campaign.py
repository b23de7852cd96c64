"""The open segments of a campaign are asked for on its card; few lines name one, the others stay out."""

from django.db import migrations, models
from django.db.models import Q

from liaison.kit.migrations import AddIndexWhileInUse


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("segments", "0008_lines_of_known_contacts")]

    operations = [
        AddIndexWhileInUse(
            model_name="segmentline",
            index=models.Index(
                fields=["campaign"], name="segment_line_campaign", condition=Q(campaign__isnull=False)
            ),
        ),
    ]
