"""What is done with one logged entry: evaluate, comment, cancel, reinstate; each page, part and post."""

from __future__ import annotations

from django.forms import Form
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from liaison.interactions.actions.comments import add_comment, change_comment, delete_comment
from liaison.interactions.actions.correct import cancel, evaluate, reinstate
from liaison.interactions.queries.entry import has_unshared_files
from liaison.interactions.queries.rows import EntryRow
from liaison.kit.clock import now
from liaison.kit.text import Words
from liaison.web.interactions.forms import CancelForm, CommentForm, EvaluationForm, ReasonForm
from liaison.web.interactions.lookups import record_of, row_or_404
from liaison.web.interactions.present import Presenter
from liaison.web.interactions.words import VERDICTS, title, verdict
from liaison.web.shell.answers import answer, done, or_404, refusals_in, say, wants_part
from liaison.web.shell.decorators import signed_in
from liaison.web.shell.requests import UserRequest
from liaison.web.shell.selection import number_in

CHANGED: dict[str, dict[str, object]] = {"interactions-changed": {}}


def entry_url(number: int) -> str:
    """The address of an entry."""
    return reverse("interaction", args=[number])


def stands_on_timeline(request: UserRequest) -> bool:
    """Whether the page behind keeps a timeline fresh, so that it need not be loaded again."""
    return bool(record_of(request))


def changed(request: UserRequest, number: int, toast: Words, *, undo: str = "") -> HttpResponse:
    """After an act from a dialog or a plain form: say so, and let what shows the entry follow."""
    events = CHANGED if stands_on_timeline(request) else None
    return done(request, entry_url(number), toast=toast, undo=undo, events=events)


def line(request: UserRequest, row: EntryRow) -> HttpResponse:
    """The entry as a line of the timeline, or its page for a plain browser."""
    entry = Presenter(request.user, record=record_of(request)).entries([row])[0]
    return answer(request, "interactions/line.html", {"entry": entry}, part="interactions/_entry.html")


def _in_place(request: UserRequest, number: int, toast: Words) -> HttpResponse:
    """After an act inside a line: htmx gets the line again, a plain browser the entry's page."""
    if wants_part(request):
        if not stands_on_timeline(request):
            return done(request, entry_url(number), toast=toast)
        say(request, toast)
        return line(request, row_or_404(request.user, number))
    return done(request, entry_url(number), toast=toast)


def _context(number: int, row: EntryRow, form: Form) -> dict[str, object]:
    return {
        "number": number,
        "row": row,
        "row_title": title(row),
        "form": form,
        "entry_url": entry_url(number),
    }


@require_http_methods(["GET"])
@signed_in
def entry_line(request: UserRequest, number: int) -> HttpResponse:
    """One line of the timeline, for whoever closes what had opened inside it."""
    return line(request, row_or_404(request.user, number))


@require_http_methods(["GET", "POST"])
@signed_in
def evaluation(request: UserRequest, number: int) -> HttpResponse:
    """The five levels and none; a choice is stored at once (R-INT-144, 145)."""
    row = row_or_404(request.user, number)
    form = EvaluationForm(
        request.POST if request.method == "POST" else None, initial={"evaluation": row.evaluation}
    )
    if request.method == "POST" and form.is_valid():
        evaluate([number], form.verdict, by=request.user, at=now())
        return _in_place(request, number, _("Evaluated."))
    levels = [(key, verdict(key), key == row.evaluation) for key in VERDICTS]
    context = _context(number, row, form) | {"levels": levels}
    return answer(request, "interactions/evaluation.html", context, part="interactions/_evaluation.html")


@require_http_methods(["GET", "POST"])
@signed_in
def comments(request: UserRequest, number: int) -> HttpResponse:
    """Write a comment on an entry (R-INT-96, 97)."""
    row = row_or_404(request.user, number)
    form = CommentForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            add_comment(number, form.cleaned_data["comment"], by=request.user, at=now())
            return _in_place(request, number, _("Comment added."))
    context = _context(number, row, form)
    response = answer(request, "interactions/comment.html", context, part="interactions/_comment.html")
    if form.errors:
        response["HX-Retarget"] = "this"  # the form comes back with its error; only a success is a line
    return response


@require_http_methods(["POST"])
@signed_in
def comment(request: UserRequest, number: int, pk: int) -> HttpResponse:
    """Change the words of a comment, or with ``delete`` take it away; not what was not seen."""
    version = number_in(request.POST.get("version", ""))
    with or_404():
        if "delete" in request.POST:
            delete_comment(pk, version=version, by=request.user, at=now())
            return done(request, entry_url(number), toast=_("Comment deleted."))
        words = request.POST.get("comment", "").replace("\x00", "")
        change_comment(pk, words, version=version, by=request.user, at=now())
    return done(request, entry_url(number), toast=_("Comment changed."))


@require_http_methods(["GET", "POST"])
@signed_in
def cancellation(request: UserRequest, number: int) -> HttpResponse:
    """Strike an entry out, with a reason if there is one (R-INT-146 to 148)."""
    row = row_or_404(request.user, number)
    form = CancelForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        cancel([number], **form.cleaned_data, by=request.user, at=now())
        undo = reverse("reinstatement", args=[number])
        return changed(request, number, _("Interaction cancelled."), undo=undo)
    context = _context(number, row, form) | {
        "reinstating": False,
        "has_files": has_unshared_files(request.user, number),
    }
    return answer(request, "interactions/reason.html", context, dialog="interactions/_reason.html")


@require_http_methods(["GET", "POST"])
@signed_in
def reinstatement(request: UserRequest, number: int) -> HttpResponse:
    """Take a cancelling back."""
    row = row_or_404(request.user, number)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        reinstate([number], reason=form.cleaned_data["reason"], by=request.user, at=now())
        undo = reverse("cancellation", args=[number])
        return changed(request, number, _("Interaction reinstated."), undo=undo)
    context = _context(number, row, form) | {"reinstating": True}
    return answer(request, "interactions/reason.html", context, dialog="interactions/_reason.html")
