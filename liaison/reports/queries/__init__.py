"""Reads of the reports, one module for each page."""

from liaison.reports.queries.home import (
    HomeFigures,
    Waiting,
    WaitingDraft,
    Week,
    codes_of,
    home_figures,
    last_interactions,
    scopes,
    waiting,
)
from liaison.reports.queries.statistics import (
    Statistic,
    group_statistics,
    salesperson_statistics,
    template_statistics,
)

__all__ = [
    "HomeFigures",
    "Statistic",
    "Waiting",
    "WaitingDraft",
    "Week",
    "codes_of",
    "group_statistics",
    "home_figures",
    "last_interactions",
    "salesperson_statistics",
    "scopes",
    "template_statistics",
    "waiting",
]
