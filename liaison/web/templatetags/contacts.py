"""Cells and lines of the pages of contacts."""

from __future__ import annotations

from urllib.parse import urlencode

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString

from liaison.contacts.models import Contact, ContactEmail, ContactPhone, PhoneKind
from liaison.contacts.numbers import display, e164
from liaison.web.shell.lists import ListColumn
from liaison.web.templatetags.ui.cells import cell, clipped, link_cell
from liaison.web.templatetags.ui.html import EMPTY, element
from liaison.web.templatetags.ui.icons import plain_icon

register = template.Library()


@register.simple_tag
def contact_cell(column: ListColumn[Contact], row: Contact, *, may_record: bool) -> SafeString:
    """One cell of the list of contacts; where the reader `may_record`, one calls and writes from it."""
    value = column.value(row)
    if column.key == "name":
        icon = plain_icon("company" if row.is_company else "person")
        return link_cell(row.name, reverse("contact", args=[row.no]), icon=icon)
    if column.key == "company" and row.company is not None:
        return clipped(value, href=reverse("contact", args=[row.company.no]))
    if column.key == "email" and value:
        return clipped(value, wide=True, **_writes(str(value), row, may_write=may_record))
    if column.key in {"phone", "mobile_phone"} and value:
        link = _number(str(value), row, may_call=may_record)
        return element("td", element("span", link), class_="nowrap")
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
def email_link(email: ContactEmail, contact: Contact, *, may_write: bool) -> SafeString:
    """An address of `contact`: who `may_write` is led to the page that records what is written."""
    return element("a", email.address, **_writes(email.address, contact, may_write=may_write))


def _writes(address: str, contact: Contact, *, may_write: bool) -> dict[str, object]:
    """The attributes of the link of an address (R-INT-113).

    Only to the main one mail goes from here, and to nobody who is blocked or archived (R-INT-42, 127).
    """
    reached = address == contact.email and not contact.privacy_blocked and contact.archived_at is None
    if may_write and reached:
        return {"href": reverse("contact_write", args=[contact.no]), "data_dialog": True}
    return {"href": f"mailto:{address}"}


@register.simple_tag
def phone_link(phone: ContactPhone, contact: Contact, *, may_call: bool) -> SafeString:
    """A number of `contact` as people read it: to the call page where the reader `may_call`, else to dial."""
    may_call = may_call and phone.kind != PhoneKind.FAX
    return _number(phone.number, contact, dial=phone.e164, may_call=may_call)


def _number(number: str, contact: Contact, *, dial: str | None = None, may_call: bool) -> SafeString:
    """The link of a number: the call page with it in its field (R-INT-103), else what the device dials."""
    shown = display(number, contact.country)
    if may_call and not contact.privacy_blocked:
        href = f"{reverse('contact_call', args=[contact.no])}?{urlencode({'number': number})}"
        return element("a", shown, href=href, data_dialog=True, class_="num")
    dial = e164(number, contact.country) if dial is None else dial
    return element("a" if dial else "span", shown, href=f"tel:{dial}" if dial else "", class_="num")
