"""The addresses of campaigns."""

from django.urls import path

from liaison.web.campaigns import card, listing

urlpatterns = [
    path("campaigns/", listing.campaign_list, name="campaigns"),
    path("campaigns/new/", card.campaign_new, name="campaign_new"),
    path("campaigns/<str:no>/", card.campaign, name="campaign"),
    path("campaigns/<str:no>/history/", card.history, name="campaign_history"),
    path("campaigns/<str:no>/edit/", card.campaign_edit, name="campaign_edit"),
    path("campaigns/<str:no>/archiving/", card.campaign_archiving, name="campaign_archiving"),
    path("campaigns/<str:no>/retrieval/", card.campaign_retrieval, name="campaign_retrieval"),
    path("campaigns/<str:no>/deletion/", card.campaign_deletion, name="campaign_deletion"),
    path(
        "campaigns/<str:no>/entries/deletion/",
        card.campaign_entries_deletion,
        name="campaign_entries_deletion",
    ),
    path(
        "campaigns/<str:no>/entries/<int:pk>/cancellation/",
        card.campaign_entry_switch,
        {"canceled": True},
        name="campaign_entry_cancellation",
    ),
    path(
        "campaigns/<str:no>/entries/<int:pk>/reinstatement/",
        card.campaign_entry_switch,
        {"canceled": False},
        name="campaign_entry_reinstatement",
    ),
]
