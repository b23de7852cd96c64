"""The addresses of the web: one line for each area."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("liaison.web.shell.urls")),
    path("", include("liaison.web.accounts.urls")),
    path("", include("liaison.web.interactions.urls")),
    path("catalogue/", include("liaison.web.catalogue.urls")),
]
