"""What can be chosen for a code in the criteria: read once, when the first field asks for it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

from liaison.accounts.models import User
from liaison.accounts.queries import salespeople
from liaison.contacts.kinds import KINDS
from liaison.contacts.queries import all_codes, salutations
from liaison.interactions.queries.headings import logged_segments
from liaison.interactions.queries.set_up import languages_of_contacts
from liaison.kit.text import Words
from liaison.segments.queries.segments import segments
from liaison.segments.sources import sources
from liaison.web.campaigns.words import campaign_choices
from liaison.web.contacts.words import language_name
from liaison.web.interactions.filters import group_choices, template_choices
from liaison.web.shell.codes import described

Pairs = list[tuple[str, Words]]
MOST = 200
"""More than that is typed, not ticked."""


class Offers:
    """The codes of each table, in the reader's words."""

    def __init__(self, viewer: User) -> None:
        self.viewer = viewer
        self._known: dict[str, Pairs] = {}

    def of(self, source: str, field: str) -> Pairs:
        """The codes that a field may have, languages those contacts are offered; none where it is typed."""
        shape = sources()[source].fields[field]
        if shape.shape.choices:
            return list(shape.shape.choices)
        if field == "language":
            return [(code, language_name(code)) for code in self._languages]
        if shape.table not in self._known:
            found = self._read(shape.table)
            self._known[shape.table] = found if len(found) <= MOST else []
        return self._known[shape.table]

    @cached_property
    def _languages(self) -> list[str]:
        return languages_of_contacts(self.viewer)

    @cached_property
    def _codes(self) -> dict[str, Pairs]:
        return {
            key: [(row.code, described(row)) for row in rows] for key, rows in all_codes(self.viewer).items()
        }

    def _read(self, table: str) -> Pairs:
        if table in KINDS:
            return self._codes[table]
        read: Callable[[User], Pairs] | None = _TABLES.get(table)
        return read(self.viewer) if read is not None else []


_TABLES: dict[str, Callable[[User], Pairs]] = {
    "salesperson": lambda viewer: [(one.code, one.name) for one in salespeople(viewer, active=None)],
    "salutation": lambda viewer: [(one.code, one.code) for one in salutations(viewer)],
    "campaign": campaign_choices,
    "interaction_template": lambda viewer: list(template_choices(viewer)),
    "interaction_group": lambda viewer: list(group_choices(viewer)),
    "segment": lambda viewer: [
        (one.no, f"{one.no} · {one.description}") for one in segments(viewer)[: MOST + 1]
    ],
    "interaction_logged_segment": lambda viewer: [
        (str(one.entry_no), f"{one.entry_no} · {one.description}")
        for one in logged_segments(viewer)[: MOST + 1]
    ],
}
