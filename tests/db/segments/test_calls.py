"""Calling from the lines of a segment."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection

from liaison.accounts.models import Role, User
from liaison.campaigns.actions import create_campaign
from liaison.campaigns.models import Campaign
from liaison.campaigns.rules import CampaignValues
from liaison.contacts.models import AddressRange, AlternativeAddress, Contact, ContactPhone
from liaison.interactions.actions.correct import cancel
from liaison.interactions.actions.headings import name_campaign_entry
from liaison.interactions.draft import Values
from liaison.interactions.models import Entry, InteractionTemplate, TemplateSlot
from liaison.interactions.queries.headings import campaign_entries
from liaison.kit.errors import NotAllowed, Refused
from liaison.segments.actions import (
    delete_segment,
    log_call,
    log_segment,
    personalize_lines,
    remove_lines,
)
from liaison.segments.actions.call import open_call, open_next_call
from liaison.segments.models import OpenCall, Segment, SegmentLine
from liaison.segments.queries.calls import (
    NextCall,
    called_count,
    line_to_call,
    next_to_call,
    with_calls,
)
from liaison.segments.queries.lines import Called, lines
from liaison.segments.queries.segments import NoSuchSegment, segment
from liaison.segments.values import LineValues
from tests import make
from tests.db.segments.sample import AT, TODAY, Sample
from tests.db.segments.test_values_of_lines import FIRST, opened

SECOND, THIRD = 2 * FIRST, 3 * FIRST


@pytest.fixture
def calls(sample: Sample) -> Sample:
    """The sample company, with a template for outgoing calls."""
    template = make.make_template(
        "APPEL", channel="phone", description="Appel sortant", unit_cost="1.50", unit_duration_min=12
    )
    TemplateSlot.objects.create(slot="outgoing_calls", template=template)
    return sample


def told(**given: Any) -> Values:
    values: dict[str, Any] = {
        "occurred_at": AT, "description": "Viendra", "salesperson": "AR", "contact_via": "021 555 01 42",
    }  # fmt: skip
    return Values(**{**values, **given})


def call(
    sample: Sample, head: Segment, line_no: int = FIRST, *, form: UUID | None = None, **given: Any
) -> Entry:
    number = log_call(head.no, line_no, told(**given), form=form or uuid4(), by=sample.by, at=AT)
    return Entry.objects.get(pk=number)


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[tuple[str | None, str]]:
    return [(one.field, one.code) for one in refused.value.refusals]


def test_a_call_is_filled_from_the_line(calls: Sample) -> None:
    """R-SEG-104: contact, numbers, salesperson, alternative address, campaign, target, response, template."""
    create_campaign(CampaignValues(description="Portes ouvertes"), no="CP-001", by=calls.by, at=AT)
    head = opened(calls, 101, 201, campaign="CP-001", campaign_target=True, salesperson="TK")
    nora = calls.contacts[101]
    ContactPhone.objects.create(contact=nora, kind="phone", number="021 555 01 42", e164="+41215550142")
    AlternativeAddress.objects.create(contact=nora, code="CHALET", phone="027 555 00 02")
    own = LineValues(salesperson="LB", alternative_address="CHALET", campaign_response=True)
    personalize_lines(head.no, [FIRST], own, by=calls.by, at=AT)

    line = line_to_call(calls.by, head, FIRST, TODAY)
    assert (line.contact, line.call.template) == (nora, "APPEL")
    assert [one.number for one in line.call.numbers] == ["021 555 01 42", "027 555 00 02"]
    assert line.values == Values(
        contact="CT-000101", template="APPEL", salesperson="LB", campaign="CP-001", campaign_target=True,
        campaign_response=True, alternative_address="CHALET", segment_no=head.no,
    )  # fmt: skip
    plain = line_to_call(calls.by, head, SECOND, TODAY)
    assert (plain.values.salesperson, plain.values.alternative_address, plain.call.numbers) == (
        "TK",
        None,
        (),
    )


def test_the_number_that_was_called_last_is_proposed_first(calls: Sample) -> None:
    """R-SEG-104, R-INT-103: also where it is one of the contact's own"""
    head = opened(calls, 101)
    for kind, number in (("phone", "021 555 01 42"), ("mobile", "079 555 00 01")):
        ContactPhone.objects.create(contact=calls.contacts[101], kind=kind, number=number)
    call(calls, head, contact_via="079 555 00 01")

    line = line_to_call(calls.by, head, FIRST, TODAY)
    assert [one.number for one in line.call.numbers] == ["079 555 00 01", "021 555 01 42"]


def test_a_call_counts_for_the_campaign_of_its_line_alone(calls: Sample) -> None:
    """R-INT-50, R-SEG-104: the template's stands for none, not for one archived or taken away on purpose"""
    create_campaign(CampaignValues(description="Portes ouvertes"), no="CP-001", by=calls.by, at=AT)
    create_campaign(CampaignValues(description="Appels"), no="CP-002", by=calls.by, at=AT)
    of_calls = Campaign.objects.get(no="CP-002")
    InteractionTemplate.objects.filter(code="APPEL").update(campaign=of_calls)
    bare, head = opened(calls, 101), opened(calls, 101, 201, campaign="CP-001")
    personalize_lines(head.no, [FIRST], LineValues(campaign=""), by=calls.by, at=AT)
    Campaign.objects.filter(no="CP-001").update(archived_at=AT)

    asked = [(bare, FIRST), (head, FIRST), (head, SECOND)]
    told = [line_to_call(calls.by, one, line_no, TODAY).values.campaign for one, line_no in asked]
    assert told == [None, "", ""]
    made = [call(calls, one, line_no).campaign for one, line_no in asked]
    assert made == [of_calls, None, None]


def test_a_line_without_an_alternative_address_is_called_at_the_contact_s_own(calls: Sample) -> None:
    """R-SEG-43: not at the address of the day, neither in the numbers offered nor in what is recorded"""
    head = opened(calls, 101)
    away = AlternativeAddress.objects.create(
        contact=calls.contacts[101], code="CHALET", phone="027 555 00 02"
    )
    AddressRange.objects.create(contact=calls.contacts[101], alternative_address=away, starting_date=TODAY)
    assert [one.number for one in line_to_call(calls.by, head, FIRST, TODAY).call.numbers] == [
        "027 555 00 02"
    ]
    personalize_lines(head.no, [FIRST], LineValues(alternative_address=""), by=calls.by, at=AT)

    line = line_to_call(calls.by, head, FIRST, TODAY)
    assert (line.call.numbers, line.values.alternative_address) == ((), "")


def test_finishing_records_at_once_and_the_line_stays(calls: Sample) -> None:
    """R-SEG-105: the segment's number, the evaluation, attempt failed; contact_via on the line."""
    create_campaign(CampaignValues(description="Portes ouvertes"), no="CP-001", by=calls.by, at=AT)
    head = opened(calls, 101, 201, campaign="CP-001", campaign_response=True)
    before = head.version, head.line_count
    entry = call(
        calls, head, evaluation="positive", attempt_failed=True, comments=("Répondeur",), campaign="CP-999"
    )
    assert (entry.contact.no, entry.company, entry.segment_no, entry.logged_segment_id) == (
        "CT-000101", calls.contacts[100], head.no, None,
    )  # fmt: skip
    assert (entry.template.code, entry.channel, entry.contact_via, entry.delivery_status) == (
        "APPEL", "phone", "021 555 01 42", "none",
    )  # fmt: skip
    assert (entry.evaluation, entry.attempt_failed, entry.content.description) == (
        "positive",
        True,
        "Viendra",
    )
    assert (entry.campaign, entry.campaign_target, entry.campaign_response) == (
        Campaign.objects.get(), True, True,
    )  # fmt: skip
    assert (entry.cost, entry.duration_min, entry.recorded_by) == (Decimal("1.50"), Decimal(12), calls.by)
    assert entry.comments.get().comment == "Répondeur"
    assert list(
        SegmentLine.objects.filter(removed_by=None)
        .order_by("line_no")
        .values_list("contact_via", "personalized", "attempt_failed")
    ) == [("021 555 01 42", True, None), (None, False, None)]
    head = segment(calls.by, head.no)
    assert (head.version, head.line_count) == before
    assert line_to_call(calls.by, head, FIRST, TODAY).call.numbers[0].number == "021 555 01 42"

    logged = log_segment(head.no, send=False, by=calls.by, at=AT)
    at_line = Entry.objects.get(contact=entry.contact, logged_segment__entry_no=logged.entry_no)
    assert (at_line.contact_via, at_line.evaluation, at_line.attempt_failed) == (
        "021 555 01 42",
        "none",
        False,
    )


def test_a_call_asks_for_no_content_whatever_its_template_proposes(calls: Sample) -> None:
    """R-SEG-105, R-INT-112: a new template proposes e-mail, and a call is never delivered"""
    head = opened(calls, 101)
    Contact.objects.filter(pk=calls.contacts[101].pk).update(email="nora@x.example")
    InteractionTemplate.objects.filter(code="APPEL").update(default_correspondence_type="email")
    assert line_to_call(calls.by, head, FIRST, TODAY).call.correspondence_type == "none"
    assert call(calls, head).correspondence_type == "none"


def test_a_call_needs_nothing_to_open(calls: Sample) -> None:
    """R-SEG-105, R-INT-110: four checks, whatever the template does in the guide"""
    InteractionTemplate.objects.filter(code="APPEL").update(wizard_action="open")
    assert call(calls, opened(calls, 101)).contact_via == "021 555 01 42"


def test_a_campaign_entry_that_is_called_so_already_is_left_as_it_is(calls: Sample) -> None:
    """R-CMP-12: the entry is written anew only where the segment is called otherwise by now"""
    create_campaign(CampaignValues(), no="CP-001", by=calls.by, at=AT)
    head = opened(calls, 101, campaign="CP-001")
    call(calls, head)

    def named(description: str) -> tuple[Any, ...]:
        name_campaign_entry("CP-001", segment_no=head.no, description=description)
        with connection.cursor() as cursor:
            cursor.execute("SELECT ctid::text, description FROM interaction_campaign_entry")
            (found,) = cursor.fetchall()
        return tuple(found)

    first = named("Lines")
    assert named("Lines") == first
    assert named("Others")[1] == "Others"


def test_logging_uses_the_campaign_entry_that_a_call_made_before(calls: Sample) -> None:
    """R-CMP-12 to 14: one entry for campaign and segment, linked to the logged segment, called as it is"""
    campaign = create_campaign(CampaignValues(), no="CP-001", by=calls.by, at=AT)
    head = opened(calls, 101, campaign="CP-001")
    made = call(calls, head).campaign_entry
    assert made is not None
    assert made.description == "Lines"

    done = log_segment(head.no, send=False, by=calls.by, at=AT)

    (entry,) = campaign_entries(calls.by, campaign)
    assert entry == made
    assert entry.logged_segment is not None
    assert (entry.segment_no, entry.description) == (head.no, "Lines")
    assert entry.logged_segment.entry_no == done.entry_no
    below = Entry.objects.filter(campaign=campaign).values_list("campaign_entry", flat=True)
    assert list(below) == [entry.pk, entry.pk]


def test_a_form_sent_twice_is_recorded_once(calls: Sample) -> None:
    """R-SEG-105"""
    head, form = opened(calls, 101), uuid4()
    assert call(calls, head, form=form) == call(calls, head, form=form)
    assert Entry.objects.filter(segment_no=head.no).count() == 1


@pytest.mark.parametrize(
    ("name", "value", "field", "code"),
    [
        ("contact_via", " ", "number", "E-SEG-14"),
        ("contact_via", "0" * 256, "number", "length"),
        ("occurred_at", None, "occurred_at", "E-SEG-15"),
        ("description", "", "description", "E-SEG-15"),
        ("salesperson", None, "salesperson", "E-SEG-15"),
    ],
)
def test_what_a_call_needs(calls: Sample, name: str, value: object, field: str, code: str) -> None:
    """R-SEG-104, E-SEG-14, E-SEG-15: refused, nothing is left behind."""
    head = opened(calls, 101)
    before = Entry.objects.count()
    with pytest.raises(Refused) as refused:
        log_call(head.no, FIRST, told(**{name: value}), form=uuid4(), by=calls.by, at=AT)
    assert codes(refused) == [(field, code)]
    assert (Entry.objects.count(), SegmentLine.objects.get().contact_via) == (before, None)


def test_without_template_or_for_a_blocked_contact(calls: Sample) -> None:
    """R-SEG-104, E-SEG-13, E-INT-10"""
    head = opened(calls, 101)
    Contact.objects.filter(no="CT-000101").update(privacy_blocked=True)
    with pytest.raises(Refused) as refused:
        call(calls, head)
    assert codes(refused) == [("contact", "E-INT-10")]
    Contact.objects.update(privacy_blocked=False)
    TemplateSlot.objects.all().delete()
    for verb in (lambda: line_to_call(calls.by, head, FIRST, TODAY), lambda: call(calls, head)):
        with pytest.raises(Refused) as refused:
            verb()
        assert codes(refused) == [("template", "E-SEG-13")]


def test_a_line_that_is_gone_is_not_called(calls: Sample) -> None:
    """R-SEG-105"""
    head = opened(calls, 101, 201)
    remove_lines(head.no, [FIRST], by=calls.by, at=AT)
    before = Entry.objects.count()
    for no, line_no in ((head.no, FIRST), (head.no, THIRD), ("SM-9999", SECOND)):
        with pytest.raises(NoSuchSegment):
            log_call(no, line_no, told(), form=uuid4(), by=calls.by, at=AT)
    assert Entry.objects.count() == before


def test_who_may_not_record_does_not_call(calls: Sample) -> None:
    """R-SEG-104"""
    head = opened(calls, 101)
    viewer = make.make_user("lecteur", Role.VIEWER)
    with pytest.raises(NotAllowed):
        log_call(head.no, FIRST, told(), form=uuid4(), by=viewer, at=AT)
    with pytest.raises(NotAllowed):
        line_to_call(viewer, head, FIRST, TODAY)


def test_the_next_line_is_one_nobody_called_yet(calls: Sample) -> None:
    """R-SEG-104, R-SEG-105: after this one, then from the start; blocked ones are passed over."""
    head = opened(calls, 101, 201, 301, 400)
    Contact.objects.filter(no="CT-000301").update(privacy_blocked=True)
    by = calls.by

    def following(after: int = 0) -> int | None:
        found = next_to_call(by, head, after=after, at=AT)
        return found.line_no if found is not None else None

    assert (following(), following(FIRST), following(SECOND), following(4 * FIRST)) == (
        FIRST, SECOND, 4 * FIRST, FIRST,
    )  # fmt: skip
    first = call(calls, head, SECOND)
    assert (following(FIRST), called_count(by, head)) == (4 * FIRST, 1)
    cancel([first.pk], by=by, at=AT)
    assert (following(FIRST), called_count(by, head)) == (SECOND, 0)
    for line_no in (FIRST, SECOND, 4 * FIRST):
        call(calls, head, line_no)
    assert (following(), following(FIRST), called_count(by, head)) == (None, None, 3)


def test_hidden_calls_are_not_counted_but_not_made_again(calls: Sample) -> None:
    """R-INT-198, R-SEG-105"""
    head = opened(calls, 101, 201)
    Entry.objects.filter(pk=call(calls, head).pk).update(visibility="private")

    assert (called_count(calls.by, head), called_count(calls.manager, head)) == (1, 0)
    assert next_to_call(calls.manager, head, at=AT) == NextCall(SECOND, "Luca Bernasconi")


def test_what_somebody_else_has_open_is_offered_last(calls: Sample, django_assert_num_queries: Any) -> None:
    """R-SEG-104: two who call through one segment do not call the same contact; for ten minutes"""
    head = opened(calls, 101, 201, 301)
    by, other = calls.by, calls.manager

    def taken(user: User, after: int = 0, at: datetime = AT) -> int | None:
        found = open_next_call(head, after=after, by=user, at=at)
        return found.line_no if found is not None else None

    assert (taken(by), taken(other), taken(by)) == (FIRST, SECOND, FIRST)
    assert (taken(by, after=FIRST), taken(other, after=SECOND)) == (THIRD, FIRST)
    open_call(head, FIRST, by=by, at=AT)
    open_call(head, SECOND, by=other, at=AT)
    call(calls, head, THIRD)
    with django_assert_num_queries(2):
        assert next_to_call(by, head, at=AT) == NextCall(FIRST, "Nora Béguelin")
    with django_assert_num_queries(4):
        found = next_to_call(by, head, after=FIRST, at=AT)
    assert found is not None
    assert found.line_no == SECOND
    later = AT + timedelta(minutes=11)
    assert (taken(other, at=later), taken(by, at=later)) == (FIRST, SECOND)
    assert OpenCall.objects.filter(segment=head).count() == 2
    delete_segment(head.no, by=by, at=AT)
    assert OpenCall.objects.count() == 0


def test_lines_tell_how_the_last_call_went(calls: Sample, django_assert_num_queries: Any) -> None:
    """R-SEG-105: of what the viewer may see; one statement, none where nobody was called."""
    head = opened(calls, 101, 201, 301)
    page = lines(calls.by, head)
    with django_assert_num_queries(0):
        assert with_calls(calls.by, head, page) == page
    call(calls, head, FIRST, attempt_failed=True)
    call(calls, head, SECOND, attempt_failed=True)
    call(calls, head, SECOND, occurred_at=datetime.combine(date(2026, 11, 3), AT.timetz()))
    personalize_lines(head.no, [THIRD], LineValues(contact_via="021 1"), by=calls.by, at=AT)
    page = lines(calls.by, head)
    with django_assert_num_queries(1):
        shown = with_calls(calls.by, head, page)
    assert [one.called for one in shown.items] == [Called.FAILED, Called.REACHED, None]
    Entry.objects.update(visibility="private")
    unseen = with_calls(calls.manager, head, page)
    assert [one.called for one in unseen.items] == [None, None, None]
