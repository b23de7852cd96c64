"""What campaigns refuse, in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from liaison.kit.errors import Refusal, too_long
from liaison.kit.text import gettext_lazy as _

MAX_TEXT = 255
MAX_CODE = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignValues:
    """The card of a campaign; None leaves a value, an empty code clears it.

    `no_dates` clears both dates before those given are set.
    """

    description: str | None = None
    starting_date: date | None = None
    ending_date: date | None = None
    no_dates: bool = False
    salesperson: str | None = None
    status: str | None = None
    dimension_1: str | None = None
    dimension_2: str | None = None
    notes: str | None = None

    def given(self) -> dict[str, Any]:
        """The values that were given, by name."""
        found = {one.name: getattr(self, one.name) for one in fields(self) if one.name != "no_dates"}
        return {name: value for name, value in found.items() if value is not None}


def shape_refusals(values: CampaignValues) -> Iterator[Refusal]:
    """What is wrong with the values whatever campaign they meet."""
    for name, limit in (("description", MAX_TEXT), ("dimension_1", MAX_CODE), ("dimension_2", MAX_CODE)):
        text = getattr(values, name)
        if text is not None and len(text) > limit:
            yield too_long(name, limit)


def dates_refusal(start: date | None, end: date | None, *, changed: str) -> Refusal | None:
    """A campaign that ends before it starts (R-CMP-5, 6)."""
    if start is None or end is None or start <= end:
        return None
    if changed == "ending_date":
        return Refusal(_("The ending date must not be before the starting date."), "ending_date", "E-CMP-3")
    return Refusal(_("The starting date must not be after the ending date."), "starting_date", "E-CMP-2")


def unknown(what: str, field: str) -> Refusal:
    """A code that names nothing."""
    return Refusal(_("There is no “%(what)s”.") % {"what": what}, field, "unknown")


def number_in_use(number: str) -> Refusal:
    """A number another campaign has."""
    return Refusal(_("Number %(number)s is in use.") % {"number": number}, "no", "E-SEG-2")


def bad_code(field: str = "code") -> Refusal:
    """A code that is empty or too long."""
    return Refusal(_("Use 1 to 20 characters."), field, "code")


def code_in_use(code: str) -> Refusal:
    """A code another status has."""
    return Refusal(_("Code %(code)s is in use.") % {"code": code}, "code", "code")


def status_in_use(code: str) -> Refusal:
    """A status that campaigns name."""
    return Refusal(
        _("Status %(code)s is used by campaigns; make it inactive instead.") % {"code": code},
        "code",
        "in_use",
    )


def campaign_in_use(number: str) -> Refusal:
    """A campaign that segments or interactions name (R-CMP-55)."""
    return Refusal(
        _("Campaign %(number)s has segments or interactions; archive it instead.") % {"number": number},
        "campaign",
        "in_use",
    )
