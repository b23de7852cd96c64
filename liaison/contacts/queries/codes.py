"""The codes that classify contacts, how many have each, and which a contact has."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from operator import itemgetter
from typing import Any

from django.db.models import CharField, Count, F, QuerySet, Value

from liaison.accounts.models import User
from liaison.accounts.queries import require
from liaison.accounts.rules import Right
from liaison.contacts.kinds import ASSIGNED, KINDS, WEB_SOURCE, Kind
from liaison.contacts.models import ASSIGNMENTS, TABLES, CodeTable, Contact


@dataclass(frozen=True, slots=True)
class CodeOf:
    """A code that a contact has, or that it shows because its company has it."""

    kind: str
    code: str
    description: str
    descriptions: dict[str, str]
    active: bool
    search_word: str = ""
    url: str = ""
    """Of a web source: its address with ``%1`` for the search word."""


def codes(viewer: User, kind: Kind, *, active: bool | None = None) -> QuerySet[CodeTable]:
    """The codes of one kind by code; with `active` only those still offered, or only the others."""
    require(viewer, Right.READ_CONTACTS)
    found = TABLES[kind.key]._default_manager.order_by("code")  # noqa: SLF001 - the table is chosen here
    return found if active is None else found.filter(active=active)


def code_named(viewer: User, kind: Kind, code: str) -> CodeTable | None:
    """The row of a code, active or not; None when there is none."""
    return codes(viewer, kind).filter(code=code.strip().upper()).first()


def all_codes(viewer: User) -> dict[str, list[CodeOf]]:
    """Every code of every table by kind, each by code, active or not; one statement over small tables."""
    require(viewer, Right.READ_CONTACTS)
    parts = [
        TABLES[key]  # noqa: SLF001 - the table is chosen here
        ._default_manager.order_by()
        .values_list(Value(key), "code", "description", "descriptions", "active")
        for key in KINDS
    ]
    found: dict[str, list[CodeOf]] = {key: [] for key in KINDS}
    for row in sorted(parts[0].union(*parts[1:], all=True), key=itemgetter(1)):
        found[row[0]].append(CodeOf(*row))
    return found


def code_ids(*keys: str) -> dict[tuple[str, str], tuple[int, bool]]:
    """The ids of the codes of those kinds and whether they are active; one statement over small tables."""
    parts = [
        TABLES[key]._default_manager.order_by().values_list(Value(key), "code", "pk", "active")  # noqa: SLF001
        for key in keys
    ]
    return {(key, code): (pk, active) for key, code, pk, active in parts[0].union(*parts[1:], all=True)}


def code_counts(viewer: User, kind: Kind) -> dict[int, int]:
    """How many contacts have each code of a kind, by the id of the code; one statement (R-CON-78).

    Contacts put away are left out, so that the figure is what the list of contacts shows.
    """
    require(viewer, Right.READ_CONTACTS)
    if kind.many:
        rows: QuerySet[Any] = _assignments(kind).filter(contact__archived_at=None)
    else:
        rows = Contact.objects.filter(archived_at=None).exclude(**{kind.key: None})
    return dict(rows.order_by().values_list(f"{kind.key}_id").annotate(count=Count("pk")))


def code_uses(kind: Kind, row: CodeTable) -> int:
    """How many contacts have the code, those put away too; one statement (R-CON-76)."""
    which = {kind.key: row.pk}
    return (
        _assignments(kind).filter(**which).count() if kind.many else Contact.objects.filter(**which).count()
    )


def codes_of(viewer: User, contact: Contact) -> dict[str, list[CodeOf]]:
    """The codes of `contact` by kind, each by code; one statement.

    A person shows the industry groups, business relations and web sources of its company (R-CON-75).
    """
    require(viewer, Right.READ_CONTACTS)
    parts = [_codes_on(kind, who) for kind, who in _holders(contact)]
    found: dict[str, list[CodeOf]] = {key: [] for key in ASSIGNED}
    for row in parts[0].union(*parts[1:], all=True):
        found[row[0]].append(CodeOf(*row))
    for some in found.values():
        some.sort(key=lambda one: one.code)
    return found


def kinds_on(contact: Contact) -> set[str]:
    """The kinds of which `contact` has codes of its own; one statement."""
    parts = [
        _assignments(kind).filter(contact=contact.pk).order_by().values_list(Value(kind.key))[:1]
        for kind in ASSIGNED.values()
    ]
    return {key for (key,) in reduce(lambda all_, one: all_.union(one), parts)}


def _assignments(kind: Kind) -> QuerySet[Any]:
    return ASSIGNMENTS[kind.key]._default_manager.all()  # noqa: SLF001 - the table is chosen here


def _holders(contact: Contact) -> Iterator[tuple[Kind, int | None]]:
    """For each kind whose codes the contact shows."""
    for kind in ASSIGNED.values():
        yield kind, contact.company_id if kind.of_company and not contact.is_company else contact.pk


def _codes_on(kind: Kind, contact: int | None) -> QuerySet[Any]:
    code = kind.key
    own = kind is WEB_SOURCE
    text = CharField()
    return (
        _assignments(kind)
        .filter(contact=contact)
        .order_by()
        .values_list(
            Value(code),
            f"{code}__code",
            f"{code}__description",
            f"{code}__descriptions",
            f"{code}__active",
            F("search_word") if own else Value("", output_field=text),
            F(f"{code}__url") if own else Value("", output_field=text),
        )
    )
