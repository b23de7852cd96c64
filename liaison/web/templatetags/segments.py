"""Cells of the lists of segments and of the worksheet."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from liaison.interactions.models import LoggedSegment
from liaison.segments.models import Segment
from liaison.segments.queries.lines import LineView
from liaison.web.segments.words import SIGNS, own_words
from liaison.web.segments.worksheet import CALLED, SHORT, line_state, own_of
from liaison.web.shell.lists import ListColumn
from liaison.web.templatetags.ui.cells import cell, link_cell
from liaison.web.templatetags.ui.controls import badge
from liaison.web.templatetags.ui.html import EMPTY, element, join

register = template.Library()


@register.simple_tag
def segment_cell(column: ListColumn[Any], row: Segment) -> SafeString:
    """One cell of a list of segments."""
    value = column.value(row)
    if column.key == "description":
        mark = badge(gettext("Follows the criteria"), icon="refresh") if row.follows_criteria else EMPTY
        return link_cell(value or row.no, reverse("segment", args=[row.no]), after=mark)
    return cell(column, value)


@register.filter
def sign(action: str) -> str:
    """The sign of an action: + − ∩."""
    return SIGNS.get(action, "")


@register.simple_tag
def line_cell(column: ListColumn[Any], row: LineView) -> SafeString:
    """One cell of the lines of a worksheet."""
    value = column.value(row)
    if column.key == "contact":
        return link_cell(value, reverse("contact", args=[row.contact_no]))
    if column.key == "state":
        words, kind = line_state(row)
        told = [row.problem.words] if row.problem is not None and row.problem.key not in SHORT else []
        told += [own_words(own)] if (own := own_of(row)) else []
        more = [element("span", one, class_="muted small block") for one in told]
        call = [" ", badge(*CALLED[row.called], title=row.contact_via)] if row.called is not None else []
        return element("td", join(badge(words, kind), *call, *more))
    return cell(column, value)


@register.simple_tag
def logged_cell(column: ListColumn[Any], row: LoggedSegment) -> SafeString:
    """One cell of the list of logged segments."""
    value = column.value(row)
    if column.key == "description":
        return link_cell(value or row.segment_no, reverse("logged_segment", args=[row.entry_no]))
    if column.key == "state":
        return element("td", badge(value, "bad") if row.canceled else EMPTY)
    return cell(column, value)
