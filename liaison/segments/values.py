"""What is given for a segment or a line: None leaves a value as it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date, time
from decimal import Decimal
from typing import Any

from liaison.kit.errors import Refusal, too_long
from liaison.segments import rules


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentValues:
    """The head of a segment. Codes and numbers are texts; an empty one clears the value.

    Cost is in the company's currency for each line, duration in minutes.
    """

    description: str | None = None
    campaign: str | None = None
    salesperson: str | None = None
    occurred_on: date | None = None
    occurred_time: time | None = None
    correspondence_type: str | None = None
    ignore_contact_type: bool | None = None
    subject: str | None = None
    cost: Decimal | None = None
    duration_min: Decimal | None = None
    information_flow: str | None = None
    initiated_by: str | None = None
    campaign_target: bool | None = None
    campaign_response: bool | None = None
    document_template: int | None = None
    document_as_attachment: bool | None = None
    follows_criteria: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LineValues:
    """What one line, or several, have of their own; None leaves it, `reset` lets it follow again.

    `alternative_address` is the code of an address of the contact. `template` gives the line the
    documents of that template.
    """

    template: str | None = None
    language: str | None = None
    correspondence_type: str | None = None
    description: str | None = None
    subject: str | None = None
    body: str | None = None
    cost: Decimal | None = None
    duration_min: Decimal | None = None
    occurred_on: date | None = None
    occurred_time: time | None = None
    salesperson: str | None = None
    campaign: str | None = None
    campaign_target: bool | None = None
    campaign_response: bool | None = None
    information_flow: str | None = None
    initiated_by: str | None = None
    evaluation: str | None = None
    attempt_failed: bool | None = None
    alternative_address: str | None = None
    contact_via: str | None = None
    document_template: int | None = None
    document_as_attachment: bool | None = None
    reset: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageValues:
    """What a segment, or one line, says in one language; None leaves it, 0 takes file or template off."""

    description: str | None = None
    subject: str | None = None
    body: str | None = None
    email_layout: str | None = None
    file: int | None = None
    file_name: str | None = None
    document_template: int | None = None


def given(values: Any) -> dict[str, Any]:
    """The values that were given, by name."""
    found = {one.name: getattr(values, one.name) for one in fields(values)}
    return {name: value for name, value in found.items() if value is not None and name != "reset"}


def shape_refusals(values: Any) -> Iterator[Refusal]:
    """What is wrong with the values whatever segment they meet."""
    for name, value in given(values).items():
        if isinstance(value, str) and name != "body" and len(value) > rules.MAX_TEXT:
            yield too_long(name, rules.MAX_TEXT)
        if isinstance(value, Decimal) and (not value.is_finite() or value < 0):
            yield rules.negative(name)
