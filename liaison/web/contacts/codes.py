"""Changing the codes of a contact on its card: added by typing, taken away by a press."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from liaison.accounts.queries import require
from liaison.accounts.rules import Right
from liaison.contacts.actions import assign_code, unassign_code
from liaison.contacts.kinds import ASSIGNED, WEB_SOURCE
from liaison.kit.clock import now
from liaison.web.contacts.editing import contact_url
from liaison.web.contacts.marks import ContactCodes
from liaison.web.contacts.record import contact_or_404
from liaison.web.shell.answers import answer
from liaison.web.shell.decorators import signed_in
from liaison.web.shell.parts import Crumb
from liaison.web.shell.pickers import answer_options, asked_text
from liaison.web.shell.requests import UserRequest


def _answer(request: UserRequest, told: ContactCodes, *, editing: bool = True) -> HttpResponse:
    contact = told.contact
    way = [Crumb(_("Contacts"), reverse("contacts")), Crumb(contact.no, contact_url(contact))]
    context = {"codes": told, "editing": editing, "contact": contact, "crumbs": way}
    status = 422 if told.error else 200
    return answer(request, "contacts/codes.html", context, part="contacts/_codes.html", status=status)


@require_http_methods(["GET", "POST"])
@signed_in
def contact_codes(request: UserRequest, no: str) -> HttpResponse:
    """The codes to change; posting adds one. With ``?done=1`` as the card shows them."""
    contact = contact_or_404(request.user, no)
    told = ContactCodes(request.user, contact)
    if request.method == "POST":
        require(request.user, Right.CHANGE_CONTACTS)
        told.typed = (request.POST.get("code") or request.POST.get("code-text") or "").strip()[:200]
        found = told.meant(told.typed)
        if found is None:
            told.error = _("Choose a code from the list.")
        else:
            assign_code(contact, found[0], found[1].code, by=request.user, at=now())
            told = ContactCodes(request.user, contact)
    return _answer(request, told, editing=told.may_change and not request.GET.get("done"))


@require_POST
@signed_in
def contact_code_removal(request: UserRequest, no: str) -> HttpResponse:
    """Take a code away; one that is gone already stays gone."""
    require(request.user, Right.CHANGE_CONTACTS)
    contact = contact_or_404(request.user, no)
    key, _colon, code = request.POST.get("code", "").replace("\x00", "").partition(":")
    if key in ASSIGNED:
        unassign_code(contact, ASSIGNED[key], code, by=request.user, at=now())
    return _answer(request, ContactCodes(request.user, contact))


@require_POST
@signed_in
def contact_search_word(request: UserRequest, no: str) -> HttpResponse:
    """By what a company is looked up on a web source it has; nothing typed is its name again (R-CON-79)."""
    require(request.user, Right.CHANGE_CONTACTS)
    contact = contact_or_404(request.user, no)
    typed = request.POST.get("search_word", "").replace("\x00", "").strip()
    key = request.POST.get("code", "")
    if any(mark.key == key for mark in ContactCodes(request.user, contact).looked_up):
        code, word = key.partition(":")[2], typed or contact.name
        assign_code(contact, WEB_SOURCE, code, search_word=word, by=request.user, at=now())
    return _answer(request, ContactCodes(request.user, contact))


@require_GET
@signed_in
def contact_code_options(request: UserRequest, no: str) -> HttpResponse:
    """The codes that what is typed may mean."""
    told = ContactCodes(request.user, contact_or_404(request.user, no))
    return answer_options(request, told.options(asked_text(request)))
