"""What became of a segment, and why: who changed what, who joined or left, why somebody is in or out."""

from __future__ import annotations

from django import forms
from django.http import Http404, HttpResponse
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from liaison.contacts.models import Contact
from liaison.contacts.queries import contact
from liaison.kit.clock import now
from liaison.kit.paging import decode_cursor, encode_cursor
from liaison.segments.queries.explain import explain
from liaison.segments.queries.worksheet import changes_of, moves_of
from liaison.web.segments.lookups import segment_or_404, segment_url
from liaison.web.segments.words import ACTIONS, said
from liaison.web.shell.answers import answer
from liaison.web.shell.decorators import signed_in
from liaison.web.shell.inputs import Picker
from liaison.web.shell.parts import Crumb
from liaison.web.shell.requests import UserRequest

SHOWN_CHANGES = 200
MOVES = 50
"""So many who joined or left stand on a page."""


@require_GET
@signed_in
def segment_history(request: UserRequest, no: str) -> HttpResponse:
    """Who changed what on a segment, open or logged (B-18)."""
    changes = list(changes_of(request.user, no.replace("\x00", "")[:20])[:SHOWN_CHANGES])
    if not changes:
        raise Http404
    context = {
        "no": no,
        "changes": [(one, said(one)) for one in changes],
        "moved": any(one.new.get("action") == "refresh" for one in changes),
        "back": segment_url(no),
    }
    return answer(request, "segments/history.html", context, dialog="segments/_history.html")


@require_GET
@signed_in
def segment_moves(request: UserRequest, no: str) -> HttpResponse:
    """Who joined and who left a segment that follows its criteria, open or logged (B-3)."""
    no = no.replace("\x00", "")[:20]
    found = moves_of(request.user, no)
    if cursor := request.GET.get("cursor", "")[:500]:
        found = found.filter(pk__lt=decode_cursor(cursor, int)[0])
    shown = list(found[: MOVES + 1])
    context = {
        "no": no,
        "rows": shown[:MOVES],
        "next": encode_cursor(shown[MOVES - 1].pk) if len(shown) > MOVES else None,
        "crumbs": [Crumb(_("Segments"), reverse("segments")), Crumb(no, segment_url(no))],
    }
    part = "segments/_move_rows.html" if cursor else ""
    return answer(request, "segments/moves.html", context, part=part)


class ExplainForm(forms.Form):
    """Whom to explain."""

    contact = forms.CharField(
        label=_("Contact"), widget=Picker(reverse_lazy("whom"), attrs={"class": "input"})
    )


@require_GET
@signed_in
def segment_explain(request: UserRequest, no: str) -> HttpResponse:
    """Why a contact, ``?contact=``, is in the segment or out, step by step."""
    head = segment_or_404(request.user, no)
    asked = (request.GET.get("contact") or request.GET.get("contact-text") or "").replace("\x00", "").strip()
    form = ExplainForm(request.GET if asked else None)
    context: dict[str, object] = {
        "form": form,
        "head": head,
        "back": segment_url(head.no),
        "actions": ACTIONS,
    }
    if asked:
        try:
            whom = contact(request.user, asked)
        except Contact.DoesNotExist:
            form.add_error("contact", _("Choose a contact from the list."))
        else:
            told = explain(request.user, head, whom, at=now())
            context |= {
                "contact": whom,
                "told": told,
                "steps": [(one, ACTIONS[one.action]) for one in told.steps],
            }
    return answer(request, "segments/explain.html", context, dialog="segments/_explain.html")
