"""What is printed of a segment as PDF: labels and cover sheets."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from liaison.accounts.models import User
from liaison.kit.errors import Refusal, Refused
from liaison.kit.text import Words, gettext_lazy
from liaison.letters.covers import CoverSheet, render_covers
from liaison.letters.labels import FORMATS, Lines, render_labels
from liaison.letters.values import LocalDate
from liaison.segments.models import Segment
from liaison.segments.queries.covers import company_lines, cover_addresses
from liaison.segments.queries.papers import label_lines

COVERS_AT_ONCE: Final = 300
"""So many are made while the reader waits, in less than a second."""
MOST_COVERS: Final = 2000
MOST_LINES: Final = 5
MOST_LABELS: Final = 10_000
"""So many are set in some seconds; more are for a printer, who wants the spreadsheet."""
FURTHER_SEGMENTS: Final = 20
"""So many segments are printed with another one."""
REMARKS: tuple[tuple[str, Words], ...] = (
    ("agreed", gettext_lazy("As agreed")),
    ("information", gettext_lazy("For your information")),
    ("comments", gettext_lazy("Your comments please")),
    ("approval", gettext_lazy("For your approval")),
    ("call", gettext_lazy("Please call")),
    ("return", gettext_lazy("To be returned after use")),
)
"""The remarks that can be ticked (R-SEG-98)."""


def labels_of(viewer: User, heads: Sequence[Segment], sheet: str, *, start: int = 1, at: datetime) -> bytes:
    """The labels of one or several segments as one PDF (R-SEG-100).

    `sheet` is a code of `FORMATS`, `start` the first label of it that is used, from 1. Two statements a
    segment. Refused when there is no such sheet or label, or when there are too many.
    """
    form = FORMATS.get(sheet)
    if form is None or not 1 <= start <= form.places:
        told, field = _("Choose a sheet of labels and a label to begin with."), "start" if form else "sheet"
        raise Refused(Refusal(told, field=field, code="labels"))
    groups = [label_lines(viewer, head) for head in heads]
    if sum(map(len, groups)) > MOST_LABELS:
        told = _("Labels are printed for at most %(most)s addresses.") % {"most": MOST_LABELS}
        raise Refused(Refusal(told, code="labels"))
    return render_labels(groups, form, title=", ".join(head.no for head in heads), start=start, at=at)


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverWords:
    """What cover sheets say (R-SEG-98): free lines, keys of `REMARKS`, a remark of one's own, the closing."""

    text: str = ""
    remarks: Sequence[str] = ()
    custom: str = ""
    closing: str = ""

    @property
    def lines(self) -> tuple[str, ...]:
        """The free lines; those at the end with nothing in them are none."""
        return tuple(self.text.rstrip().splitlines())


def covers_kind(no: str) -> str:
    """The kind of job that makes the cover sheets of a segment."""
    return f"segments.covers.{no}"


def covered(viewer: User, head: Segment, words: CoverWords) -> dict[int, tuple[str, ...]]:
    """The contacts that get a cover sheet with their addresses, in line order.

    Refused for none, for too many, and for more `words` than a sheet has lines for.
    """
    if len(words.lines) > MOST_LINES:
        told = _("A cover sheet has room for at most %(most)s lines.") % {"most": MOST_LINES}
        raise Refused(Refusal(told, field="text", code="covers"))
    addresses = cover_addresses(viewer, head)
    if not 0 < len(addresses) <= MOST_COVERS:
        told = _("Cover sheets are printed for 1 to %(most)s contacts.") % {"most": MOST_COVERS}
        raise Refused(Refusal(told, code="covers"))
    return addresses


def covers_of(
    head: Segment,
    addresses: Iterable[Lines],
    words: CoverWords,
    *,
    at: datetime,
    hear: Callable[[int], object] = lambda _pages: None,
) -> bytes:
    """A cover sheet for each of the `addresses` of `covered` as one PDF (R-SEG-98).

    `hear` is told of so many more.
    """
    language = get_language() or "fr"
    ticks = [(key in words.remarks, str(remark)) for key, remark in REMARKS]
    if words.custom:
        ticks.append((True, words.custom))
    sheet = CoverSheet(
        company=company_lines(),
        date=str(LocalDate.of(timezone.localtime(at, timezone.get_default_timezone()).date(), language)),
        lines=words.lines,
        ticks=tuple(ticks),
        closing=words.closing,
        language=language,
        window=settings.CONFIG.address_window,
    )
    return render_covers(sheet, list(addresses), title=head.no, at=at, hear=hear)
