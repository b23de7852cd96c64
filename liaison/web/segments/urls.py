"""The addresses of segments."""

from django.urls import path

from liaison.web.segments import (
    head,
    lines,
    listing,
    logged,
    logging,
    papers,
    ready,
    saved,
    selecting,
    sending,
    worksheet,
)

urlpatterns = [
    path("segments/", listing.segment_list, name="segments"),
    path("segments/new/", head.segment_new, name="segment_new"),
    path("segments/criteria/", saved.saved_criteria_list, name="saved_criteria"),
    path(
        "segments/criteria/<str:code>/deletion/",
        saved.saved_criteria_deletion,
        name="saved_criteria_deletion",
    ),
    path("segments/logged/", logged.logged_list, name="logged_segments"),
    path("segments/logged/switch/", logged.logged_switch, name="logged_segments_switch"),
    path("segments/logged/deletion/", logged.logged_deletion, name="logged_segments_deletion"),
    path("segments/logged/<int:entry_no>/", logged.logged_page, name="logged_segment"),
    path("segments/logged/<int:entry_no>/undo/", logged.logged_undo, name="logged_segment_undo"),
    path(
        "segments/logged/<int:entry_no>/follow-up/", logged.logged_follow_up, name="logged_segment_follow_up"
    ),
    path("segments/logged/<int:entry_no>/sending/", sending.logged_sending, name="logged_segment_sending"),
    path("segments/logged/<int:entry_no>/start/", sending.logged_start, name="logged_segment_start"),
    path("segments/logged/<int:entry_no>/resend/", sending.logged_resend, name="logged_segment_resend"),
    path("segments/sending/", sending.sendings, name="sendings"),
    path("segments/<str:no>/", worksheet.worksheet, name="segment"),
    path("segments/<str:no>/edit/", head.segment_edit, name="segment_edit"),
    path("segments/<str:no>/template/", head.segment_template, name="segment_template"),
    path("segments/<str:no>/deletion/", head.segment_deletion, name="segment_deletion"),
    path("segments/<str:no>/selection/", selecting.criteria, name="segment_criteria"),
    path("segments/<str:no>/back/", selecting.segment_back, name="segment_back"),
    path("segments/<str:no>/steps/<int:pk>/", selecting.segment_step, name="segment_step"),
    path("segments/<str:no>/refresh/", selecting.segment_refresh, name="segment_refresh"),
    path("segments/<str:no>/entering/", selecting.segment_enter, name="segment_enter"),
    path("segments/<str:no>/lines/", lines.segment_lines, name="segment_lines"),
    path("segments/<str:no>/readiness/", ready.segment_readiness, name="segment_readiness"),
    path("segments/<str:no>/remedy/", ready.segment_remedy, name="segment_remedy"),
    path("segments/<str:no>/explanation/", ready.segment_explain, name="segment_explain"),
    path("segments/<str:no>/criteria/saving/", saved.segment_criteria_save, name="segment_criteria_save"),
    path("segments/<str:no>/criteria/reuse/", saved.segment_criteria_reuse, name="segment_criteria_reuse"),
    path("segments/<str:no>/mailing-group/", saved.segment_mailing_group, name="segment_mailing_group"),
    path("segments/<str:no>/logged/reuse/", saved.segment_logged_reuse, name="segment_logged_reuse"),
    path("segments/<str:no>/labels/", papers.segment_labels, name="segment_labels"),
    path("segments/<str:no>/export/", papers.segment_export, name="segment_export"),
    path("segments/<str:no>/log/", logging.segment_log, name="segment_log"),
    path("segments/<str:no>/languages/", head.segment_language, name="segment_language"),
    path(
        "segments/<str:no>/languages/deletion/",
        head.segment_language_deletion,
        name="segment_language_deletion",
    ),
]
