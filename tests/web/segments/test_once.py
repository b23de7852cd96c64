"""What is made of a segment is made once, however often the form is sent."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from liaison.kit.clock import now
from liaison.segments.actions import log_segment, save_criteria
from liaison.segments.models import SavedCriteria, Segment, SegmentStep
from tests.web.segments.ground import Ground, coded, text


def key_in(response: Any) -> str:
    [key] = re.findall(r'name="once" value="([^"]+)"', text(response))
    return str(key)


def criteria(ground: Ground) -> tuple[str, str, dict[str, str]]:
    """The form that keeps the steps of a segment, where it stands and what is typed."""
    url = f"/segments/{ground.make(add=['OPENDAY']).no}/criteria/saving/"
    return url, url, {"code": "OPEN"}


def follow_up(ground: Ground) -> tuple[str, str, dict[str, str]]:
    """The button that makes a segment of those a logged one reached."""
    head = ground.make(template="INVIT", add=["OPENDAY"])
    page = f"/segments/logged/{log_segment(head.no, send=False, by=ground.by, at=now()).entry_no}/"
    return page, f"{page}follow-up/", {}


def entering(ground: Ground) -> tuple[str, str, dict[str, str]]:
    """The form that puts one contact in."""
    url = f"/segments/{ground.make(add=['OPENDAY']).no}/entering/"
    return url, url, {"contact": "CT-000101"}


def used_again(ground: Ground) -> tuple[str, str, dict[str, str]]:
    """The form that takes the contacts of a logged segment once more."""
    head = ground.make(template="INVIT", add=["OPENDAY"])
    entry_no = log_segment(head.no, send=False, by=ground.by, at=now()).entry_no
    url = f"/segments/{ground.make().no}/logged/reuse/"
    return url, url, {"entry_no": str(entry_no)}


def replayed(ground: Ground) -> tuple[str, str, dict[str, str]]:
    """The form that replays saved criteria."""
    head = ground.make()
    ground.select(head, "add", coded("mailing_group", "OPENDAY"), allow_existing=True)
    save_criteria(head.no, "OPEN", by=ground.sample.manager, at=now())
    url = f"/segments/{head.no}/criteria/reuse/"
    return f"{url}?code=OPEN", url, {"code": "OPEN"}


def added(ground: Ground) -> tuple[str, str, dict[str, str]]:
    """The criteria editor, with those in the segment once more."""
    url = f"/segments/{ground.make(add=['OPENDAY']).no}/selection/?action=add"
    return url, url, {"act": "do", "allow_existing": "on", "sure": "on"}


@pytest.mark.parametrize(
    ("form", "makes"),
    [
        (criteria, SavedCriteria),
        (follow_up, Segment),
        (entering, SegmentStep),
        (used_again, SegmentStep),
        (replayed, SegmentStep),
        (added, SegmentStep),
    ],
)
def test_three_times_is_once(
    ground: Ground, form: Callable[[Ground], tuple[str, str, dict[str, str]]], makes: Any
) -> None:
    """R-SEG-84, R-SEG-49, R-SEG-64, R-SEG-88, R-SEG-90"""
    page, url, given = form(ground)
    given["once"] = key_in(ground.manager.get(page))
    before = makes.objects.count()
    answers = [ground.manager.post(url, given) for _ in range(3)]

    assert [(one.status_code, one["Location"]) for one in answers] == [(303, answers[0]["Location"])] * 3
    assert makes.objects.count() == before + 1
