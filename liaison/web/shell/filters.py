"""The ways to narrow a list: words, choices, days, yes or no; each reads its own part of the address.

A choice that is offered no more, or never was, is kept: it finds what has it, mostly nothing, and a chip
says so. To leave it out would show, and export, everything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from liaison.accounts.models import User
from liaison.kit.text import Words
from liaison.web.shell import formats
from liaison.web.shell.requests import searched

Pairs = Iterable[tuple[str, Words]]
Choices = Pairs | Callable[[User], Pairs]
YES: Final = "1"


@dataclass(frozen=True, slots=True)
class Filter:
    """One way to narrow a list; `front` shows it beside the search, the others stand in a menu."""

    key: str
    label: Words
    front: bool = False
    hint: Words = ""

    kind = "text"

    def read(self, given: list[str], viewer: User) -> tuple[str, ...]:  # noqa: ARG002 - the same for all kinds
        """The usable values of `given`; what is not usable is left out."""
        text = searched(given[-1]) if given else ""
        return (text,) if text else ()

    def words(self, value: str, viewer: User) -> Words:  # noqa: ARG002 - the same for all kinds
        """`value` for the chip of an active filter."""
        return value

    def pairs(self, viewer: User) -> list[tuple[str, Words]]:  # noqa: ARG002 - the same for all kinds
        """The choices, where there are any."""
        return []

    def field(self, values: tuple[str, ...], viewer: User) -> FilterField:
        """The control with `values`: the choices, and what is chosen without being offered."""
        pairs = self.pairs(viewer)
        if self.kind in {"choice", "many"}:
            offered = {code for code, _words in pairs}
            pairs += [(value, self.words(value, viewer)) for value in values if value not in offered]
        return FilterField(self, values, pairs)


@dataclass(frozen=True, slots=True)
class TextFilter(Filter):
    """Words to search for."""


@dataclass(frozen=True, slots=True)
class ChoiceFilter(Filter):
    """One of several choices, or with `many` some of them; `choices` may depend on the viewer."""

    choices: Choices = ()
    many: bool = False

    @property
    def kind(self) -> str:  # type: ignore[override]
        """How the control looks."""
        return "many" if self.many else "choice"

    def pairs(self, viewer: User) -> list[tuple[str, Words]]:
        """The choices for `viewer`."""
        found = self.choices(viewer) if callable(self.choices) else self.choices
        return [(str(code), words) for code, words in found]

    def read(self, given: list[str], viewer: User) -> tuple[str, ...]:
        """What was chosen; several may stand in one value, with commas, and the known ones come first."""
        if not self.many:
            return super(ChoiceFilter, self).read(given, viewer)
        pieces = (searched(piece) for value in given for piece in value.split(","))
        wanted = dict.fromkeys(piece for piece in pieces if piece)
        if not wanted:
            return ()
        known = [code for code, _words in self.pairs(viewer) if code in wanted]
        return tuple(dict.fromkeys((*known, *wanted)))

    def words(self, value: str, viewer: User) -> Words:
        """The name of the choice."""
        return dict(self.pairs(viewer)).get(value, value)


@dataclass(frozen=True, slots=True)
class DayFilter(Filter):
    """A calendar day, as the browser's date field sends it (2026-11-24)."""

    kind = "day"

    def read(self, given: list[str], viewer: User) -> tuple[str, ...]:  # noqa: ARG002 - the same for all kinds
        """The day when it is one."""
        try:
            return (date.fromisoformat(given[-1].strip()).isoformat(),) if given else ()
        except ValueError:
            return ()

    def words(self, value: str, viewer: User) -> Words:  # noqa: ARG002 - the same for all kinds
        """24.11.2026."""
        return formats.short_date(date.fromisoformat(value))


@dataclass(frozen=True, slots=True)
class FlagFilter(Filter):
    """Yes, or not asked."""

    kind = "flag"

    def read(self, given: list[str], viewer: User) -> tuple[str, ...]:  # noqa: ARG002 - the same for all kinds
        """1 for yes."""
        return (YES,) if given and given[-1] in {YES, "on", "true"} else ()

    def words(self, value: str, viewer: User) -> Words:  # noqa: ARG002 - the same for all kinds
        """Nothing to add to the label."""
        return ""


@dataclass(frozen=True, slots=True)
class FilterField:
    """A filter as a control of the form."""

    filter: Filter
    values: tuple[str, ...]
    pairs: list[tuple[str, Words]]

    @property
    def value(self) -> str:
        """The single value."""
        return self.values[0] if self.values else ""
