"""Segments and the like by what an address says, or a page that does not exist."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.http import Http404
from django.urls import reverse

from liaison.accounts.models import User
from liaison.segments.models import Segment
from liaison.segments.queries.segments import NoSuchSegment, segment


@contextmanager
def or_404() -> Iterator[None]:
    """A segment, line or step that is not there is a page that does not exist."""
    try:
        yield
    except NoSuchSegment as error:
        raise Http404 from error


def segment_or_404(viewer: User, no: str) -> Segment:
    """The open segment of this number."""
    with or_404():
        return segment(viewer, no.replace("\x00", ""))


def segment_url(no: str) -> str:
    """The worksheet of a segment."""
    return reverse("segment", args=[no])
