"""The campaigns with their figures; newest first, narrowed by status and salesperson."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_GET

from liaison.accounts.queries import allowed
from liaison.accounts.rules import Right
from liaison.campaigns.models import Campaign
from liaison.campaigns.queries import campaigns
from liaison.interactions.queries.headings import CampaignFigures, campaign_figures
from liaison.kit.paging import Page
from liaison.web.campaigns.words import status_choices, status_words
from liaison.web.interactions.filters import SALESPERSON
from liaison.web.shell.decorators import signed_in
from liaison.web.shell.exports import export_answer, file_asked
from liaison.web.shell.lists import ChoiceFilter, FlagFilter, ListColumn, ListSpec, TextFilter, answer_list
from liaison.web.shell.pages import page_in_order, put_in_order
from liaison.web.shell.requests import UserRequest

PAGE = 50


@dataclass(frozen=True, slots=True)
class CampaignLine:
    """A campaign as the list shows it."""

    card: Campaign
    figures: CampaignFigures


Column = ListColumn[CampaignLine]


CAMPAIGNS: ListSpec[CampaignLine] = ListSpec(
    area="campaigns",
    route="campaigns",
    columns=(
        Column("no", _("No."), lambda row: row.card.no, "code", sort="no", fixed=True),
        Column(
            "description", _("Description"), lambda row: row.card.description, sort="description", fixed=True
        ),
        Column("status", _("Status"), lambda row: status_words(row.card)),
        Column("starting_date", _("Starting date"), lambda row: row.card.starting_date, "date"),
        Column("ending_date", _("Ending date"), lambda row: row.card.ending_date, "date"),
        Column("contacted", _("Contacted"), lambda row: row.figures.contacted, "number"),
        Column("responded", _("Responses"), lambda row: row.figures.responded, "number"),
        Column("rate", _("Response rate (%)"), lambda row: row.figures.response_rate, "decimal"),
        Column("cost", _("Cost"), lambda row: row.figures.cost, "money"),
        Column(
            "salesperson",
            _("Salesperson"),
            lambda row: row.card.salesperson.name if row.card.salesperson else "",
            shown=False,
        ),
    ),
    filters=(
        TextFilter("q", _("Search")),
        ChoiceFilter("status", _("Status"), front=True, choices=status_choices),
        SALESPERSON,
        FlagFilter("archived", pgettext_lazy("campaigns", "Archived")),
    ),
)


def _lines(request: UserRequest, cards: Iterable[Campaign]) -> list[CampaignLine]:
    """The campaigns with their figures; one statement for all."""
    shown = list(cards)
    figures = campaign_figures(request.user, [card.pk for card in shown])
    return [CampaignLine(card, figures[card.pk]) for card in shown]


@require_GET
@signed_in
def campaign_list(request: UserRequest) -> HttpResponseBase:
    """The campaigns that run, or those that were put away; with ``?format=`` all of them as a file."""
    listing = CAMPAIGNS.read(request)
    found = campaigns(
        request.user,
        archived=listing.flag("archived"),
        status=listing.text("status"),
        salesperson=listing.text("salesperson"),
        text=listing.text("q"),
    )
    if ending := file_asked(request):
        return export_answer(
            "campaigns", ending, listing.columns, _lines(request, put_in_order(listing, found))
        )
    cards = page_in_order(listing, found, limit=PAGE)
    page = Page(_lines(request, cards.items), cards.next)
    context = {
        "may_edit": allowed(request.user, Right.EDIT_SEGMENTS),
        "export": listing.path if allowed(request.user, Right.EXPORT) else "",
    }
    return answer_list(request, listing, page, "campaigns/list.html", "campaigns/_list.html", context)
