"""The parts around a list: filters above, chips and menus at its head, the form that selects lines."""

from __future__ import annotations

from typing import Any

from django.template import Context
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from liaison.web.shell.answers import wants_part
from liaison.web.shell.lists import YES, FilterField, Listing
from liaison.web.templatetags.ui.html import EMPTY, element, join
from liaison.web.templatetags.ui.loose import check, select
from liaison.web.templatetags.ui.loose import input as field_input
from liaison.web.templatetags.ui.overlays import csrf_field
from liaison.web.templatetags.ui.registry import Components

register = Components()


@register.template("components/list_filters.html")
def list_filters(
    context: Context,
    listing: Listing[Any],
    *,
    search: str = "",
    target: str = "#list",
    export: str = "",
    columns: bool = True,
    views: bool = True,
    tools: bool = True,
) -> dict[str, object]:
    """The bar above a list: search words, the front filters, a menu with the others, and the tools.

    With htmx the list (`target`, answered by the view's part) follows every change; without, a button
    sends the form. `search` is the placeholder; the list must have a ``TextFilter("q", …)``. The tools
    are the menus of views, columns and files; `export` is the address that answers ``?format=csv`` and
    ``?format=xlsx`` with the list's query. They follow the filters by `list_head`.
    """
    bar = _tools(context, listing, export=export, columns=columns, views=views)
    return {**bar, "search": search, "target": target, "tools": tools}


@register.template("components/list_head.html")
def list_head(
    context: Context,
    listing: Listing[Any],
    *,
    count: str = "",
    export: str = "",
    columns: bool = True,
    views: bool = True,
) -> dict[str, object]:
    """The head of a list: count in words and active filters as chips; nothing when there are none.

    When the list alone is answered, the tools of `list_filters` are too, so that they keep its query;
    `export`, `columns` and `views` are what that bar was given.
    """
    bar = _tools(context, listing, export=export, columns=columns, views=views)
    return {**bar, "count": count, "follow": wants_part(context["request"])}


def _tools(
    context: Context, listing: Listing[Any], *, export: str, columns: bool, views: bool
) -> dict[str, object]:
    query = listing.query()
    return {
        "listing": listing,
        "export": f"{export}?{query}&" if export and query else f"{export}?" if export else "",
        "columns": columns,
        "views": views,
        "request": context["request"],
        "csrf_token": context.get("csrf_token"),
    }


@register.block
def selection(
    context: Context,
    content: str,
    listing: Listing[Any],
    *,
    actions: object,
    count: str = "",
    action: str = "",
) -> SafeString:
    """The form around a table whose lines can be chosen; its bar of `actions` appears with the choice.

    `actions` are submit buttons (``capture``; ``formaction`` says where each goes), `count` the words for
    all that match ("8 903"); without it the offer to take all is left out. In the table put
    ``{% select_page %}`` into the head and ``{% select_line row.id label=row.name %}`` into each line.
    """
    every = EMPTY
    if count:
        offer = gettext("All %(count)s that match") % {"count": count}
        box = element("input", type="checkbox", name="all", value="1", data_select_all=True)
        every = element(
            "label", join(box, element("span", offer)), class_="check", data_select_offer=True, hidden=True
        )
    figure = element("b", "0", data_count=True, data_all=count)
    chosen = element("span", join(gettext("Selection:"), " ", figure), aria_live="polite")
    nothing = element(
        "button", gettext("Choose none"), type="button", class_="btn quiet small", data_select_none=True
    )
    bar = element(
        "div",
        join(
            chosen,
            every,
            element("span", actions, class_="row"),
            element("span", EMPTY, class_="grow"),
            nothing,
        ),
        class_="bulk",
        data_bulk=True,
        hidden=True,
    )
    filters = element("input", type="hidden", name="filters", value=listing.query())
    inner = mark_safe(content)  # noqa: S308 - rendered and escaped by the template engine
    return element(
        "form",
        join(csrf_field(context["request"]), filters, bar, inner),
        method="post",
        action=action,
        data_selection=True,
    )


@register.part
def select_page() -> SafeString:
    """The box in the head of a table that chooses the lines of the page."""
    box = element(
        "input", type="checkbox", data_select_page=True, aria_label=gettext("Choose all lines shown")
    )
    return element("th", box, scope="col")


@register.part
def select_line(pk: int, label: object) -> SafeString:
    """The cell that chooses a line; `label` names the line for screen readers."""
    words = gettext("Choose %(what)s") % {"what": label}
    return element("td", element("input", type="checkbox", name="pk", value=str(pk), aria_label=words))


@register.part
def filter_control(one: FilterField, *, in_menu: bool = False) -> SafeString:
    """The control of one filter; inside the menu with its label to be seen."""
    filtered = one.filter
    if filtered.kind == "choice":
        blank = gettext("All") if in_menu else filtered.label
        return select(
            filtered.key,
            one.pairs,
            label=filtered.label,
            value=one.value,
            blank=blank,
            hide_label=not in_menu,
        )
    if filtered.kind == "day":
        return field_input(
            filtered.key, type="date", label=filtered.label, value=one.value, hide_label=not in_menu
        )
    if filtered.kind == "flag":
        return check(filtered.key, filtered.label, checked=bool(one.values), value=YES)
    if filtered.kind == "many":
        boxes = join(
            *(check(filtered.key, words, checked=code in one.values, value=code) for code, words in one.pairs)
        )
        legend = element("legend", filtered.label, class_="label")
        return element("fieldset", join(legend, boxes), class_="field")
    return field_input(filtered.key, label=filtered.label, value=one.value, hide_label=not in_menu)
