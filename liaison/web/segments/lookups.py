"""Segments by what an address says, or a page that does not exist."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import Http404
from django.urls import reverse

from liaison.accounts.models import User
from liaison.interactions.models import LoggedSegment
from liaison.interactions.queries.headings import logged_segment, logged_segments
from liaison.kit.errors import Refused
from liaison.segments.models import Segment
from liaison.segments.queries.segments import NoSuchSegment, segment
from liaison.segments.rules import already_logged
from liaison.web.shell.answers import or_404


class AlreadyLogged(Refused):
    """The segment was open when the page was made; `entry_no` is what it has become (R-SEG-110)."""

    def __init__(self, no: str, entry_no: int) -> None:
        super().__init__(already_logged(no))
        self.entry_no = entry_no


def segment_or_404(viewer: User, no: str) -> Segment:
    """The open segment of this number; raises `AlreadyLogged` when a logged one has it."""
    no = no.replace("\x00", "")
    with or_404():
        try:
            return segment(viewer, no)
        except NoSuchSegment:
            logged = logged_segments(viewer, segment_no=no).first() if no else None
            if logged is not None:
                raise AlreadyLogged(no, logged.entry_no) from None
            raise


def logged_or_404(viewer: User, entry_no: int) -> LoggedSegment:
    """The logged segment of this number."""
    found = logged_segment(viewer, entry_no)
    if found is None:
        raise Http404
    return found


def segment_url(no: str) -> str:
    """The worksheet of a segment."""
    return reverse("segment", args=[no])


def lines_url(no: str, problem: str) -> str:
    """The lines of a segment that have a problem which readiness names."""
    return f"{segment_url(no)}?{urlencode({'problem': problem})}"
