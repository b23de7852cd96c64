"""Code tables and the codes of contacts for programs."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from liaison.api.codes import table_path
from liaison.contacts.actions import assign_code, save_code
from liaison.contacts.fields import CodeFields
from liaison.contacts.kinds import ASSIGNED, INDUSTRY_GROUP, KINDS, MAILING_GROUP, WEB_SOURCE, Kind
from tests.api.conftest import Program, fields, problem
from tests.cast import Cast

NORA, COMPANY = "/contacts/CT-000482", "/contacts/CT-000480"


def make_code(kind: Kind, code: str, at: datetime, **values: Any) -> None:
    save_code(kind, CodeFields(code=code, **values), by=None, at=at)


@pytest.mark.parametrize("kind", KINDS.values(), ids=list(KINDS))
def test_codes_are_added_changed_listed_and_deleted(
    kind: Kind, cast: Cast, administrator: Program, django_assert_num_queries: Any
) -> None:
    """R-CON-76"""
    path = table_path(kind)
    made = administrator.post(
        path, {"code": "news", "description": "Newsletter", "descriptions": {"de": "Rundbrief"}}
    )

    assert made.status_code == 201, made.content
    assert made["Location"] == f"/api/v1{path}/NEWS"
    more = {"url": ""} if kind is WEB_SOURCE else {}
    shown = {
        "code": "NEWS",
        "description": "Newsletter",
        "descriptions": {"de": "Rundbrief"},
        "active": True,
        **more,
    }
    assert made.json() == shown
    changed = administrator.patch(f"{path}/news", {"active": False})
    assert changed.json() == {**shown, "active": False}
    with django_assert_num_queries(2):  # token, codes
        assert administrator.get(f"{path}?active=false").json() == {"items": [changed.json()], "next": None}
    assert administrator.get(f"{path}?active=true").json()["items"] == []
    assert fields(administrator.post(path, {"code": "NEWS"})) == ["code"]
    assert administrator.delete(f"{path}/NEWS").status_code == 204
    assert problem(administrator.get(f"{path}/NEWS"))["status"] == 404


@pytest.mark.parametrize(
    "path", ["/interaction-groups", "/campaign-statuses", "/salutations", "/mailing-groups", "/web-sources"]
)
def test_a_new_description_is_that_of_the_own_language_too(
    cast: Cast, administrator: Program, path: str
) -> None:
    words = {"fr": "Appels", "de": "Appels"}
    given = {"code": "ap", "description": "Appels", "descriptions": words}
    assert administrator.post(path, given).status_code == 201

    changed = administrator.patch(f"{path}/AP", {"description": "Coups de fil"}).json()
    assert (changed["description"], changed["descriptions"]) == (
        "Coups de fil",
        {"fr": "Coups de fil", "de": "Appels"},
    )
    given = {"description": "Téléphone", "descriptions": {"fr": "Coups de fil"}}
    assert administrator.patch(f"{path}/AP", given).json()["descriptions"] == {"fr": "Coups de fil"}
    changed = administrator.patch(f"{path}/AP", {"description": "Tél."}).json()
    assert changed["descriptions"] == {"fr": "Coups de fil"}
    assert administrator.patch(f"{path}/AP", {"active": False}).json() == {**changed, "active": False}


def test_web_sources_have_an_address(cast: Cast, administrator: Program) -> None:
    """R-CON-79"""
    made = administrator.post("/web-sources", {"code": "UID", "url": "https://www.uid.admin.ch/?query=%1"})

    assert made.json()["url"] == "https://www.uid.admin.ch/?query=%1"
    assert fields(administrator.patch("/web-sources/UID", {"url": "javascript:alert(1)"})) == ["url"]
    assert fields(administrator.post("/mailing-groups", {"code": "X", "url": "https://x.ch"})) == ["url"]


def test_code_in_use_is_not_deleted(cast: Cast, administrator: Program, at: datetime) -> None:
    """R-CON-76"""
    make_code(MAILING_GROUP, "NEWS", at)
    assign_code(cast.nora, MAILING_GROUP, "NEWS", by=None, at=at)

    refused = problem(administrator.delete("/mailing-groups/NEWS"))

    assert (refused["status"], refused["code"]) == (422, "code.in_use")
    assert administrator.get("/mailing-groups/NEWS").status_code == 200


def test_set_up_is_for_administrators(cast: Cast, aline: Program, at: datetime) -> None:
    make_code(MAILING_GROUP, "NEWS", at)

    assert problem(aline.post("/mailing-groups", {"code": "X"}))["status"] == 403
    assert problem(aline.delete("/mailing-groups/NEWS"))["status"] == 403
    assert [row["code"] for row in aline.get("/mailing-groups").json()["items"]] == ["NEWS"]


@pytest.mark.parametrize("kind", ASSIGNED.values(), ids=list(ASSIGNED))
def test_contact_is_given_a_code_and_loses_it(kind: Kind, cast: Cast, aline: Program, at: datetime) -> None:
    """R-CON-74"""
    make_code(kind, "X", at, description="Nothing")
    path = f"{COMPANY if 'company' in kind.holders else NORA}{table_path(kind)}"

    new = aline.post(path, {"code": "x"})
    again = aline.post(path, {"code": "X"})

    assert (new.status_code, again.status_code) == (201, 200), new.content
    assert new.json()["code"] == "X"
    assert aline.get(path).json() == {"items": [new.json()], "next": None}
    assert aline.delete(f"{path}/x").status_code == 204
    assert problem(aline.delete(f"{path}/x"))["status"] == 404
    assert aline.get(path).json()["items"] == []


def test_person_shows_what_its_company_has(
    cast: Cast, aline: Program, at: datetime, django_assert_num_queries: Any
) -> None:
    """R-CON-75 R-CON-80"""
    make_code(INDUSTRY_GROUP, "MACHINE", at)
    assert aline.post(f"{COMPANY}/industry-groups", {"code": "MACHINE"}).status_code == 201

    with django_assert_num_queries(3):  # token, contact, codes
        found = aline.get(f"{NORA}/industry-groups").json()["items"]
    assert [row["code"] for row in found] == ["MACHINE"]
    refused = problem(aline.post(f"{NORA}/industry-groups", {"code": "MACHINE"}))
    assert (refused["status"], refused["code"]) == (422, "contact.field_wrong_type")
    assert problem(aline.delete(f"{NORA}/industry-groups/MACHINE"))["status"] == 404


def test_company_is_looked_up_by_a_word(cast: Cast, aline: Program, at: datetime) -> None:
    """R-CON-79"""
    make_code(WEB_SOURCE, "ZEFIX", at, url="https://www.zefix.ch/?name=%1")
    path = f"{COMPANY}/web-sources"

    named = aline.post(path, {"code": "ZEFIX"}).json()
    other = aline.post(path, {"code": "ZEFIX", "search_word": "Béguelin"}).json()

    assert (named["search_word"], other["search_word"]) == ("Béguelin Mécanique SA", "Béguelin")
    assert other["url"] == "https://www.zefix.ch/?name=%1"


def test_unknown_codes_and_contacts(cast: Cast, aline: Program, viewer: Program, at: datetime) -> None:
    make_code(MAILING_GROUP, "NEWS", at)

    assert fields(aline.post(f"{NORA}/mailing-groups", {"code": "NONE"})) == ["mailing_group"]
    assert problem(aline.get("/contacts/CT-1/mailing-groups"))["status"] == 404
    assert problem(viewer.post(f"{NORA}/mailing-groups", {"code": "NEWS"}))["status"] == 403
    assert viewer.get(f"{NORA}/mailing-groups").json()["items"] == []


def test_contacts_are_narrowed_by_their_codes(
    cast: Cast, aline: Program, at: datetime, django_assert_num_queries: Any
) -> None:
    """R-CON-78"""
    make_code(MAILING_GROUP, "NEWS", at)
    make_code(KINDS["territory"], "VD", at)
    assign_code(cast.nora, MAILING_GROUP, "NEWS", by=None, at=at)
    assign_code(cast.company, MAILING_GROUP, "NEWS", by=None, at=at)
    assert aline.patch(NORA, {"territory": "vd"}).json()["territory"] == "VD"

    with django_assert_num_queries(2):
        found = aline.get("/contacts?mailing_group=news&territory=VD").json()["items"]
    assert [row["no"] for row in found] == ["CT-000482"]
    assert len(aline.get("/contacts?mailing_group=NEWS").json()["items"]) == 2
    assert aline.get("/contacts?mailing_group=NONE").json()["items"] == []


def test_minor_is_blocked_until_there_is_consent(cast: Cast, aline: Program) -> None:
    """R-CON-64 R-CON-65 R-CON-66 R-CON-67"""
    minor = aline.patch(NORA, {"minor": True}).json()
    assert (minor["minor"], minor["privacy_blocked"], minor["parental_consent_received"]) == (
        True,
        True,
        False,
    )
    refused = aline.patch(NORA, {"privacy_blocked": False})
    assert fields(refused) == ["privacy_blocked"]

    allowed = aline.patch(NORA, {"parental_consent_received": True, "privacy_blocked": False}).json()
    assert (allowed["privacy_blocked"], allowed["parental_consent_received"]) == (False, True)
    grown = aline.patch(NORA, {"minor": None}).json()
    assert (grown["minor"], grown["parental_consent_received"]) == (False, False)
    assert fields(aline.patch(COMPANY, {"minor": True})) == ["minor"]


def test_level_and_exclusion_are_written(cast: Cast, aline: Program, at: datetime) -> None:
    make_code(KINDS["organizational_level"], "CEO", at)

    written = aline.patch(NORA, {"organizational_level": "CEO", "exclude_from_segment": True}).json()

    assert (written["organizational_level"], written["exclude_from_segment"]) == ("CEO", True)
    assert fields(aline.patch(NORA, {"organizational_level": "BOSS"})) == ["organizational_level"]
    assert fields(aline.patch(COMPANY, {"organizational_level": "CEO"})) == ["organizational_level"]
    cleared = aline.patch(NORA, {"organizational_level": None, "exclude_from_segment": None}).json()
    assert (cleared["organizational_level"], cleared["exclude_from_segment"]) == (None, False)
