from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID, uuid4

from liaison.interactions.actions.forms import KEPT, reserve_number, take_number
from liaison.interactions.models import FormNumber
from tests.cast import Cast

FORM = UUID("6d1f3a52-53f0-4a5c-9c53-2f1a3e6f8f10")


def test_a_form_keeps_its_number(cast: Cast, at: datetime) -> None:
    first = take_number(FORM, by=cast.aline, at=at)
    assert take_number(FORM, by=cast.aline, at=at) == first
    assert (
        len({first, take_number(FORM, by=cast.marc, at=at), take_number(uuid4(), by=cast.aline, at=at)}) == 3
    )


def test_a_reserved_number_is_nobody_elses(cast: Cast, at: datetime) -> None:
    """R-INT-84"""
    first = reserve_number()
    assert [take_number(FORM, by=cast.aline, at=at), reserve_number()] == [first + 1, first + 2]


def test_old_forms_are_forgotten(cast: Cast, at: datetime) -> None:
    take_number(uuid4(), by=cast.aline, at=at - KEPT - timedelta(days=1))
    take_number(FORM, by=cast.aline, at=at)
    assert list(FormNumber.objects.values_list("key", flat=True)) == [FORM]
