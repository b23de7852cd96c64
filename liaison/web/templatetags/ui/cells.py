"""The cells of lists by the kind of their column: text, codes, figures, money, days."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.safestring import SafeString

from liaison.web.shell import formats
from liaison.web.shell.lists import Kind, ListColumn
from liaison.web.templatetags.ui.html import EMPTY, element, join

_WRITTEN: Mapping[Kind, Callable[[Any], str]] = {
    "number": formats.number,
    "decimal": lambda value: formats.number(value, 1),
    "money": formats.amount,
    "minutes": formats.minutes,
    "date": formats.short_date,
    "moment": formats.date_and_time,
}
_LOOK: Mapping[Kind, str] = {"text": "", "code": "code", "date": "nowrap", "moment": "nowrap"}


def written(kind: Kind, value: object) -> str:
    """`value` as a list writes a column of that `kind`; nothing for None."""
    if value is None:
        return ""
    write = _WRITTEN.get(kind)
    return write(value) if write is not None else str(value)


def cell(column: ListColumn[Any], value: object) -> SafeString:
    """The cell of `value` in `column`, escaped. A zero is quiet; on a phone figures say their name."""
    text = written(column.kind, value)
    look = _LOOK.get(column.kind, "num")
    if look == "num" and value == 0:
        look = "num muted"
    named = column.label if text and column.kind not in {"text", "code"} else ""
    return element("td", text, class_=look, data_label=named)


def link_cell(value: object, href: str, *, icon: SafeString = EMPTY, after: SafeString = EMPTY) -> SafeString:
    """The cell that leads to the record of its line, by its name; `icon` before, `after` behind it."""
    link = element("a", value, href=href, class_="strong")
    inside = element("span", join(icon, link, after), class_="row fixed") if icon or after else link
    return element("td", inside, class_="name")


def clipped(value: object, *, wide: bool = False, **link: object) -> SafeString:
    """A text of any length on one line; what does not fit is told on pointing at it.

    `link` are the attributes of its link, an ``href`` before all.
    """
    if not value:
        return element("td")
    # Within a span: a link to a dialog directly in its cell heads the line on a phone.
    content = element("span", element("a", value, **link)) if link else value
    return element("td", content, class_="wide clip" if wide else "clip", title=value)
