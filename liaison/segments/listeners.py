"""What segments do when others change."""

from __future__ import annotations

import json
from typing import Any

from django.db.models import Q, TextField
from django.db.models.functions import Cast

from liaison.accounts.models import User
from liaison.campaigns.facts import CampaignDeleting
from liaison.campaigns.rules import campaign_in_use
from liaison.contacts.facts import AddressDeleting, CodeDeleting, CodeRenamed
from liaison.contacts.kinds import MAILING_GROUP
from liaison.interactions.facts import GroupDeleting, TemplateDeleting
from liaison.kit.errors import Refused
from liaison.kit.facts import listen
from liaison.letters.facts import DocumentFileReplaced
from liaison.segments import rules
from liaison.segments.actions._history import note_change
from liaison.segments.models import (
    ChangeKind,
    Policy,
    SavedCriteriaStep,
    Segment,
    SegmentLanguage,
    SegmentLine,
    SegmentStep,
)
from liaison.segments.renaming import renamed
from liaison.segments.sources import shapes
from liaison.segments.stored import read_parts, write_parts


@listen(CampaignDeleting)
def on_campaign_deleting(fact: CampaignDeleting) -> None:
    """A campaign of segments or their lines stays, to be archived; they are named (R-CMP-55, R-SEG-143)."""
    if numbers := _named(_using(campaign=fact.campaign)):
        raise Refused(campaign_in_use(fact.no), rules.used_by_segments(", ".join(numbers)))


@listen(TemplateDeleting)
def on_template_deleting(fact: TemplateDeleting) -> None:
    """A template that segments or their lines use stays; they are named (R-SEG-143)."""
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


@listen(DocumentFileReplaced)
def on_document_file_replaced(fact: DocumentFileReplaced) -> None:
    """Who was to approve, or has approved, saw another letter: it must be asked for anew (B-18)."""
    used = {"document_template": fact.document}
    said = Q(pk__in=SegmentLanguage.objects.filter(**used).values("segment"))
    asked = Segment.objects.filter(logged_as=None, approval_asked_at__isnull=False).order_by("id")
    found = list(asked.filter(_using(**used) | said).select_for_update(of=("self",)))
    if not found:
        return
    by = User.objects.get(pk=fact.by)
    for head in found:
        new = {"file": fact.file_name}
        note_change(head, ChangeKind.TEXT, what=fact.code, new=new, by=by, at=fact.at)


@listen(CodeDeleting)
def on_code_deleting(fact: CodeDeleting) -> None:
    """The mailing group that is the quiet list stays: without it all of them would be written to (B-5)."""
    if fact.kind == MAILING_GROUP.key and Policy.objects.filter(quiet_group=fact.pk).exists():
        raise Refused(rules.is_quiet_list())


@listen(CodeRenamed)
def on_code_renamed(fact: CodeRenamed) -> None:
    """Criteria that name the code name it anew; at most two statements for each of the two tables."""
    _rename(SegmentStep, fact)
    _rename(SavedCriteriaStep, fact)


def _rename(model: type[SegmentStep | SavedCriteriaStep], fact: CodeRenamed) -> None:
    found = (
        model._default_manager.alias(said=Cast("filters", TextField()))  # noqa: SLF001 - one of two tables
        .filter(said__icontains=json.dumps(fact.old, ensure_ascii=False))
        .order_by("pk")
        .select_for_update(of=("self",))
    )
    changed: list[Any] = []
    for step in found:
        try:
            parts = read_parts(step.filters, shapes())
        except Refused:  # a source that is gone: these criteria run no more
            continue
        filters = write_parts(renamed(parts, table=fact.kind, old=fact.old, new=fact.new))
        if filters != step.filters:
            step.filters = filters
            changed.append(step)
    model._default_manager.bulk_update(changed, ["filters"])  # noqa: SLF001 - one of two tables


def _using(**used: int) -> Q:
    """The segments that use it, themselves or in a line."""
    return Q(**used) | Q(pk__in=SegmentLine.objects.filter(**used).values("segment"))


def _named(using: Q) -> list[str]:
    """The first twenty of them; one statement.

    Those logged lately too: their worksheets are kept, as the logging may be taken back (B-17).
    """
    return list(Segment.objects.filter(using).order_by("id").values_list("no", flat=True)[:20])


def _refuse_used(using: Q) -> None:
    if numbers := _named(using):
        raise Refused(rules.used_by_segments(", ".join(numbers)))
