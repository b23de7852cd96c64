"""The head of a segment, its template and languages, its lines and steps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from django.utils.timezone import localtime

from liaison.accounts.models import Role, Salesperson, User
from liaison.campaigns.actions import create_campaign
from liaison.campaigns.models import Campaign
from liaison.campaigns.rules import CampaignValues
from liaison.contacts.actions import archive_contact, delete_address
from liaison.contacts.models import (
    AddressRange,
    AlternativeAddress,
    Contact,
    ContactMailingGroup,
    MailingGroup,
)
from liaison.files.actions import store_file
from liaison.interactions.actions.groups import delete_group
from liaison.interactions.actions.templates import delete_template
from liaison.interactions.models import Entry, InteractionTemplate, InteractionTemplateLanguage
from liaison.kit.errors import Conflict, NotAllowed, Refused
from liaison.letters.actions import create_document_template
from liaison.letters.models import DocumentTemplate
from liaison.ops.orphans import count_orphans
from liaison.segments import sources
from liaison.segments.actions import (
    apply_criteria,
    apply_mailing_group,
    apply_remedy,
    change_saved_criteria,
    change_segment,
    change_steps,
    create_segment,
    delete_saved_criteria,
    delete_segment,
    enter_line,
    go_back,
    log_segment,
    personalize_lines,
    refresh_segment,
    remove_language,
    remove_lines,
    reset_criteria,
    reuse_logged_segment,
    save_criteria,
    select_contacts,
    set_default_language,
    set_template,
    undo_logging,
    write_language,
)
from liaison.segments.actions.steps import refresh_following
from liaison.segments.models import (
    SavedCriteria,
    SavedCriteriaStep,
    Segment,
    SegmentChange,
    SegmentLanguage,
    SegmentLine,
    SegmentStep,
    StepTakenOut,
)
from liaison.segments.queries import worded
from liaison.segments.queries.explain import explain
from liaison.segments.queries.lines import LineView, line, lines
from liaison.segments.queries.plans import OPTIONS, StepDraft, stored_steps, version_of_steps
from liaison.segments.queries.preview import preview_go_back, preview_replay, preview_selection, preview_steps
from liaison.segments.queries.segments import (
    NoSuchSegment,
    savable,
    saved_criteria,
    segment,
    segments,
    segments_of_contact,
    steps,
    totals,
)
from liaison.segments.queries.worksheet import moves_of
from liaison.segments.rules import MAX_STEPS, Selection
from liaison.segments.values import LanguageValues, LineValues, SegmentValues
from tests import make
from tests.db.segments.sample import AT, TODAY, Sample
from tests.db.segments.test_worked_example import FRENCH, MACH, OPENDAY, PURCH, having
from tests.papers import docx, field, paragraph


def refused(verb: Callable[[], Any]) -> list[str]:
    with pytest.raises(Refused) as caught:
        verb()
    return [one.code for one in caught.value.refusals]


@pytest.fixture
def openday(sample: Sample) -> Segment:
    """INVIT for Claire, Béguelin, Nora and Luca."""
    made = create_segment(SegmentValues(description="Open day"), template="INVIT", by=sample.by, at=AT)
    select_contacts(made.no, Selection(action="add", filters=[OPENDAY]), by=sample.by, at=AT)
    return segment(sample.by, made.no)


def view(sample: Sample, head: Segment) -> dict[int, LineView]:
    return {int(one.contact_no[-3:]): one for one in lines(sample.by, segment(sample.by, head.no)).items}


def test_numbers_come_from_the_series(sample: Sample) -> None:
    """R-SEG-2, R-SEG-5, R-SEG-6, R-SEG-7"""
    create_segment(no="sm-0002", by=sample.by, at=AT)
    made = [create_segment(by=sample.by, at=AT) for _ in range(2)]

    assert [one.no for one in made] == ["SM-0001", "SM-0003"]
    assert (made[0].occurred_on, made[0].salesperson) == (TODAY, sample.people["AR"])
    assert refused(lambda: create_segment(no="SM-0003", by=sample.by, at=AT)) == ["E-SEG-2"]
    for no in ("x" * 21, "SM/0003", "SM\x00", ".."):
        assert refused(partial(create_segment, no=no, by=sample.by, at=AT)) == ["E-SEG-2"]
    assert [one.no for one in segments(sample.by)] == ["SM-0003", "SM-0001", "SM-0002"]


def test_template_is_copied_with_its_languages(sample: Sample) -> None:
    """R-SEG-20, R-SEG-21, R-SEG-44: later changes of the template reach neither segment nor line"""
    stored = store_file(b"a letter", by=None, at=AT)
    word = DocumentTemplate.objects.create(code="D", name="D", language="fr-CH", file=stored, file_name="d")
    rows = InteractionTemplateLanguage.objects.filter(template__code__in=["INVIT", "LETTER"])
    rows.filter(language="fr-CH").update(description="In French", document_template=word)
    rows.filter(language="de-CH").update(description="In German", file=stored, file_name="plan.pdf")
    InteractionTemplate.objects.filter(code="INVIT").update(document_template=word)
    made = create_segment(template="invit", by=sample.by, at=AT)
    enter_line(made.no, "CT-000101", by=sample.by, at=AT)
    personalize_lines(made.no, [10_000], LineValues(template="LETTER"), by=sample.by, at=AT)
    rows.update(
        subject="changed", body="changed", description="", file=None, file_name="", document_template=None
    )
    InteractionTemplate.objects.update(document_template=None)

    assert (made.cost, made.duration_min, made.language, made.subject) == (
        Decimal("2.50"), Decimal(5), "fr-CH", "INVIT fr-CH",
    )  # fmt: skip
    assert (made.information_flow, made.initiated_by, made.campaign_target) == ("outbound", "us", True)
    assert (segment(sample.by, made.no).document_template, made.group) == (
        word,
        sample.templates["INVIT"].group,
    )
    brought = ("language", "description", "file", "file_name", "document_template")
    for of_line, more in ((False, []), (True, [("it-CH", "", None, "", None)])):
        kept = SegmentLanguage.objects.filter(line__isnull=not of_line).order_by("language")
        assert list(kept.values_list(*brought)) == [
            ("de-CH", "In German", stored.pk, "plan.pdf", None), ("fr-CH", "In French", None, "", word.pk), *more,
        ]  # fmt: skip
    remove_lines(made.no, [10_000], by=sample.by, at=AT)
    reset_criteria(made.no, by=sample.by, at=AT)
    assert list(SegmentLanguage.objects.values_list("language", "subject", "body", "line")) == [
        ("de-CH", "INVIT de-CH", "<p>INVIT de-CH</p>", None),
        ("fr-CH", "INVIT fr-CH", "<p>INVIT fr-CH</p>", None),
    ]
    assert refused(lambda: set_template(made.no, "NOTHING", by=sample.by, at=AT)) == ["E-SEG-6"]
    blank = set_template(made.no, "", by=sample.by, at=AT)
    assert (blank.template_id, blank.cost, blank.language) == (None, Decimal(0), "")
    assert SegmentLanguage.objects.count() == 0


def test_lines_follow_the_segment_without_being_touched(sample: Sample, openday: Segment) -> None:
    """R-SEG-10 to 14, R-SEG-19"""
    before = list(SegmentLine.objects.order_by("pk").values())
    create_campaign(CampaignValues(description="Day"), no="CP-1", by=sample.by, at=AT)
    values = SegmentValues(description="New", cost=Decimal(7), campaign="cp-1", occurred_on=date(2027, 1, 5))
    changed = change_segment(openday.no, values, by=sample.by, at=AT)

    assert list(SegmentLine.objects.order_by("pk").values()) == before
    found = view(sample, openday)[101]
    assert (found.description, found.cost, found.campaign, found.occurred_on) == (
        "New", Decimal(7), "CP-1", date(2027, 1, 5),
    )  # fmt: skip
    assert changed.version == openday.version + 1
    assert totals(sample.by, changed).cost == Decimal(28)


def test_lines_keep_what_they_had_when_asked(sample: Sample, openday: Segment) -> None:
    """R-SEG-13, R-SEG-15: no; then lines of another template are never touched"""
    personalize_lines(openday.no, [10_000], LineValues(template="CALL"), by=sample.by, at=AT)
    change_segment(
        openday.no,
        SegmentValues(cost=Decimal(7), description="New"),
        apply_to_lines=False,
        by=sample.by,
        at=AT,
    )
    found = view(sample, openday)
    assert {number: (one.cost, one.description) for number, one in found.items()} == {
        400: (Decimal(4), "Call"),
        100: (Decimal("2.5"), "Open day"),
        101: (Decimal("2.5"), "Open day"),
        201: (Decimal("2.5"), "Open day"),
    }
    change_segment(
        openday.no, SegmentValues(cost=Decimal(8)), overwrite_personalized=True, by=sample.by, at=AT
    )
    found = view(sample, openday)
    assert [found[number].cost for number in (400, 100, 101, 201)] == [4, 8, 8, 8]
    assert found[101].own == ("description",)


@pytest.mark.parametrize("at_two", [None, time(14, 0)])
def test_lines_keep_whatever_the_segment_changes(
    sample: Sample, openday: Segment, at_two: time | None
) -> None:
    """R-SEG-13, R-SEG-15: those with another template too, those taken out, and that there was no time"""
    for number in ("CP-1", "CP-2"):
        create_campaign(CampaignValues(), no=number, by=sample.by, at=AT)
    was = SegmentValues(campaign="CP-1", salesperson="TK", occurred_time=at_two)
    change_segment(openday.no, was, by=sample.by, at=AT)
    another = LineValues(template="VISIT")
    personalize_lines(openday.no, [10_000], another, by=sample.by, at=AT)
    personalize_lines(openday.no, [10_000], LineValues(reset=("description",)), by=sample.by, at=AT)
    before = {number: replace(one, own=()) for number, one in view(sample, openday).items()}
    assert before[400].campaign == before[100].campaign == "CP-1"
    remove_lines(openday.no, [30_000], by=sample.by, at=AT)

    now = SegmentValues(
        description="New", campaign="CP-2", salesperson="LB", occurred_on=date(2027, 3, 1),
        occurred_time=time(9, 0), subject="New", correspondence_type="email", ignore_contact_type=True,
        cost=Decimal(7), campaign_target=False, document_as_attachment=True,
    )  # fmt: skip
    change_segment(openday.no, now, apply_to_lines=False, by=sample.by, at=AT)
    go_back(openday.no, by=sample.by, at=AT)

    after = view(sample, openday)
    kept = {number: replace(one, own=(), line_no=before[number].line_no) for number, one in after.items()}
    assert kept == before
    assert {"language", "subject", "document_template"}.isdisjoint(after[400].own)
    log_segment(openday.no, send=False, by=sample.by, at=AT)
    told = Entry.objects.filter(segment_no=openday.no).values_list("occurred_at", flat=True)
    hour = at_two or localtime(AT).time()
    assert {localtime(one).time() for one in told} == {hour}


def test_lines_with_another_template_keep_all_when_the_segment_takes_a_template(
    sample: Sample, openday: Segment
) -> None:
    """R-SEG-24: those that do not follow too, where the segment has a template and where it takes the first"""
    for number in ("CP-1", "CP-2"):
        create_campaign(CampaignValues(), no=number, by=sample.by, at=AT)
    named = Campaign.objects.get(no="CP-2")
    InteractionTemplate.objects.filter(code="LETTER").update(campaign=named)
    for template in ("NEWS", ""):
        set_template(openday.no, template, by=sample.by, at=AT)
        change_segment(openday.no, SegmentValues(campaign="CP-1"), by=sample.by, at=AT)
        personalize_lines(openday.no, [10_000], LineValues(template="VISIT"), by=sample.by, at=AT)
        own = LineValues(reset=("cost", "information_flow", "campaign_target"))
        personalize_lines(openday.no, [10_000], own, by=sample.by, at=AT)
        before = replace(view(sample, openday)[400], own=())

        set_template(openday.no, "LETTER", apply_to_lines=False, by=sample.by, at=AT)

        after = view(sample, openday)
        assert replace(after[400], own=()) == before
        assert after[100].template == (template or "LETTER")


def test_lines_keep_the_subject_of_their_own_language(sample: Sample, openday: Segment) -> None:
    """R-SEG-13, R-SEG-18: no; only lines that say the changed subject keep the old one"""
    write_language(openday.no, "it", LanguageValues(subject="Invito"), by=sample.by, at=AT)
    own = LanguageValues(subject="Mine")
    write_language(openday.no, "en", own, line_no=30_000, by=sample.by, at=AT)
    values = SegmentValues(subject="New", description="Also new")
    change_segment(openday.no, values, apply_to_lines=False, by=sample.by, at=AT)
    found = view(sample, openday)
    assert {number: (one.subject, "subject" in one.own) for number, one in found.items()} == {
        400: ("INVIT fr-CH", True),
        100: ("INVIT fr-CH", True),
        101: ("Mine", False),
        201: ("Invito", False),
    }
    write_language(openday.no, "it", LanguageValues(subject="Ciao"), by=sample.by, at=AT)
    assert view(sample, openday)[201].subject == "Ciao"
    select_contacts(openday.no, Selection(action="add", filters=[MACH]), by=sample.by, at=AT)
    change_segment(openday.no, SegmentValues(subject="Newer"), apply_to_lines=False, by=sample.by, at=AT)
    german = view(sample, openday)[300]
    assert (german.subject, german.own) == ("INVIT de-CH", ())


@pytest.mark.parametrize("changes", [{"campaign": "CP-1"}, {"salesperson": "TK"}])
def test_lines_keep_that_the_segment_had_none(
    sample: Sample, openday: Segment, changes: dict[str, Any]
) -> None:
    """R-SEG-13: no; without campaign or with the salesperson of the contact, which may be none"""
    create_campaign(CampaignValues(), no="CP-1", by=sample.by, at=AT)
    change_segment(openday.no, SegmentValues(salesperson=""), by=sample.by, at=AT)
    sample.contacts[101].salesperson = None
    sample.contacts[101].save()
    before = {number: (one.campaign, one.salesperson) for number, one in view(sample, openday).items()}
    assert len({salesperson for _campaign, salesperson in before.values()}) > 1

    change_segment(openday.no, SegmentValues(**changes), apply_to_lines=False, by=sample.by, at=AT)

    found = view(sample, openday)
    assert {number: (one.campaign, one.salesperson) for number, one in found.items()} == before
    assert {one.own for one in found.values()} == {tuple(changes)}
    assert not any(count_orphans().values())
    reset = LineValues(reset=tuple(changes))
    personalize_lines(openday.no, [10_000, 20_000, 30_000, 40_000], reset, by=sample.by, at=AT)
    for name, code in changes.items():
        assert {getattr(one, name) for one in view(sample, openday).values()} == {code}


def test_lines_keep_that_there_was_no_document(sample: Sample) -> None:
    """R-SEG-13: no, where the segment has no words and where its default language takes the document too"""
    stored = store_file(b"a letter", by=None, at=AT)
    letter = DocumentTemplate.objects.create(code="D", name="D", language="fr-CH", file=stored, file_name="d")
    for template in ("", "INVIT"):
        made = create_segment(template=template, by=sample.by, at=AT)
        select_contacts(made.no, Selection(action="add", filters=[OPENDAY]), by=sample.by, at=AT)
        before = {number: one.attachment for number, one in view(sample, made).items()}
        values = SegmentValues(document_template=letter.pk)
        change_segment(made.no, values, apply_to_lines=False, by=sample.by, at=AT)
        found = view(sample, made)
        assert {number: one.attachment for number, one in found.items()} == before
        assert {(one.own, one.document_template) for one in found.values()} == {(("document_template",), "")}


def test_personal_values_survive_a_change_of_the_segment(sample: Sample, openday: Segment) -> None:
    """R-SEG-15: B-19"""
    personalize_lines(openday.no, [30_000], LineValues(cost=Decimal(9)), by=sample.by, at=AT)
    change_segment(openday.no, SegmentValues(cost=Decimal(3)), by=sample.by, at=AT)
    found = view(sample, openday)

    assert (found[101].cost, found[101].own, found[100].cost) == (Decimal(9), ("cost",), Decimal(3))
    personalize_lines(openday.no, [30_000], LineValues(reset=("cost",)), by=sample.by, at=AT)
    assert view(sample, openday)[101].cost == Decimal(3)
    assert view(sample, openday)[101].own == ()
    assert not SegmentLine.objects.filter(personalized=True).exists()


def test_clearing_the_campaign_clears_target_and_response(sample: Sample, openday: Segment) -> None:
    """R-SEG-17"""
    create_campaign(CampaignValues(), no="CP-1", by=sample.by, at=AT)
    change_segment(openday.no, SegmentValues(campaign="CP-1"), by=sample.by, at=AT)
    changed = change_segment(openday.no, SegmentValues(campaign=""), by=sample.by, at=AT)

    assert (changed.campaign, changed.campaign_target, changed.campaign_response) == (None, False, False)


def test_lines_with_a_campaign_of_their_own_keep_its_flags(sample: Sample, openday: Segment) -> None:
    """R-SEG-17: when the segment loses its campaign, unless their values are taken away as well"""
    for number in ("CP-1", "CP-2"):
        create_campaign(CampaignValues(), no=number, by=sample.by, at=AT)
    whole = SegmentValues(campaign="CP-1", campaign_target=True, campaign_response=True)
    change_segment(openday.no, whole, by=sample.by, at=AT)
    personalize_lines(openday.no, [30_000], LineValues(campaign="CP-2"), by=sample.by, at=AT)
    also = LineValues(campaign="CP-2", campaign_response=False)
    personalize_lines(openday.no, [40_000], also, by=sample.by, at=AT)
    personalize_lines(openday.no, [20_000], LineValues(campaign=""), by=sample.by, at=AT)

    def flags() -> list[tuple[str, bool, bool]]:
        found = lines(sample.by, segment(sample.by, openday.no)).items
        return [(one.campaign, one.campaign_target, one.campaign_response) for one in found]

    change_segment(openday.no, SegmentValues(campaign=""), by=sample.by, at=AT)
    assert flags() == [
        ("", False, False), ("", False, False), ("CP-2", True, True), ("CP-2", True, False),
    ]  # fmt: skip
    change_segment(openday.no, whole, by=sample.by, at=AT)
    nothing = SegmentValues(campaign="")
    change_segment(openday.no, nothing, overwrite_personalized=True, by=sample.by, at=AT)
    assert flags() == [("", False, False)] * 4


def test_ignoring_the_contacts_type_uses_the_segments(sample: Sample, openday: Segment) -> None:
    """R-SEG-53; R-SEG-55 as asked for: with lines that keep what they had"""
    select_contacts(openday.no, Selection(action="add", filters=[MACH]), by=sample.by, at=AT)
    assert view(sample, openday)[102].correspondence_type == "hard_copy"
    values = SegmentValues(ignore_contact_type=True, correspondence_type="email")
    change_segment(openday.no, values, apply_to_lines=False, by=sample.by, at=AT)
    assert view(sample, openday)[102].correspondence_type == "hard_copy"
    change_segment(
        openday.no,
        SegmentValues(correspondence_type="hard_copy"),
        overwrite_personalized=True,
        by=sample.by,
        at=AT,
    )
    assert {one.correspondence_type for one in view(sample, openday).values()} == {"hard_copy"}


def test_a_changed_segment_is_not_overwritten(sample: Sample, openday: Segment) -> None:
    change_segment(openday.no, SegmentValues(description="A"), by=sample.member, at=AT)
    with pytest.raises(Conflict):
        change_segment(
            openday.no, SegmentValues(description="B"), version=openday.version, by=sample.by, at=AT
        )
    assert segment(sample.by, openday.no).description == "A"


def test_what_a_segment_has_may_be_given_again(sample: Sample) -> None:
    """R-SEG-10: as with a campaign; who or what is not offered any longer is no choice for another"""
    create_campaign(CampaignValues(), no="CP-1", by=sample.by, at=AT)
    seller = Salesperson.objects.create(code="OLD", name="Old")
    same = SegmentValues(salesperson="old", campaign="cp-1", description="Once more")
    made, other = (create_segment(one, by=sample.by, at=AT) for one in (same, SegmentValues()))
    Salesperson.objects.filter(pk=seller.pk).update(active=False)
    Campaign.objects.update(archived_at=AT)

    kept = change_segment(made.no, replace(same, subject="Again"), by=sample.by, at=AT)
    assert (kept.salesperson, str(kept.campaign), kept.subject) == (seller, "CP-1", "Again")
    for refusing in (
        lambda: change_segment(other.no, same, by=sample.by, at=AT),
        lambda: create_segment(same, by=sample.by, at=AT),
    ):
        assert refused(refusing) == ["unknown"] * 2
    change_segment(made.no, SegmentValues(salesperson="", campaign=""), by=sample.by, at=AT)
    assert refused(lambda: change_segment(made.no, same, by=sample.by, at=AT)) == ["unknown"] * 2


def test_wrong_values_are_told_together(sample: Sample, openday: Segment) -> None:
    values = SegmentValues(salesperson="XX", campaign="CP-9", information_flow="sideways")
    assert refused(lambda: change_segment(openday.no, values, by=sample.by, at=AT)) == ["unknown"] * 3
    for line_values, code in (
        (LineValues(template="NOTHING"), "E-SEG-6"),
        (LineValues(document_template=10**9), "unknown"),
    ):
        assert refused(
            lambda given=line_values: personalize_lines(  # type: ignore[misc]
                openday.no, [10_000], given, by=sample.by, at=AT
            )
        ) == [code]
    wrong = SegmentValues(description="x" * 256, cost=Decimal(-1))
    assert refused(lambda: change_segment(openday.no, wrong, by=sample.by, at=AT)) == ["length", "E-INT-9"]


def test_a_new_template_spares_lines_with_documents_of_their_own(sample: Sample, openday: Segment) -> None:
    """R-SEG-22, R-SEG-23, R-SEG-25, R-SEG-26"""
    write_language(
        openday.no,
        "en",
        LanguageValues(subject="Mine", body="<p>Mine</p>"),
        line_no=30_000,
        by=sample.by,
        at=AT,
    )
    personalize_lines(openday.no, [40_000], LineValues(cost=Decimal(9)), by=sample.by, at=AT)
    set_template(openday.no, "LETTER", by=sample.by, at=AT)
    found = view(sample, openday)

    assert {one.template for one in found.values()} == {"LETTER"}
    assert (found[101].subject, found[101].attachment, found[101].language) == ("Mine", "unique", "en")
    assert (found[201].subject, found[201].language, found[201].cost) == (
        "LETTER it-CH", "it-CH", Decimal(9),
    )  # fmt: skip
    assert (found[100].cost, found[100].correspondence_type) == (Decimal("3.8"), "hard_copy")


def test_a_new_template_spares_a_text_written_for_a_line(sample: Sample, openday: Segment) -> None:
    """R-SEG-25, B-19: with its subject; a subject alone belongs to the text that goes"""
    own = LineValues(subject="For you", body="<p>Dear Nora</p>", language="de-CH")
    personalize_lines(openday.no, [30_000], own, by=sample.by, at=AT)
    personalize_lines(openday.no, [40_000], LineValues(subject="Only"), by=sample.by, at=AT)
    set_template(openday.no, "LETTER", by=sample.by, at=AT)
    found = view(sample, openday)

    assert (found[101].template, found[101].subject, found[101].language) == ("LETTER", "For you", "de-CH")
    assert (found[101].own, found[201].own) == (("language", "subject", "body"), ())
    written = SegmentLine.objects.get(line_no=30_000)
    assert (written.body, written.body_text) == ("<p>Dear Nora</p>", "Dear Nora")
    assert list(SegmentLine.objects.filter(personalized=True)) == [written]


@pytest.mark.parametrize("chosen", [True, False])
def test_a_new_template_spares_a_document_of_a_line(sample: Sample, *, chosen: bool) -> None:
    """R-SEG-25, R-SEG-39, B-19: shown as unique it stays, chosen or kept when the segment took another"""
    content = docx(paragraph(field("contact.name")))
    letters = [
        create_document_template(code, content, f"{code}.docx", language=language, by=None, at=AT).pk
        for code, language in (("OLD", "fr-CH"), ("NEW", "de-CH"))
    ]
    made = create_segment(SegmentValues(document_template=letters[0]), template="NEWS", by=sample.by, at=AT)
    select_contacts(made.no, Selection(action="add", filters=[OPENDAY]), by=sample.by, at=AT)
    none = LineValues(document_template=0)
    personalize_lines(made.no, [20_000], none, by=sample.by, at=AT)
    if chosen:
        own = LineValues(document_template=letters[1], language="de-CH")
        personalize_lines(made.no, [10_000], own, by=sample.by, at=AT)
    else:
        new = SegmentValues(document_template=letters[1])
        change_segment(made.no, new, apply_to_lines=False, by=sample.by, at=AT)
    before = view(sample, made)
    set_template(made.no, "LETTER", by=sample.by, at=AT)
    found = view(sample, made)

    unique = [no for no, one in before.items() if one.attachment == "unique"]
    assert len(unique) == (1 if chosen else 3)
    for kept in ("attachment", "document_template", "own"):
        assert [getattr(found[no], kept) for no in unique] == [getattr(before[no], kept) for no in unique]
    assert {one.template for one in found.values()} == {"LETTER"}
    assert {one.own for no, one in found.items() if no not in unique} == {()}


@pytest.mark.parametrize("code", ["NEWS", "REPLY"])
def test_a_new_template_takes_lines_with_templates_of_their_own(
    sample: Sample, openday: Segment, code: str
) -> None:
    """R-SEG-23, 25, 26: they lose template and type; what differed from the segment, and texts, they keep"""
    own = LineValues(template="CALL", correspondence_type="hard_copy")
    personalize_lines(openday.no, [30_000], own, by=sample.by, at=AT)
    personalize_lines(openday.no, [40_000], LineValues(template="LETTER"), by=sample.by, at=AT)
    set_template(openday.no, code, by=sample.by, at=AT)
    found, news = view(sample, openday), sample.templates[code]

    assert {
        number: (one.template, one.correspondence_type) for number, one in found.items()
    } == dict.fromkeys((400, 100, 101, 201), (code, "email"))
    assert [(one.subject, one.language, one.attachment) for one in (found[100], found[101], found[201])] == [
        ("", "", "none"), ("", "", "none"), ("LETTER it-CH", "it-CH", "unique"),
    ]  # fmt: skip
    assert [(one.cost, one.duration_min) for one in (found[100], found[101], found[201])] == [
        (news.unit_cost, news.unit_duration_min), (Decimal(4), Decimal(8)), (Decimal("3.8"), Decimal(10)),
    ]  # fmt: skip
    assert {(one.information_flow, one.initiated_by, one.campaign_response) for one in found.values()} == {
        (news.information_flow, news.initiated_by, news.campaign_response)
    }
    differs = ("description", "cost", "duration_min", "campaign_target")
    assert (found[100].own, found[101].own, found[201].own) == ((), differs, differs)


def test_a_template_the_lines_do_not_take_needs_documents_of_their_own(
    sample: Sample, openday: Segment
) -> None:
    """R-SEG-24"""
    keep: dict[str, Any] = {"apply_to_lines": False, "by": sample.by, "at": AT}
    assert refused(lambda: set_template(openday.no, "CALL", **keep)) == ["E-SEG-3"]
    for language in ("fr-CH", "de-CH"):
        remove_language(openday.no, language, by=sample.by, at=AT)
    set_template(openday.no, "CALL", **keep)
    found = view(sample, openday)[101]
    assert (found.template, found.cost) == ("INVIT", Decimal("2.5"))


def test_lines_that_do_not_take_a_template_keep_everything(sample: Sample) -> None:
    """R-SEG-24: its campaign, subject, language, document and way of sending, too"""
    for number in ("CP-1", "CP-2"):
        create_campaign(CampaignValues(), no=number, by=sample.by, at=AT)
    brought = Campaign.objects.get(no="CP-2")
    InteractionTemplate.objects.filter(code="LETTER").update(campaign=brought)
    letters = [
        create_document_template(code, content, f"{code}.docx", language="fr-CH", by=None, at=AT)
        for code, content in dict.fromkeys(("OLD", "NEW"), docx(paragraph(field("contact.name")))).items()
    ]
    old = SegmentValues(
        description="Kept", campaign="CP-1", subject="Old", document_template=letters[0].pk,
        correspondence_type="email",
    )  # fmt: skip
    made = create_segment(old, template="NEWS", by=sample.by, at=AT)
    select_contacts(made.no, Selection(action="add", filters=[MACH]), by=sample.by, at=AT)
    before = {number: replace(one, own=()) for number, one in view(sample, made).items()}
    assert {one.attachment for one in before.values()} == {"inherited"}

    set_template(made.no, "LETTER", apply_to_lines=False, by=sample.by, at=AT)
    change_segment(made.no, SegmentValues(document_template=letters[1].pk), by=sample.by, at=AT)

    after = view(sample, made)
    assert {one.attachment for one in after.values()} == {"unique"}  # the segment has another by now
    kept = {number: replace(one, own=(), attachment="inherited") for number, one in after.items()}
    assert kept == before
    log_segment(made.no, send=False, by=sample.by, at=AT)
    entries = Entry.objects.filter(segment_no=made.no)
    told = set(entries.values_list("campaign__no", "content__subject", "document_template__code"))
    assert told == {("CP-1", "Old", "OLD")}


def test_a_template_brings_its_campaign_while_it_runs(sample: Sample) -> None:
    """R-SEG-20, R-SEG-47: neither segment nor line gets one that was archived; a new one is in the history"""
    for number in ("CP-1", "CP-2"):
        create_campaign(CampaignValues(), no=number, by=sample.by, at=AT)
    brought = Campaign.objects.get(no="CP-2")
    InteractionTemplate.objects.filter(code="LETTER").update(campaign=brought)
    Campaign.objects.filter(no="CP-2").update(archived_at=AT)
    made = create_segment(SegmentValues(campaign="CP-1"), template="NEWS", by=sample.by, at=AT)
    select_contacts(made.no, Selection(action="add", filters=[MACH]), by=sample.by, at=AT)
    for apply_to_lines in (True, False):
        set_template(made.no, "NEWS", by=sample.by, at=AT)
        found = set_template(made.no, "LETTER", apply_to_lines=apply_to_lines, by=sample.by, at=AT)
        assert str(found.campaign) == "CP-1"
    lines = SegmentLine.objects.filter(segment=made)
    assert set(lines.values_list("template__code", flat=True)) == {"NEWS"}
    assert not lines.exclude(campaign=None).exists()  # the segment keeps it
    bare = create_segment(template="INVIT", by=sample.by, at=AT)
    select_contacts(bare.no, Selection(action="add", filters=[MACH]), by=sample.by, at=AT)
    personalize_lines(bare.no, [10_000], LineValues(template="LETTER"), by=sample.by, at=AT)
    assert {one.campaign for one in view(sample, bare).values()} == {""}

    Campaign.objects.filter(no="CP-2").update(archived_at=None)
    personalize_lines(bare.no, [10_000], LineValues(template="LETTER"), by=sample.by, at=AT)
    assert line(sample.by, bare, 10_000).campaign == "CP-2"  # type: ignore[union-attr]
    found = set_template(made.no, "LETTER", by=sample.by, at=AT)
    assert found.campaign == brought
    noted = SegmentChange.objects.filter(segment_no=made.no, kind="template").order_by("pk")
    assert [(one.old.get("campaign"), one.new.get("campaign")) for one in noted] == [
        *[(None, None)] * 5,
        ("CP-1", "CP-2"),
    ]


def test_lines_with_documents_of_their_own_need_not_take_a_template(sample: Sample, openday: Segment) -> None:
    """R-SEG-24: nothing of the segment's is theirs; a segment without lines has nobody to ask"""
    for number in (10_000, 20_000, 30_000, 40_000):
        own = LanguageValues(subject=f"Mine {number}")
        write_language(openday.no, "fr-CH", own, line_no=number, by=sample.by, at=AT)
    set_template(openday.no, "LETTER", apply_to_lines=False, by=sample.by, at=AT)
    assert {(one.template, one.cost) for one in view(sample, openday).values()} == {("INVIT", Decimal("2.5"))}
    assert view(sample, openday)[101].subject == "Mine 30000"

    empty = create_segment(template="INVIT", by=sample.by, at=AT)
    changed = set_template(empty.no, "LETTER", apply_to_lines=False, by=sample.by, at=AT)
    assert (changed.template, changed.cost) == (sample.templates["LETTER"], Decimal("3.8"))


def test_text_of_a_line_is_taken_away_again(sample: Sample, openday: Segment) -> None:
    """R-SEG-33: the line says what the segment says again, whose own text stays"""
    own = LanguageValues(subject="Mine", body="<p>Mine</p>")
    write_language(openday.no, "fr-CH", own, line_no=30_000, by=sample.by, at=AT)
    assert (view(sample, openday)[101].subject, view(sample, openday)[101].attachment) == ("Mine", "unique")
    remove_language(openday.no, "fr-CH", line_no=30_000, by=sample.by, at=AT)
    found = view(sample, openday)[101]
    assert (found.subject, found.attachment, found.own) == ("INVIT fr-CH", "inherited", ())
    assert SegmentLine.objects.filter(personalized=True).count() == 0
    with pytest.raises(NoSuchSegment):
        remove_language(openday.no, "fr-CH", line_no=77, by=sample.by, at=AT)


def test_a_document_takes_the_place_of_a_file(sample: Sample, openday: Segment) -> None:
    """R-SEG-35, R-SEG-37: a text has one of them"""
    stored = store_file(b"a letter", by=None, at=AT)
    letter = DocumentTemplate.objects.create(code="D", name="D", language="fr-CH", file=stored, file_name="d")

    def written(**values: Any) -> tuple[object, str, object]:
        row = write_language(openday.no, "fr-CH", LanguageValues(**values), by=sample.by, at=AT)
        row.refresh_from_db()
        return row.file_id, row.file_name, row.document_template_id

    assert written(file=stored.pk, file_name="a.pdf") == (stored.pk, "a.pdf", None)
    assert written(document_template=letter.pk) == (None, "", letter.pk)
    assert refused(lambda: written(file=stored.pk, file_name="a.pdf")) == ["E-SEG-4"]
    taken_off = {"file": stored.pk, "file_name": "a.pdf", "document_template": 0}
    assert written(**taken_off) == (stored.pk, "a.pdf", None)


def test_language_of_a_line(sample: Sample, openday: Segment) -> None:
    """R-SEG-31, R-SEG-33, R-SEG-41, R-SEG-46: contact's language, its base, the default"""
    assert {number: one.language for number, one in view(sample, openday).items()}[201] == "fr-CH"
    write_language(openday.no, "it", LanguageValues(subject="Invito"), by=sample.by, at=AT)
    assert (view(sample, openday)[201].language, view(sample, openday)[201].subject) == ("it", "Invito")
    for code in ("it", "en"):
        write_language(openday.no, code, LanguageValues(subject=code), line_no=10_000, by=sample.by, at=AT)
    for speaks, said in (("it-CH", "it"), ("en-GB", "en"), ("de-CH", "it")):
        Contact.objects.filter(no="CT-000400").update(language=speaks)
        assert (view(sample, openday)[400].language, view(sample, openday)[400].subject) == (said, said)
    remove_language(openday.no, "it", by=sample.by, at=AT)
    remove_language(openday.no, "fr-CH", by=sample.by, at=AT)
    head = segment(sample.by, openday.no)
    assert (head.language, head.subject, view(sample, openday)[101].language) == (
        "de-CH", "INVIT de-CH", "de-CH",
    )  # fmt: skip


def test_default_language_and_subject_follow_each_other(sample: Sample, openday: Segment) -> None:
    """R-SEG-18, R-SEG-28, R-SEG-29, R-SEG-30, R-SEG-35"""
    assert set_default_language(openday.no, "de-CH", by=sample.by, at=AT).subject == "INVIT de-CH"
    known = SegmentChange.objects.count()
    set_default_language(openday.no, " de-CH ", by=sample.by, at=AT)
    assert SegmentChange.objects.count() == known
    made = set_default_language(openday.no, "en", by=sample.by, at=AT)
    assert (made.subject, SegmentLanguage.objects.get(language="en").description) == ("", "INVIT en")
    change_segment(openday.no, SegmentValues(subject="Welcome"), by=sample.by, at=AT)
    assert SegmentLanguage.objects.get(language="en").subject == "Welcome"
    write_language(openday.no, "en", LanguageValues(subject="Hello"), by=sample.by, at=AT)
    assert segment(sample.by, openday.no).subject == "Hello"


def test_body_is_cleaned(sample: Sample, openday: Segment) -> None:
    row = write_language(
        openday.no, "en", LanguageValues(body="<p>Hi<script>x</script></p>"), by=sample.by, at=AT
    )
    assert (row.body, row.body_text) == ("<p>Hi</p>", "Hi")


def test_template_of_a_line(sample: Sample, openday: Segment) -> None:
    """R-SEG-44, R-SEG-45"""
    personalize_lines(openday.no, [30_000, 40_000], LineValues(template="LETTER"), by=sample.by, at=AT)
    found = view(sample, openday)

    assert (found[201].subject, found[201].language, found[201].attachment) == (
        "LETTER it-CH", "it-CH", "unique",
    )  # fmt: skip
    assert (found[101].cost, found[101].description, found[101].correspondence_type) == (
        Decimal("3.8"), "Letter", "hard_copy",
    )  # fmt: skip
    assert not found[101].campaign_target
    personalize_lines(openday.no, [30_000, 40_000], LineValues(template="INVIT"), by=sample.by, at=AT)
    found = view(sample, openday)
    assert (found[101].own, found[101].attachment, found[101].cost) == ((), "inherited", Decimal("2.5"))
    assert SegmentLanguage.objects.filter(line__isnull=False).count() == 0


def test_alternative_address_of_the_day(sample: Sample, openday: Segment) -> None:
    """R-SEG-43, R-SEG-136, R-CON-86"""
    nora = sample.contacts[101]
    for code, start in (("A", date(2026, 1, 1)), ("B", date(2027, 1, 1))):
        address = AlternativeAddress.objects.create(contact=nora, code=code, email=f"{code}@x.example")
        AddressRange.objects.create(contact=nora, alternative_address=address, starting_date=start)

    assert view(sample, openday)[101].email == "A@x.example"
    ranges = AddressRange.objects.filter(alternative_address__code="A")
    for last, email in ((TODAY, "A@x.example"), (date(2026, 10, 31), "c101@example.example")):
        ranges.update(ending_date=last)
        assert view(sample, openday)[101].email == email
    log_segment(openday.no, send=False, by=sample.by, at=AT)
    assert not Entry.objects.exclude(alternative_address=None).exists()
    undo_logging(1, by=sample.by, at=AT)
    ranges.update(ending_date=None)
    change_segment(openday.no, SegmentValues(occurred_on=date(2027, 2, 1)), by=sample.by, at=AT)
    assert view(sample, openday)[101].email == "B@x.example"
    personalize_lines(openday.no, [30_000], LineValues(alternative_address="a"), by=sample.by, at=AT)
    assert view(sample, openday)[101].email == "A@x.example"
    assert view(sample, openday)[100].email == "c100@example.example"
    for numbers, code in (([30_000], "C"), ([20_000], "A"), ([20_000, 30_000], "A")):
        values = LineValues(alternative_address=code)
        assert refused(
            lambda numbers=numbers, values=values: personalize_lines(  # type: ignore[misc]
                openday.no, numbers, values, by=sample.by, at=AT
            )
        ) == ["unknown"]
    for values, email in (
        (LineValues(alternative_address=""), "c101@example.example"),
        (LineValues(reset=("alternative_address",)), "B@x.example"),
    ):
        personalize_lines(openday.no, [30_000], values, by=sample.by, at=AT)
        assert view(sample, openday)[101].email == email
    assert not SegmentLine.objects.filter(segment=openday, personalized=True).exists()


def test_a_line_entered_by_hand_is_a_step(sample: Sample, openday: Segment) -> None:
    """R-SEG-49, R-SEG-62"""
    enter_line(openday.no, "ct-000302", by=sample.by, at=AT)
    enter_line(openday.no, "CT-000101", by=sample.by, at=AT)
    assert sample.lines(openday) == [400, 100, 101, 201, 302, 101]
    told = [one.words for one in steps(sample.by, openday)]
    assert told[1:] == [("Contact: No. is CT-000302",), ("Contact: No. is CT-000101",)]
    assert SegmentStep.objects.filter(segment=openday, kind="hand").count() == 2
    go_back(openday.no, by=sample.by, at=AT)
    assert sample.lines(openday) == [400, 100, 101, 201, 302]
    sample.contacts[501].privacy_blocked = True
    sample.contacts[501].save()
    assert refused(lambda: enter_line(openday.no, "CT-000501", by=sample.by, at=AT)) == ["E-SEG-33"]
    assert refused(lambda: enter_line(openday.no, "CT-1", by=sample.by, at=AT)) == ["unknown"]


def test_lines_taken_out_by_hand_come_back_with_their_values(sample: Sample, openday: Segment) -> None:
    """R-SEG-49, R-SEG-81"""
    personalize_lines(openday.no, [20_000], LineValues(cost=Decimal(9)), by=sample.by, at=AT)
    assert remove_lines(openday.no, [10_000, 20_000], by=sample.by, at=AT).changed == 2
    assert sample.lines(openday) == [101, 201]
    go_back(openday.no, by=sample.by, at=AT)
    assert sample.lines(openday) == [101, 201, 400, 100]
    assert view(sample, openday)[100].cost == 9
    with pytest.raises(NoSuchSegment):
        remove_lines(openday.no, [10_000], by=sample.by, at=AT)


def test_steps_are_edited_switched_and_moved(sample: Sample, openday: Segment) -> None:
    """B-2, B-19: R-SEG-83; lines that survive keep row and values"""
    select_contacts(openday.no, Selection(action="reduce", filters=[PURCH]), by=sample.by, at=AT)
    personalize_lines(openday.no, [20_000], LineValues(cost=Decimal(9)), by=sample.by, at=AT)
    remove_lines(openday.no, [40_000], by=sample.by, at=AT)
    assert sample.lines(openday) == [400, 100]
    kept = dict(SegmentLine.objects.filter(removed_by=None).values_list("pk", "line_no"))
    first, second, third = SegmentStep.objects.filter(segment=openday).order_by("position")
    drafts = [
        StepDraft(action="add", filters=[MACH], step=0),
        StepDraft(action="add", filters=[OPENDAY], step=first.pk),
        StepDraft(action="reduce", filters=[PURCH], step=second.pk, active=False),
        StepDraft(action="reduce", filters=third.filters, kind="hand", step=third.pk),
    ]
    foretold = preview_steps(sample.by, segment(sample.by, openday.no), drafts, at=AT)

    outcome = change_steps(openday.no, drafts, by=sample.by, at=AT)

    assert (foretold.before, foretold.after, outcome.after) == (2, 6, 6)
    assert sample.lines(openday) == [400, 100, 101, 300, 301, 102]
    after = dict(SegmentLine.objects.filter(removed_by=None).values_list("pk", "line_no"))
    assert {key: after.get(key) for key in kept} == kept
    assert view(sample, openday)[100].cost == 9
    assert [one.step.changed_count for one in steps(sample.by, openday)] == [5, 2, 0, 1]
    change_steps(openday.no, [StepDraft(action="add", filters=[OPENDAY], step=first.pk)], by=sample.by, at=AT)
    assert sorted(sample.lines(openday)) == [100, 101, 201, 400]
    assert refused(
        lambda: change_steps(openday.no, [StepDraft(action="add", step=10**9)], by=sample.by, at=AT)
    ) == ["unknown"]


def again(head: Segment, **off: bool) -> list[StepDraft]:
    """The steps as they are; those whose action is named are switched off or on."""
    return [
        StepDraft(
            action=one.action,
            filters=one.filters,
            kind=one.kind,
            step=one.pk,
            active=not off.get(one.action, not one.active),
            **{name: getattr(one, name) for name in OPTIONS},
        )
        for one in SegmentStep.objects.filter(segment=head).order_by("position")
    ]


def test_steps_that_somebody_else_changed_stay(sample: Sample, openday: Segment) -> None:
    """B-2: made, changed or taken away; neither a look nor a refresh is a change"""
    seen = version_of_steps(stored_steps(openday))
    refresh_segment(openday.no, by=sample.by, at=AT)
    change_steps(openday.no, again(openday, add=True), version=seen, by=sample.by, at=AT)
    with pytest.raises(Conflict):
        change_steps(openday.no, [], version=seen, by=sample.by, at=AT)
    with pytest.raises(Conflict):
        preview_steps(sample.by, openday, [], version=seen, at=AT)
    assert SegmentStep.objects.filter(segment=openday).count() == 1
    change_steps(openday.no, again(openday, add=False), by=sample.by, at=AT)
    assert version_of_steps(stored_steps(openday)) == seen


def test_a_stored_step_stays_of_its_kind(sample: Sample, openday: Segment) -> None:
    """B-1, B-2: the preview tells what is done, also where the kind of a step is not said"""
    remove_lines(openday.no, [40_000], by=sample.by, at=AT)
    added, taken_out = SegmentStep.objects.filter(segment=openday).order_by("position")
    drafts = [
        StepDraft(action="add", filters=added.filters, step=added.pk),
        StepDraft(action="reduce", filters=[], step=taken_out.pk),
    ]
    foretold = preview_steps(sample.by, segment(sample.by, openday.no), drafts, at=AT)
    outcome = change_steps(openday.no, drafts, by=sample.by, at=AT)
    assert (foretold.before, foretold.after, outcome.after) == (3, 3, 3)


def test_a_line_stays_with_its_step(sample: Sample, openday: Segment) -> None:
    """B-2, B-19: of two lines of a contact goes that whose step is gone, whatever their numbers"""
    enter_line(openday.no, "CT-000101", by=sample.by, at=AT)
    personalize_lines(openday.no, [50_000], LineValues(cost=Decimal(9)), by=sample.by, at=AT)
    assert sample.lines(openday) == [400, 100, 101, 201, 101]
    change_steps(openday.no, again(openday)[1:], by=sample.by, at=AT)
    assert sample.lines(openday) == [101]
    assert view(sample, openday)[101].cost == 9


def test_a_line_stays_with_its_step_when_both_are_taken_out(sample: Sample, openday: Segment) -> None:
    """B-2, B-19: it is still the line of its step when it comes back"""
    enter_line(openday.no, "CT-000101", by=sample.by, at=AT)
    personalize_lines(openday.no, [50_000], LineValues(cost=Decimal(9)), by=sample.by, at=AT)
    select_contacts(openday.no, Selection(action="reduce", filters=[OPENDAY]), by=sample.by, at=AT)
    change_steps(openday.no, again(openday), by=sample.by, at=AT)
    assert sample.lines(openday) == []
    change_steps(openday.no, again(openday, add=False)[:2], by=sample.by, at=AT)
    change_steps(openday.no, again(openday)[1:], by=sample.by, at=AT)
    assert sample.lines(openday) == [101]
    assert view(sample, openday)[101].cost == 9


def test_personalised_lines_are_kept_before_bare_ones(sample: Sample, openday: Segment) -> None:
    """B-2, B-19: where no step tells which line of a contact stays"""
    enter_line(openday.no, "CT-000101", by=sample.by, at=AT)
    personalize_lines(openday.no, [50_000], LineValues(cost=Decimal(9)), by=sample.by, at=AT)
    change_steps(openday.no, [StepDraft(action="add", filters=[OPENDAY])], by=sample.by, at=AT)
    assert sorted(sample.lines(openday)) == [100, 101, 201, 400]
    assert view(sample, openday)[101].cost == 9


def test_whom_readiness_took_out_stays_out(sample: Sample, openday: Segment) -> None:
    """B-2, B-8: the step knows them whether it, or the one that brought them, was switched off or moved"""
    assert apply_remedy(openday.no, "no_email", "take_out", by=sample.by, at=AT) == 1
    changes: list[tuple[Callable[[], list[StepDraft]], list[int]]] = [
        (lambda: again(openday, reduce=True), [100, 101, 201, 400]),
        (lambda: again(openday, reduce=False), [100, 101, 201]),
        (lambda: again(openday, add=True), []),
        (lambda: again(openday, add=False), [100, 101, 201]),
        (lambda: again(openday)[::-1], [100, 101, 201, 400]),
        (lambda: again(openday)[::-1], [100, 101, 201]),
    ]
    for drafts, expected in changes:
        foretold = preview_steps(sample.by, segment(sample.by, openday.no), drafts(), at=AT)
        change_steps(openday.no, drafts(), by=sample.by, at=AT)
        assert (sorted(sample.lines(openday)), foretold.after) == (expected, len(expected))
    go_back(openday.no, by=sample.by, at=AT)
    assert (sorted(sample.lines(openday)), StepTakenOut.objects.count()) == ([100, 101, 201, 400], 0)


def test_a_step_by_hand_that_became_an_addition_is_gone_back_over(sample: Sample, openday: Segment) -> None:
    """R-SEG-80"""
    assert apply_remedy(openday.no, "no_email", "take_out", by=sample.by, at=AT) == 1
    SegmentStep.objects.filter(segment=openday, action="reduce").update(action="add")
    go_back(openday.no, by=sample.by, at=AT)
    assert not StepTakenOut.objects.exists()


def test_older_windows_overwrite_no_subject(sample: Sample, openday: Segment) -> None:
    """B-19: neither of the head, nor of a language, nor after another template was chosen"""
    write_language(openday.no, openday.language, LanguageValues(subject="One"), by=sample.by, at=AT)
    head, row = segment(sample.by, openday.no), SegmentLanguage.objects.get(language=openday.language)
    change_segment(openday.no, SegmentValues(subject="Two"), by=sample.by, at=AT)
    with pytest.raises(Conflict):
        write_language(
            openday.no, row.language, LanguageValues(subject="1"), version=row.version, by=sample.by, at=AT
        )
    head = segment(sample.by, openday.no)
    write_language(openday.no, row.language, LanguageValues(subject="Three"), by=sample.by, at=AT)
    with pytest.raises(Conflict):
        change_segment(openday.no, SegmentValues(subject="2"), version=head.version, by=sample.by, at=AT)
    rows = SegmentLanguage.objects.filter(segment=openday, line=None)
    seen = {one.language: one.version for one in rows}
    set_template(openday.no, "INVIT", by=sample.by, at=AT)
    assert all(one.version > seen.get(one.language, 0) for one in rows.all())
    assert rows.count() > 0


def test_two_lines_of_a_contact_taken_out_at_once_stay_out(sample: Sample, openday: Segment) -> None:
    """B-2, R-SEG-49: a third one stays in"""
    for _time in range(2):
        enter_line(openday.no, "CT-000101", by=sample.by, at=AT)
    remove_lines(openday.no, [30_000, 50_000], by=sample.by, at=AT)
    assert sample.lines(openday) == [400, 100, 201, 101]
    change_steps(openday.no, again(openday), by=sample.by, at=AT)
    assert sample.lines(openday) == [400, 100, 201, 101]
    delete_segment(openday.no, by=sample.by, at=AT)
    assert StepTakenOut.objects.count() == 0


def test_what_no_step_can_be_is_refused(sample: Sample, openday: Segment) -> None:
    """R-SEG-57, R-SEG-75: another action, logged segments that nobody can tell, too many steps"""
    used = [having("interaction", logged_segment="1|2")]
    either = [{"any_of": [used, [OPENDAY]]}]
    verbs: list[tuple[Callable[[], Any], str]] = [
        (lambda: select_contacts(openday.no, Selection(action="drop"), by=sample.by, at=AT), "unknown"),
        (lambda: change_steps(openday.no, [StepDraft(action="add")] * 51, by=sample.by, at=AT), "E-SEG-9"),
        (lambda: apply_criteria(openday.no, "NOBODY", by=sample.by, at=AT), "unknown"),
        (lambda: reuse_logged_segment(openday.no, 10**9, by=sample.by, at=AT), "unknown"),
    ]
    strange = [[having("interaction", logged_segment=text)] for text in ("1.5", "''", "<>1", "1..", ">1&<3")]
    for filters in ([OPENDAY], [having("interaction", template="CALL")], used, either, [], *strange):
        for active in (True, False):
            draft = StepDraft(action="add", kind="reuse", filters=filters, active=active)
            verbs.append((partial(change_steps, openday.no, [draft], by=sample.by, at=AT), "E-SEG-45"))
    reused = [having("interaction", logged_segment="1")]
    for action in ("reduce", "refine"):
        draft = StepDraft(action=action, kind="reuse", filters=reused)
        verbs.append((partial(change_steps, openday.no, [draft], by=sample.by, at=AT), "unknown"))
    assert [refused(verb) for verb, _code in verbs] == [[code] for _verb, code in verbs]
    SegmentStep.objects.bulk_create(
        SegmentStep(segment=openday, position=place, action="refine", created_at=AT)
        for place in range(2, MAX_STEPS + 1)
    )
    everyone = Selection(action="add")
    assert refused(lambda: select_contacts(openday.no, everyone, by=sample.by, at=AT)) == ["E-SEG-9"]
    assert sample.lines(openday) == [400, 100, 101, 201]


def test_archived_colleagues_do_not_decide_about_a_company(sample: Sample) -> None:
    """R-SEG-72: an entire company goes by those who are still there"""
    head = create_segment(by=sample.by, at=AT)
    for action, filters in (("add", [having("contact", no="CT-000300")]), ("refine", [PURCH])):
        given = Selection(action=action, filters=filters, entire_companies=action == "refine")
        select_contacts(head.no, given, by=sample.by, at=AT)
    assert sample.lines(head) == [300]
    go_back(head.no, by=sample.by, at=AT)
    for number in (301, 302):
        archive_contact(sample.contacts[number], by=sample.by, at=AT)

    select_contacts(
        head.no, Selection(action="refine", filters=[PURCH], entire_companies=True), by=sample.by, at=AT
    )

    assert sample.lines(head) == []


def test_a_contact_is_asked_when_it_was_created_and_how_it_is_called(sample: Sample) -> None:
    """R-SEG-57: the day is that of the company's time zone"""
    Contact.objects.exclude(no="CT-000400").update(created_at=datetime(2026, 1, 1, tzinfo=UTC))
    late = datetime(2026, 3, 31, 22, 30, tzinfo=UTC)
    Contact.objects.filter(no="CT-000400").update(created_at=late, first_name="Aude", address="Quai 3")
    for asked in ({"created_on": "2026-04-01"}, {"first_name": "Aude"}, {"address": "Quai 3"}):
        head = create_segment(by=sample.by, at=AT)
        select_contacts(
            head.no, Selection(action="add", filters=[having("contact", **asked)]), by=sample.by, at=AT
        )
        assert sample.lines(head) == [400]


def test_what_is_left_out_of_saved_criteria_is_counted(sample: Sample, openday: Segment) -> None:
    """R-SEG-84: steps switched off, and lines that readiness took out; contacts by number are criteria"""
    Contact.objects.filter(no="CT-000400").update(privacy_blocked=True)
    apply_remedy(openday.no, "blocked", "take_out", by=sample.by, at=AT)
    remove_lines(openday.no, [20_000], by=sample.by, at=AT)
    found = savable(sample.manager, openday)
    assert ([one.position for one in found.steps], found.off, found.chosen) == ([1, 3], 0, 1)
    SegmentStep.objects.filter(segment=openday, position=3).update(active=False)
    found = savable(sample.manager, openday)
    assert ([one.position for one in found.steps], found.off, found.chosen) == ([1], 1, 1)


def test_criteria_saved_and_replayed_give_the_same_lines(sample: Sample, openday: Segment) -> None:
    """R-SEG-84 to 89"""
    swiss = having("contact", country="ch")
    for selection in (
        Selection(action="add", filters=[MACH], expand_companies=True),
        Selection(action="refine", filters=[swiss, PURCH], entire_companies=True),
    ):
        select_contacts(openday.no, selection, by=sample.by, at=AT)
    saved = save_criteria(openday.no, "purch-ch", "Buyers", by=sample.manager, at=AT)
    other = create_segment(by=sample.by, at=AT)
    outcomes = apply_criteria(other.no, "PURCH-CH", by=sample.by, at=AT)

    assert sample.lines(other) == sample.lines(openday)
    numbers = SegmentLine.objects.filter(removed_by=None).order_by("line_no")
    assert list(numbers.filter(segment=other).values_list("line_no", "contact")) == list(
        numbers.filter(segment=openday).values_list("line_no", "contact")
    )
    assert saved.user == sample.manager
    assert [one.changed for one in outcomes] == [4, 3, 2]
    assert SavedCriteriaStep.objects.filter(saved_criteria=saved, entire_companies=True).count() == 1
    assert [getattr(one, "step_count", 0) for one in saved_criteria(sample.by)] == [3]
    assert refused(lambda: save_criteria(openday.no, "PURCH-CH", by=sample.manager, at=AT)) == ["E-SEG-11"]
    assert refused(lambda: save_criteria(openday.no, " ", by=sample.manager, at=AT)) == ["E-SEG-10"]
    assert refused(lambda: save_criteria(openday.no, "x" * 21, by=sample.manager, at=AT)) == ["length"]
    assert refused(lambda: save_criteria(openday.no, "A/B", by=sample.manager, at=AT)) == ["shape"]
    empty = create_segment(by=sample.by, at=AT)
    assert refused(lambda: save_criteria(empty.no, "X", by=sample.manager, at=AT)) == ["E-SEG-9"]
    for verb in (delete_saved_criteria, partial(save_criteria, openday.no)):
        with pytest.raises(NotAllowed):  # section 2: editors use what managers save
            verb("PURCH-CH", by=sample.by, at=AT)
    save_criteria(openday.no, "other", by=sample.manager, at=AT)
    for code, told in ((" ", "E-SEG-10"), ("other", "E-SEG-11"), ("x" * 21, "length")):
        assert refused(
            lambda code=code: change_saved_criteria(  # type: ignore[misc]
                "PURCH-CH", new_code=code, by=sample.manager, at=AT
            )
        ) == [told]
    change_saved_criteria("purch-ch", new_code="purch-ch", description="All", by=sample.manager, at=AT)
    assert SavedCriteria.objects.get(code="PURCH-CH").description == "All"
    delete_saved_criteria("other", by=sample.manager, at=AT)
    assert refused(lambda: delete_saved_criteria("other", by=sample.manager, at=AT)) == ["unknown"]
    change_saved_criteria("PURCH-CH", new_code="buyers", by=sample.manager, at=AT)
    delete_saved_criteria("BUYERS", by=sample.manager, at=AT)
    assert (SavedCriteria.objects.count(), sample.lines(other)) == (0, sample.lines(openday))


def test_a_replay_is_foretold_on_the_lines_as_they_stand(sample: Sample, openday: Segment) -> None:
    """R-SEG-86, R-SEG-88, B-1: who would not be selected today stays, who would be is not fetched; who was
    taken out by hand goes with all lines
    """
    select_contacts(
        openday.no, Selection(action="add", filters=[OPENDAY], allow_existing=True), by=sample.by, at=AT
    )
    recorded = create_segment(by=sample.by, at=AT)
    for one in (
        Selection(action="add", filters=[OPENDAY, FRENCH]),
        Selection(action="add", filters=[MACH], expand_companies=True),
    ):
        select_contacts(recorded.no, one, by=sample.by, at=AT)
    remove_lines(recorded.no, [10_000], by=sample.by, at=AT)
    save_criteria(recorded.no, "MORE", by=sample.manager, at=AT)
    steps = list(SavedCriteriaStep.objects.order_by("position"))
    assert [one.kind for one in steps] == ["criteria", "criteria", "hand"]

    members = ContactMailingGroup.objects.filter(mailing_group__code="OPENDAY")
    members.filter(contact=sample.contacts[201]).delete()
    ContactMailingGroup.objects.create(
        contact=sample.contacts[600], mailing_group=MailingGroup.objects.get(code="OPENDAY")
    )
    head = segment(sample.by, openday.no)
    before = Counter(sample.lines(head))
    foretold = preview_replay(sample.by, head, steps, at=AT)
    outcomes = apply_criteria(head.no, "MORE", by=sample.by, at=AT)

    after = Counter(sample.lines(head))
    assert (before[201], after[201], after[600]) == (2, 2, 0)
    assert (before[400], after[400]) == (2, 0)
    assert foretold.before == before.total()
    assert foretold.after == outcomes[-1].after == after.total()
    assert (foretold.comes, foretold.goes) == ((after - before).total(), (before - after).total())
    assert {int(one.no[-3:]) for one in foretold.samples} == {*(after - before), *(before - after)}


def test_reset_forgets_everything_of_an_empty_segment(sample: Sample, openday: Segment) -> None:
    """R-SEG-51"""
    with pytest.raises(Conflict):
        reset_criteria(openday.no, by=sample.by, at=AT)
    assert SegmentStep.objects.filter(segment=openday).count() == 1
    select_contacts(openday.no, Selection(action="reduce"), by=sample.by, at=AT)
    reset_criteria(openday.no, by=sample.by, at=AT)
    assert (SegmentStep.objects.count(), SegmentLine.objects.count()) == (0, 0)


def test_steps_forgotten_with_the_last_line_are_noted_too(sample: Sample, openday: Segment) -> None:
    """R-SEG-51, R-SEG-74, B-18"""
    select_contacts(openday.no, Selection(action="reduce"), reset_when_empty=True, by=sample.by, at=AT)
    noted = SegmentChange.objects.filter(segment_no=openday.no, kind="selected").order_by("id")
    assert [one.new["action"] for one in noted][-2:] == ["reduce", "reset"]


def test_nothing_to_go_back_over(sample: Sample) -> None:
    """R-SEG-78"""
    made = create_segment(by=sample.by, at=AT)
    assert refused(lambda: go_back(made.no, by=sample.by, at=AT)) == ["E-SEG-9"]
    assert refused(lambda: preview_go_back(sample.by, made)) == ["E-SEG-9"]


def test_deleting_takes_everything(sample: Sample, openday: Segment) -> None:
    """R-SEG-140"""
    delete_segment(openday.no, by=sample.by, at=AT)
    counts = [m.objects.count() for m in (Segment, SegmentLine, SegmentStep, SegmentLanguage)]
    assert counts == [0, 0, 0, 0]
    with pytest.raises(NoSuchSegment):
        segment(sample.by, openday.no)


@pytest.mark.parametrize(
    "verb",
    [
        lambda _no, by: create_segment(by=by, at=AT),
        lambda no, by: select_contacts(no, Selection(action="add"), by=by, at=AT),
        lambda no, by: go_back(no, by=by, at=AT),
        lambda no, by: change_steps(no, [], by=by, at=AT),
        lambda no, by: enter_line(no, "CT-000101", by=by, at=AT),
        lambda no, by: remove_lines(no, [10_000], by=by, at=AT),
        lambda no, by: delete_segment(no, by=by, at=AT),
        lambda no, by: apply_criteria(no, "X", by=by, at=AT),
        lambda no, by: save_criteria(no, "X", by=by, at=AT),
    ],
)
def test_a_team_member_changes_but_neither_selects_nor_deletes(
    sample: Sample, openday: Segment, verb: Callable[..., Any]
) -> None:
    """R-SEG-1: section 2"""
    with pytest.raises(NotAllowed):
        verb(openday.no, sample.member)
    personalize_lines(openday.no, [10_000], LineValues(subject="Mine"), by=sample.member, at=AT)
    assert sample.lines(openday) == [400, 100, 101, 201]


def test_worksheet_is_read_page_by_page(
    sample: Sample, openday: Segment, django_assert_num_queries: Any
) -> None:
    """R-SEG-39: one statement a page"""
    with django_assert_num_queries(1):
        first = lines(sample.by, openday, limit=3)
    second = lines(sample.by, openday, cursor=first.next or "", limit=3)

    assert [one.line_no for one in (*first.items, *second.items)] == [10_000, 20_000, 30_000, 40_000]
    assert second.next is None
    assert line(sample.by, openday, 20_000) == first.items[1]
    assert line(sample.by, openday, 1) is None
    personalize_lines(openday.no, [20_000], LineValues(subject="Mine"), by=sample.by, at=AT)
    assert [one.line_no for one in lines(sample.by, openday, personalized=True).items] == [20_000]


def test_segments_of_a_company_are_those_of_its_people(sample: Sample, openday: Segment) -> None:
    """R-SEG-102"""
    assert [one.no for one in segments_of_contact(sample.by, sample.contacts[200].pk)] == [openday.no]
    assert list(segments_of_contact(sample.by, sample.contacts[501].pk)) == []


def test_number_of_statements_of_each_action(sample: Sample) -> None:
    """Section 10: it does not depend on the lines"""
    made = create_segment(SegmentValues(description="X"), template="INVIT", by=sample.by, at=AT)
    everyone = Selection(action="add")
    counted = {}
    verbs: dict[str, Callable[[], Any]] = {
        "add": lambda: select_contacts(made.no, everyone, by=sample.by, at=AT),
        "reduce": lambda: select_contacts(
            made.no, Selection(action="reduce", filters=[PURCH]), by=sample.by, at=AT
        ),
        "preview": lambda: preview_selection(sample.by, made, everyone, at=AT),
        "back": lambda: go_back(made.no, by=sample.by, at=AT),
        "change": lambda: change_segment(
            made.no, SegmentValues(cost=Decimal(1)), apply_to_lines=False, by=sample.by, at=AT
        ),
        "personalize": lambda: personalize_lines(
            made.no, [10_000, 20_000], LineValues(cost=Decimal(1)), by=sample.by, at=AT
        ),
    }
    for name, verb in verbs.items():
        with CaptureQueriesContext(connection) as queries:
            verb()
        counted[name] = len(queries) - 2 * (name != "preview")  # the savepoint of the transaction

    assert counted == {"add": 4, "reduce": 5, "preview": 1, "back": 4, "change": 4, "personalize": 4}


def test_filters_of_other_sources(sample: Sample, openday: Segment) -> None:
    """B-4: none since, at least n within, other segments"""
    again = Entry.objects.get(contact=sample.contacts[101])
    again.pk, again.template = None, sample.templates["CALL"]
    again.save(force_insert=True)
    other = create_segment(by=sample.by, at=AT)
    days = (AT.date() - timedelta(days=365)).isoformat()
    rows = {
        "none since": ([{**having("interaction", date=f"{days}.."), "not": True}, OPENDAY], [400, 100, 201]),
        "at least": ([{**having("interaction", template="VISIT|CALL"), "at_least": 1}], [600, 101, 201]),
        "at least two": ([{**having("interaction", template="VISIT|CALL"), "at_least": 2}], [101]),
        "at least three": ([{**having("interaction", template="VISIT|CALL"), "at_least": 3}], []),
        "relative": ([having("interaction", date="-6M..")], [600]),
        "segment": ([having("segment", no=openday.no), having("contact", type="person")], [400, 101, 201]),
        "either": ([{"any_of": [[PURCH], [having("contact", language="en")]]}], [600, 301, 101]),
        "both": ([having("contact", no="CT-000600&<>CT-000101")], [600]),
        "neither": ([having("interaction", template="VISIT|<>VISIT&<>CALL")], [101]),
    }
    for filters, expected in rows.values():
        select_contacts(other.no, Selection(action="add", filters=filters), by=sample.by, at=AT)
        assert sample.lines(other) == expected
        go_back(other.no, by=sample.by, at=AT)


def test_interactions_at_another_company_select_nobody(sample: Sample) -> None:
    """R-SEG-57: an interaction belongs to the contact together with the company of its day"""
    chosen = Selection(action="add", filters=[having("interaction", template="VISIT")])
    nora = Contact.objects.filter(pk=sample.contacts[101].pk)
    for company, expected in ((300, []), (None, []), (100, [101])):
        nora.update(company=sample.contacts[company] if company else None)
        head = create_segment(by=sample.by, at=AT)
        select_contacts(head.no, chosen, by=sample.by, at=AT)
        assert sample.lines(head) == expected


def test_private_entries_of_others_select_nobody(sample: Sample, openday: Segment) -> None:
    """R-INT-198: what a person may not see is absent from selections too"""
    Entry.objects.filter(contact=sample.contacts[101]).update(visibility="private", recorded_by=sample.member)
    chosen = Selection(action="add", filters=[having("interaction", template="VISIT")])
    head = create_segment(by=sample.by, at=AT)

    assert preview_selection(sample.by, head, chosen, at=AT).matched == 0
    assert preview_selection(sample.member, head, chosen, at=AT).matched == 1


def test_a_segment_that_follows_its_criteria_is_brought_up_to_date(sample: Sample, openday: Segment) -> None:
    """B-3: R-SEG-87; joins and leaves are told, lines that stay keep their values"""
    assert refresh_segment(openday.no, by=sample.by, at=AT).comes == 0
    personalize_lines(openday.no, [20_000], LineValues(cost=Decimal(9)), by=sample.by, at=AT)
    ContactMailingGroup.objects.filter(contact=sample.contacts[400]).delete()
    group = MailingGroup.objects.get(code="OPENDAY")
    ContactMailingGroup.objects.create(contact=sample.contacts[501], mailing_group=group)
    change_segment(openday.no, SegmentValues(follows_criteria=True), by=sample.by, at=AT)
    other = create_segment(SegmentValues(), by=sample.by, at=AT)
    select_contacts(other.no, Selection(action="add", filters=[OPENDAY]), by=sample.by, at=AT)

    assert refresh_following(at=AT) == 1

    assert sample.lines(openday) == [100, 101, 201, 501]
    assert moved(sample, openday) == [("CT-000501", 1, AT, sample.by), ("CT-000400", -1, AT, sample.by)]
    assert view(sample, openday)[100].cost == 9
    found = refresh_segment(other.no, by=sample.by, at=AT)
    assert (found.comes, found.goes) == (0, 0)


def test_who_may_not_select_keeps_no_segment_from_being_brought_up_to_date(
    sample: Sample, openday: Segment
) -> None:
    """B-3: one who only changed its head; the last who selected keeps it, else who made it"""
    change_segment(openday.no, SegmentValues(follows_criteria=True), by=sample.by, at=AT)
    ContactMailingGroup.objects.filter(contact=sample.contacts[400]).delete()
    Segment.objects.filter(pk=openday.pk).update(changed_by=sample.member)
    assert refresh_following(at=AT) == 1
    assert sample.lines(openday) == [100, 101, 201]
    SegmentStep.objects.filter(segment=openday).update(user=None)
    assert refresh_following(at=AT) == 1
    Segment.objects.filter(pk=openday.pk).update(created_by=sample.member)
    assert refresh_following(at=AT) == 0


def moved(sample: Sample, head: Segment) -> list[tuple[str, int, datetime, User | None]]:
    return [
        (one.contact.no, one.lines, one.change.changed_at, one.change.changed_by)
        for one in moves_of(sample.by, head.no)
    ]


def test_a_segment_that_follows_its_criteria_is_logged_as_they_are_today(
    sample: Sample, openday: Segment
) -> None:
    """B-3: before it is judged; a static one stays as it is"""
    other = create_segment(SegmentValues(description="Static"), template="INVIT", by=sample.by, at=AT)
    select_contacts(other.no, Selection(action="add", filters=[OPENDAY]), by=sample.by, at=AT)
    change_segment(openday.no, SegmentValues(follows_criteria=True), by=sample.by, at=AT)
    group = MailingGroup.objects.get(code="OPENDAY")
    ContactMailingGroup.objects.filter(contact=sample.contacts[400]).delete()
    for number in (500, 501):
        ContactMailingGroup.objects.create(contact=sample.contacts[number], mailing_group=group)

    assert log_segment(other.no, send=False, by=sample.by, at=AT).count == 4
    assert log_segment(openday.no, send=False, by=sample.by, at=AT).count == 5
    assert [(no, lines) for no, lines, _at, _by in moved(sample, openday)] == [
        ("CT-000501", 1), ("CT-000500", 1), ("CT-000400", -1),
    ]  # fmt: skip


def test_bringing_up_to_date_is_so_many_statements_whoever_comes(sample: Sample, openday: Segment) -> None:
    """B-3: nothing but the note that somebody looked when nobody comes or goes"""

    def statements() -> int:
        with CaptureQueriesContext(connection) as asked:
            refresh_segment(openday.no, by=sample.by, at=AT)
        return len(asked)

    none = statements()
    assert Segment.objects.get(pk=openday.pk).refreshed_at == AT
    counts = []
    for chosen in ([500], [501, 300, 301]):
        for number in chosen:
            group = MailingGroup.objects.get(code="OPENDAY")
            ContactMailingGroup.objects.create(contact=sample.contacts[number], mailing_group=group)
        counts.append(statements())
    assert counts[0] == counts[1] <= none + 4
    assert len(moved(sample, openday)) == 4


def test_criteria_that_cannot_run_stop_nobody_else(sample: Sample, openday: Segment) -> None:
    """B-3: R-SEG-75"""
    select_contacts(
        openday.no, Selection(action="reduce", filters=[having("trade", item="1")]), by=sample.by, at=AT
    )
    Segment.objects.update(follows_criteria=True)
    sources.unregister("trade")

    assert refresh_following(at=AT) == 0
    assert sample.lines(openday) == [400, 100, 101, 201]


def test_mailing_group_is_applied_to_the_segment(sample: Sample, openday: Segment) -> None:
    """R-SEG-95"""
    members = ContactMailingGroup.objects.filter(mailing_group__code="GIFT").order_by("contact__no")
    assert apply_mailing_group(openday.no, "gift", by=sample.by, at=AT) == 4
    assert [one.contact.no[-3:] for one in members] == ["100", "101", "201", "301", "400", "501"]
    assert apply_mailing_group(openday.no, "GIFT", delete_old=True, by=sample.by, at=AT) == 4
    assert [one.contact.no[-3:] for one in members.all()] == ["100", "101", "201", "400"]
    assert refused(lambda: apply_mailing_group(openday.no, "X", by=sample.by, at=AT)) == ["E-SEG-12"]


def test_what_an_open_segment_uses_is_not_deleted(sample: Sample, openday: Segment) -> None:
    """R-SEG-143: the segments are named"""
    personalize_lines(openday.no, [10_000], LineValues(template="REPLY"), by=sample.by, at=AT)
    for code in ("INVIT", "REPLY"):
        with pytest.raises(Refused) as caught:
            delete_template(sample.templates[code], by=None, at=AT)
        assert openday.no in caught.value.message
    delete_segment(openday.no, by=sample.by, at=AT)
    delete_template(sample.templates["INVIT"], by=None, at=AT)


def test_what_segments_have_of_others_is_not_deleted(sample: Sample, openday: Segment) -> None:
    """R-SEG-143, R-CON-81: the address of a line, the group that came with a template"""
    nora, by = sample.contacts[101], sample.by
    address = AlternativeAddress.objects.create(contact=nora, code="B", city="Bern")
    values = LineValues(alternative_address="B")
    personalize_lines(openday.no, [30_000], values, by=by, at=AT)
    assert refused(lambda: delete_address(address, by=by, at=AT)) == ["E-INT-45"]
    administrator = make.make_user("root", Role.ADMINISTRATOR)
    group = Segment.objects.get(pk=openday.pk).group
    assert group is not None
    InteractionTemplate.objects.filter(group=group).update(group=make.make_group("OTHER"))
    assert refused(lambda: delete_group(group, by=administrator, at=AT)) == ["E-INT-45"]
    log_segment(openday.no, send=False, by=by, at=AT)
    Segment.objects.all().delete()
    assert refused(lambda: delete_address(address, by=by, at=AT)) == ["E-INT-45"]
    Entry.objects.filter(contact=nora).update(alternative_address=None)
    delete_address(address, by=by, at=AT)
    assert not AlternativeAddress.objects.filter(code="B").exists()


def test_the_number_of_a_logged_segment_is_not_given_again(sample: Sample, openday: Segment) -> None:
    """R-SEG-5, E-SEG-20: also when its worksheet is gone"""
    log_segment(openday.no, send=False, by=sample.by, at=AT)
    for _turn in range(2):
        assert refused(lambda: create_segment(no=openday.no, by=sample.by, at=AT)) == ["E-SEG-2"]
        Segment.objects.all().delete()


def test_codes_are_found_by_small_patterns(sample: Sample, openday: Segment) -> None:
    """R-SEG-57: as codes themselves are"""
    typed = [{"source": "mailing_group", "all": [{"field": "code", "text": "openda*"}]}]
    sent = [{"source": "mailing_group", "all": [{"field": "code", "any": [{"like": "op*day"}]}]}]
    for filters in (typed, sent):
        found = preview_selection(sample.by, openday, Selection(action="refine", filters=filters), at=AT)
        assert (found.before, found.after) == (4, 4)


def test_many_lines_taken_out_by_hand_are_counted(
    sample: Sample, openday: Segment, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R-SEG-77: few are named"""
    remove_lines(openday.no, [10_000, 20_000], by=sample.by, at=AT)
    assert "CT-000100" in steps(sample.by, openday)[1].words[0]
    monkeypatch.setattr(worded, "FEW", 1)
    with translation.override("en"):
        assert steps(sample.by, openday)[1].words == ("2 chosen contacts",)
        (told,) = explain(sample.by, openday, sample.contacts[100], at=AT).steps[1].verdicts
        assert told.words == "2 chosen contacts"


def test_minors_with_consent_are_asked_for(sample: Sample, openday: Segment) -> None:
    """B-5: R-SEG-57"""
    Contact.objects.filter(pk=sample.contacts[101].pk).update(minor=True, parental_consent=True)
    filters = [{"source": "contact", "all": [{"field": "parental_consent", "any": [{"eq": True}]}]}]
    select_contacts(openday.no, Selection(action="refine", filters=filters), by=sample.by, at=AT)
    assert sample.lines(openday) == [101]
