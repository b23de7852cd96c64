"""The free list of statuses that campaigns may name (R-CMP-8)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from liaison.accounts.models import User
from liaison.accounts.queries import require
from liaison.accounts.rules import Right
from liaison.campaigns import rules
from liaison.campaigns.models import Campaign, CampaignStatus
from liaison.kit.codes import fits_address, not_for_addresses, words_along
from liaison.kit.errors import Refused
from liaison.kit.versions import locked


@transaction.atomic
def create_status(
    code: str,
    description: str = "",
    *,
    descriptions: dict[str, str] | None = None,
    active: bool = True,
    by: User,
    at: datetime,
) -> CampaignStatus:
    """A new status."""
    require(by, Right.EDIT_SEGMENTS)
    code = code.strip().upper()
    if not code or len(code) > rules.MAX_CODE:
        raise Refused(rules.bad_code())
    if not fits_address(code):
        raise Refused(not_for_addresses(rule="code"))
    if CampaignStatus.objects.filter(code=code).exists():
        raise Refused(rules.code_in_use(code))
    return CampaignStatus.objects.create(
        code=code, description=description.strip(), descriptions=descriptions or {}, active=active
    )


@transaction.atomic
def change_status(
    code: str,
    *,
    description: str | None = None,
    descriptions: dict[str, str] | None = None,
    active: bool | None = None,
    version: int | None = None,
    by: User,
    at: datetime,
) -> CampaignStatus:
    """Change words or activity of a status; None leaves a value. Raises `Conflict` if `version` is old."""
    require(by, Right.EDIT_SEGMENTS)
    status = _status(code, version)
    if description is not None and descriptions is None:
        descriptions = words_along(status.description, description, status.descriptions)
    for name, value in (("description", description), ("descriptions", descriptions), ("active", active)):
        if value is not None:
            setattr(status, name, value)
    status.version += 1
    status.save()
    return status


@transaction.atomic
def delete_status(code: str, *, version: int | None = None, by: User, at: datetime) -> None:
    """Delete a status that no campaign names. Raises `Conflict` if `version` is old."""
    require(by, Right.EDIT_SEGMENTS)
    status = _status(code, version)
    if Campaign.objects.filter(status=status).exists():
        raise Refused(rules.status_in_use(status.code))
    status.delete()


def _status(code: str, version: int | None) -> CampaignStatus:
    status = CampaignStatus.objects.filter(code=code.strip().upper()).first()
    if status is None:
        raise Refused(rules.unknown(code, "code"))
    return locked(status, version)
