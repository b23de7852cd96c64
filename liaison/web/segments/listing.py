"""The open segments; newest first, narrowed by campaign, template and salesperson."""

from __future__ import annotations

from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from liaison.accounts.queries import allowed
from liaison.accounts.rules import Right
from liaison.segments.models import Segment
from liaison.segments.queries.segments import segments
from liaison.web.campaigns.words import campaign_choices
from liaison.web.interactions.filters import SALESPERSON, TEMPLATE
from liaison.web.segments.words import list_tabs
from liaison.web.shell.decorators import signed_in
from liaison.web.shell.exports import export_answer, file_asked
from liaison.web.shell.lists import ChoiceFilter, ListColumn, ListSpec, TextFilter, answer_list
from liaison.web.shell.pages import page_in_order, put_in_order
from liaison.web.shell.requests import UserRequest

PAGE = 50
Column = ListColumn[Segment]


SEGMENTS: ListSpec[Segment] = ListSpec(
    area="segments",
    route="segments",
    columns=(
        Column("no", _("No."), lambda row: row.no, "code", sort="no", fixed=True),
        Column("description", _("Description"), lambda row: row.description, sort="description", fixed=True),
        Column(
            "line_count",
            _("Contacts"),
            lambda row: row.line_count,
            "number",
            sort="line_count",
            first="desc",
        ),
        Column(
            "occurred_on",
            _("Date"),
            lambda row: row.occurred_on,
            "date",
            sort="occurred_on",
            first="desc",
        ),
        Column("template", _("Interaction template"), lambda row: row.template.code if row.template else ""),
        Column("campaign", _("Campaign"), lambda row: row.campaign.no if row.campaign else ""),
        Column("salesperson", _("Salesperson"), lambda row: row.salesperson.name if row.salesperson else ""),
        Column(
            "changed_at",
            _("Changed"),
            lambda row: row.changed_at,
            "moment",
            sort="changed_at",
            shown=False,
            first="desc",
        ),
    ),
    filters=(
        TextFilter("q", _("Search")),
        SALESPERSON,
        TEMPLATE,
        ChoiceFilter("campaign", _("Campaign"), choices=campaign_choices),
    ),
)


@require_GET
@signed_in
def segment_list(request: UserRequest) -> HttpResponseBase:
    """The segments that are being prepared; with ``?format=`` all of them as a file."""
    listing = SEGMENTS.read(request)
    found = segments(
        request.user,
        campaign=listing.text("campaign"),
        salesperson=listing.text("salesperson"),
        template=listing.text("template"),
        text=listing.text("q"),
    )
    if ending := file_asked(request):
        return export_answer("segments", ending, listing.columns, put_in_order(listing, found))
    context = {
        "tabs": list_tabs("segments"),
        "may_edit": allowed(request.user, Right.EDIT_SEGMENTS),
        "export": listing.path if allowed(request.user, Right.EXPORT) else "",
    }
    page = page_in_order(listing, found, limit=PAGE)
    return answer_list(request, listing, page, "segments/list.html", "segments/_list.html", context)
