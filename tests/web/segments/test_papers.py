from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from pypdf import PdfReader

from liaison.accounts.models import DataExport
from liaison.contacts.models import (
    AddressRange,
    AlternativeAddress,
    Contact,
    ContactPhone,
    OrganizationalLevel,
    Salutation,
    Territory,
)
from liaison.files.actions import store_file
from liaison.interactions.actions.log import log_values
from liaison.interactions.draft import ParticipantValue, Values
from liaison.interactions.figures import contact_figures
from liaison.interactions.models import Entry
from liaison.kit.clock import now
from liaison.kit.errors import Refused
from liaison.letters.lists import MOST_ROWS
from liaison.segments.models import SegmentLanguage, SegmentLine
from liaison.segments.queries import printed, tables
from liaison.segments.queries.lists import segment_contacts, segment_lines
from liaison.segments.queries.papers import export_lines, label_lines
from liaison.segments.queries.tables import CONTACT_COLUMNS, LINE_COLUMNS, contact_list
from tests.web.segments.ground import DIALOG, Ground, text

NORA = {
    "No.": "CT-000101", "External number": "X-7", "Name": "Nora Béguelin", "Name 2": "Direction",
    "Address": "Rue du Lac 1", "Address 2": "Case postale", "Region": "VD", "Post code": "1400",
    "City": "Yverdon-les-Bains", "Country": "CH", "Phone": "+41 24 425 11 00", "Fax": "+41 24 425 11 01",
    "Territory": "ROMANDIE", "Language": "fr-CH", "Salesperson": "AR", "VAT number": "CHE-1",
    "E-mail": "c101@example.example", "Web site": "https://beguelin.example", "Type": "Person",
    "Company name": "Béguelin Mécanique SA", "Company number": "CT-000100", "First name": "Nora",
    "Middle name": "A.", "Surname": "Béguelin", "Job title": "Achats", "Initials": "NB",
    "Mobile": "+41 79 200 30 40", "Organizational level": "CEO", "Exclude from segments": "1",
    "Correspondence type": "E-mail", "Salutation": "NEUTRAL",
}  # fmt: skip
"""Everything that is known of a contact and leaves with it."""


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

    def test_too_many_are_refused(self, ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
        """R-SEG-100"""
        head = ground.make(add=["OPENDAY"])
        monkeypatch.setattr(printed, "MOST_LABELS", 4)
        assert ground.client.get(f"/segments/{head.no}/labels/?format=L7160").status_code == 200
        monkeypatch.setattr(printed, "MOST_LABELS", 3)
        assert ground.client.get(f"/segments/{head.no}/labels/?format=L7160").status_code == 422

    @pytest.mark.parametrize(
        "query", ["format=nonsense", "format=L7160&start=0", "format=L7160&start=22", "format=L7160&start=x"]
    )
    def test_no_such_sheet(self, ground: Ground, query: str) -> None:
        head = ground.make(add=["OPENDAY"])
        assert ground.client.get(f"/segments/{head.no}/labels/?{query}").status_code == 422


class TestExport:
    def test_one_row_a_line_in_line_order(self, ground: Ground, django_assert_num_queries: Any) -> None:
        """R-SEG-96"""
        head = ground.make(add=["OPENDAY"])
        nora = Contact.objects.filter(no="CT-000101")
        nora.update(
            external_id="X-7", name_2="Direction", address_2="Case postale", region="VD", vat_no="CHE-1",
            country="CH", phone="+41 24 425 11 00", mobile_phone="+41 79 200 30 40",
            home_page="https://beguelin.example", first_name="Nora", middle_name="A.", surname="Béguelin",
            job_title="Achats", initials="NB", exclude_from_segment=True,
            territory=Territory.objects.create(code="ROMANDIE"),
            organizational_level=OrganizationalLevel.objects.create(code="CEO"),
            salutation=Salutation.objects.get(code="NEUTRAL"),
        )  # fmt: skip
        ContactPhone.objects.create(contact=nora.get(), kind="fax", number="+41 24 425 11 01")
        answer = export(ground, head.no, "contacts", "csv")
        content = b"".join(answer.streaming_content).decode("utf-8-sig")
        rows = list(csv.DictReader(io.StringIO(content), delimiter=";"))
        assert [int(row["No."][-3:]) for row in rows] == ground.sample.lines(head)
        assert rows[2] == NORA
        assert (rows[1]["Type"], rows[1]["Company number"]) == ("Company", "CT-000100")
        with django_assert_num_queries(1):
            for line in export_lines(ground.sample.manager, head).iterator(chunk_size=1000):
                assert line.contact.name

    def test_spreadsheet(self, ground: Ground) -> None:
        """R-SEG-96"""
        head = ground.make(add=["OPENDAY"])
        answer = export(ground, head.no, "contacts", "xlsx")
        assert b"".join(answer.streaming_content)[:2] == b"PK"


class TestForm:
    def test_labels_are_asked_for_and_the_sheet_is_kept(self, ground: Ground) -> None:
        """R-SEG-100"""
        head, other = ground.make(add=["OPENDAY"]), ground.make(add=["OPENDAY"])
        path = f"/segments/{head.no}/labels/"
        assert '<option value="L7160" selected>' in text(ground.client.get(path, headers=DIALOG))
        answer = ground.client.post(path, {"format": "37x105", "start": "2", "more": f"{other.no.lower()} "})
        assert answer.headers["Location"] == f"{path}?format=37x105&start=2&with={other.no}"
        assert ground.client.get(answer.headers["Location"]).content[:5] == b"%PDF-"
        assert '<option value="37x105" selected>' in text(ground.client.get(path, headers=DIALOG))
        assert '<option value="L7160" selected>' in text(ground.manager.get(path, headers=DIALOG))

    def test_no_segment_is_left_out_without_a_word(self, ground: Ground) -> None:
        """R-SEG-100"""
        head = ground.make(add=["OPENDAY"])
        path, more = f"/segments/{head.no}/labels/", [f"SM-{number}" for number in range(21)]
        asked = ground.client.post(
            path, {"format": "37x105", "start": "1", "more": " ".join(more)}, headers=DIALOG
        )
        assert asked.status_code == 422
        assert "At most 20 further segments at once." in text(asked)
        query = "&".join(f"with={each}" for each in more)
        assert ground.client.get(f"{path}?format=37x105&{query}").status_code == 422

    @pytest.mark.parametrize(
        ("given", "told"),
        [
            ({"start": "15"}, "This sheet has 14 labels."),
            ({"more": "SM-9998"}, "There is no “SM-9998”."),
        ],
    )
    def test_what_cannot_be_printed_is_told_in_the_form(
        self, ground: Ground, given: dict[str, str], told: str
    ) -> None:
        """R-SEG-100"""
        head = ground.make(add=["OPENDAY"])
        answer = ground.client.post(
            f"/segments/{head.no}/labels/", {"format": "L7163", "start": "1", **given}
        )
        assert answer.status_code == 422
        assert told in text(answer)

    def test_who_is_blocked_or_archived_is_left_out_and_counted(self, ground: Ground) -> None:
        """R-SEG-96, R-SEG-97, R-SEG-100, R-SEG-101"""
        head = ground.make(add=["OPENDAY"])
        one, two = (ground.sample.contacts[number] for number in ground.sample.lines(head)[:2])
        Contact.objects.filter(pk=one.pk).update(privacy_blocked=True)
        Contact.objects.filter(pk=two.pk).update(archived_at=now())
        twice = SegmentLine.objects.get(segment=head, contact=two)
        SegmentLine.objects.create(segment=head, contact=two, line_no=twice.line_no + 1)
        words = "2 contacts are privacy-blocked or archived and left out."
        assert words in text(ground.client.get(f"/segments/{head.no}/labels/", headers=DIALOG))
        assert words in text(ground.manager.get(f"/segments/{head.no}/export/", headers=DIALOG))
        assert len(label_lines(ground.by, head)) == 2
        for what in ("contacts", "lines", "list"):
            found = csv_rows(export(ground, head.no, what, "csv"))
            assert len(found) == 2, what
            assert not {one.no, two.no} & {row.get("No.", row.get("Contact No.")) for row in found}


class TestLists:
    def test_lines_have_every_value_settled(self, ground: Ground, django_assert_num_queries: Any) -> None:
        """R-SEG-97"""
        head = ground.make(template="INVIT", add=["OPENDAY"])
        first = SegmentLine.objects.filter(segment=head, removed_by=None).order_by("line_no")[0]
        SegmentLine.objects.filter(pk=first.pk).update(
            description="Own",
            cost=7,
            evaluation="very_positive",
            document_as_attachment=True,
            personalized=True,
        )
        stored = store_file(b"%PDF-1.4", by=None, at=now())
        SegmentLanguage.objects.filter(segment=head, language="fr-CH").update(
            file=stored, file_name="map.pdf"
        )
        Contact.objects.filter(no="CT-000400").update(
            phone="+41 24 425 11 00", mobile_phone="+41 79 200 30 40"
        )
        found = csv_rows(export(ground, head.no, "lines", "csv"))
        assert [int(row["Contact No."][-3:]) for row in found] == ground.sample.lines(head)
        assert {row["Information flow"] for row in found} == {"Outbound"}
        assert {row["Language"] for row in found} == {"fr-CH"}
        assert [row["Evaluation"] for row in found] == ["Very positive", "", "", ""]
        assert [row["Description"] for row in found] == ["Own", *["Open day"] * 3]
        assert [row["Personalised"] for row in found] == ["1", "", "", ""]
        assert {(row["Template"], row["Interaction group"]) for row in found} == {("INVIT", "MARKETING")}
        assert {row["Attachment"] for row in found} == {"map.pdf"}
        assert [row["Document as attachment"] for row in found] == ["1", "", "", ""]
        assert [row["E-mail"] for row in found] == ["", *(f"c{no}@example.example" for no in (100, 101, 201))]
        assert [(row["Phone"], row["Mobile"]) for row in found[:2]] == [
            ("+41 24 425 11 00", "+41 79 200 30 40"), ("", ""),
        ]  # fmt: skip
        assert len(found[0]) == len(LINE_COLUMNS)
        with django_assert_num_queries(2):
            assert len(list(segment_lines(ground.sample.manager, head))) == 4

    def test_contacts_by_number_with_their_interactions(
        self, ground: Ground, django_assert_num_queries: Any
    ) -> None:
        """R-SEG-101"""
        head = ground.make(add=["OPENDAY"])
        found = csv_rows(export(ground, head.no, "list", "csv"))
        numbers = [row["No."] for row in found]
        assert numbers == sorted(numbers)
        assert [int(number[-3:]) for number in numbers] == sorted(ground.sample.lines(head))
        assert len(found[0]) == len(CONTACT_COLUMNS)
        with django_assert_num_queries(2):
            assert len(list(segment_contacts(ground.sample.manager, head))) == 4
        pdf = export(ground, head.no, "list", "pdf")
        page = PdfReader(io.BytesIO(pdf.content)).pages[0].extract_text()
        assert all(number in page for number in numbers)
        assert [row["Interactions"] for row in found] == ["1", "1", "1", "0"]
        assert page.count(" 0 0.00") == 1

    def test_as_many_interactions_as_the_page_of_the_contact_counts(
        self, ground: Ground, django_assert_num_queries: Any
    ) -> None:
        """R-SEG-101, R-INT-173: a company's people and those who only took part too, each once"""
        people = (ParticipantValue(contact="CT-000101"), ParticipantValue(contact="CT-000400"))
        told = Values(contact="CT-000100", template="VISIT", cost=Decimal(9), participants=people)
        log_values(told, by=ground.by, at=now())
        head = ground.make(add=["OPENDAY"])
        with django_assert_num_queries(2):
            found = {row[0]: row[-2:] for row in segment_contacts(ground.by, head)}
        for contact in Contact.objects.filter(no__in=found):
            counted = contact_figures(ground.by, contact).figures
            assert found[contact.no] == (counted.interactions, counted.cost), contact.name
        assert [found[no][0] for no in sorted(found)] == [2, 2, 1, 1]

    def test_only_interactions_that_the_reader_may_see_are_counted(self, ground: Ground) -> None:
        """R-SEG-101, R-INT-198"""
        head = ground.make(add=["OPENDAY"])
        Entry.objects.filter(contact=ground.sample.contacts[101]).update(
            visibility="private", recorded_by=ground.by, cost=7
        )
        for reader, told in ((ground.by, (1, 7)), (ground.sample.manager, (0, 0))):
            (row,) = (one for one in segment_contacts(reader, head) if one[0] == "CT-000101")
            assert row[-2:] == told

    def test_what_is_too_long_for_paper_is_refused(
        self, ground: Ground, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """R-SEG-101, B-20: before it is noted that it was taken out"""
        head = ground.make(add=["OPENDAY"])
        with monkeypatch.context() as short:
            short.setattr(tables, "MOST_ROWS", 3)
            assert export(ground, head.no, "list", "pdf").status_code == 422
        assert not DataExport.objects.exists()
        rows: list[list[str]] = [[]] * (MOST_ROWS + 1)
        with pytest.raises(Refused) as caught:
            contact_list(ground.make(), rows, at=now())
        assert [one.code for one in caught.value.refusals] == ["long_list"]

    @pytest.mark.parametrize("what", ["lines", "list"])
    def test_spreadsheets(self, ground: Ground, what: str) -> None:
        """R-SEG-97, R-SEG-101"""
        head = ground.make(add=["OPENDAY"])
        answer = export(ground, head.no, what, "xlsx")
        assert b"".join(answer.streaming_content)[:2] == b"PK"


def export(ground: Ground, no: str, what: str, ending: str) -> Any:
    given = {"what": what, "format": ending, "purpose": "Check"}
    return ground.manager.post(f"/segments/{no}/export/", given)


def csv_rows(answer: Any) -> list[dict[str, str]]:
    content = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(content), delimiter=";"))


def test_the_menu_offers_what_the_viewer_may_have(ground: Ground) -> None:
    """R-SEG-96, R-SEG-100"""
    head = ground.make(add=["OPENDAY"])
    assert f'href="/segments/{head.no}/labels/"' in text(ground.client.get(f"/segments/{head.no}/"))
    assert f'href="/segments/{head.no}/export/"' in text(ground.manager.get(f"/segments/{head.no}/"))
    asked = text(ground.manager.get(f"/segments/{head.no}/export/"))
    assert asked.count('name="format" value="') == 3
    assert 'value="Open day"' in asked


def test_an_export_is_recorded_with_its_purpose(ground: Ground) -> None:
    """B-20"""
    head = ground.make(add=["OPENDAY"])
    url = f"/segments/{head.no}/export/"
    assert ground.manager.post(url, {"what": "lines", "format": "csv"}).status_code == 422
    assert ground.manager.post(url, {"what": "lines", "format": "pdf", "purpose": "x"}).status_code == 422
    assert not DataExport.objects.exists()
    csv_rows(export(ground, head.no, "lines", "csv"))
    export(ground, head.no, "list", "pdf")
    kept = DataExport.objects.order_by("id").values_list("what", "subject", "file_format", "purpose", "rows")
    assert list(kept) == [
        ("segment_lines", head.no, "csv", "Check", 4),
        ("segment_list", head.no, "pdf", "Check", 4),
    ]
