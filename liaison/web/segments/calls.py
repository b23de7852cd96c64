"""Calling through the lines of a segment: the call page filled from a line, and the next line (R-SEG-104)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from liaison.accounts.queries import require
from liaison.accounts.rules import Right
from liaison.kit.clock import local_date, now
from liaison.kit.errors import Conflict, Refused
from liaison.segments.actions import log_call
from liaison.segments.queries.calls import NextCall, called_count, line_to_call, next_to_call
from liaison.segments.queries.segments import NoSuchSegment
from liaison.segments.rules import everybody_called
from liaison.web.interactions.acts import CHANGED
from liaison.web.interactions.calls import CallForm, call_page, on_a_phone, opened_form
from liaison.web.segments.lookups import segment_or_404, segment_url
from liaison.web.shell.answers import done, refusals_in
from liaison.web.shell.decorators import signed_in
from liaison.web.shell.requests import UserRequest


@require_GET
@signed_in
def segment_call(request: UserRequest, no: str) -> HttpResponse:
    """On to the first line that was not called yet."""
    head = segment_or_404(request.user, no)
    require(request.user, Right.RECORD)
    following = next_to_call(request.user, head)
    if following is None:
        raise Refused(everybody_called())
    return HttpResponseRedirect(_url(no, following))


@require_http_methods(["GET", "POST"])
@signed_in
def line_call(request: UserRequest, no: str, line_no: int) -> HttpResponse:
    """Call the contact of a line; finished, the call is recorded and the next line is offered (R-SEG-105)."""
    at = now()
    with _standing(request):
        head = segment_or_404(request.user, no)
        line = line_to_call(request.user, head, line_no, local_date(at), mobile_first=on_a_phone(request))
    following = next_to_call(request.user, head, after=line_no)
    if request.method == "POST":
        form = CallForm(request.POST, viewer=request.user, call=line.call)
        if form.is_valid():
            with refusals_in(form), _standing(request):
                key, given = form.cleaned_data["form"], form.values(line.contact)
                number = log_call(head.no, line_no, given, form=key, by=request.user, at=at)
                return _recorded(request, no, line_no, number, following if "next" in request.POST else None)
    else:
        form = opened_form(request, line.call, line.values, at)
    return call_page(
        request,
        form,
        line.contact,
        action=reverse("line_call", args=[no, line_no]),
        segment=head,
        called=called_count(request.user, head),
        following=following,
        following_url=_url(no, following) if following is not None else "",
    )


@contextmanager
def _standing(request: UserRequest) -> Iterator[None]:
    """The line is there. It may go while somebody talks: then what was typed stays on the screen."""
    try:
        yield
    except (Http404, NoSuchSegment) as error:
        if request.method == "POST":
            words = _("Somebody else has changed this segment in the meantime; look at it again.")
            raise Conflict(words) from error
        raise Http404 from error


def _recorded(
    request: UserRequest, no: str, line_no: int, entry_no: int, following: NextCall | None
) -> HttpResponse:
    """Back on the worksheet, whose line is shown anew; with `following` its call page opens."""
    events: dict[str, object] = {**CHANGED, f"line-{line_no}": {}}
    back = segment_url(no)
    if following is not None:
        back = _url(no, following)
        events["dialog-open"] = {"url": back}
    undo = reverse("cancellation", args=[entry_no])
    return done(request, back, toast=_("Call recorded."), undo=undo, events=events)


def _url(no: str, following: NextCall) -> str:
    return reverse("line_call", args=[no, following.line_no])
