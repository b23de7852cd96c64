"""The file that goes to the contact of one line only."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from liaison.accounts.queries import require
from liaison.accounts.rules import Right
from liaison.files.actions import store_file
from liaison.files.rules import clean_name
from liaison.interactions import template_rules
from liaison.kit.clock import now
from liaison.kit.errors import refuse
from liaison.segments.actions import put_line_file, remove_line_file
from liaison.segments.models import Segment
from liaison.segments.queries.lines import LineState, line, own_text_of_line, state_of_line
from liaison.web.segments.lookups import segment_or_404, segment_url
from liaison.web.setup.forms.languages import FileForm
from liaison.web.shell.answers import answer, moved, or_404, refusals_in
from liaison.web.shell.decorators import signed_in
from liaison.web.shell.files import stored_answer
from liaison.web.shell.requests import UserRequest
from liaison.web.shell.selection import number_in


@require_http_methods(["GET", "POST"])
@signed_in
def line_file(request: UserRequest, no: str, line_no: int) -> HttpResponse:
    """The file of one line: another one is uploaded, or with ``act=remove`` it goes (R-SEG-32, 36)."""
    require(request.user, Right.CHANGE_SEGMENTS)
    head = segment_or_404(request.user, no)
    one, state = line(request.user, head, line_no), _state_or_404(request, head, line_no)
    form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
    if form.is_valid():
        seen = number_in(request.POST.get("version", ""))
        with refusals_in(form), or_404():
            if request.POST.get("act") == "remove":
                remove_line_file(head.no, line_no, version=seen, by=request.user, at=now())
                return moved(request, segment_url(head.no), toast=_("File removed."))
            given = form.cleaned_data["file"]
            refuse(None if given else template_rules.no_file())
            stored = store_file(given, by=request.user, at=now())
            put_line_file(
                head.no,
                line_no,
                stored.pk,
                clean_name(given.name),
                replace=form.cleaned_data["replace"],
                version=seen,
                by=request.user,
                at=now(),
            )
            return moved(request, segment_url(head.no), toast=_("File kept."))
    context = {
        "form": form,
        "row": own_text_of_line(request.user, state),
        "state": state,
        "title": one.contact_name if one is not None else "",
        "back": segment_url(head.no),
        "action": request.path,
        "file_url": reverse("line_file_content", args=[head.no, line_no]),
    }
    return answer(request, "shell/dialog.html", context, dialog="segments/_line_file.html")


@require_GET
@signed_in
def line_file_content(request: UserRequest, no: str, line_no: int) -> HttpResponseBase:
    """The file of one line to download."""
    require(request.user, Right.READ_CONTENT)
    head = segment_or_404(request.user, no)
    row = own_text_of_line(request.user, _state_or_404(request, head, line_no))
    if row is None or row.file is None:
        raise Http404
    return stored_answer(request, row.file, row.file_name)


def _state_or_404(request: UserRequest, head: Segment, line_no: int) -> LineState:
    state = state_of_line(request.user, head, line_no)
    if state is None:
        raise Http404
    return state
