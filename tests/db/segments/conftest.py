from __future__ import annotations

from collections.abc import Iterator

import pytest

from liaison.segments import sources
from liaison.segments.models import Segment
from tests.db.segments.sample import AT, PROFILE, TODAY, TRADE, Sample, make_sample


@pytest.fixture
def sample(db: None) -> Iterator[Sample]:
    """The sample company; trade and profile are registered as a later domain would."""
    sources.register(TRADE)
    sources.register(PROFILE)
    yield make_sample()
    sources.unregister("trade")
    sources.unregister("profile")


@pytest.fixture
def segment(sample: Sample) -> Segment:
    """An empty segment without template."""
    return Segment.objects.create(no="SM-0001", occurred_on=TODAY, created_at=AT, changed_at=AT)
