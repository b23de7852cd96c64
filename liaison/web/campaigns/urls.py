"""The addresses of campaigns."""

from django.urls import path

from liaison.web.campaigns import card, listing

urlpatterns = [
    path("campaigns/", listing.campaign_list, name="campaigns"),
    path("campaigns/new/", card.campaign_new, name="campaign_new"),
    path("campaigns/<str:no>/", card.campaign, name="campaign"),
    path("campaigns/<str:no>/edit/", card.campaign_edit, name="campaign_edit"),
    path("campaigns/<str:no>/archiving/", card.campaign_archiving, name="campaign_archiving"),
    path("campaigns/<str:no>/deletion/", card.campaign_deletion, name="campaign_deletion"),
    path(
        "campaigns/<str:no>/entries/deletion/",
        card.campaign_entries_deletion,
        name="campaign_entries_deletion",
    ),
    path(
        "campaigns/<str:no>/entries/<int:pk>/switch/",
        card.campaign_entry_switch,
        name="campaign_entry_switch",
    ),
]
