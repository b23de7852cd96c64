"""Salespeople and teams: lists, and each in a dialog."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import Http404, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from liaison.accounts.actions import change_salesperson, change_team, create_salesperson, create_team
from liaison.accounts.models import Salesperson, Team
from liaison.accounts.queries import allowed, require, salespeople, salesperson_by_code, teams
from liaison.accounts.rules import Right
from liaison.interactions.figures import NOTHING, Figures, salesperson_figures
from liaison.kit.clock import now
from liaison.kit.folding import fold
from liaison.web.setup.columns import (
    ACTIVE,
    FIGURES,
    PERIOD,
    STATE,
    active_asked,
    period_of,
)
from liaison.web.setup.forms.people import SalespersonForm, TeamForm
from liaison.web.setup.pages import FormPage, ListPage, answer_form, answer_lines
from liaison.web.shell.answers import done, posted, refusals_in
from liaison.web.shell.decorators import signed_in
from liaison.web.shell.lists import ListColumn, Listing, ListSpec, TextFilter
from liaison.web.shell.parts import Crumb
from liaison.web.shell.periods import counted_interactions
from liaison.web.shell.requests import UserRequest

SALESPEOPLE = _("Salespeople")
TEAMS = _("Teams")


@dataclass(frozen=True, slots=True)
class SalespersonLine:
    """One salesperson as the list shows it."""

    person: Salesperson
    figures: Figures
    list_url: str
    dialog: bool

    @property
    def active(self) -> bool:
        """Whether they can still be chosen."""
        return self.person.active

    @property
    def url(self) -> str:
        """Their dialog, or for who may not change them their interactions."""
        return reverse("setup_salesperson", args=[self.person.code]) if self.dialog else self.list_url


PEOPLE = ListSpec[SalespersonLine](
    area="setup-salespeople",
    route="setup_salespeople",
    default_sort="name",
    columns=(
        ListColumn("code", _("Code"), lambda line: line.person.code, sort="code", fixed=True),
        ListColumn("name", _("Name"), lambda line: line.person.name, sort="name"),
        ListColumn("job_title", _("Job title"), lambda line: line.person.job_title, sort="job_title"),
        ListColumn(
            "team", _("Team"), lambda line: line.person.team.name if line.person.team else "", sort="team"
        ),
        ListColumn("email", _("E-mail"), lambda line: line.person.email),
        ListColumn("phone", _("Phone"), lambda line: line.person.phone, shown=False),
        *FIGURES,
        ACTIVE,
    ),
    filters=(
        TextFilter("q", _("Search")),
        STATE,
        *PERIOD,
    ),
)


def _people(request: UserRequest, listing: Listing[SalespersonLine]) -> Iterator[SalespersonLine]:
    viewer, text = request.user, fold(listing.text("q"))
    period = period_of(listing)
    figures = salesperson_figures(viewer, period=period)
    may_change = allowed(viewer, Right.CHANGE_SETUP)
    for person in salespeople(viewer, active=active_asked(listing)):
        if text and text not in fold(f"{person.code} {person.name} {person.email} {person.job_title}"):
            continue
        counted = counted_interactions(period, salesperson=person.code)
        yield SalespersonLine(person, figures.get(person.pk, NOTHING), counted, may_change)


@require_safe
@signed_in
def salesperson_list(request: UserRequest) -> HttpResponseBase:
    """The salespeople with number, cost and minutes of their interactions (R-INT-176)."""
    require(request.user, Right.READ_SETUP)
    return answer_lines(
        request,
        PEOPLE,
        lambda listing: _people(request, listing),
        ListPage(
            title=SALESPEOPLE,
            name="salespeople",
            lede=_("Who is responsible for interactions; not everybody needs to sign in."),
            add=_("New salesperson"),
            add_url=reverse("setup_salesperson_new"),
        ),
    )


@require_http_methods(["GET", "POST"])
@signed_in
def new_salesperson(request: UserRequest) -> HttpResponse:
    """A new salesperson."""
    require(request.user, Right.CHANGE_SETUP)
    back = reverse("setup_salespeople")
    form = SalespersonForm(posted(request), teams=list(teams(request.user)))
    if form.is_valid():
        with refusals_in(form):
            create_salesperson(form.cleaned_data["code"], by=request.user, at=now(), **form.changes)
            return done(request, back, toast=_("Salesperson created."))
    return answer_form(
        request,
        form,
        FormPage(title=_("New salesperson"), action=request.path, back=back, way=[Crumb(SALESPEOPLE, back)]),
    )


@require_http_methods(["GET", "POST"])
@signed_in
def salesperson(request: UserRequest, code: str) -> HttpResponse:
    """One salesperson."""
    require(request.user, Right.CHANGE_SETUP)
    found = salesperson_by_code(request.user, code) if code.isprintable() else None
    if found is None:
        raise Http404
    back = reverse("setup_salespeople")
    offered = [team for team in teams(request.user, active=None) if team.active or team == found.team]
    form = SalespersonForm(posted(request), teams=offered, salesperson=found)
    if form.is_valid():
        with refusals_in(form):
            change_salesperson(
                found, version=form.cleaned_data["version"], by=request.user, at=now(), **form.changes
            )
            return done(request, back, toast=_("Salesperson saved."))
    return answer_form(
        request,
        form,
        FormPage(
            title=found.name,
            action=request.path,
            back=back,
            way=[Crumb(SALESPEOPLE, back)],
            links=[(_("Interactions of this salesperson"), counted_interactions(salesperson=found.code))],
        ),
    )


@dataclass(frozen=True, slots=True)
class TeamLine:
    """One team as the list shows it."""

    team: Team
    members: int
    dialog: bool

    @property
    def active(self) -> bool:
        """Whether it can still be chosen."""
        return self.team.active

    @property
    def url(self) -> str:
        """Its dialog; empty for who may not change it."""
        return reverse("setup_team", args=[self.team.code]) if self.dialog else ""


TEAM_LIST = ListSpec[TeamLine](
    area="setup-teams",
    route="setup_teams",
    default_sort="name",
    columns=(
        ListColumn("code", _("Code"), lambda line: line.team.code, sort="code", fixed=True),
        ListColumn("name", _("Name"), lambda line: line.team.name, sort="name"),
        ListColumn("members", _("Salespeople"), lambda line: line.members, "number", sort="members"),
        ACTIVE,
    ),
    filters=(TextFilter("q", _("Search")), STATE),
)


def _teams(request: UserRequest, listing: Listing[TeamLine]) -> Iterator[TeamLine]:
    viewer, text = request.user, fold(listing.text("q"))
    members: dict[int | None, int] = {}
    for person in salespeople(viewer):
        members[person.team_id] = members.get(person.team_id, 0) + 1
    for team in teams(viewer, active=active_asked(listing)):
        if not text or text in fold(f"{team.code} {team.name}"):
            yield TeamLine(team, members.get(team.pk, 0), allowed(viewer, Right.CHANGE_SETUP))


@require_safe
@signed_in
def team_list(request: UserRequest) -> HttpResponseBase:
    """The teams."""
    require(request.user, Right.READ_SETUP)
    return answer_lines(
        request,
        TEAM_LIST,
        lambda listing: _teams(request, listing),
        ListPage(
            title=TEAMS,
            name="teams",
            lede=_("Salespeople who work together and may share what others do not see."),
            add=_("New team"),
            add_url=reverse("setup_team_new"),
        ),
    )


@require_http_methods(["GET", "POST"])
@signed_in
def new_team(request: UserRequest) -> HttpResponse:
    """A new team."""
    require(request.user, Right.CHANGE_SETUP)
    back = reverse("setup_teams")
    form = TeamForm(posted(request))
    if form.is_valid():
        with refusals_in(form):
            create_team(form.cleaned_data["code"], name=form.cleaned_data["name"], by=request.user, at=now())
            return done(request, back, toast=_("Team created."))
    return answer_form(
        request, form, FormPage(title=_("New team"), action=request.path, back=back, way=[Crumb(TEAMS, back)])
    )


@require_http_methods(["GET", "POST"])
@signed_in
def team(request: UserRequest, code: str) -> HttpResponse:
    """One team."""
    require(request.user, Right.CHANGE_SETUP)
    found = teams(request.user, active=None).filter(code=code.upper()).first() if code.isprintable() else None
    if found is None:
        raise Http404
    back = reverse("setup_teams")
    form = TeamForm(posted(request), team=found)
    if form.is_valid():
        with refusals_in(form):
            change_team(found, by=request.user, at=now(), **form.cleaned_data)
            return done(request, back, toast=_("Team saved."))
    return answer_form(
        request, form, FormPage(title=found.name, action=request.path, back=back, way=[Crumb(TEAMS, back)])
    )
