"""What waits for a company is asked for on each of its pages; drafts are few, and quickly gone through once."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("interactions", "0011_addresses_asked_by_contact")]
    operations = [
        migrations.AddIndex(
            "draft",
            models.Index(
                fields=["company_id"], name="draft_of_company", condition=models.Q(company_id__isnull=False)
            ),
        ),
    ]
