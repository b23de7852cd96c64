"""Logged segments, campaign entries, and what the log says of a campaign."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import BigIntegerField, Count, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce

from liaison.accounts.models import User
from liaison.accounts.queries import require
from liaison.accounts.rules import Right
from liaison.campaigns.models import Campaign
from liaison.interactions.models import CampaignEntry, DeliveryStatus, Entry, LoggedChange, LoggedSegment
from liaison.interactions.visibility import seen_by
from liaison.kit.sql import Question, rows

_CHANGES = """(
    SELECT count(*) FROM interaction_logged_change x
    WHERE x.logged_segment = interaction_logged_segment.id AND x.of_number)"""
_SAME_STATE = f"""CASE
    WHEN interaction_logged_segment.counted ->> 'canceled' = interaction_logged_segment.canceled::text
         AND (interaction_logged_segment.counted ->> 'of_number')::bigint = {_CHANGES}
    THEN (SELECT coalesce(sum(n::bigint), 0)
          FROM jsonb_each_text(interaction_logged_segment.counted -> 'deliveries') AS kept (state, n))
    WHEN NOT interaction_logged_segment.canceled AND {_CHANGES} = 0
    THEN interaction_logged_segment.line_count
    ELSE (SELECT count(*) FROM interaction_entry e
          WHERE e.logged_segment_id = interaction_logged_segment.id
            AND e.canceled = interaction_logged_segment.canceled)
    END"""
"""How many interactions of a logged segment are in its own state: as kept or as logged, as long as none was
cancelled or is gone since, see `LoggedChange`; else counted. What comes back changes nothing of that."""


def logged_segments(viewer: User, *, segment_no: str = "", counted: bool = False) -> QuerySet[LoggedSegment]:
    """Logged segments, the newest first, with `campaign_entry_count` in the same state (3.6).

    `line_count` on the row is how many interactions were logged; `counted` are those in the same state too,
    as `interaction_count` (R-INT-179), and of one `logged_segment_counts` tells more.
    """
    require(viewer, Right.READ_SEGMENTS)
    same = CampaignEntry.objects.filter(logged_segment=OuterRef("pk"), canceled=OuterRef("canceled"))
    below = same.order_by().values("logged_segment").annotate(n=Count("pk")).values("n")
    found = LoggedSegment.objects.select_related("user").order_by("-entry_no")
    found = found.annotate(campaign_entry_count=Coalesce(Subquery(below), 0))
    if counted:
        found = found.annotate(interaction_count=RawSQL(_SAME_STATE, (), BigIntegerField()))  # noqa: S611 - fixed
    return found.filter(segment_no=segment_no) if segment_no else found


def count_canceled_segments(viewer: User, *, segment_no: str = "") -> int:
    """How many logged segments are cancelled, all or those of a number (R-SEG-123); one statement."""
    require(viewer, Right.READ_SEGMENTS)
    found = LoggedSegment.objects.filter(canceled=True)
    return (found.filter(segment_no=segment_no) if segment_no else found).count()


def logged_segment(viewer: User, entry_no: int) -> LoggedSegment | None:
    """One logged segment."""
    return logged_segments(viewer).filter(entry_no=entry_no).first()


@dataclass(frozen=True, slots=True)
class LoggedCounts:
    """Interactions of a logged segment in its own state of cancellation, and their deliveries by state.

    `changes` is how often entries had changed after their end when it was counted, `of_number` how often in a
    way that may change how many there are, see `LoggedChange`.
    """

    deliveries: dict[str, int]
    changes: int
    of_number: int

    @property
    def interactions(self) -> int:
        """How many there are."""
        return sum(self.deliveries.values())

    @property
    def final(self) -> bool:
        """Whether nothing is on its way any more."""
        return not {DeliveryStatus.QUEUED, DeliveryStatus.SENDING} & self.deliveries.keys()


def logged_segment_counts(viewer: User, logged: LoggedSegment) -> LoggedCounts:
    """What became of the interactions of a logged segment, as it was kept, or counted.

    Two statements at most. What is counted should be kept, see `actions.headings.keep_counts`.
    """
    require(viewer, Right.READ_SEGMENTS)
    return kept_counts(logged) or _count(logged)


def kept_counts(logged: LoggedSegment) -> LoggedCounts | None:
    """What was kept, as long as it holds: whatever the size, one statement, none without."""
    kept = logged.counted
    if not kept or kept["canceled"] != logged.canceled:
        return None
    if LoggedChange.objects.filter(logged_segment=logged.pk).count() != kept["changes"]:
        return None
    return LoggedCounts(dict(sorted(kept["deliveries"].items())), kept["changes"], kept["of_number"])


def _count(logged: LoggedSegment) -> LoggedCounts:
    """Entries and their changes as they are at one moment; one statement."""
    ((found, changes, of_number),) = rows(
        """
        SELECT (
            SELECT coalesce(jsonb_object_agg(delivery_status, n), '{}')::text FROM (
                SELECT delivery_status, count(*) AS n FROM interaction_entry
                WHERE logged_segment_id = %(logged)s AND canceled = %(canceled)s GROUP BY 1
            ) counted
        ), count(*), count(*) FILTER (WHERE of_number)
        FROM interaction_logged_change WHERE logged_segment = %(logged)s""",
        {"logged": logged.pk, "canceled": logged.canceled},
    )
    deliveries = {str(state): int(count) for state, count in sorted(json.loads(found).items())}
    return LoggedCounts(deliveries, changes, of_number)


def entries_of_logged_segment(viewer: User, logged_segment: int) -> QuerySet[Entry]:
    """The interactions of a logged segment (by id) that the viewer may see, by number (R-SEG-125).

    The first of them are read in order from an index, however many there are.
    """
    require(viewer, Right.READ_LOG)
    # As a range, because then only the index of logged segments gives this order. The server might else go
    # through all interactions by number, until it meets the first of the segment.
    bounds = Q(logged_segment__gte=logged_segment, logged_segment__lte=logged_segment)
    below = Entry.objects.filter(seen_by(viewer).q, bounds)
    return below.order_by("logged_segment_id", "id")


def campaigns_of_logged_segment(viewer: User, logged: LoggedSegment) -> list[Campaign]:
    """The campaigns that a logged segment has entries for, by number, ten at most (R-SEG-125)."""
    require(viewer, Right.READ_SEGMENTS)
    entries = CampaignEntry.objects.filter(logged_segment=logged.pk)
    return list(Campaign.objects.filter(pk__in=entries.values("campaign")).order_by("no")[:10])


def campaign_of_logged_segment(viewer: User, logged: LoggedSegment) -> Campaign | None:
    """The campaign of the segment as it was: that of most of its interactions, which may be none (R-SEG-94).

    A line may have had another one, and an interaction of it may have got one since.
    """
    require(viewer, Right.READ_SEGMENTS)
    counted = Entry.objects.filter(logged_segment=logged.pk).order_by().values("campaign")
    most = counted.annotate(n=Count("pk")).order_by("-n", F("campaign").asc(nulls_last=True)).first()
    return Campaign.objects.filter(pk=most["campaign"]).first() if most is not None else None


def campaign_entries(viewer: User, campaign: Campaign) -> QuerySet[CampaignEntry]:
    """What segments and documents did for a campaign, the newest first (3.9, R-CMP-16).

    With `interaction_count`, `cost` and `duration` over interactions in the entry's own state.
    """
    require(viewer, Right.READ_SEGMENTS)
    below = Entry.objects.filter(campaign_entry=OuterRef("pk"), canceled=OuterRef("canceled"))
    same = below.order_by().values("campaign_entry")
    return (
        CampaignEntry.objects.filter(campaign=campaign)
        .select_related("user", "salesperson", "logged_segment")
        .annotate(
            interaction_count=Coalesce(Subquery(same.annotate(n=Count("pk")).values("n")), 0),
            cost=Coalesce(Subquery(same.annotate(n=Sum("cost")).values("n")), Decimal("0.00")),
            duration=Coalesce(Subquery(same.annotate(n=Sum("duration_min")).values("n")), Decimal("0.00")),
        )
        .order_by("-id")
    )


_HIDES = """EXISTS (
    SELECT 1 FROM interaction_entry e
    WHERE e.campaign_entry_id = g.id AND e.canceled AND ({seen}) IS NOT TRUE)"""
"""Whether a cancelled interaction that is not `seen` stands below a campaign entry `g`."""


def deletable(viewer: User, entries: Sequence[int]) -> list[int]:
    """The campaign entries (by id) below which the viewer sees all that would go; one statement.

    What somebody may not see is not deleted by them either, see `clean_up` (R-INT-198).
    """
    seen = seen_by(viewer)
    hides = _HIDES.replace("{seen}", seen.sql)
    found = rows(
        f"SELECT g.id FROM interaction_campaign_entry g WHERE g.id = ANY(%(entries)s) AND NOT {hides}",
        {**seen.params, "entries": list(entries)},
    )
    return sorted(row[0] for row in found)


def canceled_below(
    viewer: User, campaign: Campaign, *, since: date | None = None, until: date | None = None
) -> tuple[int, int]:
    """How many cancelled entries of a campaign the viewer may delete, and the interactions that go with them.

    Those of R-CMP-19 that are `deletable`; `since` and `until` are days of the entries, both included.
    """
    require(viewer, Right.READ_SEGMENTS)
    seen = seen_by(viewer)
    ((entries, interactions),) = rows(
        f"""
        WITH gone AS (
            SELECT g.id FROM interaction_campaign_entry g WHERE g.campaign_id = %(campaign)s AND g.canceled
              AND (%(since)s::date IS NULL OR g.date >= %(since)s)
              AND (%(until)s::date IS NULL OR g.date <= %(until)s)
              AND NOT {_HIDES.replace("{seen}", seen.sql)}
        )
        SELECT (SELECT count(*) FROM gone),
               (SELECT count(*) FROM interaction_entry e
                WHERE e.canceled AND e.campaign_entry_id IN (SELECT id FROM gone))""",
        {**seen.params, "campaign": campaign.pk, "since": since, "until": until},
    )
    return int(entries), int(interactions)


def stands_below_canceled(entries: Question) -> bool:
    """Whether one of the entries belongs to a cancelled logged segment or campaign entry (R-SEG-122)."""
    found = rows(
        f"""
        SELECT 1 FROM interaction_entry e
        WHERE e.id IN ({entries.sql})
          AND (EXISTS (SELECT 1 FROM interaction_logged_segment g
                       WHERE g.id = e.logged_segment_id AND g.canceled)
               OR EXISTS (SELECT 1 FROM interaction_campaign_entry g
                          WHERE g.id = e.campaign_entry_id AND g.canceled))
        LIMIT 1""",
        entries.params,
    )
    return bool(found)


@dataclass(frozen=True, slots=True)
class CampaignFigures:
    """What the log says of a campaign: interactions, distinct contacts beside them, cost and minutes.

    `contacted` and `responded` count interactions (R-CMP-20, 21, 25); cost in the company's currency.
    `unsubscribed` are the contacts whom one of its messages led to want no more, or to complain (B-14).
    """

    interactions: int
    contacted: int
    responded: int
    contacts_contacted: int
    contacts_responded: int
    companies_contacted: int
    cost: Decimal
    duration_min: Decimal
    sent: int
    failed: int
    unsubscribed: int

    @property
    def response_rate(self) -> Decimal:
        """Responded of contacted in per cent, to one decimal (R-CMP-24)."""
        if not self.contacted:
            return Decimal("0.0")
        return _rounded(Decimal(100) * self.responded / self.contacted, 1)

    @property
    def cost_per_response(self) -> Decimal:
        """Cost divided by responses, to two decimals; 0 without responses."""
        return _rounded(self.cost / self.responded, 2) if self.responded else Decimal("0.00")

    @property
    def duration_per_response(self) -> Decimal:
        """Minutes divided by responses, to two decimals; 0 without responses."""
        return _rounded(self.duration_min / self.responded, 2) if self.responded else Decimal("0.00")


def _rounded(value: Decimal, places: int) -> Decimal:
    """As people and the pages round: half away from zero."""
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


_COUNTED = """e.campaign_id = ANY(%(campaigns)s) AND NOT e.canceled
    AND (%(since)s::date IS NULL OR e.occurred_on >= %(since)s)
    AND (%(until)s::date IS NULL OR e.occurred_on <= %(until)s)"""


def campaign_figures(
    viewer: User, campaigns: list[int], *, since: date | None = None, until: date | None = None
) -> dict[int, CampaignFigures]:
    """The figures of each campaign (by id), cancelled interactions left out; one statement.

    All interactions count, whoever may read them: figures of a campaign are true (R-CMP-20 to 25).
    """
    require(viewer, Right.READ_SEGMENTS)
    found = rows(
        f"""
        WITH counted AS (
            SELECT e.campaign_id, count(*),
                   count(*) FILTER (WHERE e.campaign_target), count(*) FILTER (WHERE e.campaign_response),
                   count(DISTINCT e.contact_id) FILTER (WHERE e.campaign_target),
                   count(DISTINCT e.contact_id) FILTER (WHERE e.campaign_response),
                   count(DISTINCT e.company_id) FILTER (WHERE e.campaign_target),
                   sum(e.cost), sum(e.duration_min),
                   count(*) FILTER (WHERE e.delivery_status = 'sent'),
                   count(*) FILTER (WHERE e.delivery_status IN ('failed', 'bounced'))
            FROM interaction_entry e WHERE {_COUNTED} GROUP BY e.campaign_id
        ), gone AS (
            SELECT e.campaign_id, count(DISTINCT n.contact_id) AS contacts
            FROM contact_consent_note n
            JOIN interaction_entry e ON e.id = n.entry_no AND e.contact_id = n.contact_id
            WHERE n.agreement IN ('withdrawn', 'complained') AND {_COUNTED} GROUP BY e.campaign_id
        )
        SELECT counted.*, coalesce(gone.contacts, 0) FROM counted LEFT JOIN gone USING (campaign_id)""",
        {"campaigns": campaigns, "since": since, "until": until},
    )
    nothing = CampaignFigures(0, 0, 0, 0, 0, 0, Decimal("0.00"), Decimal("0.00"), 0, 0, 0)
    figures = {int(row[0]): CampaignFigures(*row[1:]) for row in found}
    return {campaign: figures.get(campaign, nothing) for campaign in campaigns}
