"""The addresses of recording and reading interactions."""

from django.urls import path

from liaison.web.interactions import timeline

urlpatterns = [
    path("contacts/<str:no>/timeline/", timeline.contact_timeline, name="contact_timeline"),
    path("contacts/<str:no>/timeline/filter/", timeline.timeline_filter, name="timeline_filter"),
]
