"""Lines by hand: take them out, give them values of their own, let them follow again."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from liaison.accounts.models import User
from liaison.accounts.queries import require
from liaison.accounts.rules import Right
from liaison.kit.clock import now
from liaison.kit.text import Words
from liaison.segments.actions import personalize_lines, remove_lines
from liaison.segments.models import Segment
from liaison.segments.queries.lines import (
    LineState,
    LineView,
    addresses_of_line,
    line,
    own_languages,
    state_of_line,
)
from liaison.segments.queries.worksheet import languages_of
from liaison.web.segments.forms import LineForm
from liaison.web.segments.lookups import segment_or_404, segment_url
from liaison.web.segments.words import OWN
from liaison.web.segments.worksheet import line_context
from liaison.web.setup.languages import Editor
from liaison.web.shell import formats
from liaison.web.shell.answers import answer, moved, or_404, refusals_in
from liaison.web.shell.decorators import signed_in
from liaison.web.shell.requests import UserRequest
from liaison.web.shell.selection import ticked


@require_http_methods(["GET", "POST"])
@signed_in
def segment_lines(request: UserRequest, no: str) -> HttpResponse:
    """What is done with ticked lines: ``act`` is remove or personalise, ``?pk=`` one line.

    Personalising asks first what the lines shall have; posted with ``confirmed`` it does it.
    """
    head = segment_or_404(request.user, no)
    numbers = list(ticked(request.POST or request.GET))
    if request.POST.get("act") == "remove":
        require(request.user, Right.EDIT_SEGMENTS)
        with or_404():
            done = remove_lines(head.no, numbers, by=request.user, at=now())
        count = len(numbers)
        words = ngettext("%(n)s line taken out.", "%(n)s lines taken out.", count)
        undo = f"{reverse('segment_back', args=[head.no])}?step={done.step}"
        toast = words % {"n": formats.number(count)}
        return moved(request, segment_url(head.no), toast=toast, undo=undo)
    require(request.user, Right.CHANGE_SEGMENTS)
    return _personalize(request, head, numbers)


def _personalize(request: UserRequest, head: Segment, numbers: list[int]) -> HttpResponse:
    one = line(request.user, head, numbers[0]) if len(numbers) == 1 else None
    state = state_of_line(request.user, head, numbers[0]) if one is not None else None
    if len(numbers) == 1 and one is None:
        raise Http404
    form = LineForm(
        request.POST if "confirmed" in request.POST else None,
        viewer=request.user,
        languages=_languages(request.user, head, one),
        addresses=addresses_of_line(request.user, head, one.line_no) if one is not None else (),
        line=one,
        state=state or _of_several(head),
        resettable=_resettable(one),
    )
    if form.is_valid():
        with refusals_in(form), or_404():
            seen = form.cleaned_data.get("version")
            personalize_lines(head.no, numbers, form.values, version=seen, by=request.user, at=now())
            return moved(request, segment_url(head.no), toast=_("Lines saved."))
    count = len(numbers)
    context = {
        "form": form,
        "line": one,
        "numbers": numbers,
        "editor": Editor(),
        "file_url": reverse("line_file", args=[head.no, one.line_no]) if one is not None else "",
        "title": one.contact_name
        if one is not None
        else ngettext("%(n)s line", "%(n)s lines", count) % {"n": formats.number(count)},
        "back": segment_url(head.no),
        "action": reverse("segment_lines", args=[head.no]),
    }
    return answer(request, "shell/dialog.html", context, dialog="segments/_line.html")


@require_GET
@signed_in
def segment_line(request: UserRequest, no: str, line_no: int) -> HttpResponse:
    """One line as the worksheet lists it, for when it has changed."""
    head = segment_or_404(request.user, no)
    context = line_context(request, head, line_no)
    if not context["rows"]:
        raise Http404
    return answer(request, "segments/_line_rows.html", context)


def _languages(viewer: User, head: Segment, one: LineView | None) -> list[str]:
    """What can be chosen: what a line says itself, if it does or has another template (R-SEG-46)."""
    own = own_languages(viewer, head, one.line_no) if one is not None else []
    other = one is not None and "template" in one.own
    return own if own or other else [row.language for row in languages_of(viewer, head)]


def _of_several(head: Segment) -> LineState:
    """Several lines begin with an empty text, where no document says it; no state of theirs is shown."""
    return LineState("" if head.document_template_id is None else None, 0)


def _resettable(one: LineView | None) -> list[tuple[str, Words]]:
    """What may follow the segment again: what one line has of its own, of several anything.

    What has a field in the form follows when that is emptied; if it is empty already the line is without.
    """
    names = one.own if one is not None else tuple(OWN)
    fields = LineForm.base_fields
    shown = [name for name in names if one is None or name not in fields or getattr(one, name, None) == ""]
    return [(name, OWN[name]) for name in shown]
