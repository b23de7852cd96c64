"""The few ways in which a logged entry changes: evaluate, correct, cancel, reinstate (R-INT-87).

Each writes who, when, why, old and new beside the entry, in the same transaction; giving the same
value again changes nothing. Sets are one UPDATE, whatever their size.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import F

from liaison.accounts.models import User
from liaison.accounts.queries import require
from liaison.accounts.rules import Right
from liaison.interactions import rules
from liaison.interactions.bulk import change_entries, copy_content, remove_unshared_files
from liaison.interactions.draft import Values
from liaison.interactions.facts import FilesRemoved, InteractionChanged
from liaison.interactions.models import DeliveryStatus, Entry, EntryChange, Evaluation
from liaison.interactions.queries.entry import chosen_entries, entry_to_change
from liaison.interactions.queries.headings import stands_below_canceled
from liaison.interactions.sets import lock_headings
from liaison.interactions.visibility import seen_by
from liaison.kit.errors import Conflict, Refusal, Refused, refuse
from liaison.kit.facts import announce
from liaison.kit.sql import Question
from liaison.kit.text import gettext_lazy as _


@transaction.atomic
def evaluate(entries: Question | list[int], verdict: Evaluation, *, by: User, at: datetime) -> int:
    """Give each of the entries its verdict, `none` resets it (R-INT-144, 145); returns how many changed."""
    require(by, Right.EVALUATE)
    question = _asked(entries, by)
    lock_headings(question)
    changed = _change_all(question, "evaluation", str(verdict), kind="evaluated", reason="", by=by, at=at)
    return len(changed)


@transaction.atomic
def cancel(
    entries: Question | list[int],
    *,
    reason: str = "",
    remove_files: bool = False,
    version: int | None = None,
    by: User,
    at: datetime,
) -> int:
    """Strike the entries out of the statistics, keeping them (R-INT-146, 147); returns how many changed.

    `remove_files` also takes the files that no other entry uses off those that change; reinstating does not
    bring them back, nor does sending again (R-INT-148). What was cancelled before keeps its files.
    `version` is what was seen of a single entry: raises `Conflict` if it is old.
    """
    require(by, Right.CANCEL)
    question = _asked(entries, by)
    lock_headings(question)
    _check_seen(entries, version, by)
    changed = _change_all(question, "canceled", True, kind="canceled", reason=reason, by=by, at=at)
    if remove_files and changed:
        remove_unshared_files(changed, by=by.pk, at=at)
        contacts = sorted({contact for _number, contact in changed})
        announce(FilesRemoved(tuple(number for number, _contact in changed), tuple(contacts)))
    return len(changed)


@transaction.atomic
def reinstate(
    entries: Question | list[int], *, reason: str = "", version: int | None = None, by: User, at: datetime
) -> int:
    """Take a cancelling back; returns how many changed.

    What belongs to a cancelled logged segment or campaign entry comes back with that one (R-SEG-122).
    `version` is what was seen of a single entry: raises `Conflict` if it is old.
    """
    require(by, Right.CANCEL)
    question = _asked(entries, by)
    lock_headings(question)
    # Only now, for somebody may just have cancelled one of the headings.
    if stands_below_canceled(question):
        raise Refused(rules.restore_parent_first())
    _check_seen(entries, version, by)
    return len(_change_all(question, "canceled", False, kind="reinstated", reason=reason, by=by, at=at))


def _asked(entries: Question | list[int], by: User) -> Question:
    """The entries of these numbers that `by` may see; a question is already `by`'s own view."""
    return chosen_entries(by, entries) if isinstance(entries, list) else entries


def _check_seen(entries: Question | list[int], version: int | None, by: User) -> None:
    """Keep the entry from others and look whether it is still the one that was seen."""
    if version is not None and isinstance(entries, list):
        for number in entries:
            _refuse_old(entry_to_change(by, number), version)


def _refuse_old(entry: Entry, version: int | None) -> None:
    if version is not None and entry.version != version:
        raise Conflict(_("Somebody else has changed this entry in the meantime; look at it again."))


def _change_all(
    question: Question, column: str, value: object, *, kind: str, reason: str, by: User, at: datetime
) -> list[tuple[int, int]]:
    """One statement changes the column and writes the history; number and contact of what changed.

    The headings of the entries are held already, for somebody may be cancelling one of them just now.
    """
    changed = change_entries(question, column, value, kind=kind, reason=reason, by=by.pk, at=at)
    for number, contact in changed:
        announce(InteractionChanged(entry=number, contact=contact, kind=kind, by=by.pk, at=at))
    return changed


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What may be corrected on a logged entry; None leaves it (R-INT-71, api.md)."""

    description: str | None = None
    subject: str | None = None
    cost: Decimal | None = None
    duration_min: Decimal | None = None
    evaluation: str | None = None
    attempt_failed: bool | None = None
    visibility: str | None = None


@transaction.atomic
def correct(
    number: int,
    correction: Correction,
    *,
    version: int | None = None,
    reason: str = "",
    by: User,
    at: datetime,
) -> int:
    """Correct a logged entry; returns its new version.

    A changed text gives the entry a content of its own, the old one stays in the history; what was sent, or
    waits, keeps the subject that its contact reads, which is the description where it has none. Nobody hides
    an entry from themselves. `version` is what the person saw: if somebody changed the entry since,
    nothing is overwritten.
    """
    require(by, Right.RECORD)
    entry = entry_to_change(by, number)
    _refuse_old(entry, version)
    refuse(rules.shape_refusals(_as_values(correction)))
    if correction.description is not None and not correction.description.strip():
        raise Refused(Refusal(_("Enter a description."), field="description", code="E-INT-2"))
    old, new = _differences(entry, correction)
    if not new:
        return entry.version
    texts = {name: new[name] for name in ("description", "subject") if name in new}
    columns: dict[str, Any] = {name: value for name, value in new.items() if name not in texts}
    if "description" in texts and not entry.content.subject and entry.delivery_status != DeliveryStatus.NONE:
        texts.setdefault("subject", entry.content.description)
    if texts:
        columns["content_id"] = copy_content(entry.content_id, **texts)
        old["content"], new["content"] = entry.content_id, columns["content_id"]
    Entry.objects.filter(pk=number, contact=entry.contact_id).update(**columns, version=F("version") + 1)
    seen = Entry.objects.filter(seen_by(by).q, pk=number, contact=entry.contact_id)
    if "visibility" in new and not seen.exists():
        raise Refused(rules.would_hide())
    EntryChange.objects.create(
        entry_id=number,
        contact_id=entry.contact_id,
        kind="corrected",
        old={name: _plain(value) for name, value in old.items()},
        new={name: _plain(value) for name, value in new.items()},
        reason=reason,
        changed_by=by,
        changed_at=at,
    )
    announce(InteractionChanged(entry=number, contact=entry.contact_id, kind="corrected", by=by.pk, at=at))
    return entry.version + 1


def _as_values(correction: Correction) -> Values:
    return Values(
        description=correction.description,
        subject=correction.subject,
        cost=correction.cost,
        duration_min=correction.duration_min,
    )


def _differences(entry: Entry, correction: Correction) -> tuple[dict[str, Any], dict[str, Any]]:
    """What really changes: old and new values by name."""
    old: dict[str, Any] = {}
    new: dict[str, Any] = {}
    for field in fields(correction):
        wanted = getattr(correction, field.name)
        if wanted is None:
            continue
        if isinstance(wanted, str):
            wanted = wanted.strip()
        source = entry.content if field.name in {"description", "subject"} else entry
        present = getattr(source, field.name)
        if present != wanted:
            old[field.name], new[field.name] = present, wanted
    return old, new


def _plain(value: object) -> object:
    return str(value) if isinstance(value, Decimal) else value
