"""Around every view: sign-in, the reader's language, and one answer to each expected "no"."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import translation
from django_htmx.http import HttpResponseClientRedirect, reswap, trigger_client_event

from liaison.kit.errors import Conflict, NotAllowed, Refused
from liaison.web.shell import answers
from liaison.web.shell.errors import error_page, typed_in
from liaison.web.shell.remembered import begin, end
from liaison.web.shell.sessions import stay

LONGEST_FROM_STRANGERS = 64 * 1024
"""Bytes of a form that needs no sign-in; these have a few short fields."""
API = "/api/"
"""The API has its own sign-in and its own way to say no."""


class SignInRequired(LoginRequiredMiddleware):
    """Every view of the web is behind sign-in unless it is marked `public`.

    Nothing that a stranger sends is read before this has looked: large forms would use up the memory.
    """

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., HttpResponseBase],
        view_args: tuple[object, ...],
        view_kwargs: dict[str, object],
    ) -> HttpResponseBase | None:
        """Send strangers to the sign-in page, refuse more than they have to say; the API has its own."""
        if request.path.startswith(API):
            return None
        response: HttpResponseBase | None = super().process_view(request, view_func, view_args, view_kwargs)
        if (
            response is None
            and not request.user.is_authenticated
            and _length(request) > LONGEST_FROM_STRANGERS
        ):
            return error_page(request, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        return response

    def handle_no_permission(  # type: ignore[override]  # htmx is redirected by a header
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]
    ) -> HttpResponseBase:
        """Htmx goes to the sign-in page as a whole, and back to the page it stood on.

        With a part of a page nothing moves by itself: what is typed there would be lost. The page decides
        whether there is something, and what was sent stays where it is.
        """
        if request.htmx:  # type: ignore[attr-defined]
            behind = request.htmx.current_url_abs_path or "/"  # type: ignore[attr-defined]
            login = redirect_to_login(behind, self.get_login_url(view_func))["Location"]
            if not answers.wants_part(request):
                return HttpResponseClientRedirect(login)
            response = reswap(HttpResponse(status=HTTPStatus.UNAUTHORIZED), "none")
            # The page has the words already, in the language of who was signed in.
            return trigger_client_event(
                response, "signed-out", {"login": login if request.method == "GET" else ""}
            )
        refused: HttpResponseBase = super().handle_no_permission(request, view_func)
        return refused


def _length(request: HttpRequest) -> int:
    """How many bytes the body has, which `ops.bodies` tells where the request does not."""
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


class Frame:
    """Speaks the reader's language, answers refusals, hands toasts to htmx."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """One request of a person."""
        if request.path.startswith(API):
            return self.get_response(request)
        if request.user.is_authenticated:
            language = request.user.language.partition("-")[0]
            if request.method == "POST" or not request.htmx:  # type: ignore[attr-defined]
                stay(request)
            if language in dict(settings.LANGUAGES):
                translation.activate(language)
                request.LANGUAGE_CODE = language
        begin()
        response = self.get_response(request)
        if not response.streaming:
            end()
        if request.htmx:  # type: ignore[attr-defined]
            response = _for_htmx(request, response)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A rule said no where no form could show it: a note with its words (E-INT-49)."""
        if request.path.startswith(API):
            return None
        if isinstance(exception, Refused):
            words = [str(refusal.message) for refusal in exception.refusals]
            return _no(request, HTTPStatus.UNPROCESSABLE_ENTITY, words)
        if isinstance(exception, NotAllowed):
            return _no(request, HTTPStatus.FORBIDDEN, [str(exception.message)])
        if isinstance(exception, Conflict):
            return _no(request, HTTPStatus.CONFLICT, [str(exception.message)])
        if isinstance(exception, Http404) and request.htmx:  # type: ignore[attr-defined]
            return error_page(request, HTTPStatus.NOT_FOUND)
        return None


def _no(request: HttpRequest, status: HTTPStatus, words: list[str]) -> HttpResponse:
    """A page with the reasons; for htmx a toast, and nothing of the page is replaced."""
    if answers.wants_part(request):
        for text in words:
            answers.say(request, text, kind="bad")
        return reswap(HttpResponse(status=status), "none")
    return error_page(request, status, words, typed=typed_in(request))


def _for_htmx(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Put the queued toasts into a header, unless a page follows that shows them."""
    if response.has_header("HX-Redirect") or response.has_header("HX-Refresh"):
        return response
    if answers.wants_part(request):
        waiting = answers.toasts(request)
        if waiting:
            trigger_client_event(response, "toasts", {"items": waiting})
    return response
