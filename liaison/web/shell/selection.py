"""Which lines a bulk act is for: those ticked, or all that match the filters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from liaison.kit.errors import Refusal, Refused
from liaison.web.shell.lists import Listing, ListSpec
from liaison.web.shell.requests import UserRequest

Row = TypeVar("Row")
MOST: Final = 10_000
"""More lines than that are never ticked one by one."""
DIGITS: Final = 18
"""The number of a row has no more; with one more it might not fit."""


@dataclass(frozen=True)
class Selection(Generic[Row]):
    """The lines of a list that a POST means."""

    ids: tuple[int, ...]
    """The ticked lines; empty when all that match are meant."""
    matching: Listing[Row] | None
    """The filters whose every match is meant; None when lines are ticked."""

    @property
    def everything(self) -> bool:
        """Whether all that match are meant."""
        return self.matching is not None


def read_selection(request: UserRequest, spec: ListSpec[Row]) -> Selection[Row]:
    """The selection of a posted list form; refused when nothing is chosen.

    The form sends the ticked ``pk``, or ``all=1`` with the list's query in ``filters``.
    """
    if request.POST.get("all") == "1":
        query = QueryDict(request.POST.get("filters", "")[:4000])
        return Selection(ids=(), matching=spec.state(request.user, query))
    return Selection(ids=ticked(request.POST), matching=None)


def differs(request: UserRequest, selection: Selection[Row], count: int) -> bool:
    """Whether somebody confirmed another number of all that match than the `count` there are by now.

    What was ticked is what it was.
    """
    return selection.everything and request.POST.get("confirmed", str(count)) != str(count)


def ticked(posted: QueryDict) -> tuple[int, ...]:
    """The numbers of the ticked lines, each once; refused when there is none."""
    ids = numbers_in(posted.getlist("pk")[:MOST])
    if not ids:
        raise Refused(Refusal(_("Choose at least one line."), code="nothing_chosen"))
    return ids


def numbers_in(texts: Sequence[str]) -> tuple[int, ...]:
    """The numbers of rows among `texts`, each once; what no row can have is left out."""
    figures = (text for text in texts if text.isascii() and text.isdigit() and len(text) <= DIGITS)
    return tuple(dict.fromkeys(int(text) for text in figures))


def number_in(text: str) -> int | None:
    """The number of a row or a version that `text` is; None where it is none."""
    return next(iter(numbers_in([text])), None)
