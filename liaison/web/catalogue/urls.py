"""The addresses of the catalogue."""

from django.urls import path

from liaison.web.catalogue import views

urlpatterns = [path("", views.catalogue, name="catalogue")]
