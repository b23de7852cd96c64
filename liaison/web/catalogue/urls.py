"""The addresses of the catalogue."""

from django.urls import path

from liaison.web.catalogue import views

urlpatterns = [
    path("", views.catalogue, name="catalogue"),
    path("tags", views.tags, name="catalogue_tags"),
    path("options", views.options, name="catalogue_options"),
    path("dialog", views.dialog, name="catalogue_dialog"),
    path("undo", views.undo, name="catalogue_undo"),
    path("refusals/<slug:kind>", views.refusal, name="catalogue_refusal"),
]
