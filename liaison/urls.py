"""Addresses: the API under /api/v1, two for whoever watches over the process, everything else is the web."""

from django.urls import include, path

urlpatterns = [
    path("", include("liaison.ops.health")),
    path("api/v1/", include("liaison.api.urls")),
    path("", include("liaison.web.urls")),
]

handler400 = "liaison.web.shell.errors.bad_request"
handler403 = "liaison.web.shell.errors.permission_denied"
handler404 = "liaison.web.shell.errors.page_not_found"
handler429 = "liaison.web.shell.errors.too_many_requests"
handler500 = "liaison.web.shell.errors.server_error"
