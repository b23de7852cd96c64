"""The rows of the log list, ready to be written down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from liaison.interactions.marking import MARK_END, MARK_START
from liaison.interactions.queries.rows import EntryRow
from liaison.web.interactions import words
from liaison.web.interactions.present import contact_url, delivery_badge


@dataclass(frozen=True, slots=True)
class LoggedRow:
    """An entry as a row of the list; columns read what they need from `row`."""

    row: EntryRow
    title: str
    passage: SafeString

    @property
    def contact_url(self) -> str:
        """The page of the contact."""
        return contact_url(self.row.contact_no)

    @property
    def company_url(self) -> str:
        """The page of the company."""
        return contact_url(self.row.company_no)

    @property
    def verdict(self) -> str:
        """The evaluation in words."""
        return words.verdict(self.row.evaluation)

    @property
    def flow(self) -> str:
        """The direction in words."""
        return words.flow(self.row.information_flow)

    @property
    def initiated_by(self) -> str:
        """Who started it."""
        return words.initiative(self.row.initiated_by)

    @property
    def channel(self) -> str:
        """The channel in words."""
        return words.channel(self.row.channel)

    @property
    def visibility(self) -> str:
        """Who may see it."""
        return words.visibility(self.row.visibility)

    @property
    def delivery(self) -> SafeString:
        """Where the sending stands."""
        if self.row.delivery_status == "none":
            return mark_safe("")
        return delivery_badge(self.row.delivery_status, self.row.delivery_at, self.row.delivery_note)


def logged_rows(rows: Sequence[EntryRow], searched: str) -> list[LoggedRow]:
    """The rows; where words were searched for, with the passage that has them marked."""
    return [LoggedRow(row, words.title(row), _passage(row) if searched else mark_safe("")) for row in rows]


def _passage(row: EntryRow) -> SafeString:
    text = escape(words.readable(row.matched)).replace(MARK_START, "<mark>").replace(MARK_END, "</mark>")
    return mark_safe(text)  # noqa: S308 - escaped before the marks are put in
