"""Other segments: the contacts that stand in them now, and those of logged ones that are named.

What was logged is gone from the worksheets; whoever was left out because a segment has them stays out.
"""

from __future__ import annotations

from liaison.kit.text import gettext_lazy as _
from liaison.segments.sources.shape import Source, field, fields

LOGGED = Source(
    key="logged",
    words=_("Segment"),
    plural=_("segment lines"),
    table="interaction_entry",
    always="NOT {r}.canceled AND {r}.logged_segment_id IS NOT NULL",
    guarded=True,
    fields=fields(
        field(
            "no",
            _("No."),
            "{r}.logged_segment_id",
            table="interaction_logged_segment",
            column="segment_no",
            name="description",
        )
    ),
)
"""Whom a logged segment wrote to, whatever company they have today."""

SOURCES = (
    Source(
        key="segment",
        words=_("Segment"),
        plural=_("segment lines"),
        table="segment_line",
        always=(
            "{r}.removed_by_id IS NULL AND EXISTS"
            " (SELECT 1 FROM segment o WHERE o.id = {r}.segment_id AND o.logged_as IS NULL)"
        ),
        fields=fields(
            field(
                "no",
                _("No."),
                "{r}.segment_id",
                table="segment",
                column="no",
                name="description",
                strict=True,
            )
        ),
        also=LOGGED,
    ),
)
