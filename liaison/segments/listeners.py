"""What segments do when others change."""

from __future__ import annotations

from liaison.campaigns.facts import CampaignDeleting
from liaison.campaigns.rules import campaign_in_use
from liaison.kit.errors import Refused
from liaison.kit.facts import listen
from liaison.segments.models import Segment, SegmentLine


@listen(CampaignDeleting)
def on_campaign_deleting(fact: CampaignDeleting) -> None:
    """A campaign that open segments name is archived and not deleted (R-CMP-55, R-SEG-143)."""
    named = Segment.objects.filter(campaign=fact.campaign).exists()
    if named or SegmentLine.objects.filter(campaign=fact.campaign).exists():
        raise Refused(campaign_in_use(fact.no))
