"""The addresses of segments."""

from django.urls import path

from liaison.web.segments import head, listing, selecting, worksheet

urlpatterns = [
    path("segments/", listing.segment_list, name="segments"),
    path("segments/new/", head.segment_new, name="segment_new"),
    path("segments/<str:no>/", worksheet.worksheet, name="segment"),
    path("segments/<str:no>/edit/", head.segment_edit, name="segment_edit"),
    path("segments/<str:no>/template/", head.segment_template, name="segment_template"),
    path("segments/<str:no>/deletion/", head.segment_deletion, name="segment_deletion"),
    path("segments/<str:no>/selection/", selecting.criteria, name="segment_criteria"),
    path("segments/<str:no>/back/", selecting.segment_back, name="segment_back"),
    path("segments/<str:no>/steps/<int:pk>/", selecting.segment_step, name="segment_step"),
    path("segments/<str:no>/refresh/", selecting.segment_refresh, name="segment_refresh"),
    path("segments/<str:no>/entering/", selecting.segment_enter, name="segment_enter"),
    path("segments/<str:no>/languages/", head.segment_language, name="segment_language"),
    path(
        "segments/<str:no>/languages/deletion/",
        head.segment_language_deletion,
        name="segment_language_deletion",
    ),
]
