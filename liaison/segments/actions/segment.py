"""The head of a segment: create, change with or without the lines, delete."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from liaison.accounts.models import User
from liaison.accounts.queries import require, salesperson_for
from liaison.accounts.rules import Right
from liaison.contacts.actions.numbers import free_number
from liaison.interactions.models import LoggedSegment
from liaison.kit.clock import local_date
from liaison.kit.codes import fits_address, not_for_addresses
from liaison.kit.errors import Refused, refuse
from liaison.kit.versions import changed_meanwhile
from liaison.segments import rules
from liaison.segments.actions._found import found
from liaison.segments.actions._history import note_change, noted_since
from liaison.segments.actions.languages import write_language
from liaison.segments.actions.template import set_template
from liaison.segments.bulk.lines import delete_worksheet, keep_flags, let_follow, pin
from liaison.segments.models import OVERRIDES, ChangeKind, Segment, SegmentLanguage
from liaison.segments.queries.segments import segment_to_change
from liaison.segments.values import LanguageValues, SegmentValues, given, shape_refusals

SERIES, PREFIX, DIGITS = "segments", "SM-", 4
TYPES = frozenset({"correspondence_type", "ignore_contact_type"})


@transaction.atomic
def create_segment(
    values: SegmentValues | None = None, *, no: str = "", template: str = "", by: User, at: datetime
) -> Segment:
    """A new segment with the next number, or the number typed (R-SEG-2 to 7); its date is today.

    Without salesperson it gets the one `by` works as. `template` is taken as by `set_template`.
    """
    require(by, Right.EDIT_SEGMENTS)
    values = values or SegmentValues()
    refuse(shape_refusals(values))
    settled = found(given(values))
    head = Segment(
        no=_number(no), occurred_on=local_date(at), created_at=at, created_by=by, changed_at=at, changed_by=by
    )
    if values.salesperson is None:
        head.salesperson = salesperson_for(by)
    for name, value in settled.items():
        setattr(head, name, value)
    head.save(force_insert=True)
    note_change(head, ChangeKind.CREATED, new={"description": head.description}, by=by, at=at)
    if template:
        set_template(head.no, template, keep_campaign=values.campaign is not None, by=by, at=at)
        if settled:
            change_segment(head.no, values, replace=True, by=by, at=at)
        head.refresh_from_db()
    return head


def _number(no: str) -> str:
    typed = no.strip().upper()
    if len(typed) > rules.MAX_CODE:
        raise Refused(rules.bad_number())
    if typed:
        if not fits_address(typed):
            raise Refused(not_for_addresses("no", "E-SEG-2"))
        if _is_taken(typed):
            raise Refused(rules.number_in_use(typed))
        return typed
    return free_number(SERIES, prefix=PREFIX, digits=DIGITS, is_taken=_is_taken)


def _is_taken(no: str) -> bool:
    """Whether a segment has the number, or had it when it was logged: that could not be logged (E-SEG-20)."""
    if Segment.objects.filter(no=no).exists():
        return True
    return LoggedSegment.objects.filter(segment_no=no).exists()


@transaction.atomic
def change_segment(
    no: str,
    values: SegmentValues,
    *,
    version: int | None = None,
    apply_to_lines: bool = True,
    overwrite_personalized: bool = False,
    replace: bool = False,
    by: User,
    at: datetime,
) -> Segment:
    """Change the head; lines without a value of their own follow without being touched (R-SEG-10 to 19).

    With `apply_to_lines` off the following lines keep what they had: the old values are pinned on them.
    With `overwrite_personalized` the lines' own values of what changed are taken away. `version` is what
    the person saw; raises `Conflict` when somebody changed the segment since. `replace` lets a document take
    the place of a file that its default language has (R-SEG-36).
    """
    require(by, Right.CHANGE_SEGMENTS)
    refuse(shape_refusals(values))
    head = segment_to_change(no)
    if version is not None and version != head.version:
        raise changed_meanwhile()
    settled = found(given(values), kept=head)
    if settled.get("campaign_id", head.campaign_id) is None and head.campaign_id is not None:
        settled |= {"campaign_target": False, "campaign_response": False}  # R-SEG-17
        keep_flags(head.pk)
    changed = {name: value for name, value in settled.items() if getattr(head, name) != value}
    if not changed:
        return head
    told = _told(head, changed)
    if not apply_to_lines and (kept := _of_lines(changed)):
        pin(head.pk, kept)
    for name, value in changed.items():
        setattr(head, name, value)
    head.version += 1
    head.changed_by, head.changed_at = by, at
    head.save(update_fields=[*changed, "version", "changed_by", "changed_at"])
    if "subject" in changed:
        SegmentLanguage.objects.filter(segment=head, line=None, language=head.language).update(
            subject=head.subject, version=F("version") + 1
        )
    if "document_template_id" in changed:
        _send_too(head, replace=replace, by=by, at=at)
    if apply_to_lines and overwrite_personalized and (own := _of_lines(changed)):
        let_follow(head.pk, own)
    note_change(head, ChangeKind.CHANGED, old=told, new=_told(head, changed), by=by, at=at)
    return head


def _send_too(head: Segment, *, replace: bool, by: User, at: datetime) -> None:
    """What the segment sends is what its default language sends, where that has words (R-SEG-11).

    Raises `Refused` where a file stands there, unless it may be replaced (R-SEG-36).
    """
    if SegmentLanguage.objects.filter(segment=head, line=None, language=head.language).exists():
        chosen = LanguageValues(document_template=head.document_template_id or 0)
        write_language(head.no, head.language, chosen, replace=replace, by=by, at=at)


def _told(head: Segment, names: Iterable[str]) -> dict[str, Any]:
    """The values as the history keeps them: records by what people call them, not by number."""
    return {name.removesuffix("_id"): getattr(head, name.removesuffix("_id")) for name in names}


def _of_lines(changed: dict[str, Any]) -> list[str]:
    """The values among the changed ones that lines may have of their own."""
    names = {name.removesuffix("_id") for name in changed}
    return [name for name in OVERRIDES if name in names or (name == "correspondence_type" and names & TYPES)]


@transaction.atomic
def delete_segment(
    no: str, *, by: User, at: datetime, version: int | None = None, seen: int | None = None
) -> None:
    """Delete a segment with lines, languages and steps; nothing is logged (R-SEG-140).

    `version` is the one the reader saw; raises `Conflict` when somebody changed the segment since. So does
    whatever somebody else did after `seen`, the last change that the reader knew: texts, lines and steps
    would be lost with the segment, and leave its version as it is.
    """
    require(by, Right.EDIT_SEGMENTS)
    head = segment_to_change(no)
    if version is not None and head.version != version:
        raise changed_meanwhile()
    if seen is not None and noted_since(head, seen).exclude(changed_by=by).exists():
        raise changed_meanwhile()
    delete_worksheet(head.pk)
