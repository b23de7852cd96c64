"""Statistics of groups, templates and salespeople over a period."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from liaison.interactions.actions.correct import cancel
from liaison.interactions.actions.log import log_values
from liaison.interactions.draft import Values
from liaison.interactions.figures import NOTHING, Figures, Period
from liaison.reports.queries import group_statistics, salesperson_statistics, template_statistics
from tests import make
from tests.cast import Cast

JANUARY, MARCH = datetime(2026, 1, 14, 9, tzinfo=UTC), datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture
def some(cast: Cast) -> Cast:
    """Two calls, one of them in March, and a visit; a cancelled call; a group and template never used."""
    visits = make.make_group("REUNION", description="Réunions")
    make.make_template(
        "VISITE", visits, description="Visite", channel="meeting", unit_cost=120, unit_duration_min=90
    )
    make.make_template("NOTE", visits, description="Note", channel="note", active=False)

    def log(template: str, when: datetime, code: str = "AR") -> int:
        values = Values(contact="CT-000482", template=template, salesperson=code, occurred_at=when)
        return log_values(values, by=cast.aline, at=when)

    log("APPEL", JANUARY)
    log("APPEL", MARCH)
    log("VISITE", MARCH, "MD")
    cancel([log("APPEL", MARCH)], by=cast.aline, at=MARCH)
    return cast


CALL = Figures(1, Decimal("1.50"), Decimal("12.00"))
CALLS = Figures(2, Decimal("3.00"), Decimal("24.00"))
VISIT = Figures(1, Decimal("120.00"), Decimal("90.00"))


def test_groups(some: Cast) -> None:
    """R-INT-2"""
    assert [(row.code, row.description, row.figures) for row in group_statistics(some.aline)] == [
        ("REUNION", "Réunions", VISIT),
        ("TEL", "Téléphone", CALLS),
    ]


def test_a_period_narrows_them(some: Cast) -> None:
    """R-INT-2"""
    march = Period(date(2026, 3, 1), date(2026, 3, 31))
    assert [row.figures for row in group_statistics(some.aline, march)] == [VISIT, CALL]


def test_templates_with_those_never_used(some: Cast) -> None:
    """R-INT-8"""
    found = template_statistics(some.aline)
    assert [(row.code, row.belongs_to, row.channel, row.active, row.figures) for row in found] == [
        ("APPEL", "TEL", "phone", True, CALLS),
        ("NOTE", "REUNION", "note", False, NOTHING),
        ("VISITE", "REUNION", "meeting", True, VISIT),
    ]


def test_templates_of_a_group(some: Cast) -> None:
    """R-INT-3"""
    assert [row.code for row in template_statistics(some.aline, group="TEL")] == ["APPEL"]


def test_salespeople(some: Cast) -> None:
    """R-INT-176"""
    assert [(row.code, row.description, row.figures) for row in salesperson_statistics(some.aline)] == [
        ("AR", "Aline Rochat", CALLS),
        ("MD", "Marc Dubuis", VISIT),
        ("UB", "Urs Bühler", NOTHING),
    ]


def test_salespeople_are_sorted_without_accents_and_case(some: Cast) -> None:
    for place, name in enumerate(["Zoé Aubry", "Élodie Ney", "de Weck"]):
        make.make_salesperson(f"S{place}", name)

    told = [row.description for row in salesperson_statistics(some.aline)]

    assert told == ["Aline Rochat", "de Weck", "Élodie Ney", "Marc Dubuis", "Urs Bühler", "Zoé Aubry"]


@pytest.mark.parametrize("report", [group_statistics, template_statistics, salesperson_statistics])
def test_two_statements_each(some: Cast, report: Any, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(2):
        report(some.aline)
