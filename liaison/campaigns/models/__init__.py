"""The tables of campaigns."""

from liaison.campaigns.models.campaign import Campaign, CampaignStatus
from liaison.campaigns.models.consent import Agreement, Consent, ConsentNote, ConsentSource, DeadAddress

__all__ = [
    "Agreement",
    "Campaign",
    "CampaignStatus",
    "Consent",
    "ConsentNote",
    "ConsentSource",
    "DeadAddress",
]
