"""The usual periods that a list is narrowed to by one press."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext

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
