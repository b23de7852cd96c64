"""Criteria under a name: save, rename, delete."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from liaison.accounts.models import User
from liaison.accounts.queries import require
from liaison.accounts.rules import Right
from liaison.kit.codes import fits_address, not_for_addresses
from liaison.kit.errors import Refused, too_long
from liaison.segments import rules
from liaison.segments.models import SavedCriteria, SavedCriteriaStep
from liaison.segments.queries.plans import OPTIONS
from liaison.segments.queries.segments import savable, segment_to_change

SAVED = ("position", "action", "kind", "filters", *OPTIONS)


@transaction.atomic
def save_criteria(no: str, code: str, description: str = "", *, by: User, at: datetime) -> SavedCriteria:
    """Keep the steps of segment `no` under `code`, without its lines and what is not `savable` (R-SEG-84).

    What everybody will use is for those who look after it: editors use saved criteria (section 2).
    """
    require(by, Right.MANAGE_SEGMENTS)
    head = segment_to_change(no)
    steps = savable(by, head).steps
    if not steps:
        raise Refused(rules.nothing_to_save())
    saved = SavedCriteria.objects.create(
        code=_free(code), description=description.strip()[: rules.MAX_TEXT], user=by, created_at=at
    )
    SavedCriteriaStep.objects.bulk_create(
        SavedCriteriaStep(saved_criteria=saved, **{name: getattr(step, name) for name in SAVED})
        for step in steps
    )
    return saved


@transaction.atomic
def change_saved_criteria(
    code: str, *, new_code: str | None = None, description: str | None = None, by: User, at: datetime
) -> SavedCriteria:
    """Change code and description; everything else stays as it was saved (3.5)."""
    require(by, Right.MANAGE_SEGMENTS)
    saved = _saved(code)
    if new_code is not None:
        saved.code = _free(new_code, saved)
    if description is not None:
        saved.description = description.strip()[: rules.MAX_TEXT]
    saved.save(update_fields=["code", "description"])
    return saved


@transaction.atomic
def delete_saved_criteria(code: str, *, by: User, at: datetime) -> None:
    """Delete saved criteria with their steps; segments that used them stay as they are (R-SEG-89)."""
    require(by, Right.MANAGE_SEGMENTS)
    _saved(code).delete()


def _saved(code: str) -> SavedCriteria:
    saved = SavedCriteria.objects.select_for_update().filter(code=code.strip().upper()).first()
    if saved is None:
        raise Refused(rules.unknown(code, "code"))
    return saved


def _free(code: str, saved: SavedCriteria | None = None) -> str:
    """The code as it is kept; raises `Refused` when it is missing, too long, slashed, or others have it."""
    code = code.strip().upper()
    if not code:
        raise Refused(rules.code_missing())
    if len(code) > rules.MAX_CODE:
        raise Refused(too_long("code", rules.MAX_CODE))
    if not fits_address(code):
        raise Refused(not_for_addresses())
    if (saved is None or code != saved.code) and SavedCriteria.objects.filter(code=code).exists():
        raise Refused(rules.code_in_use(code))
    return code
