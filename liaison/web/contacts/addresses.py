"""The alternative addresses of a contact."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from liaison.accounts.queries import require
from liaison.accounts.rules import Right
from liaison.campaigns.actions import revive_address
from liaison.contacts.actions import delete_address, save_address
from liaison.contacts.models import AlternativeAddress, Contact
from liaison.contacts.queries import addresses_of
from liaison.kit.clock import now
from liaison.web.contacts.editing import contact_url, told
from liaison.web.contacts.forms import AddressForm
from liaison.web.contacts.record import contact_or_404
from liaison.web.shell.answers import answer, moved, posted
from liaison.web.shell.decorators import signed_in
from liaison.web.shell.requests import UserRequest


def _address(contact: Contact, pk: int) -> AlternativeAddress:
    found = next((one for one in addresses_of(contact) if one.pk == pk), None)
    if found is None:
        raise Http404
    return found


def _form(request: UserRequest, contact: Contact, address: AlternativeAddress | None) -> HttpResponse:
    form = AddressForm(posted(request), address=address)
    if form.is_valid():
        with told(form):
            save_address(
                contact,
                form.address_fields(),
                version=form.cleaned_data["version"],
                by=request.user,
                at=now(),
                address=address,
            )
            return moved(request, contact_url(contact), toast=_("Address saved."))
    context = {
        "form": form,
        "title": _("Alternative address") if address is not None else _("New alternative address"),
        "action": request.path,
        "back": contact_url(contact),
        "delete": reverse("address_deletion", args=[contact.no, address.pk]) if address is not None else "",
    }
    return answer(request, "shell/dialog.html", context, dialog="contacts/_address.html")


@require_http_methods(["GET", "POST"])
@signed_in
def address_new(request: UserRequest, no: str) -> HttpResponse:
    """A further address, valid in a period or always offered (R-CON-81)."""
    require(request.user, Right.CHANGE_CONTACTS)
    return _form(request, contact_or_404(request.user, no), None)


@require_http_methods(["GET", "POST"])
@signed_in
def address_edit(request: UserRequest, no: str, pk: int) -> HttpResponse:
    """Change an alternative address."""
    require(request.user, Right.CHANGE_CONTACTS)
    contact = contact_or_404(request.user, no)
    return _form(request, contact, _address(contact, pk))


@require_POST
@signed_in
def address_deletion(request: UserRequest, no: str, pk: int) -> HttpResponse:
    """Delete an alternative address with its periods."""
    require(request.user, Right.CHANGE_CONTACTS)
    contact = contact_or_404(request.user, no)
    delete_address(_address(contact, pk), by=request.user, at=now())
    return moved(request, contact_url(contact), toast=_("Address deleted."))


@require_POST
@signed_in
def address_revival(request: UserRequest, no: str, pk: int) -> HttpResponse:
    """Its e-mail works after all (B-5)."""
    require(request.user, Right.CHANGE_CONTACTS)
    contact = contact_or_404(request.user, no)
    revive_address(contact.pk, _address(contact, pk).email, by=request.user, at=now())
    return moved(request, contact_url(contact), toast=_("Saved."))
