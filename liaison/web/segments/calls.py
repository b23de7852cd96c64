"""Calling through the lines of a segment: the call page filled from a line, and the next line (R-SEG-104)."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from liaison.interactions.queries.drafts import entry_of_form
from liaison.kit.clock import local_date, now
from liaison.kit.errors import Refused
from liaison.kit.versions import changed_meanwhile
from liaison.segments.actions import log_call
from liaison.segments.actions.call import open_call, open_next_call
from liaison.segments.queries.calls import NextCall, called_count, line_to_call, next_to_call
from liaison.segments.queries.segments import NoSuchSegment
from liaison.segments.rules import everybody_called
from liaison.web.interactions.acts import CHANGED
from liaison.web.interactions.calls import CallForm, call_page, on_a_phone, opened_form
from liaison.web.interactions.forms import recorded_once
from liaison.web.segments.lookups import AlreadyLogged, segment_or_404, segment_url
from liaison.web.shell.answers import done
from liaison.web.shell.decorators import signed_in
from liaison.web.shell.once import digest_of
from liaison.web.shell.requests import UserRequest

MOST_DIGITS = 18
BUTTON = frozenset({"next"})
"""Says where to go afterwards, nothing of the call."""


@require_GET
@signed_in
def segment_call(request: UserRequest, no: str) -> HttpResponse:
    """On to the first line that was not called yet, or the first behind the line ``?after=``."""
    head = segment_or_404(request.user, no)
    behind = request.GET.get("after", "")
    after = int(behind) if behind.isdecimal() and len(behind) <= MOST_DIGITS else 0
    following = open_next_call(head, after=after, by=request.user, at=now())
    if following is None:
        raise Refused(everybody_called())
    return HttpResponseRedirect(_url(no, following))


@require_http_methods(["GET", "POST"])
@signed_in
def line_call(request: UserRequest, no: str, line_no: int) -> HttpResponse:
    """Call the contact of a line; finished, the call is recorded and the next line is offered (R-SEG-105).

    The line may go while somebody talks: then what was typed stays on the screen. A form that was recorded
    before the line went is answered as it was.
    """
    try:
        return _line_call(request, no, line_no)
    except (Http404, NoSuchSegment, AlreadyLogged) as error:
        if request.method != "POST":
            if isinstance(error, AlreadyLogged):
                raise
            raise Http404 from error
        number = _recorded_before(request)
        if number is not None:
            return _recorded(request, reverse("segments"), line_no, number, "")
        raise changed_meanwhile() from error


def _recorded_before(request: UserRequest) -> int | None:
    """The entry that this very form has become."""
    try:
        key = UUID(request.POST.get("form", ""))
    except ValueError:
        return None
    return entry_of_form(request.user, key)


def _line_call(request: UserRequest, no: str, line_no: int) -> HttpResponse:
    at, by = now(), request.user
    head = segment_or_404(by, no)
    line = line_to_call(by, head, line_no, local_date(at), mobile_first=on_a_phone(request))
    if request.method == "POST":
        form = CallForm(request.POST, viewer=by, call=line.call, of_line=True)
        if form.is_valid():
            with recorded_once(form):
                key, given = form.cleaned_data["form"], form.values(line.contact)
                sent = digest_of(request, without=BUTTON)
                number = log_call(head.no, line_no, given, form=key, sent=sent, by=by, at=at)
                going_on = "next" in request.POST
                following = open_next_call(head, after=line_no, by=by, at=at) if going_on else None
                on = _url(no, following) if following is not None else ""
                return _recorded(request, segment_url(no), line_no, number, on)
    else:
        form = opened_form(request, line.call, line.values, at)
        open_call(head, line_no, by=by, at=at)
    return call_page(
        request,
        form,
        line.contact,
        action=reverse("line_call", args=[no, line_no]),
        segment=head,
        called=called_count(by, head),
        following=next_to_call(by, head, after=line_no, at=at),
        following_url=f"{reverse('segment_call', args=[no])}?after={line_no}",
    )


def _recorded(request: UserRequest, back: str, line_no: int, entry_no: int, following: str) -> HttpResponse:
    """`back` on the worksheet, whose line is shown anew; the call page at `following` opens, if any."""
    events: dict[str, object] = {**CHANGED, f"line-{line_no}": {}}
    if following:
        events["dialog-open"] = {"url": following}
    undo = reverse("cancellation", args=[entry_no])
    return done(request, following or back, toast=_("Call recorded."), undo=undo, events=events)


def _url(no: str, following: NextCall) -> str:
    return reverse("line_call", args=[no, following.line_no])
