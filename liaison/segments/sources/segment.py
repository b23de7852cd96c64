"""Other segments: the contacts that stand in them now."""

from __future__ import annotations

from liaison.kit.text import gettext_lazy as _
from liaison.segments.sources.shape import Source, field, fields

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
            field("no", _("No."), "{r}.segment_id", table="segment", column="no", name="description")
        ),
    ),
)
