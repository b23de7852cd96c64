"""The palette behind Ctrl K: commands and what the domains find, in one list."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from liaison.accounts.models import User
from liaison.accounts.queries import allowed
from liaison.accounts.rules import Right
from liaison.contacts.models import ContactType
from liaison.contacts.queries.search import find_contacts
from liaison.interactions.queries.log_list import LogFilter, log_list
from liaison.kit.folding import fold
from liaison.kit.text import Words
from liaison.web.interactions.words import title
from liaison.web.shell.formats import short_date
from liaison.web.shell.navigation import SECTIONS

SHORTEST = 3
"""Fewer letters than that are no word to look for in texts."""
LONGEST_NUMBER = 19
"""No entry has a number of so many digits."""


@dataclass(frozen=True, slots=True)
class Found:
    """One line of the palette."""

    text: Words
    url: str
    icon: str
    detail: Words = ""
    key: str = ""
    dialog: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Lines of one kind under their heading."""

    title: Words
    items: list[Found]


@dataclass(frozen=True, slots=True)
class Command:
    """Something to do from anywhere: its words, its address by name, who may do it."""

    text: Words
    route: str
    icon: str
    right: Right | None = None
    key: str = ""
    dialog: bool = False


COMMANDS = (
    Command(_("New interaction"), "interaction_new", "plus", Right.RECORD, "N", dialog=True),
    Command(_("New person"), "person_new", "person", Right.CHANGE_CONTACTS),
    Command(_("New company"), "company_new", "company", Right.CHANGE_CONTACTS),
    Command(_("Import contacts"), "contacts_import", "import", Right.IMPORT_CONTACTS),
    Command(_("My profile"), "profile", "person"),
    Command(_("Change password"), "account_change_password", "key"),
    Command(_("Keys"), "keys", "keyboard", key="?", dialog=True),
)


def commands(user: User, text: str, limit: int = 8) -> list[Found]:
    """The commands and pages whose words begin like those of `text`; all of them without text."""
    asked = fold(text).split()
    found = []
    for command in _all_commands():
        if command.right is not None and not allowed(user, command.right):
            continue
        words = fold(str(command.text)).replace("'", " ").split()
        if not all(any(word.startswith(piece) for word in words) for piece in asked):
            continue
        try:
            url = reverse(command.route)
        except NoReverseMatch:
            continue
        found.append(Found(command.text, url, command.icon, key=command.key, dialog=command.dialog))
    return found[:limit]


def _all_commands() -> Iterator[Command]:
    yield from COMMANDS
    for section in SECTIONS:
        for entry in section.entries:
            key = f"G {entry.key.upper()}" if entry.key else ""
            yield Command(entry.text, entry.route, entry.icon, entry.right, key)


def contacts(user: User, text: str, limit: int = 8) -> list[Found]:
    """The contacts that `text` may mean, for who may read contacts."""
    if not text or not allowed(user, Right.READ_CONTACTS):
        return []
    found = []
    for contact in find_contacts(user, text, limit=limit):
        try:
            url = reverse("contact", args=[contact.no])
        except NoReverseMatch:
            break
        company = contact.company if contact.type == ContactType.PERSON else ""
        detail = " · ".join(piece for piece in (company, contact.city, contact.no) if piece)
        icon = "company" if contact.type == ContactType.COMPANY else "person"
        found.append(Found(contact.name, url, icon, detail))
    return found


def interactions(user: User, text: str, limit: int = 5) -> list[Found]:
    """The interaction of that number, or the newest ones that hold those words, for who may read the log."""
    if (len(text) < SHORTEST and not text.isdecimal()) or not allowed(user, Right.READ_LOG):
        return []
    number = int(text) if text.isdecimal() and len(text) < LONGEST_NUMBER else 0
    wanted = LogFilter(entries=(number,)) if number else LogFilter(q=text)
    found = []
    for entry in log_list(user, wanted, limit=limit, marked=False).items:
        detail = " · ".join(piece for piece in (entry.contact_name, short_date(entry.occurred_at)) if piece)
        found.append(
            Found(title(entry), reverse("interaction", args=[entry.entry_no]), "interactions", detail)
        )
    return found


def search(user: User, text: str) -> list[Group]:
    """What the palette shows for `text`: contacts first, since they are what is looked for most.

    The first line is taken by Enter: a word in some text does not come before the command of that name.
    """
    groups = (
        Group(_("Contacts"), contacts(user, text)),
        Group(_("Commands"), commands(user, text)),
        Group(_("Interactions"), interactions(user, text)),
    )
    return [group for group in groups if group.items]
