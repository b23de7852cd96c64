"""Cells of the list of campaigns."""

from __future__ import annotations

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString

from liaison.web.campaigns.listing import CampaignLine
from liaison.web.shell import formats
from liaison.web.shell.lists import ListColumn
from liaison.web.templatetags.ui.controls import badge
from liaison.web.templatetags.ui.html import EMPTY, element

register = template.Library()


@register.simple_tag
def campaign_cell(column: ListColumn[CampaignLine], row: CampaignLine) -> SafeString:
    """One cell of the list of campaigns."""
    value = column.value(row)
    if column.key == "no":
        return element("td", value, class_="code")
    if column.key == "description":
        href = reverse("campaign", args=[row.card.no])
        return element("td", element("a", value or row.card.no, href=href, class_="strong"))
    if column.key == "status":
        return element("td", badge(value) if value else EMPTY)
    match column.kind:
        case "number":
            return element("td", formats.number(value), class_="num")
        case "decimal":
            return element("td", formats.number(value, 1), class_="num")
        case "money":
            return element("td", formats.money(value), class_="num")
        case "date":
            return element("td", formats.short_date(value), class_="nowrap")
    return element("td", value) if value else element("td", EMPTY)
