"""What the contact would receive: shown before anything is recorded or sent (R-INT-68)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET

from liaison.delivery.queries import Preview, filled_file, preview
from liaison.interactions.draft import Values
from liaison.interactions.queries.drafts import draft, values_of
from liaison.kit.clock import now
from liaison.kit.errors import Refused
from liaison.web.shell.answers import answer, or_404
from liaison.web.shell.decorators import signed_in
from liaison.web.shell.files import made_answer
from liaison.web.shell.requests import UserRequest

MAIL_POLICY = (
    "default-src 'none'; img-src data: cid:; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox"
)


def _values(request: UserRequest, number: int, at: datetime) -> Values:
    """What was typed into a draft so far, with a moment."""
    with or_404():
        values = values_of(draft(request.user, number))
    return replace(values, occurred_at=values.occurred_at or at)


def _preview(request: UserRequest, number: int) -> Preview:
    """The preview of a draft; a draft that is not complete says what is missing instead."""
    at = now()
    values = _values(request, number, at)
    try:
        return preview(request.user, values, at=at, entry_no=number)
    except Refused as refused:
        return Preview(channel="none", objections=refused.refusals)


def show_preview(request: UserRequest, number: int) -> HttpResponse:
    """Recipient, subject, text and files as they would go out, and what stands in the way."""
    context = {
        "preview": _preview(request, number),
        "number": number,
        "mail_url": reverse("preview_mail", args=[number]),
        "file_url": reverse("preview_file", args=[number]),
        "back": f"{reverse('guide_draft', args=[number])}?{request.GET.urlencode() or 'step=3'}",
    }
    part = "interactions/guide/_preview.html"
    return answer(request, "interactions/guide/preview.html", context, part=part, status=200)


@require_GET
@signed_in
def guide_preview(request: UserRequest, number: int) -> HttpResponse:
    """The preview on a page of its own."""
    return show_preview(request, number)


@require_GET
@xframe_options_sameorigin
@signed_in
def preview_mail(request: UserRequest, number: int) -> HttpResponse:
    """The message itself, sealed: nothing in it runs or loads anything."""
    response = HttpResponse(_preview(request, number).html)
    response["Content-Security-Policy"] = MAIL_POLICY
    return response


@require_GET
@signed_in
def preview_file(request: UserRequest, number: int) -> HttpResponse:
    """The letter as it would be printed."""
    found = _preview(request, number).file
    if found is None:
        raise Http404
    response = made_answer(found.content, found.media_type, found.name)
    response["Cache-Control"] = "private, no-store"  # of a draft nothing stays on a shared computer
    return response


@require_GET
@signed_in
def guide_file(request: UserRequest, number: int, file: int | None = None) -> HttpResponse:
    """A file of the draft, or its Word template, filled for the contact: to be changed and added again."""
    at = now()
    found = filled_file(request.user, _values(request, number, at), file, at=at, entry_no=number)
    if found is None:
        raise Http404
    response = made_answer(found.content, found.media_type, found.name)
    response["Cache-Control"] = "private, no-store"  # of a draft nothing stays on a shared computer
    return response
