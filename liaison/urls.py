"""Addresses: the API under /api/v1, two for whoever watches over the process, everything else is the web."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from liaison.api import door
from liaison.web.shell import errors

urlpatterns = [
    path("", include("liaison.ops.health")),
    path("api/v1/", include("liaison.api.urls")),
    path("", include("liaison.web.urls")),
]


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: a document for programs, a page for everybody else; an address has not been found yet."""
    answer = door.bad_request if request.path_info.startswith("/api/") else errors.bad_request
    return answer(request, exception)


handler400 = "liaison.urls.bad_request"
handler403 = "liaison.web.shell.errors.permission_denied"
handler404 = "liaison.web.shell.errors.page_not_found"
handler429 = "liaison.web.shell.errors.too_many_requests"
handler500 = "liaison.web.shell.errors.server_error"
