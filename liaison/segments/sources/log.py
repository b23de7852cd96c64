"""The log: interactions with the contact, and what it was asked and answered in campaigns.

Entries belong to a contact together with the company of their date (R-SEG-57). Cancelled ones do not
count unless the filter names them (R-SEG-61).
"""

from __future__ import annotations

from liaison.interactions.models.choices import (
    Channel,
    DeliveryStatus,
    Evaluation,
    InformationFlow,
    InitiatedBy,
)
from liaison.kit.text import Words
from liaison.kit.text import gettext_lazy as _
from liaison.segments.criteria import CHOICE, DATE, FLAG, NUMBER
from liaison.segments.sources.contact import CORRESPONDENCE
from liaison.segments.sources.shape import Field, Source, field, fields

OWNER = "{r}.contact_id = {c}.id AND coalesce({r}.company_id, 0) = coalesce({c}.company_id, 0)"
"""Two equalities, so that the entries may come first and their contacts be looked up."""
SEGMENTS = """(
    SELECT no, 0 AS id FROM segment UNION SELECT segment_no, 0 FROM interaction_logged_segment
    UNION SELECT segment_no, 0 FROM interaction_entry WHERE logged_segment_id IS NULL AND segment_no <> ''
)"""
"""Every number of a segment that an interaction may have, also of one whose record was deleted."""
CAMPAIGN = field(
    "campaign", _("Campaign"), "{r}.campaign_id", table="campaign", column="no", name="description"
)
DATED = field("date", _("Date"), "{r}.occurred_on", type=DATE)
EVALUATED = field("evaluation", _("Evaluation"), type=CHOICE, choices=Evaluation.choices)


def _answers(key: str, words: Words, plural: Words, *more: Field) -> Source:
    return Source(
        key=key,
        words=words,
        plural=plural,
        table="interaction_entry",
        owner="{r}.contact_id = {c}.id",
        always=f"NOT {{r}}.canceled AND {{r}}.{key} AND {{r}}.campaign_id IS NOT NULL",
        guarded=True,
        fields=fields(CAMPAIGN, DATED, *more),
    )


SOURCES = (
    Source(
        key="interaction",
        words=_("Interaction"),
        plural=_("interactions"),
        table="interaction_entry",
        owner=OWNER,
        always="NOT {r}.canceled",
        unless_named="canceled",
        guarded=True,
        fields=fields(
            DATED,
            field(
                "logged_segment",
                _("Logged segment"),
                "{r}.logged_segment_id",
                table="interaction_logged_segment",
                column="entry_no",
                type=NUMBER,
                strict=True,
            ),
            CAMPAIGN,
            EVALUATED,
            field("template", _("Interaction template"), "{r}.template_id", table="interaction_template"),
            field("salesperson", _("Salesperson"), "{r}.salesperson_id", table="salesperson", name="name"),
            field("group", _("Interaction group"), "{r}.group_id", table="interaction_group"),
            field("channel", _("Channel"), type=CHOICE, choices=Channel.choices),
            field("segment", _("Segment"), "{r}.segment_no", strict=True, known=SEGMENTS),
            field("information_flow", _("Information flow"), type=CHOICE, choices=InformationFlow.choices),
            field("initiated_by", _("Initiated by"), type=CHOICE, choices=InitiatedBy.choices),
            field("correspondence_type", _("Correspondence type"), type=CHOICE, choices=CORRESPONDENCE),
            field("delivery_status", _("Delivery"), type=CHOICE, choices=DeliveryStatus.choices),
            field("language", _("Language")),
            field("cost", _("Cost"), type=NUMBER),
            field("duration_min", _("Duration (min)"), type=NUMBER),
            field("attempt_failed", _("Attempt failed"), type=FLAG),
            field("campaign_target", _("Campaign target"), type=FLAG),
            field("campaign_response", _("Campaign response"), type=FLAG),
            field("canceled", _("Cancelled"), type=FLAG),
        ),
    ),
    _answers("campaign_target", _("Campaign target"), _("times campaign target")),
    _answers("campaign_response", _("Campaign response"), _("campaign responses"), EVALUATED),
)
