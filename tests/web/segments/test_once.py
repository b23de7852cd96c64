"""What is made of a segment is made once, however often the form is sent."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from liaison.kit.clock import now
from liaison.segments.actions import log_segment
from liaison.segments.models import SavedCriteria, Segment
from tests.web.segments.ground import Ground, text


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


@pytest.mark.parametrize(("form", "makes"), [(criteria, SavedCriteria), (follow_up, Segment)])
def test_three_times_is_once(
    ground: Ground, form: Callable[[Ground], tuple[str, str, dict[str, str]]], makes: Any
) -> None:
    """R-SEG-84"""
    page, url, given = form(ground)
    given["once"] = key_in(ground.manager.get(page))
    before = makes.objects.count()
    answers = [ground.manager.post(url, given) for _ in range(3)]

    assert [(one.status_code, one["Location"]) for one in answers] == [(303, answers[0]["Location"])] * 3
    assert makes.objects.count() == before + 1
