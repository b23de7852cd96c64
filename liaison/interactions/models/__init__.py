"""The tables of the log."""

from liaison.interactions.models.choices import (
    Channel,
    DeliveryStatus,
    Evaluation,
    InformationFlow,
    InitiatedBy,
    ParticipantRole,
    Slot,
    Visibility,
    WizardAction,
)
from liaison.interactions.models.draft import Draft, DraftFile, FormNumber
from liaison.interactions.models.headings import CampaignEntry, LoggedChange, LoggedSegment
from liaison.interactions.models.log import (
    ColleagueParticipant,
    Content,
    ContentFile,
    Entry,
    EntryChange,
    EntryComment,
    EntryFile,
    Participant,
)
from liaison.interactions.models.templates import (
    InteractionGroup,
    InteractionTemplate,
    InteractionTemplateLanguage,
    TemplateSlot,
)

__all__ = [
    "CampaignEntry",
    "Channel",
    "ColleagueParticipant",
    "Content",
    "ContentFile",
    "DeliveryStatus",
    "Draft",
    "DraftFile",
    "Entry",
    "EntryChange",
    "EntryComment",
    "EntryFile",
    "Evaluation",
    "FormNumber",
    "InformationFlow",
    "InitiatedBy",
    "InteractionGroup",
    "InteractionTemplate",
    "InteractionTemplateLanguage",
    "LoggedChange",
    "LoggedSegment",
    "Participant",
    "ParticipantRole",
    "Slot",
    "TemplateSlot",
    "Visibility",
    "WizardAction",
]
