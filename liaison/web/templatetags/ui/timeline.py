"""Days, marks and ratings of a timeline; the entry itself belongs to the interactions."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from django.utils.safestring import SafeString
from django.utils.translation import gettext

from liaison.web.shell import formats
from liaison.web.templatetags.ui.controls import Channel
from liaison.web.templatetags.ui.html import EMPTY, classes, element, join
from liaison.web.templatetags.ui.icons import plain_icon
from liaison.web.templatetags.ui.registry import Components

register = Components()

Verdict = Literal["", "none", "very_positive", "positive", "neutral", "negative", "very_negative"]
_POINTS = {"very_positive": 5, "positive": 4, "neutral": 3, "negative": 2, "very_negative": 1}


@register.part
def day(moment: date | datetime) -> SafeString:
    """The heading of a day between the entries of a timeline."""
    day_of = formats.company_day(moment)
    return element(
        "li",
        element("h3", element("time", formats.day_heading(day_of), datetime=day_of.isoformat())),
        class_="day",
        data_day=day_of.isoformat(),
    )


@register.part
def mark(channel: Channel) -> SafeString:
    """The round mark of an entry with the icon of its channel."""
    return element("span", plain_icon(channel or "note"), class_="mark")


@register.part
def rating(verdict: Verdict, label: object = "") -> SafeString:
    """Five points, filled as far as the evaluation goes; nothing when there is none.

    `label` is the evaluation in words (``entry.get_evaluation_display``).
    """
    points = _POINTS.get(str(verdict), 0)
    if not points:
        return EMPTY
    level = "low" if points < 3 else "mid" if points == 3 else ""
    words = gettext("Evaluation: %(points)s of 5") % {"points": points}
    if label:
        words = f"{words} ({label})"
    dots = join(*(element("i", class_="on" if place < points else "") for place in range(5)))
    return element("span", dots, class_=classes("rating", level), role="img", aria_label=words, title=words)
