"""Who joined and who left a segment that follows its criteria."""

from __future__ import annotations

from typing import Any

import pytest

from liaison.contacts.models import ContactMailingGroup, MailingGroup
from liaison.kit.clock import now
from liaison.segments.actions import change_segment, log_segment, refresh_segment
from liaison.segments.models import Segment
from liaison.segments.values import SegmentValues
from liaison.web.segments import history
from tests.web.segments.ground import PART, Ground, text


@pytest.fixture
def head(ground: Ground) -> Segment:
    """Followed criteria; one contact came, one went, since they were chosen."""
    made = ground.make(template="VISIT", add=["OPENDAY"])
    change_segment(made.no, SegmentValues(follows_criteria=True), by=ground.by, at=now())
    ContactMailingGroup.objects.filter(contact=ground.sample.contacts[400]).delete()
    group = MailingGroup.objects.get(code="OPENDAY")
    ContactMailingGroup.objects.create(contact=ground.sample.contacts[501], mailing_group=group)
    return made


def test_joins_and_leaves_are_listed_and_lead_to_the_contacts(ground: Ground, head: Segment) -> None:
    """B-3"""
    url = f"/segments/{head.no}/moves/"
    assert "Nobody joined or left yet" in text(ground.client.get(url))
    sheet = text(ground.client.get(f"/segments/{head.no}/"))
    assert f'href="{url}"' in sheet
    assert sheet.count(f'href="/segments/{head.no}/refresh/"') == 2  # offered, and in the menu
    ground.client.post(f"/segments/{head.no}/refresh/")
    sheet = text(ground.client.get(f"/segments/{head.no}/"))
    assert sheet.count(f'href="/segments/{head.no}/refresh/"') == 1
    html = text(ground.client.get(url))
    assert html.index("Paul Jaquet") < html.index("Claire Vionnet")
    assert (">Joined<" in html, ">Left<" in html, 'href="/contacts/CT-000501/"' in html) == (True,) * 3
    assert url in text(ground.client.get(f"/segments/{head.no}/history/"))
    log_segment(head.no, send=False, by=ground.by, at=now())
    assert "Paul Jaquet" in text(ground.client.get(url))


def test_they_are_read_page_by_page(
    ground: Ground, head: Segment, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    """B-3"""
    refresh_segment(head.no, by=ground.by, at=now())
    monkeypatch.setattr(history, "MOVES", 1)
    first = text(ground.client.get(f"/segments/{head.no}/moves/"))
    cursor = first.partition("?cursor=")[2].partition('"')[0]
    assert ("Paul Jaquet" in first, "Claire Vionnet" in first, bool(cursor)) == (True, False, True)
    with django_assert_num_queries(3):  # session, user, joins and leaves
        second = text(ground.client.get(f"/segments/{head.no}/moves/?cursor={cursor}", headers=PART))
    assert ("<html" in second, "Claire Vionnet" in second) == (False, True)


def test_nobody_is_brought_up_to_date_by_looking(ground: Ground, head: Segment) -> None:
    """B-3: a page changes nothing; who may not select is not offered it"""
    for client in (ground.client, ground.member):
        client.get(f"/segments/{head.no}/")
    assert ground.lines(head) == [400, 100, 101, 201]
    assert "/refresh/" not in text(ground.member.get(f"/segments/{head.no}/"))
