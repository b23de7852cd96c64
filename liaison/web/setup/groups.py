"""Interaction groups: the list with its figures, and each group in a dialog."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import Http404, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from liaison.accounts.queries import allowed, require
from liaison.accounts.rules import Right
from liaison.interactions.actions.groups import change_group, create_group, delete_group
from liaison.interactions.figures import NOTHING, Figures, group_figures
from liaison.interactions.models import InteractionGroup
from liaison.interactions.queries.set_up import (
    group_uses,
    interaction_group,
    interaction_groups,
    template_counts,
)
from liaison.kit.clock import now
from liaison.web.setup.columns import (
    ACTIVE,
    FIGURES,
    PERIOD,
    STATE,
    active_asked,
    period_of,
)
from liaison.web.setup.forms.groups import GroupForm, NewGroupForm
from liaison.web.setup.pages import FormPage, ListPage, answer_form, answer_lines
from liaison.web.shell.answers import done, moved, posted, refusals_in
from liaison.web.shell.codes import described
from liaison.web.shell.decorators import signed_in
from liaison.web.shell.lists import ListColumn, Listing, ListSpec, TextFilter
from liaison.web.shell.parts import Crumb
from liaison.web.shell.periods import counted_interactions
from liaison.web.shell.requests import UserRequest

TITLE = _("Interaction groups")


@dataclass(frozen=True, slots=True)
class GroupLine:
    """One group as the list shows it."""

    code: str
    description: str
    active: bool
    templates: int
    figures: Figures
    url: str
    list_url: str
    dialog: bool


GROUPS = ListSpec[GroupLine](
    area="setup-groups",
    route="setup_groups",
    default_sort="code",
    columns=(
        ListColumn("code", _("Code"), lambda line: line.code, sort="code", fixed=True),
        ListColumn("description", _("Description"), lambda line: line.description, sort="description"),
        ListColumn("templates", _("Templates"), lambda line: line.templates, "number", sort="templates"),
        *FIGURES,
        ACTIVE,
    ),
    filters=(
        TextFilter("q", _("Search")),
        STATE,
        *PERIOD,
    ),
)


def templates_of(group: InteractionGroup) -> str:
    """The address of the templates of a group (R-INT-3)."""
    return f"{reverse('setup_templates')}?{urlencode({'group': group.code})}"


def _lines(request: UserRequest, listing: Listing[GroupLine]) -> Iterator[GroupLine]:
    viewer = request.user
    found = interaction_groups(viewer, active=active_asked(listing), text=listing.text("q"))
    period = period_of(listing)
    figures = group_figures(viewer, period=period)
    counts = template_counts(viewer)
    may_change = allowed(viewer, Right.CHANGE_TEMPLATES)
    for group in found:
        yield GroupLine(
            code=group.code,
            description=described(group) if group.description or group.descriptions else "",
            active=group.active,
            templates=counts.get(group.pk, 0),
            figures=figures.get(group.pk, NOTHING),
            url=reverse("setup_group", args=[group.code]) if may_change else templates_of(group),
            list_url=counted_interactions(period, group=group.code),
            dialog=may_change,
        )


@require_safe
@signed_in
def groups(request: UserRequest) -> HttpResponseBase:
    """All groups with number, cost and minutes of their interactions (R-INT-2, R-INT-186)."""
    return answer_lines(
        request,
        GROUPS,
        lambda listing: _lines(request, listing),
        ListPage(
            title=TITLE,
            name="interaction-groups",
            lede=_("Headings under which templates and interactions are totalled."),
            add=_("New group"),
            add_url=reverse("setup_group_new"),
            may_add=Right.CHANGE_TEMPLATES,
        ),
    )


@require_http_methods(["GET", "POST"])
@signed_in
def new_group(request: UserRequest) -> HttpResponse:
    """A new group."""
    require(request.user, Right.CHANGE_TEMPLATES)
    back = reverse("setup_groups")
    form = NewGroupForm(posted(request))
    if form.is_valid():
        with refusals_in(form):
            create_group(
                form.cleaned_data["code"],
                description=form.cleaned_data["description"],
                descriptions=form.descriptions,
                by=request.user,
                at=now(),
            )
            return done(request, back, toast=_("Group created."))
    return answer_form(
        request,
        form,
        FormPage(title=_("New group"), action=request.path, back=back, way=[Crumb(TITLE, back)]),
    )


@require_http_methods(["GET", "POST"])
@signed_in
def group(request: UserRequest, code: str) -> HttpResponse:
    """One group: for who may change it a form, for others nothing more than the list has."""
    found = _group_or_404(request, code)
    if request.method == "GET" and not allowed(request.user, Right.CHANGE_TEMPLATES):
        return moved(request, templates_of(found))
    require(request.user, Right.CHANGE_TEMPLATES)
    back = reverse("setup_groups")
    form = GroupForm.of(found, posted(request))
    if form.is_valid():
        with refusals_in(form):
            change_group(
                found,
                version=form.cleaned_data["version"],
                description=form.cleaned_data["description"],
                descriptions=form.descriptions,
                active=form.cleaned_data["active"],
                by=request.user,
                at=now(),
            )
            return done(request, back, toast=_("Group saved."))
    deletion = "" if group_uses(found) else reverse("setup_group_deletion", args=[found.code])
    return answer_form(
        request,
        form,
        FormPage(
            title=found.code,
            action=request.path,
            back=back,
            way=[Crumb(TITLE, back)],
            delete=deletion,
            links=[
                (_("Templates of this group"), templates_of(found)),
                (_("Interactions of this group"), counted_interactions(group=found.code)),
            ],
        ),
    )


@require_POST
@signed_in
def group_deletion(request: UserRequest, code: str) -> HttpResponse:
    """Delete a group that nothing uses (R-INT-4)."""
    delete_group(_group_or_404(request, code), by=request.user, at=now())
    return moved(request, reverse("setup_groups"), toast=_("Group deleted."))


def _group_or_404(request: UserRequest, code: str) -> InteractionGroup:
    found = interaction_group(request.user, code) if code.isprintable() else None
    if found is None:
        raise Http404
    return found
