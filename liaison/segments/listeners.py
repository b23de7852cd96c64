"""What segments do when others change."""

from __future__ import annotations

from django.db.models import Q

from liaison.campaigns.facts import CampaignDeleting
from liaison.campaigns.rules import campaign_in_use
from liaison.contacts.facts import AddressDeleting
from liaison.interactions.facts import GroupDeleting, TemplateDeleting
from liaison.kit.errors import Refused
from liaison.kit.facts import listen
from liaison.segments import rules
from liaison.segments.models import Segment, SegmentLine


@listen(CampaignDeleting)
def on_campaign_deleting(fact: CampaignDeleting) -> None:
    """A campaign of open segments or their lines is archived; they are named (R-CMP-55, R-SEG-143)."""
    if numbers := _named(_using(campaign=fact.campaign)):
        raise Refused(campaign_in_use(fact.no), rules.used_by_segments(", ".join(numbers)))


@listen(TemplateDeleting)
def on_template_deleting(fact: TemplateDeleting) -> None:
    """A template that open segments or their lines use stays; they are named (R-SEG-143)."""
    _refuse_used(_using(template=fact.template))


@listen(GroupDeleting)
def on_group_deleting(fact: GroupDeleting) -> None:
    """A group that segments have from their template stays; they are named (R-SEG-143)."""
    _refuse_used(Q(group=fact.group))


@listen(AddressDeleting)
def on_address_deleting(fact: AddressDeleting) -> None:
    """An alternative address that lines use stays; their segments are named (R-SEG-143)."""
    lines = SegmentLine.objects.filter(contact=fact.contact, alternative_address=fact.address)
    _refuse_used(Q(pk__in=lines.values("segment")))


def _using(**used: int) -> Q:
    """The segments that use it, themselves or in a line."""
    return Q(**used) | Q(pk__in=SegmentLine.objects.filter(**used).values("segment"))


def _named(using: Q) -> list[str]:
    """The first twenty of them; one statement."""
    return list(Segment.objects.filter(using).order_by("id").values_list("no", flat=True)[:20])


def _refuse_used(using: Q) -> None:
    if numbers := _named(using):
        raise Refused(rules.used_by_segments(", ".join(numbers)))
