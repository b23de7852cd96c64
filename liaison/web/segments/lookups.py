"""Segments by what an address says, or a page that does not exist."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import Http404
from django.urls import reverse

from liaison.accounts.models import User
from liaison.interactions.models import LoggedSegment
from liaison.interactions.queries.headings import logged_segment
from liaison.segments.models import Segment
from liaison.segments.queries.segments import segment
from liaison.web.shell.answers import or_404


def segment_or_404(viewer: User, no: str) -> Segment:
    """The open segment of this number."""
    with or_404():
        return segment(viewer, no.replace("\x00", ""))


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
