"""How views answer: page or part, moved on, done, refused; plain browsers and htmx alike.

A view reads the form, calls one verb and returns one of these::

    form = ContactForm(posted(request))
    if form.is_valid():
        with refusals_in(form):
            contact = create_contact(form.draft(), by=request.user, at=now())
            return moved(request, contact_url(contact), toast=_("Contact created."))
    return answer(request, "shell/dialog.html", {"form": form}, dialog="contacts/_form.html")

Whatever a view lets through (`Refused`, `NotAllowed`, `Conflict`) is turned into an answer by
`shell.middleware`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers
from django_htmx.http import HttpResponseClientRedirect, HttpResponseClientRefresh, trigger_client_event

from liaison.kit.errors import Conflict, Refused
from liaison.kit.text import Words
from liaison.kit.versions import DEPENDS, others_were_quicker

DIALOG = "dialog"
"""The id of the dialog in the frame; its forms ask for what they swap into it."""


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form was sent, also when that is nothing: ``Form(posted(request))``; None on a GET."""
    return request.POST if request.method == "POST" else None


def wants_part(request: HttpRequest) -> bool:
    """Whether htmx asks for a piece of a page (boosted links and history want the whole)."""
    htmx = request.htmx  # type: ignore[attr-defined]
    return bool(htmx) and not htmx.boosted and not htmx.history_restore_request


def in_dialog(request: HttpRequest) -> bool:
    """Whether the answer will stand inside the dialog of the frame."""
    return wants_part(request) and request.htmx.target == DIALOG  # type: ignore[attr-defined]


def answer(
    request: HttpRequest,
    page: str,
    context: Mapping[str, Any] | None = None,
    *,
    part: str = "",
    dialog: str = "",
    status: int | None = None,
) -> HttpResponse:
    """The whole `page`, or for htmx only the `part`; inside a dialog `dialog` (else `part`, else `page`).

    The page `shell/dialog.html` shows what `dialog` shows, below the `title` of the context.
    A form in `context["form"]` that has errors answers 422 unless `status` says otherwise.
    """
    given = {"dialog": dialog, **(context or {})}
    template = page
    if in_dialog(request):
        template = dialog or part or page
    elif wants_part(request):
        template = part or page
    if status is None:
        form = given.get("form")
        status = 422 if isinstance(form, BaseForm) and form.is_bound and form.errors else 200
    response = HttpResponse(render_to_string(template, given, request), status=status)
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response


def moved(request: HttpRequest, url: str, *, toast: Words = "", undo: str = "") -> HttpResponse:
    """After a POST: go to `url`, where `toast` confirms and carries the way back (`undo`)."""
    if toast:
        say(request, toast, undo=undo)
    if request.htmx:  # type: ignore[attr-defined]
        return HttpResponseClientRedirect(url)
    return HttpResponseRedirect(url, status=303)


def done(
    request: HttpRequest,
    back: str,
    *,
    toast: Words = "",
    undo: str = "",
    href: str = "",
    events: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """After a POST that leaves the reader where they are.

    htmx gets 204: the dialog closes, `events` (names that parts of the page listen to, e.g.
    ``{"interactions-changed": {}}``) are triggered, the toast appears. A plain browser goes to `back`.
    Without `events` the page loads itself again. `href` is the address to which the toast leads on.
    """
    if toast:
        say(request, toast, undo=undo, href=href)
    if not request.htmx:  # type: ignore[attr-defined]
        return HttpResponseRedirect(back, status=303)
    if events is None:
        return HttpResponseClientRefresh()
    response = HttpResponse(status=204)
    close_dialog(response)
    for name, details in events.items():
        trigger_client_event(response, name, dict(details or {}))
    return response


def close_dialog(response: HttpResponse) -> HttpResponse:
    """Let the browser close the open dialog with this answer."""
    trigger_client_event(response, "dialog-close", {})
    return response


def say(
    request: HttpRequest, text: Words, *, kind: str = "good", undo: str = "", href: str = "", link: Words = ""
) -> None:
    """Queue a toast: on the next page, or at once with an answer to htmx.

    `undo` is the address that takes it back by POST; `href` and `link` lead on instead.
    """
    level = {"bad": messages.ERROR, "warn": messages.WARNING}.get(kind, messages.SUCCESS)
    tags = "|".join((kind, undo, href, str(link)))
    say_again(request, level, str(text), tags)


def say_again(request: HttpRequest, level: int, text: str, tags: str) -> None:
    """Queue a toast as `said` told of it."""
    said(request).append((int(level), text, tags))
    messages.add_message(request, level, text, extra_tags=tags)


def said(request: HttpRequest) -> list[tuple[int, str, str]]:
    """The toasts queued while this request is answered, whether taken already or not."""
    queued: list[tuple[int, str, str]] = vars(request).setdefault("said", [])
    return queued


def toasts(request: HttpRequest) -> list[dict[str, str]]:
    """The queued toasts; taking them empties the queue."""
    found = []
    for message in messages.get_messages(request):
        tags = [*str(message.extra_tags or "").split("|"), "", "", ""]
        kind, undo, href, link = tags[:4]
        known = kind if kind in {"good", "warn", "bad"} else "bad" if message.level >= messages.ERROR else ""
        found.append({"text": str(message), "kind": known, "undo": undo, "href": href, "link": link})
    return found


@contextmanager
def or_404() -> Iterator[None]:
    """What does not exist, or is not for this reader, is a page that does not exist."""
    try:
        yield
    except ObjectDoesNotExist as error:
        raise Http404 from error


@contextmanager
def refusals_in(form: BaseForm) -> Iterator[None]:
    """Turn the refusals of a verb into errors of `form`: beside the field a rule names, else above.

    Somebody else's change in the meantime stands above too, so that nothing typed is lost.
    """
    try:
        yield
    except Conflict as conflict:
        form.add_error(None, str(conflict.message))
    except Refused as refused:
        for refusal in refused.refusals:
            field = refusal.field if refusal.field in form.fields else None
            form.add_error(field, str(refusal.message))
    except IntegrityError as error:
        if not others_were_quicker(error):
            raise
        form.add_error(None, str(DEPENDS))
