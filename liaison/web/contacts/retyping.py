"""A person becomes a company, or a company a person."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from liaison.accounts.queries import require
from liaison.accounts.rules import Right
from liaison.contacts.actions import change_contact
from liaison.contacts.models import Contact, ContactType
from liaison.contacts.queries import fields_of
from liaison.kit.clock import now
from liaison.web.contacts.editing import contact_url
from liaison.web.contacts.forms import ContactForm
from liaison.web.contacts.record import contact_or_404
from liaison.web.shell.answers import answer, moved, posted, refusals_in
from liaison.web.shell.decorators import signed_in
from liaison.web.shell.requests import UserRequest


class TypeForm(forms.Form):
    """The change of a contact's type; `version` is what the person saw."""

    version = forms.IntegerField(widget=forms.HiddenInput)


@require_http_methods(["GET", "POST"])
@signed_in
def contact_type(request: UserRequest, no: str) -> HttpResponse:
    """Make a company of a person or a person of a company, once it was told what is lost (R-CON-43 to 45)."""
    require(request.user, Right.CHANGE_CONTACTS)
    contact = contact_or_404(request.user, no)
    form = TypeForm(posted(request), initial={"version": contact.version})
    if form.is_valid():
        other = ContactType.PERSON if contact.is_company else ContactType.COMPANY
        given, seen = replace(fields_of(contact), type=other), form.cleaned_data["version"]
        with refusals_in(form):
            change_contact(contact, given, version=seen, by=request.user, at=now())
            return moved(request, contact_url(contact), toast=_("Contact saved."))
    context = {
        "form": form,
        "contact": contact,
        "lost": ", ".join(_lost(contact)),
        "title": gettext("Change the type of %(name)s") % {"name": contact.name},
        "back": contact_url(contact),
        "action": request.path,
    }
    return answer(request, "shell/dialog.html", context, dialog="contacts/_type.html")


def _lost(contact: Contact) -> Iterator[str]:
    """What a person does not keep as a company, as it reads on the page; its name stays whole (R-CON-44)."""
    if contact.is_company:
        return
    for name in ("initials", "job_title", "company"):
        if value := getattr(contact, name):
            yield f"{value} ({_label(name)})"
    for name in ("minor", "parental_consent"):
        if getattr(contact, name):
            yield _label(name)


def _label(name: str) -> str:
    return str(ContactForm.base_fields[name].label)
