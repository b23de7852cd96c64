"""The filter language: what is typed, stored and said."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation
from hypothesis import example, given
from hypothesis import strategies as st

from liaison.kit.errors import Refused
from liaison.segments.compact import parse_condition, print_condition
from liaison.segments.criteria import (
    CHOICE,
    CODE,
    DATE,
    FLAG,
    NUMBER,
    Condition,
    FieldShape,
    Filter,
    Relative,
    SourceShape,
    Term,
)
from liaison.segments.stored import read_parts, write_parts
from liaison.segments.wording import sentence

NAME = FieldShape("name", "Name")
PLACE = FieldShape("code", "Code", CODE)
DAY = FieldShape("date", "Date", DATE)
COST = FieldShape("cost", "Cost", NUMBER)
SHUT = FieldShape("shut", "Shut", FLAG)
KIND = FieldShape("kind", "Kind", CHOICE, (("a", "Alpha"), ("b", "Beta")))
SHAPES = {
    "thing": SourceShape(
        "thing", "Thing", {s.key: s for s in (NAME, PLACE, DAY, COST, SHUT, KIND)}, "things"
    ),
    "self": SourceShape("self", "Self", {"name": NAME}),
}


@pytest.mark.parametrize(
    ("text", "shape", "terms"),
    [
        ("Lausanne", NAME, (Term("eq", "Lausanne"),)),
        ("  Lausanne ", NAME, (Term("eq", "Lausanne"),)),
        ("a..b", NAME, (Term("between", "a", "b"),)),
        ("..b", NAME, (Term("le", "b"),)),
        ("a..", NAME, (Term("ge", "a"),)),
        ("<>a", NAME, (Term("ne", "a"),)),
        ("a|b", NAME, (Term("eq", "a"), Term("eq", "b"))),
        (">a&<c", NAME, (Term("all", terms=(Term("gt", "a"), Term("lt", "c"))),)),
        (">5", COST, (Term("gt", Decimal(5)),)),
        ("1'000.50", COST, (Term("eq", Decimal("1000.50")),)),
        ("*text*", NAME, (Term("like", "*text*"),)),
        ("@Text", NAME, (Term("ieq", "Text"),)),
        ("@*Text?", NAME, (Term("ilike", "*Text?"),)),
        ("''", NAME, (Term("blank"),)),
        ("<>''", NAME, (Term("ne", ""),)),
        ("<>'*a*'", NAME, (Term("ne", "*a*"),)),
        ("<>'@a'", NAME, (Term("ne", "@a"),)),
        ("<>info@a.ch", NAME, (Term("ne", "info@a.ch"),)),
        ("'a|b'", NAME, (Term("eq", "a|b"),)),
        ("'it''s'", NAME, (Term("eq", "it's"),)),
        ("visit|call", PLACE, (Term("eq", "VISIT"), Term("eq", "CALL"))),
        ("2026-01-31", DAY, (Term("eq", date(2026, 1, 31)),)),
        ("01.02.2026..", DAY, (Term("ge", date(2026, 2, 1)),)),
        ("-90D..", DAY, (Term("ge", Relative(-90, "D")),)),
        ("-2y..today", DAY, (Term("between", Relative(-2, "Y"), Relative(0, "D")),)),
        ("yes", SHUT, (Term("eq", True),)),
        ("a", KIND, (Term("eq", "a"),)),
    ],
)
def test_compact_form_is_read_and_printed_again(
    text: str, shape: FieldShape, terms: tuple[Term, ...]
) -> None:
    """R-SEG-58"""
    if text == "1'000.50":  # an apostrophe of the number, not a quote
        text = "1000.50"
    condition = parse_condition(text, shape)

    assert condition == Condition(shape.key, terms)
    printed = print_condition(condition, shape)
    assert printed is not None
    assert parse_condition(printed, shape) == condition


@pytest.mark.parametrize(
    ("text", "shape", "field", "position"),
    [
        ("", NAME, "Name", 1),
        ("a||b", NAME, "Name", 3),
        ("a|'b", NAME, "Name", 3),
        ("..", DAY, "Date", 1),
        ("2026-02-30", DAY, "Date", 1),
        ("-90D..x", DAY, "Date", 7),
        ("1|many", COST, "Cost", 3),
        ("*5", COST, "Cost", 1),
        ("<>*text*", NAME, "Name", 3),
        ("<> a?", PLACE, "Code", 4),
        ("a|<>@Text", NAME, "Name", 5),
        (">b*", NAME, "Name", 2),
        ("maybe", SHUT, "Shut", 1),
        ("c", KIND, "Kind", 1),
        ("-9999Y..", DAY, "Date", 1),
        ("+1000y", DAY, "Date", 1),
        ("0000-01-01", DAY, "Date", 1),
        ("1e-999999999", COST, "Cost", 1),
        ("1e15", COST, "Cost", 1),
        ("*a\x00*", NAME, "Name", 1),
    ],
)
def test_malformed_text_names_field_and_position(
    text: str, shape: FieldShape, field: str, position: int
) -> None:
    """R-SEG-57: E-SEG-45"""
    with pytest.raises(Refused) as refused, translation.override("en"):
        parse_condition(text, shape)

    assert refused.value.refusals[0].code == "E-SEG-45"
    assert refused.value.message.startswith(f"{field}: ")
    assert refused.value.message.endswith(f"at position {position}.")


@pytest.mark.parametrize(
    ("relative", "day"),
    [
        ("-90D", date(2025, 12, 2)),
        ("-2W", date(2026, 2, 16)),
        ("-24M", date(2024, 3, 2)),
        ("-1Y", date(2025, 3, 2)),
        ("+1M", date(2026, 4, 2)),
    ],
)
def test_relative_dates_are_counted_from_today(relative: str, day: date) -> None:
    found = parse_condition(relative, DAY).any[0].value

    assert isinstance(found, Relative)
    assert found.on(date(2026, 3, 2)) == day


@pytest.mark.parametrize("most", ["9999D", "9999W", "9999M", "999Y"])
@pytest.mark.parametrize("sign", "+-")
def test_whatever_can_be_typed_is_a_day(sign: str, most: str) -> None:
    """R-SEG-57: E-SEG-45; no year has fewer or more than four digits"""
    found = parse_condition(sign + most, DAY).any[0].value

    assert isinstance(found, Relative)
    assert found.on(date(2026, 3, 2)).year in range(1000, 4000)


def test_a_month_before_the_31st_is_the_last_day_of_the_month_before() -> None:
    assert Relative(-1, "M").on(date(2026, 3, 31)) == date(2026, 2, 28)


SPEC = [
    {
        "source": "thing",
        "all": [
            {"field": "code", "any": [{"eq": "VISIT"}, {"eq": "CALL"}]},
            {"field": "date", "any": [{"ge": {"relative": "-24M"}}]},
        ],
    }
]


def test_json_is_read_and_written_again() -> None:
    given: list[dict[str, Any]] = [
        *SPEC,
        {"source": "thing", "not": True, "all": []},
        {"source": "thing", "at_least": 3, "all": [{"field": "shut", "any": [{"eq": False}], "not": True}]},
        {"any_of": [[{"source": "self", "all": [{"field": "name", "any": [{"blank": True}]}]}], SPEC]},
    ]

    assert write_parts(read_parts(given, SHAPES)) == given


def test_text_in_json_is_read_like_typed_text() -> None:
    given = [{"source": "thing", "all": [{"field": "date", "text": "-24M.."}]}]

    assert read_parts(given, SHAPES) == (
        Filter("thing", (Condition("date", (Term("ge", Relative(-24, "M")),)),)),
    )


@pytest.mark.parametrize(
    "given",
    [
        "text",
        [1],
        [{"source": "nothing"}],
        [{"source": "thing", "all": [{"field": "nothing", "any": [{"eq": "a"}]}]}],
        [{"source": "thing", "all": [{"field": "name", "any": []}]}],
        [{"source": "thing", "all": ["name"]}],
        [{"source": "thing", "all": [{"field": "name", "any": ["a"]}]}],
        [{"source": "thing", "all": [{"field": "name", "any": [{}]}]}],
        [{"source": "thing", "all": [{"field": "name", "any": [{"drop": "a"}]}]}],
        [{"source": "thing", "all": [{"field": "name", "any": [{"eq": "a", "ne": "b"}]}]}],
        [{"source": "thing", "all": [{"field": "name", "any": [{"eq": True}]}]}],
        [{"source": "thing", "all": [{"field": "name", "any": [{"eq": ["a"]}]}]}],
        [{"source": "thing", "all": [{"field": "cost", "any": [{"eq": {"relative": "-1D"}}]}]}],
        [{"source": "thing", "all": [{"field": "date", "any": [{"eq": "soon"}]}]}],
        [{"source": "thing", "at_least": 0}],
        [{"source": "thing", "at_least": 2, "not": True}],
        [{"source": "self", "at_least": 2}],
        [{"source": "thing", "al": []}],
        [{"source": "thing", "conditions": []}],
        [{"source": "thing", "any_of": [[{"source": "self"}]]}],
        [{"source": "thing", "not": "false"}],
        [{"source": "thing", "not": None}],
        [{"any_of": [[{"source": "self"}]], "not": True}],
        [{"source": "thing", "all": [{"field": "name", "any": [{"eq": "a"}], "negated": True}]}],
        [{"source": "thing", "all": [{"field": "name", "any": [{"eq": "a"}], "not": 1}]}],
        [{"source": "thing", "all": [{"field": "name", "any": [{"eq": "a"}], "text": "b"}]}],
        [{"source": "thing", "all": [{"field": "name", "text": 5, "any": [{"eq": "a"}]}]}],
        [{"source": "thing", "all": [{"field": "date", "any": [{"ge": {"relative": "-1D", "of": "x"}}]}]}],
        [{"any_of": []}],
        [{"any_of": [[{"source": "self"}]] * 51}],
        [{"any_of": [[{"source": "self"}] * 50] * 5}],
        [{"source": "thing", "all": [{"field": "name", "any": [{"eq": "a"}]}] * 51}],
        [{"source": "thing", "all": [{"field": "name", "any": [{"eq": "a"}] * 10_001}]}],
    ],
)
def test_malformed_json_is_refused(given: object) -> None:
    """R-SEG-58: what is passed over would choose others, and often everybody"""
    with pytest.raises(Refused) as refused:
        read_parts(given, SHAPES)

    assert refused.value.refusals[0].code == "E-SEG-45"


def test_what_cannot_be_read_is_quoted_as_it_was_sent() -> None:
    """R-SEG-58: in JSON, a misspelt key by itself"""
    for asked, words in (
        ({"field": "cost", "any": [{"eq": True}]}, 'Cost: cannot read “{"eq": true}” at position 1.'),
        (
            {"field": "cost", "any": [{"drop": Decimal("1.5")}]},
            'Cost: cannot read “{"drop": 1.5}” at position 1.',
        ),
        ({"field": "cost", "any_of": []}, "Cost: cannot read “any_of” at position 1."),
        ({"field": "cost", "not": "no"}, 'Cost: cannot read “{"not": "no"}” at position 1.'),
    ):
        with translation.override("en"), pytest.raises(Refused) as refused:
            read_parts([{"source": "thing", "all": [asked]}], SHAPES)
        assert str(refused.value.refusals[0].message) == words


@pytest.mark.parametrize("number", [2, 1.5, Decimal("1.50"), "1.50"])
def test_a_number_is_read_however_it_is_written(number: object) -> None:
    """R-SEG-58: the API reads decimals exactly"""
    ((condition,),) = [
        one.all
        for one in read_parts(
            [{"source": "thing", "all": [{"field": "cost", "any": [{"ge": number}]}]}], SHAPES
        )
        if isinstance(one, Filter)
    ]

    assert condition.any == (Term("ge", Decimal(str(number))),)


VALUE = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1, max_size=12)
COMPARED = st.builds(Term, st.sampled_from(["eq", "ne", "ge", "gt", "le", "lt", "ieq"]), VALUE)
PLAIN = st.one_of(
    COMPARED,
    st.builds(Term, st.just("between"), VALUE, VALUE),
    st.builds(lambda terms: Term("all", terms=tuple(terms)), st.lists(COMPARED, min_size=2, max_size=3)),
)
PATTERN = st.builds(
    Term, st.sampled_from(["like", "ilike"]), st.text("aß*?|&'<>=@. ", min_size=1, max_size=8) | VALUE
)


@example([Term("gt", "=")])
@example([Term("ge", "a.")])
@example([Term("le", ".a")])
@given(st.lists(PLAIN, min_size=1, max_size=3))
def test_whatever_is_printed_is_read_again(terms: list[Term]) -> None:
    condition = Condition("name", tuple(terms))
    printed = print_condition(condition, NAME)

    assert printed is not None
    assert parse_condition(printed, NAME) == condition


@example([Term("like", "R&D*")])
@example([Term("ilike", "*R&D?*")])
@example([Term("like", "a..b*")])
@given(st.lists(PATTERN | PLAIN, min_size=1, max_size=3))
def test_a_pattern_is_printed_where_it_is_read_as_that_pattern(terms: list[Term]) -> None:
    condition = Condition("name", tuple(terms))
    printed = print_condition(condition, NAME)

    assert printed is None or parse_condition(printed, NAME) == condition


@pytest.mark.parametrize(
    ("op", "pattern", "printed"),
    [
        ("like", "M?er", "M?er"),
        ("ilike", "*Bern*", "@*Bern*"),
        ("like", "<A", None),
        ("like", "R&D*", None),
        ("like", "A|B*", None),
        ("like", ">A*", None),
        ("like", "a..b*", None),
        ("like", "@a*", None),
        ("like", "'a*'", None),
        ("like", " a*", None),
        ("ilike", "*d'Or?", None),
    ],
)
def test_a_pattern_with_a_mark_in_it_cannot_be_typed(op: str, pattern: str, printed: str | None) -> None:
    """R-SEG-58: "R&D*" would be read as "is R, and begins with D", which is nobody"""
    assert print_condition(Condition("name", (Term(op, pattern),)), NAME) == printed


def test_criteria_are_said_in_words() -> None:
    given = [
        *SPEC,
        {"source": "thing", "not": True, "all": [{"field": "shut", "any": [{"eq": True}]}]},
        {"source": "thing", "at_least": 2, "all": [{"field": "kind", "any": [{"eq": "b"}]}]},
    ]

    with translation.override("en"):
        assert sentence(read_parts(given, SHAPES), SHAPES) == (
            "Thing: VISIT or CALL, Date in the last 24 months; "
            "No Thing: Shut is yes; At least 2 things: Kind is Beta"
        )
        assert sentence((), SHAPES) == "All contacts"


@pytest.mark.parametrize(
    ("term", "words"),
    [
        ({"ge": {"relative": "-1D"}}, "in the last day"),
        ({"ge": {"relative": "-3W"}}, "in the last 3 weeks"),
        ({"lt": {"relative": "-6M"}}, "more than 6 months ago"),
        ({"le": {"relative": "-1Y"}}, "more than a year ago"),
        ({"ge": {"relative": "+2W"}}, "from in 2 weeks"),
        ({"eq": {"relative": "-2D"}}, "is 2 days ago"),
    ],
)
def test_days_counted_from_today_are_said_as_people_say_them(term: dict[str, object], words: str) -> None:
    given = [{"source": "thing", "all": [{"field": "date", "any": [term]}]}]
    with translation.override("en"):
        assert sentence(read_parts(given, SHAPES), SHAPES) == f"Thing: Date {words}"


@pytest.mark.parametrize(
    ("language", "relative", "words"),
    [
        ("en", "-1D", "is 1 day ago"),
        ("fr", "-1D", "est il y a 1 jour"),
        ("de", "-1D", "ist vor 1 Tag"),
        ("it", "-1D", "è 1 giorno fa"),
        ("fr", "-2D", "est il y a 2 jours"),
        ("de", "-3W", "ist vor 3 Wochen"),
        ("de", "+1M", "ist in 1 Monat"),
        ("it", "+1Y", "è fra 1 anno"),
    ],
)
def test_one_day_is_not_said_as_many(language: str, relative: str, words: str) -> None:
    term = {"eq": {"relative": relative}}
    given = [{"source": "thing", "all": [{"field": "date", "any": [term]}]}]
    with translation.override(language):
        assert sentence(read_parts(given, SHAPES), SHAPES).endswith(f"Date {words}")


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        ({"field": "date", "any": [{"eq": "2026-03-02"}]}, "Date is 02.03.2026"),
        ({"field": "date", "any": [{"le": "today"}]}, "Date until today"),
        ({"field": "cost", "any": [{"eq": 12}, {"gt": 20.5}]}, "Cost is 12 or above 20.5"),
        ({"field": "name", "any": [{"blank": True}]}, "Name is empty"),
        ({"field": "name", "any": [{"eq": ""}]}, "Name is empty"),
        ({"field": "name", "any": [{"ne": ""}]}, "Name is not empty"),
        ({"field": "name", "any": [{"all": [{"gt": "A"}, {"lt": "C"}]}]}, "Name above A and below C"),
        ({"field": "kind", "any": [{"eq": "a"}], "not": True}, "Kind not (is Alpha)"),
        ({"field": "code", "any": [{"eq": "VISIT"}], "not": True}, "Code not (is VISIT)"),
    ],
)
def test_each_condition_is_said_as_people_say_it(condition: dict[str, object], words: str) -> None:
    given = [{"source": "thing", "all": [condition]}]
    with translation.override("en"):
        assert sentence(read_parts(given, SHAPES), SHAPES) == f"Thing: {words}"
