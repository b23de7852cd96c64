"""What contacts agree to and refuse: kept, said once, and told on the timeline."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from liaison.campaigns.actions import (
    create_campaign,
    note_consent,
    note_consents,
    subscribe_again,
    unsubscribe,
)
from liaison.campaigns.models import Consent
from liaison.campaigns.queries import consent_history, consents_of, own_consents, refuses
from liaison.campaigns.rules import CampaignValues
from liaison.contacts.actions import change_contact
from liaison.contacts.facts import ContactsImported
from liaison.contacts.fields import with_first_email
from liaison.contacts.models import Contact
from liaison.contacts.queries import fields_of
from liaison.interactions.actions.slots import assign_slot
from liaison.interactions.models import CampaignEntry, Entry, InteractionTemplate, Slot
from liaison.kit.errors import NotAllowed, Refused
from liaison.kit.facts import announce
from liaison.kit.sql import Question
from tests import make
from tests.cast import Cast


@pytest.fixture
def event(cast: Cast, at: datetime) -> InteractionTemplate:
    """The template that unsubscriptions are recorded with, and a group that is a topic."""
    make.make_group("NEWS", description="Newsletter")
    template = make.make_template(
        "DESINSCR",
        make.make_group("CAMPAGNE"),
        description="Unsubscription",
        channel="web",
        information_flow="inbound",
        initiated_by="them",
    )
    assign_slot(Slot.UNSUBSCRIPTION, template, by=None, at=at)
    return template


def leave(cast: Cast, at: datetime, topic: str = "NEWS", **given: Any) -> None:
    unsubscribe(cast.nora.pk, "email", topic, source="link", at=at, **given)


def test_unsubscribing_is_recorded_once_however_often(
    cast: Cast, event: InteractionTemplate, at: datetime
) -> None:
    """B-6"""
    later = at + timedelta(hours=1)
    leave(cast, at)
    leave(cast, later)
    leave(cast, later, "news ")

    (entry,) = Entry.objects.select_related("content", "template")
    assert (entry.contact, entry.template, entry.channel, entry.information_flow, entry.initiated_by) == (
        cast.nora, event, "web", "inbound", "them",
    )  # fmt: skip
    assert (entry.content.description, entry.occurred_at, entry.recorded_by, entry.delivery_status) == (
        "Unsubscription: Newsletter", at, None, "none",
    )  # fmt: skip
    (said,) = consents_of(cast.aline, cast.nora.pk)
    assert (said.agreement, said.source, said.source_words, said.noted_at) == (
        "withdrawn", "link", "Link in a message", at,
    )  # fmt: skip


@pytest.mark.parametrize(("own", "told"), [("email", "none"), ("hard_copy", "hard_copy")])
def test_unsubscribing_sends_no_mail(
    cast: Cast, event: InteractionTemplate, at: datetime, own: str, told: str
) -> None:
    """R-INT-91, 99: what is only noted has no content, and no address is asked for"""
    InteractionTemplate.objects.filter(pk=event.pk).update(default_correspondence_type=own)
    Contact.objects.filter(pk=cast.nora.pk).update(email="")
    leave(cast, at)
    assert Entry.objects.get().correspondence_type == told


def test_unsubscribing_stands_below_the_campaign_of_its_template(
    cast: Cast, event: InteractionTemplate, at: datetime
) -> None:
    """R-INT-92"""
    campaign = create_campaign(CampaignValues(description="Salon"), by=cast.administrator, at=at)
    InteractionTemplate.objects.filter(pk=event.pk).update(campaign=campaign)
    leave(cast, at)
    entry = Entry.objects.get()
    assert (entry.campaign, entry.campaign_entry) == (campaign, CampaignEntry.objects.get())


def test_every_word_is_kept_and_the_newest_counts(
    cast: Cast, event: InteractionTemplate, at: datetime
) -> None:
    """B-6"""
    leave(cast, at)
    subscribe_again(cast.nora.pk, "email", "NEWS", source="page", at=at + timedelta(days=1))
    assert refuses(cast.nora.pk, "email", "NEWS") is None
    leave(cast, at + timedelta(days=2))

    assert own_consents(cast.nora.pk, "email") == {"NEWS": "withdrawn"}
    kept = consent_history(cast.viewer, cast.nora.pk)
    assert [(one.agreement, one.source, (one.noted_at - at).days) for one in kept] == [
        ("withdrawn", "link", 2), ("given", "page", 1), ("withdrawn", "link", 0),
    ]  # fmt: skip
    assert Entry.objects.count() == 2


def test_who_refused_everything_refused_each_topic(
    cast: Cast, event: InteractionTemplate, at: datetime
) -> None:
    """B-6"""
    leave(cast, at, "")
    leave(cast, at, "NEWS")
    assert own_consents(cast.nora.pk, "email") == {"": "withdrawn"}
    assert [one.content.description for one in Entry.objects.select_related("content")] == ["Unsubscription"]


def test_the_message_that_led_to_it_is_named(cast: Cast, event: InteractionTemplate, at: datetime) -> None:
    """B-6"""
    leave(cast, at)
    first = Entry.objects.get().pk
    leave(cast, at, "OTHER", entry=first)
    leave(cast, at, "THIRD", entry=first + 1000)  # deleted meanwhile

    assert list(Entry.objects.order_by("pk").values_list("follow_up_of", flat=True)) == [None, first, None]
    kept = consent_history(cast.viewer, cast.nora.pk)
    assert [one.entry_no for one in kept] == [first + 1000, first, None]


def test_what_people_and_servers_note_makes_no_entry(
    cast: Cast, event: InteractionTemplate, at: datetime
) -> None:
    """B-6"""
    note_consent(cast.nora.pk, "email", "bounced", source="bounce", by=None, at=at)
    note_consent(cast.nora.pk, "email", "withdrawn", source="hand", by=cast.aline, at=at)
    assert Entry.objects.count() == 0
    assert [(one.agreement, one.noted_by) for one in consent_history(cast.aline, cast.nora.pk)] == [
        ("withdrawn", cast.aline), ("bounced", None),
    ]  # fmt: skip


def test_blocked_contacts_and_a_missing_template_still_unsubscribe(cast: Cast, at: datetime) -> None:
    """B-6"""
    leave(cast, at)
    Contact.objects.filter(pk=cast.nora.pk).update(privacy_blocked=True)
    leave(cast, at, "OTHER")
    assert (Entry.objects.count(), Consent.objects.count()) == (0, 2)


@pytest.mark.parametrize("others", [0, 40])
def test_a_set_is_one_statement(
    cast: Cast, at: datetime, others: int, django_assert_num_queries: Any
) -> None:
    """B-6"""
    for number in range(others):
        make.make_person(f"Person {number}")
    note_consent(cast.nora.pk, "email", "withdrawn", topic="NEWS", source="link", by=None, at=at)
    asked = Question.of(Contact.objects.all())
    later = at + timedelta(days=1)
    with django_assert_num_queries(1):
        new = note_consents(asked, "email", "withdrawn", topic="news", source="import", by=None, at=later)

    everybody = Contact.objects.count()
    assert (new, Consent.objects.filter(agreement="withdrawn").count()) == (everybody - 1, everybody)
    assert Consent.objects.get(contact=cast.nora).source == "link"
    assert note_consents(asked, "email", "withdrawn", topic="NEWS", by=None, at=later) == 0


def test_without_the_right_nothing_is_noted(cast: Cast, at: datetime) -> None:
    """B-6"""
    with pytest.raises(NotAllowed):
        note_consents(Question.of(Contact.objects.all()), "email", "withdrawn", by=cast.viewer, at=at)
    assert Consent.objects.count() == 0


def bounced(cast: Cast, at: datetime) -> None:
    note_consent(cast.nora.pk, "email", "bounced", source="bounce", by=None, at=at)


def test_an_address_that_does_not_work_is_forgotten_with_it(cast: Cast, at: datetime) -> None:
    """B-5: the mark is on the address; the history keeps that it was there"""
    bounced(cast, at)
    assert refuses(cast.nora.pk, "email", "NEWS") is not None
    nora = change_contact(
        cast.nora, replace(fields_of(cast.nora), job_title="Directrice"), by=cast.aline, at=at
    )
    assert refuses(cast.nora.pk, "email", "NEWS") is not None
    given = replace(fields_of(nora), emails=with_first_email(fields_of(nora).emails, "nora@neuf.example"))
    change_contact(nora, given, by=cast.aline, at=at)
    assert refuses(cast.nora.pk, "email", "NEWS") is None
    assert [(one.agreement, one.source_words) for one in consent_history(cast.aline, cast.nora.pk)] == [
        ("unsaid", "New address"), ("bounced", "Returned message"),
    ]  # fmt: skip


def test_a_whole_file_of_new_addresses_is_one_statement(
    cast: Cast, at: datetime, django_assert_num_queries: Any
) -> None:
    """B-5"""
    bounced(cast, at)
    note_consent(cast.yves.pk, "email", "bounced", by=None, at=at)
    Contact.objects.filter(pk=cast.yves.pk).update(email=cast.yves.email.upper())
    Contact.objects.filter(pk=cast.nora.pk).update(email="nora@neuf.example")
    both = (cast.nora.pk, cast.yves.pk)
    with django_assert_num_queries(1):
        announce(ContactsImported(created=(), changed=both, by=None, at=at))
    assert [one.contact_id for one in Consent.objects.all()] == [cast.yves.pk]
    announce(ContactsImported(created=both, changed=(), by=None, at=at))


@pytest.mark.parametrize("stronger", ["withdrawn", "complained"])
def test_an_address_that_does_not_work_takes_no_other_no_away(
    cast: Cast, at: datetime, stronger: str
) -> None:
    """B-5: else a new address would bring back who left"""
    note_consent(cast.nora.pk, "email", stronger, source="hand", by=None, at=at)
    bounced(cast, at)
    assert [(one.agreement, one.address) for one in Consent.objects.all()] == [(stronger, "")]
    assert len(consent_history(cast.aline, cast.nora.pk)) == 1


def test_that_nothing_was_said_cannot_be_said(cast: Cast, at: datetime) -> None:
    with pytest.raises(Refused):
        note_consent(cast.nora.pk, "email", "unsaid", by=None, at=at)
