"""Files that come with an interaction, in JSON or in a form."""

from __future__ import annotations

import errno
import re
from base64 import b64encode
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from liaison.api.description import description
from liaison.files import blobs
from liaison.interactions.models import Entry
from liaison.letters import converting
from liaison.letters.actions import create_document_template
from liaison.letters.plain import plain_text
from liaison.letters.reading import word_as_html
from tests.api.conftest import Program, fields, problem
from tests.cast import Cast
from tests.conftest import AT
from tests.papers import docx, field, paragraph

CALL = {"contact": "CT-000482", "template": "APPEL"}
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer<<>>\n%%EOF\n"


def form(program: Program, data: dict[str, Any], **headers: str) -> Any:
    """The answer to a form sent to the log."""
    body = encode_multipart(BOUNDARY, data)
    return program.post("/interactions", body, content_type=MULTIPART_CONTENT, **headers)


def test_a_file_in_json_comes_back_unchanged(cast: Cast, aline: Program) -> None:
    content = b64encode(PDF).decode()
    response = aline.post(
        "/interactions", {**CALL, "attachment": {"name": "../Offre n° 7.pdf", "content_base64": content}}
    )

    assert response.status_code == 201, response.content
    number, (file,) = response.json()["entry_no"], response.json()["files"]
    assert file["name"] == "Offre n° 7.pdf"
    got = aline.get(f"/interactions/{number}/attachment")
    assert b"".join(got.streaming_content) == PDF
    assert got["Content-Type"] == "application/pdf"
    assert "filename*=UTF-8''Offre%20n%C2%B0%207.pdf" in got["Content-Disposition"]
    assert got["X-Content-Type-Options"] == "nosniff"
    named = aline.get(f"/interactions/{number}/attachment?file={file['id']}")
    assert b"".join(named.streaming_content) == PDF
    assert problem(aline.get(f"/interactions/{number}/attachment?file={file['id'] + 1}"))["status"] == 404


def test_a_document_template_is_handed_out_filled_for_the_contact(
    cast: Cast, aline: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R-INT-163"""
    monkeypatch.setattr(converting, "office_program", lambda: None)
    create_document_template("OFFRE", docx(paragraph(field("Contact_Nom"))), "Offre.docx", by=None, at=AT)
    number = aline.post("/interactions", {**CALL, "document_template": "OFFRE"}).json()["entry_no"]

    got = aline.get(f"/interactions/{number}/attachment")

    assert "filename*=UTF-8''Nora%20B%C3%A9guelin.docx" in got["Content-Disposition"]
    assert plain_text(word_as_html(got.content)) == "Nora Béguelin"


def test_json_with_a_file_may_be_larger_than_a_form_wherever_one_belongs(
    cast: Cast, aline: Program, settings: Any
) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 300
    schemas = description()["components"]["schemas"]
    read = set()
    for path, methods in description()["paths"].items():
        for method, operation in methods.items():
            content = operation.get("requestBody", {}).get("content", {})
            name = content.get("application/json", {}).get("schema", {}).get("$ref", "").rpartition("/")[2]
            if "schemas/Attachment" in str(schemas.get(name)):
                address = re.sub(r"{\w+}", "1", path.removeprefix("/api/v1"))
                assert "unknown" in fields(aline(method.upper(), address, {"unknown": "x" * 300})), address
                read.add((method, name))
    assert {("post", "EntryIn"), ("patch", "EntryPatch"), ("put", "VariantIn"), ("put", "LineFileIn")} <= read


def test_an_entry_without_file_has_no_attachment(cast: Cast, aline: Program) -> None:
    number = aline.post("/interactions", CALL).json()["entry_no"]

    assert problem(aline.get(f"/interactions/{number}/attachment"))["status"] == 404


def test_a_form_carries_fields_and_file(cast: Cast, aline: Program) -> None:
    response = form(
        aline,
        {
            **CALL,
            "cost": "3.50",
            "attempt_failed": "true",
            "comments": ["un", "deux"],
            "participants": '[{"contact": "CT-000483"}]',
            "attachment": SimpleUploadedFile("notes.html", b"<script>alert(1)</script>"),
        },
    )

    assert response.status_code == 201, response.content
    entry = aline.get(f"/interactions/{response.json()['entry_no']}").json()
    assert (entry["cost"], entry["attempt_failed"]) == ("3.50", True)
    assert [comment["comment"] for comment in entry["comments"]] == ["un", "deux"]
    assert [person["contact"] for person in entry["participants"]] == ["CT-000483"]
    got = aline.get(f"/interactions/{entry['entry_no']}/attachment")
    assert got["Content-Type"] == "application/octet-stream"
    assert got["Content-Disposition"].startswith("attachment;")
    got.close()


def test_a_form_is_checked_like_json(cast: Cast, aline: Program) -> None:
    bad = {
        "follow_up_of": "x",
        "attempt_failed": "perhaps",
        "cost": "-",
        "participants": "[5]",
        "comments": "\x00",
        "nothing": "1",
    }
    for name, value in bad.items():
        named = fields(form(aline, {**CALL, name: value}))
        assert named[0].partition(".")[0] == name
    assert fields(form(aline, {**CALL, "participants": "[{"})) == ["body"]
    assert fields(form(aline, {**CALL, "attachment": "no file"})) == ["attachment"]
    assert fields(form(aline, {**CALL, "comments": SimpleUploadedFile("a.txt", b"x")})) == ["comments.0"]
    assert Entry.objects.count() == 0


def test_a_single_comment_in_a_form_is_a_list_of_one(cast: Cast, aline: Program) -> None:
    number = form(aline, {**CALL, "comments": "un"}).json()["entry_no"]

    comments = aline.get(f"/interactions/{number}/comments").json()["items"]
    assert [comment["comment"] for comment in comments] == ["un"]


def test_a_form_that_is_too_large_besides_its_files_is_413(cast: Cast, aline: Program, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 300
    file = {**CALL, "attachment": SimpleUploadedFile("a.txt", b"x" * 400)}
    assert form(aline, file).status_code == 201
    assert problem(form(aline, {**CALL, "body": "x" * 400}))["status"] == 413


def test_a_form_that_cannot_be_read_is_422(cast: Cast, aline: Program) -> None:
    for body, media_type in (
        (b"--x\r\nnonsense", "multipart/form-data; boundary=x"),
        (b"nonsense", "multipart/form-data"),
        (b"--x", "multipart/form-data; boundary=" + "y" * 300),
    ):
        assert aline.post("/interactions", body, content_type=media_type).status_code == 422


def test_a_form_where_none_is_taken_is_415(cast: Cast, aline: Program) -> None:
    number = aline.post("/interactions", CALL).json()["entry_no"]
    body = encode_multipart(BOUNDARY, {"comment": "x"})
    response = aline.post(f"/interactions/{number}/comments", body, content_type=MULTIPART_CONTENT)

    assert problem(response)["status"] == 415


def test_a_repeated_form_is_known_by_what_it_holds(cast: Cast, aline: Program) -> None:
    def send(content: bytes, boundary: str) -> Any:
        data = {**CALL, "attachment": SimpleUploadedFile("a.pdf", content)}
        body = encode_multipart(boundary, data)
        media_type = f"multipart/form-data; boundary={boundary}"
        return aline.post("/interactions", body, content_type=media_type, Idempotency_Key="k")

    first, again = send(PDF, "one"), send(PDF, "two")
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    assert send(PDF + b" ", "three").status_code == 409
    assert Entry.objects.count() == 1


def test_an_empty_file_is_refused(cast: Cast, aline: Program) -> None:
    """E-INT-23"""
    response = form(aline, {**CALL, "attachment": SimpleUploadedFile("a.txt", b"")})

    assert response.status_code == 422
    assert response.json()["code"] == "E-INT-23"
    assert Entry.objects.count() == 0


def test_a_large_file_that_finds_the_disk_full_is_503_in_words(
    cast: Cast, aline: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_given: object, **_more: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(TemporaryFileUploadHandler, "new_file", full)
    given = {**CALL, "attachment": SimpleUploadedFile("gros.pdf", b"0123456789" * 200_000)}

    answer = form(aline, given)

    assert (answer.status_code, answer.json()["detail"].partition(".")[0]) == (503, "The disk is full")
    assert not Entry.objects.exists()


@pytest.mark.parametrize(
    ("number", "told"),
    [(errno.ENOSPC, "The disk is full"), (errno.EIO, "The file could not be stored")],
)
def test_a_file_that_the_disk_does_not_take_may_come_again(
    cast: Cast, aline: Program, monkeypatch: pytest.MonkeyPatch, number: int, told: str
) -> None:
    """E-INT-25: that is about the moment, so it is no first answer to the key"""
    body = {**CALL, "attachment": {"name": "a.txt", "content_base64": "YQ=="}}

    def refuses(*_given: object) -> None:
        raise OSError(number, "no")

    with monkeypatch.context() as patched:
        patched.setattr(blobs, "write_part", refuses)
        answer = aline.post("/interactions", body, Idempotency_Key="k")
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert (answer.json()["code"], answer.json()["detail"].partition(".")[0]) == ("E-INT-25", told)
    assert not Entry.objects.exists()

    assert aline.post("/interactions", body, Idempotency_Key="k").status_code == 201


def test_a_large_file_is_taken_from_the_disk(cast: Cast, aline: Program) -> None:
    content = b"%PDF-1.4\n" + b"0123456789" * 200_000
    number = form(aline, {**CALL, "attachment": SimpleUploadedFile("gros.pdf", content)}).json()["entry_no"]

    got = aline.get(f"/interactions/{number}/attachment")
    assert b"".join(got.streaming_content) == content
