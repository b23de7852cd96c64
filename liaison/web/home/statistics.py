"""The reports: number, cost and minutes of groups, templates and salespeople over a period."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from liaison.accounts.models import User
from liaison.accounts.queries import allowed, require
from liaison.accounts.rules import Right
from liaison.interactions.figures import Period
from liaison.kit.clock import local_date, now
from liaison.kit.paging import Page
from liaison.kit.text import Words
from liaison.reports.queries import (
    Statistic,
    group_statistics,
    salesperson_statistics,
    template_statistics,
)
from liaison.web.interactions.filters import group_choices
from liaison.web.shell import formats
from liaison.web.shell.codes import described
from liaison.web.shell.decorators import signed_in
from liaison.web.shell.exports import export_answer
from liaison.web.shell.lists import (
    ChoiceFilter,
    DayFilter,
    Filter,
    ListColumn,
    Listing,
    ListSpec,
    answer_list,
    in_order,
)
from liaison.web.shell.parts import Tab
from liaison.web.shell.periods import counted_interactions, periods
from liaison.web.shell.requests import UserRequest

Column = ListColumn[Statistic]
AREA = "statistics"


SINCE = DayFilter("since", _("From"), front=True)
UNTIL = DayFilter("until", _("To"), front=True)
GROUP = ChoiceFilter("group", _("Group"), front=True, choices=group_choices)


FIGURES: tuple[Column, ...] = (
    Column(
        "interactions",
        _("Interactions"),
        lambda row: row.interactions,
        kind="number",
        sort="interactions",
        first="desc",
    ),
    Column("cost", _("Cost"), lambda row: row.cost, kind="money", sort="cost", first="desc"),
    Column(
        "duration_min",
        _("Minutes"),
        lambda row: row.duration_min,
        kind="minutes",
        sort="duration_min",
        first="desc",
    ),
)
CODE = Column("code", _("Code"), lambda row: row.code, sort="code", fixed=True)
NAME = Column("name", _("Description"), described, sort="name")


def _spec(report: str, columns: Sequence[Column], *filters: Filter) -> ListSpec[Statistic]:
    return ListSpec(
        area=f"{AREA}-{report}",
        route="report",
        route_args=(report,),
        default_sort="-interactions",
        columns=(*columns, *FIGURES),
        filters=(SINCE, UNTIL, *filters),
    )


@dataclass(frozen=True, slots=True)
class Report:
    """One of the reports: its name, its list and where its lines come from."""

    title: Words
    spec: ListSpec[Statistic]
    lines: Callable[[User, Period, Listing[Statistic]], list[Statistic]]
    filter_of_log: str


REPORTS = {
    "groups": Report(
        _("Groups"),
        _spec("groups", (CODE, NAME)),
        lambda viewer, period, _listing: group_statistics(viewer, period),
        "group",
    ),
    "templates": Report(
        _("Templates"),
        _spec(
            "templates",
            (CODE, NAME, Column("group", _("Group"), lambda row: row.belongs_to, sort="group")),
            GROUP,
        ),
        lambda viewer, period, listing: template_statistics(viewer, period, group=listing.text("group")),
        "template",
    ),
    "salespeople": Report(
        _("Salespeople"),
        _spec(
            "salespeople",
            (
                CODE,
                Column("name", _("Name"), described, sort="name"),
                Column("group", _("Team"), lambda row: row.belongs_to, sort="group"),
            ),
        ),
        lambda viewer, period, _listing: salesperson_statistics(viewer, period),
        "salesperson",
    ),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A line ready to be written down, with the address of the interactions behind it."""

    row: Statistic
    name: str
    url: str
    share: str


@dataclass(frozen=True, slots=True)
class Total:
    """The sum of all lines."""

    interactions: int
    cost: Decimal
    duration_min: Decimal


def _read(request: UserRequest, report: str) -> tuple[Report, Listing[Statistic], list[Statistic]]:
    """The report, how its list is narrowed, and its lines in that order."""
    if report not in REPORTS:
        raise Http404
    require(request.user, Right.READ_LOG)
    found = REPORTS[report]
    listing = found.spec.read(request, path=reverse("report", args=[report]))
    lines = found.lines(request.user, Period(listing.day("since"), listing.day("until")), listing)
    return found, listing, in_order(lines, listing)


def _lines(report: Report, listing: Listing[Statistic], rows: list[Statistic]) -> list[Line]:
    whole = sum(row.interactions for row in rows)
    period = Period(listing.day("since"), listing.day("until"))
    return [
        Line(
            row,
            described(row),
            counted_interactions(period, **{report.filter_of_log: row.code}),
            formats.percent(100 * row.interactions / whole) if row.interactions else "",
        )
        for row in rows
    ]


@require_GET
@signed_in
def reports(request: UserRequest) -> HttpResponse:
    """The first report."""
    del request
    return HttpResponseRedirect(reverse("report", args=["groups"]))


@require_GET
@signed_in
def report(request: UserRequest, report: str) -> HttpResponse:
    """A report as a table: all lines on one page, those without interactions too."""
    found, listing, rows = _read(request, report)
    context = {
        "title": found.title,
        "tabs": [
            Tab(one.title, reverse("report", args=[name]), current=name == report)
            for name, one in REPORTS.items()
        ],
        "periods": periods(listing, local_date(now())),
        "total": Total(
            sum(row.interactions for row in rows),
            sum((row.cost for row in rows), Decimal(0)),
            sum((row.duration_min for row in rows), Decimal(0)),
        ),
        "export": reverse("report_export", args=[report]) if allowed(request.user, Right.EXPORT) else "",
    }
    page: Page[Any] = Page(_lines(found, listing, rows), None)
    return answer_list(request, listing, page, "home/statistics.html", "home/_statistics.html", context)


@require_GET
@signed_in
def report_export(request: UserRequest, report: str) -> HttpResponseBase:
    """The report as it stands, as CSV or XLSX."""
    require(request.user, Right.EXPORT)
    _found, listing, rows = _read(request, report)
    ending = "xlsx" if request.GET.get("format") == "xlsx" else "csv"
    return export_answer(f"{AREA}-{report}", ending, listing.columns, rows)
