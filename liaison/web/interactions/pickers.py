"""What the pickers of contacts and participants offer for the words typed (R-INT-57)."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from liaison.accounts.models import User
from liaison.contacts.queries import FoundContact, find_contacts
from liaison.web.interactions.lookups import colleagues_like
from liaison.web.shell.decorators import signed_in
from liaison.web.shell.pickers import Option, answer_options, asked_text
from liaison.web.shell.requests import UserRequest


@require_GET
@signed_in
def people(request: UserRequest) -> HttpResponse:
    """Contacts and colleagues for the words typed, for pickers of participants (R-INT-57)."""
    text = asked_text(request)
    options = _contact_options(request.user, text)
    role = pgettext("beside a colleague's name", "colleague")
    for person in colleagues_like(request.user, text):
        options.append(Option(f"colleague:{person.code}", person.name, role, "team"))
    return answer_options(request, options)


@require_GET
@signed_in
def whom(request: UserRequest) -> HttpResponse:
    """Contacts for the words typed: name, number, e-mail, phone, company or city (R-INT-57)."""
    return answer_options(request, _contact_options(request.user, asked_text(request)))


def _contact_options(viewer: User, text: str) -> list[Option]:
    return [_option(one) for one in find_contacts(viewer, text) if not one.privacy_blocked]


def _option(one: FoundContact) -> Option:
    person = one.type == "person"
    detail = " · ".join(filter(None, (one.company if person else "", one.city, one.no)))
    return Option(one.no, one.name, detail, "person" if person else "company")
