"""What the worksheet shows is what is logged, whatever lines have of their own."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from liaison.campaigns.actions import create_campaign
from liaison.campaigns.rules import CampaignValues
from liaison.contacts.models import AddressRange, AlternativeAddress
from liaison.interactions.models import Content, Entry
from liaison.kit.errors import Refused
from liaison.segments.actions import (
    create_segment,
    log_segment,
    personalize_lines,
    select_contacts,
    write_language,
)
from liaison.segments.models import Segment
from liaison.segments.queries.lines import lines
from liaison.segments.queries.segments import segment
from liaison.segments.rules import Selection
from liaison.segments.values import LanguageValues, LineValues, SegmentValues
from tests.db.segments.sample import AT, Sample
from tests.db.segments.test_worked_example import OPENDAY

own = st.fixed_dictionaries(
    {
        "template": st.sampled_from([None, None, "LETTER", "CALL"]),
        "language": st.sampled_from([None, None, "fr-CH", "de-CH", "en"]),
        "correspondence_type": st.sampled_from([None, "none", "hard_copy", "email"]),
        "description": st.sampled_from([None, "Mine"]),
        "subject": st.sampled_from([None, "My subject"]),
        "cost": st.sampled_from([None, Decimal(9)]),
        "occurred_on": st.sampled_from([None, date(2025, 5, 1), date(2027, 2, 1)]),
        "salesperson": st.sampled_from([None, "TK"]),
        "campaign": st.sampled_from([None, "CP-2"]),
        "campaign_target": st.sampled_from([None, False]),
        "evaluation": st.sampled_from([None, "positive"]),
        "duration_min": st.sampled_from([None, Decimal(45)]),
        "information_flow": st.sampled_from([None, "inbound"]),
        "initiated_by": st.sampled_from([None, "them"]),
        "attempt_failed": st.sampled_from([None, True]),
        "campaign_response": st.sampled_from([None, True]),
        "contact_via": st.sampled_from([None, "021 555 66 77"]),
        "document_as_attachment": st.sampled_from([None, True, False]),
    }
)
SAME = (
    "cost", "duration_min", "information_flow", "initiated_by", "campaign_target", "campaign_response",
    "evaluation", "attempt_failed", "contact_via", "document_as_attachment",
)  # fmt: skip
"""What a line and its entry call by the same name."""


class _BackAgainError(Exception):
    pass


@pytest.fixture
def openday(sample: Sample) -> Segment:
    for no in ("CP-1", "CP-2"):
        create_campaign(CampaignValues(), no=no, by=sample.by, at=AT)
    values = SegmentValues(description="Open day", campaign="CP-1")
    made = create_segment(values, template="INVIT", by=sample.by, at=AT)
    select_contacts(made.no, Selection(action="add", filters=[OPENDAY]), by=sample.by, at=AT)
    for number in (101, 201):
        for code, start, end in (
            ("OLD", date(2025, 1, 1), date(2025, 12, 31)),
            ("NEW", date(2027, 1, 1), None),
        ):
            address = AlternativeAddress.objects.create(
                contact=sample.contacts[number], code=code, email=f"{code}{number}@x.example"
            )
            AddressRange.objects.create(
                contact=sample.contacts[number],
                alternative_address=address,
                starting_date=start,
                ending_date=end,
            )
    return made


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    wishes=st.lists(own, min_size=4, max_size=4),
    texts=st.lists(st.sampled_from(["en", "it-CH", "fr-CH"]), max_size=2, unique=True),
    head=st.fixed_dictionaries(
        {
            "cost": st.sampled_from([None, Decimal(3)]),
            "occurred_on": st.sampled_from([None, date(2027, 3, 1)]),
            "ignore_contact_type": st.sampled_from([None, True]),
            "document_as_attachment": st.sampled_from([None, True]),
        }
    ),
)
def test_what_is_shown_is_logged(
    sample: Sample, openday: Segment, wishes: list[dict[str, Any]], texts: list[str], head: dict[str, Any]
) -> None:
    """R-SEG-113, R-SEG-41, R-SEG-43, R-SEG-53"""
    from liaison.segments.actions import change_segment

    with pytest.raises(_BackAgainError), transaction.atomic():
        change_segment(openday.no, SegmentValues(**head), by=sample.by, at=AT)
        for number, wish in zip((10_000, 20_000, 30_000, 40_000), wishes, strict=True):
            try:
                personalize_lines(openday.no, [number], LineValues(**wish), by=sample.by, at=AT)
            except Refused:  # the texts of its own template speak other languages (R-SEG-46)
                assert wish["template"] is not None
                assert wish["language"] is not None
                given = {**wish, "language": None}
                personalize_lines(openday.no, [number], LineValues(**given), by=sample.by, at=AT)
        for language in texts:
            values = LanguageValues(subject=f"Own {language}", body=f"<p>{language}</p>")
            write_language(openday.no, language, values, line_no=30_000, by=sample.by, at=AT)
        shown = lines(sample.by, segment(sample.by, openday.no)).items
        log_segment(openday.no, send=False, by=sample.by, at=AT)
        entries = list(
            Entry.objects.filter(segment_no=openday.no)
            .select_related("contact", "template", "salesperson", "campaign", "alternative_address")
            .order_by("id")
        )
        contents = Content.objects.in_bulk([one.content_id for one in entries])
        logged = [
            (
                one.contact.no,
                one.template.code,
                one.language,
                contents[one.content_id].description,
                contents[one.content_id].subject,
                one.occurred_on,
                one.salesperson.code if one.salesperson is not None else "",
                one.campaign.no if one.campaign is not None else "",
                *(getattr(one, name) for name in SAME),
                (one.alternative_address.email if one.alternative_address is not None else "")
                or one.contact.email,
            )
            for one in entries
        ]
        assert logged == [
            (
                one.contact_no,
                one.template,
                one.language,
                one.description,
                one.subject,
                one.occurred_on,
                one.salesperson,
                one.campaign,
                *(getattr(one, name) for name in SAME),
                one.email,
            )
            for one in shown
        ]
        assert [one.correspondence_type for one in entries] == [
            "none" if one.correspondence_type == "email" and not one.email else one.correspondence_type
            for one in shown
        ]
        raise _BackAgainError
