"""The usual periods that a list is narrowed to by one press, and the way to what their figures count."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext

from liaison.interactions.figures import ALWAYS, Period
from liaison.kit.text import Words
from liaison.web.shell.lists import Listing


def periods(
    listing: Listing[Any], today: date, *, first: str = "since", last: str = "until"
) -> list[tuple[Words, str, bool]]:
    """The usual periods: their name, the address that shows them, whether one is chosen.

    `first` and `last` are the filters of the list that hold its days.
    """
    month, year = today.replace(day=1), today.replace(month=1, day=1)
    before = (month - timedelta(days=1)).replace(day=1)
    choices: list[tuple[Words, date | None, date | None]] = [
        (gettext("Always"), None, None),
        (gettext("This month"), month, today),
        (gettext("Last month"), before, month - timedelta(days=1)),
        (gettext("This year"), year, today),
        (gettext("Last year"), year.replace(year=year.year - 1), year - timedelta(days=1)),
    ]
    chosen = (listing.day(first), listing.day(last))
    return [
        (words, listing.url(**{first: since, last: until}), (since, until) == chosen)
        for words, since, until in choices
    ]


def counted_interactions(period: Period = ALWAYS, **narrowed: str) -> str:
    """The address of the interactions that figures of `period` count, narrowed so (R-INT-3, 184)."""
    asked = {**narrowed, "state": "active", "since": period.since, "until": period.until}
    return f"{reverse('interactions')}?{urlencode({key: said for key, said in asked.items() if said})}"
