"""The letters of what was sent together to print: how they are bound, how far that is, the file."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods

from liaison.delivery.actions.letter_files import LetterOptions, queue_letter_files
from liaison.delivery.queries.letters import (
    Batch,
    job_kind,
    last_of_several,
    letters_taken_back,
    letters_to_come,
)
from liaison.jobs.models import Job
from liaison.kit.clock import now
from liaison.web.segments.lookups import logged_or_404
from liaison.web.segments.making import how_far, made_file, making_or_404
from liaison.web.shell import formats
from liaison.web.shell.answers import answer, moved, posted, refusals_in
from liaison.web.shell.decorators import signed_in
from liaison.web.shell.parts import Crumb
from liaison.web.shell.requests import UserRequest

FORMS = (
    ("one", gettext_lazy("One PDF in posting order")),
    ("language", gettext_lazy("One PDF for each language")),
    ("archive", gettext_lazy("An archive of single PDFs")),
)


class LettersForm(forms.Form):
    """How the letters are bound (B-16)."""

    form = forms.ChoiceField(label=gettext_lazy("File"), choices=FORMS, initial="one")
    duplex = forms.BooleanField(label=gettext_lazy("Printed on both sides"), required=False)
    fold = forms.BooleanField(label=gettext_lazy("Fold marks"), required=False)
    enclose = forms.BooleanField(label=gettext_lazy("Marks for the enclosing machine"), required=False)
    cover = forms.BooleanField(label=gettext_lazy("Cover sheet in front"), required=False)
    last_sending = forms.BooleanField(
        label=gettext_lazy("Only the letters of the last sending"), required=False
    )

    def __init__(self, data: QueryDict | None, *, several: bool) -> None:
        super().__init__(data)
        if not several:
            del self.fields["last_sending"]


@require_http_methods(["GET", "POST"])
@signed_in
def logged_letters(request: UserRequest, entry_no: int) -> HttpResponse:
    """Choose how the letters are bound; a worker makes the file."""
    logged = logged_or_404(request.user, entry_no)
    return ask_letters(request, logged, "logged_segment", entry_no)


def ask_letters(request: UserRequest, batch: Batch, route: str, number: int) -> HttpResponse:
    """How the letters are bound; `route` and `number` are of the page that they belong to."""
    several = last_of_several(request.user, batch) is not None
    form = LettersForm(posted(request), several=several)
    if form.is_valid():
        with refusals_in(form):
            options = LetterOptions(**form.cleaned_data)
            queued = queue_letter_files(batch, options, by=request.user, at=now())
            return moved(request, reverse(f"{route}_letters_job", args=[number, queued.pk]))
    context = {
        "form": form,
        "title": _("Print letters"),
        "action": request.path,
        "back": reverse(route, args=[number]),
        "left_out": _taken_back(letters_taken_back(request.user, batch)),
        "to_come": _to_come(letters_to_come(request.user, batch)),
    }
    return answer(request, "shell/dialog.html", context, dialog="segments/_letters.html")


def _to_come(count: int) -> str:
    if not count:
        return ""
    words = ngettext(
        "%(n)s letter is still to be made and is missing in the file.",
        "%(n)s letters are still to be made and are missing in the file.",
        count,
    )
    return words % {"n": formats.number(count)}


def _taken_back(count: int) -> str:
    if not count:
        return ""
    words = ngettext(
        "%(n)s letter is left out: it was cancelled since, its file was removed, or its contact was blocked"
        " or archived.",
        "%(n)s letters are left out: they were cancelled since, their files were removed, or their contacts"
        " were blocked or archived.",
        count,
    )
    return words % {"n": formats.number(count)}


@require_GET
@signed_in
def logged_letters_job(request: UserRequest, entry_no: int, job_id: UUID) -> HttpResponse:
    """How far the file is, then the file."""
    logged = logged_or_404(request.user, entry_no)
    found = making_or_404(request, job_id, job_kind(entry_no))
    crumbs = [
        Crumb(_("Logged segments"), reverse("logged_segments")),
        Crumb(logged.description or str(entry_no), reverse("logged_segment", args=[entry_no])),
    ]
    return show_making(request, found, "logged_segment", entry_no, crumbs)


def show_making(
    request: UserRequest, found: Job, route: str, number: int, crumbs: list[Crumb]
) -> HttpResponse:
    """How far the job is with the letters; `route` and `number` as for `ask_letters`."""
    context = {
        **how_far(request, found),
        "left_out": _left_out(found),
        "file": reverse(f"{route}_letters_file", args=[number, found.pk]),
        "again": reverse(f"{route}_letters", args=[number]),
        "crumbs": crumbs,
    }
    return answer(request, "segments/letters_job.html", context, part="segments/_letters_job.html")


def _left_out(found: Job) -> list[str]:
    """How many letters are not in the file, and why."""
    unbound, lost = (int(found.result.get(name, 0)) for name in ("left_out", "lost"))
    told = [
        (
            unbound,
            ngettext(
                "%(n)s letter cannot be bound and is only in the archive.",
                "%(n)s letters cannot be bound and are only in the archive.",
                unbound,
            ),
        ),
        (
            lost,
            ngettext(
                "%(n)s letter is missing: its content must be restored from a backup.",
                "%(n)s letters are missing: their content must be restored from a backup.",
                lost,
            ),
        ),
    ]
    return [words % {"n": formats.number(count)} for count, words in told if count]


@require_GET
@signed_in
def logged_letters_file(request: UserRequest, entry_no: int, job_id: UUID) -> HttpResponseBase:
    """The file, as long as it is kept: a day."""
    logged_or_404(request.user, entry_no)
    return made_file(request, making_or_404(request, job_id, job_kind(entry_no)))
