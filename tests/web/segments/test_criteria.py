from __future__ import annotations

import re
from typing import Any

import pytest
from django.http import QueryDict
from django.utils import translation

from liaison.contacts.models import ContactMailingGroup
from liaison.kit.errors import Refused
from liaison.segments.actions import change_steps
from liaison.segments.compact import parse_condition
from liaison.segments.criteria import FieldShape
from liaison.segments.models import SegmentStep
from liaison.segments.queries.plans import checked_filters
from liaison.segments.queries.worded import in_words
from liaison.segments.sources import shapes
from liaison.segments.stored import write_parts
from liaison.web.segments.criteria import MOST, Criteria
from liaison.web.segments.operators import EXAMPLES, operators_of
from liaison.web.segments.worksheet import change_of
from tests.web.segments.ground import DIALOG, PART, Ground, coded, text


def posted(**given: Any) -> QueryDict:
    query = QueryDict(mutable=True)
    for name, value in given.items():
        query.setlist(name, value if isinstance(value, list) else [value])
    return query


def rows(source: str, *conditions: dict[str, Any], **more: Any) -> list[dict[str, Any]]:
    return [{"source": source, "all": list(conditions), **more}]


class TestForm:
    @pytest.mark.parametrize(
        "filters",
        [
            coded("mailing_group", "OPENDAY", "GIFT"),
            rows("contact", {"field": "city", "any": [{"ilike": "*yver*"}]}),
            rows("contact", {"field": "language", "any": [{"eq": "fr-CH"}, {"eq": "rm"}]}),
            rows("contact", {"field": "language", "any": [{"ilike": "fr*"}]}),
            rows("contact", {"field": "post_code", "any": [{"ge": "1000", "le": "1999"}]}),
            rows("contact", {"field": "type", "any": [{"eq": "person"}], "not": True}),
            rows(
                "contact",
                {"field": "email", "any": [{"ne": ""}]},
                {"field": "phone", "any": [{"blank": True}]},
            ),
            rows("contact", {"field": "minor", "any": [{"eq": True}]}),
            rows("interaction", {"field": "date", "any": [{"ge": {"relative": "-24M"}}]}, at_least=3),
            rows("interaction", {"field": "date", "any": [{"lt": {"relative": "-2Y"}}]}, **{"not": True}),
            rows("interaction", {"field": "cost", "any": [{"ge": "12.50"}]}),
            rows("interaction", {"field": "date", "any": [{"ge": {"relative": "+2W"}}]}),
            rows("interaction", {"field": "date", "any": [{"eq": {"relative": "-2D"}}]}),
            rows("contact", {"field": "name", "any": [{"gt": "M"}, {"eq": "A"}]}),
            rows("contact", {"field": "name", "any": [{"like": "M?er"}]}),
            rows("contact", {"field": "name", "any": [{"ilike": "M*er"}]}),
            rows("contact", {"field": "name", "any": [{"ilike": "*R&D?*"}]}),
            rows("contact", {"field": "name", "any": [{"ieq": "amy porter"}]}),
            rows("contact", {"field": "city", "any": [{"eq": "Yverdon"}]}),
            [
                {"any_of": [coded("mailing_group", "GIFT"), coded("job_responsibility", "TECH")]},
                *rows("contact", {"field": "country", "any": [{"eq": "CH"}]}),
            ],
        ],
    )
    def test_what_is_stored_is_shown_and_stored_again(self, filters: list[dict[str, Any]]) -> None:
        """R-SEG-58, B-2, B-4"""
        shown = Criteria.stored(filters)
        assert not shown.strange
        assert write_parts(checked_filters(shown.filters())) == write_parts(checked_filters(filters))

    def test_the_examples_beside_an_expression_can_be_read(self) -> None:
        """E-SEG-45"""
        for kind, examples in EXAMPLES.items():
            for one in examples.split("  ·  "):
                assert parse_condition(one, FieldShape("field", "Field", kind)).any

    @pytest.mark.django_db
    def test_no_segment_is_asked_for_by_without_only(self) -> None:
        """B-4: "none of" was taken for "in none of them", and meant in another one"""
        shape = shapes()["segment"]
        assert [op for op, _words in operators_of("segment", shape.fields["no"])] == ["in", "typed"]
        others = {"field": "no", "any": [{"eq": "SM-1"}, {"eq": "SM-2"}], "not": True}
        shown = Criteria.stored(rows("segment", others))
        assert shown.filters() == rows("segment", {"field": "no", "text": "<>SM-1&<>SM-2"})
        with translation.override("en"):
            told = {in_words(given) for given in (rows("segment", others), shown.filters())}
        assert told == {("Segment: another one than SM-1 or SM-2",)}

    def test_alternatives_of_several_filters_are_not_shown(self) -> None:
        two = [*coded("mailing_group", "GIFT"), *coded("job_responsibility", "TECH")]
        assert Criteria.stored([{"any_of": [two, coded("mailing_group", "OPENDAY")]}]).strange

    @pytest.mark.parametrize(
        "filters",
        [
            rows("contact", {"field": "city", "any": [{"ilike": "*bern*"}], "not": True}),
            rows("contact", {"field": "city", "any": [{"ge": "A", "le": "M"}], "not": True}),
            rows("contact", {"field": "minor", "any": [{"ne": True}]}),
            rows("contact", {"field": "minor", "any": [{"eq": True}], "not": True}),
            [{"any_of": [rows("contact"), coded("mailing_group", "GIFT")]}],
            rows("contact", {"field": "name", "any": [{"like": "R&D*"}]}),
            [coded("mailing_group", "GIFT")[0]] * (MOST + 1),
            rows("contact", *[{"field": "city", "any": [{"eq": f"C{n}"}]} for n in range(MOST + 1)]),
        ],
    )
    def test_what_would_be_turned_round_or_cut_is_not_shown(self, filters: list[dict[str, Any]]) -> None:
        assert Criteria.stored(filters) == Criteria([], strange=True)

    def test_what_is_ticked_stays_whole(self) -> None:
        """Typed codes stand between commas; the number of a segment may hold one."""
        given = {"s0": "mailing_group", "f0.0": "code", "o0.0": "in"}
        ticked = Criteria.posted(posted(**given, **{"t0.0": ["A,B", "C"]})).filters()
        typed = Criteria.posted(posted(**given, **{"v0.0": "A, B|C"})).filters()
        assert (ticked, typed) == (coded("mailing_group", "A,B", "C"), coded("mailing_group", "A", "B", "C"))

    def test_long_lists_keep_their_end(self) -> None:
        numbers = "|".join(f"CT-{number:06}" for number in range(100))
        form = Criteria.posted(posted(**{"s0": "contact", "f0.0": "no", "o0.0": "typed", "v0.0": numbers}))
        assert form.filters() == rows("contact", {"field": "no", "text": numbers})

    def test_an_alternative_that_is_emptied_joins_the_others_to_nothing_else(self) -> None:
        """The mailing group, and Bern or Basel; without Bern it is the group, and Basel."""
        form = Criteria.stored(
            [
                *coded("mailing_group", "GIFT"),
                {
                    "any_of": [
                        rows("contact", {"field": "city", "any": [{"eq": city}]})
                        for city in ("Bern", "Basel")
                    ]
                },
            ]
        )
        form.change("out1.0")
        assert form.filters() == [
            *coded("mailing_group", "GIFT"),
            *rows("contact", {"field": "city", "any": [{"eq": "Basel"}]}),
        ]

    def test_or_joins_to_the_block_above(self) -> None:
        """B-4"""
        read = Criteria.posted(
            posted(
                s0="mailing_group", **{"f0.0": "code", "o0.0": "in", "v0.0": ["OPENDAY"]},
                s1="job_responsibility", j1="or", **{"f1.0": "code", "o1.0": "in", "v1.0": ["TECH", "PURCH"]},
            )
        )  # fmt: skip
        assert read.filters() == [
            {"any_of": [coded("mailing_group", "OPENDAY"), coded("job_responsibility", "TECH", "PURCH")]}
        ]

    def test_another_source_begins_with_its_first_field(self) -> None:
        read = Criteria.posted(
            posted(s0="interaction", **{"f0.0": "post_code", "o0.0": "is", "v0.0": "1400"})
        )
        assert [(row.field, row.op) for row in read.blocks[0].rows] == [("date", "last")]

    def test_a_row_is_added_and_taken_out(self) -> None:
        read = Criteria.posted(posted(s0="contact", **{"f0.0": "no", "o0.0": "is", "v0.0": "CT-1"}))
        read.change("row0")
        assert [row.field for row in read.blocks[0].rows] == ["no", "search_name"]
        read.change("out0.0")
        read.change("or0")
        assert [(block.joint, [row.field for row in block.rows]) for block in read.blocks] == [
            ("and", ["search_name"]),
            ("or", ["no"]),
        ]
        read.change("drop0")
        assert [block.joint for block in read.blocks] == ["and"]
        read.change("and")
        read.change("drop0")
        read.change("drop0")
        assert read.blocks == []
        assert read.filters() == []

    @pytest.mark.parametrize("act", ["out0.7", "out0", "drop7", "row", "nonsense", ""])
    def test_what_names_nothing_changes_nothing(self, act: str) -> None:
        given = posted(s0="contact", **{"f0.0": "no", "o0.0": "is", "v0.0": "CT-1"})
        read = Criteria.posted(given)
        read.change(act)
        assert read == Criteria.posted(given)

    def test_there_is_an_end_to_blocks_and_rows(self) -> None:
        read = Criteria.fresh()
        for act in ("row0", "and", "or0"):
            for _ in range(MOST + 2):
                read.change(act)
        assert [len(block.rows) for block in read.blocks] == [MOST, *[1] * (MOST - 1)]

    def test_a_contact_of_whom_nothing_is_asked_is_everybody(self) -> None:
        assert Criteria.posted(posted(s0="contact")).filters() == []
        nobody = Criteria.posted(posted(s0="contact", m0="none")).filters()
        assert nobody == [{"source": "contact", "not": True, "all": []}]

    def test_a_contact_cannot_be_counted(self) -> None:
        """B-4: there is one of it; interactions may be counted"""
        one, many = (
            Criteria.posted(posted(s0=source, m0="least", n0="3")).blocks[0]
            for source in ("contact", "interaction")
        )
        assert (one.mode, many.mode, many.count) == ("any", "least", "3")
        assert Criteria.posted(posted(s0="interaction", m0="most")).blocks[0].mode == "any"

    @pytest.mark.parametrize(
        ("given", "words"),
        [
            ({"m0": "least", "n0": "0"}, "Interaction: enter a value."),
            ({"m0": "least", "n0": "many"}, "Interaction: enter a value."),
            ({"f0.0": "date", "o0.0": "last", "v0.0": "0"}, "Date: enter a value."),
            ({"f0.0": "date", "o0.0": "last", "v0.0": "-3"}, "Date: enter a value."),
            ({"f0.0": "cost", "o0.0": "range", "v0.0": "3"}, "Cost: enter a value."),
        ],
    )
    def test_a_number_that_is_none_is_asked_for_again(self, given: dict[str, str], words: str) -> None:
        read = Criteria.posted(posted(s0="interaction", **given))
        with pytest.raises(Refused) as refused, translation.override("en"):
            read.filters()
        assert refused.value.message == words


def group(*codes: str, **more: Any) -> dict[str, Any]:
    return {"s0": "mailing_group", "f0.0": "code", "o0.0": "in", "v0.0": list(codes), **more}


class TestEditor:
    def test_preview_before_anything_is_done(self, ground: Ground) -> None:
        """B-1, R-SEG-67"""
        head = ground.make()
        html = text(
            ground.client.post(f"/segments/{head.no}/selection/?action=add", group("OPENDAY", act="update"))
        )
        assert '<span class="num">0</span> → <b class="num">4</b>' in html
        assert "Nora Béguelin" in html
        assert "Mailing group: OPENDAY" in html
        assert html.count('<li><span class="muted">+</span>') == 4
        assert SegmentStep.objects.count() == 0

    def test_languages_of_templates_are_ticked_too(self, ground: Ground) -> None:
        ground.sample.templates["INVIT"].languages.create(language="pt-PT")
        head = ground.make()
        html = text(
            ground.client.post(
                f"/segments/{head.no}/selection/?action=add",
                {"s0": "contact", "f0.0": "language", "o0.0": "in", "t0.0": ["en"], "act": "update"},
            )
        )
        assert re.search(r'name="t0.0" value="pt-PT"[^>]*>Portuguese \(Portugal\)', html)

    def test_languages_are_ticked_by_name(self, ground: Ground) -> None:
        """R-SEG-57: also one that is not among the usual ones, so that it is not lost"""
        head = ground.make()
        html = text(
            ground.client.post(
                f"/segments/{head.no}/selection/?action=add",
                {"s0": "contact", "f0.0": "language", "o0.0": "in", "t0.0": ["it-CH", "rm"], "act": "update"},
            )
        )
        offered = {"fr-CH": "French (Switzerland)", "it-CH": "Italian (Switzerland)", "rm": "rm"}
        for code, words in offered.items():
            (chip,) = re.findall(rf'<input type="checkbox" name="t0.0" value="{code}"[^>]*>[^<]*', html)
            assert chip.endswith(f">{words}")
            assert ("checked" in chip) is (code != "fr-CH")

    def test_only_the_preview_for_who_types(self, ground: Ground) -> None:
        head = ground.make()
        answer = ground.client.post(
            f"/segments/{head.no}/selection/?action=add",
            group("OPENDAY"),
            headers={**PART, "HX-Target": "preview"},
        )
        assert text(answer).lstrip().startswith('<div id="preview"')

    def test_done(self, ground: Ground) -> None:
        """R-SEG-57, R-SEG-68, R-SEG-75, R-SEG-76"""
        head = ground.make()
        answer = ground.client.post(
            f"/segments/{head.no}/selection/?action=add",
            group("OPENDAY", act="do", allow_related_companies="on"),
        )
        assert answer["Location"] == f"/segments/{head.no}/"
        assert ground.lines(head) == [400, 100, 101, 200, 201]
        step = SegmentStep.objects.get()
        assert (step.action, step.allow_related_companies, step.changed_count) == ("add", True, 5)
        html = text(ground.client.get(answer["Location"]))
        assert "Contacts: 0 → 5" in html
        assert "Add: Mailing group: OPENDAY" in html
        assert "With the companies of the people found" in html

    def test_held_back_are_counted(self, ground: Ground) -> None:
        """R-SEG-67, B-5"""
        head = ground.make()
        html = text(
            ground.client.post(
                f"/segments/{head.no}/selection/?action=add",
                {"s0": "job_responsibility", "f0.0": "code", "o0.0": "in", "v0.0": ["PURCH"]},
            )
        )
        assert "Excluded from segments: 1" in html

    def test_without_filter_it_is_asked_twice(self, ground: Ground) -> None:
        """R-SEG-62"""
        head = ground.make()
        url = f"/segments/{head.no}/selection/?action=add"
        refused = ground.client.post(url, {"act": "do"})
        assert refused.status_code == 422
        assert "this concerns all 12 contacts" in text(refused)
        assert ground.lines(head) == []
        ground.client.post(url, {"act": "do", "sure": "on"})
        assert len(ground.lines(head)) == 11

    def test_emptied_resets_its_criteria(self, ground: Ground) -> None:
        """R-SEG-51, R-SEG-74"""
        head = ground.make(add=["OPENDAY"])
        url = f"/segments/{head.no}/selection/?action=reduce"
        html = text(ground.client.post(url, group("OPENDAY")))
        assert "reset its criteria" in html
        assert html.count('<li><span class="muted">−</span>') == 4
        ground.client.post(url, group("OPENDAY", act="do", reset="on"))
        assert SegmentStep.objects.count() == 0

    def test_reduce_and_refine_remember_what_was_ticked(self, ground: Ground) -> None:
        """R-SEG-75: for each user and each of the two; an add begins anew"""
        head = ground.make(add=["OPENDAY"])
        url = f"/segments/{head.no}/selection/?action="
        ticked = re.compile(r'name="(entire_companies|expand_companies)"[^>]*checked')
        ground.client.post(f"{url}add", group("GIFT", act="do", expand_companies="on"))
        ground.client.post(f"{url}refine", group("OPENDAY", act="do", entire_companies="on"))

        def kept(client: Any) -> list[bool]:
            pages = (text(client.get(url + action)) for action in ("add", "reduce", "refine"))
            return [bool(ticked.search(page)) for page in pages]

        assert kept(ground.client) == [False, False, True]
        assert kept(ground.manager) == [False, False, False]
        ground.client.post(f"{url}refine", group("OPENDAY", act="do"))
        assert kept(ground.client) == [False, False, False]

    def test_what_cannot_be_read_is_said(self, ground: Ground) -> None:
        """E-SEG-45"""
        head = ground.make()
        url = f"/segments/{head.no}/selection/?action=add"
        answer = ground.client.post(
            url, {"s0": "interaction", "f0.0": "date", "o0.0": "typed", "v0.0": "nonsense", "act": "do"}
        )
        assert answer.status_code == 422
        assert "cannot read “nonsense” at position 1" in text(answer)
        assert "such as -90D.." in text(answer)
        for values in ({"v0.0": "9999", "o0.0": "last"}, {"v0.0": "-9999Y..", "o0.0": "typed"}):
            given = {"s0": "interaction", "f0.0": "date", "u0.0": "Y", "act": "do", **values}
            answer = ground.client.post(url, given)
            assert (answer.status_code, "cannot read" in text(answer)) == (422, True)
        missing = ground.client.post(url, group(act="do"))
        assert "Code: enter a value." in text(missing)
        assert SegmentStep.objects.count() == 0

    def test_step_is_changed_and_personalised_lines_stay(self, ground: Ground) -> None:
        """B-2"""
        head = ground.make(add=["OPENDAY"])
        step = SegmentStep.objects.get()
        url = f"/segments/{head.no}/selection/?step={step.pk}"
        html = text(ground.client.get(url))
        assert 'value="OPENDAY" id="v0.0.1" checked' in html
        ground.client.post(url, group("OPENDAY", "GIFT", act="do"))
        assert sorted(ground.lines(head)) == [100, 101, 201, 301, 400, 501]
        assert SegmentStep.objects.count() == 1

    def test_opens_with_one_row_about_the_contact(self, ground: Ground) -> None:
        """R-SEG-57: the codes of each table are offered by name, choices too"""
        head = ground.make()
        url = f"/segments/{head.no}/selection/"
        html = text(ground.client.get(f"{url}?action=add"))
        assert re.findall(r'name="(s\d+|f\d+\.\d+)"', html) == ["s0", "f0.0"]
        assert 'name="expand_companies"' in html
        assert not re.search(r'name="(allow_existing|expand_companies)"[^>]*checked', html)
        kinds = {"s0": "contact", "f0.0": "type", "o0.0": "in", "v0.0": "person"}
        two = {"s1": "mailing_group", "f1.0": "code", "o1.0": "in", "v1.0": "GIFT"}
        more = {"s2": "mailing_group", "f2.0": "code", "o2.0": "in", "v2.0": "OPENDAY"}
        html = text(ground.client.post(f"{url}?action=add", {**kinds, **two, **more, "act": "update"}))
        chips = re.findall(r'<input type="checkbox" name="(t\d\.0)" value="([^"]*)"([^>]*)>', html)
        assert [(name, value) for name, value, rest in chips if "checked" in rest] == [
            ("t0.0", "person"),
            ("t1.0", "GIFT"),
            ("t2.0", "OPENDAY"),
        ]

    def test_only_who_may(self, ground: Ground) -> None:
        head = ground.make()
        assert ground.client.get(f"/segments/{head.no}/selection/?step=999999").status_code == 404
        assert ground.member.get(f"/segments/{head.no}/selection/?action=add").status_code == 403
        assert ground.client.get(f"/segments/{head.no}/selection/?action=other").status_code == 404


class TestSteps:
    def test_switched_off_moved_and_deleted(self, ground: Ground) -> None:
        """B-2"""
        head = ground.make(add=["OPENDAY"])
        ground.select(head, "reduce", coded("job_responsibility", "PURCH"))
        assert ground.lines(head) == [400, 100, 201]
        add, reduce = SegmentStep.objects.order_by("position")
        ground.client.post(f"/segments/{head.no}/steps/{reduce.pk}/", {"act": "off"})
        assert sorted(ground.lines(head)) == [100, 101, 201, 400]
        switched = SegmentStep.objects.get(pk=reduce.pk)
        assert (switched.active, change_of(switched), change_of(add)) == (False, 0, 4)
        ground.client.post(f"/segments/{head.no}/steps/{reduce.pk}/", {"act": "on"})
        ground.client.post(f"/segments/{head.no}/steps/{reduce.pk}/", {"act": "up"})
        assert list(SegmentStep.objects.order_by("position").values_list("pk", flat=True)) == [
            reduce.pk,
            add.pk,
        ]
        assert sorted(ground.lines(head)) == [100, 101, 201, 400]
        for pk, act in ((reduce.pk, "up"), (add.pk, "down"), (add.pk, "turn")):
            assert ground.client.post(f"/segments/{head.no}/steps/{pk}/", {"act": act}).status_code == 404
        assert SegmentStep.objects.filter(pk__in=[add.pk, reduce.pk], active=True).count() == 2
        ground.client.post(f"/segments/{head.no}/steps/{add.pk}/", {"act": "delete"})
        assert ground.lines(head) == []
        assert ground.client.post(f"/segments/{head.no}/steps/{add.pk}/", {"act": "up"}).status_code == 404

    def test_a_step_made_meanwhile_is_not_deleted(
        self, ground: Ground, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """B-2: the other one has pressed in the same moment"""
        head = ground.make(add=["OPENDAY"])
        (first,) = SegmentStep.objects.filter(segment=head)

        def late(*given: Any, **more: Any) -> Any:
            ground.select(head, "add", coded("mailing_group", "GIFT"))
            return change_steps(*given, **more)

        monkeypatch.setattr("liaison.web.segments.selecting.change_steps", late)
        answer = ground.client.post(f"/segments/{head.no}/steps/{first.pk}/", {"act": "off"})

        assert answer.status_code == 409
        assert SegmentStep.objects.filter(segment=head, active=True).count() == 2

    def test_go_back_is_looked_at_first(self, ground: Ground) -> None:
        """R-SEG-78, R-SEG-79, R-SEG-81, B-1"""
        head = ground.make(add=["OPENDAY"])
        ground.select(head, "reduce", coded("job_responsibility", "PURCH"))
        html = text(ground.client.get(f"/segments/{head.no}/back/"))
        assert '<span class="num">3</span> → <b class="num">4</b>' in html
        [shown] = re.findall(r'name="step" value="([0-9]+)"', html)
        ground.client.post(f"/segments/{head.no}/back/", {"step": shown})
        assert ground.lines(head) == [400, 100, 201, 101]
        assert SegmentStep.objects.count() == 1

        assert ground.client.post(f"/segments/{head.no}/back/", {"step": shown}).status_code == 409
        assert ground.client.post(f"/segments/{head.no}/back/").status_code == 409
        assert SegmentStep.objects.count() == 1

    def test_lines_are_brought_up_to_date_after_a_look(self, ground: Ground) -> None:
        """B-3"""
        head = ground.make(add=["OPENDAY"])
        url = f"/segments/{head.no}/refresh/"
        ContactMailingGroup.objects.filter(contact=ground.sample.contacts[400]).delete()
        html = text(ground.client.get(url, headers=DIALOG))
        assert '<span class="num">4</span> → <b class="num">3</b>' in html
        assert "Claire Vionnet" in html
        assert ground.lines(head) == [400, 100, 101, 201]
        assert ground.client.post(url)["Location"] == f"/segments/{head.no}/"
        assert ground.lines(head) == [100, 101, 201]

    def test_contact_by_hand(self, ground: Ground) -> None:
        """R-SEG-49"""
        head = ground.make()
        assert 'name="contact"' in text(ground.client.get(f"/segments/{head.no}/entering/", headers=DIALOG))
        ground.client.post(f"/segments/{head.no}/entering/", {"contact": "CT-000302"})
        assert ground.lines(head) == [302]
        answer = ground.client.post(f"/segments/{head.no}/entering/", {"contact": "CT-999"})
        assert answer.status_code == 422
        assert "There is no “CT-999”." in text(answer)
