"""The codes of a contact as marks, and those it may still be given."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from liaison.accounts.models import User
from liaison.accounts.queries import allowed
from liaison.accounts.rules import Right
from liaison.contacts.kinds import ASSIGNED, KINDS, WEB_SOURCE, Kind
from liaison.contacts.models import Contact
from liaison.contacts.queries import CodeOf, all_codes, codes_of
from liaison.contacts.rules import look_up_url
from liaison.kit.folding import fold
from liaison.web.shell.codes import described
from liaison.web.shell.inputs import Picker
from liaison.web.shell.pickers import Option


@dataclass(frozen=True, slots=True)
class Mark:
    """One code as a mark: its words, where it leads, and the key by which it is taken away."""

    text: str
    href: str
    key: str
    outside: bool = False
    """Whether it opens a web page elsewhere."""
    word: str = ""
    """By what a company is looked up there; empty where that cannot be changed."""


@dataclass(frozen=True, slots=True)
class Group:
    """The codes of one kind; those of a person's company are changed there (R-CON-75)."""

    kind: Kind
    marks: list[Mark]
    own: bool


@dataclass
class ContactCodes:
    """The codes of a contact, and what happened to the last attempt to change them."""

    viewer: User
    contact: Contact
    error: str = ""
    typed: str = ""
    groups: list[Group] = field(init=False)

    def __post_init__(self) -> None:
        self.refresh()

    def refresh(self) -> None:
        """Read what the contact has now; one statement."""
        found = codes_of(self.viewer, self.contact)
        self.groups = [
            Group(kind, [_mark(kind, row) for row in found[kind.key]], self.contact.type in kind.holders)
            for kind in ASSIGNED.values()
        ]

    @property
    def marks(self) -> list[Mark]:
        """All marks in a row."""
        return [mark for group in self.groups for mark in group.marks]

    @property
    def own(self) -> list[Group]:
        """What can be taken away here."""
        return [group for group in self.groups if group.own and group.marks]

    @property
    def looked_up(self) -> list[Mark]:
        """The web sources whose search word can be changed here (R-CON-79)."""
        return [mark for group in self.own for mark in group.marks if mark.word]

    @property
    def of_company(self) -> list[Group]:
        """What belongs to the company of the person."""
        return [group for group in self.groups if not group.own and group.marks]

    @property
    def may_change(self) -> bool:
        """Whether the viewer may change contacts."""
        return allowed(self.viewer, Right.CHANGE_CONTACTS)

    @cached_property
    def offered(self) -> list[tuple[Kind, CodeOf]]:
        """The active codes that a contact of this type may still be given; one statement."""
        held = {mark.key for mark in self.marks}
        return [
            (kind, row)
            for key, rows in all_codes(self.viewer).items()
            for row in rows
            if (kind := KINDS[key]).many
            and row.active
            and self.contact.type in kind.holders
            and _key(kind, row) not in held
        ]

    def options(self, text: str) -> Iterator[Option]:
        """The codes that `text` may mean: a part of the code, of the description or of the table's name."""
        words = fold(text).split()
        for kind, row in self.offered:
            told = fold(f"{row.code} {described(row)} {kind.name}")
            if all(word in told for word in words):
                yield Option(_key(kind, row), described(row), detail=str(kind.name))

    def meant(self, text: str) -> tuple[Kind, CodeOf] | None:
        """The offered code that a key of the picker, or what was typed without it, can only mean."""
        typed = fold(text.strip())
        named = [
            (kind, row)
            for kind, row in self.offered
            if text == _key(kind, row) or typed in {fold(row.code), fold(described(row))}
        ]
        return named[0] if len(named) == 1 else None

    @property
    def picker(self) -> str:
        """Search as you type among the codes."""
        words = _("Add a code")
        attrs = {"class": "input", "placeholder": words, "aria-label": words, "autofocus": True}
        if self.error:
            attrs |= {"aria-invalid": "true", "aria-describedby": "codes-error"}
        url = reverse("contact_code_options", args=[self.contact.no])
        return Picker(url, attrs=attrs).render("code", self.typed, {"id": "code-picker"})


def _key(kind: Kind, row: CodeOf) -> str:
    return f"{kind.key}:{row.code}"


def _mark(kind: Kind, row: CodeOf) -> Mark:
    found = Mark(
        described(row),
        f"{reverse('contacts')}?{urlencode({kind.key: row.code})}",
        _key(kind, row),
        word=row.search_word if row.active else "",
    )
    if kind is WEB_SOURCE and row.url:
        page = look_up_url(row.url, row.search_word, code=row.code)
        return replace(found, href=page, outside=True)
    return found
