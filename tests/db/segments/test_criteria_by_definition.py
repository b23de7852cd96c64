"""Criteria in SQL are criteria by definition: a naive model of 6.1 in Python agrees, whatever is asked."""

from __future__ import annotations

import fnmatch
from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from liaison.contacts.models import ContactMailingGroup, MailingGroup
from liaison.interactions.models import Entry
from liaison.segments.actions.select import apply_criteria, go_back, select_contacts
from liaison.segments.actions.steps import change_steps
from liaison.segments.models import SavedCriteria, SavedCriteriaStep, Segment, SegmentLine, SegmentStep
from liaison.segments.queries.plans import OPTIONS, StepDraft
from liaison.segments.queries.preview import preview_replay, preview_selection, preview_steps
from liaison.segments.rules import Selection
from tests.db.segments.sample import AT, CONTACTS, PEOPLE_ALONE, Sample

COMPANY = {number: CONTACTS[number][1] or (None if number in PEOPLE_ALONE else number) for number in CONTACTS}
IS_COMPANY = {number: COMPANY[number] == number for number in CONTACTS}
EXCLUDED = {302}
BLOCKED = {501}
MAILING = {"OPENDAY": {100, 101, 201, 400}, "GIFT": {101, 301, 501}}
JOBS = {"PURCH": {101, 301, 302}, "TECH": {102}, "MGMT": {201, 501}}
INDUSTRY = {"MACH": {100, 300}, "TRANS": {200}, "WINE": {500}}
RELATION = {"CUST": {100, 300}, "PROS": {200}, "VEND": {500}}
PARTY = {"CUST": {100: "K-10010", 300: "K-10020"}, "VEND": {500: "L-3001"}, "PROS": {}}
TRADE = [("K-10010", "1000", 101), ("K-10020", "1000", 301), ("L-3001", "2000", 501)]
LOG = [
    (date(2026, 3, 10), "VISIT", 101, False),
    (date(2024, 1, 15), "CALL", 201, False),
    (date(2026, 5, 2), "NEWS", 300, True),
    (date(2026, 6, 11), "CALL", 600, False),
]
MORE = [
    (date(2026, 6, 11), "CALL", 101, 100),
    (date(2026, 3, 10), "VISIT", 101, 300),
    (date(2026, 3, 10), "CALL", 201, None),
    (date(2026, 6, 11), "CALL", 400, None),
    (date(2026, 1, 1), "CALL", 400, 500),
]
"""Day, template, contact and the company it belonged to then: with another one it is not the contact's."""
ROWS = [(*row, COMPANY[row[2]]) for row in LOG]
ROWS += [(day, code, who, False, company) for day, code, who, company in MORE]


@dataclass(frozen=True)
class Asked:
    """A filter as JSON and as the definition has it."""

    json: dict[str, Any]

    def has(self, number: int) -> bool:
        if "any_of" in self.json:
            return any(match(one, number) for one in self.json["any_of"])
        found = self._rows(number)
        if self.json.get("not"):
            return found == 0
        return found >= int(self.json.get("at_least", 1))

    def _rows(self, number: int) -> int:
        source, company = self.json["source"], COMPANY[number]
        asked = {one["field"]: one for one in self.json["all"]}

        def passes(name: str, value: object) -> bool:
            return name not in asked or holds(asked[name], value)

        if source == "contact":
            return int(
                passes("language", CONTACTS[number][2])
                and passes("type", "company" if IS_COMPANY[number] else "person")
                and passes("name", CONTACTS[number][0])
                and passes("salesperson", CONTACTS[number][5])
                and passes("email", f"c{number}@example.example" if CONTACTS[number][4] else "")
            )
        if source in {"mailing_group", "job_responsibility"}:
            table = MAILING if source == "mailing_group" else JOBS
            return sum(number in members and passes("code", code) for code, members in table.items())
        if source in {"industry_group", "business_relation"}:
            table = INDUSTRY if source == "industry_group" else RELATION
            return sum(company in members and passes("code", code) for code, members in table.items())
        return sum(
            who == number
            and of == company
            and (not canceled or "canceled" in asked)
            and passes("date", day)
            and passes("template", code)
            and passes("canceled", canceled)
            for day, code, who, canceled, of in ROWS
        )


def holds(condition: dict[str, Any], value: object) -> bool:
    found = any(term_holds(term, value) for term in condition["any"])
    return not found if condition.get("not") else found


def term_holds(term: dict[str, Any], value: Any) -> bool:
    if "all" in term:
        return all(term_holds(one, value) for one in term["all"])
    if "blank" in term:
        return value in {"", None}
    if "like" in term:
        return fnmatch.fnmatchcase(value, term["like"])
    checks = {
        "eq": lambda a, b: a == b,
        "ne": lambda a, b: a != b,
        "ge": lambda a, b: a >= b,
        "le": lambda a, b: a <= b,
        "gt": lambda a, b: a > b,
        "lt": lambda a, b: a < b,
        "ieq": lambda a, b: a.lower() == b.lower(),
    }
    return all(
        checks[op](value, date.fromisoformat(wanted) if isinstance(value, date) else wanted)
        for op, wanted in term.items()
    )


def match(filters: list[dict[str, Any]], number: int) -> bool:
    """Everything but trade; that is judged on the same relation as the business relation filter."""
    plain = [one for one in filters if one.get("source") != "trade"]
    trade = [one for one in filters if one.get("source") == "trade"]
    if not all(Asked(one).has(number) for one in plain):
        return False
    relations = [one for one in plain if one.get("source") == "business_relation" and not one.get("not")]
    positive = [one for one in trade if not one.get("not")]
    negative = [one for one in trade if one.get("not")]
    if any(_traded(one, [], number) for one in negative):
        return False
    return not positive or _traded_all(positive, relations[:1], number)


def _traded_all(trades: list[dict[str, Any]], relations: list[dict[str, Any]], number: int) -> bool:
    return any(
        all(_entry(one, relation, number) for one in trades)
        for relation in RELATION
        if COMPANY[number] in RELATION[relation] and _relation_passes(relations, relation)
    )


def _traded(trade: dict[str, Any], relations: list[dict[str, Any]], number: int) -> bool:
    return _traded_all([trade], relations, number)


def _relation_passes(relations: list[dict[str, Any]], code: str) -> bool:
    return all(holds(condition, code) for one in relations for condition in one["all"])


def _entry(trade: dict[str, Any], relation: str, number: int) -> bool:
    company = COMPANY[number]
    party = PARTY[relation].get(company) if company is not None else None
    return any(
        who == party
        and all(holds(condition, item) for condition in trade["all"])
        and (IS_COMPANY[number] or named == number)
        for who, item, named in TRADE
    )


def codes(*values: str) -> Any:
    single = st.sampled_from(values).map(lambda code: {"eq": code})
    other = st.sampled_from(values).map(lambda code: {"ne": code})
    return st.lists(st.one_of(single, single, other), min_size=1, max_size=2)


texts = st.lists(
    st.one_of(
        st.sampled_from(["fr-CH", "de-CH", "it-CH", "en"]).map(lambda text: {"eq": text}),
        st.sampled_from(["*CH", "f*", "?n", "*"]).map(lambda text: {"like": text}),
        st.sampled_from(["FR-ch", "EN"]).map(lambda text: {"ieq": text}),
        st.just({"ge": "de", "le": "fr"}),
        st.just({"blank": True}),
        st.just({"all": [{"gt": "de-CH"}, {"lt": "it"}]}),
    ),
    min_size=1,
    max_size=2,
)
days = st.lists(
    st.sampled_from(["2024-01-15", "2026-01-01", "2026-03-10", "2026-06-11"]).flatmap(
        lambda day: st.sampled_from([{"ge": day}, {"le": day}, {"eq": day}, {"gt": day}])
    ),
    min_size=1,
    max_size=1,
)


def field(name: str, terms: Any) -> Any:
    return st.builds(
        lambda any_of, turned: {"field": name, "any": any_of} | ({"not": True} if turned else {}),
        terms,
        st.sampled_from([False, False, True]),
    )


def source(key: str, *fields: Any, counted: bool = True) -> Any:
    return st.builds(
        lambda conditions, how: {"source": key, "all": conditions, **how},
        st.tuples(*(st.one_of(st.none(), one) for one in fields)).map(lambda all_: [x for x in all_ if x]),
        st.sampled_from([{}, {}, {"not": True}, {"at_least": 2}] if counted else [{}, {"not": True}]),
    )


plain = st.one_of(
    source(
        "contact",
        field("language", texts),
        field("type", codes("company", "person")),
        field("salesperson", codes("AR", "LB", "TK")),
        field("email", st.just([{"blank": True}])),
        counted=False,
    ),
    source("mailing_group", field("code", codes(*MAILING))),
    source("job_responsibility", field("code", codes(*JOBS))),
    source("industry_group", field("code", codes(*INDUSTRY))),
    source("business_relation", field("code", codes(*RELATION)), counted=False),
    source(
        "interaction",
        field("date", days),
        field("template", codes("VISIT", "CALL", "NEWS")),
        field("canceled", st.sampled_from([[{"eq": True}], [{"eq": False}]])),
    ),
)
trade = source("trade", field("item", codes("1000", "2000")), counted=False)
filters = st.lists(st.one_of(plain, plain, trade), max_size=3)
either = st.lists(filters, min_size=1, max_size=2).map(lambda lists: [{"any_of": lists}])
criteria = st.one_of(filters, filters, either)
options = st.fixed_dictionaries(
    {
        "allow_existing": st.booleans(),
        "expand_companies": st.booleans(),
        "allow_related_companies": st.booleans(),
        "ignore_exclusion": st.booleans(),
        "entire_companies": st.booleans(),
    }
)
step = st.fixed_dictionaries(
    {"action": st.sampled_from(["add", "add", "reduce", "refine"]), "filters": criteria, "options": options}
)


def expand(found: set[int]) -> set[int]:
    companies = {COMPANY[one] for one in found} - {None}
    return found | {one for one in CONTACTS if COMPANY[one] in companies}


def by_definition(state: Counter[int], given: dict[str, Any]) -> Counter[int]:
    """6.1, word by word."""
    chosen = given["options"]
    if given["action"] == "add":
        found = {one for one in CONTACTS if match(given["filters"], one)}
        if chosen["expand_companies"]:
            found = expand(found)
        if chosen["allow_related_companies"]:
            found = found | {company for one in found if (company := COMPANY[one]) is not None}
        found -= BLOCKED | (set() if chosen["ignore_exclusion"] else EXCLUDED)
        if not chosen["allow_existing"]:
            found -= set(state)
        return state + Counter(found)
    scope = expand(set(state)) if chosen["entire_companies"] else set(state)
    found = {one for one in scope if match(given["filters"], one)}
    if chosen["entire_companies"]:
        found = expand(found)
    goes = given["action"] == "reduce"
    return Counter({one: count for one, count in state.items() if (one in found) != goes})


class _BackAgainError(Exception):
    pass


def selection(given: dict[str, Any]) -> Selection:
    return Selection(action=given["action"], filters=given["filters"], **given["options"])


def draft(given: dict[str, Any], step: int = 0) -> StepDraft:
    return StepDraft(action=given["action"], filters=given["filters"], step=step, **given["options"])


@pytest.fixture
def blocked(sample: Sample) -> Sample:
    """Somebody is blocked; somebody is in two mailing groups, some have several interactions."""
    for number in BLOCKED:
        sample.contacts[number].privacy_blocked = True
        sample.contacts[number].save()
    group = MailingGroup.objects.get(code="GIFT")
    ContactMailingGroup.objects.create(contact=sample.contacts[101], mailing_group=group)
    entry = Entry.objects.filter(canceled=False)[0]
    for day, code, who, company in MORE:
        entry.pk, entry.occurred_on, entry.template = None, day, sample.templates[code]
        entry.contact, entry.company = sample.contacts[who], sample.contacts[company] if company else None
        entry.save(force_insert=True)
    return sample


def twice(source: str) -> dict[str, Any]:
    """The addition of who has two rows of a source, which others have one of."""
    options = dict.fromkeys(OPTIONS, False)
    return {
        "action": "add",
        "filters": [{"source": source, "all": [], "at_least": 2}],
        "options": options,
    }


quick = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@quick
@given(steps=st.lists(step, min_size=1, max_size=3))
@example(steps=[twice("mailing_group")])
@example(steps=[twice("interaction")])
def test_steps_in_sql_are_steps_by_definition(
    blocked: Sample, segment: Segment, steps: list[dict[str, Any]]
) -> None:
    """R-SEG-57 to 67, R-SEG-70 to 72, R-SEG-81: also previewed, gone back over, and worked out anew"""
    with pytest.raises(_BackAgainError), transaction.atomic():
        state: Counter[int] = Counter()
        states = [state]
        for one in steps:
            segment.refresh_from_db()
            foretold = preview_selection(blocked.by, segment, selection(one), at=AT)
            select_contacts(segment.no, selection(one), by=blocked.by, at=AT)
            state = by_definition(state, one)
            states.append(state)
            assert Counter(blocked.lines(segment)) == state
            assert foretold.after == state.total()
        segment.refresh_from_db()
        drafts = [
            draft(one, stored.pk)
            for one, stored in zip(steps, SegmentStep.objects.order_by("position"), strict=True)
        ]
        rows = list(SegmentLine.objects.order_by("pk").values_list("pk", "line_no", "removed_by"))
        assert change_steps(segment.no, drafts, by=blocked.by, at=AT).changed == 0
        assert list(SegmentLine.objects.order_by("pk").values_list("pk", "line_no", "removed_by")) == rows
        for before in reversed(states[:-1]):
            go_back(segment.no, by=blocked.by, at=AT)
            assert Counter(blocked.lines(segment)) == before
        raise _BackAgainError


@quick
@given(before=st.lists(step, max_size=3), after=st.lists(step, max_size=3), kept=st.data())
def test_changed_steps_give_what_the_new_steps_say(
    blocked: Sample, segment: Segment, before: list[dict[str, Any]], after: list[dict[str, Any]], kept: Any
) -> None:
    """R-SEG-87: B-2; steps edited, moved and deleted at once"""
    with pytest.raises(_BackAgainError), transaction.atomic():
        for one in before:
            select_contacts(segment.no, selection(one), by=blocked.by, at=AT)
        stored = list(SegmentStep.objects.order_by("position").values_list("pk", flat=True))
        places = kept.draw(st.permutations(stored))[: len(after)]
        drafts = [draft(one, places[place] if place < len(places) else 0) for place, one in enumerate(after)]
        state: Counter[int] = Counter()
        for one in after:
            state = by_definition(state, one)
        segment.refresh_from_db()
        foretold = preview_steps(blocked.by, segment, [draft(one) for one in after], at=AT)
        outcome = change_steps(segment.no, drafts, by=blocked.by, at=AT)

        assert Counter(blocked.lines(segment)) == state
        assert outcome.after == foretold.after == state.total()
        segment.refresh_from_db()
        assert segment.line_count == state.total()
        raise _BackAgainError


@quick
@given(before=st.lists(step, max_size=2), saved=st.lists(step, min_size=1, max_size=3))
def test_a_replay_is_foretold(
    blocked: Sample, segment: Segment, before: list[dict[str, Any]], saved: list[dict[str, Any]]
) -> None:
    """R-SEG-86, R-SEG-88, B-1: also where the present steps would say something else by now"""
    with pytest.raises(_BackAgainError), transaction.atomic():
        for one in before:
            select_contacts(segment.no, selection(one), by=blocked.by, at=AT)
        kept = SavedCriteria.objects.create(code="SAVED", created_at=AT)
        steps = [
            SavedCriteriaStep.objects.create(
                saved_criteria=kept,
                position=place,
                action=one["action"],
                filters=one["filters"],
                **one["options"],
            )
            for place, one in enumerate(saved, 1)
        ]
        SegmentStep.objects.update(filters=[{"source": "contact", "all": [{"field": "no", "text": "none"}]}])
        state = Counter(blocked.lines(segment))
        for one in saved:
            state = by_definition(state, one)
        segment.refresh_from_db()
        foretold = preview_replay(blocked.by, segment, steps, at=AT)
        apply_criteria(segment.no, "SAVED", by=blocked.by, at=AT)

        assert Counter(blocked.lines(segment)) == state
        assert foretold.after == state.total()
        raise _BackAgainError


@quick
@given(start=step, filters=criteria, options=options)
def test_laws(
    blocked: Sample, segment: Segment, start: dict[str, Any], filters: list[Any], options: dict[str, bool]
) -> None:
    """R-SEG-70, R-SEG-71, R-SEG-72: reduce and refine split the lines; once is twice"""
    with pytest.raises(_BackAgainError), transaction.atomic():
        add = {**start, "action": "add"}
        select_contacts(segment.no, selection(add), by=blocked.by, at=AT)
        all_lines = Counter(blocked.lines(segment))
        halves = []
        for action in ("reduce", "refine"):
            chosen = Selection(action=action, filters=filters, **options)
            select_contacts(segment.no, chosen, by=blocked.by, at=AT)
            once = Counter(blocked.lines(segment))
            if not options["entire_companies"]:
                select_contacts(segment.no, chosen, by=blocked.by, at=AT)
                assert Counter(blocked.lines(segment)) == once
                go_back(segment.no, by=blocked.by, at=AT)
            go_back(segment.no, by=blocked.by, at=AT)
            halves.append(once)
        assert halves[0] + halves[1] == all_lines
        assert not set(halves[0]) & set(halves[1])
        raise _BackAgainError


def test_the_model_has_the_log_of_the_sample(sample: Sample) -> None:
    found = Entry.objects.order_by("id").values_list(
        "occurred_on", "template__code", "contact__no", "canceled"
    )

    assert [(day, code, int(no[-3:]), canceled) for day, code, no, canceled in found] == LOG
