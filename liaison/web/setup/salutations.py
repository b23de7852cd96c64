"""Salutations: the codes, and the formula of each in every language, formal and informal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import Http404, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from liaison.accounts.models import User
from liaison.accounts.queries import allowed, require
from liaison.accounts.rules import Right
from liaison.contacts.actions import (
    delete_formula,
    delete_salutation,
    save_formula,
    save_salutation,
)
from liaison.contacts.models import Salutation, SalutationFormula
from liaison.contacts.queries import salutation_counts, salutation_uses, salutations
from liaison.contacts.salutations import KEPT
from liaison.kit.clock import now
from liaison.kit.errors import Refusal, Refused
from liaison.kit.folding import fold
from liaison.web.setup.columns import ACTIVE, STATE, active_asked
from liaison.web.setup.forms.letters import FormulaForm, SalutationForm
from liaison.web.setup.language_names import language_name
from liaison.web.setup.pages import FormPage, ListPage, answer_form, answer_lines, crumbs
from liaison.web.shell.answers import answer, done, moved, posted, refusals_in
from liaison.web.shell.codes import described
from liaison.web.shell.decorators import signed_in
from liaison.web.shell.lists import ListColumn, Listing, ListSpec, TextFilter
from liaison.web.shell.parts import Crumb
from liaison.web.shell.requests import UserRequest

TITLE = _("Salutations")


@dataclass(frozen=True, slots=True)
class SalutationLine:
    """One salutation as the list shows it."""

    salutation: Salutation
    contacts: int

    @property
    def list_url(self) -> str:
        """The list of the contacts that have it (R-CON-78)."""
        return contacts_with(self.salutation)

    @property
    def active(self) -> bool:
        """Whether it can still be chosen."""
        return self.salutation.active

    @property
    def url(self) -> str:
        """Its page."""
        return reverse("setup_salutation", args=[self.salutation.pk])


SALUTATIONS = ListSpec[SalutationLine](
    area="setup-salutations",
    route="setup_salutations",
    default_sort="code",
    columns=(
        ListColumn("code", _("Code"), lambda line: line.salutation.code, sort="code", fixed=True),
        ListColumn(
            "description", _("Description"), lambda line: described(line.salutation), sort="description"
        ),
        ListColumn(
            "contacts", _("Contacts"), lambda line: line.contacts, "number", sort="contacts", first="desc"
        ),
        ACTIVE,
    ),
    filters=(TextFilter("q", _("Search")), STATE),
)


def contacts_with(salutation: Salutation) -> str:
    """The address of the contacts that have a salutation (R-CON-78)."""
    return f"{reverse('contacts')}?{urlencode({'salutation': salutation.code})}"


def _lines(request: UserRequest, listing: Listing[SalutationLine]) -> Iterator[SalutationLine]:
    text = fold(listing.text("q"))
    counts = salutation_counts(request.user)
    for found in salutations(request.user, active=active_asked(listing)):
        if not text or text in fold(f"{found.code} {described(found)}"):
            yield SalutationLine(found, counts.get(found.pk, 0))


@require_safe
@signed_in
def salutation_list(request: UserRequest) -> HttpResponseBase:
    """All salutation codes."""
    require(request.user, Right.READ_SETUP)
    return answer_lines(
        request,
        SALUTATIONS,
        lambda listing: _lines(request, listing),
        ListPage(
            title=TITLE,
            name="salutations",
            lede=_("How letters begin, by language, formal and informal."),
            add=_("New salutation"),
            add_url=reverse("setup_salutation_new"),
        ),
    )


@require_http_methods(["GET", "POST"])
@signed_in
def new_salutation(request: UserRequest) -> HttpResponse:
    """A new salutation code."""
    require(request.user, Right.CHANGE_SETUP)
    back = reverse("setup_salutations")
    form = SalutationForm(posted(request))
    if form.is_valid():
        with refusals_in(form):
            made = _save(request, form, None)
            return moved(request, reverse("setup_salutation", args=[made.pk]), toast=_("Salutation created."))
    return answer_form(
        request,
        form,
        FormPage(title=_("New salutation"), action=request.path, back=back, way=[Crumb(TITLE, back)]),
    )


def _save(request: UserRequest, form: SalutationForm, salutation: Salutation | None) -> Salutation:
    given = form.cleaned_data
    return save_salutation(
        given["code"],
        description=given["description"],
        descriptions=form.descriptions,
        active=given["active"],
        salutation=salutation,
        version=given["version"],
        by=request.user,
        at=now(),
    )


@require_safe
@signed_in
def salutation(request: UserRequest, pk: int) -> HttpResponse:
    """One salutation with its formulas."""
    require(request.user, Right.READ_SETUP)
    found = _salutation_or_404(request.user, pk)
    rows = [
        (formula, language_name(formula.language) if formula.language else _("Any language"))
        for formula in found.formulas.order_by("language", "formality")
    ]
    return answer(
        request,
        "setup/salutation.html",
        {
            "salutation": found,
            "name": described(found),
            "rows": rows,
            "crumbs": crumbs(request.user, Crumb(TITLE, reverse("setup_salutations"))),
            "may_change": allowed(request.user, Right.CHANGE_SETUP),
        },
    )


@require_http_methods(["GET", "POST"])
@signed_in
def salutation_form(request: UserRequest, pk: int) -> HttpResponse:
    """Code, description and state of a salutation; one in use is made inactive, another deleted."""
    require(request.user, Right.CHANGE_SETUP)
    found = _salutation_or_404(request.user, pk)
    back = reverse("setup_salutation", args=[pk])
    form = SalutationForm(posted(request), salutation=found)
    if form.is_valid():
        with refusals_in(form):
            _save(request, form, found)
            return done(request, back, toast=_("Salutation saved."))
    used = salutation_uses(found)
    page = FormPage(
        title=found.code,
        action=request.path,
        back=back,
        way=_way(found),
        delete="" if used or found.code in KEPT else reverse("setup_salutation_deletion", args=[pk]),
        links=[(_("Contacts with this salutation"), contacts_with(found))] if used else (),
    )
    return answer_form(request, form, page)


@require_POST
@signed_in
def salutation_deletion(request: UserRequest, pk: int) -> HttpResponse:
    """Delete a salutation that no contact has, with its formulas (R-CON-76)."""
    delete_salutation(_salutation_or_404(request.user, pk), by=request.user, at=now())
    return moved(request, reverse("setup_salutations"), toast=_("Salutation deleted."))


def _way(found: Salutation) -> list[Crumb]:
    page = reverse("setup_salutation", args=[found.pk])
    return [Crumb(TITLE, reverse("setup_salutations")), Crumb(found.code, page)]


@require_http_methods(["GET", "POST"])
@signed_in
def formula(request: UserRequest, pk: int, formula_pk: int = 0) -> HttpResponse:
    """The formula of one language and formality; without a number a new one."""
    require(request.user, Right.CHANGE_SETUP)
    found = _salutation_or_404(request.user, pk)
    own = _formula_or_404(found, formula_pk) if formula_pk else None
    back = reverse("setup_salutation", args=[pk])
    form = FormulaForm(posted(request), formula=own)
    if form.is_valid():
        given = form.cleaned_data
        with refusals_in(form):
            if own is None:
                _refuse_second(found, given["language"], given["formality"])
            save_formula(
                found,
                language=given["language"],
                formality=given["formality"],
                text=given["text"],
                names=form.names,
                version=given["version"],
                by=request.user,
                at=now(),
            )
            return done(request, back, toast=_("Formula saved."))
    deletion = reverse("setup_formula_deletion", args=[pk, own.pk]) if own is not None else ""
    return answer_form(
        request,
        form,
        FormPage(
            title=_("Salutation formula"), action=request.path, back=back, way=_way(found), delete=deletion
        ),
    )


def _refuse_second(found: Salutation, language: str, formality: str) -> None:
    """Writing a formula replaces the one that stands (R-CON-89), which a page for a new one never showed."""
    there = found.formulas.filter(language=language, formality=formality).first()
    if there is not None:
        raise Refused(Refusal(gettext("“%(value)s” already exists.") % {"value": there.text}, "language"))


@require_POST
@signed_in
def formula_deletion(request: UserRequest, pk: int, formula_pk: int) -> HttpResponse:
    """Take a formula away; letters then use the neutral one."""
    require(request.user, Right.CHANGE_SETUP)
    found = _salutation_or_404(request.user, pk)
    delete_formula(_formula_or_404(found, formula_pk), by=request.user, at=now())
    return moved(request, reverse("setup_salutation", args=[pk]), toast=_("Formula deleted."))


def _salutation_or_404(viewer: User, pk: int) -> Salutation:
    found = salutations(viewer, active=None).filter(pk=pk).first() if pk < 2**63 else None
    if found is None:
        raise Http404
    return found


def _formula_or_404(salutation: Salutation, pk: int) -> SalutationFormula:
    found = salutation.formulas.filter(pk=pk).first() if pk < 2**63 else None
    if found is None:
        raise Http404
    return found
