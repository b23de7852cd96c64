"""Which template each event uses: a matrix whose choices save themselves."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from liaison.accounts.queries import allowed, require
from liaison.accounts.rules import Right
from liaison.interactions.actions.slots import assign_slot
from liaison.interactions.models import Slot
from liaison.interactions.queries.set_up import slot_candidates, slots
from liaison.kit.clock import now
from liaison.web.setup.pages import crumbs
from liaison.web.setup.template_page import template_or_404
from liaison.web.shell.answers import answer, moved
from liaison.web.shell.codes import described
from liaison.web.shell.decorators import signed_in
from liaison.web.shell.requests import UserRequest

TITLE = _("Templates of events")
HINTS = {
    Slot.EMAILS: _("An e-mail sent from a contact."),
    Slot.EMAIL_DRAFT: _("Kept for older data; it has no effect."),
    Slot.COVER_SHEETS: _("A cover sheet printed for a contact."),
    Slot.OUTGOING_CALLS: _("A call made from the call page."),
    Slot.MEETING_INVITATION: _("Kept for invitations to meetings; it has no effect yet."),
    Slot.UNSUBSCRIPTION: _("A contact wants no more of what is sent to it."),
}


@require_safe
@signed_in
def events(request: UserRequest) -> HttpResponse:
    """Every event with its template; blank means that nothing is recorded."""
    chosen, offered = slots(request.user), slot_candidates(request.user)
    rows = [
        (
            slot,
            HINTS[slot],
            chosen[slot],
            [(one.code, f"{one.code} · {described(one)}") for one in offered[slot]],
        )
        for slot in Slot
    ]
    return answer(
        request,
        "setup/events.html",
        {
            "rows": rows,
            "title": TITLE,
            "crumbs": crumbs(request.user),
            "may_change": allowed(request.user, Right.CHANGE_SETUP),
        },
    )


@require_POST
@signed_in
def event(request: UserRequest, slot: str) -> HttpResponse:
    """Give one event its template, or none."""
    require(request.user, Right.CHANGE_SETUP)
    if slot not in Slot.values:
        raise Http404
    code = request.POST.get("template", "")
    found = template_or_404(request.user, code) if code else None
    assign_slot(Slot(slot), found, by=request.user, at=now())
    return moved(request, reverse("setup_events"), toast=_("Saved."))
