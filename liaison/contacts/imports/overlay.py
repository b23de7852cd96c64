"""What a line changes on a contact that is there already."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from liaison.contacts.fields import ContactFields, EmailFields, PhoneFields
from liaison.contacts.imports.lines import ContactLine
from liaison.contacts.numbers import dialable
from liaison.contacts.rules import cleaned
from liaison.kit.folding import fold

Reach = TypeVar("Reach", bound=PhoneFields | EmailFields)

NOT_OVERLAID = {"type", "phones", "emails", "name", "first_name", "middle_name", "surname"}
UNNAMED = {PhoneFields("").kind, EmailFields("").kind}
"""The kinds of what stands under a heading that names none."""


def overlay(
    before: ContactFields, line: ContactLine, *, company: int | None, salesperson: int | None
) -> ContactFields:
    """`before` with what `line` says put over it; what it does not say stays.

    Numbers that the line gives become the first of their kind, addresses the first of all. The others
    stay behind them: a file seldom knows them all. `company` and `salesperson` are ids, None when the
    line names none.
    """
    given, reach = line.fields, cleaned(line.fields)
    changes: dict[str, Any] = {name: getattr(given, name) for name in line.given - NOT_OVERLAID}
    if before.is_company:
        changes.pop("salutation", None)  # what a list says there is of somebody who works in it
    if "phones" in line.given:
        country = given.country or before.country
        changes["phones"] = _in_front(
            before.phones,
            reach.phones,
            same=lambda phone: dialable(phone.number, country),
            group=lambda phone: phone.kind,
        )
    if "emails" in line.given:
        changes["emails"] = _in_front(
            before.emails, reach.emails, same=lambda email: email.address.lower(), group=lambda _email: ""
        )
    parts = {"first_name", "middle_name", "surname"}
    if told := line.given & parts:
        whole = {"first_name", "surname"} <= told  # then a middle name that is not there is none
        changes |= {name: getattr(given, name) for name in (parts if whole else told)}
    elif "name" in line.given and not _names_only_address(line):
        changes["name"] = given.name
    if company is not None:
        changes["company"] = company
    if salesperson is not None:
        changes["salesperson"] = salesperson
    return replace(before, **changes)


def _names_only_address(line: ContactLine) -> bool:
    """Whether the line has no name, so that its address stands for it."""
    return any(line.fields.name == email.address for email in line.fields.emails)


def _in_front(
    old: Sequence[Reach],
    new: Sequence[Reach],
    *,
    same: Callable[[Reach], str],
    group: Callable[[Reach], str],
) -> tuple[Reach, ...]:
    """`old` with `new` as the first of each `group`; none is taken away, and none moves without need.

    What is the `same` is written as in the line afterwards. A heading that names no kind (*Phone*,
    *E-mail*) leaves the kind of what is there: it may well mean a mobile or a private address.
    """
    places = {one: place for place, one in enumerate(old) if one in new}
    for one in new:
        if one not in places:
            free = [place for place in range(len(old)) if place not in places.values()]
            like = [(old[place].kind != one.kind, place) for place in free if same(old[place]) == same(one)]
            if like:
                places[one] = min(like)[1]
    first, kept = list(new), list(old)
    for index, one in enumerate(new):
        if one in places:
            kind = old[places[one]].kind if one.kind in UNNAMED else one.kind
            first[index] = kept[places[one]] = replace(one, kind=kind)
    kept = list(dict.fromkeys(kept))
    waiting: dict[str, list[Reach]] = {}
    for one in dict.fromkeys([*first, *kept]):
        waiting.setdefault(group(one), []).append(one)
    placed = [waiting[group(one)].pop(0) for one in kept]
    return (*placed, *itertools.chain.from_iterable(waiting.values()))


def identities(line: ContactLine, fields: ContactFields) -> Iterator[tuple[str, ...]]:
    """By what a line of the same file is known to mean the same contact, surest first.

    `fields` are its own, cleaned: a cell may hold several addresses.
    """
    if line.fields.external_id:
        yield ("external_id", line.fields.external_id)
    if line.no:
        yield ("no", line.no)
    key = key_of(fields.name)
    for email in fields.emails:
        yield ("email", email.address.lower(), key)
    if line.company_no:
        yield ("name", line.fields.type, key, "no", line.company_no)
    if line.company or not line.company_no:
        yield ("name", line.fields.type, key, key_of(line.company))


def key_of(name: str) -> str:
    """A name as names of a file are compared: folded, with one blank between its words."""
    return fold(" ".join(name.split()))
