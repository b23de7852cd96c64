"""Campaigns: create, change, archive, delete."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from liaison.accounts.models import Salesperson, User
from liaison.accounts.queries import require, salesperson_for
from liaison.accounts.rules import Right
from liaison.campaigns import rules
from liaison.campaigns.facts import CampaignChanged, CampaignDeleting
from liaison.campaigns.models import Campaign, CampaignStatus
from liaison.campaigns.queries import NoSuchCampaign
from liaison.campaigns.rules import CampaignValues
from liaison.contacts.actions.numbers import free_number
from liaison.kit.clock import local_date
from liaison.kit.codes import fits_address, not_for_addresses
from liaison.kit.errors import Refused, refuse
from liaison.kit.facts import announce
from liaison.kit.history import written_by
from liaison.kit.versions import changed_meanwhile

SERIES, PREFIX, DIGITS = "campaigns", "CP-", 3


@transaction.atomic
def create_campaign(values: CampaignValues, *, no: str = "", by: User, at: datetime) -> Campaign:
    """A new campaign with the next number, or the number typed (R-CMP-1, 4 to 6)."""
    require(by, Right.EDIT_SEGMENTS)
    card = Campaign(
        no=_number(no),
        last_modified_on=local_date(at),
        created_at=at,
        created_by=by,
        changed_at=at,
        changed_by=by,
    )
    if values.salesperson is None:
        card.salesperson = salesperson_for(by)
    _fill(card, values)
    return _written(card, "created", by=by, at=at)


@transaction.atomic
def change_campaign(
    no: str, values: CampaignValues, *, version: int | None = None, by: User, at: datetime
) -> Campaign:
    """Change the card (R-CMP-5 to 7); `version` is what the person saw, else `Conflict`."""
    require(by, Right.CHANGE_SEGMENTS)
    card = _campaign_seen(no, version)
    _fill(card, values)
    return _saved(card, "changed", by=by, at=at)


@transaction.atomic
def archive_campaign(no: str, *, version: int | None = None, by: User, at: datetime) -> Campaign:
    """Put a campaign away; its segments and interactions stay (B-22). For `version` see `delete_campaign`."""
    require(by, Right.EDIT_SEGMENTS)
    card = _campaign_seen(no, version)
    card.archived_at = card.archived_at or at
    return _saved(card, "archived", by=by, at=at)


@transaction.atomic
def restore_campaign(no: str, *, version: int | None = None, by: User, at: datetime) -> Campaign:
    """Fetch an archived campaign back. For `version` see `delete_campaign`."""
    require(by, Right.EDIT_SEGMENTS)
    card = _campaign_seen(no, version)
    card.archived_at = None
    return _saved(card, "restored", by=by, at=at)


@transaction.atomic
def delete_campaign(no: str, *, by: User, at: datetime, version: int | None = None) -> None:
    """Delete a campaign nothing points at; raises `Refused` otherwise, archiving is offered (R-CMP-55).

    `version` is the one the reader saw; raises `Conflict` when somebody changed the campaign since.
    """
    require(by, Right.EDIT_SEGMENTS)
    card = _campaign_seen(no, version)
    announce(CampaignDeleting(card.pk, card.no))
    card.delete()


def campaign_to_change(no: str) -> Campaign:
    """The campaign, locked; raises `NoSuchCampaign`."""
    card = Campaign.objects.select_for_update(of=("self",)).filter(no=no.upper()).first()
    if card is None:
        raise NoSuchCampaign
    return card


def _campaign_seen(no: str, version: int | None) -> Campaign:
    """The same, as long as it is in the `version` that the reader saw, if that is told."""
    card = campaign_to_change(no)
    if version is not None and card.version != version:
        raise changed_meanwhile()
    return card


def _saved(card: Campaign, kind: str, *, by: User, at: datetime) -> Campaign:
    card.version += 1
    card.changed_at, card.changed_by, card.last_modified_on = at, by, local_date(at)
    return _written(card, kind, by=by, at=at)


def _written(card: Campaign, kind: str, *, by: User, at: datetime) -> Campaign:
    """Keep the card, with who and why on the version that the triggers keep, and say so."""
    with written_by(by, f"campaign {kind}", at):
        card.save(force_insert=card.pk is None)
    announce(CampaignChanged(card.pk, card.no, kind, by.pk, at))
    return card


def _number(no: str) -> str:
    typed = no.strip().upper()
    if len(typed) > rules.MAX_CODE:
        raise Refused(rules.bad_code("no"))
    if typed:
        if not fits_address(typed):
            raise Refused(not_for_addresses("no", "code"))
        if _is_taken(typed):
            raise Refused(rules.number_in_use(typed))
        return typed
    return free_number(SERIES, prefix=PREFIX, digits=DIGITS, is_taken=_is_taken)


def _is_taken(no: str) -> bool:
    return Campaign.objects.filter(no=no).exists()


def _fill(card: Campaign, values: CampaignValues) -> None:
    refuse(rules.shape_refusals(values))
    started = card.starting_date
    given: dict[str, Any] = values.given()
    if values.no_dates:
        card.starting_date = card.ending_date = None
    for name, model in (("salesperson", Salesperson), ("status", CampaignStatus)):
        if (code := given.pop(name, None)) is not None:
            # What stands there may stay, offered any longer or not.
            usable = model.objects.filter(Q(active=True) | Q(pk=getattr(card, f"{name}_id")))
            found = usable.filter(code=code.upper()).first() if code else None
            if code and found is None:
                raise Refused(rules.unknown(code, name))
            setattr(card, name, found)
    for name, value in given.items():
        setattr(card, name, value.strip() if isinstance(value, str) else value)
    changed = "ending_date" if values.starting_date in {None, started} else "starting_date"
    refuse(rules.dates_refusal(card.starting_date, card.ending_date, changed=changed))
