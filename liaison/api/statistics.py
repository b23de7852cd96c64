"""Figures over a period: how many interactions, their cost and their minutes."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from liaison.api.entries import DayOut
from liaison.api.shapes import Day, MoneyOut, Out, Shape
from liaison.interactions.figures import Figures, Period


class PeriodQuery(Shape):
    """Local days, both inclusive; without them all that ever was."""

    since: Annotated[Day | None, Field(description="First day, in the company's time zone.")] = None
    until: Annotated[Day | None, Field(description="Last day, inclusive.")] = None

    @property
    def period(self) -> Period:
        """The period asked for."""
        return Period(self.since, self.until)


class FiguresOut(Out):
    """What counts: neither cancelled nor postponed, and yours to see."""

    since: DayOut | None
    until: DayOut | None
    interactions: int
    cost: MoneyOut
    duration_min: MoneyOut


def show_figures(figures: Figures, query: PeriodQuery) -> dict[str, Any]:
    """Figures as JSON."""
    return {
        "since": query.since,
        "until": query.until,
        "interactions": figures.interactions,
        "cost": figures.cost,
        "duration_min": figures.duration_min,
    }
