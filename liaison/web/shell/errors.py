"""Error pages in the frame: what went wrong, in words, and where to go from here."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from http import HTTPStatus

from django.core.exceptions import (
    PermissionDenied,
    RequestDataTooBig,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.translation import gettext
from django.views.decorators.csrf import requires_csrf_token
from django_htmx.http import reswap, trigger_client_event

from liaison.kit import lost
from liaison.kit.text import language
from liaison.web.shell import answers
from liaison.web.shell.decorators import public

Reason = str


def _words(status: HTTPStatus) -> tuple[str, str]:
    """The heading and the explanation of an error."""
    return {
        HTTPStatus.BAD_REQUEST: (
            gettext("This request could not be read"),
            gettext("Go back, load the page again and repeat what you did."),
        ),
        HTTPStatus.FORBIDDEN: (
            gettext("You may not do this"),
            gettext("Ask your administrator for the right, or sign in as somebody who has it."),
        ),
        HTTPStatus.NOT_FOUND: (
            gettext("This page does not exist"),
            gettext("It may have been removed, or it is not for you to see. Search for what you need."),
        ),
        HTTPStatus.CONFLICT: (
            gettext("Somebody else was quicker"),
            gettext("Load the record again and repeat your change; nothing was overwritten."),
        ),
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE: (
            gettext("This is too large"),
            gettext("Choose a smaller file."),
        ),
        HTTPStatus.UNPROCESSABLE_ENTITY: (
            gettext("This is not possible"),
            gettext("Nothing was changed."),
        ),
        HTTPStatus.TOO_MANY_REQUESTS: (
            gettext("Too many attempts"),
            gettext("Wait a few minutes, then try again."),
        ),
        HTTPStatus.SERVICE_UNAVAILABLE: (
            gettext("Unavailable at the moment"),
            str(lost.words_of(sys.exception())),
        ),
    }.get(
        status,
        (
            gettext("Something went wrong"),
            gettext("The mistake is ours and has been noted. Nothing half-done was kept; please try again."),
        ),
    )


def typed_in(request: HttpRequest) -> list[str]:
    """The texts of several words that were sent: whoever wrote them must not have to write them again.

    Only what came from one of our forms; before an address is found, that is not known.
    """
    if request.method != "POST" or request.resolver_match is None:
        return []
    return [
        text
        for name, values in request.POST.lists()
        if "password" not in name
        for text in values
        if len(text.split()) > 1
    ]


def error_page(
    request: HttpRequest,
    status: HTTPStatus,
    reasons: Sequence[Reason] = (),
    *,
    like: HTTPStatus | None = None,
    typed: Sequence[str] = (),
) -> HttpResponse:
    """The page of `status`; `reasons` stand before the explanation. For htmx a toast instead.

    `like` is another status whose heading and explanation say it better; `typed` are texts that the
    reader may take from here.
    """
    title, explanation = _words(like or status)
    if hasattr(request, "htmx") and answers.wants_part(request):
        answers.say(request, ". ".join([title, *reasons]), kind="bad")
        return reswap(HttpResponse(status=status), "none")
    words = {"title": title, "reasons": reasons, "explanation": explanation}
    context = {"status": int(status), **words, "typed": typed}
    known = getattr(request, "user", None) is not None and request.user.is_authenticated
    template = "shell/error.html" if known else "shell/error_outside.html"
    return HttpResponse(render_to_string(template, context, request), status=status)


@public
@requires_csrf_token
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: something in the request is malformed; 413: there is too much of it."""
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent):
        return error_page(request, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    return error_page(request, HTTPStatus.BAD_REQUEST)


@public
@requires_csrf_token
def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: signed in, but without the right."""
    words = [str(exception)] if isinstance(exception, PermissionDenied) and str(exception) else []
    return error_page(request, HTTPStatus.FORBIDDEN, words)


@public
@requires_csrf_token
def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """404: nothing here, or not for this reader."""
    return error_page(request, HTTPStatus.NOT_FOUND, typed=typed_in(request))


@public
def too_many_requests(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """429: signing in was tried too often."""
    return error_page(request, HTTPStatus.TOO_MANY_REQUESTS)


def _stylesheet() -> str:
    """The address of the stylesheet, empty where the collected files are what is missing."""
    try:
        return static("web/liaison.css")
    except ValueError:
        return ""


@public
def server_error(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """500: a page that needs neither database nor session, for these may be what failed.

    503 where it is the database that does not answer, or the disk that is full. Django asks for this page
    while it handles the error.
    """
    status, error = HTTPStatus.INTERNAL_SERVER_ERROR, sys.exception()
    if lost.database_lost(error) or lost.disk_full(error):
        status = HTTPStatus.SERVICE_UNAVAILABLE
    title, explanation = _words(status)
    context = {
        "status": int(status),
        "title": title,
        "explanation": explanation,
        "lang": f"{language()}-CH",
        "stylesheet": _stylesheet(),
    }
    html = render_to_string("shell/error_500.html", context)
    response = HttpResponse(html, status=status)
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        response["Retry-After"] = "5"
    return response


@public
@requires_csrf_token
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """403 of the CSRF check: the page was open too long or cookies are off.

    Signing in voids the tokens of pages that are open. Their scripts get the next one, so that what is
    typed there can be sent; only a page of ours can read it.
    """
    known = request.user.is_authenticated
    if known and answers.wants_part(request):
        answers.say(
            request, gettext("You signed in again in the meantime. Press the button once more."), kind="bad"
        )
        response = reswap(HttpResponse(status=HTTPStatus.FORBIDDEN), "none")
        return trigger_client_event(response, "token", {"value": get_token(request)})
    response = error_page(
        request,
        HTTPStatus.FORBIDDEN,
        [gettext("This form is out of date. Load the page again and repeat; cookies must be allowed.")],
        like=HTTPStatus.UNPROCESSABLE_ENTITY,  # a right is not what is missing
    )
    if known and "X-Autosave" in request.headers:
        response["X-CSRFToken"] = get_token(request)
    return response
