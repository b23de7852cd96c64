"""Reads of the work list, and of what a delivery is made of."""

from liaison.delivery.queries.items import items_of
from liaison.delivery.queries.preview import Preview, filled_file, laid_out, preview, told_subject
from liaison.delivery.queries.runs import (
    Fault,
    RunProgress,
    entries_of_run,
    faults_of,
    may_steer,
    open_runs,
    run_of,
    run_sent_again,
    runs_to_start,
)
from liaison.delivery.queries.shown import shown_file

__all__ = [
    "Fault",
    "Preview",
    "RunProgress",
    "entries_of_run",
    "faults_of",
    "filled_file",
    "items_of",
    "laid_out",
    "may_steer",
    "open_runs",
    "preview",
    "run_of",
    "run_sent_again",
    "runs_to_start",
    "shown_file",
    "told_subject",
]
