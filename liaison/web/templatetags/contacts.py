"""Cells and lines of the pages of contacts."""

from __future__ import annotations

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString

from liaison.contacts.models import Contact
from liaison.contacts.numbers import display
from liaison.web.shell.lists import ListColumn
from liaison.web.templatetags.ui.cells import cell, clipped, link_cell
from liaison.web.templatetags.ui.html import EMPTY, element
from liaison.web.templatetags.ui.icons import plain_icon

register = template.Library()


@register.simple_tag
def contact_cell(column: ListColumn[Contact], row: Contact) -> SafeString:
    """One cell of the list of contacts."""
    value = column.value(row)
    if column.key == "name":
        icon = plain_icon("company" if row.is_company else "person")
        return link_cell(row.name, reverse("contact", args=[row.no]), icon=icon)
    if column.key == "company" and row.company is not None:
        return clipped(value, href=reverse("contact", args=[row.company.no]))
    if column.key == "email" and value:
        return clipped(value, href=f"mailto:{value}", wide=True)
    if column.key in {"phone", "mobile_phone"} and value:
        return element("td", display(str(value), row.country), class_="nowrap")
    if column.key in {"salesperson", "city"} and value:
        return element("td", value, class_="nowrap")
    return cell(column, value)


@register.simple_tag
def web_link(address: str) -> SafeString:
    """A web site as a link, without what every address begins with; only http and https become one."""
    if not address:
        return EMPTY
    shown = address.split("://", 1)[-1].removeprefix("www.").rstrip("/")
    given = address if "://" in address else f"https://{address}"
    if not given.lower().startswith(("http://", "https://")):
        return element("span", address)
    return element("a", shown, href=given, target="_blank", rel="noopener noreferrer")


@register.simple_tag
def phone_link(number: str, e164: str) -> SafeString:
    """A number as people read it, to be dialled by a press."""
    shown = display(number)
    return (
        element("a", shown, href=f"tel:{e164}", class_="num")
        if e164
        else element("span", shown, class_="num")
    )
