"""An answer is recorded on the contact of the entry it answers."""

from __future__ import annotations

import pytest

from liaison.accounts.models import Reach, User
from liaison.campaigns.actions import create_campaign
from liaison.campaigns.rules import CampaignValues
from liaison.interactions.actions.answered import Answer, record_answer
from liaison.interactions.models import CampaignEntry, Entry, InteractionTemplate, Slot, TemplateSlot
from liaison.interactions.visibility import seen_by
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


def test_an_answer_is_never_delivered(cast: Cast, log: Log) -> None:
    """R-INT-116: though its template is one for e-mails"""
    InteractionTemplate.objects.filter(code="E-MAIL").update(default_correspondence_type="email")

    answered = record_answer(ANSWER, entry_no=log(contact=cast.lea.no), contact=cast.lea.pk, at=AT)

    assert answered is not None
    assert Entry.objects.get(pk=answered).correspondence_type == "none"


def test_entry_that_is_gone_gets_no_answer(cast: Cast, log: Log) -> None:
    number = log(contact=cast.lea.no)

    assert record_answer(ANSWER, entry_no=number, contact=cast.nora.pk, at=AT) is None
    assert Entry.objects.count() == 1


@pytest.mark.parametrize(
    ("visibility", "reach", "recorded"),
    [("everyone", "all", False), ("team", "all", False), ("private", "all", True), ("everyone", "own", True)],
)
def test_the_author_of_a_message_sees_the_answer(
    cast: Cast, log: Log, visibility: str, reach: str, *, recorded: bool
) -> None:
    """R-INT-198: also of a private one, and of one in a colleague's name"""
    User.objects.filter(pk=cast.marc.pk).update(reach=Reach(reach))
    number = log(contact=cast.lea.no, by=cast.marc, salesperson="AR", visibility=visibility)

    answered = record_answer(ANSWER, entry_no=number, contact=cast.lea.pk, at=AT)

    assert answered is not None
    marc = User.objects.get(pk=cast.marc.pk)
    assert Entry.objects.filter(seen_by(marc).q, pk=answered).exists()
    assert Entry.objects.get(pk=answered).recorded_by == (marc if recorded else None)


@pytest.mark.parametrize("visibility", ["everyone", "team"])
def test_an_answer_stays_with_the_team_of_the_message(cast: Cast, log: Log, visibility: str) -> None:
    """R-INT-198: who is responsible may be in another team by now; a colleague with that reach sees both"""
    User.objects.filter(pk=cast.marc.pk).update(reach=Reach.TEAM)
    marc = User.objects.get(pk=cast.marc.pk)
    number = log(contact=cast.lea.no, visibility=visibility)
    assert Entry.objects.filter(seen_by(marc).q, pk=number).exists()
    assert cast.stranger.salesperson is not None
    cast.rochat.team = cast.stranger.salesperson.team
    cast.rochat.save()

    answered = record_answer(ANSWER, entry_no=number, contact=cast.lea.pk, at=AT)

    assert answered is not None
    assert Entry.objects.get(pk=answered).team == Entry.objects.get(pk=number).team
    assert Entry.objects.filter(seen_by(marc).q, pk=answered).exists()


def test_the_campaign_of_the_template_has_an_entry(cast: Cast, log: Log) -> None:
    """R-INT-92"""
    campaign = create_campaign(CampaignValues(description="Salon"), by=cast.administrator, at=AT)
    number = log(contact=cast.lea.no)
    InteractionTemplate.objects.filter(code="E-MAIL").update(campaign=campaign)

    answered = record_answer(ANSWER, entry_no=number, contact=cast.lea.pk, at=AT)

    assert answered is not None
    entry = Entry.objects.get(pk=answered)
    assert (entry.campaign, entry.campaign_entry) == (campaign, CampaignEntry.objects.get())
