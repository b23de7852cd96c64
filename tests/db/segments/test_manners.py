"""Who is held back, who says why not, who looks a second time, and what is kept of it all."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import translation

from liaison.accounts.models import Role, User
from liaison.campaigns.actions import create_campaign
from liaison.campaigns.rules import CampaignValues
from liaison.contacts.actions import assign_code_many
from liaison.contacts.kinds import KINDS
from liaison.contacts.models import Contact, ContactMailingGroup, MailingGroup
from liaison.interactions.models import Entry, InteractionTemplate
from liaison.kit.errors import NotAllowed, Refused
from liaison.kit.sql import Question
from liaison.letters.actions import create_document_template, replace_document_file
from liaison.segments.actions import (
    apply_remedy,
    approve_segment,
    ask_for_approval,
    change_segment,
    create_segment,
    enter_line,
    go_back,
    hold_back_again,
    log_segment,
    personalize_lines,
    select_contacts,
    set_policy,
    set_template,
    waive_problem,
    write_language,
)
from liaison.segments.models import Policy, Segment, SegmentChange, SegmentLanguage, SegmentLine
from liaison.segments.queries.explain import explain
from liaison.segments.queries.policy import policy
from liaison.segments.queries.readiness import readiness
from liaison.segments.queries.readiness.counting import problems_of
from liaison.segments.queries.segments import segment
from liaison.segments.rules import Manners, Selection
from liaison.segments.values import LanguageValues, LineValues, SegmentValues
from tests import make
from tests.db.segments.sample import AT, Sample
from tests.db.segments.test_worked_example import OPENDAY
from tests.papers import docx, field, paragraph


def refused(verb: Callable[[], Any]) -> list[str]:
    with pytest.raises(Refused) as caught:
        verb()
    return [one.code for one in caught.value.refusals]


def decide(sample: Sample, **manners: Any) -> None:
    boss = User.objects.filter(username="boss").first() or make.make_user("boss", role=Role.ADMINISTRATOR)
    set_policy(Manners(**manners), by=boss, at=AT)


@pytest.fixture
def open_day(sample: Sample) -> Segment:
    """The lines of W1, each with something to send and a way to go."""
    made = create_segment(SegmentValues(description="Open day"), template="INVIT", by=sample.by, at=AT)
    select_contacts(made.no, Selection(action="add", filters=[OPENDAY]), by=sample.by, at=AT)
    apply_remedy(made.no, "no_email", "use_hard_copy", by=sample.by, at=AT)
    return segment(sample.by, made.no)


def found(sample: Sample, head: Segment, *, send: bool = True) -> dict[str, tuple[int, bool]]:
    head = segment(sample.by, head.no)
    return {one.problem.key: (one.count, one.stops) for one in readiness(sample.by, head, send=send).findings}


def on_lines(head: Segment) -> dict[str, str]:
    """What the lines of the worksheet say themselves, by contact."""
    head.refresh_from_db()
    live = SegmentLine.objects.filter(segment=head, removed_by=None)
    numbers = dict(live.values_list("line_no", "contact__no"))
    return {numbers[no]: one.key for no, one in problems_of(head, policy(), list(numbers)).items()}


def test_the_quiet_list_holds_back(sample: Sample, open_day: Segment) -> None:
    """B-5: soft suppression stops what is sent, not what is recorded"""
    who = Question.of(Contact.objects.filter(no__in=["CT-000101", "CT-000400"]))
    assign_code_many(who, KINDS["mailing_group"], "GIFT", by=sample.manager, at=AT)
    before = found(sample, open_day)
    decide(sample, quiet_group="gift")

    assert found(sample, open_day) == {**before, "quiet": (2, True)}
    assert "quiet" not in found(sample, open_day, send=False)
    assert set(refused(lambda: log_segment(open_day.no, send=True, by=sample.by, at=AT))) == {"E-SEG-47"}
    assert Entry.objects.filter(segment_no=open_day.no).count() == 0


def test_why_somebody_is_held_back_is_explained(sample: Sample, open_day: Segment) -> None:
    """B-5: the quiet list and the cap of those who have a line, until somebody waives them"""
    who = Question.of(Contact.objects.filter(no__in=["CT-000101", "CT-000501"]))
    assign_code_many(who, KINDS["mailing_group"], "GIFT", by=sample.manager, at=AT)
    before = create_segment(SegmentValues(description="Before"), template="INVIT", by=sample.by, at=AT)
    enter_line(before.no, "CT-000101", by=sample.by, at=AT)
    log_segment(before.no, send=True, by=sample.by, at=AT)
    decide(sample, quiet_group="gift", cap_messages=1, cap_days=14)

    def told(number: int) -> list[str]:
        head = segment(sample.by, open_day.no)
        return [str(one) for one in explain(sample.by, head, sample.contacts[number], at=AT).held_back]

    with translation.override("en"):
        assert told(101) == ["On the quiet list", "Written to too often lately"]
        assert (told(100), told(501)) == ([], [])
        waive_problem(open_day.no, "quiet", "They asked for it", by=sample.by, at=AT)
        assert told(101) == ["Written to too often lately"]
        Entry.objects.update(canceled=True)
        assert told(101) == []


def test_who_was_written_to_often_enough_is_held_back(sample: Sample, open_day: Segment) -> None:
    """B-5: n messages in d days, counted over what logged segments sent"""
    log_segment(open_day.no, send=True, by=sample.by, at=AT)
    again = create_segment(SegmentValues(description="Again"), template="INVIT", by=sample.by, at=AT)
    for number in ("CT-000100", "CT-000300"):
        enter_line(again.no, number, by=sample.by, at=AT)
    decide(sample, cap_messages=1, cap_days=14)
    assert found(sample, again)["too_often"] == (1, True)
    assert on_lines(again) == {"CT-000100": "too_often"}

    decide(sample, cap_messages=2, cap_days=14)
    assert "too_often" not in found(sample, again)

    decide(sample, cap_messages=1, cap_days=14)
    later = SegmentValues(occurred_on=(AT + timedelta(days=15)).date())
    change_segment(again.no, later, by=sample.by, at=AT)
    assert "too_often" not in found(sample, again)


def test_who_is_excluded_is_written_to_for_a_reason(sample: Sample) -> None:
    """B-5, R-SEG-67: entered by hand or with the option, they are held back from what is sent only"""
    made = create_segment(SegmentValues(description="Recall"), template="INVIT", by=sample.by, at=AT)
    for number in ("CT-000301", "CT-000302"):
        enter_line(made.no, number, by=sample.by, at=AT)

    assert found(sample, made)["excluded"] == (1, True)
    assert "excluded" not in found(sample, made, send=False)
    assert on_lines(made) == {"CT-000302": "excluded"}
    assert refused(lambda: log_segment(made.no, send=True, by=sample.by, at=AT)) == ["E-SEG-52"]
    waive_problem(made.no, "excluded", "A recall of machines", by=sample.by, at=AT)
    assert found(sample, made)["excluded"] == (1, False)
    assert log_segment(made.no, send=True, by=sample.by, at=AT).queued == 2


def test_a_reason_lets_them_through_and_is_kept(sample: Sample, open_day: Segment) -> None:
    """B-5: overridden with a reason"""
    who = Question.of(Contact.objects.filter(no="CT-000101"))
    assign_code_many(who, KINDS["mailing_group"], "GIFT", by=sample.manager, at=AT)
    decide(sample, quiet_group="GIFT")
    no = open_day.no

    assert refused(lambda: waive_problem(no, "quiet", "  ", by=sample.by, at=AT)) == ["E-SEG-50"]
    assert refused(lambda: waive_problem(no, "no_email", "Why not", by=sample.by, at=AT)) == ["unknown"]
    assert on_lines(open_day) == {"CT-000101": "quiet"}
    waive_problem(no, "quiet", "A recall of machines", by=sample.by, at=AT)
    assert found(sample, open_day)["quiet"] == (1, False)
    assert on_lines(open_day) == {}
    kept = SegmentChange.objects.filter(segment_no=no, kind="waived").get()
    assert (kept.what, kept.reason, kept.changed_by, kept.changed_at) == (
        "quiet",
        "A recall of machines",
        sample.by,
        AT,
    )
    hold_back_again(no, "quiet", by=sample.by, at=AT)
    assert found(sample, open_day)["quiet"] == (1, True)

    waive_problem(no, "quiet", "A recall of machines", by=sample.by, at=AT)
    assert log_segment(no, send=True, by=sample.by, at=AT).queued == 4


def test_one_message_for_each_household(sample: Sample) -> None:
    """B-7: people without a company at one address are named, whatever the case of the letters"""
    made = create_segment(SegmentValues(description="Letters"), template="LETTER", by=sample.by, at=AT)
    for name, street in (("Ada", "Rue du Lac 1"), ("Ben", "rue du lac 1"), ("Cléa", "Rue du Lac 2")):
        person = make.make_person(
            name, address=street, post_code="1400", city="Yverdon", salesperson=sample.people["AR"]
        )
        enter_line(made.no, person.no, by=sample.by, at=AT)

    assert found(sample, made)["household"] == (1, False)
    assert apply_remedy(made.no, "household", "take_out", by=sample.by, at=AT) == 1
    assert "household" not in found(sample, made)


def test_a_passage_to_fill_in_is_told(sample: Sample) -> None:
    """B-8: a paragraph in brackets that somebody left in the text; it stops nothing"""
    made = create_segment(SegmentValues(description="Letters"), template="LETTER", by=sample.by, at=AT)
    for number in (100, 101):
        enter_line(made.no, f"CT-{number:06}", by=sample.by, at=AT)
    text = LanguageValues(body="<p>Bonjour [sic]</p><p>[Votre texte]</p>")
    write_language(made.no, segment(sample.by, made.no).language, text, by=sample.by, at=AT)
    assert found(sample, made)["unfinished"] == (2, False)

    mended = LineValues(body="<p>Bonjour [sic]</p><p>À bientôt</p>")
    personalize_lines(made.no, [10_000], mended, by=sample.by, at=AT)
    assert found(sample, made)["unfinished"] == (1, False)

    personalize_lines(made.no, [10_000], LineValues(language="en", reset=("body",)), by=sample.by, at=AT)
    told = found(sample, made)
    assert (told["unfinished"], told["no_document"]) == ((1, False), (1, True))


def test_so_many_messages_wait_for_a_second_person(sample: Sample, open_day: Segment) -> None:
    """B-18: somebody else with the right approves, and it holds until something changes"""
    no = open_day.no
    decide(sample, approval_above=4)
    assert readiness(sample.by, open_day).needs_approval is False
    decide(sample, approval_above=3)
    assert refused(lambda: log_segment(no, send=True, by=sample.by, at=AT)) == ["E-SEG-49"]
    assert readiness(sample.by, open_day, send=False).ready

    assert refused(lambda: approve_segment(no, by=sample.manager, at=AT)) == ["E-SEG-49"]
    ask_for_approval(no, by=sample.manager, at=AT)
    assert refused(lambda: approve_segment(no, by=sample.manager, at=AT)) == ["E-SEG-49"]
    personalize_lines(no, [10_000], LineValues(description="Own"), by=sample.by, at=AT)
    ask_for_approval(no, by=sample.by, at=AT)
    with pytest.raises(NotAllowed):
        approve_segment(no, by=sample.by, at=AT)
    approve_segment(no, by=sample.manager, at=AT)
    assert readiness(sample.by, segment(sample.by, no)).ready
    change_segment(no, SegmentValues(description="Another day"), by=sample.by, at=AT)
    assert refused(lambda: log_segment(no, send=True, by=sample.by, at=AT)) == ["E-SEG-49"]

    ask_for_approval(no, by=sample.by, at=AT)
    approve_segment(no, by=sample.manager, at=AT)
    assert log_segment(no, send=True, by=sample.by, at=AT).queued == 4


def test_an_approval_ends_when_others_join_before_logging(sample: Sample, open_day: Segment) -> None:
    """B-3, B-18: for everybody to see, so that it can be given anew; the refusal does not take that back"""
    no = open_day.no
    decide(sample, approval_above=3)
    change_segment(no, SegmentValues(follows_criteria=True), by=sample.by, at=AT)
    ask_for_approval(no, by=sample.by, at=AT)
    approve_segment(no, by=sample.manager, at=AT)
    code = MailingGroup.objects.get(code="OPENDAY")
    ContactMailingGroup.objects.create(contact=sample.contacts[501], mailing_group=code)

    assert refused(lambda: log_segment(no, send=True, by=sample.by, at=AT)) == ["E-SEG-49"]

    head = segment(sample.by, no)
    assert (head.approved_at, head.line_count) == (None, 5)
    ask_for_approval(no, by=sample.by, at=AT)
    approve_segment(no, by=sample.manager, at=AT)
    assert log_segment(no, send=True, by=sample.by, at=AT).count == 5


@pytest.mark.parametrize("place", ["head", "line", "language"])
def test_an_approval_ends_with_the_word_file_that_was_looked_at(
    sample: Sample, open_day: Segment, place: str
) -> None:
    """B-18: nobody approved what stands in the new one; other segments keep theirs, and so does the same file"""
    boss = make.make_user("boss", role=Role.ADMINISTRATOR)
    letter = docx(paragraph(field("contact.name")))
    word = create_document_template("MOT", letter, "Mot.docx", by=boss, at=AT)
    other = create_segment(SegmentValues(description="Other"), template="INVIT", by=sample.by, at=AT)
    if place == "head":
        Segment.objects.filter(pk=open_day.pk).update(document_template=word)
    elif place == "line":
        SegmentLine.objects.filter(segment=open_day, line_no=20_000).update(document_template=word)
    else:
        SegmentLanguage.objects.filter(segment=open_day, language="fr-CH").update(document_template=word)
    for head in (open_day, other):
        ask_for_approval(head.no, by=sample.by, at=AT)
        approve_segment(head.no, by=sample.manager, at=AT)

    replace_document_file(word, letter, "Same.docx", by=boss, at=AT)
    assert segment(sample.by, open_day.no).approved_at is not None
    longer = docx(paragraph(field("contact.name"), field("contact.city")))
    replace_document_file(word, longer, "New.docx", by=boss, at=AT)

    ended = segment(sample.by, open_day.no)
    assert (ended.approval_asked_at, ended.approved_at) == (None, None)
    last = SegmentChange.objects.filter(segment_no=open_day.no).order_by("-id")[0]
    assert (last.kind, last.what, last.new, last.changed_by) == (
        "text", "MOT", {"file": "New.docx"}, boss,
    )  # fmt: skip
    assert segment(sample.by, other.no).approved_at is not None


def test_a_template_may_ask_for_a_second_person(sample: Sample, open_day: Segment) -> None:
    """B-18: for given templates, however few messages there are"""
    InteractionTemplate.objects.filter(code="INVIT").update(needs_approval=True)
    assert refused(lambda: log_segment(open_day.no, send=True, by=sample.by, at=AT)) == ["E-SEG-49"]
    assert log_segment(open_day.no, send=False, by=sample.by, at=AT).count == 4


def test_who_changed_what_is_kept(sample: Sample) -> None:
    """B-18: each action is one line of the history, with old and new values"""
    made = create_segment(SegmentValues(description="X"), template="INVIT", by=sample.by, at=AT)
    select_contacts(made.no, Selection(action="add", filters=[OPENDAY]), by=sample.by, at=AT)
    change_segment(made.no, SegmentValues(description="Y"), by=sample.by, at=AT)
    write_language(made.no, "fr-CH", LanguageValues(subject="Bonjour"), by=sample.by, at=AT)
    personalize_lines(made.no, [10_000, 20_000], LineValues(subject="Own"), by=sample.by, at=AT)
    go_back(made.no, by=sample.by, at=AT)

    kept = SegmentChange.objects.filter(segment_no=made.no).order_by("id")
    assert [(one.kind, one.what, one.old, one.new, one.count) for one in kept] == [
        ("created", "", {}, {"description": "X"}, None),
        ("template", "", {"template": ""}, {"template": "INVIT"}, None),
        ("selected", "", {}, {"action": "add", "lines": 4}, 4),
        ("changed", "", {"description": "X"}, {"description": "Y"}, None),
        ("text", "fr-CH", {}, {"subject": "Bonjour"}, None),
        ("lines", "subject", {}, {}, 2),
        ("selected", "", {}, {"action": "back"}, 4),
    ]
    assert {one.changed_by for one in kept} == {sample.by}


def test_manners_are_whole_or_refused(sample: Sample) -> None:
    """B-5: half a cap, a group nobody knows, numbers nobody means, somebody who may not"""
    decide(sample, cap_messages=3, cap_days=30, approval_above=500)
    boss = Policy.objects.get().changed_by
    assert boss is not None
    for manners, codes in (
        (Manners(cap_messages=3), ["E-SEG-51"]),
        (Manners(cap_days=3), ["E-SEG-51"]),
        (Manners(cap_messages=0, cap_days=3), ["E-SEG-51"]),
        (Manners(approval_above=-1), ["E-SEG-51"]),
        (Manners(quiet_group="NOBODY"), ["unknown"]),
    ):
        assert refused(lambda manners=manners: set_policy(manners, by=boss, at=AT)) == codes  # type: ignore[misc]
    for manners, words in (
        (Manners(approval_above=-1), "The value must not be negative."),
        (Manners(approval_above=100_000_001), "At most 100’000’000."),
        (
            Manners(control_addresses=tuple(f"c{one}@post.example" for one in range(21))),
            "At most 20 control addresses.",
        ),
    ):
        with pytest.raises(Refused) as caught, translation.override("en"):
            set_policy(manners, by=boss, at=AT)
        assert [str(one.message) for one in caught.value.refusals] == [words]
    with pytest.raises(NotAllowed):
        set_policy(Manners(), by=sample.manager, at=AT)
    kept = Policy.objects.get()
    assert (kept.cap_messages, kept.cap_days, kept.approval_above) == (3, 30, 500)


def test_the_campaign_of_a_template_replaces_the_segments(sample: Sample) -> None:
    """R-INT-50, R-SEG-20: unless the segment was opened for one campaign"""
    for number in ("CP-001", "CP-002"):
        create_campaign(CampaignValues(), no=number, by=sample.by, at=AT)
    named = Segment(campaign=None)
    named.campaign_id = create_campaign(CampaignValues(), no="CP-003", by=sample.by, at=AT).pk
    InteractionTemplate.objects.filter(code="INVIT").update(campaign=named.campaign_id)

    opened = create_segment(SegmentValues(campaign="CP-001"), template="INVIT", by=sample.by, at=AT)
    free = create_segment(template="INVIT", by=sample.by, at=AT)
    later = create_segment(SegmentValues(campaign="CP-002"), by=sample.by, at=AT)
    set_template(later.no, "INVIT", by=sample.by, at=AT)

    chosen = {one.no: one.campaign.no for one in Segment.objects.select_related("campaign") if one.campaign}
    assert chosen == {opened.no: "CP-001", free.no: "CP-003", later.no: "CP-003"}
