"""The tables of segments."""

from liaison.segments.models.criteria import Action, SavedCriteria, SavedCriteriaStep, SegmentStep, StepKind
from liaison.segments.models.segment import COLUMNS, OVERRIDES, Segment, SegmentLanguage, SegmentLine

__all__ = [
    "COLUMNS",
    "OVERRIDES",
    "Action",
    "SavedCriteria",
    "SavedCriteriaStep",
    "Segment",
    "SegmentLanguage",
    "SegmentLine",
    "SegmentStep",
    "StepKind",
]
