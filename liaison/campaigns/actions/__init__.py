"""The verbs of campaigns."""

from liaison.campaigns.actions.campaign import (
    archive_campaign,
    change_campaign,
    create_campaign,
    delete_campaign,
    restore_campaign,
)
from liaison.campaigns.actions.consent import (
    forget_bounces,
    note_consent,
    note_consents,
    note_dead_address,
    revive_address,
    subscribe_again,
    unsubscribe,
)
from liaison.campaigns.actions.status import change_status, create_status, delete_status

__all__ = [
    "archive_campaign",
    "change_campaign",
    "change_status",
    "create_campaign",
    "create_status",
    "delete_campaign",
    "delete_status",
    "forget_bounces",
    "note_consent",
    "note_consents",
    "note_dead_address",
    "restore_campaign",
    "revive_address",
    "subscribe_again",
    "unsubscribe",
]
