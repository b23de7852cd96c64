"""Create, change and archive a contact."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from liaison.accounts.queries import require
from liaison.accounts.rules import Right
from liaison.contacts.actions import archive_contact, change_contact, create_contact, unarchive_contact
from liaison.contacts.models import Contact, ContactType
from liaison.contacts.queries import fields_of
from liaison.kit.clock import now
from liaison.kit.errors import Refused
from liaison.web.contacts.forms import AddressForm, ContactForm, new_fields
from liaison.web.contacts.record import contact_or_404
from liaison.web.shell.answers import answer, moved, posted, refusals_in
from liaison.web.shell.decorators import signed_in
from liaison.web.shell.requests import UserRequest


@contextmanager
def told(form: ContactForm | AddressForm) -> Iterator[None]:
    """As `refusals_in`; the form knows which of its lines a rule means."""
    with refusals_in(form):
        try:
            yield
        except Refused as refused:
            for refusal in refused.refusals:
                form.refuse(refusal.field, str(refusal.message))


def contact_url(contact: Contact) -> str:
    """The page of a contact."""
    return reverse("contact", args=[contact.no])


def _new(request: UserRequest, kind: ContactType, title: str) -> HttpResponse:
    require(request.user, Right.CHANGE_CONTACTS)
    asked = request.GET.get("company", "")
    company = contact_or_404(request.user, asked) if asked and kind == ContactType.PERSON else None
    before = new_fields(kind, company)
    initial = {"company": company.no} if company is not None else {}
    form = ContactForm(posted(request), viewer=request.user, before=before, initial=initial)
    if form.is_valid():
        with told(form):
            no = form.cleaned_data["no"].strip()
            made = create_contact(form.contact_fields(), no=no, by=request.user, at=now())
            return moved(request, contact_url(made), toast=gettext("%(name)s created.") % {"name": made.name})
    back = contact_url(company) if company is not None else reverse("contacts")
    context = {"form": form, "title": title, "back": back, "action": request.get_full_path()}
    return answer(request, "shell/dialog.html", context, dialog="contacts/_form.html")


@require_http_methods(["GET", "POST"])
@signed_in
def person_new(request: UserRequest) -> HttpResponse:
    """A new person; with ``?company=`` one of that company (R-CON-17)."""
    return _new(request, ContactType.PERSON, gettext("New person"))


@require_http_methods(["GET", "POST"])
@signed_in
def company_new(request: UserRequest) -> HttpResponse:
    """A new company."""
    return _new(request, ContactType.COMPANY, gettext("New company"))


@require_http_methods(["GET", "POST"])
@signed_in
def contact_edit(request: UserRequest, no: str) -> HttpResponse:
    """Change a contact; somebody else's change in the meantime is not overwritten."""
    require(request.user, Right.CHANGE_CONTACTS)
    contact = contact_or_404(request.user, no)
    company = contact.company if not contact.is_company else None
    form = ContactForm(
        posted(request),
        viewer=request.user,
        before=fields_of(contact),
        version=contact.version,
        initial={"company": company.no} if company is not None else {},
    )
    if form.is_valid():
        with told(form):
            seen = form.cleaned_data["version"]
            change_contact(contact, form.contact_fields(), version=seen, by=request.user, at=now())
            return moved(request, contact_url(contact), toast=_("Contact saved."))
    context = {
        "form": form,
        "title": gettext("Edit %(name)s") % {"name": contact.name},
        "back": contact_url(contact),
        "action": request.path,
    }
    return answer(request, "shell/dialog.html", context, dialog="contacts/_form.html")


@require_POST
@signed_in
def contact_archive(request: UserRequest, no: str) -> HttpResponse:
    """Put a contact away; nothing is deleted."""
    require(request.user, Right.CHANGE_CONTACTS)
    contact = contact_or_404(request.user, no)
    archive_contact(contact, by=request.user, at=now())
    undo = reverse("contact_retrieval", args=[contact.no])
    return moved(request, contact_url(contact), toast=_("Contact archived."), undo=undo)


@require_POST
@signed_in
def contact_retrieval(request: UserRequest, no: str) -> HttpResponse:
    """Fetch a contact back that was put away."""
    require(request.user, Right.CHANGE_CONTACTS)
    contact = contact_or_404(request.user, no)
    unarchive_contact(contact, by=request.user, at=now())
    return moved(request, contact_url(contact), toast=_("Contact fetched back."))
