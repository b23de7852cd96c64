"""The side navigation: what there is, and what this reader may open."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from liaison.accounts.rules import Right, may
from liaison.kit.text import Words


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the navigation: its address by name, its icon, who may open it, its key after G."""

    text: Words
    route: str
    icon: str
    right: Right | None = None
    key: str = ""

    @property
    def url(self) -> str:
        """The address, empty while that area is not installed."""
        try:
            return reverse(self.route)
        except NoReverseMatch:
            return ""


@dataclass(frozen=True, slots=True)
class Section:
    """Some entries under a heading; the first section has none."""

    title: Words
    entries: tuple[Entry, ...]


# Tasks and opportunities take their place here when their domains come.
SECTIONS = (
    Section(
        "",
        (
            Entry(_("Home"), "home", "home", key="h"),
            Entry(_("Contacts"), "contacts", "contacts", Right.READ_CONTACTS, key="c"),
            Entry(_("Interactions"), "interactions", "interactions", Right.READ_LOG, key="i"),
        ),
    ),
    Section(
        _("Marketing"),
        (
            Entry(_("Segments"), "segments", "segments", Right.READ_SEGMENTS, key="m"),
            Entry(_("Campaigns"), "campaigns", "campaigns", Right.READ_SEGMENTS, key="p"),
        ),
    ),
    Section(
        pgettext_lazy("navigation", "Administration"),
        (
            Entry(_("Reports"), "reports", "reports", Right.READ_LOG, key="r"),
            Entry(pgettext_lazy("navigation", "Set-up"), "setup", "setup", Right.READ_SETUP, key="s"),
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Link:
    """An entry as this reader sees it."""

    text: Words
    url: str
    icon: str
    key: str
    current: bool
    far: bool
    """Whether the tab bar of a phone keeps it under “more”."""


TABS = 4
"""So many entries stand in the tab bar of a phone, where five places can be read and hit."""


def navigation(role: str, at: str) -> Iterator[tuple[Words, list[Link]]]:
    """The sections that `role` may open, with the entry whose address is `at` marked; no empty ones."""
    place = count()
    for section in SECTIONS:
        links = [
            Link(entry.text, url, entry.icon, entry.key, current=url == at, far=next(place) >= TABS)
            for entry in section.entries
            if (entry.right is None or may(role, entry.right)) and (url := entry.url)
        ]
        if links:
            yield section.title, links


def current_url(path: str) -> str:
    """The address of the entry that `path` belongs to, empty for none."""
    urls = (entry.url for section in SECTIONS for entry in section.entries)
    return next((url for url in urls if url and is_current(url, path)), "")


def is_current(url: str, path: str) -> bool:
    """Whether `path` is the page `url` or stands below it."""
    return path == url or (url != "/" and path.startswith(url.rstrip("/") + "/"))
