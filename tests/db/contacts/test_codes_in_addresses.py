"""Codes stand in the addresses of the API: those that none can name are not given any more."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

import pytest
from django.db import models

from liaison.contacts.actions import save_address, save_code, save_salutation
from liaison.contacts.fields import AddressFields, CodeFields
from liaison.contacts.kinds import MAILING_GROUP
from liaison.contacts.models import AlternativeAddress, MailingGroup, Salutation
from liaison.kit.errors import Refused
from tests.cast import Cast

Save = Callable[..., models.Model]


@pytest.fixture(params=["group", "salutation", "address"])
def save(request: pytest.FixtureRequest, cast: Cast, at: datetime) -> Save:
    """Saves something with the code given, over `row` if there is one."""

    def group(code: str, row: MailingGroup | None = None) -> models.Model:
        return save_code(MAILING_GROUP, CodeFields(code=code), by=None, at=at, row=row)

    def salutation(code: str, row: Salutation | None = None) -> models.Model:
        return save_salutation(code, description="", by=None, at=at, salutation=row)

    def address(code: str, row: AlternativeAddress | None = None) -> models.Model:
        return save_address(cast.lea, AddressFields(code=code), by=None, at=at, address=row)

    found: dict[str, Save] = {"group": group, "salutation": salutation, "address": address}
    return found[request.param]


def test_only_codes_that_addresses_can_name_are_given(save: Save) -> None:
    row = save("a.b-1")

    for code in ("a/b", "..", "a\tb"):
        for write in (save, partial(save, row=row)):
            with pytest.raises(Refused) as refused:
                write(code)
            assert [one.field for one in refused.value.refusals] == ["code"]


def test_an_old_code_stays_until_it_is_changed(save: Save) -> None:
    row = save("AB")
    type(row)._default_manager.filter(pk=row.pk).update(code="A/B")
    row.refresh_from_db()

    assert str(save("a/b", row=row)) == "A/B"
    assert str(save("B", row=row)) == "B"
