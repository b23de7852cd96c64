"""The statuses of campaigns: a short list, each in a dialog."""

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
from liaison.campaigns.actions import change_status, create_status, delete_status
from liaison.campaigns.models import CampaignStatus
from liaison.campaigns.queries import campaign_statuses
from liaison.kit.clock import now
from liaison.kit.folding import fold
from liaison.web.setup.columns import ACTIVE, STATE, active_asked
from liaison.web.setup.forms.campaigns import CampaignStatusForm
from liaison.web.setup.pages import FormPage, ListPage, answer_form, answer_lines
from liaison.web.shell.answers import done, moved, posted, refusals_in
from liaison.web.shell.codes import described
from liaison.web.shell.decorators import signed_in
from liaison.web.shell.lists import ListColumn, Listing, ListSpec, TextFilter
from liaison.web.shell.parts import Crumb
from liaison.web.shell.requests import UserRequest

TITLE = _("Campaign statuses")


@dataclass(frozen=True, slots=True)
class StatusLine:
    """One status as the list shows it."""

    code: str
    description: str
    active: bool
    url: str
    dialog: bool


STATUSES = ListSpec[StatusLine](
    area="setup-campaign-statuses",
    route="setup_campaign_statuses",
    default_sort="code",
    columns=(
        ListColumn("code", _("Code"), lambda line: line.code, sort="code", fixed=True),
        ListColumn("description", _("Description"), lambda line: line.description, sort="description"),
        ACTIVE,
    ),
    filters=(TextFilter("q", _("Search")), STATE),
)


def campaigns_with(code: str) -> str:
    """The address of the campaigns in a status."""
    return f"{reverse('campaigns')}?{urlencode({'status': code})}"


def _lines(request: UserRequest, listing: Listing[StatusLine]) -> Iterator[StatusLine]:
    text = fold(listing.text("q"))
    may_change = allowed(request.user, Right.EDIT_SEGMENTS)
    for row in campaign_statuses(request.user, active=active_asked(listing)):
        told = described(row)
        if text and text not in fold(f"{row.code} {row.description} {told}"):
            continue
        url = reverse("setup_campaign_status", args=[row.pk]) if may_change else campaigns_with(row.code)
        yield StatusLine(row.code, told, row.active, url, may_change)


@require_safe
@signed_in
def campaign_status_list(request: UserRequest) -> HttpResponseBase:
    """All statuses by code (R-CMP-8)."""
    return answer_lines(
        request,
        STATUSES,
        lambda listing: _lines(request, listing),
        ListPage(
            title=TITLE,
            name="campaign-statuses",
            lede=_("Stages that campaigns go through"),
            add=_("New status"),
            add_url=reverse("setup_campaign_status_new"),
            may_add=Right.EDIT_SEGMENTS,
        ),
    )


@require_http_methods(["GET", "POST"])
@signed_in
def new_campaign_status(request: UserRequest) -> HttpResponse:
    """A new status."""
    require(request.user, Right.EDIT_SEGMENTS)
    back = reverse("setup_campaign_statuses")
    form = CampaignStatusForm(posted(request))
    if form.is_valid():
        with refusals_in(form):
            create_status(
                form.cleaned_data["code"],
                form.cleaned_data["description"],
                descriptions=form.descriptions,
                active=form.cleaned_data["active"],
                by=request.user,
                at=now(),
            )
            return done(request, back, toast=_("Status saved."))
    page = FormPage(title=_("New status"), action=request.path, back=back, way=[Crumb(TITLE, back)])
    return answer_form(request, form, page)


@require_http_methods(["GET", "POST"])
@signed_in
def campaign_status(request: UserRequest, pk: int) -> HttpResponse:
    """Change words or activity of a status."""
    require(request.user, Right.EDIT_SEGMENTS)
    row = _status_or_404(request, pk)
    back = reverse("setup_campaign_statuses")
    form = CampaignStatusForm(posted(request), row=row)
    if form.is_valid():
        with refusals_in(form):
            change_status(
                row.code,
                description=form.cleaned_data["description"],
                descriptions=form.descriptions,
                active=form.cleaned_data["active"],
                version=form.cleaned_data["version"],
                by=request.user,
                at=now(),
            )
            return done(request, back, toast=_("Status saved."))
    page = FormPage(
        title=row.code,
        action=request.path,
        back=back,
        way=[Crumb(TITLE, back)],
        delete=reverse("setup_campaign_status_deletion", args=[row.pk]),
        links=[(_("Campaigns"), campaigns_with(row.code))],
    )
    return answer_form(request, form, page)


@require_POST
@signed_in
def campaign_status_deletion(request: UserRequest, pk: int) -> HttpResponse:
    """Delete a status that no campaign names."""
    delete_status(_status_or_404(request, pk).code, by=request.user, at=now())
    return moved(request, reverse("setup_campaign_statuses"), toast=_("Status deleted."))


def _status_or_404(request: UserRequest, pk: int) -> CampaignStatus:
    found = campaign_statuses(request.user).filter(pk=pk).first() if pk < 2**63 else None
    if found is None:
        raise Http404
    return found
