"""The home page: the figures that matter, the last interactions, what waits and what failed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.views.decorators.http import require_GET

from liaison.accounts.models import User
from liaison.accounts.queries import allowed
from liaison.accounts.rules import Right
from liaison.interactions.models import Channel
from liaison.kit.clock import local_date, now
from liaison.kit.text import Words
from liaison.mail.queries import mailbox_fault
from liaison.reports.queries import (
    HomeFigures,
    Waiting,
    Week,
    codes_of,
    home_figures,
    last_interactions,
    scopes,
    waiting,
)
from liaison.reports.rules import Scope
from liaison.web.interactions.present import DayView, Presenter
from liaison.web.shell import formats
from liaison.web.shell.answers import answer
from liaison.web.shell.decorators import signed_in
from liaison.web.shell.parts import Bar
from liaison.web.shell.requests import UserRequest

SCOPES: Mapping[Scope, Words] = {
    Scope.ME: pgettext_lazy("whose figures", "Me"),
    Scope.TEAM: pgettext_lazy("whose figures", "Team"),
    Scope.ALL: pgettext_lazy("whose figures", "Everybody"),
}


REST = "note"
SHOWN: Mapping[str, Words] = {
    **{str(one): one.label for one in (Channel.EMAIL, Channel.PHONE, Channel.MEETING, Channel.LETTER)},
    str(Channel.DOCUMENT): Channel.DOCUMENT.label,
    REST: pgettext_lazy("channels", "Other"),
}
"""What the chart tells apart; more hues than these nobody can."""


@dataclass(frozen=True, slots=True)
class HomePage:
    """The home page of one reader, ready to be written down."""

    viewer: User
    scope: Scope
    figures: HomeFigures
    days: list[DayView]
    waiting: Waiting
    today: date

    @property
    def first_name(self) -> str:
        """How one greets the reader."""
        return (self.viewer.name or self.viewer.username).split()[0]

    @property
    def day(self) -> str:
        """Mardi 24 novembre."""
        return formats.day_name(self.today, self.today)

    @property
    def scopes(self) -> list[tuple[str, Words]]:
        """Whose figures the reader may switch to; nothing where there is no choice."""
        found = [(str(scope), SCOPES[scope]) for scope in scopes(self.viewer)]
        return found if len(found) > 1 else []

    @property
    def hours(self) -> str:
        """The time with contacts."""
        return formats.hours(self.figures.minutes)

    @property
    def change(self) -> str:
        """+18 % on the average, empty without past."""
        if self.figures.change is None:
            return ""
        change = formats.percent(self.figures.change, signed=True)
        return gettext("%(change)s against the average") % {"change": change}

    @property
    def better(self) -> bool:
        """Whether there is at least as much as on average."""
        return (self.figures.change or 0) >= 0

    @property
    def channels(self) -> dict[str, Words]:
        """The channels of the chart, in the order in which they are stacked."""
        seen = {channel for column in self.columns for channel in column.parts}
        return {key: name for key, name in SHOWN.items() if key in seen}

    @property
    def columns(self) -> list[Bar]:
        """One column for each week."""
        return [Bar(formats.week(week.monday), _shown(week)) for week in self.figures.weeks]

    @property
    def beside(self) -> bool:
        """Whether anything stands beside the timeline."""
        return bool(self.figures.undelivered or self.waiting.count)

    @property
    def log_url(self) -> str:
        """The log list of the same people."""
        return self._log()

    @property
    def week_url(self) -> str:
        """The log list of the same people since Monday: the lines that the figure counts."""
        since = self.figures.weeks[-1].monday.isoformat()
        return self._log(state="active", since=since, until=self.today.isoformat())

    @property
    def undelivered_url(self) -> str:
        """The log list of what could not be delivered: the lines that the figure counts."""
        since = self.figures.undelivered_since.isoformat()
        return self._log(state="active", delivery="failed,bounced", since=since)

    def _log(self, **narrowed: str) -> str:
        query = urlencode({**codes_of(self.viewer, self.scope), **narrowed}, safe=",")
        return reverse("interactions") + (f"?{query}" if query else "")


def _shown(week: Week) -> dict[str, int]:
    """The numbers of a week by shown channel; the rare channels are one."""
    parts: dict[str, int] = {}
    for channel, number in week.by_channel.items():
        key = channel if channel in SHOWN else REST
        parts[key] = parts.get(key, 0) + number
    return parts


def _page(viewer: User, asked: str, at: datetime) -> HomePage:
    choices = scopes(viewer)
    scope = next((one for one in choices if one == asked), choices[0])
    return HomePage(
        viewer,
        scope,
        home_figures(viewer, scope, at=at),
        Presenter(viewer).days(last_interactions(viewer, scope, at=at)),
        waiting(viewer),
        local_date(at),
    )


@require_GET
@signed_in
def home(request: UserRequest) -> HttpResponse:
    """The day of the reader, of the team or of everybody."""
    context = {
        "home": _page(request.user, request.GET.get("scope", ""), now()),
        "may_record": allowed(request.user, Right.RECORD),
        "may_import": allowed(request.user, Right.IMPORT_CONTACTS),
        "mailbox": mailbox_fault(request.user) if allowed(request.user, Right.MANAGE_USERS) else None,
    }
    return answer(request, "home/home.html", context)
