"""The company that uses Liaison, as its letters name it."""

from __future__ import annotations

from django.db import transaction
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from liaison.accounts.actions import change_organization
from liaison.accounts.queries import allowed, organization, require
from liaison.accounts.rules import Right
from liaison.files.actions import store_file
from liaison.kit.clock import now
from liaison.web.setup.forms.people import OrganizationForm
from liaison.web.setup.pages import crumbs
from liaison.web.shell.answers import answer, moved, posted, refusals_in
from liaison.web.shell.decorators import signed_in
from liaison.web.shell.requests import UserRequest

TITLE = _("Our company")


@require_http_methods(["GET", "POST"])
@signed_in
def company(request: UserRequest) -> HttpResponse:
    """Name, address, numbers and logo; for who may not change them, to be read."""
    require(request.user, Right.READ_SETUP)
    own = organization()
    form = OrganizationForm(own, posted(request), request.FILES if request.method == "POST" else None)
    may_change = allowed(request.user, Right.CHANGE_SETUP)
    if not may_change:
        form.freeze()
    if form.is_valid():
        require(request.user, Right.CHANGE_SETUP)
        with refusals_in(form):
            _save(request, form)
            return moved(request, reverse("setup_organization"), toast=_("Company saved."))
    return answer(
        request,
        "setup/organization.html",
        {
            "form": form,
            "organization": own,
            "may_change": may_change,
            "title": TITLE,
            "crumbs": crumbs(request.user),
        },
    )


@transaction.atomic
def _save(request: UserRequest, form: OrganizationForm) -> None:
    """The logo is kept first, then everything is written by one verb; refused, neither remains."""
    given, changes, at = form.cleaned_data, form.changes, now()
    if given["logo"]:
        changes["logo"] = store_file(given["logo"], by=request.user, at=at)
    elif given.get("remove_logo"):
        changes["logo"] = None
    change_organization(version=given["version"], by=request.user, at=at, **changes)
