"""Columns and filters that the lists of the set-up share: figures, period, what is still offered."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from liaison.interactions.figures import Period
from liaison.web.shell.lists import ChoiceFilter, DayFilter, ListColumn, Listing

STATES = (("active", _("Active")), ("inactive", _("Inactive")))
STATE = ChoiceFilter("state", _("State"), front=True, choices=STATES)
PERIOD = (DayFilter("since", _("Interactions from")), DayFilter("until", _("Interactions until")))

ACTIVE: ListColumn[Any] = ListColumn("active", _("Active"), lambda line: line.active, shown=False)
FIGURES: tuple[ListColumn[Any], ...] = (
    ListColumn(
        "interactions",
        _("Interactions"),
        lambda line: line.figures.interactions,
        "number",
        sort="interactions",
        first="desc",
    ),
    ListColumn("cost", _("Cost"), lambda line: line.figures.cost, "money", sort="cost", first="desc"),
    ListColumn(
        "minutes",
        _("Duration (min)"),
        lambda line: line.figures.duration_min,
        "minutes",
        sort="minutes",
        first="desc",
    ),
)


def has_state(listing: Listing[Any]) -> bool:
    """Whether a list is narrowed to a state that there is, or to none."""
    return listing.text(STATE.key) in {"", *dict(STATES)}


def active_asked(listing: Listing[Any]) -> bool | None:
    """Whether a list is narrowed to what is active, or to what is not; None where it shows both."""
    state = listing.text(STATE.key)
    return state == "active" if state else None


def period_of(listing: Listing[Any]) -> Period:
    """The local days of a list's figures, as its filters give them."""
    return Period(listing.day("since"), listing.day("until"))
