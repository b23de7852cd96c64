"""Segments and their steps, for reading and for verbs that change them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Count, Exists, F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from liaison.accounts.models import User
from liaison.accounts.queries import require
from liaison.accounts.rules import Right
from liaison.contacts.models import Contact
from liaison.delivery.models import Run
from liaison.interactions.models import LoggedSegment
from liaison.kit.versions import changed_meanwhile
from liaison.segments.models import SavedCriteria, Segment, SegmentLine, SegmentStep, StepKind
from liaison.segments.queries.plans import reusing
from liaison.segments.queries.worded import steps_in_words
from liaison.segments.rules import UNDO_PERIOD


class NoSuchSegment(ObjectDoesNotExist):
    """There is no segment, line or step of that number."""


_HEAD = (
    "campaign", "salesperson", "template__group", "group", "document_template", "created_by", "changed_by",
    "approval_asked_by", "approved_by",
)  # fmt: skip


def segments(
    viewer: User, *, campaign: str = "", salesperson: str = "", template: str = "", text: str = ""
) -> QuerySet[Segment]:
    """Open segments, the newest first, with campaign, salesperson and template; each value narrows.

    Those of a campaign are also those where only lines name it, taken out or not: with all of them deleting
    it is refused (R-CMP-55).
    """
    require(viewer, Right.READ_SEGMENTS)
    found = Segment.objects.filter(logged_as=None).order_by("-id")
    found = found.select_related("campaign", "salesperson", "template", "document_template")
    if campaign:
        # From the few lines that name it, by their index: not from all that have anything of their own.
        own = SegmentLine.objects.filter(campaign__no=campaign).values("segment")
        found = found.filter(Q(campaign__no=campaign) | Q(pk__in=own))
    if salesperson:
        found = found.filter(salesperson__code=salesperson)
    if template:
        found = found.filter(template__code=template)
    if text:
        found = found.filter(Q(no__icontains=text) | Q(description__icontains=text))
    return found


def segment(viewer: User, no: str) -> Segment:
    """One segment with everything its head names; raises `NoSuchSegment`."""
    require(viewer, Right.READ_SEGMENTS)
    found = Segment.objects.select_related(*_HEAD).filter(no=no, logged_as=None).first()
    if found is None:
        raise NoSuchSegment
    return found


def can_be_undone(logged: LoggedSegment, *, at: datetime) -> bool:
    """Whether the worksheet of `logged` still exists, its period lasts and nothing went out (B-17).

    One statement, whatever the size: each sending counts what went out. Of what failed a message may have
    gone out all the same; undoing looks at each.
    """
    if logged.created_at < at - UNDO_PERIOD:
        return False
    begun = Run.objects.filter(sent__gt=0, logged_segment=logged.pk)
    return Segment.objects.filter(~Exists(begun), logged_as=logged.entry_no).exists()


def segments_using(logged: LoggedSegment) -> list[str]:
    """The first ten open segments that have their contacts from `logged`, by number; one statement.

    Once its logging is undone these steps name nothing.
    """
    filters = reusing(logged.entry_no).filters
    found = SegmentStep.objects.filter(
        kind=StepKind.REUSE, active=True, filters__contains=filters, segment__logged_as=None
    )
    return list(found.order_by("segment__no").values_list("segment__no", flat=True).distinct()[:10])


def missing_segments(numbers: Collection[str]) -> list[str]:
    """Those of the numbers that no open segment has, in their order; one statement."""
    known = set(Segment.objects.filter(no__in=numbers, logged_as=None).values_list("no", flat=True))
    return [one for one in numbers if one not in known]


def segment_to_change(no: str) -> Segment:
    """The segment, locked until the transaction ends; raises `NoSuchSegment`."""
    found = Segment.objects.select_for_update(of=("self",)).filter(no=no, logged_as=None).first()
    if found is None:
        raise NoSuchSegment
    return found


def last_step(head: Segment, meant: int | None) -> SegmentStep | None:
    """The last step of a segment; raises `Conflict` when it is not the one that is `meant`."""
    last = SegmentStep.objects.filter(segment=head).order_by("-position").first()
    if meant is not None and (last is None or last.pk != meant):
        raise changed_meanwhile()
    return last


@dataclass(frozen=True, slots=True)
class Totals:
    """What the lines of a segment add up to; cost in the company's currency, minutes.

    `personalized` counts the lines with values of their own.
    """

    lines: int
    cost: Decimal
    duration_min: Decimal
    steps: int
    personalized: int


def totals(viewer: User, head: Segment) -> Totals:
    """Lines, cost, minutes and steps of now (R-SEG-8); looks only at lines with values of their own."""
    require(viewer, Right.READ_SEGMENTS)
    own = SegmentLine.objects.filter(segment=head, removed_by=None, personalized=True).aggregate(
        cost=Coalesce(Sum(F("cost") - head.cost, filter=Q(cost__isnull=False)), Decimal(0)),
        minutes=Coalesce(
            Sum(F("duration_min") - head.duration_min, filter=Q(duration_min__isnull=False)), Decimal(0)
        ),
        count=Count("pk"),
    )
    return Totals(
        head.line_count,
        head.line_count * head.cost + own["cost"],
        head.line_count * head.duration_min + own["minutes"],
        SegmentStep.objects.filter(segment=head).count(),
        own["count"],
    )


@dataclass(frozen=True, slots=True)
class StepView:
    """A step as people read it: `words` has one sentence for each filter, none when all match."""

    step: SegmentStep
    words: tuple[str, ...]


def steps(viewer: User, head: Segment) -> list[StepView]:
    """The criteria of a segment in order, in the reader's language (R-SEG-77)."""
    require(viewer, Right.READ_SEGMENTS)
    found = SegmentStep.objects.filter(segment=head).select_related("user").order_by("position")
    return [StepView(step, words) for step, words in zip(found, steps_in_words(found), strict=True)]


@dataclass(frozen=True, slots=True)
class Savable:
    """The steps of a segment that another one can use, and how many cannot be saved (R-SEG-84).

    `off` are switched off; `chosen` took out contacts that somebody chose among the lines, which no criteria
    say.
    """

    steps: list[SegmentStep]
    off: int
    chosen: int


def savable(viewer: User, head: Segment) -> Savable:
    """What is saved of the criteria of a segment, and what is left out; one statement."""
    require(viewer, Right.READ_SEGMENTS)
    every = list(SegmentStep.objects.filter(segment=head).order_by("position"))
    active = [step for step in every if step.active]
    said = [step for step in active if step.filters or step.kind != StepKind.HAND]
    return Savable(said, len(every) - len(active), len(active) - len(said))


def saved_criteria(viewer: User) -> QuerySet[SavedCriteria]:
    """All saved criteria by code, each with its `step_count`."""
    require(viewer, Right.READ_SEGMENTS)
    return SavedCriteria.objects.select_related("user").annotate(step_count=Count("steps")).order_by("code")


def saved_criteria_by_code(viewer: User, code: str) -> SavedCriteria | None:
    """Saved criteria with their steps."""
    require(viewer, Right.READ_SEGMENTS)
    return SavedCriteria.objects.prefetch_related("steps").filter(code=code.upper()).first()


def segments_of_contact(viewer: User, contact: int) -> QuerySet[Segment]:
    """The open segments a contact is in, for a company also those of its people (R-SEG-102)."""
    require(viewer, Right.READ_SEGMENTS)
    # Whoever it is comes first: the server would join all lines with all contacts for an "or" over both.
    people = Contact.objects.filter(Q(pk=contact) | Q(company=contact)).values("pk")
    lines = SegmentLine.objects.filter(contact__in=people, removed_by__isnull=True)
    return Segment.objects.filter(pk__in=lines.values("segment"), logged_as=None).order_by("-id")
