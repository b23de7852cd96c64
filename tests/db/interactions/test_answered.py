"""An answer is recorded on the contact of the entry it answers."""

from __future__ import annotations

import pytest

from liaison.interactions.actions.answered import Answer, record_answer
from liaison.interactions.models import Entry, Slot, TemplateSlot
from tests import make
from tests.cast import Cast
from tests.conftest import AT
from tests.db.interactions.conftest import Log

ANSWER = Answer(subject="Re: Relance", body="<p>Oui</p>", sender="lea@exemple.example", occurred_at=AT)


@pytest.fixture(autouse=True)
def _template(cast: Cast) -> None:
    TemplateSlot.objects.update_or_create(
        slot=Slot.EMAILS, defaults={"template": make.make_template("E-MAIL", channel="email")}
    )


def test_nobody_s_contact_s_answer_is_nobody_s(cast: Cast, log: Log) -> None:
    number = log(contact=cast.lea.no)
    Entry.objects.filter(pk=number).update(salesperson=None, team=None)

    answered = record_answer(ANSWER, entry_no=number, contact=cast.lea.pk, at=AT)

    assert answered is not None
    entry = Entry.objects.get(pk=answered)
    assert (entry.contact, entry.salesperson, entry.team, entry.follow_up_of) == (
        cast.lea,
        None,
        None,
        number,
    )
    assert (entry.content.subject, entry.information_flow) == ("Re: Relance", "inbound")


def test_entry_that_is_gone_gets_no_answer(cast: Cast, log: Log) -> None:
    number = log(contact=cast.lea.no)

    assert record_answer(ANSWER, entry_no=number, contact=cast.nora.pk, at=AT) is None
    assert Entry.objects.count() == 1
