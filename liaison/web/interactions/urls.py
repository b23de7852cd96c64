"""The addresses of recording and reading interactions."""

from django.urls import path

from liaison.web.interactions import (
    acts,
    calls,
    cleanup,
    composer,
    entry,
    log,
    pickers,
    postponed,
    sending,
    timeline,
)
from liaison.web.interactions.guide import previewing, result, views

urlpatterns = [
    path("contacts/<str:no>/timeline/", timeline.contact_timeline, name="contact_timeline"),
    path("contacts/<str:no>/timeline/filter/", timeline.timeline_filter, name="timeline_filter"),
    path("contacts/<str:no>/call/", calls.contact_call, name="contact_call"),
    path("contacts/<str:no>/write/", calls.contact_write, name="contact_write"),
    path("contacts/<str:no>/letter/", calls.contact_letter, name="contact_letter"),
    path("interactions/", log.interactions, name="interactions"),
    path("interactions/export/", log.interactions_export, name="interactions_export"),
    path("interactions/bulk/", log.interactions_bulk, name="interactions_bulk"),
    path("interactions/clean-up/", cleanup.interactions_clean_up, name="interactions_clean_up"),
    path("interactions/new/", composer.interaction_new, name="interaction_new"),
    path("interactions/understood/", composer.understood, name="understood"),
    path("interactions/quick-draft/", composer.quick_draft, name="quick_draft"),
    path("interactions/people/", pickers.people, name="people"),
    path("interactions/contacts/", pickers.whom, name="whom"),
    path("interactions/guide/", views.guide, name="guide"),
    path("interactions/drafts/", postponed.drafts, name="drafts"),
    path("interactions/drafts/deletion/", postponed.draft_deletion, name="draft_deletion"),
    path("interactions/drafts/<int:number>/", views.guide_draft, name="guide_draft"),
    path("interactions/drafts/<int:number>/preview/", previewing.guide_preview, name="guide_preview"),
    path("interactions/drafts/<int:number>/preview/mail/", previewing.preview_mail, name="preview_mail"),
    path("interactions/drafts/<int:number>/preview/file/", previewing.preview_file, name="preview_file"),
    path("interactions/<int:number>/", entry.entry, name="interaction"),
    path("interactions/<int:number>/line/", acts.entry_line, name="entry_line"),
    path("interactions/<int:number>/evaluation/", acts.evaluation, name="evaluation"),
    path("interactions/<int:number>/comments/", acts.comments, name="comments"),
    path("interactions/<int:number>/comments/<int:pk>/", acts.comment, name="comment"),
    path("interactions/<int:number>/cancellation/", acts.cancellation, name="cancellation"),
    path("interactions/<int:number>/reinstatement/", acts.reinstatement, name="reinstatement"),
    path("interactions/<int:number>/correction/", entry.correction, name="correction"),
    path("interactions/<int:number>/follow-up/", views.follow_up, name="follow_up"),
    path("interactions/<int:number>/result/", result.result, name="result"),
    path("interactions/<int:number>/resend/", sending.resend, name="resend"),
    path("interactions/<int:number>/stopping/", sending.stopping, name="stopping"),
    path("interactions/<int:number>/files/<int:pk>/", entry.file, name="interaction_file"),
]
