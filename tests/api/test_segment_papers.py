"""What is printed of a segment, for programs."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Any, get_args

import pytest
import python_calamine
from procrastinate.contrib.django.models import ProcrastinateJob

from liaison.accounts.models import DataExport, FirstAnswer, User
from liaison.api.segment_papers import Remark, Sheet
from liaison.contacts.models import Contact
from liaison.interactions.models import Entry, InteractionTemplate, Slot, TemplateSlot
from liaison.letters.labels import FORMATS
from liaison.segments.jobs import cover_sheets
from liaison.segments.queries import printed
from liaison.segments.queries.printed import REMARKS
from tests.api.conftest import Program, fields, problem
from tests.cast import Cast
from tests.papers import pdf_pages


@pytest.fixture
def aline(cast: Cast, as_user: Callable[[User], Program]) -> Program:
    """A program of Aline, who works in marketing here, with Nora and Yves in two segments."""
    cast.aline.role = "marketing"
    cast.aline.save()
    Contact.objects.filter(pk__in=(cast.nora.pk, cast.yves.pk)).update(
        salesperson=cast.aline.salesperson, address="Rue du Lac 1", post_code="1400", city="Yverdon-les-Bains"
    )
    program = as_user(cast.aline)
    for number in ("SM-0001", "SM-0002"):
        made = program.post("/segments", {"description": "Open day", "template": "APPEL"})
        assert (made.status_code, made.json()["no"]) == (201, number)
        for person in (cast.nora, cast.yves):
            assert program.post(f"/segments/{number}/lines", {"contact": person.no}).status_code < 300
    return program


class TestLabels:
    def test_sheets_of_several_segments(
        self, aline: Program, cast: Cast, django_assert_num_queries: Any
    ) -> None:
        """R-SEG-100"""
        with django_assert_num_queries(7):  # token; for each segment itself, the company, the addresses
            answer = aline.get("/segments/sm-0001/labels?sheet=L7163&start=13&also=SM-0002")
        assert answer["Content-Type"] == "application/pdf"
        assert 'filename="SM-0001-labels.pdf"' in answer["Content-Disposition"]
        pages = pdf_pages(answer.content)
        assert [page.count("Rue du Lac 1") for page in pages] == [2, 2]
        assert [cast.nora.name in page for page in pages] == [True, True]

    def test_no_such_sheet_label_or_segment(self, aline: Program, viewer: Program, cast: Cast) -> None:
        """R-SEG-100"""
        path = "/segments/SM-0001/labels"
        assert fields(aline.get(f"{path}?sheet=A4")) == ["sheet"]
        assert fields(aline.get(f"{path}?start=0")) == ["start"]
        assert problem(aline.get(f"{path}?start=22"))["code"] == "labels"
        assert fields(aline.get(f"{path}?start=22")) == ["start"]
        assert fields(aline.get(f"{path}?format=L7160")) == ["format"]
        assert problem(aline.get(f"{path}?also=SM-0009"))["status"] == 404
        further = "&".join(f"also=SM-{number:04}" for number in range(2, 22))
        assert problem(aline.get(f"{path}?{further}"))["status"] == 404  # looked for: 20, as on the screen
        assert fields(aline.get(f"{path}?{further}&also=SM-0022")) == ["also"]
        assert problem(aline.get("/segments/SM-0009/labels"))["status"] == 404

    def test_every_sheet_there_is(self) -> None:
        """R-SEG-100"""
        assert set(get_args(Sheet)) == set(FORMATS)
        assert get_args(Remark) == tuple(key for key, _words in REMARKS)


class TestCoverSheets:
    def test_a_page_a_contact_with_the_words(self, aline: Program, cast: Cast) -> None:
        """R-SEG-98"""
        words = {"text": "Line one\nLine two", "remarks": ["call"], "custom": "With a plan", "closing": "Bye"}
        answer = aline.post("/segments/SM-0001/cover-sheets", words)
        assert answer.status_code == 200, answer.content
        assert 'filename="SM-0001-cover-sheets.pdf"' in answer["Content-Disposition"]
        pages = pdf_pages(answer.content)
        assert [name in page for name, page in zip((cast.nora.name, cast.yves.name), pages, strict=True)] == [
            True,
            True,
        ]
        for page in pages:
            assert "Line one\nLine two" in page
            assert "x Please call" in page
            assert "x With a plan" in page
            assert "x As agreed" not in page
        assert Entry.objects.count() == 0
        assert fields(aline.post("/segments/SM-0001/cover-sheets", {"remarks": ["shout"]})) == ["remarks.0"]

    def test_recorded_once_with_its_file_kept(self, aline: Program, cast: Cast) -> None:
        """R-SEG-99"""
        path = "/segments/SM-0001/cover-sheets"
        assert fields(aline.post(path, {"log": True})) == ["log"]
        template = InteractionTemplate.objects.get(code="APPEL")
        TemplateSlot.objects.update_or_create(slot=Slot.COVER_SHEETS, defaults={"template": template})
        first, again = (aline.post(path, {"log": True}, Idempotency_Key="covers") for _twice in range(2))
        assert first.status_code == 200, first.content
        assert Entry.objects.filter(contact__in=(cast.nora, cast.yves)).count() == 2
        assert again.content == first.content
        for header in ("Content-Type", "Content-Disposition", "X-Content-Type-Options"):
            assert again[header] == first[header]

    def test_many_are_made_by_a_worker(
        self, aline: Program, administrator: Program, cast: Cast, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """R-SEG-98, R-SEG-99: nobody waits, and they are recorded with their file"""
        monkeypatch.setattr(printed, "COVERS_AT_ONCE", 1)
        template = InteractionTemplate.objects.get(code="APPEL")
        TemplateSlot.objects.update_or_create(slot=Slot.COVER_SHEETS, defaults={"template": template})
        path, given = "/segments/SM-0001/cover-sheets", {"custom": "With a plan", "log": True}
        asked, again = (aline.post(path, given, Idempotency_Key="covers") for _twice in range(2))
        assert (asked.status_code, asked.content) == (202, again.content)
        job = asked.json()["job"]
        assert asked["Location"] == f"/api/v1/jobs/{job}"
        assert problem(aline.get(f"{path}/{job}"))["code"] == "not_made"
        cover_sheets(**ProcrastinateJob.objects.get(task_name="segments.cover_sheets").args)
        assert aline.get(f"/jobs/{job}").json()["state"] == "succeeded"
        file = aline.get(f"/segments/sm-0001/cover-sheets/{job}")
        assert 'filename="SM-0001-cover-sheets.pdf"' in file["Content-Disposition"]
        pages = pdf_pages(b"".join(file.streaming_content))
        assert ["x With a plan" in page for page in pages] == [True, True]
        assert Entry.objects.filter(contact__in=(cast.nora, cast.yves)).count() == 2
        assert problem(aline.get(f"/segments/SM-0002/cover-sheets/{job}"))["status"] == 404
        assert problem(administrator.get(f"{path}/{job}"))["status"] == 404

    @pytest.mark.parametrize("at_once", [0, 300])
    def test_who_records_nothing_is_told_at_once(
        self, aline: Program, viewer: Program, monkeypatch: pytest.MonkeyPatch, at_once: int
    ) -> None:
        """R-SEG-99: not by a job that fails"""
        monkeypatch.setattr(printed, "COVERS_AT_ONCE", at_once)
        template = InteractionTemplate.objects.get(code="APPEL")
        TemplateSlot.objects.update_or_create(slot=Slot.COVER_SHEETS, defaults={"template": template})
        path = "/segments/SM-0001/cover-sheets"
        assert problem(viewer.post(path, {"log": True}))["status"] == 403
        assert not ProcrastinateJob.objects.filter(task_name="segments.cover_sheets").exists()
        assert viewer.post(path).status_code == (200 if at_once else 202)

    def test_nobody_prints_what_is_empty(self, aline: Program) -> None:
        """R-SEG-98"""
        assert aline.post("/segments", {"description": "Nobody"}).json()["no"] == "SM-0003"
        assert problem(aline.post("/segments/SM-0003/cover-sheets"))["code"] == "covers"


class TestExports:
    PATH = "/segments/SM-0001/exports"

    @pytest.mark.parametrize(
        ("what", "column"), [("contacts", "No."), ("lines", "Contact No."), ("list", "No.")]
    )
    def test_lists_leave_with_their_purpose(self, aline: Program, cast: Cast, what: str, column: str) -> None:
        """R-SEG-96, R-SEG-97, R-SEG-101, B-20"""
        given = {"purpose": "Invitations ", "what": what}
        answer = aline.post(self.PATH, given)
        assert answer["Content-Type"] == "text/csv; charset=utf-8"
        assert f'filename="sm-0001-{what}-2' in answer["Content-Disposition"]
        content = b"".join(answer.streaming_content).decode("utf-8-sig")
        rows = list(csv.DictReader(io.StringIO(content), delimiter=";"))
        assert [row[column] for row in rows] == [cast.nora.no, cast.yves.no]
        book = b"".join(aline.post(self.PATH, {**given, "format": "xlsx"}).streaming_content)
        sheet = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_index(0)
        assert sheet.to_python()[0] == list(rows[0])
        noted = DataExport.objects.order_by("pk").values_list(
            "what", "subject", "file_format", "purpose", "rows", "exported_by"
        )
        assert list(noted) == [
            (f"segment_{what}", "SM-0001", ending, "Invitations", 2, cast.aline.pk)
            for ending in ("csv", "xlsx")
        ]

    def test_contacts_with_their_interactions_on_paper(
        self, aline: Program, cast: Cast, django_assert_num_queries: Any
    ) -> None:
        """R-SEG-101, B-20"""
        given = {"purpose": "Invitations", "what": "list", "format": "pdf"}
        # token; segment; the export in its transaction; two readings until there is no more; how many
        with django_assert_num_queries(8):
            answer = aline.post(self.PATH, given)
        assert answer["Content-Type"] == "application/pdf"
        (page,) = pdf_pages(b"".join(answer.streaming_content))
        assert [person.no in page for person in (cast.nora, cast.yves)] == [True, True]
        assert fields(aline.post(self.PATH, {**given, "what": "lines"})) == ["format"]

    def test_nothing_leaves_without_purpose_or_right(self, aline: Program, cast: Cast) -> None:
        """B-20"""
        assert fields(aline.post(self.PATH, {"what": "lines"})) == ["purpose"]
        assert fields(aline.post(self.PATH, {"purpose": " "})) == ["purpose"]
        assert problem(aline.post("/segments/SM-0009/exports", {"purpose": "x"}))["status"] == 404
        cast.aline.role = "contact_user"
        cast.aline.save()
        assert problem(aline.post(self.PATH, {"purpose": "x"}))["status"] == 403
        assert DataExport.objects.count() == 0

    @pytest.mark.parametrize(
        ("ending", "begins"), [("csv", b"\xef\xbb\xbf"), ("xlsx", b"PK"), ("pdf", b"%PDF")]
    )
    def test_a_repeat_takes_it_out_again(self, aline: Program, ending: str, begins: bytes) -> None:
        """B-20"""
        given = {"purpose": "Invitations", "what": "list", "format": ending}
        for count in (1, 2):
            answer = aline.post(self.PATH, given, Idempotency_Key="out")
            assert (answer.status_code, answer.get("Idempotency-Replayed")) == (200, None)
            assert b"".join(answer.streaming_content).startswith(begins)
            assert DataExport.objects.count() == count
        assert not FirstAnswer.objects.exists()
