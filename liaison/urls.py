"""Addresses: the API under /api/v1, everything else is the web."""

from django.urls import include, path

urlpatterns = [
    path("api/v1/", include("liaison.api.urls")),
    path("", include("liaison.web.urls")),
]
