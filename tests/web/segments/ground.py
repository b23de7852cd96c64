"""The company of the specification, and a marketing person's browser."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.test import Client

from liaison.accounts.models import User
from liaison.kit.clock import now
from liaison.segments.actions import create_segment, select_contacts
from liaison.segments.models import Segment
from liaison.segments.rules import Selection
from liaison.segments.values import SegmentValues
from tests.db.segments.sample import Sample

DIALOG = {"HX-Request": "true", "HX-Target": "dialog"}
PART = {"HX-Request": "true"}
HOW_FAR = {"HX-Request": "true", "HX-Target": "sending"}


def text(response: Any) -> str:
    return str(response.content.decode())


def coded(source: str, *codes: str) -> list[dict[str, Any]]:
    """The filters of one source: one of these codes."""
    return [{"source": source, "all": [{"field": "code", "any": [{"eq": code} for code in codes]}]}]


@dataclass(frozen=True)
class Ground:
    """Who works here, and on what."""

    sample: Sample
    client: Client
    member: Client
    manager: Client

    @property
    def by(self) -> User:
        """The marketing person."""
        return self.sample.by

    def make(
        self, description: str = "Open day", *, template: str = "", add: list[str] | None = None
    ) -> Segment:
        """A segment, with the members of these mailing groups."""
        head = create_segment(SegmentValues(description=description), template=template, by=self.by, at=now())
        for code in add or ():
            self.select(head, "add", coded("mailing_group", code))
        head.refresh_from_db()
        return head

    def select(self, head: Segment, action: str, filters: list[dict[str, Any]], **options: bool) -> None:
        """One more step."""
        select_contacts(head.no, Selection(action=action, filters=filters, **options), by=self.by, at=now())
        head.refresh_from_db()

    def lines(self, head: Segment) -> list[int]:
        """The last three digits of the contacts, in line order."""
        return self.sample.lines(head)
