"""The addresses of the frame."""

from django.urls import path

from liaison.web.shell import views

urlpatterns = [
    path("search", views.search, name="search"),
    path("keys", views.keys, name="keys"),
    path("appearance", views.appearance, name="appearance"),
    path("views", views.views, name="views"),
    path("views/<int:pk>/deletion", views.view_deletion, name="view_deletion"),
    path("robots.txt", views.robots, name="robots"),
]
