"""The machinery of every list: filters, order, columns and place, all kept in the address.

A list is described once and read from each request::

    CONTACTS = ListSpec(
        area="contacts", route="contacts", default_sort="name",
        columns=(ListColumn("no", _("No."), lambda row: row.no, sort="no"), …),
        filters=(TextFilter("q", _("Search")), ChoiceFilter("type", _("Type"), ContactType.choices), …),
    )

    def contacts(request):
        listing = CONTACTS.read(request)
        page = find(request.user, text=listing.text("q"), order=listing.order, cursor=listing.cursor)
        return answer_list(request, listing, page, "contacts/list.html", "contacts/_list.html")

What the address says and the list does not know is ignored: an old link still opens. Only what it narrows
to is kept, see `shell.filters`. The verbs behind take ids or "all that match", see `shell.selection`; files
come from `shell.exports`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, Generic, Literal, TypeVar

from django.http import HttpResponse, QueryDict
from django.urls import reverse

from liaison.accounts.models import SavedView, User
from liaison.accounts.queries import may_delete_view, saved_views
from liaison.kit.folding import fold
from liaison.kit.paging import Page
from liaison.kit.text import Words, colon
from liaison.web.shell.answers import answer, wants_part
from liaison.web.shell.filters import (
    YES,
    ChoiceFilter,
    DayFilter,
    Filter,
    FilterField,
    FlagFilter,
    TextFilter,
)
from liaison.web.shell.requests import UserRequest

Row = TypeVar("Row")
Kind = Literal["text", "code", "number", "decimal", "money", "minutes", "date", "moment"]


# Without slots: `ListColumn[Row](…)` of a frozen class with slots fails in Python 3.11.
@dataclass(frozen=True)
class ListColumn(Generic[Row]):
    """One column: what it reads from a row for the file, how it is ordered, whether it starts visible.

    `fixed` columns cannot be hidden; `sort` is the key that the query understands, empty for none;
    `first` the direction of the first press. `within` names the column in whose cell it stands as
    long as that one is shown; files give it a column of its own.
    """

    key: str
    label: Words
    value: Callable[[Row], Any]
    kind: Kind = "text"
    sort: str = ""
    shown: bool = True
    fixed: bool = False
    first: Literal["asc", "desc"] = "asc"
    within: str = ""

    @property
    def num(self) -> bool:
        """Whether the column holds figures, which stand at the right."""
        return self.kind in {"number", "decimal", "money", "minutes"}


@dataclass(frozen=True)
class ListSpec(Generic[Row]):
    """A list: its area (for saved views), the name of its address, columns, filters, first order.

    A `personal` one holds data of people: its files are asked for with a purpose, see `shell.taking_out`.
    """

    area: str
    route: str
    columns: tuple[ListColumn[Row], ...]
    filters: tuple[Filter, ...] = ()
    default_sort: str = ""
    route_args: tuple[object, ...] = field(default=())
    personal: bool = False

    def read(self, request: UserRequest, *, path: str = "") -> Listing[Row]:
        """The state of the list that `request` asks for."""
        return self.state(request.user, request.GET, path or request.path)

    def state(self, viewer: User, query: QueryDict, path: str = "") -> Listing[Row]:
        """The state of the list for a stored or posted query."""
        values = {one.key: one.read(query.getlist(one.key), viewer) for one in self.filters}
        sortable = {column.sort for column in self.columns if column.sort}
        asked = query.get("sort", "")
        sort = asked if asked.removeprefix("-") in sortable else self.default_sort
        wanted = [key for value in query.getlist("column") for key in value.split(",")]
        fixed = {column.key: column.fixed for column in self.columns}
        chosen = tuple(key for key in wanted if key in fixed)
        # Those that are fixed are shown anyway: named alone they say that no other one is.
        further = tuple(key for key in chosen if not fixed[key])
        return Listing(
            spec=self,
            viewer=viewer,
            path=path or reverse(self.route, args=self.route_args),
            values=values,
            sort=sort,
            chosen_columns=further or chosen,
            cursor=query.get("cursor", "")[:500],
        )


@dataclass(frozen=True)
class Listing(Generic[Row]):
    """What one request wants of a list."""

    spec: ListSpec[Row]
    viewer: User
    path: str
    values: Mapping[str, tuple[str, ...]]
    sort: str
    chosen_columns: tuple[str, ...]
    cursor: str

    # --- what the query needs ------------------------------------------------------------------

    def text(self, key: str) -> str:
        """The value of a text or choice filter, empty when it is not set."""
        return next(iter(self.values.get(key, ())), "")

    def many(self, key: str) -> tuple[str, ...]:
        """The values of a filter with several choices."""
        return tuple(self.values.get(key, ()))

    def day(self, key: str) -> date | None:
        """The value of a day filter."""
        value = self.text(key)
        return date.fromisoformat(value) if value else None

    def flag(self, key: str) -> bool:
        """Whether a yes/no filter is set."""
        return bool(self.values.get(key))

    @property
    def order(self) -> tuple[str, bool]:
        """The key to order by and whether the greatest comes first."""
        return self.sort.removeprefix("-"), self.sort.startswith("-")

    # --- what the page needs -------------------------------------------------------------------

    @cached_property
    def columns(self) -> list[ListColumn[Row]]:
        """The visible columns, in the order of the list."""
        if not self.chosen_columns:
            return [column for column in self.spec.columns if column.shown or column.fixed]
        return [column for column in self.spec.columns if column.fixed or column.key in self.chosen_columns]

    @cached_property
    def shows(self) -> frozenset[str]:
        """The keys of the visible columns, for ``{% if "city" in listing.shows %}``."""
        return frozenset(column.key for column in self.columns)

    @cached_property
    def standing(self) -> list[ListColumn[Row]]:
        """The visible columns that have a heading: those that stand in no other one's cell."""
        return [column for column in self.columns if column.within not in self.shows]

    @property
    def width(self) -> int:
        """How many columns the table has, with the one that selects."""
        return len(self.standing) + 1

    def direction_of(self, key: str) -> str:
        """``asc``, ``desc`` or empty: how the list is ordered by `key`."""
        now, down = self.order
        return ("desc" if down else "asc") if now == key else ""

    def query(self, **changes: object) -> str:
        """The canonical query of this state; `changes` replace filters, ``sort``, ``column``, ``cursor``.

        A value of None or an empty one takes it away; the place in the list is left out unless given.
        """
        query = QueryDict(mutable=True)
        state: dict[str, object] = {key: list(value) for key, value in self.values.items()}
        state["sort"] = "" if self.sort == self.spec.default_sort else self.sort
        state["column"] = list(self.chosen_columns)
        state |= changes
        for key, value in state.items():
            values = [*value] if isinstance(value, list | tuple) else [value]
            query.setlist(key, [str(one) for one in values if one not in {None, ""}])
        return query.urlencode(safe=",")

    def url(self, **changes: object) -> str:
        """The address of the list in this state, with `changes`."""
        query = self.query(**changes)
        return f"{self.path}?{query}" if query else self.path

    @property
    def narrowed(self) -> bool:
        """Whether any filter is set."""
        return any(self.values.values())

    @property
    def clear_url(self) -> str:
        """The address without filters; order and columns stay."""
        return self.url(**dict.fromkeys(self.values))

    @cached_property
    def chips(self) -> list[tuple[Words, str]]:
        """The active filters in words, each with the address that takes it away; searched words excepted."""
        found: list[tuple[Words, str]] = []
        for one in self.spec.filters:
            if isinstance(one, TextFilter):
                continue
            values = self.values[one.key]
            for value in values:
                words = one.words(value, self.viewer)
                rest = [other for other in values if other != value]
                text = colon(one.label, words) if words else one.label
                found.append((text, self.url(**{one.key: rest})))
        return found

    @cached_property
    def saved(self) -> list[SavedView]:
        """The views of this list that the viewer may use."""
        return list(saved_views(self.viewer, self.spec.area))

    @cached_property
    def deletable(self) -> list[SavedView]:
        """Those of them that the viewer may forget."""
        return [view for view in self.saved if may_delete_view(self.viewer, view)]

    @cached_property
    def current_view(self) -> SavedView | None:
        """The saved view that shows exactly this."""
        now = self.query()
        return next((view for view in self.saved if view.query == now), None)

    @cached_property
    def fields(self) -> list[FilterField]:
        """The filters with their choices and values, for the form."""
        return [one.field(self.values[one.key], self.viewer) for one in self.spec.filters]

    @property
    def front_fields(self) -> list[FilterField]:
        """The filters beside the search."""
        return [one for one in self.fields if one.filter.front and one.filter.kind != "text"]

    @property
    def menu_fields(self) -> list[FilterField]:
        """The filters inside the menu."""
        return [one for one in self.fields if not one.filter.front and one.filter.kind != "text"]

    @property
    def has_menu(self) -> bool:
        """Whether there are filters inside the menu."""
        return any(not one.front and one.kind != "text" for one in self.spec.filters)

    @property
    def menu_count(self) -> int:
        """How many of the filters inside the menu are set."""
        inside = (one for one in self.spec.filters if not one.front and one.kind != "text")
        return sum(1 for one in inside if self.values[one.key])


def in_order(lines: Iterable[Row], listing: Listing[Row]) -> list[Row]:
    """The lines by the column that the address names, those without a value last; else as they come."""
    key, down = listing.order
    column = next((column for column in listing.spec.columns if column.sort and column.sort == key), None)
    if column is None:
        return list(lines)
    told = [(column.value(line), line) for line in lines]
    filled = [pair for pair in told if pair[0] is not None and pair[0] != ""]
    nothing = [line for value, line in told if value is None or value == ""]
    ordered = sorted(filled, key=lambda pair: _sortable(pair[0]), reverse=down)
    return [line for _value, line in ordered] + nothing


def _sortable(value: object) -> Any:
    """Words without regard to accents and case, figures as they are."""
    return fold(value) if isinstance(value, str) else value


def only_rows(request: UserRequest, listing: Listing[Any]) -> bool:
    """Whether the rows behind a place in the list are asked for alone, below those of a page that stands."""
    return bool(listing.cursor) and wants_part(request)


def answer_list(  # noqa: PLR0917 - what every list answers with
    request: UserRequest,
    listing: Listing[Row],
    page: Page[Row],
    template: str,
    part: str,
    context: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """The page of a list, or its part for htmx.

    That is `part` after a change of filters, and the following rows (``rows_only``) after "show more"; opened
    as a page, these have their table around them. The address in the browser stays canonical.
    """
    given = {
        "listing": listing,
        "rows": page.items,
        "next": page.next,
        "rows_only": only_rows(request, listing),
        **(context or {}),
    }
    response = answer(request, template, given, part=part)
    if request.htmx and not listing.cursor:
        response["HX-Push-Url"] = listing.url()
    return response


__all__ = [
    "YES",
    "ChoiceFilter",
    "DayFilter",
    "Filter",
    "FilterField",
    "FlagFilter",
    "ListColumn",
    "ListSpec",
    "Listing",
    "TextFilter",
    "answer_list",
    "only_rows",
]
