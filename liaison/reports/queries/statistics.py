"""Statistics of groups, templates and salespeople: number, cost and minutes over a period."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from liaison.accounts.models import Salesperson, User
from liaison.accounts.queries import require
from liaison.accounts.rules import Right
from liaison.interactions.figures import (
    ALWAYS,
    NOTHING,
    Figures,
    Period,
    group_figures,
    salesperson_figures,
    template_figures,
)
from liaison.interactions.models import InteractionGroup, InteractionTemplate
from liaison.kit.folding import folded


@dataclass(frozen=True, slots=True)
class Statistic:
    """A line of a statistics page: a code with its figures."""

    code: str
    description: str
    descriptions: Mapping[str, str]
    belongs_to: str
    """The code of a template's group or the name of a salesperson's team; of a group its own code."""
    channel: str
    active: bool
    figures: Figures

    @property
    def interactions(self) -> int:
        """How many."""
        return self.figures.interactions

    @property
    def cost(self) -> Decimal:
        """In company currency."""
        return self.figures.cost

    @property
    def duration_min(self) -> Decimal:
        """In minutes."""
        return self.figures.duration_min


def group_statistics(viewer: User, period: Period = ALWAYS) -> list[Statistic]:
    """Every interaction group with its figures, by code (R-INT-2); two statements."""
    require(viewer, Right.READ_TEMPLATES)
    found = group_figures(viewer, None, period)
    return [
        Statistic(
            row.code, row.description, row.descriptions, row.code, "", row.active, found.get(row.pk, NOTHING)
        )
        for row in InteractionGroup.objects.order_by("code")
    ]


def template_statistics(viewer: User, period: Period = ALWAYS, *, group: str = "") -> list[Statistic]:
    """Every template, or those of a group, with its figures, by code (R-INT-8); two statements."""
    require(viewer, Right.READ_TEMPLATES)
    templates = InteractionTemplate.objects.select_related("group").order_by("code")
    if group:
        templates = templates.filter(group__code=group)
    found = template_figures(viewer, None, period)
    return [
        Statistic(
            row.code,
            row.description,
            row.descriptions,
            row.group.code,
            row.channel,
            row.active,
            found.get(row.pk, NOTHING),
        )
        for row in templates
    ]


def salesperson_statistics(viewer: User, period: Period = ALWAYS) -> list[Statistic]:
    """Every salesperson with their figures, by name (R-INT-176); two statements."""
    require(viewer, Right.READ_CONTACTS)
    found = salesperson_figures(viewer, None, period)
    return [
        Statistic(
            row.code,
            row.name,
            {},
            row.team.name if row.team else "",
            "",
            row.active,
            found.get(row.pk, NOTHING),
        )
        for row in Salesperson.objects.select_related("team").order_by(folded("name"), "id")
    ]
