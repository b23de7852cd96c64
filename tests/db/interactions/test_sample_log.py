"""The sample log of the specification and the figures that must come out, to the cent."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from liaison.campaigns.actions import create_campaign
from liaison.campaigns.models import Campaign
from liaison.campaigns.rules import CampaignValues
from liaison.interactions.actions.correct import Correction, cancel, correct
from liaison.interactions.actions.drafts import complete, postpone
from liaison.interactions.actions.log import log_values
from liaison.interactions.draft import ParticipantValue, Values
from liaison.interactions.figures import (
    ALWAYS,
    Figures,
    Period,
    by_week_and_channel,
    contact_figures,
    group_figures,
    salesperson_figures,
    template_figures,
)
from liaison.interactions.models import Draft, Entry
from liaison.interactions.queries.drafts import values_of
from liaison.interactions.queries.headings import campaign_figures
from liaison.interactions.queries.log_list import LogFilter, log_list
from tests import make
from tests.cast import Cast


def day(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}T10:00:00").replace(tzinfo=UTC)


@pytest.fixture
def sample(cast: Cast) -> dict[int, int]:
    """Entries 1 to 9; the numbers of the entries by the numbers of the table. 9 is postponed."""
    meeting, documents = make.make_group("REUNION"), make.make_group("DOCUMENT")
    campaign, letters = make.make_group("CAMPAGNE"), make.make_group("LETTRE")
    none = {"default_correspondence_type": "none"}
    make.make_template("VISIT", meeting, unit_cost=120, unit_duration_min=90, channel="meeting", **none)
    make.make_template("S-QUOTE", documents, unit_cost=6, unit_duration_min=2, channel="document", **none)
    make.make_template(
        "INVITE", campaign, unit_cost=Decimal("1.80"), unit_duration_min=2, campaign_target=True, **none
    )
    make.make_template(
        "RESPONSE", campaign, unit_cost=0, unit_duration_min=2, information_flow="inbound", initiated_by="them",
        campaign_response=True, **none,
    )  # fmt: skip
    make.make_template(
        "LETTER", letters, unit_cost=Decimal("6.50"), unit_duration_min=20, channel="letter", **none
    )

    def log(when: str, contact: str, template: str, description: str, **given: Any) -> int:
        by = cast.marc if given.pop("salesperson", "AR") == "MD" else cast.aline
        values = Values(
            contact=contact, template=template, description=description, occurred_at=day(when), **given
        )
        return log_values(values, by=by, at=day("2026-03-01"))

    create_campaign(
        CampaignValues(description="Portes ouvertes"),
        no="CP-012",
        by=cast.administrator,
        at=day("2026-01-05"),
    )
    open_doors = {"salesperson": "MD", "campaign": "CP-012"}
    nora, yves, company = "CT-000482", "CT-000483", "CT-000480"
    numbers = {
        1: log("2026-01-14", nora, "APPEL", "Premier contact, nouvelle ligne", evaluation="positive"),
        2: log("2026-01-20", nora, "VISIT", "Visite de l'atelier", comments=("Un", "Deux")),
        3: log("2026-02-03", company, "S-QUOTE", "Devis DV-2026-0418"),
        4: log("2026-02-10", yves, "INVITE", "Portes ouvertes 2026", **open_doors),
        5: log("2026-02-10", nora, "INVITE", "Portes ouvertes 2026", **open_doors),
        6: log("2026-02-12", yves, "RESPONSE", "S'inscrit avec deux personnes", **open_doors),
        7: log("2026-02-19", nora, "APPEL", "Relance du devis", attempt_failed=True),
        8: log("2026-02-20", nora, "APPEL", "Relance du devis (doublon)"),
    }
    correct(
        numbers[2],
        Correction(duration_min=Decimal(75), evaluation="very_positive"),
        by=cast.aline,
        at=day("2026-01-20"),
    )
    cancel([numbers[8]], reason="Doublon", by=cast.aline, at=day("2026-02-21"))
    draft = postpone(
        Values(
            contact=nora,
            template="LETTER",
            description="Conditions de maintenance",
            occurred_at=day("2026-03-02"),
        ),
        by=cast.aline,
        at=day("2026-03-02"),
    )
    numbers[9] = draft.entry_no
    return numbers


def figures(number: int, cost: str, minutes: int) -> Figures:
    return Figures(number, Decimal(cost), Decimal(minutes))


def test_the_figures_of_the_sample_log(cast: Cast, sample: dict[int, int]) -> None:
    """R-INT-2, R-INT-8, R-INT-75, R-INT-147, R-INT-173, R-INT-174, R-INT-176, R-INT-180, R-CON-237, R-CON-239;
    section 9.5
    """
    company = contact_figures(cast.aline, cast.company)
    nora = contact_figures(cast.aline, cast.nora)
    yves = contact_figures(cast.aline, cast.yves)

    assert company.figures == figures(7, "132.60", 107)
    assert (company.last_interaction, company.last_attempted) == (date(2026, 2, 12), date(2026, 2, 19))
    assert nora.figures == figures(4, "124.80", 101)
    assert (nora.last_interaction, nora.last_attempted) == (date(2026, 2, 10), date(2026, 2, 19))
    assert yves.figures == figures(2, "1.80", 4)
    assert (yves.last_interaction, yves.last_attempted) == (date(2026, 2, 12), date(2026, 2, 10))
    phone = cast.call.group_id
    assert group_figures(cast.aline, [phone]) == {phone: figures(2, "3.00", 24)}
    assert salesperson_figures(cast.aline, [cast.rochat.pk]) == {cast.rochat.pk: figures(4, "129.00", 101)}


def test_the_figures_of_the_sample_campaign(cast: Cast, sample: dict[int, int]) -> None:
    """R-CMP-20, R-CMP-21; section 9.5"""
    campaign = Campaign.objects.get(no="CP-012").pk

    found = campaign_figures(cast.aline, [campaign])[campaign]

    assert (found.contacted, found.responded) == (2, 1)
    assert (found.cost, found.duration_min) == (Decimal("3.60"), Decimal(6))


def test_finishing_the_postponed_letter_adds_exactly_its_values(cast: Cast, sample: dict[int, int]) -> None:
    """R-INT-78, R-INT-180: the same number, and the figures rise."""
    draft = Draft.objects.get(entry_no=sample[9])
    values = replace(values_of(draft), occurred_at=day("2026-03-05"))

    number = complete(sample[9], values, by=cast.aline, at=day("2026-03-05"))

    company = contact_figures(cast.aline, cast.company)
    assert number == sample[9]
    assert company.figures == figures(8, "139.10", 127)
    assert (company.last_interaction, company.last_attempted) == (date(2026, 3, 5), date(2026, 3, 5))


def test_figures_of_a_period(cast: Cast, sample: dict[int, int]) -> None:
    """R-INT-2, R-INT-8: both days of the period belong to it; the dates of last contact leave it aside."""
    february = Period(date(2026, 2, 3), date(2026, 2, 12))

    company = contact_figures(cast.aline, cast.company, february)
    assert company.figures == figures(4, "9.60", 8)
    assert company.last_attempted == date(2026, 2, 19)
    invite = Entry.objects.get(pk=sample[4]).template_id
    assert template_figures(cast.aline, [invite], february) == {invite: figures(2, "3.60", 4)}


def test_the_list_never_shows_postponed_ones(cast: Cast, sample: dict[int, int]) -> None:
    """R-INT-75, R-INT-182"""
    page = log_list(cast.aline, LogFilter(contact="CT-000480"))

    newest_first = [sample[number] for number in (8, 7, 6, 5, 4, 3, 2, 1)]
    assert [row.entry_no for row in page.items] == newest_first
    assert page.next is None


def test_the_weeks_of_a_contact_add_up_to_its_figures(cast: Cast) -> None:
    """R-INT-173: who only took part too, and a company once however many took part"""
    people = (ParticipantValue(contact="CT-000483"), ParticipantValue(contact="CT-000100"))
    values = Values(contact="CT-000482", template="APPEL", participants=people)
    log_values(values, by=cast.aline, at=day("2026-03-01"))
    for contact in (cast.company, cast.nora, cast.yves, cast.lea):
        weeks = by_week_and_channel(cast.aline, ALWAYS, contact=contact)
        assert [week.interactions for week in weeks] == [1]
        assert contact_figures(cast.aline, contact).figures.interactions == 1
