"""Campaigns in the reader's words."""

from __future__ import annotations

from liaison.accounts.models import User
from liaison.campaigns.models import Campaign
from liaison.campaigns.queries import campaign_statuses, campaigns
from liaison.web.shell.codes import described
from liaison.web.shell.parts import Words


def status_words(card: Campaign) -> str:
    """The stage of a campaign, empty without one."""
    return described(card.status) if card.status else ""


def status_choices(viewer: User, *, active: bool | None = None) -> list[tuple[str, Words]]:
    """The stages by code; one statement."""
    return [(one.code, described(one)) for one in campaign_statuses(viewer, active=active)]


def campaign_choices(viewer: User) -> list[tuple[str, Words]]:
    """The campaigns that are not put away, the newest first; one statement."""
    return [
        (one.no, f"{one.no} · {one.description}" if one.description else one.no) for one in campaigns(viewer)
    ]
