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
    """A campaign of open segments or their lines is archived; they are named (R-CMP-55, R-SEG-143)."""
    if numbers := _numbers(campaign=fact.campaign):
        raise Refused(campaign_in_use(fact.no), rules.used_by_segments(", ".join(numbers)))


@listen(TemplateDeleting)
def on_template_deleting(fact: TemplateDeleting) -> None:
    """A template that open segments or their lines use stays; they are named (R-SEG-143)."""
    if numbers := _numbers(template=fact.template):
        raise Refused(rules.used_by_segments(", ".join(numbers)))


def _numbers(**used: int) -> list[str]:
    """The first twenty segments that use it, themselves or in a line; one statement."""
    lines = SegmentLine.objects.filter(**used).values("segment")
    found = Segment.objects.filter(Q(**used) | Q(pk__in=lines)).order_by("id")
    return list(found.values_list("no", flat=True)[:20])
