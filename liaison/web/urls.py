"""The addresses of the web: one line for each area."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("liaison.web.shell.urls")),
    path("", include("liaison.web.home.urls")),
    path("", include("liaison.web.accounts.urls")),
    path("", include("liaison.web.interactions.urls")),
    path("", include("liaison.web.contacts.urls")),
    path("", include("liaison.web.segments.urls")),
    path("", include("liaison.web.campaigns.urls")),
    path("", include("liaison.web.preferences.urls")),
    path("setup/", include("liaison.web.setup.urls")),
    path("catalogue/", include("liaison.web.catalogue.urls")),
]
