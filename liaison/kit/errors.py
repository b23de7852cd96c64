"""The two expected kinds of "no": a rule refuses, or a person may not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from liaison.kit.text import Words
from liaison.kit.text import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a rule says no: the words for the reader, the field to mend and the rule's number.

    `message` is a lazy translation, so that each door can say it in its reader's language. `problem` is
    the key under which a list shows everything that has it, where there is one.
    """

    message: Words
    field: str | None = None
    code: str = ""
    problem: str = ""


class Refused(Exception):
    """A rule says no. Nothing was changed; the reader is told what to mend."""

    def __init__(self, *refusals: Refusal) -> None:
        if not refusals:
            raise ValueError("a refusal needs a reason")
        self.refusals = refusals
        super().__init__(*(str(refusal.message) for refusal in refusals))

    @property
    def message(self) -> str:
        """The first reason, in the active language."""
        return str(self.refusals[0].message)


class NotAllowed(Exception):
    """The person's role does not permit this (E-INT-49)."""

    def __init__(self, message: Words) -> None:
        self.message = message
        super().__init__(str(message))


class Conflict(Exception):
    """Somebody else changed the record in the meantime; nothing was overwritten."""

    def __init__(self, message: Words) -> None:
        self.message = message
        super().__init__(str(message))


def too_long(field: str, limit: int) -> Refusal:
    """A text with more characters than `limit`."""
    return Refusal(_("Use at most %(limit)d characters.") % {"limit": limit}, field=field, code="length")


def refuse(refusals: Refusal | Iterable[Refusal] | None) -> None:
    """Raise `Refused` when a rule gave one reason or several; `None` and empty let it pass."""
    if refusals is None:
        return
    found = (refusals,) if isinstance(refusals, Refusal) else tuple(refusals)
    if found:
        raise Refused(*found)
