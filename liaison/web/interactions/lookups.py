"""What an address names, or 404: a stranger and a wrong number look the same."""

from __future__ import annotations

import re
from urllib.parse import unquote

from django.http import Http404, HttpRequest

from liaison.accounts.models import User
from liaison.accounts.queries import require
from liaison.accounts.rules import Right
from liaison.contacts.models import Contact
from liaison.interactions.queries.log_list import LogFilter, contact_of_filter, log_list
from liaison.interactions.queries.rows import EntryRow
from liaison.web.shell.answers import wants_part

_RECORD = re.compile(r"^/contacts/([^/]+)/")


def contact_or_404(viewer: User, no: str) -> Contact:
    """The contact of this number."""
    require(viewer, Right.READ_CONTACTS)
    contact = contact_of_filter(LogFilter(contact=no)) if no.isprintable() else None
    if contact is None:
        raise Http404
    return contact


def row_or_404(viewer: User, number: int) -> EntryRow:
    """The entry of this number as a line of a list."""
    found = log_list(viewer, LogFilter(entries=(number,)), limit=1).items if number < 2**63 else ()
    if not found:
        raise Http404
    return found[0]


def record_of(request: HttpRequest) -> str:
    """The number of the contact on whose page htmx asks for a part, empty elsewhere."""
    if not wants_part(request):
        return ""
    path = request.htmx.current_url_abs_path or ""  # type: ignore[attr-defined]
    found = _RECORD.match(path)
    return unquote(found[1]) if found else ""
