"""The cells of the set-up's lists: each column by its kind, the first as the way into the record."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from liaison.interactions.models import Channel
from liaison.web.setup.forms.base import Shown
from liaison.web.shell import formats
from liaison.web.shell.inputs import Picker
from liaison.web.shell.lists import ListColumn
from liaison.web.templatetags.ui.controls import badge
from liaison.web.templatetags.ui.fields import field
from liaison.web.templatetags.ui.html import EMPTY, element, join

register = template.Library()


@register.simple_tag
def cell(column: ListColumn[Any], line: Any) -> SafeString:
    """One cell of a list of the set-up."""
    value = column.value(line)
    css = "num" if column.num else "code" if column.key == "code" else ""
    return element("td", _content(column, line, value), class_=css)


def _content(column: ListColumn[Any], line: Any, value: object) -> object:
    if column.fixed:
        way = element("a", value, href=line.url, data_dialog=getattr(line, "dialog", False))
        return way if line.active else join(way, " ", badge(gettext("Inactive")))
    if column.key == "contacts":
        return element("a", formats.number(value), href=line.list_url)  # type: ignore[arg-type]
    if column.key == "active":
        return gettext("Active") if value else gettext("Inactive")
    if column.key == "channel":
        return element(
            "span", join(element("i", class_=f"dot c-{value}"), Channel(str(value)).label), class_="row fixed"
        )
    if column.key == "missing":
        return badge(value, "warn") if value else EMPTY
    return _written(column.kind, value)


def _written(kind: str, value: object) -> object:
    if isinstance(value, Decimal | int) and not isinstance(value, bool):
        if kind == "minutes":
            return formats.minutes(value)
        return formats.amount(value) if kind in {"money", "decimal"} else formats.number(value)
    if isinstance(value, datetime):
        return formats.date_and_time(value)
    if isinstance(value, date):
        return formats.short_date(value)
    return "" if value is None else value


@register.simple_tag
def shown_field(one: Shown) -> SafeString:
    """A field of a form of the set-up, the way the form says."""
    return field(one.bound, wide=one.wide, affix=one.affix, look=one.look)  # type: ignore[arg-type]


@register.simple_tag
def preview_picker() -> SafeString:
    """The picker of the contact for whom a text is shown."""
    words = gettext("Contact to try the text with")
    attrs = {"class": "input", "placeholder": words, "aria-label": words, "form": "text"}
    return Picker(reverse("setup_contact_options"), attrs=attrs).render(
        "contact", "", {"id": "preview-contact"}
    )
