"""Campaigns in the reader's words."""

from __future__ import annotations

from django.utils.translation import get_language

from liaison.accounts.models import User
from liaison.campaigns.models import Campaign, CampaignStatus
from liaison.campaigns.queries import campaign_statuses, campaigns
from liaison.web.shell.parts import Words


def stage_words(status: CampaignStatus) -> str:
    """What a stage is called in the reader's language."""
    language = (get_language() or "").partition("-")[0]
    return str(status.descriptions.get(language) or status.description or status.code)


def status_words(card: Campaign) -> str:
    """The stage of a campaign, empty without one."""
    return stage_words(card.status) if card.status else ""


def status_choices(viewer: User, *, active: bool | None = None) -> list[tuple[str, Words]]:
    """The stages by code; one statement."""
    return [(one.code, stage_words(one)) for one in campaign_statuses(viewer, active=active)]


def campaign_choices(viewer: User) -> list[tuple[str, Words]]:
    """The campaigns that are not put away, the newest first; one statement."""
    return [
        (one.no, f"{one.no} · {one.description}" if one.description else one.no) for one in campaigns(viewer)
    ]
