"""The codes that classify contacts: one list for each table, each code in a dialog."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.http import Http404, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from liaison.accounts.queries import allowed, require
from liaison.accounts.rules import Right
from liaison.contacts.actions import delete_code, save_code
from liaison.contacts.kinds import KINDS, WEB_SOURCE, Kind
from liaison.contacts.models import CodeTable, WebSource
from liaison.contacts.queries import code_counts, code_uses, codes
from liaison.kit.clock import now
from liaison.kit.folding import fold
from liaison.kit.paging import Page
from liaison.web.setup.columns import STATE, active_asked, has_state
from liaison.web.setup.forms.codes import CodeForm
from liaison.web.setup.pages import FormPage, answer_form, crumbs
from liaison.web.shell.answers import done, moved, posted, refusals_in
from liaison.web.shell.codes import described
from liaison.web.shell.decorators import signed_in
from liaison.web.shell.exports import export_answer, file_asked
from liaison.web.shell.lists import (
    ListColumn,
    Listing,
    ListSpec,
    TextFilter,
    answer_list,
    in_order,
)
from liaison.web.shell.parts import Crumb, Tab
from liaison.web.shell.requests import UserRequest

TITLE = _("Codes of contacts")


@dataclass(frozen=True, slots=True)
class CodeLine:
    """One code as the list shows it."""

    code: str
    description: str
    page: str
    active: bool
    contacts: int
    list_url: str
    """The list of the contacts that have the code (R-CON-78)."""
    url: str
    dialog: bool


COLUMNS = (
    ListColumn[CodeLine]("code", _("Code"), lambda line: line.code, sort="code", fixed=True),
    ListColumn[CodeLine]("description", _("Description"), lambda line: line.description, sort="description"),
    ListColumn[CodeLine](
        "contacts", _("Contacts"), lambda line: line.contacts, "number", sort="contacts", first="desc"
    ),
    ListColumn[CodeLine]("active", _("Active"), lambda line: line.active, shown=False),
)
PAGE_OF_SOURCE = ListColumn[CodeLine]("page", _("Web address"), lambda line: line.page)
FILTERS = (TextFilter("q", _("Search")), STATE)


def _spec(kind: Kind) -> ListSpec[CodeLine]:
    spec = ListSpec[CodeLine](
        area=f"setup-{kind.plural}",
        route="setup_codes",
        route_args=(kind.plural,),
        default_sort="code",
        columns=COLUMNS,
        filters=FILTERS,
    )
    return replace(spec, columns=(*COLUMNS[:2], PAGE_OF_SOURCE, *COLUMNS[2:])) if kind is WEB_SOURCE else spec


SPECS = {kind.plural: _spec(kind) for kind in KINDS.values()}
BY_PLURAL = {kind.plural: kind for kind in KINDS.values()}


def contacts_with(kind: Kind, code: str) -> str:
    """The address of the contacts that have a code (R-CON-78)."""
    return f"{reverse('contacts')}?{urlencode({kind.key: code})}"


def _kind_or_404(table: str) -> Kind:
    if table not in BY_PLURAL:
        raise Http404
    return BY_PLURAL[table]


def _row_or_404(request: UserRequest, kind: Kind, pk: int) -> CodeTable:
    found = codes(request.user, kind).filter(pk=pk).first() if pk < 2**63 else None
    if found is None:
        raise Http404
    return found


def _lines(request: UserRequest, kind: Kind, listing: Listing[CodeLine]) -> Iterator[CodeLine]:
    text = fold(listing.text("q"))
    counts = code_counts(request.user, kind)
    may_change = allowed(request.user, Right.CHANGE_SETUP)
    for row in codes(request.user, kind, active=active_asked(listing)):
        told = described(row)
        if text and text not in fold(f"{row.code} {row.description} {told}"):
            continue
        contacts = contacts_with(kind, row.code)
        way = reverse("setup_code", args=[kind.plural, row.pk]) if may_change else contacts
        yield CodeLine(
            code=row.code,
            description=told if row.description or row.descriptions else "",
            page=row.url if isinstance(row, WebSource) else "",
            active=row.active,
            contacts=counts.get(row.pk, 0),
            list_url=contacts,
            url=way,
            dialog=may_change,
        )


@require_safe
@signed_in
def code_list(request: UserRequest, table: str = "mailing_groups") -> HttpResponseBase:
    """The codes of one table, each with how many contacts have it."""
    require(request.user, Right.READ_SETUP)
    kind = _kind_or_404(table)
    listing = SPECS[table].read(request)
    lines = in_order(_lines(request, kind, listing), listing) if has_state(listing) else []
    may_export = allowed(request.user, Right.EXPORT)
    if ending := file_asked(request):
        return export_answer(table, ending, listing.columns, lines)
    context = {
        "title": kind.name,
        "crumbs": crumbs(request.user, Crumb(TITLE, reverse("setup_code_tables"))),
        "tabs": [
            Tab(one.name, reverse("setup_codes", args=[one.plural]), current=one is kind)
            for one in KINDS.values()
        ],
        "add_url": reverse("setup_code_new", args=[table])
        if allowed(request.user, Right.CHANGE_SETUP)
        else "",
        "export": listing.path if may_export else "",
    }
    return answer_list(request, listing, Page(lines, None), "setup/codes.html", "setup/_list.html", context)


@require_http_methods(["GET", "POST"])
@signed_in
def new_code(request: UserRequest, table: str) -> HttpResponse:
    """A new code."""
    require(request.user, Right.CHANGE_SETUP)
    kind = _kind_or_404(table)
    back = reverse("setup_codes", args=[table])
    form = CodeForm(posted(request), kind=kind)
    if form.is_valid():
        with refusals_in(form):
            save_code(kind, form.code_fields, by=request.user, at=now())
            return done(request, back, toast=_("Code created."))
    page = FormPage(title=_("New code"), action=request.path, back=back, way=[Crumb(kind.name, back)])
    return answer_form(request, form, page)


@require_http_methods(["GET", "POST"])
@signed_in
def code(request: UserRequest, table: str, pk: int) -> HttpResponse:
    """One code; who may not change it sees the contacts that have it."""
    kind = _kind_or_404(table)
    row = _row_or_404(request, kind, pk)
    if request.method == "GET" and not allowed(request.user, Right.CHANGE_SETUP):
        return moved(request, contacts_with(kind, row.code))
    require(request.user, Right.CHANGE_SETUP)
    back = reverse("setup_codes", args=[table])
    form = CodeForm(posted(request), kind=kind, row=row)
    if form.is_valid():
        with refusals_in(form):
            save_code(
                kind,
                form.code_fields,
                version=form.cleaned_data["version"],
                by=request.user,
                at=now(),
                row=row,
            )
            return done(request, back, toast=_("Code saved."))
    used = code_uses(kind, row)
    page = FormPage(
        title=row.code,
        action=request.path,
        back=back,
        way=[Crumb(kind.name, back)],
        delete="" if used else reverse("setup_code_deletion", args=[table, pk]),
        links=[(_("Contacts with this code"), contacts_with(kind, row.code))] if used else (),
    )
    return answer_form(request, form, page)


@require_POST
@signed_in
def code_deletion(request: UserRequest, table: str, pk: int) -> HttpResponse:
    """Delete a code that no contact has (R-CON-76)."""
    kind = _kind_or_404(table)
    delete_code(kind, _row_or_404(request, kind, pk), by=request.user, at=now())
    return moved(request, reverse("setup_codes", args=[table]), toast=_("Code deleted."))
