"""What happened to contacts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class ContactCreated:
    """A contact was written for the first time."""

    contact: int
    no: str
    by: int | None
    at: datetime


@dataclass(frozen=True, slots=True)
class ContactChanged:
    """Something of a contact changed; `fields` names what, as `ContactFields` calls it."""

    contact: int
    no: str
    fields: frozenset[str]
    by: int | None
    at: datetime


@dataclass(frozen=True, slots=True)
class ContactArchived:
    """A contact was put away, or fetched back when `archived` is False."""

    contact: int
    no: str
    archived: bool
    by: int | None
    at: datetime


@dataclass(frozen=True, slots=True)
class ContactTypeChanging:
    """A contact is about to change its type; a listener may refuse (R-CON-43, R-INT-191)."""

    contact: int
    no: str
    type: str


@dataclass(frozen=True, slots=True)
class AddressDeleting:
    """An alternative address is about to be deleted; a listener may refuse (R-CON-81, R-SEG-143)."""

    contact: int
    address: int


@dataclass(frozen=True, slots=True)
class ContactCompanyChanged:
    """A person left or joined a company; ids, None for no company (R-INT-190)."""

    contact: int
    old_company: int | None
    new_company: int | None
    by: int | None
    at: datetime


@dataclass(frozen=True, slots=True)
class ContactsImported:
    """Many contacts were written at once from a file; `joined` are persons who had no company before."""

    created: tuple[int, ...]
    changed: tuple[int, ...]
    by: int | None
    at: datetime
    joined: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class CodeAssigned:
    """A set of contacts got a code; `contacts` is how many had it not before."""

    kind: str
    code: str
    contacts: int
    by: int | None
    at: datetime


@dataclass(frozen=True, slots=True)
class CodeTaken:
    """A code was taken from a set of contacts; `contacts` is how many had it."""

    kind: str
    code: str
    contacts: int
    by: int | None
    at: datetime


@dataclass(frozen=True, slots=True)
class CodeRenamed:
    """A code has a new name; `kind` is the key of its table, ``salutation`` too (R-CON-77)."""

    kind: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class CodeDeleting:
    """A code that no contact has is about to be deleted; a listener may refuse (R-CON-76)."""

    kind: str
    pk: int
