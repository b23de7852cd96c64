"""Several people give and delete the same code at the same moment."""

from __future__ import annotations

import threading
from datetime import datetime

import pytest
from django.db import connection, transaction

from liaison.contacts.actions import assign_code, delete_code, save_code
from liaison.contacts.fields import CodeFields
from liaison.contacts.kinds import MAILING_GROUP
from liaison.contacts.models import ContactMailingGroup, MailingGroup
from liaison.kit.errors import Refused
from tests.cast import make_cast

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_give_a_code_without_waiting_and_who_deletes_it_is_refused(at: datetime) -> None:
    """R-CON-76"""
    cast = make_cast()
    row = save_code(MAILING_GROUP, CodeFields(code="NEWS"), by=None, at=at)
    refusals: list[str] = []

    def give() -> None:
        assign_code(cast.yves, MAILING_GROUP, "NEWS", by=None, at=at)
        connection.close()

    def delete() -> None:
        try:
            delete_code(MAILING_GROUP, row, by=None, at=at)
        except Refused as refused:
            refusals.append(refused.refusals[0].code)
        connection.close()

    with transaction.atomic():
        assign_code(cast.nora, MAILING_GROUP, "NEWS", by=None, at=at)
        other, deleting = threading.Thread(target=give), threading.Thread(target=delete)
        other.start()
        other.join(timeout=20)
        waited = other.is_alive()
        deleting.start()
        deleting.join(timeout=0.5)
        waiting = deleting.is_alive()
    deleting.join()
    other.join()

    assert (waited, waiting, refusals) == (False, True, ["code.in_use"])
    assert (MailingGroup.objects.count(), ContactMailingGroup.objects.count()) == (1, 2)
