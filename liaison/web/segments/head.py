"""The head of a segment: create, change, another template, delete."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from liaison.accounts.queries import require
from liaison.accounts.rules import Right
from liaison.kit.clock import now
from liaison.segments.actions import (
    change_segment,
    create_segment,
    delete_segment,
    set_template,
)
from liaison.web.segments.forms import KEEP, OVERWRITE, HeadForm, NewSegmentForm, TemplateForm
from liaison.web.segments.lookups import segment_or_404, segment_url
from liaison.web.shell.answers import answer, moved, posted, refusals_in
from liaison.web.shell.decorators import signed_in
from liaison.web.shell.requests import UserRequest
from liaison.web.shell.selection import number_in


@require_http_methods(["GET", "POST"])
@signed_in
def segment_new(request: UserRequest) -> HttpResponse:
    """A new segment; its number is given (R-SEG-2)."""
    require(request.user, Right.EDIT_SEGMENTS)
    form = NewSegmentForm(posted(request), viewer=request.user, campaign=request.GET.get("campaign", ""))
    if form.is_valid():
        with refusals_in(form):
            made = create_segment(
                form.values, template=form.cleaned_data["template"], by=request.user, at=now()
            )
            toast = _("Segment %(number)s created.") % {"number": made.no}
            return moved(request, segment_url(made.no), toast=toast)
    context = {
        "form": form,
        "title": _("New segment"),
        "back": reverse("segments"),
        "action": request.get_full_path(),
    }
    return answer(request, "shell/dialog.html", context, dialog="segments/_form.html")


@require_http_methods(["GET", "POST"])
@signed_in
def segment_edit(request: UserRequest, no: str) -> HttpResponse:
    """Change the head; says which lines follow and what becomes of their own values (Q-SEG-1)."""
    require(request.user, Right.CHANGE_SEGMENTS)
    head = segment_or_404(request.user, no)
    form = HeadForm(posted(request), viewer=request.user, head=head)
    if form.is_valid():
        lines = form.cleaned_data.get("lines", "")
        with refusals_in(form):
            change_segment(
                head.no,
                form.values,
                version=form.cleaned_data["version"],
                apply_to_lines=lines != KEEP,
                overwrite_personalized=lines == OVERWRITE,
                by=request.user,
                at=now(),
            )
            return moved(request, segment_url(head.no), toast=_("Segment saved."))
    context = {
        "form": form,
        "head": head,
        "title": head.no,
        "back": segment_url(head.no),
        "action": request.path,
    }
    context["currency"] = settings.CURRENCY
    return answer(request, "shell/dialog.html", context, dialog="segments/_edit.html")


@require_http_methods(["GET", "POST"])
@signed_in
def segment_template(request: UserRequest, no: str) -> HttpResponse:
    """Another template, which brings its languages, cost and the like (R-SEG-20 to 24)."""
    require(request.user, Right.CHANGE_SEGMENTS)
    head = segment_or_404(request.user, no)
    form = TemplateForm(posted(request), viewer=request.user, head=head)
    if form.is_valid():
        with refusals_in(form):
            set_template(
                head.no,
                form.cleaned_data["template"],
                apply_to_lines=form.cleaned_data.get("lines", True),
                seen=form.cleaned_data["seen"],
                by=request.user,
                at=now(),
            )
            return moved(request, segment_url(head.no), toast=_("Segment saved."))
    context = {
        "form": form,
        "title": _("Interaction template"),
        "back": segment_url(head.no),
        "action": request.path,
        "about": _("Text, cost and the like of the segment are replaced by those of the template."),
    }
    return answer(request, "shell/dialog.html", context, dialog="segments/_form.html")


@require_POST
@signed_in
def segment_deletion(request: UserRequest, no: str) -> HttpResponse:
    """Delete the segment with lines and criteria; nothing is logged (R-SEG-140)."""
    head = segment_or_404(request.user, no)
    version, seen = (number_in(request.POST.get(name, "")) for name in ("version", "seen"))
    delete_segment(head.no, version=version, seen=seen, by=request.user, at=now())
    return moved(request, reverse("segments"), toast=_("Segment %(number)s deleted.") % {"number": head.no})
