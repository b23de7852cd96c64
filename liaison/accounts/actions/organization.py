"""Verbs on salespeople, teams and the company that uses Liaison."""

from __future__ import annotations

from datetime import datetime
from typing import TypedDict, Unpack

from django.db import transaction

from liaison.accounts.actions._checks import check_shape, clean_code, refuse_taken
from liaison.accounts.models import Organization, Salesperson, Team, User
from liaison.accounts.queries import require, undescribed
from liaison.accounts.rules import Right
from liaison.files.models import StoredFile
from liaison.kit.errors import Refusal, refuse
from liaison.kit.history import written_by
from liaison.kit.text import gettext_lazy as _
from liaison.kit.versions import changed_meanwhile, locked, version_of


class SalespersonChanges(TypedDict, total=False):
    """What may be given or changed on a salesperson; what is absent stays."""

    name: str
    job_title: str
    email: str
    phone: str
    team: Team | None
    privacy_blocked: bool
    active: bool


class TeamChanges(TypedDict, total=False):
    """What may be changed on a team; what is absent stays."""

    name: str
    active: bool


class OrganizationChanges(TypedDict, total=False):
    """What may be changed on the company; what is absent stays."""

    name: str
    name_2: str
    address: str
    address_2: str
    post_code: str
    city: str
    region: str
    country: str
    phone: str
    fax: str
    email: str
    home_page: str
    vat_no: str
    registration_no: str
    bank_name: str
    bank_branch: str
    giro_no: str
    iban: str
    swift: str
    language: str
    logo: StoredFile | None


@transaction.atomic
def create_salesperson(
    code: str, *, by: User | None, at: datetime, **fields: Unpack[SalespersonChanges]
) -> Salesperson:
    """Create an employee who can be responsible for interactions; `by` None is the system."""
    if by is not None:
        require(by, Right.CHANGE_SETUP)
    made = Salesperson(code=clean_code(code), **fields)
    refuse_taken(Salesperson.objects.filter(code=made.code), "code", made.code)
    _check_named(made)
    with written_by(by, "create_salesperson", at):
        made.save(force_insert=True)
    return made


def ensure_salesperson(code: str, *, name: str, email: str, by: User | None, at: datetime) -> Salesperson:
    """The salesperson of that code; made with `name` and `email` if there is none yet.

    One who is inactive is refused: what somebody tied to them records would have no salesperson (R-INT-45).
    """
    found = Salesperson.objects.filter(code=clean_code(code)).first()
    if found is not None and not found.active:
        words = _("“%(code)s” is inactive; choose another code.") % {"code": found.code}
        refuse(Refusal(words, "salesperson"))
    return found or create_salesperson(code, name=name, email=email, by=by, at=at)


@transaction.atomic
def change_salesperson(
    salesperson: Salesperson,
    *,
    by: User,
    at: datetime,
    version: int | None = None,
    **changes: Unpack[SalespersonChanges],
) -> Salesperson:
    """Change what is given; an inactive one is no longer offered but stays on what they did.

    Raises `Conflict` if `version`, the one the author looked at, is old.
    """
    require(by, Right.CHANGE_SETUP)
    salesperson = locked(salesperson, version)
    for field, value in changes.items():
        setattr(salesperson, field, value)
    _check_named(salesperson)
    with written_by(by, "change_salesperson", at):
        salesperson.save(update_fields=list(changes))
    return salesperson


@transaction.atomic
def create_team(code: str, *, name: str, by: User | None, at: datetime) -> Team:
    """Create a team of salespeople who see each other's entries; `by` None is the system."""
    if by is not None:
        require(by, Right.CHANGE_SETUP)
    made = Team(code=clean_code(code), name=name)
    refuse_taken(Team.objects.filter(code=made.code), "code", made.code)
    _check_named(made)
    made.save(force_insert=True)
    return made


@transaction.atomic
def change_team(
    team: Team, *, by: User, at: datetime, version: int | None = None, **changes: Unpack[TeamChanges]
) -> Team:
    """Change what is given; entries keep the team they were logged for.

    Raises `Conflict` if `version`, the one the author looked at, is old.
    """
    require(by, Right.CHANGE_SETUP)
    team = locked(team, version)
    for field, value in changes.items():
        setattr(team, field, value)
    _check_named(team)
    team.save(update_fields=list(changes))
    return team


@transaction.atomic
def change_organization(
    *, by: User | None, at: datetime, version: int | None = None, **changes: Unpack[OrganizationChanges]
) -> Organization:
    """Describe the company that uses Liaison, as its letters name it; `by` None is the system.

    Raises `Conflict` if `version`, the one the author looked at, is old.
    """
    if by is not None:
        require(by, Right.CHANGE_SETUP)
    company = Organization.objects.select_for_update().filter(pk=1).first() or undescribed()
    if version is not None and version_of(company) != version:
        raise changed_meanwhile()
    for field, value in changes.items():
        setattr(company, field, value)
    check_shape(company, [field for field in changes if field != "logo"])
    company.save()
    return company


def _check_named(row: Salesperson | Team) -> None:
    row.name = row.name.strip()
    if not row.name:
        refuse(Refusal(_("Enter a name."), "name"))
    check_shape(row, ("code", "name", "job_title", "email", "phone"))
