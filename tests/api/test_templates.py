"""Groups and templates for programs."""

from __future__ import annotations

from base64 import b64encode
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from liaison.campaigns.actions import create_campaign
from liaison.campaigns.rules import CampaignValues
from liaison.interactions.models import (
    Entry,
    InteractionGroup,
    InteractionTemplate,
    InteractionTemplateLanguage,
)
from liaison.letters.actions import create_document_template
from tests import make
from tests.api.conftest import Program, fields, problem
from tests.cast import Cast
from tests.conftest import AT
from tests.papers import docx, field, paragraph

TEMPLATES = "/interaction-templates"
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer<<>>\n%%EOF\n"


def make_document(code: str, language: str) -> None:
    word = docx(paragraph(field("Contact_Nom")))
    create_document_template(code, word, f"{code}.docx", language=language, by=None, at=AT)


def test_groups_are_created_changed_and_deleted(cast: Cast, administrator: Program) -> None:
    """R-INT-1, R-INT-4"""
    made = administrator.post("/interaction-groups", {"code": "salon", "description": "Salons"})
    assert made.status_code == 201, made.content
    assert made["Location"] == "/api/v1/interaction-groups/SALON"
    assert made.json() == {"code": "SALON", "description": "Salons", "descriptions": {}, "active": True}
    changed = administrator.patch(
        "/interaction-groups/SALON",
        {"descriptions": {"de": "Messen"}, "active": False},
        If_Match=made["ETag"],
    )
    assert changed.json() == {
        "code": "SALON",
        "description": "Salons",
        "descriptions": {"de": "Messen"},
        "active": False,
    }
    late = administrator.patch("/interaction-groups/SALON", {"description": "x"}, If_Match=made["ETag"])
    assert problem(late)["status"] == 412
    assert administrator.get("/interaction-groups/salon")["ETag"] == changed["ETag"]
    assert administrator.delete("/interaction-groups/SALON").status_code == 204
    assert problem(administrator.get("/interaction-groups/SALON"))["status"] == 404
    assert problem(administrator.delete("/interaction-groups/TEL"))["code"] == "E-INT-45"


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({}, ["code"]),
        ({"code": ""}, ["code"]),
        ({"code": "x" * 21}, ["code"]),
        ({"code": "tel"}, ["code"]),
        ({"code": "N", "description": "x" * 256}, ["description"]),
        ({"code": "N", "descriptions": {"de": "x\x00"}}, ["descriptions.de"]),
        ({"code": "N", "descriptions": ["de"]}, ["descriptions"]),
        ({"code": "N", "active": None, "other": 1}, ["other"]),
    ],
)
def test_bad_groups_are_422(
    cast: Cast, administrator: Program, given: dict[str, Any], named: list[str]
) -> None:
    assert fields(administrator.post("/interaction-groups", given)) == named
    assert InteractionGroup.objects.count() == 1


@pytest.mark.parametrize("rows", [1, 3])
def test_groups_are_listed_in_two_statements(
    cast: Cast, aline: Program, rows: int, django_assert_num_queries: Any
) -> None:
    for number in range(rows - 1):
        make.make_group(f"G{number}")
    make.make_group("OLD", active=False)

    with django_assert_num_queries(2):
        found = aline.get("/interaction-groups?active=true").json()
    assert [group["code"] for group in found["items"]] == ["G0", "G1", "TEL"][-rows:]
    assert aline.get("/interaction-groups?active=false").json()["items"][0]["code"] == "OLD"


def test_only_administrators_change_templates(cast: Cast, aline: Program) -> None:
    """R-INT-195"""
    for answer in (
        aline.post("/interaction-groups", {"code": "N"}),
        aline.patch("/interaction-groups/TEL", {"description": "N"}),
        aline.delete("/interaction-groups/TEL"),
        aline.post(TEMPLATES, {"code": "N", "group": "TEL"}),
        aline.patch(f"{TEMPLATES}/APPEL", {"description": "N"}),
        aline.delete(f"{TEMPLATES}/APPEL"),
        aline("PUT", f"{TEMPLATES}/APPEL/languages/fr", {"subject": "N"}),
    ):
        assert problem(answer)["status"] == 403
    assert InteractionTemplateLanguage.objects.count() == 0


def test_a_template_is_created_with_its_proposals(cast: Cast, administrator: Program) -> None:
    """R-INT-5, R-INT-10"""
    made = administrator.post(
        TEMPLATES,
        {
            "code": "visite",
            "group": "TEL",
            "description": "Visite",
            "channel": "meeting",
            "unit_cost": "35.00",
            "unit_duration_min": 90,
            "default_language": "fr",
            "default_correspondence_type": "none",
        },
    )

    assert made.status_code == 201, made.content
    assert made["Location"] == "/api/v1/interaction-templates/VISITE"
    assert made.json() == administrator.get(f"{TEMPLATES}/VISITE").json()
    assert made.json() == {
        "code": "VISITE",
        "group": "TEL",
        "description": "Visite",
        "descriptions": {},
        "channel": "meeting",
        "unit_cost": "35.00",
        "unit_duration_min": "90.00",
        "information_flow": "none",
        "initiated_by": "none",
        "default_correspondence_type": "none",
        "ignore_contact_correspondence_type": False,
        "default_language": "fr",
        "wizard_action": "none",
        "document_template": None,
        "campaign": None,
        "campaign_target": False,
        "campaign_response": False,
        "needs_approval": False,
        "visibility": "everyone",
        "position": 100,
        "active": True,
    }
    languages = administrator.get(f"{TEMPLATES}/VISITE/languages").json()["items"]
    assert [row["language"] for row in languages] == ["fr"]


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"code": "N"}, ["group"]),
        ({"code": "N", "group": "NOTHING"}, ["group"]),
        ({"code": "APPEL", "group": "TEL"}, ["code"]),
        ({"code": "N", "group": "TEL", "unit_cost": "-1"}, ["unit_cost"]),
        ({"code": "N", "group": "TEL", "position": 40000}, ["position"]),
        ({"code": "N", "group": "TEL", "position": True}, ["position"]),
        ({"code": "N", "group": "TEL", "default_language": "klingon"}, ["default_language"]),
        ({"code": "N", "group": "TEL", "document_template": "NONE"}, ["document_template"]),
        ({"code": "N", "group": "TEL", "campaign": "CP-404"}, ["campaign"]),
        ({"code": "N", "group": "TEL", "channel": "telex"}, ["channel"]),
    ],
)
def test_bad_templates_are_422(
    cast: Cast, administrator: Program, given: dict[str, Any], named: list[str]
) -> None:
    assert fields(administrator.post(TEMPLATES, given)) == named
    assert InteractionTemplate.objects.count() == 1


def test_an_unknown_group_is_told_as_such(cast: Cast, administrator: Program) -> None:
    """E-INT-47: when it is changed as when it is made"""
    tag = administrator.get(f"{TEMPLATES}/APPEL")["ETag"]
    changed = administrator.patch(f"{TEMPLATES}/APPEL", {"group": "NOTHING"}, if_match=tag)
    made = administrator.post(TEMPLATES, {"code": "N", "group": "NOTHING"})
    assert (changed.status_code, changed.json()["detail"]) == (422, made.json()["detail"])


def test_a_template_changes_only_what_was_given(cast: Cast, administrator: Program) -> None:
    tag = administrator.get(f"{TEMPLATES}/APPEL")["ETag"]
    make.make_group("VIS")

    changed = administrator.patch(
        f"{TEMPLATES}/appel", {"unit_cost": "2.00", "group": "VIS", "description": None}, If_Match=tag
    )
    assert changed.status_code == 200, changed.content
    assert (changed.json()["unit_cost"], changed.json()["group"]) == ("2.00", "VIS")
    assert changed.json()["description"] == "Appel sortant"
    assert InteractionTemplate.objects.get().unit_cost == Decimal("2.00")
    late = administrator.patch(f"{TEMPLATES}/APPEL", {"unit_cost": "3.00"}, If_Match=tag)
    assert problem(late)["status"] == 412
    assert fields(administrator.patch(f"{TEMPLATES}/APPEL", {"group": "NOTHING"})) == ["group"]


def test_a_document_template_is_put_on_and_taken_off(cast: Cast, administrator: Program) -> None:
    """R-INT-14: a template without languages gets one by it, and none by taking nothing off."""
    path = f"{TEMPLATES}/APPEL"
    assert administrator.patch(path, {"document_template": None}).json()["document_template"] is None
    assert not InteractionTemplateLanguage.objects.exists()
    make_document("OFFRE", "")
    for code in ("OFFRE", None):
        changed = administrator.patch(path, {"document_template": code})
        assert changed.json()["document_template"] == code
        assert [row.document_template_id is None for row in InteractionTemplateLanguage.objects.all()] == [
            code is None
        ]


def test_a_template_names_its_campaign(cast: Cast, administrator: Program) -> None:
    path = f"{TEMPLATES}/APPEL"
    create_campaign(CampaignValues(description="Open day"), no="CP-001", by=cast.administrator, at=AT)

    for no in ("CP-001", None):
        assert administrator.patch(path, {"campaign": no}).json()["campaign"] == no
    assert fields(administrator.patch(path, {"campaign": "CP-999"})) == ["campaign"]


def test_a_template_whose_campaign_is_deleted_is_another(cast: Cast, administrator: Program) -> None:
    """R-CMP-55: whoever read it before is told"""
    path = f"{TEMPLATES}/APPEL"
    create_campaign(CampaignValues(description="Open day"), no="CP-001", by=cast.administrator, at=AT)
    before = administrator.patch(path, {"campaign": "CP-001"}).headers["ETag"]
    assert administrator.delete("/campaigns/CP-001").status_code == 204
    after = administrator.get(path)
    assert (after.json()["campaign"], after.headers["ETag"] == before) == (None, False)
    late = administrator.patch(path, {"description": "Late"}, If_Match=before)
    assert late.status_code == 412


def test_a_template_in_use_is_not_deleted(cast: Cast, aline: Program, administrator: Program) -> None:
    """R-INT-18"""
    aline.post("/interactions", {"contact": "CT-000482", "template": "APPEL"})

    assert problem(administrator.delete(f"{TEMPLATES}/APPEL"))["code"] == "E-INT-45"
    make.make_template("NEU")
    assert administrator.delete(f"{TEMPLATES}/NEU").status_code == 204
    assert problem(administrator.get(f"{TEMPLATES}/NEU"))["status"] == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_templates_are_listed_in_two_statements(
    cast: Cast, aline: Program, rows: int, django_assert_num_queries: Any
) -> None:
    for number in range(rows - 1):
        make.make_template(f"T{number}")

    with django_assert_num_queries(2):
        found = aline.get(TEMPLATES).json()
    assert [template["code"] for template in found["items"]] == ["APPEL", "T0", "T1"][:rows]


def test_templates_are_narrowed(cast: Cast, aline: Program) -> None:
    make.make_template("VISITE", make.make_group("VIS"), channel="meeting", active=False)

    cases = {
        "": ["APPEL", "VISITE"],
        "active=true": ["APPEL"],
        "active=false": ["VISITE"],
        "group=vis": ["VISITE"],
        "channel=meeting": ["VISITE"],
        "q=sortant": ["APPEL", "VISITE"],
        "q=app": ["APPEL", "VISITE"],
        "q=visi": ["VISITE"],
    }
    for query, codes in cases.items():
        found = aline.get(f"{TEMPLATES}?{query}").json()["items"]
        assert [template["code"] for template in found] == codes, query


def test_a_language_is_written_read_changed_and_deleted(cast: Cast, administrator: Program) -> None:
    """R-INT-20, R-INT-22"""
    url = f"{TEMPLATES}/APPEL/languages/fr-CH"
    made = administrator("PUT", url, {"subject": "Votre appel", "body": "<p>Bonjour<script>x</script></p>"})
    assert made.status_code == 201, made.content
    assert made.json() == {
        "template": "APPEL",
        "language": "fr-CH",
        "description": "Appel sortant",
        "subject": "Votre appel",
        "body": "<p>Bonjour</p>",
        "email_layout": "",
        "document_template": None,
        "file": None,
    }
    assert made["Location"] == f"/api/v1{url}"
    assert administrator.get(url).json() == made.json()
    changed = administrator.patch(url, {"subject": "Suite à votre appel"}, If_Match=made["ETag"])
    assert changed.json()["subject"] == "Suite à votre appel"
    again = administrator("PUT", url, {"subject": "Appel"})
    assert (again.status_code, again.json()["subject"]) == (200, "Appel")
    assert problem(administrator.patch(url, {"subject": "x"}, If_Match=made["ETag"]))["status"] == 412
    assert problem(administrator("PUT", url, {"subject": "x"}, If_Match=made["ETag"]))["status"] == 412
    assert problem(administrator.delete(url, If_Match=made["ETag"]))["status"] == 412
    assert administrator.delete(url, If_Match=again["ETag"]).status_code == 204
    assert problem(administrator.get(url))["status"] == 404


@pytest.mark.parametrize("body", ["<p></p>", "<p>Bonjour<script>x</script></p>"])
def test_the_same_text_again_is_no_other_state(administrator: Program, body: str) -> None:
    """B-19: as it is kept, without what is taken out of it"""
    url = f"{TEMPLATES}/APPEL/languages/fr-CH"
    made = administrator("PUT", url, {"subject": "Votre appel", "body": body})
    for verb in ("PUT", "PATCH"):
        given = {"subject": "Votre appel", "body": body}
        assert administrator(verb, url, given, If_Match=made["ETag"])["ETag"] == made["ETag"]


@pytest.mark.parametrize(("verb", "step", "language"), [("PUT", "-", ""), ("PATCH", "de", "de")])
def test_import_gets_no_document_template_by_way_of_its_language(
    cast: Cast, administrator: Program, verb: str, step: str, language: str
) -> None:
    """R-INT-15, E-INT-17: neither with a language of its own nor with a new one"""
    make_document("BRIEF", language)
    given = {"default_language": language, "wizard_action": "import"}
    assert administrator.patch(f"{TEMPLATES}/APPEL", given).status_code == 200

    sent = administrator(verb, f"{TEMPLATES}/APPEL/languages/{step}", {"document_template": "BRIEF"})

    assert (problem(sent)["code"], fields(sent)) == ("E-INT-17", ["document_template"])
    found = administrator.get(f"{TEMPLATES}/APPEL").json()
    assert (found["wizard_action"], found["document_template"]) == ("import", None)
    rows = InteractionTemplateLanguage.objects.all()
    assert [(row.language, row.document_template) for row in rows] == ([("de", None)] if language else [])


def test_a_language_is_typed_in_any_case(cast: Cast, administrator: Program) -> None:
    """R-INT-20"""
    url = f"{TEMPLATES}/APPEL/languages"
    made = administrator("PUT", f"{url}/fr-ch", {"subject": "x"})

    assert (made.status_code, made["Location"]) == (201, f"/api/v1{url}/fr-CH")
    assert administrator.get(f"{url}/FR-ch").json() == made.json()
    assert administrator("PUT", f"{url}/fr-ch", {"subject": "y"}).status_code == 200
    assert administrator.delete(f"{url}/fr_ch").status_code == 204


def test_a_document_template_has_a_code_of_thirty_characters(cast: Cast, administrator: Program) -> None:
    """R-INT-134"""
    code = "EINLADUNG-ZUR-HAUSMESSE-DE-CH1"
    make_document(code, "de")
    named = {"document_template": code.lower()}
    made = administrator("PUT", f"{TEMPLATES}/APPEL/languages/de", named)
    assert made.json()["document_template"] == code
    assert administrator.patch(f"{TEMPLATES}/APPEL", {"default_language": "de", **named}).status_code == 200
    entry = {"contact": cast.nora.no, "template": "APPEL", **named}
    assert administrator.post("/interactions", entry).status_code == 201
    assert Entry.objects.values_list("document_template__code", flat=True).get() == code
    segment = administrator.post("/segments", {"description": "Messe", **named})
    assert segment.json()["document_template"] == code
    assert fields(administrator.post("/interactions", {**entry, "document_template": f"{code}X"})) == [
        "document_template"
    ]


def test_no_particular_language_is_a_hyphen(cast: Cast, administrator: Program) -> None:
    """R-INT-20"""
    made = administrator("PUT", f"{TEMPLATES}/APPEL/languages/-", {"subject": "x"})

    assert made.json()["language"] == ""
    assert made["Location"] == f"/api/v1{TEMPLATES}/APPEL/languages/-"
    assert InteractionTemplateLanguage.objects.get().language == ""


def test_a_language_takes_a_file_by_form_or_json(cast: Cast, administrator: Program) -> None:
    """R-INT-26"""
    url = f"{TEMPLATES}/APPEL/languages/fr"
    body = encode_multipart(BOUNDARY, {"subject": "Offre", "file": SimpleUploadedFile("offre.pdf", PDF)})
    made = administrator.post(url, body, content_type=MULTIPART_CONTENT)

    assert made.status_code == 201, made.content
    assert (made.json()["subject"], made.json()["file"]) == ("Offre", "offre.pdf")
    got = administrator.get(f"{url}/file")
    assert b"".join(got.streaming_content) == PDF
    assert got["Content-Type"] == "application/pdf"
    other = {"file": {"name": "b.pdf", "content_base64": b64encode(PDF + b" ").decode()}}
    assert problem(administrator("PUT", url, {**other, "subject": "Autre"}))["status"] == 422
    assert administrator.get(url).json()["subject"] == "Offre"
    same = {"file": {"name": "offre.pdf", "content_base64": b64encode(PDF).decode()}}
    repeated = administrator("PUT", url, {**same, "subject": "Offre"})
    assert (repeated.status_code, repeated["ETag"]) == (200, made["ETag"]), repeated.content
    replaced = administrator("PUT", url, {**other, "replace": True})
    assert replaced.json()["file"] == "b.pdf"


def test_the_file_of_a_language_is_taken_away(cast: Cast, administrator: Program) -> None:
    """R-INT-30"""
    url = f"{TEMPLATES}/APPEL/languages/fr"
    file = {"name": "b.pdf", "content_base64": b64encode(PDF).decode()}
    made = administrator("PUT", url, {"subject": "Offre", "file": file})
    assert problem(administrator.delete(f"{url}/file", If_Match='"9"'))["status"] == 412

    left = administrator.delete(f"{url}/file", If_Match=made["ETag"])

    assert (left.status_code, left.json()) == (200, {**made.json(), "file": None})
    assert left["ETag"] == administrator.get(url)["ETag"] != made["ETag"]
    assert administrator.delete(f"{url}/file")["ETag"] == left["ETag"]
    assert problem(administrator.get(f"{url}/file"))["status"] == 404
    assert problem(administrator.delete(f"{TEMPLATES}/APPEL/languages/de/file"))["status"] == 404


def test_a_language_without_file_has_none(cast: Cast, administrator: Program) -> None:
    administrator("PUT", f"{TEMPLATES}/APPEL/languages/fr", {"subject": "x"})

    assert problem(administrator.get(f"{TEMPLATES}/APPEL/languages/fr/file"))["status"] == 404


@pytest.mark.parametrize(
    ("language", "given", "named"),
    [
        ("french", {}, ["language"]),
        ("x" * 11, {}, ["language"]),
        ("fr", {"body": "<p>{{ contact.nothing }}</p>"}, None),
        ("fr", {"email_layout": "nothing"}, ["email_layout"]),
        ("fr", {"file": {"name": "a.docx", "content_base64": b64encode(b"no Word file").decode()}}, None),
        ("fr", {"document_template": "NONE"}, ["document_template"]),
        ("fr", {"subject": 1}, ["subject"]),
    ],
)
def test_bad_languages_are_422_and_leave_nothing(
    cast: Cast, administrator: Program, language: str, given: dict[str, Any], named: list[str] | None
) -> None:
    found = fields(administrator("PUT", f"{TEMPLATES}/APPEL/languages/{language}", given))

    assert named is None or found == named
    assert InteractionTemplateLanguage.objects.count() == 0


def test_unknown_templates_and_groups_are_404(cast: Cast, administrator: Program) -> None:
    for path in (
        f"{TEMPLATES}/NOTHING",
        f"{TEMPLATES}/NOTHING/statistics",
        f"{TEMPLATES}/NOTHING/languages",
        f"{TEMPLATES}/APPEL/languages/de",
        "/interaction-groups/NOTHING",
        "/interaction-groups/NOTHING/statistics",
    ):
        assert problem(administrator.get(path))["status"] == 404


def test_figures_count_what_counts_in_the_period(cast: Cast, aline: Program) -> None:
    """R-INT-2, R-INT-8"""
    call = {"contact": "CT-000482", "template": "APPEL"}
    aline.post("/interactions", {**call, "occurred_at": "2026-01-10T10:00:00Z", "cost": "2.00"})
    aline.post("/interactions", {**call, "occurred_at": "2026-02-10T10:00:00Z", "cost": "0.05"})
    gone = aline.post("/interactions", {**call, "occurred_at": "2026-01-11T10:00:00Z"}).json()["entry_no"]
    aline.post(f"/interactions/{gone}/cancellation")

    for path in (f"{TEMPLATES}/APPEL", "/interaction-groups/TEL"):
        assert aline.get(f"{path}/statistics").json() == {
            "since": None,
            "until": None,
            "interactions": 2,
            "cost": "2.05",
            "duration_min": "24.00",
        }
        january = aline.get(f"{path}/statistics?since=2026-01-01&until=2026-01-31").json()
        assert (january["interactions"], january["cost"], january["since"]) == (1, "2.00", "2026-01-01")
        later = aline.get(f"{path}/statistics?since=2027-01-01").json()
        assert (later["interactions"], later["cost"], later["duration_min"]) == (0, "0.00", "0.00")
