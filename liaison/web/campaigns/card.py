"""The card of a campaign: facts, figures of a period, its waves and its entries; and what can be done."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from liaison.accounts.models import User
from liaison.accounts.queries import allowed, require
from liaison.accounts.rules import Right
from liaison.campaigns.actions import (
    archive_campaign,
    change_campaign,
    create_campaign,
    delete_campaign,
    restore_campaign,
)
from liaison.campaigns.models import Campaign
from liaison.campaigns.queries import campaign as campaign_of
from liaison.campaigns.queries import campaign_history
from liaison.interactions.actions.headings import delete_canceled_campaign_entries, switch_campaign_entries
from liaison.interactions.figures import Period
from liaison.interactions.queries.headings import campaign_entries, campaign_figures, canceled_below
from liaison.kit.clock import now
from liaison.kit.paging import Page, decode_cursor, encode_cursor
from liaison.kit.versions import changed_meanwhile
from liaison.segments.queries.segments import segments
from liaison.web.campaigns.forms import CampaignForm, DeletionForm
from liaison.web.campaigns.words import said, status_choices, status_words
from liaison.web.shell import formats
from liaison.web.shell.answers import answer, moved, or_404, posted, refusals_in
from liaison.web.shell.decorators import signed_in
from liaison.web.shell.lists import DayFilter, ListSpec, answer_list, only_rows
from liaison.web.shell.periods import counted_interactions
from liaison.web.shell.requests import UserRequest

PAGE = 50
WAVES = 20
"""So many open segments are shown; the list of segments, to which a link leads then, has the others."""
ENTRIES: ListSpec[Any] = ListSpec(
    area="campaign",
    route="campaign",
    columns=(),
    filters=(DayFilter("since", gettext_lazy("From")), DayFilter("until", gettext_lazy("Until"))),
)


def campaign_or_404(viewer: User, no: str) -> Campaign:
    """The campaign of this number, archived or not."""
    with or_404():
        return campaign_of(viewer, no.replace("\x00", ""))


def campaign_url(no: str) -> str:
    """The card of a campaign."""
    return reverse("campaign", args=[no])


@require_GET
@signed_in
def campaign(request: UserRequest, no: str) -> HttpResponse:
    """The card (R-CMP-9): figures of a period with distinct contacts beside counts, waves, entries."""
    viewer = request.user
    card = campaign_or_404(viewer, no)
    listing = ENTRIES.read(request, path=request.path)
    found = campaign_entries(viewer, card)
    if listing.cursor:
        found = found.filter(pk__lt=decode_cursor(listing.cursor, int)[0])
    shown = list(found[: PAGE + 1])
    more = encode_cursor(shown[PAGE - 1].pk) if len(shown) > PAGE else None
    context: dict[str, Any] = {
        "card": card,
        "status": status_words(card),
        "may_edit": allowed(viewer, Right.EDIT_SEGMENTS),
        "may_change": allowed(viewer, Right.CHANGE_SEGMENTS),
        "may_cancel": allowed(viewer, Right.CANCEL_SEGMENTS),
        "may_manage": allowed(viewer, Right.MANAGE_SEGMENTS),
    }
    if not only_rows(request, listing):
        since, until = listing.day("since"), listing.day("until")
        context["log"] = counted_interactions(Period(since, until), campaign=card.no)
        context["figures"] = campaign_figures(viewer, [card.pk], since=since, until=until)[card.pk]
        waves = segments(viewer, campaign=card.no)
        if context["may_manage"]:
            canceled, below = canceled_below(viewer, card, since=since, until=until)
            told = {"since": since, "until": until, "below": below}
            context |= {"canceled": canceled, "below": below, "period": since or until}
            context["deletion"] = DeletionForm(initial=told, auto_id=False)
        found_waves = list(waves[: WAVES + 1])
        context |= {"waves": found_waves[:WAVES], "more_waves": len(found_waves) > WAVES}
    page = Page(shown[:PAGE], more)
    return answer_list(request, listing, page, "campaigns/campaign.html", "campaigns/_card.html", context)


@require_GET
@signed_in
def history(request: UserRequest, no: str) -> HttpResponse:
    """What was changed on the campaign, by whom and when."""
    card = campaign_or_404(request.user, no)
    statuses = dict(status_choices(request.user))
    told = [(one, list(said(one, statuses))) for one in campaign_history(request.user, card)]
    return answer(request, "shell/changes.html", {"history": told}, dialog="shell/_changes.html")


@require_http_methods(["GET", "POST"])
@signed_in
def campaign_new(request: UserRequest) -> HttpResponse:
    """A new campaign; its number is given (R-CMP-1)."""
    require(request.user, Right.EDIT_SEGMENTS)
    form = CampaignForm(posted(request), viewer=request.user)
    if form.is_valid():
        with refusals_in(form):
            made = create_campaign(form.values, by=request.user, at=now())
            toast = _("Campaign %(number)s created.") % {"number": made.no}
            return moved(request, campaign_url(made.no), toast=toast)
    context = {
        "form": form,
        "title": _("New campaign"),
        "back": reverse("campaigns"),
        "action": request.path,
    }
    return answer(request, "shell/dialog.html", context, dialog="campaigns/_form.html")


@require_http_methods(["GET", "POST"])
@signed_in
def campaign_edit(request: UserRequest, no: str) -> HttpResponse:
    """Change the card (R-CMP-5 to 7)."""
    require(request.user, Right.CHANGE_SEGMENTS)
    card = campaign_or_404(request.user, no)
    form = CampaignForm(posted(request), viewer=request.user, card=card)
    if form.is_valid():
        with refusals_in(form):
            version = form.cleaned_data["version"]
            change_campaign(card.no, form.values, version=version, by=request.user, at=now())
            return moved(request, campaign_url(card.no), toast=_("Campaign saved."))
    context = {"form": form, "title": card.no, "back": campaign_url(card.no), "action": request.path}
    return answer(request, "shell/dialog.html", context, dialog="campaigns/_form.html")


@require_POST
@signed_in
def campaign_archiving(request: UserRequest, no: str) -> HttpResponse:
    """Put a campaign away (B-22)."""
    card = campaign_or_404(request.user, no)
    archive_campaign(card.no, by=request.user, at=now())
    return moved(request, reverse("campaigns"), toast=_("Campaign archived."))


@require_POST
@signed_in
def campaign_retrieval(request: UserRequest, no: str) -> HttpResponse:
    """Fetch a campaign back that was put away."""
    card = campaign_or_404(request.user, no)
    restore_campaign(card.no, by=request.user, at=now())
    return moved(request, campaign_url(card.no), toast=_("Campaign fetched back."))


@require_POST
@signed_in
def campaign_deletion(request: UserRequest, no: str) -> HttpResponse:
    """Delete a campaign nothing points at (R-CMP-54, 55)."""
    delete_campaign(campaign_or_404(request.user, no).no, by=request.user, at=now())
    return moved(request, reverse("campaigns"), toast=_("Campaign deleted."))


@require_POST
@signed_in
def campaign_entry_switch(request: UserRequest, no: str, pk: int, *, canceled: bool) -> HttpResponse:
    """Cancel or reinstate an entry with its interactions (R-CMP-17)."""
    card = campaign_or_404(request.user, no)
    if pk >= 2**63 or not campaign_entries(request.user, card).filter(pk=pk).exists():
        raise Http404
    switch_campaign_entries([pk], canceled=canceled, by=request.user, at=now())
    toast = _("Cancelled.") if canceled else _("Reinstated.")
    return moved(request, campaign_url(card.no), toast=toast)


@require_POST
@signed_in
def campaign_entries_deletion(request: UserRequest, no: str) -> HttpResponse:
    """Delete the cancelled entries of a campaign with their interactions (R-CMP-19).

    Those of the period the card showed, and only if as many interactions go as it told.
    """
    card = campaign_or_404(request.user, no)
    form = DeletionForm(request.POST)
    if not form.is_valid():
        raise changed_meanwhile()
    given = form.cleaned_data
    gone = delete_canceled_campaign_entries(campaign=card.no, **given, by=request.user, at=now())
    count = gone.entries
    words = ngettext("%(n)s campaign entry deleted.", "%(n)s campaign entries deleted.", count)
    return moved(request, campaign_url(card.no), toast=words % {"n": formats.number(count)})
