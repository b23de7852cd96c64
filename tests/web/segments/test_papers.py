from __future__ import annotations

import csv
import io
from datetime import date
from typing import Any

import pytest
from pypdf import PdfReader

from liaison.contacts.models import AddressRange, AlternativeAddress
from liaison.segments.queries.papers import export_lines, label_lines
from tests.web.segments.ground import Ground, text


class TestLabels:
    def test_address_of_each_line_in_line_order(self, ground: Ground, django_assert_num_queries: Any) -> None:
        """R-SEG-100"""
        head = ground.make(add=["OPENDAY"])
        moved = ground.sample.contacts[ground.sample.lines(head)[1]]
        other = AlternativeAddress.objects.create(
            contact=moved, code="A", address="Via Nassa 2", post_code="6900", city="Lugano", country="CH"
        )
        AddressRange.objects.create(contact=moved, alternative_address=other, starting_date=date(2020, 1, 1))
        with django_assert_num_queries(2):
            found = label_lines(ground.by, head)
        names = [ground.sample.contacts[number].name for number in ground.sample.lines(head)]
        assert len(found) == 4
        assert all(name in lines for name, lines in zip(names, found, strict=True))
        assert found[1][-2:] == ("Via Nassa 2", "6900 Lugano")
        assert found[0][-2:] == ("Rue du Lac 1", "1400 Yverdon-les-Bains")

    def test_several_segments_as_one_pdf(self, ground: Ground) -> None:
        """R-SEG-100"""
        one, two = ground.make(add=["OPENDAY"]), ground.make(add=["OPENDAY"])
        answer = ground.client.get(f"/segments/{one.no}/labels/?format=L7163&start=13&with={two.no}")
        assert answer.headers["Content-Type"] == "application/pdf"
        pages = PdfReader(io.BytesIO(answer.content)).pages
        assert [page.extract_text().count("Rue du Lac 1") for page in pages] == [2, 6]

    @pytest.mark.parametrize("query", ["format=nonsense", "start=0", "start=22", "start=x"])
    def test_no_such_sheet(self, ground: Ground, query: str) -> None:
        head = ground.make(add=["OPENDAY"])
        assert ground.client.get(f"/segments/{head.no}/labels/?{query}").status_code == 422


class TestExport:
    def test_one_row_a_line_in_line_order(self, ground: Ground, django_assert_num_queries: Any) -> None:
        """R-SEG-96"""
        head = ground.make(add=["OPENDAY"])
        answer = ground.manager.get(f"/segments/{head.no}/export/?format=csv")
        content = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
        rows = list(csv.DictReader(io.StringIO(content), delimiter=";"))
        assert [int(row["No."][-3:]) for row in rows] == ground.sample.lines(head)
        assert rows[0]["Post code"] == "1400"
        assert len(rows[0]) == 31
        with django_assert_num_queries(1):
            for line in export_lines(ground.sample.manager, head).iterator(chunk_size=1000):
                assert line.contact.name

    def test_spreadsheet(self, ground: Ground) -> None:
        """R-SEG-96"""
        head = ground.make(add=["OPENDAY"])
        answer = ground.manager.get(f"/segments/{head.no}/export/?format=xlsx")
        assert b"".join(answer.streaming_content)[:2] == b"PK"  # type: ignore[attr-defined]


def test_the_menu_offers_what_the_viewer_may_have(ground: Ground) -> None:
    """R-SEG-96, R-SEG-100"""
    head = ground.make(add=["OPENDAY"])
    html = text(ground.manager.get(f"/segments/{head.no}/"))
    assert html.count(f'href="/segments/{head.no}/labels/?format=') == 2
    assert html.count(f'href="/segments/{head.no}/export/?format=') == 2
