"""The content of segments for programs: what they say in each language, and what else programs do to them."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from liaison.accounts.models import User
from liaison.contacts.models import ContactMailingGroup, MailingGroup
from liaison.interactions.models import Entry, LoggedSegment
from liaison.letters.actions import create_document_template
from liaison.segments.actions import log_segment
from liaison.segments.models import SegmentLanguage
from tests.api.conftest import Program, fields, problem
from tests.cast import Cast
from tests.papers import docx, field, paragraph

PDF = b"%PDF-1.7 ..."


@pytest.fixture
def aline(cast: Cast, as_user: Callable[[User], Program]) -> Program:
    """A program of Aline, who works in marketing here."""
    cast.aline.role = "marketing"
    cast.aline.save()
    return as_user(cast.aline)


@pytest.fixture
def segment(cast: Cast, aline: Program) -> str:
    made = aline.post("/segments", {"description": "Open day", "template": "APPEL"})
    no = made.json()["no"]
    assert aline.post(f"/segments/{no}/lines", {"contact": cast.nora.no}).status_code == 201
    return f"/segments/{no}"


def test_a_language_is_written_read_changed_and_deleted(cast: Cast, aline: Program, segment: str) -> None:
    """R-SEG-31, R-SEG-33, R-SEG-35: B-21"""
    url = f"{segment}/languages/fr-CH"
    made = aline("PUT", url, {"subject": "Journée", "body": "<p>Bonjour<script>x</script></p>"})
    assert made.status_code == 201, made.content
    assert made.json() == {
        "segment": "SM-0001",
        "language": "fr-CH",
        "description": "APPEL fr-CH",
        "subject": "Journée",
        "body": "<p>Bonjour</p>",
        "email_layout": "",
        "document_template": None,
        "file": None,
    }
    assert made["Location"] == f"/api/v1{url}"
    assert aline.get(url).json() == made.json()
    same = aline("PUT", url, {"subject": "Journée"})
    assert (same.status_code, same["ETag"]) == (200, made["ETag"])
    assert aline.get(f"{segment}/languages").json() == {"items": [made.json()], "next": None}
    changed = aline.patch(url, {"subject": "Journée portes ouvertes"}, If_Match=made["ETag"])
    assert changed.json()["subject"] == "Journée portes ouvertes"
    again = aline("PUT", url, {"email_layout": "plain"})
    assert (again.status_code, again.json()["body"]) == (200, "<p>Bonjour</p>")
    for verb in ("PATCH", "PUT"):
        assert problem(aline(verb, url, {"subject": "x"}, If_Match=made["ETag"]))["status"] == 412
    assert problem(aline.delete(url, If_Match=made["ETag"]))["status"] == 412
    assert aline.delete(url, If_Match=again["ETag"]).status_code == 204
    assert problem(aline.get(url))["status"] == 404
    assert problem(aline.patch(url, {"subject": "x"}))["status"] == 404
    assert aline("PUT", f"{segment}/languages/-", {"subject": "x"}).json()["language"] == ""


def test_a_language_is_the_same_however_it_is_written(aline: Program, segment: str) -> None:
    """B-21"""
    assert aline("PUT", f"{segment}/languages/fr-ch", {"subject": "One"}).status_code == 201
    again = aline("PUT", f"{segment}/languages/FR-CH", {"subject": "Two"})
    assert (again.status_code, again.json()["language"]) == (200, "fr-CH")
    assert aline.get(f"{segment}/languages/fr-ch").json()["subject"] == "Two"


def test_a_language_takes_a_file_by_form_or_json(cast: Cast, aline: Program, segment: str) -> None:
    """R-SEG-36, R-SEG-37"""
    url = f"{segment}/languages/fr"
    body = encode_multipart(BOUNDARY, {"subject": "Plan", "file": SimpleUploadedFile("plan.pdf", PDF)})
    made = aline.post(url, body, content_type=MULTIPART_CONTENT)
    assert (made.status_code, made.json()["file"]) == (201, "plan.pdf")
    assert b"".join(aline.get(f"{url}/file").streaming_content) == PDF
    other = {"file": {"name": "b.pdf", "content_base64": b64encode(PDF + b" ").decode()}}
    assert fields(aline("PUT", url, {**other, "subject": "Autre"})) == ["replace"]
    assert aline.get(url).json()["subject"] == "Plan"
    same = {"file": {"name": "plan.pdf", "content_base64": b64encode(PDF).decode()}}
    repeated = aline("PUT", url, {**same, "subject": "Plan"})
    assert (repeated.status_code, repeated["ETag"]) == (200, made["ETag"]), repeated.content
    assert aline("PUT", url, {**other, "replace": True}).json()["file"] == "b.pdf"
    assert aline.delete(f"{url}/file").json()["file"] is None
    assert problem(aline.get(f"{url}/file"))["status"] == 404


def test_a_line_takes_a_file_of_its_own(cast: Cast, aline: Program, segment: str) -> None:
    """R-SEG-32, R-SEG-36, R-SEG-39"""
    aline("PUT", f"{segment}/languages/{cast.nora.language}", {"subject": "Plan", "body": "<p>Bonjour</p>"})
    line = f"{segment}/lines/10000"
    before = aline.get(line)
    assert problem(aline.get(f"{line}/file"))["status"] == 404
    body = encode_multipart(BOUNDARY, {"file": SimpleUploadedFile("plan.pdf", PDF)})
    made = aline.post(f"{line}/file", body, content_type=MULTIPART_CONTENT, If_Match=before["ETag"])
    assert (made.status_code, made.json()["attachment"]) == (200, "unique"), made.content
    assert (made.json(), made["ETag"]) == (aline.get(line).json(), aline.get(line)["ETag"])
    assert b"".join(aline.get(f"{line}/file").streaming_content) == PDF
    same = {"file": {"name": "plan.pdf", "content_base64": b64encode(PDF).decode()}}
    assert aline("PUT", f"{line}/file", same)["ETag"] == made["ETag"]
    other = {"file": {"name": "b.pdf", "content_base64": b64encode(PDF + b" ").decode()}}
    assert fields(aline("PUT", f"{line}/file", other)) == ["replace"]
    assert problem(aline("PUT", f"{line}/file", other, If_Match=before["ETag"]))["status"] == 412
    assert aline("PUT", f"{line}/file", {**other, "replace": True}).status_code == 200
    assert b"".join(aline.get(f"{line}/file").streaming_content) == PDF + b" "
    for _again in range(2):
        assert aline.delete(f"{line}/file").json() == before.json()
    assert fields(aline("PUT", f"{line}/file", {})) == ["file"]
    assert problem(aline("PUT", f"{segment}/lines/7/file", other))["status"] == 404


def test_a_word_template_is_named_by_its_code(cast: Cast, aline: Program, segment: str, at: datetime) -> None:
    """R-SEG-37: on a language, the segment and a line"""
    letter = docx(paragraph(field("Contact_Nom")))
    create_document_template("LETTRE", letter, "Lettre.docx", language="fr-CH", by=None, at=at)
    url = f"{segment}/languages/fr-CH"
    assert aline("PUT", url, {"document_template": "lettre"}).json()["document_template"] == "LETTRE"
    assert fields(aline("PUT", f"{segment}/languages/de-CH", {"document_template": "LETTRE"})) == [
        "document_template"
    ]
    assert aline.patch(url, {"document_template": None}).json()["document_template"] is None
    assert aline.patch(segment, {"document_template": "LETTRE"}).json()["document_template"] == "LETTRE"
    assert aline.get("/segments").json()["items"][0]["document_template"] == "LETTRE"
    assert aline.patch(segment, {"document_template": ""}).json()["document_template"] is None
    line = f"{segment}/lines/10000"
    assert aline.patch(line, {"document_template": "LETTRE"}).json()["own"] == ["document_template"]
    for path in (segment, line):
        assert fields(aline.patch(path, {"document_template": "NONE"})) == ["document_template"]


def test_the_first_language_keeps_the_word_template_of_the_segment(
    cast: Cast, aline: Program, segment: str, at: datetime
) -> None:
    """R-SEG-31: in its own language, unless the text brings another; the segment shows what is sent"""
    letter = docx(paragraph(field("Contact_Nom")))
    for code, language in (("LETTRE", "fr-CH"), ("BRIEF", "de-CH"), ("MOT", "")):
        create_document_template(code, letter, f"{code}.docx", language=language, by=None, at=at)
    file = {"name": "Plan.pdf", "content_base64": b64encode(PDF).decode()}
    for given, words, sent in (
        ("LETTRE", {}, "LETTRE"),
        ("MOT", {}, "MOT"),
        ("BRIEF", {}, None),
        ("BRIEF", {"document_template": "LETTRE"}, "LETTRE"),
        ("LETTRE", {"document_template": None}, None),
        ("LETTRE", {"file": file, "document_template": None}, None),
    ):
        assert aline.patch(segment, {"document_template": given, "subject": "Said"}).status_code == 200
        assert (
            aline("PUT", f"{segment}/languages/fr-CH", {"body": "<p>Bonjour</p>", **words}).status_code == 201
        )
        row, head, line = (
            aline.get(path).json()
            for path in (f"{segment}/languages/fr-CH", segment, f"{segment}/lines/10000")
        )
        assert [one["document_template"] for one in (row, head, line)] == [sent] * 3, (given, words)
        assert {one["subject"] for one in (row, head, line)} == {"Said"}
        assert aline.delete(f"{segment}/languages/fr-CH").status_code == 204


def test_the_first_file_does_not_drop_the_word_template_of_the_segment(
    cast: Cast, aline: Program, segment: str, at: datetime
) -> None:
    """R-SEG-37: E-SEG-4, until it is taken away"""
    letter = docx(paragraph(field("Contact_Nom")))
    create_document_template("LETTRE", letter, "Lettre.docx", language="fr-CH", by=None, at=at)
    aline.patch(segment, {"document_template": "LETTRE"})
    plan = {"file": {"name": "Plan.pdf", "content_base64": b64encode(PDF).decode()}}
    for language in ("fr-CH", "de-CH"):
        assert problem(aline("PUT", f"{segment}/languages/{language}", plan))["code"] == "E-SEG-4"
    assert aline.get(segment).json()["document_template"] == "LETTRE"
    aline.patch(segment, {"document_template": ""})
    assert aline("PUT", f"{segment}/languages/fr-CH", plan).status_code == 201


def test_the_first_default_language_keeps_the_word_template_of_the_segment(
    cast: Cast, aline: Program, segment: str, at: datetime
) -> None:
    """R-SEG-28, R-SEG-31: in its own language; what lines send is told the same everywhere"""
    letter = docx(paragraph(field("Contact_Nom")))
    for code, language in (("LETTRE", "fr-CH"), ("BRIEF", "de-CH")):
        create_document_template(code, letter, f"{code}.docx", language=language, by=None, at=at)
    for given, sent in (("LETTRE", "LETTRE"), ("BRIEF", None)):
        aline.patch(segment, {"document_template": given, "subject": "Said"})
        assert aline.patch(segment, {"language": "fr-CH"}).json()["document_template"] == sent
        paths = (f"{segment}/languages/fr-CH", segment, f"{segment}/lines/10000")
        told = [aline.get(path).json() for path in paths]
        assert [(one["document_template"], one["subject"]) for one in told] == [(sent, "Said")] * 3
        assert aline.delete(f"{segment}/languages/fr-CH").status_code == 204


def test_the_default_language_is_chosen(cast: Cast, aline: Program, segment: str) -> None:
    """R-SEG-28, R-SEG-29"""
    assert aline.patch(segment, {"language": "it-ch"}).json()["language"] == "it-CH"
    assert [one["language"] for one in aline.get(f"{segment}/languages").json()["items"]] == ["it-CH"]
    assert fields(aline.patch(segment, {"language": "french"})) == ["language"]


@pytest.mark.parametrize(
    ("language", "given", "named"),
    [
        ("french", {}, ["language"]),
        ("x" * 11, {}, ["language"]),
        ("fr", {"body": "<p>{{ contact.nothing }}</p>"}, ["body"]),
        ("fr", {"subject": "{{ contact.name"}, ["subject"]),
        ("fr", {"email_layout": "nothing"}, ["email_layout"]),
        ("fr", {"file": {"name": "a.docx", "content_base64": b64encode(b"no Word file").decode()}}, None),
        ("fr", {"document_template": "NONE"}, ["document_template"]),
        ("fr", {"subject": 1}, ["subject"]),
    ],
)
def test_bad_languages_are_422_and_leave_nothing(
    cast: Cast, aline: Program, segment: str, language: str, given: dict[str, Any], named: list[str] | None
) -> None:
    found = fields(aline("PUT", f"{segment}/languages/{language}", given))

    assert named is None or found == named
    assert SegmentLanguage.objects.count() == 0


def test_contacts_join_a_mailing_group(cast: Cast, aline: Program, segment: str) -> None:
    """R-SEG-95"""
    group = MailingGroup.objects.create(code="LETTRE", description="Lettre")
    ContactMailingGroup.objects.create(contact=cast.yves, mailing_group=group)
    given = {"mailing_group": "lettre", "delete_old": True}
    assert aline.post(f"{segment}/mailing-group", given).json() == {"added": 1}
    assert [one.contact for one in ContactMailingGroup.objects.all()] == [cast.nora]
    assert fields(aline.post(f"{segment}/mailing-group", {"mailing_group": "NONE"})) == ["mailing_group"]


def test_cancelled_logged_segments_are_deleted(
    cast: Cast, aline: Program, administrator: Program, segment: str, at: datetime
) -> None:
    """R-SEG-123"""
    done = log_segment(segment[10:], send=False, by=cast.aline, at=at)
    none = {"deleted": 0, "dry_run": False}
    assert administrator.delete("/logged-segments/canceled").json() == none
    aline.post(f"/logged-segments/{done.entry_no}/cancellation")
    assert problem(aline.delete("/logged-segments/canceled"))["status"] == 403
    for query in ("segment_no=SM-9", "entry_no=99"):
        assert administrator.delete(f"/logged-segments/canceled?{query}").json() == none
    assert fields(administrator.delete("/logged-segments/canceled?segment_no=")) == ["segment_no"]
    named = f"/logged-segments/canceled?segment_no=sm-0001&entry_no={done.entry_no}"
    assert administrator.delete(f"{named}&dry_run=true").json() == {"deleted": 1, "dry_run": True}
    for other in (0, 2):
        assert problem(administrator.delete(f"{named}&expected={other}"))["status"] == 409
    assert LoggedSegment.objects.count() == 1
    found = administrator.delete(f"{named}&expected=1")
    assert (found.json(), LoggedSegment.objects.count()) == ({"deleted": 1, "dry_run": False}, 0)
    assert Entry.objects.filter(segment_no="SM-0001", canceled=True, logged_segment=None).count() == 1


def test_who_joined_and_left_is_told(cast: Cast, aline: Program, segment: str) -> None:
    """B-3"""
    group = MailingGroup.objects.create(code="LETTRE", description="Lettre")
    ContactMailingGroup.objects.create(contact=cast.nora, mailing_group=group)
    given = {"source": "mailing_group", "all": [{"field": "code", "any": [{"eq": "LETTRE"}]}]}
    other = f"/segments/{aline.post('/segments', {'follows_criteria': True}).json()['no']}"
    aline.post(f"{other}/steps", {"action": "add", "filters": given})
    assert aline.post(f"{other}/refresh").json() == {"before": 1, "after": 1, "comes": 0, "goes": 0}
    ContactMailingGroup.objects.update(contact=cast.yves)
    assert aline.post(f"{other}/refresh").json() == {"before": 1, "after": 1, "comes": 1, "goes": 1}
    found = aline.get(f"{other}/moves?count=true").json()
    assert (found["count"], [(one["contact"], one["lines"]) for one in found["items"]]) == (
        2,
        [(cast.yves.no, 1), (cast.nora.no, -1)],
    )
    first = aline.get(f"{other}/moves?limit=1").json()
    assert [one["contact"] for one in first["items"]] == [cast.yves.no]
    assert aline.get(other).json()["refreshed_at"] is not None


def test_who_joined_is_there_before_a_logging_is_judged(cast: Cast, aline: Program) -> None:
    """B-3: it was empty when it was chosen"""
    group = MailingGroup.objects.create(code="LETTRE", description="Lettre")
    values = {"description": "Lettre", "follows_criteria": True, "template": "APPEL"}
    path = f"/segments/{aline.post('/segments', values).json()['no']}"
    given = {"source": "mailing_group", "all": [{"field": "code", "any": [{"eq": "LETTRE"}]}]}
    aline.post(f"{path}/steps", {"action": "add", "filters": given})
    assert problem(aline.post(f"{path}/logging"))["code"] == "E-SEG-22"
    ContactMailingGroup.objects.create(contact=cast.nora, mailing_group=group)

    assert aline.post(f"{path}/logging", {"send": False}).status_code == 202


def test_readiness_tells_why_somebody_is_written_to_all_the_same(
    cast: Cast, aline: Program, administrator: Program, segment: str
) -> None:
    """B-5"""
    group = MailingGroup.objects.create(code="CALME", description="Calme")
    ContactMailingGroup.objects.create(contact=cast.nora, mailing_group=group)
    assert administrator("PUT", "/segment-policy", {"quiet_group": "CALME"}).status_code == 200
    aline.patch(f"{segment}/lines/10000", {"correspondence_type": "email"})

    def quiet() -> Any:
        findings = aline.get(f"{segment}/readiness").json()["findings"]
        return next(one["waived"] for one in findings if one["key"] == "quiet")

    assert quiet() is None
    aline("PUT", f"{segment}/waivers/quiet", {"reason": "Asked for it"})
    assert quiet() == "Asked for it"
