"""The list of postponed interactions: resume or delete them, show their files (R-INT-76)."""

from __future__ import annotations

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from liaison.accounts.queries import allowed, salesperson_by_code
from liaison.accounts.queries import salespeople as all_salespeople
from liaison.accounts.rules import Right
from liaison.interactions.actions.drafts import discard
from liaison.interactions.queries.drafts import file_of_draft, postponed, unfinished
from liaison.kit.clock import now
from liaison.web.interactions.acts import CHANGED
from liaison.web.interactions.lookups import contact_or_404
from liaison.web.shell import formats
from liaison.web.shell.answers import answer, done, or_404
from liaison.web.shell.decorators import signed_in
from liaison.web.shell.files import stored_answer
from liaison.web.shell.requests import UserRequest
from liaison.web.shell.selection import numbers_in
from liaison.web.shell.views import safe_next

MOST = 500


@require_GET
@signed_in
def drafts(request: UserRequest) -> HttpResponse:
    """What was postponed, newest first; of a contact (a company with its people) or a salesperson.

    Above all of it, in a card of its own, what one began for nobody yet and did not finish.
    """
    no, code = (request.GET.get(name, "").replace("\x00", "")[:20] for name in ("contact", "salesperson"))
    contact = contact_or_404(request.user, no) if no else None
    seller = salesperson_by_code(request.user, code) if code else None
    found = postponed(request.user, contact=contact, salesperson=seller)
    begun = [] if contact or seller else list(unfinished(request.user).prefetch_related("files")[:MOST])
    waiting = list(found.prefetch_related("files")[:MOST])
    groups = ((_("Begun and not finished"), begun), (_("Postponed"), waiting))
    context = {
        # With a heading over the card the table needs no name of its own.
        "groups": [
            (title if begun else "", "" if begun else title, found) for title, found in groups if found
        ],
        "more": found.count() - MOST if len(waiting) == MOST else 0,
        "contact": contact,
        "salesperson": seller,
        "may_open": allowed(request.user, Right.READ_CONTENT),
        "sellers": [(person.code, person.name) for person in all_salespeople(request.user)],
    }
    return answer(request, "interactions/drafts.html", context)


@require_GET
@signed_in
def draft_file(request: UserRequest, number: int, file: int) -> HttpResponseBase:
    """A file that was put on a draft, as it was put there."""
    with or_404():
        found = file_of_draft(request.user, number, file)
    return stored_answer(request, found.file, found.name)


@require_POST
@signed_in
def draft_deletion(request: UserRequest) -> HttpResponse:
    """Delete drafts for good, with their comments and files; what became of one elsewhere stops none."""
    numbers = list(numbers_in(request.POST.getlist("number")[:MOST]))
    if not numbers:
        return done(request, _back(request), toast=_("Choose at least one line."), events={})
    gone = discard(numbers, left=True, by=request.user, at=now())
    told = [ngettext("%(n)s draft deleted.", "%(n)s drafts deleted.", gone) % {"n": formats.number(gone)}]
    if missed := len(numbers) - gone:
        words = ngettext(
            "%(n)s was finished or deleted in the meantime.",
            "%(n)s were finished or deleted in the meantime.",
            missed,
        )
        told = [*(told if gone else []), words % {"n": formats.number(missed)}]
    words = " ".join(told)
    return done(request, _back(request), toast=words, events=CHANGED if "quiet" in request.POST else None)


def _back(request: UserRequest) -> str:
    return safe_next(request) if request.POST.get("next") else reverse("drafts")
