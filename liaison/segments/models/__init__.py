"""The tables of segments."""

from liaison.segments.models.calling import OpenCall
from liaison.segments.models.criteria import (
    Action,
    SavedCriteria,
    SavedCriteriaStep,
    SegmentStep,
    StepKind,
    StepTakenOut,
)
from liaison.segments.models.moves import SegmentMove
from liaison.segments.models.policy import ChangeKind, Policy, SegmentChange
from liaison.segments.models.segment import COLUMNS, OVERRIDES, Segment, SegmentLanguage, SegmentLine

__all__ = [
    "COLUMNS",
    "OVERRIDES",
    "Action",
    "ChangeKind",
    "OpenCall",
    "Policy",
    "SavedCriteria",
    "SavedCriteriaStep",
    "Segment",
    "SegmentChange",
    "SegmentLanguage",
    "SegmentLine",
    "SegmentMove",
    "SegmentStep",
    "StepKind",
    "StepTakenOut",
]
