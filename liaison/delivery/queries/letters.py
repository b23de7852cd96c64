"""The letters that were made of what was sent together, in the order in which the post wants them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet

from liaison.accounts.models import User
from liaison.accounts.queries import organization, require
from liaison.accounts.rules import Right
from liaison.contacts.models import CorrespondenceType
from liaison.delivery.models import Run, RunState
from liaison.delivery.queries.runs import OPEN, entries_of_run
from liaison.interactions.models import DeliveryStatus, Entry, EntryFile, LoggedSegment
from liaison.interactions.queries.headings import entries_of_logged_segment
from liaison.kit.sql import rows, statement
from liaison.letters.values import HOME_COUNTRY

Batch = LoggedSegment | Run
"""What letters are printed together: those of a logged segment, or of a list that was sent again."""


POSTABLE = Q(canceled=False, contact__privacy_blocked=False, contact__archived_at=None)
"""Not those cancelled since (R-SEG-121), nor of contacts that were blocked or archived since, whom labels
and lists leave out too."""

_HAS_FILE = Q(version=1) | Exists(
    EntryFile.objects.filter(entry=OuterRef("pk"), contact=OuterRef("contact"), sent_copy=True)
)
"""Whether the file of a letter is still there, as of all that never changed: it may have been removed when
its entry was cancelled, and that was taken back (R-INT-148)."""

_NEVER_BEGAN = Q(state=RunState.STOPPED, sent=0, starts_at__gt=F("stopped_at"))
"""Sendings that were stopped while they waited for their time, but for those put off, which made letters."""


@dataclass(frozen=True, slots=True)
class MadeLetterFile:
    """The file of a letter that was made, and whom it goes to."""

    entry: int
    file: int
    name: str
    language: str
    addressee: str
    """As its file in an archive is called (R-SEG-133)."""


def job_kind(entry_no: int) -> str:
    """The kind of the jobs that make the files of a logged segment."""
    return f"letters.{entry_no}"


def run_job_kind(run: int) -> str:
    """The kind of the jobs that make the files of what was sent again as a whole."""
    return f"letters.run.{run}"


def made_letters(viewer: User, batch: Batch, *, only: int | None = None) -> list[MadeLetterFile]:
    """In posting order: our country first, then country, post code, city, street (B-16).

    Only those the viewer sees, of a segment those of one sending (`only`, the id of its run) or all.
    Two statements, one more for one sending, and the company's.
    """
    require(viewer, Right.READ_SEGMENTS)
    found = _made(viewer, batch)
    if only is not None:
        found = found.filter(deliveries__run=only, **_since_another(only))
    entries = list(found.order_by().values_list("pk", flat=True))
    home = organization().country or HOME_COUNTRY
    files = rows(statement("liaison.delivery", "made_letters"), {"entries": entries, "home": home})
    return [MadeLetterFile(*row) for row in files]


def _since_another(run: int) -> dict[str, datetime]:
    """Which deliveries of a sending (the id of its run) are new.

    One that was started again behind another one made the others before that, and they were posted.
    """
    own = Run.objects.filter(pk=run)
    before = Run.objects.exclude(pk=run).filter(
        logged_segment__in=own.values("logged_segment"), starts_at__lte=own.values("starts_at")
    )
    began = before.exclude(_NEVER_BEGAN).aggregate(began=Max("starts_at"))["began"]
    return {} if began is None else {"deliveries__finished_at__gte": began}


def last_of_several(viewer: User, batch: Batch) -> int | None:
    """The sending (its id) that began last, of a segment that was sent more than once."""
    require(viewer, Right.READ_SEGMENTS)
    if isinstance(batch, Run):
        return None
    found = Run.objects.filter(logged_segment=batch.pk).exclude(_NEVER_BEGAN).order_by("-starts_at", "-id")
    runs = list(found.values_list("pk", flat=True)[:2])
    return runs[0] if len(runs) > 1 else None


def letters_to_come(viewer: User, batch: Batch) -> int:
    """How many letters that the viewer sees are still to be made, while they are being sent.

    Two statements at most, the second of which counts among the entries.
    """
    require(viewer, Right.READ_SEGMENTS)
    own = {"pk": batch.pk} if isinstance(batch, Run) else {"logged_segment": batch.pk}
    if not Run.objects.filter(state__in=OPEN, **own).exists():
        return 0
    return _letters(viewer, batch, DeliveryStatus.QUEUED, DeliveryStatus.SENDING).count()


def has_letters(viewer: User, batch: Batch) -> bool:
    """Whether there is a letter to print that the viewer sees, see `_made`; one statement.

    Of a segment it looks only at the letters that were made, so that one of e-mails costs nothing.
    """
    return _made(viewer, batch).exists()


def letters_taken_back(viewer: User, batch: Batch) -> int:
    """How many letters that the viewer sees were made and may no longer be posted, see `_made`.

    One statement, which counts among the letters.
    """
    return _sent(viewer, batch).exclude(POSTABLE & _HAS_FILE).count()


def _made(viewer: User, batch: Batch) -> QuerySet[Entry]:
    """The entries whose letter was made, is still there and may still be posted."""
    return _sent(viewer, batch).filter(POSTABLE & _HAS_FILE)


def _sent(viewer: User, batch: Batch) -> QuerySet[Entry]:
    """The entries whose letter was made."""
    return _letters(viewer, batch, DeliveryStatus.SENT)


def _letters(viewer: User, batch: Batch, *states: DeliveryStatus) -> QuerySet[Entry]:
    """The entries whose letter is in one of these states.

    Those of a segment that were made are found by the index `entry_letters_made`, those of a list that was
    sent again by its deliveries, of which each letter is looked up.
    """
    if isinstance(batch, Run):
        entries = entries_of_run(viewer, batch, channel=CorrespondenceType.HARD_COPY)
    else:
        entries = entries_of_logged_segment(viewer, batch.pk)
    asked = {"delivery_status": states[0]} if len(states) == 1 else {"delivery_status__in": states}
    return entries.filter(correspondence_type=CorrespondenceType.HARD_COPY, **asked)
