from __future__ import annotations

from datetime import date

import pytest

from liaison.campaigns.rules import CampaignValues, dates_refusal, shape_refusals


@pytest.mark.parametrize(
    ("start", "end", "changed", "code"),
    [
        (None, None, "starting_date", None),
        (date(2026, 1, 1), None, "starting_date", None),
        (None, date(2026, 1, 1), "ending_date", None),
        (date(2026, 1, 1), date(2026, 1, 1), "ending_date", None),
        (date(2026, 1, 2), date(2026, 1, 1), "starting_date", "E-CMP-2"),
        (date(2026, 1, 2), date(2026, 1, 1), "ending_date", "E-CMP-3"),
    ],
)
def test_dates_are_in_order(start: date | None, end: date | None, changed: str, code: str | None) -> None:
    """R-CMP-5, R-CMP-6"""
    refusal = dates_refusal(start, end, changed=changed)

    assert (refusal.code if refusal is not None else None) == code


def test_texts_have_a_length() -> None:
    values = CampaignValues(description="x" * 256, dimension_1="x" * 21, dimension_2="x" * 20)

    assert [one.field for one in shape_refusals(values)] == ["description", "dimension_1"]
