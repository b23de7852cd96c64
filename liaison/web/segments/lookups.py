"""Segments by what an address says, or a page that does not exist."""

from __future__ import annotations

from django.urls import reverse

from liaison.accounts.models import User
from liaison.segments.models import Segment
from liaison.segments.queries.segments import segment
from liaison.web.shell.answers import or_404


def segment_or_404(viewer: User, no: str) -> Segment:
    """The open segment of this number."""
    with or_404():
        return segment(viewer, no.replace("\x00", ""))


def segment_url(no: str) -> str:
    """The worksheet of a segment."""
    return reverse("segment", args=[no])
