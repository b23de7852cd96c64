"""From selection to statistics (8.4), and what logging does otherwise."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from liaison.accounts.models import Role
from liaison.campaigns.actions import create_campaign, note_consent, note_dead_address
from liaison.campaigns.models import Campaign
from liaison.campaigns.rules import CampaignValues
from liaison.contacts.models import (
    AddressRange,
    AlternativeAddress,
    Contact,
    Salutation,
    SalutationFormula,
)
from liaison.delivery.actions.pace import give_back
from liaison.delivery.actions.settle import ClaimLost, settle, settle_reply
from liaison.delivery.bulk import claim_due, mark_item
from liaison.delivery.models import Item, Run
from liaison.delivery.queries.papers import writing_of_entry
from liaison.interactions.actions.correct import cancel, evaluate, reinstate
from liaison.interactions.actions.headings import (
    delete_canceled_campaign_entries,
    delete_canceled_segments,
    keep_counts,
    switch_campaign_entries,
    switch_logged_segments,
)
from liaison.interactions.models import (
    CampaignEntry,
    Content,
    DeliveryStatus,
    Entry,
    EntryChange,
    Evaluation,
    InteractionTemplateLanguage,
    LoggedChange,
    LoggedSegment,
)
from liaison.interactions.queries.headings import (
    CampaignFigures,
    campaign_entries,
    campaign_figures,
    kept_counts,
    logged_segment_counts,
    logged_segments,
)
from liaison.kit.errors import NotAllowed, Refused
from liaison.mail.handing_over import Outcome, Reply
from liaison.segments.actions import (
    apply_remedy,
    change_segment,
    change_steps,
    create_segment,
    delete_segment,
    enter_line,
    log_segment,
    personalize_lines,
    refresh_segment,
    select_contacts,
    set_policy,
    undo_logging,
    write_language,
)
from liaison.segments.actions.log import forget_worksheets
from liaison.segments.actions.steps import refresh_following
from liaison.segments.bulk.lines import delete_worksheet
from liaison.segments.models import Segment, SegmentLine, SegmentStep
from liaison.segments.queries.explain import explain
from liaison.segments.queries.lines import lines
from liaison.segments.queries.plans import StepDraft
from liaison.segments.queries.readiness import readiness
from liaison.segments.queries.readiness.counting import _sampled
from liaison.segments.queries.segments import (
    NoSuchSegment,
    can_be_undone,
    segment,
    segments,
    segments_using,
    totals,
)
from liaison.segments.queries.trial import writing_of_line
from liaison.segments.rules import UNDO_PERIOD, Manners, Selection
from liaison.segments.values import LanguageValues, LineValues, SegmentValues
from tests import make
from tests.db.reading import rows_read
from tests.db.segments.sample import AT, TODAY, Sample
from tests.db.segments.test_worked_example import OPENDAY

Open = Callable[..., Segment]


@pytest.fixture
def campaign(sample: Sample) -> Campaign:
    return create_campaign(CampaignValues(description="Open day 2027"), no="CP-012", by=sample.by, at=AT)


@pytest.fixture
def open_day(sample: Sample, campaign: Campaign) -> Segment:
    """SM-0001 of 8.4: INVIT for the campaign, lines as W1."""
    values = SegmentValues(description="Open day 2027", campaign="CP-012")
    made = create_segment(values, template="INVIT", by=sample.by, at=AT)
    select_contacts(made.no, Selection(action="add", filters=[OPENDAY]), by=sample.by, at=AT)
    return segment(sample.by, made.no)


def figures(sample: Sample, campaign: Campaign) -> CampaignFigures:
    return campaign_figures(sample.by, [campaign.pk])[campaign.pk]


def refused(verb: Callable[[], Any]) -> list[str]:
    with pytest.raises(Refused) as caught:
        verb()
    return [one.code for one in caught.value.refusals]


def ready(sample: Sample, head: Segment) -> None:
    """Claire Vionnet has no e-mail; she gets a letter."""
    number = next(one.line_no for one in lines(sample.by, head).items if one.contact_no == "CT-000400")
    personalize_lines(head.no, [number], LineValues(correspondence_type="hard_copy"), by=sample.by, at=AT)


def test_lines_follow_template_and_contact(sample: Sample, open_day: Segment) -> None:
    """R-SEG-20, R-SEG-41, R-SEG-53: the values of 8.4"""
    found = lines(sample.by, open_day).items

    assert [(one.contact_no[-3:], one.correspondence_type, one.language) for one in found] == [
        ("400", "email", "fr-CH"),
        ("100", "email", "fr-CH"),
        ("101", "email", "fr-CH"),
        ("201", "email", "fr-CH"),
    ]
    assert {(one.cost, one.duration_min, one.campaign_target) for one in found} == {
        (Decimal("2.50"), Decimal(5), True)
    }
    assert {(one.attachment, one.own) for one in found} == {("inherited", ())}
    assert totals(sample.by, open_day) == type(totals(sample.by, open_day))(4, Decimal(10), Decimal(20), 1, 0)


def test_from_selection_to_statistics(sample: Sample, campaign: Campaign, open_day: Segment) -> None:
    """R-SEG-110 to 118, R-SEG-121 to 123, R-SEG-127, R-CMP-10, 11, 12, 16, 20 to 25, R-INT-149, 177: example 8.4"""
    assert refused(lambda: log_segment(open_day.no, send=True, by=sample.by, at=AT)) == ["E-SEG-27"]
    assert (Entry.objects.filter(campaign=campaign).count(), LoggedSegment.objects.count()) == (0, 0)
    ready(sample, open_day)

    first = log_segment(open_day.no, send=True, by=sample.by, at=AT)

    assert (first.entry_no, first.count, first.queued) == (1, 4, 4)
    assert list(segments(sample.by)) == []
    entry = CampaignEntry.objects.get()
    assert (entry.campaign, entry.segment_no, entry.logged_segment.entry_no) == (campaign, "SM-0001", 1)  # type: ignore[union-attr]
    found = figures(sample, campaign)
    assert (found.contacted, found.responded, found.response_rate) == (4, 0, Decimal("0.0"))
    assert (found.cost, found.duration_min, found.contacts_contacted) == (Decimal(10), Decimal(20), 4)

    answers = create_segment(
        SegmentValues(description="Answers", campaign="CP-012"), template="REPLY", by=sample.by, at=AT
    )
    enter_line(answers.no, "CT-000101", by=sample.by, at=AT)
    assert log_segment(answers.no, send=False, by=sample.by, at=AT).entry_no == 2
    found = figures(sample, campaign)
    assert (found.responded, found.response_rate) == (1, Decimal("25.0"))
    assert (found.cost, found.duration_min) == (Decimal(10), Decimal(22))
    assert (found.cost_per_response, found.duration_per_response) == (Decimal("10.00"), Decimal("22.00"))

    assert switch_logged_segments([1], by=sample.by, at=AT) is True
    found = figures(sample, campaign)
    assert (found.contacted, found.response_rate, found.cost) == (0, Decimal("0.0"), Decimal(0))
    assert (found.duration_min, found.responded) == (Decimal(2), 1)
    entry.refresh_from_db()
    assert entry.canceled
    one = Entry.objects.filter(logged_segment__entry_no=1).values_list("pk", flat=True)[:1]
    assert refused(lambda: reinstate(list(one), by=sample.by, at=AT)) == ["E-SEG-41"]

    assert delete_canceled_segments(by=sample.manager, at=AT) == 1
    kept = Entry.objects.filter(segment_no="SM-0001")
    assert kept.filter(canceled=True, logged_segment=None).count() == 4
    assert kept.count() == 4


def test_entries_are_what_the_lines_were(sample: Sample, open_day: Segment) -> None:
    """R-SEG-113, R-SEG-130: one content for a language, entries in line order, deliveries queued"""
    ready(sample, open_day)
    log_segment(open_day.no, send=True, by=sample.by, at=AT)

    found = Entry.objects.filter(segment_no="SM-0001").order_by("id")
    assert [
        (one.contact.no[-3:], one.correspondence_type, one.delivery_status, one.language) for one in found
    ] == [
        ("400", "hard_copy", "queued", "fr-CH"),
        ("100", "email", "queued", "fr-CH"),
        ("101", "email", "queued", "fr-CH"),
        ("201", "email", "queued", "fr-CH"),
    ]
    content = Content.objects.get(pk__in=found.values("content"))
    assert (content.subject, content.description, content.body) == (
        "INVIT fr-CH", "Open day 2027", "<p>INVIT fr-CH</p>",
    )  # fmt: skip
    assert content.body_text == "INVIT fr-CH"
    one = found[2]
    assert (one.company_id, one.salesperson.code, one.channel) == (sample.contacts[100].pk, "AR", "email")  # type: ignore[union-attr]
    assert (one.information_flow, one.initiated_by, one.cost) == ("outbound", "us", Decimal("2.50"))
    assert (one.recorded_by, one.recorded_at, one.occurred_at) == (sample.by, AT, AT)
    assert list(Item.objects.order_by("entry").values_list("entry", "channel", "state")) == [
        (entry.pk, entry.correspondence_type, "queued") for entry in found
    ]


def test_personalized_line_has_a_text_of_its_own(sample: Sample, open_day: Segment) -> None:
    """R-SEG-113, B-19"""
    ready(sample, open_day)
    own = LineValues(subject="Just for you", body="<p>Dear <b>Nora</b></p>", cost=Decimal(9))
    personalize_lines(open_day.no, [30_000], own, by=sample.by, at=AT)
    log_segment(open_day.no, send=True, by=sample.by, at=AT)

    entries = Entry.objects.filter(segment_no="SM-0001").order_by("id")
    texts = [Content.objects.get(pk=one.content_id) for one in entries]
    assert [text.subject for text in texts] == ["INVIT fr-CH", "INVIT fr-CH", "Just for you", "INVIT fr-CH"]
    assert len({text.pk for text in texts}) == 2
    assert (texts[2].body, texts[2].body_text) == ("<p>Dear <b>Nora</b></p>", "Dear Nora")
    assert [one.cost for one in entries] == [Decimal("2.5"), Decimal("2.5"), Decimal(9), Decimal("2.5")]


@pytest.mark.parametrize(
    ("chosen", "of_template"), [("newsletter", ""), ("", "newsletter"), ("plain", "plain")]
)
def test_the_layout_is_that_of_the_segment_and_of_the_test_message(
    sample: Sample, open_day: Segment, chosen: str, of_template: str
) -> None:
    """R-SEG-31, R-SEG-113, R-INT-132: shared or of its own, whatever becomes of the template"""
    layouts = InteractionTemplateLanguage.objects
    layouts.filter(template__code="INVIT").update(email_layout=of_template)
    layouts.filter(template__code="LETTER").update(email_layout="short_message")
    write_language(open_day.no, "fr-CH", LanguageValues(email_layout=chosen), by=sample.by, at=AT)
    numbers = [one.line_no for one in lines(sample.by, open_day).items]
    for number, own in zip(
        numbers[1:], (LineValues(body="<p>Own</p>"), LineValues(template="LETTER")), strict=False
    ):
        personalize_lines(open_day.no, [number], own, by=sample.by, at=AT)
    text = LanguageValues(body="<p>Mine</p>", email_layout="plain")
    write_language(open_day.no, "fr-CH", text, line_no=numbers[3], by=sample.by, at=AT)
    shown = [writing_of_line(open_day, number).layout for number in numbers]

    log_segment(open_day.no, send=False, by=sample.by, at=AT)
    layouts.update(email_layout="newsletter")

    entries = Entry.objects.filter(segment_no=open_day.no).select_related("template").order_by("id")
    assert [writing_of_entry(one).layout for one in entries] == shown == [
        chosen, chosen, "short_message", "plain",
    ]  # fmt: skip


def test_without_sending_nothing_is_queued_and_mail_without_address_has_no_type(
    sample: Sample, open_day: Segment
) -> None:
    """R-SEG-111, R-SEG-119"""
    result = log_segment(open_day.no, send=False, by=sample.by, at=AT)

    found = Entry.objects.filter(segment_no="SM-0001").order_by("id")
    assert (result.queued, Item.objects.count()) == (0, 0)
    assert [one.correspondence_type for one in found] == ["none", "email", "email", "email"]
    assert set(found.values_list("delivery_status", flat=True)) == {"none"}


@pytest.mark.parametrize(("email", "kind", "queued"), [("", "none", 3), ("home@400.example", "email", 4)])
def test_mail_to_an_alternative_address_needs_no_other(
    sample: Sample, open_day: Segment, email: str, kind: str, queued: int
) -> None:
    """R-SEG-111: of one without an e-mail address nothing is sent, and nothing is refused"""
    claire = sample.contacts[400]
    other = AlternativeAddress.objects.create(contact=claire, code="HOME", email=email)
    AddressRange.objects.create(contact=claire, alternative_address=other, starting_date=AT.date())

    assert log_segment(open_day.no, send=True, by=sample.by, at=AT).queued == queued

    entry = Entry.objects.get(segment_no=open_day.no, contact=claire)
    assert (entry.alternative_address, entry.correspondence_type) == (other, kind)
    assert Item.objects.filter(entry=entry.pk).count() == queued - 3


def test_what_is_not_sent_needs_nothing_to_send(sample: Sample, open_day: Segment) -> None:
    """R-SEG-110, R-SEG-111: a line without any e-mail but with an alternative address is recorded only"""
    claire = sample.contacts[400]
    other = AlternativeAddress.objects.create(contact=claire, code="HOME")
    AddressRange.objects.create(contact=claire, alternative_address=other, starting_date=AT.date())
    Contact.objects.filter(pk=claire.pk).update(exclude_from_segment=True)
    note_consent(claire.pk, "email", "withdrawn", topic="MARKETING", source="link", by=None, at=AT)
    for template in ("INVIT", "VISIT"):
        number = lines(sample.by, open_day).items[0].line_no
        personalize_lines(
            open_day.no,
            [number],
            LineValues(template=template, correspondence_type="email"),
            by=sample.by,
            at=AT,
        )
        found = readiness(sample.by, open_day)
        told = [
            one.problem.key
            for one in found.findings
            if "CT-000400" in {who.contact_no for who in one.samples}
        ]
        assert "not_sent" in told
        assert found.ready

    assert log_segment(open_day.no, send=True, by=sample.by, at=AT).queued == 3


def test_a_line_without_a_type_is_recorded_and_not_sent(sample: Sample, open_day: Segment) -> None:
    """R-SEG-130: shown as a warning before"""
    personalize_lines(open_day.no, [10_000], LineValues(correspondence_type="none"), by=sample.by, at=AT)
    found = readiness(sample.by, open_day)
    assert {one.problem.key: one.count for one in found.findings}["not_sent"] == 1
    assert found.ready

    result = log_segment(open_day.no, send=True, by=sample.by, at=AT)

    entry = Entry.objects.get(segment_no=open_day.no, contact=sample.contacts[400])
    assert (result.count, result.queued) == (4, 3)
    assert (entry.correspondence_type, entry.delivery_status) == ("none", "none")
    assert not Item.objects.filter(entry=entry.pk).exists()


def test_all_that_stands_in_the_way_is_told_together(sample: Sample, open_day: Segment) -> None:
    """R-SEG-110: collected, each with its line, and nothing is written"""
    Segment.objects.update(description="", salesperson=None)
    sample.contacts[101].privacy_blocked = True
    sample.contacts[101].save()
    sample.contacts[201].salesperson = None
    sample.contacts[201].save()
    before = Entry.objects.count()

    codes = refused(lambda: log_segment(open_day.no, send=True, by=sample.by, at=AT))

    assert codes == ["E-SEG-21", "E-SEG-24", "E-SEG-33", "E-SEG-27"]
    assert (Entry.objects.count(), LoggedSegment.objects.count(), Item.objects.count()) == (before, 0, 0)
    empty = create_segment(SegmentValues(description="Empty"), template="INVIT", by=sample.by, at=AT)
    assert refused(lambda: log_segment(empty.no, send=False, by=sample.by, at=AT)) == ["E-SEG-22"]


def test_refusals_name_the_contacts_and_how_many_more(
    sample: Sample, open_day: Segment, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R-SEG-110: who it is, never a line number that nobody sees; the field says which line it is"""
    monkeypatch.setitem(_sampled.__globals__, "SAMPLES", 2)
    Segment.objects.update(salesperson=None)
    Contact.objects.update(salesperson=None)

    with pytest.raises(Refused) as caught:
        log_segment(open_day.no, send=False, by=sample.by, at=AT)

    assert [(one.field, str(one.message), one.problem) for one in caught.value.refusals] == [
        ("lines.10000", "CT-000400 Claire Vionnet: No salesperson", "no_salesperson"),
        ("lines.20000", "CT-000100 Béguelin Mécanique SA: No salesperson", "no_salesperson"),
        ("lines", "No salesperson: and 2 more", "no_salesperson"),
    ]


def test_a_number_is_logged_once(sample: Sample, open_day: Segment) -> None:
    """R-SEG-110, R-SEG-118, R-SEG-124"""
    log_segment(open_day.no, send=False, by=sample.by, at=AT)
    again = create_segment(SegmentValues(description="Again"), template="CALL", by=sample.by, at=AT)
    Segment.objects.filter(pk=again.pk).update(no="SM-0001")  # as older versions let it be typed
    again.no = "SM-0001"
    enter_line(again.no, "CT-000101", by=sample.by, at=AT)
    assert refused(lambda: log_segment(again.no, send=False, by=sample.by, at=AT)) == ["E-SEG-20"]
    switch_logged_segments([1], by=sample.by, at=AT)
    delete_canceled_segments(by=sample.manager, at=AT)

    assert log_segment(again.no, send=False, by=sample.by, at=AT).entry_no == 2


def test_readiness_counts_and_remedies_mend(sample: Sample, open_day: Segment) -> None:
    """R-SEG-110: B-8"""
    note_consent(
        sample.contacts[201].pk, "email", "withdrawn", topic="MARKETING", source="link", by=None, at=AT
    )
    found = readiness(sample.by, open_day)

    assert {one.problem.key: one.count for one in found.findings} == {
        "unsubscribed": 1, "no_email": 1, "other_language": 1, "ungreeted": 4,
    }  # fmt: skip
    assert (found.lines, found.emails, found.letters, found.ready) == (4, 3, 0, False)
    assert found.findings[1].samples[0].contact_name == "Claire Vionnet"
    assert apply_remedy(open_day.no, "no_email", "use_hard_copy", by=sample.by, at=AT) == 1
    assert apply_remedy(open_day.no, "unsubscribed", "take_out", by=sample.by, at=AT) == 1
    open_day.refresh_from_db()
    mended = readiness(sample.by, open_day)
    assert (mended.ready, mended.lines, mended.emails, mended.letters) == (True, 3, 2, 1)
    assert sample.lines(open_day) == [400, 100, 101]
    assert SegmentStep.objects.filter(segment=open_day).count() == 2


def test_another_salutation_than_the_wished_one_is_told_before_sending(
    sample: Sample, open_day: Segment
) -> None:
    """R-CON-96: where the contact's salutation has no formula in the language of the line"""

    def told() -> list[str]:
        found = [one for one in readiness(sample.by, open_day).findings if one.problem.key == "ungreeted"]
        return [line.contact_no for one in found for line in one.samples]

    Contact.objects.update(salutation=Salutation.objects.get(code="NEUTRAL"))
    assert told() == []
    SalutationFormula.objects.filter(language="fr", formality="formal").delete()
    found = lines(sample.by, open_day).items
    assert told() == [one.contact_no for one in found if one.language == "fr-CH"] != []
    SegmentLine.objects.update(correspondence_type="none")
    assert told() == []


def test_lines_without_salesperson_or_document_are_mended(sample: Sample, open_day: Segment) -> None:
    """R-SEG-110, B-8"""
    SegmentLine.objects.update(language="it-CH")
    Segment.objects.update(salesperson=None)
    Contact.objects.update(salesperson=None)

    def told() -> dict[str, int]:
        head = segment(sample.by, open_day.no)
        return {one.problem.key: one.count for one in readiness(sample.by, head).findings}

    def remedies() -> list[str]:
        found = readiness(sample.by, segment(sample.by, open_day.no)).findings
        return [key for one in found if one.problem.key == "no_document" for key in one.problem.remedies]

    before = told()
    assert (before["no_salesperson"], before["no_document"]) == (4, 4)
    for code in ("", "NOBODY"):
        assert refused(
            lambda code=code: apply_remedy(  # type: ignore[misc]
                open_day.no, "no_salesperson", "set_salesperson", salesperson=code, by=sample.by, at=AT
            )
        ) == ["unknown"]
    given: dict[str, Any] = {"by": sample.by, "at": AT}
    assert apply_remedy(open_day.no, "no_salesperson", "set_salesperson", salesperson="lb", **given) == 4
    for silent in ("", "en"):
        Segment.objects.update(language=silent)
        assert remedies() == ["no_sending", "take_out"]
    assert refused(lambda: apply_remedy(open_day.no, "no_document", "use_default_language", **given)) == [
        "E-SEG-28"
    ]
    Segment.objects.update(language="fr-CH")
    assert remedies() == ["use_default_language", "no_sending", "take_out"]
    assert apply_remedy(open_day.no, "no_document", "use_default_language", **given) == 4
    assert {"no_salesperson", "no_document"}.isdisjoint(told())
    found = lines(sample.by, segment(sample.by, open_day.no)).items
    assert {(one.salesperson, one.language) for one in found} == {("LB", "fr-CH")}


def test_the_default_language_mends_only_lines_that_follow(sample: Sample, open_day: Segment) -> None:
    """B-8: not offered and not done where a line has texts of its own that say nothing"""
    numbers = [one.line_no for one in lines(sample.by, open_day).items]
    given: dict[str, Any] = {"by": sample.by, "at": AT}
    personalize_lines(open_day.no, numbers[:1], LineValues(template="VISIT"), **given)
    write_language(open_day.no, "en", LanguageValues(subject="Only"), line_no=numbers[1], **given)

    def offered() -> tuple[int, bool]:
        (one,) = [one for one in readiness(sample.by, open_day).findings if one.problem.key == "no_document"]
        return one.count, "use_default_language" in one.problem.remedies

    assert offered() == (2, False)
    assert apply_remedy(open_day.no, "no_document", "use_default_language", **given) == 0
    SegmentLine.objects.filter(line_no=numbers[2]).update(language="it-CH", personalized=True)
    assert offered() == (3, True)
    assert apply_remedy(open_day.no, "no_document", "use_default_language", **given) == 1
    assert offered() == (2, False)


def test_an_address_that_does_not_work_is_told_apart_from_a_no(sample: Sample, open_day: Segment) -> None:
    """B-5, B-8, B-10: what bounced may go by letter, what was refused may not"""
    note_consent(sample.contacts[201].pk, "email", "bounced", source="bounce", by=None, at=AT)
    found = {one.problem.key: one for one in readiness(sample.by, open_day).findings}
    assert (found["bounced"].count, found["bounced"].samples[0].contact_no) == (1, "CT-000201")
    assert "unsubscribed" not in found
    told = explain(sample.by, open_day, sample.contacts[201], at=AT)
    assert [str(one) for one in told.held_back] == ["Address does not work"]

    assert apply_remedy(open_day.no, "bounced", "use_hard_copy", by=sample.by, at=AT) == 1
    assert "bounced" not in {one.problem.key for one in readiness(sample.by, open_day).findings}


def test_an_alternative_address_that_does_not_work_is_told(sample: Sample, open_day: Segment) -> None:
    """B-5, B-8: only while a line goes there"""
    contact = sample.contacts[201]
    other = AlternativeAddress.objects.create(contact=contact, code="OFFICE", email="Office@201.example")
    note_dead_address(contact.pk, "office@201.example", entry=None, at=AT)
    assert "bounced" not in {one.problem.key for one in readiness(sample.by, open_day).findings}

    dates = AddressRange.objects.create(contact=contact, alternative_address=other, starting_date=AT.date())
    found = {one.problem.key: one for one in readiness(sample.by, open_day).findings}
    assert (found["bounced"].count, found["bounced"].samples[0].contact_no) == (1, "CT-000201")
    assert held_back_words(sample, open_day) == ["Address does not work"]
    dates.delete()
    assert "bounced" not in {one.problem.key for one in readiness(sample.by, open_day).findings}
    assert held_back_words(sample, open_day) == []


@pytest.mark.parametrize(
    ("email", "told"),
    [
        ("office@201.example", []),
        ("C201@EXAMPLE.example", ["Address does not work"]),
        ("", ["Address does not work"]),
    ],
)
def test_an_own_address_that_does_not_work_says_nothing_of_another(
    sample: Sample, open_day: Segment, email: str, told: list[str]
) -> None:
    """B-5, B-8: a line that goes to an alternative address is ready"""
    contact = sample.contacts[201]
    note_consent(contact.pk, "email", "bounced", source="bounce", by=None, at=AT)
    other = AlternativeAddress.objects.create(contact=contact, code="OFFICE", email=email)
    AddressRange.objects.create(contact=contact, alternative_address=other, starting_date=AT.date())
    found = {one.problem.key for one in readiness(sample.by, open_day).findings}
    assert ("bounced" in found, held_back_words(sample, open_day)) == (bool(told), told)


def held_back_words(sample: Sample, head: Segment) -> list[str]:
    return [str(one) for one in explain(sample.by, head, sample.contacts[201], at=AT).held_back]


def test_only_a_no_to_the_way_a_line_goes_is_told(sample: Sample, open_day: Segment) -> None:
    """B-5: who wants no letters gets the e-mail all the same"""
    note_consent(sample.contacts[201].pk, "hard_copy", "withdrawn", by=None, at=AT)
    assert held_back_words(sample, open_day) == []
    assert "unsubscribed" not in {one.problem.key for one in readiness(sample.by, open_day).findings}
    SegmentLine.objects.filter(contact=sample.contacts[201]).update(correspondence_type="hard_copy")
    assert held_back_words(sample, open_day) == ["Does not want to be written to"]
    assert "unsubscribed" in {one.problem.key for one in readiness(sample.by, open_day).findings}


def test_lines_with_the_same_address_are_told(sample: Sample, open_day: Segment) -> None:
    """B-7: R-SEG-110; one message per address, if wanted"""
    Contact.objects.filter(pk=sample.contacts[201].pk).update(email="C100@example.example")
    found = {one.problem.key: one for one in readiness(sample.by, open_day).findings}

    assert (found["duplicate"].count, found["duplicate"].samples[0].contact_no) == (1, "CT-000201")
    assert apply_remedy(open_day.no, "duplicate", "take_out", by=sample.by, at=AT) == 1
    assert sample.lines(open_day) == [400, 100, 101]


def test_a_letter_needs_an_address_and_takes_the_companys(sample: Sample, open_day: Segment) -> None:
    """R-INT-118: B-8"""
    Contact.objects.exclude(pk=sample.contacts[100].pk).update(address="", city="")
    values = LineValues(correspondence_type="hard_copy")
    personalize_lines(open_day.no, [10_000, 20_000, 30_000, 40_000], values, by=sample.by, at=AT)
    finding = readiness(sample.by, open_day).findings[0]

    assert (finding.problem.key, [one.contact_no[-3:] for one in finding.samples]) == (
        "no_postal_address", ["400", "201"],
    )  # fmt: skip


def test_consent_of_another_topic_or_channel_holds_nobody_back(sample: Sample, open_day: Segment) -> None:
    """B-5, B-6: R-SEG-67"""
    for channel, topic, agreement in (
        ("hard_copy", "", "withdrawn"),
        ("email", "SALES", "bounced"),
        ("email", "", "given"),
    ):
        note_consent(sample.contacts[201].pk, channel, agreement, topic=topic, by=sample.by, at=AT)
    assert "unsubscribed" not in {one.problem.key for one in readiness(sample.by, open_day).findings}
    note_consent(sample.contacts[201].pk, "email", "complained", by=None, at=AT)
    assert "unsubscribed" in {one.problem.key for one in readiness(sample.by, open_day).findings}


def test_cancelling_remembers_what_was_cancelled_before(
    sample: Sample, campaign: Campaign, open_day: Segment
) -> None:
    """R-SEG-120, R-SEG-121, R-SEG-122, R-CMP-17, R-INT-149 to 151, R-INT-179"""
    log_segment(open_day.no, send=False, by=sample.by, at=AT)
    numbers = list(Entry.objects.filter(segment_no="SM-0001").order_by("id").values_list("pk", flat=True))
    cancel(numbers[:1], by=sample.by, at=AT)
    switch_logged_segments([1], by=sample.by, at=AT)
    logged = LoggedSegment.objects.get()
    assert logged_segment_counts(sample.by, logged).interactions == 4
    entry = CampaignEntry.objects.get()
    assert refused(lambda: switch_campaign_entries([entry.pk], by=sample.by, at=AT)) == ["E-SEG-41"]

    assert switch_logged_segments([1], by=sample.by, at=AT) is False

    states = dict(Entry.objects.filter(segment_no="SM-0001").values_list("pk", "canceled"))
    assert [states[number] for number in numbers] == [True, False, False, False]
    entry.refresh_from_db()
    assert not entry.canceled
    assert list(EntryChange.objects.filter(entry=numbers[1]).values_list("kind", flat=True)) == [
        "canceled", "reinstated",
    ]  # fmt: skip
    shown = campaign_entries(sample.by, campaign).get()
    assert (shown.interaction_count, shown.cost) == (3, Decimal("7.50"))  # type: ignore[attr-defined]
    assert logged_segments(sample.by).get().campaign_entry_count == 1  # type: ignore[attr-defined]


def test_deleting_cancelled_campaign_entries_takes_their_interactions(
    sample: Sample, open_day: Segment
) -> None:
    """R-CMP-19, R-SEG-1, R-INT-156"""
    log_segment(open_day.no, send=False, by=sample.by, at=AT)
    before = Entry.objects.exclude(segment_no="SM-0001").count()
    switch_campaign_entries([CampaignEntry.objects.get().pk], by=sample.by, at=AT)
    with pytest.raises(NotAllowed):
        delete_canceled_campaign_entries(by=sample.by, at=AT)

    assert delete_canceled_campaign_entries(by=sample.manager, at=AT).entries == 1
    assert (Entry.objects.count(), CampaignEntry.objects.count()) == (before, 0)


def test_undo_brings_everything_back(sample: Sample, open_day: Segment) -> None:
    """B-17: R-SEG-117"""
    ready(sample, open_day)
    rows = list(SegmentLine.objects.order_by("pk").values())
    counts = (Entry.objects.count(), Content.objects.count())
    log_segment(open_day.no, send=True, by=sample.by, at=AT)

    undo_logging(1, by=sample.by, at=AT + UNDO_PERIOD)

    back = segment(sample.by, "SM-0001")
    assert list(SegmentLine.objects.order_by("pk").values()) == rows
    assert (back.line_count, SegmentStep.objects.filter(segment=back).count()) == (4, 1)
    assert (Entry.objects.count(), Content.objects.count()) == counts
    assert (Item.objects.count(), LoggedSegment.objects.count(), CampaignEntry.objects.count()) == (0, 0, 0)
    assert log_segment(open_day.no, send=True, by=sample.by, at=AT).count == 4


def test_a_line_that_follows_again_after_an_undo_says_what_the_segment_says(
    sample: Sample, open_day: Segment
) -> None:
    """B-17, B-19: the number of its text is gone with the text; one that was left does not matter"""
    own = LineValues(subject="Just for you", body="<p>Dear <b>Nora</b></p>")
    personalize_lines(open_day.no, [30_000], own, by=sample.by, at=AT)
    rows = list(SegmentLine.objects.order_by("pk").values())
    log_segment(open_day.no, send=False, by=sample.by, at=AT)
    undo_logging(1, by=sample.by, at=AT)
    assert list(SegmentLine.objects.order_by("pk").values()) == rows

    personalize_lines(open_day.no, [30_000], LineValues(reset=("subject", "body")), by=sample.by, at=AT)
    SegmentLine.objects.filter(line_no=30_000).update(content_id=10**9)
    log_segment(open_day.no, send=False, by=sample.by, at=AT)

    entries = Entry.objects.filter(segment_no="SM-0001")
    assert {Content.objects.get(pk=one.content_id).subject for one in entries} == {"INVIT fr-CH"}
    assert entries.values("content_id").distinct().count() == 1


def test_the_plain_text_goes_with_the_text(sample: Sample, open_day: Segment) -> None:
    """B-19, R-SEG-113: a line that says again what the segment says is found by those words only"""
    own = LineValues(description="Nora", body="<p>Dear <b>Nora</b></p>")
    personalize_lines(open_day.no, [20_000, 30_000], own, by=sample.by, at=AT)
    personalize_lines(open_day.no, [30_000], LineValues(reset=("body",)), by=sample.by, at=AT)
    assert SegmentLine.objects.get(line_no=30_000).body_text is None
    SegmentLine.objects.filter(line_no=30_000).update(body_text="left over")
    log_segment(open_day.no, send=False, by=sample.by, at=AT)

    entries = Entry.objects.filter(segment_no="SM-0001").order_by("id")[1:3]
    texts = [Content.objects.get(pk=one.content_id) for one in entries]
    assert [(one.description, one.body, one.body_text) for one in texts] == [
        ("Nora", "<p>Dear <b>Nora</b></p>", "Dear Nora"),
        ("Nora", "<p>INVIT fr-CH</p>", "INVIT fr-CH"),
    ]


def test_what_became_of_the_entries_is_counted_once(
    sample: Sample, open_day: Segment, django_assert_num_queries: Any
) -> None:
    """R-SEG-125: kept once nothing is on its way any more, and counted again only when an entry changed"""
    apply_remedy(open_day.no, "no_email", "use_hard_copy", by=sample.by, at=AT)
    log_segment(open_day.no, send=True, by=sample.by, at=AT)
    Item.objects.all().delete()
    below = Entry.objects.filter(segment_no="SM-0001").order_by("id")
    numbers = list(below.values_list("pk", flat=True))

    def told() -> dict[str, int]:
        logged = LoggedSegment.objects.get()
        counts = logged_segment_counts(sample.by, logged)
        keep_counts(logged, counts, by=sample.by, at=AT)
        return counts.deliveries

    def kept() -> bool:
        return kept_counts(LoggedSegment.objects.get()) is not None

    assert (told(), kept()) == ({"queued": 4}, False)
    below.filter(pk__in=numbers[:3]).update(delivery_status="sent")
    assert (told(), kept()) == ({"queued": 1, "sent": 3}, False)
    below.filter(pk=numbers[3]).update(delivery_status="failed")
    assert (LoggedChange.objects.count(), told(), kept()) == (0, {"failed": 1, "sent": 3}, True)
    logged = LoggedSegment.objects.get()
    with django_assert_num_queries(1):
        assert logged_segment_counts(sample.by, logged).interactions == 4
    below.update(cost=1)
    assert kept()
    changes: list[tuple[Callable[[], object], dict[str, int]]] = [
        (lambda: below.filter(pk=numbers[0]).update(delivery_status="bounced"), {"bounced": 1, "failed": 1, "sent": 2}),
        (lambda: below.filter(pk=numbers[3]).update(delivery_status="sent"), {"bounced": 1, "sent": 3}),
        (lambda: cancel(numbers[:1], by=sample.by, at=AT), {"sent": 3}),
        (lambda: switch_logged_segments([1], by=sample.by, at=AT), {"bounced": 1, "sent": 3}),
        (lambda: switch_logged_segments([1], by=sample.by, at=AT), {"sent": 3}),
        (lambda: below.filter(pk=numbers[2]).update(logged_segment=None), {"sent": 2}),
    ]  # fmt: skip
    for change, states in changes:
        change()
        assert (kept(), told(), kept()) == (False, states, True)


def test_lists_count_again_only_what_may_have_another_number(sample: Sample, open_day: Segment) -> None:
    """R-INT-179: what comes back of a mailing is still there, and need not be counted"""
    ready(sample, open_day)
    log_segment(open_day.no, send=False, by=sample.by, at=AT)
    below = Entry.objects.filter(segment_no="SM-0001").order_by("id")
    first, second, third = below.values_list("pk", flat=True)[:3]
    count = below.count()

    def listed() -> tuple[int, bool]:
        listing = logged_segments(sample.by, counted=True)
        count: int = listing.get().interaction_count  # type: ignore[attr-defined]
        return count, rows_read(Entry._meta.db_table, listing.get) > 0

    def come_back(*numbers: int) -> None:
        for state in ("sent", "bounced"):
            below.filter(pk__in=numbers).update(delivery_status=state)

    come_back(first)
    assert (listed(), LoggedChange.objects.exists()) == ((count, False), True)
    come_back(second)
    cancel([second], by=sample.by, at=AT)  # in the same transaction, all of them
    assert listed() == (count - 1, True)
    logged = LoggedSegment.objects.get()
    keep_counts(logged, logged_segment_counts(sample.by, logged), by=sample.by, at=AT)
    assert listed() == (count - 1, False)
    come_back(third)
    assert (listed(), kept_counts(LoggedSegment.objects.get())) == ((count - 1, False), None)
    reinstate([second], by=sample.by, at=AT)
    assert listed() == (count, True)


def test_undo_is_refused_once_something_went_out_or_late(sample: Sample, open_day: Segment) -> None:
    """B-17: R-SEG-117"""
    ready(sample, open_day)
    log_segment(open_day.no, send=True, by=sample.by, at=AT)
    late = AT + UNDO_PERIOD * 2
    assert refused(lambda: undo_logging(1, by=sample.by, at=late)) == ["E-SEG-46"]
    worked_on = Entry.objects.filter(segment_no="SM-0001").order_by("id").values_list("pk", flat=True)
    evaluate([worked_on[0]], Evaluation.POSITIVE, by=sample.by, at=AT)
    assert refused(lambda: undo_logging(1, by=sample.by, at=AT)) == ["E-SEG-46"]
    Entry.objects.filter(pk=worked_on[0]).update(version=1)
    item = Item.objects.order_by("id").first()
    Item.objects.filter(pk=item.pk).update(state="sending", attempts=1)  # type: ignore[union-attr]
    assert refused(lambda: undo_logging(1, by=sample.by, at=AT)) == ["E-SEG-46"]
    Entry.objects.filter(pk=worked_on[0]).update(delivery_status="sent")
    assert refused(lambda: undo_logging(1, by=sample.by, at=AT)) == ["E-SEG-46"]
    assert Item.objects.count() == 4
    assert forget_worksheets(at=late) == 1
    assert (Segment.objects.count(), SegmentLine.objects.count()) == (0, 0)
    assert Entry.objects.filter(segment_no="SM-0001").count() == 4


def test_a_worksheet_that_is_opened_again_at_the_last_moment_stays(
    sample: Sample, open_day: Segment, monkeypatch: pytest.MonkeyPatch
) -> None:
    """B-17: undone just before the worksheet would be forgotten"""
    ready(sample, open_day)
    other = create_segment(SegmentValues(description="Other"), template="VISIT", by=sample.by, at=AT)
    enter_line(other.no, "CT-000101", by=sample.by, at=AT)
    for no in (open_day.no, other.no):
        log_segment(no, send=False, by=sample.by, at=AT)

    def slowly(segment: int) -> None:
        if segment == open_day.pk:
            Segment.objects.filter(pk=other.pk).update(logged_as=None)
        delete_worksheet(segment)

    monkeypatch.setattr("liaison.segments.actions.log.delete_worksheet", slowly)
    assert forget_worksheets(at=AT + UNDO_PERIOD * 2) == 1
    assert sample.lines(other) == [101]


def test_undo_takes_back_what_was_only_tried(sample: Sample, open_day: Segment) -> None:
    """B-17: the server did not take it; a worker that comes back to it is too late"""
    ready(sample, open_day)
    log_segment(open_day.no, send=True, by=sample.by, at=AT)
    claim, *others = claim_due(10, AT)
    settle_reply(claim, Reply(Outcome.LATER, "421 try again later"), at=AT)
    give_back([(other, None) for other in others])
    assert Item.objects.filter(state="queued", attempts=1).count() == 1
    assert can_be_undone(LoggedSegment.objects.get(), at=AT)

    assert undo_logging(1, by=sample.by, at=AT).line_count == 4

    assert not Item.objects.exists()
    assert not mark_item(claim, at=AT)
    with pytest.raises(ClaimLost):
        settle(claim, DeliveryStatus.SENT, "", at=AT)


def test_undo_takes_back_what_failed_before_it_was_handed_over(sample: Sample, open_day: Segment) -> None:
    """B-17: nothing was sent; of what was handed over nobody knows"""
    ready(sample, open_day)
    log_segment(open_day.no, send=True, by=sample.by, at=AT)
    for claim in claim_due(10, AT):
        settle(claim, DeliveryStatus.FAILED, "The document could not be made.", at=AT)
    handed_over = Item.objects.order_by("id")[:1]
    Item.objects.filter(pk__in=handed_over.values("pk")).update(handed_over_at=AT)
    assert can_be_undone(LoggedSegment.objects.get(), at=AT)
    assert refused(lambda: undo_logging(1, by=sample.by, at=AT)) == ["E-SEG-46"]
    assert (Item.objects.count(), Entry.objects.filter(segment_no="SM-0001").count()) == (4, 4)
    Item.objects.update(handed_over_at=None)

    assert undo_logging(1, by=sample.by, at=AT).line_count == 4

    assert not Item.objects.exists()
    assert not Entry.objects.filter(segment_no="SM-0001").exists()


def test_undo_of_what_was_canceled_as_a_whole(sample: Sample, open_day: Segment) -> None:
    """B-17: nobody worked on its interactions by cancelling or reinstating all of them"""
    ready(sample, open_day)
    log_segment(open_day.no, send=True, by=sample.by, at=AT)
    for _turn in range(3):
        switch_logged_segments([1], by=sample.by, at=AT)
    below = list(Entry.objects.filter(segment_no="SM-0001").order_by("id").values_list("pk", flat=True))
    EntryChange.objects.filter(entry=below[0]).order_by("id")[0].delete()
    assert refused(lambda: undo_logging(1, by=sample.by, at=AT)) == ["E-SEG-46"]
    Entry.objects.filter(pk=below[0]).update(version=3)

    assert undo_logging(1, by=sample.by, at=AT).line_count == 4

    assert not Entry.objects.filter(pk__in=below).exists()
    assert not EntryChange.objects.filter(entry__in=below).exists()
    assert not LoggedSegment.objects.exists()


def test_undo_waits_while_another_segment_has_the_number(sample: Sample, open_day: Segment) -> None:
    """B-17, R-SEG-2"""
    log_segment(open_day.no, send=False, by=sample.by, at=AT)
    taken = create_segment(by=sample.by, at=AT)
    Segment.objects.filter(pk=taken.pk).update(no=open_day.no)
    assert refused(lambda: undo_logging(1, by=sample.by, at=AT)) == ["E-SEG-2"]
    assert Entry.objects.filter(segment_no=open_day.no).count() == 4
    delete_segment(open_day.no, by=sample.by, at=AT)
    assert undo_logging(1, by=sample.by, at=AT).line_count == 4


def test_what_is_not_there_is_not_logged(sample: Sample, open_day: Segment) -> None:
    """R-SEG-118: logged already is something else than never there"""
    with pytest.raises(NoSuchSegment):
        log_segment("SM-9999", send=False, by=sample.by, at=AT)
    log_segment(open_day.no, send=False, by=sample.by, at=AT)
    with pytest.raises(Refused):
        log_segment(open_day.no, send=False, by=sample.by, at=AT)


def test_follow_up_segment_has_the_same_contacts(sample: Sample, open_day: Segment) -> None:
    """R-SEG-93, R-SEG-90, R-SEG-91: of today and of who logs, whatever date and salesperson the old one had"""
    values = SegmentValues(occurred_on=date(2027, 1, 5), salesperson="TK")
    change_segment(open_day.no, values, by=sample.by, at=AT)
    result = log_segment(open_day.no, send=False, follow_up=True, by=sample.by, at=AT)

    made = segment(sample.by, result.follow_up)
    assert sample.lines(made) == [400, 100, 101, 201]
    assert (made.description, made.campaign.no, made.template) == (  # type: ignore[union-attr]
        "Follow-up on segment SM-0001", "CP-012", None,
    )  # fmt: skip
    assert (made.occurred_on, made.salesperson) == (TODAY, sample.people["AR"])
    step = SegmentStep.objects.get(segment=made)
    assert (step.action, step.kind, step.allow_existing) == ("add", "reuse", True)
    told = {number: explain(sample.by, made, sample.contacts[number], at=AT) for number in (101, 501)}
    assert {number: ([one.why for one in found.steps], found.today) for number, found in told.items()} == {
        101: (["matched"], 1),
        501: (["not_matched"], 0),
    }
    entries = Entry.objects.filter(segment_no=open_day.no, contact=sample.contacts[101])
    cancel(list(entries.values_list("pk", flat=True)), by=sample.by, at=AT)
    found = refresh_segment(made.no, by=sample.by, at=AT)
    assert (found.comes, found.goes, sample.lines(made)) == (0, 1, [400, 100, 201])


def test_follow_up_of_a_segment_whose_campaign_was_archived(
    sample: Sample, open_day: Segment, campaign: Campaign
) -> None:
    """R-SEG-90, R-SEG-93: it is logged all the same, and the follow-up has none, nor have its lines"""
    Campaign.objects.filter(pk=campaign.pk).update(archived_at=AT)
    result = log_segment(open_day.no, send=False, follow_up=True, by=sample.by, at=AT)
    made = segment(sample.by, result.follow_up)
    assert (made.campaign, sample.lines(made)) == (None, [400, 100, 101, 201])
    assert not SegmentLine.objects.filter(segment=made).exclude(campaign=None, personalized=False).exists()


def test_follow_up_outlives_the_undo(sample: Sample, open_day: Segment) -> None:
    """B-17, R-SEG-91: its step names nothing any more, and so takes nobody away"""
    result = log_segment(open_day.no, send=False, follow_up=True, by=sample.by, at=AT)
    own = LineValues(description="For you")
    personalize_lines(result.follow_up, [20_000], own, by=sample.by, at=AT)
    change_segment(result.follow_up, SegmentValues(follows_criteria=True), by=sample.by, at=AT)
    logged = LoggedSegment.objects.get()
    assert segments_using(logged) == [result.follow_up]
    undo_logging(result.entry_no, by=sample.by, at=AT)

    made = segment(sample.by, result.follow_up)
    assert refresh_following(at=AT) == 0
    (step,) = SegmentStep.objects.filter(segment=made)
    same = StepDraft(step=step.pk, action="add", filters=step.filters, kind="reuse")
    for verb in (
        lambda: refresh_segment(made.no, by=sample.by, at=AT),
        lambda: change_steps(made.no, [same], by=sample.by, at=AT),
    ):
        assert refused(verb) == ["unknown"]
    assert sample.lines(made) == [400, 100, 101, 201]
    assert SegmentLine.objects.get(segment=made, line_no=20_000).personalized
    assert explain(sample.by, made, sample.contacts[101], at=AT).lines == 1


@pytest.mark.parametrize("verb", [log_segment])
def test_only_editors_log(sample: Sample, open_day: Segment, verb: Any) -> None:
    with pytest.raises(NotAllowed):
        verb(open_day.no, send=False, by=sample.member, at=AT)


def test_the_number_of_statements_does_not_grow(sample: Sample, campaign: Campaign) -> None:
    """R-SEG-112: section 10"""
    counts = []
    for number in (2, 40):
        values = SegmentValues(description=f"Many {number}", campaign="CP-012")
        made = create_segment(values, template="INVIT", by=sample.by, at=AT)
        for place in range(number):
            make.make_person(
                f"Person {place}",
                city=f"T{number}",
                email=f"p{number}-{place}@x.example",
                salesperson=sample.people["AR"],
            )
        chosen = [{"source": "contact", "all": [{"field": "city", "any": [{"eq": f"T{number}"}]}]}]
        select_contacts(made.no, Selection(action="add", filters=chosen), by=sample.by, at=AT)
        personalize_lines(made.no, [10_000], LineValues(subject="Own"), by=sample.by, at=AT)
        with CaptureQueriesContext(connection) as queries:
            assert log_segment(made.no, send=True, by=sample.by, at=AT).count == number
        counts.append(len(queries))

    assert counts[0] == counts[1] == 30


def test_control_addresses_read_along(sample: Sample, open_day: Segment) -> None:
    """B-10: those of the day on which it is logged"""
    boss = make.make_user("boss", role=Role.ADMINISTRATOR)
    set_policy(Manners(control_addresses=("seed@post.example",)), by=boss, at=AT)
    apply_remedy(open_day.no, "no_email", "use_hard_copy", by=sample.by, at=AT)
    log_segment(open_day.no, send=True, by=sample.by, at=AT)
    assert Run.objects.get().control_addresses == ["seed@post.example"]
