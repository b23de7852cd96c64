"""Several people write at the same moment what belongs together."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import datetime
from functools import partial

import pytest
from django.db import connection, transaction

from liaison.contacts.actions import (
    assign_code,
    assign_code_many,
    change_contact,
    create_contact,
    delete_code,
    save_code,
)
from liaison.contacts.fields import CodeFields, ContactFields
from liaison.contacts.kinds import INDUSTRY_GROUP, MAILING_GROUP
from liaison.contacts.models import Contact, ContactIndustryGroup, ContactMailingGroup, MailingGroup
from liaison.contacts.queries import fields_of
from liaison.kit.errors import Refused
from liaison.kit.sql import Question
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


def test_nobody_joins_a_company_that_is_becoming_a_person(at: datetime) -> None:
    """R-CON-45, R-CON-47"""
    cast = make_cast()
    company = create_contact(ContactFields(name="Rochat"), by=None, at=at)
    told: list[str | None] = []

    newcomer = ContactFields(type="person", name="Noé", company=company.pk)
    mover = replace(fields_of(cast.yves), company=company.pk)

    def join() -> None:
        for write in (partial(create_contact, newcomer), partial(change_contact, cast.yves, mover)):
            try:
                write(by=None, at=at)
            except Refused as refused:
                told.append(refused.refusals[0].field)
        connection.close()

    with transaction.atomic():
        change_contact(company, replace(fields_of(company), type="person"), by=None, at=at)
        joining = threading.Thread(target=join)
        joining.start()
        joining.join(timeout=0.5)
    joining.join()

    assert told == ["company", "company"]
    assert Contact.objects.filter(company=company.pk).count() == 0


@pytest.mark.parametrize("give", ["one", "set"])
def test_no_person_gets_a_code_of_companies_while_it_is_becoming_one(give: str, at: datetime) -> None:
    """R-CON-74"""
    make_cast()
    company = create_contact(ContactFields(name="Rochat"), by=None, at=at)
    save_code(INDUSTRY_GROUP, CodeFields(code="MACHINE"), by=None, at=at)
    told: list[str | int] = []

    def give_code() -> None:
        try:
            if give == "one":
                assign_code(company, INDUSTRY_GROUP, "MACHINE", by=None, at=at)
            else:
                who = Question.of(Contact.objects.filter(pk=company.pk))
                told.append(assign_code_many(who, INDUSTRY_GROUP, "MACHINE", by=None, at=at))
        except Refused as refused:
            told.append(refused.refusals[0].code)
        connection.close()

    with transaction.atomic():
        change_contact(company, replace(fields_of(company), type="person"), by=None, at=at)
        giving = threading.Thread(target=give_code)
        giving.start()
        giving.join(timeout=0.5)
        waiting = giving.is_alive()
    giving.join()

    assert (waiting, told) == (True, ["contact.field_wrong_type" if give == "one" else 0])
    assert (Contact.objects.get(pk=company.pk).type, ContactIndustryGroup.objects.count()) == ("person", 0)
