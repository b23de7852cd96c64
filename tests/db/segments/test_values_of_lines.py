"""Where the values of a line come from: the segment, its own template and documents, the contact."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import time, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.db.models import ProtectedError
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localtime

from liaison.accounts.models import Role
from liaison.campaigns.actions import create_campaign
from liaison.campaigns.models import Campaign
from liaison.campaigns.rules import CampaignValues
from liaison.contacts.actions import archive_contact
from liaison.contacts.models import AlternativeAddress, Contact
from liaison.files.actions import store_file
from liaison.files.models import StoredFile
from liaison.interactions.models import ContentFile, Entry, InteractionTemplate, LoggedSegment
from liaison.interactions.queries.headings import campaign_entries, entries_of_logged_segment
from liaison.kit.errors import Refused
from liaison.letters.actions import create_document_template, replace_document_file
from liaison.letters.models import DocumentTemplate
from liaison.segments.actions import (
    change_segment,
    change_steps,
    create_segment,
    enter_line,
    go_back,
    log_segment,
    personalize_lines,
    remove_language,
    remove_lines,
    reuse_logged_segment,
    select_contacts,
    set_default_language,
    set_template,
    write_language,
)
from liaison.segments.models import OVERRIDES, Segment, SegmentLanguage, SegmentLine
from liaison.segments.queries.lines import LineView, addresses_of_line, line, lines, own_languages
from liaison.segments.queries.lists import segment_lines
from liaison.segments.queries.plans import StepDraft
from liaison.segments.queries.readiness import readiness
from liaison.segments.queries.segments import segment, steps
from liaison.segments.queries.trial import writing_of_line
from liaison.segments.rules import Selection
from liaison.segments.values import LanguageValues, LineValues, SegmentValues
from tests import make
from tests.db.segments.sample import AT, TODAY, Sample
from tests.db.segments.test_worked_example import OPENDAY
from tests.papers import docx, field, paragraph, run

FIRST = 10_000


def refused(verb: Callable[[], Any]) -> list[str]:
    with pytest.raises(Refused) as caught:
        verb()
    return [one.code for one in caught.value.refusals]


def french(code: str) -> DocumentTemplate:
    """A Word template in the default language of `INVIT`."""
    word = docx(paragraph(field("contact.name")))
    return create_document_template(code, word, f"{code}.docx", language="fr-CH", by=None, at=AT)


def opened(sample: Sample, *numbers: int, template: str = "INVIT", **values: Any) -> Segment:
    """A segment with these contacts, entered one by one."""
    given = SegmentValues(description="Lines", **values)
    made = create_segment(given, template=template, by=sample.by, at=AT)
    for number in numbers:
        enter_line(made.no, f"CT-{number:06}", by=sample.by, at=AT)
    return segment(sample.by, made.no)


def shown(sample: Sample, head: Segment, number: int = FIRST) -> LineView:
    found = line(sample.by, head, number)
    assert found is not None
    return found


def test_a_line_begins_with_everything_of_its_segment(sample: Sample) -> None:
    """R-SEG-40, R-SEG-42: the salesperson is the segment's, else the contact's"""
    create_campaign(CampaignValues(), no="CP-001", by=sample.by, at=AT)
    head = opened(sample, 201, campaign="CP-001", salesperson="TK", occurred_on=TODAY, campaign_target=True)
    one = shown(sample, head)
    assert (one.description, one.salesperson, one.campaign, one.template) == (
        "Lines",
        "TK",
        "CP-001",
        "INVIT",
    )
    assert (one.cost, one.duration_min, one.occurred_on) == (Decimal("2.50"), Decimal(5), TODAY)
    assert (one.campaign_target, one.campaign_response, one.evaluation, one.own) == (True, False, "none", ())

    change_segment(head.no, SegmentValues(salesperson=""), by=sample.by, at=AT)
    assert shown(sample, head).salesperson == "LB"


def test_a_line_can_be_without_what_its_segment_has(sample: Sample) -> None:
    """B-19: a blank campaign, salesperson or document is none, until the line follows again"""
    create_campaign(CampaignValues(), no="CP-001", by=sample.by, at=AT)
    document = create_document_template(
        "MOT", docx(paragraph(field("contact.name"))), "Mot.docx", by=None, at=AT
    )
    head = opened(
        sample, 201, template="", campaign="CP-001", salesperson="TK", document_template=document.pk
    )
    none = LineValues(campaign="", salesperson="", document_template=0)
    personalize_lines(head.no, [FIRST], none, by=sample.by, at=AT)

    one = shown(sample, head)
    assert (one.campaign, one.salesperson, one.attachment) == ("", "", "none")
    assert set(one.own) == {"campaign", "salesperson", "document_template"}

    follow = LineValues(reset=("campaign", "salesperson", "document_template"))
    personalize_lines(head.no, [FIRST], follow, by=sample.by, at=AT)
    one = shown(sample, head)
    assert (one.campaign, one.salesperson, one.attachment, one.own) == ("CP-001", "TK", "inherited", ())


def test_the_program_may_give_anything_at_any_time(sample: Sample) -> None:
    """R-SEG-9: cost, type and language without a template, flags of a campaign without a campaign"""
    head = opened(sample, 101, template="", cost=Decimal(3), campaign_target=True, ignore_contact_type=True)
    write_language(head.no, "fr-CH", LanguageValues(subject="Bonjour"), by=sample.by, at=AT)
    assert (shown(sample, head).cost, shown(sample, head).subject) == (Decimal(3), "Bonjour")
    assert shown(sample, head).campaign_target is True


def test_the_document_of_a_segment_is_that_of_its_default_language(sample: Sample) -> None:
    """R-SEG-11: it reaches the lines where the default language has words, and may be taken off again"""
    head = opened(sample, 101, 301)
    letter = french("D")
    for chosen, expected in ((letter.pk, ["D", ""]), (0, ["", ""])):
        change_segment(head.no, SegmentValues(document_template=chosen), by=sample.by, at=AT)
        assert [one.document_template for one in lines(sample.by, head).items] == expected
    letter.language = "de-CH"
    letter.save()
    foreign = SegmentValues(document_template=letter.pk)
    assert refused(lambda: change_segment(head.no, foreign, by=sample.by, at=AT)) != []
    assert segment(sample.by, head.no).document_template is None


def test_a_document_goes_with_the_text_of_the_default_language(sample: Sample) -> None:
    """R-SEG-11, R-SEG-28, R-SEG-33, R-SEG-35: taken off the text, or away with it, it is not sent"""
    head = opened(sample, 101, 301)
    letter = french("D")

    def chosen(pk: int) -> DocumentTemplate | None:
        write_language(head.no, "fr-CH", LanguageValues(document_template=pk), by=sample.by, at=AT)
        return segment(sample.by, head.no).document_template

    assert (chosen(letter.pk), chosen(0), chosen(letter.pk)) == (letter, None, letter)
    for language, expected in (("de-CH", None), ("fr-CH", letter)):
        assert set_default_language(head.no, language, by=sample.by, at=AT).document_template == expected
    for gone in ("fr-CH", "de-CH"):
        remove_language(head.no, gone, by=sample.by, at=AT)
        assert segment(sample.by, head.no).document_template is None
    assert [one.document_template for one in lines(sample.by, head).items] == ["", ""]


def test_a_document_of_a_segment_asks_for_a_file_and_leaves_lines_that_keep(sample: Sample) -> None:
    """R-SEG-13, R-SEG-36: no file goes unasked, and lines that do not follow keep what they send"""
    head = opened(sample, 101)
    first, other = (french(code).pk for code in ("MOT", "MOT2"))
    change_segment(head.no, SegmentValues(document_template=first), by=sample.by, at=AT)
    values = SegmentValues(document_template=other)
    change_segment(head.no, values, apply_to_lines=False, by=sample.by, at=AT)
    assert [one.document_template for one in lines(sample.by, head).items] == ["MOT"]

    write_language(head.no, "fr-CH", LanguageValues(document_template=0), by=sample.by, at=AT)
    stored = store_file(b"%PDF-1.4 x", by=None, at=AT)
    given = LanguageValues(file=stored.pk, file_name="Offre.pdf")
    write_language(head.no, "fr-CH", given, by=sample.by, at=AT)
    assert refused(
        lambda: change_segment(head.no, SegmentValues(document_template=first), by=sample.by, at=AT)
    ) == ["Q-INT-2"]
    assert SegmentLanguage.objects.get(segment=head, line=None, language="fr-CH").file == stored
    change_segment(head.no, SegmentValues(document_template=first), replace=True, by=sample.by, at=AT)
    assert SegmentLanguage.objects.get(segment=head, line=None, language="fr-CH").file is None


def test_the_form_of_a_line_reads_no_line_that_was_taken_out(sample: Sample) -> None:
    """R-SEG-43, R-SEG-46: its number may stand again for somebody else"""
    head = opened(sample, 101, 201)
    AlternativeAddress.objects.create(contact=sample.contacts[201], code="CHALET")
    write_language(head.no, "it-CH", LanguageValues(subject="S"), line_no=2 * FIRST, by=sample.by, at=AT)
    remove_lines(head.no, [2 * FIRST], by=sample.by, at=AT)
    enter_line(head.no, "CT-000301", by=sample.by, at=AT)
    assert lines(sample.by, head).items[1].line_no == 2 * FIRST
    assert addresses_of_line(sample.by, head, 2 * FIRST) == []
    assert own_languages(sample.by, head, 2 * FIRST) == []


def test_a_description_typed_before_any_template_is_kept(sample: Sample) -> None:
    """R-SEG-45: a template says what a line is called, unless somebody said it when there was none"""
    for template, described, expected in (
        ("", "Day", ["Typed", "Day", "LETTER"]),
        ("", "", ["Typed", "LETTER", "LETTER"]),
        ("INVIT", "Day", ["LETTER"] * 3),
    ):
        head = opened(sample, 101, 201, 301, template=template)
        change_segment(head.no, SegmentValues(description=described), by=sample.by, at=AT)
        for number, given in ((FIRST, "Typed"), (3 * FIRST, "")):
            personalize_lines(head.no, [number], LineValues(description=given), by=sample.by, at=AT)
        every = [FIRST, 2 * FIRST, 3 * FIRST]
        personalize_lines(head.no, every, LineValues(template="LETTER"), by=sample.by, at=AT)
        named = InteractionTemplate.objects.get(code="LETTER").description
        wanted = [named if one == "LETTER" else one for one in expected]
        assert [one.description for one in lines(sample.by, head).items] == wanted


@pytest.mark.parametrize("template", ["LETTER", "INVIT"])
def test_the_template_that_a_line_has_leaves_its_description(sample: Sample, template: str) -> None:
    """R-SEG-45: only another one says what a line is called"""
    head = opened(sample, 101, 201)
    for number in (FIRST, 2 * FIRST):
        own = LineValues(template=template) if number == FIRST else LineValues(template="VISIT")
        personalize_lines(head.no, [number], own, by=sample.by, at=AT)
        personalize_lines(head.no, [number], LineValues(description="Typed"), by=sample.by, at=AT)
    both = LineValues(template=template)
    personalize_lines(head.no, [FIRST, 2 * FIRST], both, by=sample.by, at=AT)
    named = InteractionTemplate.objects.get(code=template).description if template == "LETTER" else "Lines"
    assert [one.description for one in lines(sample.by, head).items] == ["Typed", named]


def test_a_template_is_known_and_may_be_taken_off(sample: Sample) -> None:
    """R-SEG-27: blanked, what it brought is gone"""
    head = opened(sample, 101)
    assert refused(lambda: set_template(head.no, "NONE", by=sample.by, at=AT)) == ["E-SEG-6"]

    set_template(head.no, "", by=sample.by, at=AT)

    head = segment(sample.by, head.no)
    assert (head.template, head.group) == (None, None)
    assert (head.cost, head.language, head.subject) == (Decimal(0), "", "")
    assert SegmentLanguage.objects.filter(segment=head).count() == 0
    assert (shown(sample, head).template, shown(sample, head).attachment) == ("", "none")


def test_a_text_of_one_line_belongs_to_it(sample: Sample) -> None:
    """R-SEG-32, R-SEG-50: it is the line's at once, and goes with the line"""
    head = opened(sample, 101, 201)
    text = LanguageValues(subject="Solo per lei", body="<p>Buongiorno</p>")
    write_language(head.no, "it-CH", text, line_no=2 * FIRST, by=sample.by, at=AT)

    one, other = shown(sample, head, 2 * FIRST), shown(sample, head)
    assert (one.language, one.subject, one.attachment) == ("it-CH", "Solo per lei", "unique")
    assert (other.language, other.attachment) == ("fr-CH", "inherited")
    go_back(head.no, by=sample.by, at=AT)
    assert SegmentLanguage.objects.filter(segment=head, line__isnull=False).count() == 0
    assert sample.lines(head) == [101]


def test_a_body_of_a_line_is_its_own(sample: Sample) -> None:
    """R-SEG-39: what is sent for it alone is unique, as a file or a document of its own is"""
    head = opened(sample, 101, 201)
    personalize_lines(head.no, [FIRST], LineValues(body="<p>Pour elle</p>"), by=sample.by, at=AT)
    assert [shown(sample, head, no).attachment for no in (FIRST, 2 * FIRST)] == ["unique", "inherited"]


def test_a_word_template_of_a_line_is_its_own(sample: Sample) -> None:
    """R-SEG-39: nobody takes it for the segment's; a line without the segment's has none"""
    papers = [
        create_document_template(
            code, docx(paragraph(field("contact.name"))), f"{code}.docx", by=None, at=AT
        ).pk
        for code in ("ALL", "OWN")
    ]
    head = opened(sample, 101, 201, 400, template="", document_template=papers[0])
    for number, paper in ((FIRST, papers[1]), (2 * FIRST, 0)):
        personalize_lines(head.no, [number], LineValues(document_template=paper), by=sample.by, at=AT)
    assert [one.attachment for one in lines(sample.by, head).items] == ["unique", "none", "inherited"]


def test_the_first_language_of_a_segment_is_for_all(sample: Sample) -> None:
    """R-SEG-31: a further one is for those who speak it; what was said without any stays"""
    head = opened(sample, 101, 301, template="", subject="Journée")
    text = LanguageValues(body="<p>Bonjour</p>")
    write_language(head.no, "fr-CH", text, by=sample.by, at=AT)
    head = segment(sample.by, head.no)
    assert (head.language, head.subject) == ("fr-CH", "Journée")
    told = [(one.language, one.subject, one.attachment) for one in lines(sample.by, head).items]
    assert told == [("fr-CH", "Journée", "inherited")] * 2

    write_language(head.no, "de-CH", LanguageValues(subject="Tag"), by=sample.by, at=AT)
    assert segment(sample.by, head.no).language == "fr-CH"
    assert [one.language for one in lines(sample.by, head).items] == ["fr-CH", "de-CH"]


def test_a_line_says_nothing_in_a_language_that_is_not_there(sample: Sample) -> None:
    """R-SEG-46, R-SEG-113: the subject of another language is neither shown nor logged as this one"""
    head = opened(sample, 101, 201)
    english = LineValues(language="en")
    personalize_lines(head.no, [FIRST], english, by=sample.by, at=AT)
    kept = SegmentValues(subject="Invitation!")
    change_segment(head.no, kept, apply_to_lines=False, by=sample.by, at=AT)
    assert (shown(sample, head).language, shown(sample, head).subject) == ("en", "")

    log_segment(head.no, send=False, by=sample.by, at=AT)
    found = Entry.objects.filter(segment_no=head.no).order_by("id")
    told = list(found.values_list("content__language", "content__subject"))
    assert told == [("en", ""), ("fr-CH", "INVIT fr-CH")]


def test_another_language_takes_the_place_of_one(sample: Sample) -> None:
    """R-SEG-34: the default follows, and the lines that used the old row take the segment's default"""
    head = opened(sample, 101, 301)
    assert [one.language for one in lines(sample.by, head).items] == ["fr-CH", "de-CH"]
    write_language(head.no, "it-CH", LanguageValues(subject="Invito"), by=sample.by, at=AT)
    for gone in ("fr-CH", "de-CH"):
        remove_language(head.no, gone, by=sample.by, at=AT)

    head = segment(sample.by, head.no)
    assert (head.language, head.subject) == ("it-CH", "Invito")
    assert [one.language for one in lines(sample.by, head).items] == ["it-CH", "it-CH"]


def test_lines_follow_again_when_the_language_they_chose_is_gone(sample: Sample) -> None:
    """R-SEG-33"""
    head = opened(sample, 101, 201)
    personalize_lines(head.no, [FIRST, 2 * FIRST], LineValues(language="de-CH"), by=sample.by, at=AT)
    own = LanguageValues(subject="Nur für Sie")
    write_language(head.no, "de-CH", own, line_no=2 * FIRST, by=sample.by, at=AT)

    remove_language(head.no, "de-CH", by=sample.by, at=AT)

    assert [(one.language, one.own) for one in lines(sample.by, head).items] == [
        ("fr-CH", ()),
        ("de-CH", ("language",)),
    ]


def test_lines_follow_again_when_the_base_of_their_language_is_gone(sample: Sample) -> None:
    """R-SEG-33, B-12: so does one that names the template of the segment; who says something keeps it"""
    head = opened(sample, 101, 201, 400, 101, 500)
    for language in ("it", "en"):
        write_language(head.no, language, LanguageValues(subject=language), by=sample.by, at=AT)
    for number, language in ((1, "it-CH"), (2, "it"), (3, "en-GB"), (4, "it-CH"), (5, "en")):
        chosen = LineValues(language=language)
        personalize_lines(head.no, [number * FIRST], chosen, by=sample.by, at=AT)
    line_with_template = SegmentLine.objects.filter(segment=head, line_no=2 * FIRST)
    line_with_template.update(template=head.template)
    write_language(head.no, "it-CH", LanguageValues(subject="Mine"), line_no=4 * FIRST, by=sample.by, at=AT)

    remove_language(head.no, "it", by=sample.by, at=AT)

    told = [(one.language, one.subject) for one in lines(sample.by, head).items]
    french = ("fr-CH", "INVIT fr-CH")
    assert told == [french, french, ("en", "en"), ("it-CH", "Mine"), ("en", "en")]
    write_language(head.no, "en-GB", LanguageValues(subject="British"), by=sample.by, at=AT)
    remove_language(head.no, "en-GB", by=sample.by, at=AT)
    assert shown(sample, head, 3 * FIRST).subject == "en"


def test_another_text_of_a_line_takes_the_place_of_one(sample: Sample) -> None:
    """R-SEG-33, R-SEG-41: then what the segment says, whatever language was chosen for the line"""
    head = opened(sample, 201, 101)
    for number in (FIRST, 2 * FIRST):
        for language in ("de-CH", "en"):
            text = LanguageValues(subject=f"Mine {language}", body="<p>Mine</p>")
            write_language(head.no, language, text, line_no=number, by=sample.by, at=AT)
    personalize_lines(head.no, [2 * FIRST], LineValues(language="en"), by=sample.by, at=AT)

    def told() -> list[tuple[str, str, str]]:
        return [(one.language, one.subject, one.attachment) for one in lines(sample.by, head).items]

    for gone, expected in (
        ("", [("de-CH", "Mine de-CH", "unique"), ("en", "Mine en", "unique")]),
        ("en", [("de-CH", "Mine de-CH", "unique")] * 2),
        ("de-CH", [("fr-CH", "INVIT fr-CH", "inherited")] * 2),
    ):
        for number in (FIRST, 2 * FIRST):
            if gone:
                remove_language(head.no, gone, line_no=number, by=sample.by, at=AT)
        assert told() == expected
    assert not lines(sample.by, head, personalized=True).items


def test_a_chosen_language_that_the_segment_speaks_stays(sample: Sample) -> None:
    """R-SEG-33: where only the text of the line's own in it goes; not with another template"""
    head = opened(sample, 101, 101)
    personalize_lines(head.no, [2 * FIRST], LineValues(template="LETTER"), by=sample.by, at=AT)
    for number, expected in ((FIRST, ("de-CH", "INVIT de-CH")), (2 * FIRST, ("fr-CH", "LETTER fr-CH"))):
        write_language(head.no, "de-CH", LanguageValues(subject="Mine"), line_no=number, by=sample.by, at=AT)
        personalize_lines(head.no, [number], LineValues(language="de-CH"), by=sample.by, at=AT)
        remove_language(head.no, "de-CH", line_no=number, by=sample.by, at=AT)
        assert (shown(sample, head, number).language, shown(sample, head, number).subject) == expected
        assert ("language" in shown(sample, head, number).own) == (number == FIRST)


def test_a_language_that_went_while_a_line_was_out_is_found_anew(sample: Sample) -> None:
    """R-SEG-81, R-SEG-33"""
    head = opened(sample, 101, 201)
    personalize_lines(head.no, [FIRST], LineValues(language="de-CH", cost=Decimal(9)), by=sample.by, at=AT)
    remove_lines(head.no, [FIRST], by=sample.by, at=AT)
    remove_language(head.no, "de-CH", by=sample.by, at=AT)
    go_back(head.no, by=sample.by, at=AT)
    back = lines(sample.by, head).items[-1]
    assert (back.contact_no, back.language, back.subject, back.own) == (
        "CT-000101", "fr-CH", "INVIT fr-CH", ("cost",),
    )  # fmt: skip


def test_a_line_speaks_the_default_language_of_its_own_template(sample: Sample) -> None:
    """R-SEG-41: where the contact speaks none of those that the template has"""
    head = opened(sample, 600, template="NEWS")
    personalize_lines(head.no, [FIRST], LineValues(template="LETTER"), by=sample.by, at=AT)
    one = shown(sample, head)
    assert (one.language, one.subject) == ("fr-CH", "LETTER fr-CH")
    log_segment(head.no, send=False, by=sample.by, at=AT)
    entry = Entry.objects.get(segment_no=head.no)
    assert (entry.language, entry.content.subject) == ("fr-CH", "LETTER fr-CH")


def test_a_text_written_anew_is_another(sample: Sample) -> None:
    """B-19: who has the old one open is not taken for up to date"""
    head = opened(sample, 101)
    text = LanguageValues(subject="Invito")
    seen = write_language(head.no, "it-CH", text, by=sample.by, at=AT).version
    remove_language(head.no, "it-CH", by=sample.by, at=AT)
    assert write_language(head.no, "it-CH", text, by=sample.by, at=AT).version > seen


def test_a_file_reaches_the_lines_and_excludes_a_document_template(sample: Sample) -> None:
    """R-SEG-36, R-SEG-37"""
    head = opened(sample, 101, template="")
    kept = store_file(b"%PDF-1.7 price list", by=sample.by, at=AT)
    text = LanguageValues(file=kept.pk, file_name="prices.pdf")
    write_language(head.no, "fr-CH", text, by=sample.by, at=AT)
    assert shown(sample, head).attachment == "inherited"

    both = LanguageValues(file=kept.pk, document_template=1)
    assert refused(lambda: write_language(head.no, "fr-CH", both, by=sample.by, at=AT)) == ["E-SEG-4"]
    unknown = LanguageValues(file=kept.pk + 1000)
    assert refused(lambda: write_language(head.no, "fr-CH", unknown, by=sample.by, at=AT)) == ["unknown"]

    write_language(head.no, "fr-CH", LanguageValues(file=0), by=sample.by, at=AT)
    assert shown(sample, head).attachment == "none"
    assert StoredFile.objects.filter(pk=kept.pk).exists()


def test_the_campaign_of_the_template_of_a_line(sample: Sample) -> None:
    """R-SEG-47: the segment's, else the template's, else none"""
    for number in ("CP-001", "CP-002", "CP-003"):
        create_campaign(CampaignValues(), no=number, by=sample.by, at=AT)
    named = Campaign.objects.get(no="CP-002")
    InteractionTemplate.objects.filter(code="LETTER").update(campaign=named)
    found = []
    for campaign, template in (("CP-001", "LETTER"), ("", "LETTER"), ("", "VISIT")):
        head = opened(sample, 101, campaign=campaign)
        personalize_lines(head.no, [FIRST], LineValues(template=template), by=sample.by, at=AT)
        found.append(shown(sample, head).campaign)
    assert found == ["CP-001", "CP-002", ""]
    for campaign, template, expected in (
        ("CP-001", "LETTER", "CP-001"),
        ("CP-001", "INVIT", "CP-001"),
        ("", "VISIT", "CP-003"),
    ):
        head = opened(sample, 101, campaign=campaign)
        personalize_lines(head.no, [FIRST], LineValues(campaign="CP-003"), by=sample.by, at=AT)
        personalize_lines(head.no, [FIRST], LineValues(template=template), by=sample.by, at=AT)
        assert shown(sample, head).campaign == expected
    both = LineValues(campaign="CP-003", template="LETTER")
    head = opened(sample, 101, campaign="CP-001")
    personalize_lines(head.no, [FIRST], both, by=sample.by, at=AT)
    assert shown(sample, head).campaign == "CP-003"


def test_replacing_the_contact_of_a_line_begins_anew(sample: Sample) -> None:
    """R-SEG-48: what was written for the one is not sent to the other; the segment's text stays"""
    head = opened(sample, 101)
    own = LanguageValues(subject="For Nora only")
    write_language(head.no, "fr-CH", own, line_no=FIRST, by=sample.by, at=AT)
    remove_lines(head.no, [FIRST], by=sample.by, at=AT)
    enter_line(head.no, "CT-000400", by=sample.by, at=AT)

    (one,) = lines(sample.by, head).items
    assert (one.contact_no, one.attachment, one.own) == ("CT-000400", "inherited", ())
    assert one.subject != "For Nora only"


@pytest.mark.parametrize(
    ("forced", "template", "contact", "expected"),
    [
        ("hard_copy", "LETTER", 101, "hard_copy"),
        ("", "LETTER", 101, "hard_copy"),
        ("", "VISIT", 101, "email"),
        ("", "VISIT", 102, "hard_copy"),
        ("email", "LETTER", 102, "email"),
    ],
)
def test_how_a_line_with_a_template_of_its_own_travels(
    sample: Sample, forced: str, template: str, contact: int, expected: str
) -> None:
    """R-SEG-54: the segment's type if it insists, the template's if it insists, else the contact's"""
    head = opened(sample, contact)
    if forced:
        insists = SegmentValues(correspondence_type=forced, ignore_contact_type=True)
        change_segment(head.no, insists, by=sample.by, at=AT)
    personalize_lines(head.no, [FIRST], LineValues(template=template), by=sample.by, at=AT)
    assert shown(sample, head).correspondence_type == expected


@pytest.mark.parametrize(
    ("before", "own", "expected"),
    [("INVIT", "", "email"), ("CALL", "", "none"), ("INVIT", "hard_copy", "hard_copy")],
)
def test_a_template_that_says_nothing_of_the_type_leaves_it(
    sample: Sample, before: str, own: str, expected: str
) -> None:
    """R-SEG-54: to a contact without a wish as it was, whoever said so; to the others as they wish"""
    Contact.objects.filter(no="CT-000101").update(correspondence_type="none")
    head = opened(sample, 101, 102, template=before)
    if own:
        personalize_lines(head.no, [FIRST], LineValues(correspondence_type=own), by=sample.by, at=AT)
    both = [FIRST, 2 * FIRST]
    personalize_lines(head.no, both, LineValues(template="VISIT"), by=sample.by, at=AT)
    told = [one.correspondence_type for one in lines(sample.by, head).items]
    assert told == [expected, "hard_copy"]

    given_type = LineValues(template="VISIT", correspondence_type="email")
    personalize_lines(head.no, [FIRST], given_type, by=sample.by, at=AT)
    assert shown(sample, head).correspondence_type == "email"


def test_a_logged_segment_is_used_again_whatever_the_exclusion_mark(sample: Sample) -> None:
    """R-SEG-92"""
    head = opened(sample, 301, 302)
    done = log_segment(head.no, send=False, by=sample.by, at=AT)
    again = opened(sample)
    reuse_logged_segment(again.no, done.entry_no, by=sample.by, at=AT)
    assert sample.lines(again) == [301, 302]


def test_who_may_not_be_written_to_is_not_used_again(sample: Sample) -> None:
    """R-SEG-90, R-SEG-67: neither one blocked for privacy nor one who was put away"""
    head = opened(sample, 301, 302, 101)
    done = log_segment(head.no, send=False, by=sample.by, at=AT)
    sample.contacts[302].privacy_blocked = True
    sample.contacts[302].save()
    archive_contact(sample.contacts[101], by=sample.by, at=AT)
    again = opened(sample)
    reuse_logged_segment(again.no, done.entry_no, by=sample.by, at=AT)
    assert sample.lines(again) == [301]


def test_steps_worked_out_again_keep_the_campaigns_of_the_interactions(sample: Sample) -> None:
    """R-SEG-90, B-2: switched off and on, or another step changed, a line has its campaign again"""
    for number in ("CP-001", "CP-002"):
        create_campaign(CampaignValues(), no=number, by=sample.by, at=AT)
    head = opened(sample, 101, 400, 101, campaign="CP-001")
    personalize_lines(head.no, [30_000], LineValues(campaign="CP-002"), by=sample.by, at=AT)
    done = log_segment(head.no, send=False, by=sample.by, at=AT)
    again = opened(sample, campaign="CP-001")
    reuse_logged_segment(again.no, done.entry_no, by=sample.by, at=AT)

    def told() -> list[tuple[int, str, tuple[str, ...]]]:
        return [(int(one.contact_no[-3:]), one.campaign, one.own) for one in lines(sample.by, again).items]

    expected = [(101, "CP-001", ()), (400, "CP-001", ()), (101, "CP-002", ("campaign",))]
    assert told() == expected
    (step,) = steps(sample.by, again)
    for active in (False, True):
        draft = StepDraft(
            action="add", filters=step.step.filters, allow_existing=True, active=active, step=step.step.pk
        )
        change_steps(again.no, [draft], by=sample.by, at=AT)
    assert told() == expected


def test_a_logged_segment_leads_to_its_interactions_and_campaign_entries(sample: Sample) -> None:
    """R-SEG-125"""
    campaign = create_campaign(CampaignValues(), no="CP-001", by=sample.by, at=AT)
    head = opened(sample, 101, 201, campaign="CP-001")
    other = opened(sample, 301)
    done = log_segment(head.no, send=False, by=sample.by, at=AT)
    log_segment(other.no, send=False, by=sample.by, at=AT)

    logged = LoggedSegment.objects.get(entry_no=done.entry_no)
    found = entries_of_logged_segment(sample.by, logged.pk)
    assert [one.contact.no for one in found.select_related("contact")] == ["CT-000101", "CT-000201"]
    (entry,) = campaign_entries(sample.by, campaign)
    assert entry.logged_segment == logged


def test_a_contact_of_an_open_segment_stays(sample: Sample) -> None:
    """R-SEG-141: it cannot be deleted; put away, it is named before logging"""
    head = opened(sample, 101)
    with pytest.raises(ProtectedError):
        sample.contacts[101].delete()
    archive_contact(sample.contacts[101], by=sample.by, at=AT)
    assert [one.problem.key for one in readiness(sample.by, head, send=False).findings] == ["archived"]


def test_what_was_logged_keeps_its_file(sample: Sample) -> None:
    """R-SEG-142: another file on the segment, or on the template, does not reach it"""
    head = opened(sample, 101)
    first = store_file(b"%PDF-1.7 first", by=sample.by, at=AT)
    second = store_file(b"%PDF-1.7 second", by=sample.by, at=AT)
    write_language(head.no, "fr-CH", LanguageValues(file=first.pk, file_name="a.pdf"), by=sample.by, at=AT)
    log_segment(head.no, send=False, by=sample.by, at=AT)
    SegmentLanguage.objects.filter(segment=head, language="fr-CH").update(file=second)
    assert [(one.file, one.name) for one in ContentFile.objects.all()] == [(first, "a.pdf")]
    with pytest.raises(ProtectedError):
        first.delete()


def test_what_was_logged_keeps_its_document(sample: Sample) -> None:
    """R-INT-132, R-SEG-142: that of the language, that of the line; with a text of its own, too"""
    papers = {
        name: create_document_template(
            name,
            docx(paragraph(run(name), field("Contact_Nom"))),
            f"{name}.docx",
            language="fr-CH",
            by=None,
            at=AT,
        )
        for name in ("ALL", "OWN")
    }
    files = {name: paper.file_id for name, paper in papers.items()}
    head = opened(sample, 101, 100, 400)
    text = LanguageValues(document_template=papers["ALL"].pk)
    write_language(head.no, "fr-CH", text, by=sample.by, at=AT)
    own = LineValues(document_template=papers["OWN"].pk)
    personalize_lines(head.no, [2 * FIRST], own, by=sample.by, at=AT)
    personalize_lines(head.no, [3 * FIRST], LineValues(description="Pour vous"), by=sample.by, at=AT)

    log_segment(head.no, send=False, by=sample.by, at=AT)
    admin = make.make_user("admin", Role.ADMINISTRATOR)
    for paper in papers.values():
        replace_document_file(paper, docx(paragraph(field("Contact_Nom"))), "x.docx", by=admin, at=AT)

    kept = ContentFile.objects.filter(content__entries__segment_no=head.no, from_template=True)
    found = kept.values_list("content__entries__contact__no", "file", "name")
    assert sorted(found) == [
        ("CT-000100", files["OWN"], "OWN.docx"),
        ("CT-000101", files["ALL"], "ALL.docx"),
        ("CT-000400", files["ALL"], "ALL.docx"),
    ]


def test_a_document_of_a_line_takes_the_place_of_a_file(sample: Sample) -> None:
    """R-SEG-37: that of the segment's text and that of the line's own; each comes back without the document"""
    pdf = store_file(b"%PDF-1.7 x", by=sample.by, at=AT)
    word = french("D")
    for line_no in (None, FIRST):
        head = opened(sample, 101, 400)
        text = LanguageValues(subject="S", file=pdf.pk, file_name="a.pdf")
        write_language(head.no, "fr-CH", text, line_no=line_no, by=sample.by, at=AT)
        own = LineValues(document_template=word.pk)
        personalize_lines(head.no, [FIRST], own, by=sample.by, at=AT)
        assert shown(sample, head).attachment == "unique"
        assert writing_of_line(head, FIRST).files == ()
        paper = next(segment_lines(make.make_user(f"admin{line_no}", Role.ADMINISTRATOR), head))
        assert ("D" in paper, "a.pdf" in paper) == (True, False)

        log_segment(head.no, send=False, by=sample.by, at=AT)
        kept = ContentFile.objects.filter(
            content__entries__segment_no=head.no, content__entries__contact=sample.contacts[101]
        )
        assert [one.name for one in kept] == ["D.docx"]

    again = opened(sample, 101)
    write_language(again.no, "fr-CH", text, by=sample.by, at=AT)
    for document, files in ((word.pk, ()), (0, ((pdf.pk, "a.pdf"),))):
        own = LineValues(document_template=document)
        personalize_lines(again.no, [FIRST], own, by=sample.by, at=AT)
        assert writing_of_line(again, FIRST).files == files


def test_a_document_of_a_line_is_in_use_and_of_its_language(sample: Sample) -> None:
    """R-INT-23, R-SEG-37: else it is refused, as in a text; what a line has may stay, whatever became of it"""
    head = opened(sample, 101, 301, 201)
    word = french("D")
    every = [FIRST, 2 * FIRST, 3 * FIRST]
    own = LineValues(document_template=word.pk)
    assert refused(lambda: personalize_lines(head.no, every, own, by=sample.by, at=AT)) == ["E-INT-19"]
    assert [one.own for one in lines(sample.by, head).items] == [(), (), ()]
    for numbers, language in (([FIRST, 3 * FIRST], None), ([2 * FIRST], "fr-CH")):
        given = LineValues(document_template=word.pk, language=language)
        personalize_lines(head.no, numbers, given, by=sample.by, at=AT)

    word.active = False
    word.save()
    again = LineValues(document_template=word.pk, cost=Decimal(9))
    assert personalize_lines(head.no, every, again, by=sample.by, at=AT) == 3
    other = opened(sample, 101, 101, template="")
    assert refused(lambda: personalize_lines(other.no, [FIRST], own, by=sample.by, at=AT)) == ["E-INT-19"]
    SegmentLine.objects.filter(segment=other, line_no=FIRST).update(document_template=word, personalized=True)
    both = [FIRST, 2 * FIRST]
    assert refused(lambda: personalize_lines(other.no, both, own, by=sample.by, at=AT)) == ["E-INT-19"]
    whole = SegmentValues(document_template=word.pk)
    assert refused(lambda: change_segment(other.no, whole, by=sample.by, at=AT)) == ["E-INT-19"]
    Segment.objects.filter(pk=other.pk).update(document_template=word)
    change_segment(other.no, replace(whole, cost=Decimal(3)), by=sample.by, at=AT)
    strange = SegmentValues(document_template=word.pk + 1000)
    assert refused(lambda: change_segment(other.no, strange, by=sample.by, at=AT)) == ["unknown"]


def test_a_line_keeps_no_document_of_another_language(sample: Sample) -> None:
    """R-INT-23, R-SEG-46: a language, chosen or followed again, is refused where the line's own document is not
    made for it; one that never was may stay
    """
    head = opened(sample, 101, 301)
    word = french("D")
    both = [FIRST, 2 * FIRST]
    own = LineValues(document_template=word.pk, language="fr-CH")
    personalize_lines(head.no, both, own, by=sample.by, at=AT)
    others = (
        LineValues(language="de-CH"),
        LineValues(language="de-CH", document_template=word.pk),
        LineValues(reset=("language",)),
    )
    for other in others:
        verb = partial(personalize_lines, head.no, both, other, by=sample.by, at=AT)
        assert refused(verb) == ["E-INT-19"]
    live = SegmentLine.objects.filter(segment=head)
    assert set(live.values_list("language", "document_template")) == {("fr-CH", word.pk)}
    personalize_lines(head.no, [FIRST], LineValues(reset=("language",)), by=sample.by, at=AT)
    personalize_lines(head.no, both, LineValues(language="de-CH", document_template=0), by=sample.by, at=AT)
    personalize_lines(head.no, both, own, by=sample.by, at=AT)
    word.language = "it-CH"
    word.save()
    assert personalize_lines(head.no, both, own, by=sample.by, at=AT) == 2


def test_a_line_with_another_template_is_not_sent_what_the_segment_says(sample: Sample) -> None:
    """R-SEG-41, R-SEG-44: neither its document nor its subject, with a description or without"""
    letter = create_document_template(
        "MOT", docx(paragraph(field("contact.name"))), "Mot.docx", by=None, at=AT
    )
    hard = SegmentValues(
        description="Letter", subject="Dear all", document_template=letter.pk, ignore_contact_type=True,
        correspondence_type="hard_copy",
    )  # fmt: skip
    head = create_segment(hard, template="NEWS", by=sample.by, at=AT)
    for number in (101, 102):
        enter_line(head.no, f"CT-{number:06}", by=sample.by, at=AT)
    own = LineValues(template="CALL")
    personalize_lines(head.no, [FIRST], own, by=sample.by, at=AT)
    again = LineValues(reset=("description",))
    personalize_lines(head.no, [FIRST], again, by=sample.by, at=AT)
    head = segment(sample.by, head.no)

    found = [(one.subject, one.attachment) for one in lines(sample.by, head).items]
    assert found == [("", "none"), ("Dear all", "inherited")]
    stops = {one.problem.key: one.count for one in readiness(sample.by, head).findings}
    assert stops["no_document"] == 1

    log_segment(head.no, send=False, by=sample.by, at=AT)
    entries = Entry.objects.filter(segment_no=head.no).order_by("id")
    told = entries.values_list("content__subject", "document_template", "content__files__name")
    assert list(told) == [("", None, None), ("Dear all", letter.pk, "Mot.docx")]


def test_a_text_in_no_language_is_not_said_to_be_in_another(sample: Sample) -> None:
    """B-5, R-SEG-44: what somebody wrote for a line whose template has no languages"""
    head = opened(sample, 301)
    wrote = LineValues(template="CALL", body="<p>Guten Tag</p>")
    personalize_lines(head.no, [FIRST], wrote, by=sample.by, at=AT)
    assert shown(sample, head).language == ""
    told = [one.problem.key for one in readiness(sample.by, segment(sample.by, head.no)).findings]
    assert "other_language" not in told


def test_a_line_follows_in_everything_again(sample: Sample) -> None:
    """R-SEG-15, B-19: every value at once, with a text of its own or without"""
    head = opened(sample, 101, 201)
    own = LineValues(template="LETTER", cost=Decimal(9), body="<p>Pour vous</p>")
    personalize_lines(head.no, [FIRST], own, by=sample.by, at=AT)
    text = LanguageValues(subject="Solo per lei")
    write_language(head.no, "it-CH", text, line_no=2 * FIRST, by=sample.by, at=AT)
    for number in (FIRST, 2 * FIRST):
        everything = LineValues(reset=tuple(OVERRIDES))
        assert personalize_lines(head.no, [number], everything, by=sample.by, at=AT) == 1
    assert [(one.own, one.attachment) for one in lines(sample.by, head).items] == [((), "inherited")] * 2
    assert lines(sample.by, head, personalized=True).items == []


def test_a_template_for_many_lines_takes_as_many_statements_as_for_one(sample: Sample) -> None:
    """R-SEG-44: each line gets the texts of the template, which are read once"""
    counts = []
    for numbers in ([FIRST], [FIRST * place for place in range(1, 7)]):
        head = opened(sample, 100, 101, 200, 201, 400, 500)
        with CaptureQueriesContext(connection) as queries:
            personalize_lines(head.no, numbers, LineValues(template="LETTER"), by=sample.by, at=AT)
        counts.append(len(queries))
        assert SegmentLanguage.objects.filter(segment=head, line__isnull=False).count() == 3 * len(numbers)
    assert counts == [14, 14]


def test_selected_lines_are_settled_like_entered_ones(sample: Sample) -> None:
    """R-SEG-40, R-SEG-69"""
    entered = opened(sample, 400, 100, 101, 201)
    chosen = opened(sample)
    select_contacts(chosen.no, Selection(action="add", filters=[OPENDAY]), by=sample.by, at=AT)
    drop = {"line_no", "step"}
    one, other = (
        [{name: getattr(view, name) for name in LineView.__slots__ if name not in drop} for view in page]
        for page in (lines(sample.by, entered).items, lines(sample.by, chosen).items)
    )
    assert one == other


def test_a_line_with_a_time_of_its_own_has_a_text_of_its_own(sample: Sample) -> None:
    """R-SEG-112, 113: a content knows when it was said, or a search would look for it at the wrong moment"""
    head = opened(sample, 100, 101, 201, occurred_time=time(14, 5))
    personalize_lines(head.no, [20_000], LineValues(occurred_time=time(8, 15)), by=sample.by, at=AT)
    done = log_segment(head.no, send=False, by=sample.by, at=AT)
    found = Entry.objects.filter(logged_segment__entry_no=done.entry_no).select_related("content")
    assert {entry.occurred_at - entry.content.occurred_at for entry in found} == {timedelta(0)}
    assert len({entry.content_id for entry in found}) == 2
    assert [localtime(entry.occurred_at).time() for entry in found.order_by("id")] == [
        time(14, 5), time(8, 15), time(14, 5),
    ]  # fmt: skip
