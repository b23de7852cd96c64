"""What segments do when others change."""

from __future__ import annotations

from django.db.models import Q

from liaison.campaigns.facts import CampaignDeleting
from liaison.campaigns.rules import campaign_in_use
from liaison.interactions.facts import TemplateDeleting
from liaison.kit.errors import Refused
from liaison.kit.facts import listen
from liaison.segments import rules
from liaison.segments.models import Segment, SegmentLine


@listen(CampaignDeleting)
def on_campaign_deleting(fact: CampaignDeleting) -> None:
    """A campaign that open segments name is archived and not deleted (R-CMP-55, R-SEG-143)."""
    named = Segment.objects.filter(campaign=fact.campaign).exists()
    if named or SegmentLine.objects.filter(campaign=fact.campaign).exists():
        raise Refused(campaign_in_use(fact.no))


@listen(TemplateDeleting)
def on_template_deleting(fact: TemplateDeleting) -> None:
    """A template that open segments or their lines use stays; they are named (R-SEG-143)."""
    lines = SegmentLine.objects.filter(template=fact.template).values("segment")
    found = Segment.objects.filter(Q(template=fact.template) | Q(pk__in=lines)).order_by("id")
    if numbers := list(found.values_list("no", flat=True)[:20]):
        raise Refused(rules.used_by_segments(", ".join(numbers)))
