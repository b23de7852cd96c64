"""Tables and lists: headings that sort, the link to older rows, filters."""

from __future__ import annotations

from typing import Any, Literal

from django.http import HttpRequest
from django.template import Context
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from liaison.web.templatetags.ui.controls import Swap
from liaison.web.templatetags.ui.html import EMPTY, classes, element, join
from liaison.web.templatetags.ui.icons import plain_icon
from liaison.web.templatetags.ui.registry import Components

register = Components()


@register.block
def table(content: str, label: str = "", *, matrix: bool = False, css: str = "") -> SafeString:
    """A table that scrolls sideways when it must; its content are ``thead`` and ``tbody``.

    With ``css="stacked"`` a phone tells it line by line: first the cell of class ``name``, then the others,
    figures after their ``data-label``.

    Inside a card with a title it needs no `label`: the two would be announced alike.
    """
    inner = element("table", mark_safe(content), class_=classes("table", "matrix" if matrix else "", css))  # noqa: S308
    role = "region" if label else ""
    return element("div", inner, class_="table-wrap", role=role, aria_label=label, tabindex="0")


@register.part
def th(
    label: object,
    listing: Any = None,
    *,
    sort: str = "",
    num: bool = False,
    hide: bool = False,
    first: Literal["", "asc", "desc"] = "asc",
) -> SafeString:
    """The heading of a column; with `listing` and the key `sort` it orders the list by it.

    A second press turns the order round. The address keeps filters and columns. `hide` leaves the
    words to screen readers, `first` is the order of the first press.
    """
    css = "num" if num else ""
    if listing is None or not sort:
        words = element("span", label, class_="sr-only") if hide else label
        return element("th", words, scope="col", class_=css)
    now = listing.direction_of(sort)
    following = {"asc": "desc", "desc": "asc"}.get(now, first)
    arrow = plain_icon("up" if now == "asc" else "down") if now else EMPTY
    link = element(
        "a",
        join(label, arrow),
        href=listing.url(sort=("-" if following == "desc" else "") + sort),
        class_="sort",
    )
    spoken = {"asc": "ascending", "desc": "descending"}.get(now, "none")
    return element("th", link, scope="col", class_=css, aria_sort=spoken)


def address_with(request: HttpRequest, **changes: str) -> str:
    """The address of this page with other query values."""
    query = request.GET.copy()
    for key, value in changes.items():
        query[key] = value
    return f"{request.path}?{query.urlencode()}"


@register.part
def older(
    context: Context,
    cursor: str | None,
    *,
    label: object = "",
    url: str = "",
    columns: int = 0,
    item: bool = False,
    swap: Swap = "outerHTML",
) -> SafeString:
    """The link to the following rows after a keyset `cursor`; nothing on the last page.

    It keeps the state of the address. With htmx the answer (the ``_part`` of the list) takes its
    place. Inside a table give the number of `columns`, inside ``ol``/``ul`` say ``item=True``.
    """
    if not cursor:
        return EMPTY
    address = address_with(context["request"], cursor=cursor)
    if url:
        address = f"{url}{'&' if '?' in url else '?'}cursor={cursor}"
    target = "closest tr" if columns else "closest li" if item else "this"
    link = element(
        "a",
        join(label or gettext("Show more"), plain_icon("down")),
        class_="btn quiet small",
        href=address,
        hx_get=address,
        hx_target=target,
        hx_swap=swap,
        rel="next",
    )
    if columns:
        return element("tr", element("td", link, colspan=columns), class_="older")
    return element("li", link, class_="older") if item else element("div", link, class_="older")
