"""The cells of the set-up's lists: each column by its kind, the first as the way into the record."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from liaison.web.setup.forms.base import Shown
from liaison.web.shell.inputs import Picker
from liaison.web.shell.lists import ListColumn
from liaison.web.templatetags.ui.cells import cell as by_kind
from liaison.web.templatetags.ui.cells import written
from liaison.web.templatetags.ui.controls import badge
from liaison.web.templatetags.ui.fields import field
from liaison.web.templatetags.ui.html import EMPTY, element, join

register = template.Library()


@register.simple_tag
def cell(column: ListColumn[Any], line: Any) -> SafeString:
    """One cell of a list of the set-up."""
    value = column.value(line)
    if column.fixed:
        way = value
        if line.url:
            way = element("a", value, href=line.url, data_dialog=getattr(line, "dialog", False))
        content = way if line.active else join(way, " ", badge(gettext("Inactive")))
        return element("td", content, class_="code" if column.key == "code" else "")
    if column.key in {"name", "description"}:
        return element("td", value, class_="name")
    if column.key in {"contacts", "interactions"} and hasattr(line, "list_url"):
        link = element("a", written(column.kind, value), href=line.list_url)
        return element("td", link, class_="num", data_label=column.label)
    if column.key == "active":
        return element("td", gettext("Active") if value else gettext("Inactive"))
    if column.key == "channel":
        named = join(element("i", class_=f"dot c-{line.template.channel}"), value)
        return element("td", element("span", named, class_="row fixed"))
    if column.key == "missing":
        return element("td", badge(value, "warn") if value else EMPTY)
    return by_kind(column, value)


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
