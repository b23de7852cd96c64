"""Names: their parts, and the name they are searched by."""

from __future__ import annotations

from dataclasses import dataclass, replace

from liaison.contacts.fields import TEXT_LIMITS, ContactFields


@dataclass(frozen=True, slots=True)
class NameParts:
    """The parts of a person's name."""

    first_name: str = ""
    middle_name: str = ""
    surname: str = ""


def split_name(name: str) -> NameParts:
    """The parts of a person's name, split at blanks (R-CON-19).

    One part is the first name, two are first name and surname; of more the last is the surname, the
    one before it the middle name, the others the first name. Each is cut to what its column holds.
    """
    parts = name.split()
    if not parts:
        return NameParts()
    first, middle, last = parts, [], []
    if len(parts) > 1:
        first, last = parts[:-1], parts[-1:]
    if len(first) > 1:
        first, middle = first[:-1], first[-1:]
    cut = TEXT_LIMITS["surname"]
    return NameParts(" ".join(first)[:cut].rstrip(), "".join(middle)[:cut], "".join(last)[:cut])


def join_name(parts: NameParts) -> str:
    """The name of a person: the parts that are not blank, joined by one blank (R-CON-20)."""
    return " ".join(
        " ".join(part.split())
        for part in (parts.first_name, parts.middle_name, parts.surname)
        if part.strip()
    )


def follow_search_name(*, search_name: str, old_name: str, new_name: str) -> str:
    """The search name after the name changed: it follows unless somebody edited it (R-CON-21)."""
    if not search_name or search_name.upper() == old_name.upper():
        search_name = new_name
    return search_name.upper()[: TEXT_LIMITS["search_name"]]


def named(given: ContactFields, before: ContactFields | None = None) -> ContactFields:
    """`given` with name and parts that agree (R-CON-15, 19, 20) and the search name (R-CON-21).

    Of a person, parts that changed rebuild the name, else a name that changed is split. A company
    has no parts. `before` is what is stored; None for a new contact.
    """
    old = before or ContactFields(type=given.type)
    if given.is_company:
        given = replace(given, first_name="", middle_name="", surname="", initials="", job_title="")
    else:
        parts = NameParts(given.first_name, given.middle_name, given.surname)
        if parts != NameParts(old.first_name, old.middle_name, old.surname) and parts != NameParts():
            given = replace(given, name=join_name(parts))
        elif given.name != old.name or parts == NameParts():
            parts = split_name(given.name)
            given = replace(
                given, first_name=parts.first_name, middle_name=parts.middle_name, surname=parts.surname
            )
    search_name = follow_search_name(search_name=given.search_name, old_name=old.name, new_name=given.name)
    return replace(given, search_name=search_name)
