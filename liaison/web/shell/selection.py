"""Which lines a bulk act is for: those ticked, or all that match the filters."""

from __future__ import annotations

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
    ticked = request.POST.getlist("pk")[:MOST]
    ids = [int(text) for text in ticked if text.isascii() and text.isdigit() and int(text[:20]) < 2**63]
    if not ids:
        raise Refused(Refusal(_("Choose at least one line."), code="nothing_chosen"))
    return Selection(ids=tuple(dict.fromkeys(ids)), matching=None)
