"""The tables of segments."""

from liaison.segments.models.criteria import Action, SavedCriteria, SavedCriteriaStep, SegmentStep, StepKind
from liaison.segments.models.segment import OVERRIDES, Segment, SegmentLanguage, SegmentLine

__all__ = [
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
