"""What an address names, or 404: a stranger and a wrong number look the same."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from urllib.parse import unquote

from django.http import Http404, HttpRequest
from django.utils.translation import gettext

from liaison.accounts.models import Salesperson, User
from liaison.accounts.queries import require, salespeople
from liaison.accounts.rules import Right
from liaison.contacts.models import Contact
from liaison.contacts.queries import FoundContact, find_contacts
from liaison.interactions.queries.log_list import LogFilter, contact_of_filter, log_list
from liaison.interactions.queries.rows import EntryRow
from liaison.kit.folding import fold
from liaison.web.shell.answers import wants_part

_RECORD = re.compile(r"^/contacts/([^/]+)/")


def contact_or_404(viewer: User, no: str) -> Contact:
    """The contact of this number."""
    require(viewer, Right.READ_CONTACTS)
    contact = contact_of_filter(LogFilter(contact=no)) if no.isprintable() else None
    if contact is None:
        raise Http404
    return contact


def meant_contact(viewer: User, typed: str, *, guess: bool = True) -> tuple[str, str]:
    """The number of the one contact that the words may mean (R-INT-57), and why there is none.

    One of the two is empty. A name, a number in any case, an e-mail address or a telephone number. A number
    as it stands comes before one of the series with the same figures: 482 before CT-000482. Only a `guess`
    takes somebody who is merely written alike.
    """
    found = find_contacts(viewer, typed.replace("\x00", ""), limit=2)
    if not found or (found[0].guessed and not guess):
        return "", gettext("No contact matches “%(text)s”.") % {"text": typed}
    if (exact := _numbered(found, typed.strip().upper())) is not None:
        return exact.no, ""
    if len(found) > 1 and found[0].rank == found[1].rank:
        return "", _several(typed)
    return found[0].no, ""


def colleagues_like(viewer: User, typed: str) -> list[Salesperson]:
    """The colleagues whose name holds the words, or whose code they are; one statement."""
    words = fold(typed)
    found = salespeople(viewer) if words else ()
    return [one for one in found if words in fold(one.name) or words == fold(one.code)]


def meant_person(viewer: User, typed: str) -> tuple[tuple[str, str], str]:
    """The one participant that the words may mean (R-INT-57) as its field and key, and why there is none.

    Either the field is empty or the reason. A colleague's whole name or code comes before any contact. Nobody
    takes part who is merely written alike: the later steps do not show them, and an e-mail would reach them.
    """
    words, near = fold(typed), colleagues_like(viewer, typed)
    very = [one for one in near if words in {fold(one.name), fold(one.code)}]
    own = very or near
    if len(own) == 1 and (very or not find_contacts(viewer, typed, limit=1)):
        return ("colleague", own[0].code), ""
    if own:
        return ("", ""), _several(typed)
    no, why_not = meant_contact(viewer, typed, guess=False)
    return ("participant" if no else "", no), why_not


def name_of_contact(viewer: User) -> Callable[[str], str]:
    """The words that a picker shows for a chosen number: the contact's name, or the number of nobody."""

    def name(no: str) -> str:
        exact = _numbered(find_contacts(viewer, no, limit=2), no)
        return exact.name if exact is not None else no

    return name


def _several(typed: str) -> str:
    words = gettext("Several match “%(text)s”. Choose one from the list, or write more of it.")
    return words % {"text": typed}


def _numbered(found: Sequence[FoundContact], no: str) -> FoundContact | None:
    return next((one for one in found if one.no == no), None)


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
