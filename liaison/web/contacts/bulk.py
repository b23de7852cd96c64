"""Giving a code to many contacts of the list at once, or taking it away (R-CON-74)."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django import forms
from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from liaison.accounts.models import User
from liaison.accounts.queries import require
from liaison.accounts.rules import Right
from liaison.contacts.actions import assign_code_many, unassign_code_many
from liaison.contacts.kinds import KINDS
from liaison.contacts.models import Contact
from liaison.contacts.queries import ContactFilters, all_codes, contacts_matching
from liaison.kit.clock import now
from liaison.kit.errors import Refusal, Refused
from liaison.kit.sql import Question
from liaison.web.contacts.listing import contact_list, filters_of
from liaison.web.shell import formats
from liaison.web.shell.answers import answer, done, refusals_in
from liaison.web.shell.codes import described
from liaison.web.shell.decorators import signed_in
from liaison.web.shell.lists import ListSpec
from liaison.web.shell.requests import UserRequest
from liaison.web.shell.selection import Selection, differs, read_selection


class CodeForm(forms.Form):
    """Which code; only those still offered are given, any is taken away."""

    code = forms.ChoiceField(label=_("Code"))

    def __init__(self, *args: Any, viewer: User, give: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        told = all_codes(viewer)
        groups = [
            (
                kind.name,
                [(f"{key}:{row.code}", described(row)) for row in told[key] if row.active or not give],
            )
            for key, kind in KINDS.items()
        ]
        self.fields["code"].choices = [  # type: ignore[attr-defined]
            ("", _("Choose a code")), *((name, rows) for name, rows in groups if rows)
        ]  # fmt: skip

    @property
    def meant(self) -> tuple[str, str]:
        """The key of the table and the code."""
        key, _colon, code = self.cleaned_data["code"].partition(":")
        return key, code


@require_POST
@signed_in
def contacts_bulk(request: UserRequest) -> HttpResponse:
    """First say how many contacts it is about and ask for the code, then give or take it.

    Of all that match only to as many as were confirmed: else their number is said anew.
    """
    require(request.user, Right.CHANGE_CONTACTS)
    spec = contact_list(request.user)
    selection = read_selection(request, spec)
    act = request.POST.get("act")
    if act not in {"give", "take"}:
        raise Refused(Refusal(_("Choose what to do with the contacts."), code="choice"))
    give, confirmed = act == "give", "confirmed" in request.POST
    form = CodeForm(
        request.POST if confirmed else None,
        viewer=request.user,
        give=give,
        initial={"code": _narrowed_to(request, spec)},
    )
    if selection.matching is None:
        narrowed = ContactFilters(contacts=selection.ids, archived=None)
    else:
        narrowed = filters_of(selection.matching)
    chosen = contacts_matching(request.user, narrowed)
    count = chosen.count() if selection.everything or not form.is_valid() else None
    recounted = count is not None and differs(request, selection, count)
    if form.is_valid() and not recounted:
        with refusals_in(form):
            words = _written(request, form, Question.of(chosen), give=give)
            return done(request, _back(selection), toast=words)
    context = {
        "form": form,
        "act": act,
        "count": chosen.count() if count is None else count,
        "recounted": recounted,
        "selection": selection,
        "filters": request.POST.get("filters", ""),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if recounted else None
    return answer(request, "contacts/bulk.html", context, dialog="contacts/_bulk.html", status=status)


def _written(request: UserRequest, form: CodeForm, who: Question, *, give: bool) -> str:
    key, code = form.meant
    write = assign_code_many if give else unassign_code_many
    count = write(who, KINDS[key], code, by=request.user, at=now())
    if give:
        words = ngettext("%(code)s given to %(n)s contact.", "%(code)s given to %(n)s contacts.", count)
    else:
        words = ngettext("%(code)s taken from %(n)s contact.", "%(code)s taken from %(n)s contacts.", count)
    return words % {"code": code, "n": formats.number(count)}


def _narrowed_to(request: UserRequest, spec: ListSpec[Contact]) -> str:
    """The code that the list is narrowed to, as the form names it; empty for none or several."""
    listing = spec.state(request.user, QueryDict(request.POST.get("filters", "")[:4000]))
    codes = [f"{key}:{code}" for key in KINDS if (code := listing.text(key).upper())]
    return codes[0] if len(codes) == 1 else ""


def _back(selection: Selection[Contact]) -> str:
    """The list as it was, for a browser without scripts."""
    return selection.matching.url() if selection.matching is not None else reverse("contacts")
