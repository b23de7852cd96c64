"""Cells of the list of campaigns."""

from __future__ import annotations

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString

from liaison.web.campaigns.listing import CampaignLine
from liaison.web.shell.lists import ListColumn
from liaison.web.templatetags.ui.cells import cell, link_cell
from liaison.web.templatetags.ui.controls import badge
from liaison.web.templatetags.ui.html import EMPTY, element

register = template.Library()


@register.simple_tag
def campaign_cell(column: ListColumn[CampaignLine], row: CampaignLine) -> SafeString:
    """One cell of the list of campaigns."""
    value = column.value(row)
    if column.key == "description":
        return link_cell(value or row.card.no, reverse("campaign", args=[row.card.no]))
    if column.key == "status":
        return element("td", badge(value) if value else EMPTY)
    return cell(column, value)
