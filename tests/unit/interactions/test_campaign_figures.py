"""What the figures of a campaign are divided to."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from liaison.interactions.queries.headings import CampaignFigures

NOTHING = CampaignFigures(0, 0, 0, 0, 0, 0, Decimal("0.00"), Decimal("0.00"), 0, 0, 0)


@pytest.mark.parametrize(("contacted", "responded", "rate"), [(16, 1, "6.3"), (3, 1, "33.3"), (0, 0, "0.0")])
def test_the_rate_of_responses_is_rounded_up_from_the_half(contacted: int, responded: int, rate: str) -> None:
    """R-CMP-24"""
    figures = replace(NOTHING, contacted=contacted, responded=responded)
    assert str(figures.response_rate) == rate


def test_what_a_response_costs_is_rounded_up_from_the_half() -> None:
    """R-CMP-24: cost and minutes too"""
    figures = replace(NOTHING, responded=8, cost=Decimal("1.00"), duration_min=Decimal("1.00"))
    assert (str(figures.cost_per_response), str(figures.duration_per_response)) == ("0.13", "0.13")
    assert (str(NOTHING.cost_per_response), str(NOTHING.duration_per_response)) == ("0.00", "0.00")
