"""Companies and people for programs."""

from __future__ import annotations

from typing import Any

import pytest

from liaison.contacts.actions import change_contact
from liaison.contacts.models import Contact
from liaison.kit.errors import Conflict
from tests import make
from tests.api.conftest import Program, fields, problem
from tests.cast import Cast


def create(program: Program, **given: Any) -> dict[str, Any]:
    """A created contact."""
    response = program.post("/contacts", given)
    assert response.status_code == 201, response.content
    shown: dict[str, Any] = response.json()
    return shown


def test_a_company_is_created_whole(cast: Cast, aline: Program) -> None:
    """R-CON-10"""
    response = aline.post(
        "/contacts",
        {
            "type": "company",
            "name": "Ateliers du Rhône SA",
            "address": "Rue du Simplon 5",
            "post_code": "1870",
            "city": "Monthey",
            "phone": "024 471 20 20",
            "email": "info@ateliers.example",
            "language": "fr-CH",
            "salesperson": "md",
            "correspondence_type": "email",
            "external_id": "ERP-77",
        },
    )

    assert response.status_code == 201, response.content
    contact = response.json()
    no = contact["no"]
    assert response["Location"] == f"/api/v1/contacts/{no}"
    assert response["ETag"] == '"1"'
    assert aline.get(f"/contacts/{no}").json() == contact
    created = contact.pop("created_at")
    assert contact.pop("changed_at") == created
    assert contact == {
        "no": no,
        "type": "company",
        "name": "Ateliers du Rhône SA",
        "name_2": "",
        "search_name": "ATELIERS DU RHÔNE SA",
        "first_name": "",
        "middle_name": "",
        "surname": "",
        "initials": "",
        "job_title": "",
        "company": None,
        "company_name": "",
        "address": "Rue du Simplon 5",
        "address_2": "",
        "post_code": "1870",
        "city": "Monthey",
        "region": "",
        "country": "CH",
        "phone": "024 471 20 20",
        "mobile_phone": "",
        "email": "info@ateliers.example",
        "home_page": "",
        "language": "fr-CH",
        "salesperson": "MD",
        "vat_no": "",
        "correspondence_type": "email",
        "exclude_from_segment": False,
        "privacy_blocked": False,
        "minor": False,
        "parental_consent_received": False,
        "external_id": "ERP-77",
        "archived": False,
        "salutation": "COMPANY",
        "organizational_level": None,
        "territory": None,
        "notes": "",
        "phones": [{"number": "024 471 20 20", "kind": "phone", "e164": "+41244712020"}],
        "emails": [{"address": "info@ateliers.example", "kind": "work"}],
    }


def test_a_person_is_made_of_name_parts_and_belongs_to_a_company(cast: Cast, aline: Program) -> None:
    person = create(aline, type="person", first_name="Ada", surname="Rey", company="ct-000480", no="P-1")

    assert (person["no"], person["name"], person["type"]) == ("P-1", "Ada Rey", "person")
    assert (person["company"], person["company_name"]) == ("CT-000480", "Béguelin Mécanique SA")
    assert person["salesperson"] == "AR"


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"name": "N"}, ["type"]),
        ({"type": "club", "name": "N"}, ["type"]),
        ({"type": "company"}, ["name"]),
        ({"type": "company", "name": " "}, ["name"]),
        ({"type": "company", "name": "x" * 256}, ["name"]),
        ({"type": "company", "name": "a\x00"}, ["name"]),
        ({"type": "company", "name": ["N"]}, ["name"]),
        ({"type": "person", "name": "N", "company": "CT-404404"}, ["company"]),
        ({"type": "person", "name": "N", "company": "CT-000482"}, ["company"]),
        ({"type": "company", "name": "N", "salesperson": "XX"}, ["salesperson"]),
        ({"type": "person", "name": "N", "company": "X", "salesperson": "X"}, ["company", "salesperson"]),
        ({"type": "person", "name": "N", "salutation": "XX"}, ["salutation"]),
        ({"type": "company", "name": "N", "email": "no address"}, ["email"]),
        ({"type": "company", "name": "N", "emails": [{"address": "no address"}]}, ["emails.0"]),
        ({"type": "company", "name": "N", "phone": "no number"}, ["phone"]),
        ({"type": "company", "name": "N", "phone": "1", "mobile_phone": "no number"}, ["mobile_phone"]),
        ({"type": "company", "name": "N", "phones": [{"number": "no number"}]}, ["phones.0"]),
        ({"type": "company", "name": "N", "parental_consent_received": True}, ["parental_consent_received"]),
        ({"type": "company", "name": "N", "country": "Suisse"}, ["country"]),
        ({"type": "company", "name": "N", "country": "1!"}, ["country"]),
        ({"type": "company", "name": "N", "language": "x"}, ["language"]),
        ({"type": "company", "name": "N", "phones": [{"number": "1", "kind": "telex"}]}, ["phones.0.kind"]),
        ({"type": "company", "name": "N", "phones": [5]}, ["phones.0"]),
        ({"type": "company", "name": "N", "phones": [{"number": "0"}] * 51}, ["phones"]),
        ({"type": "company", "name": "N", "privacy_blocked": 0}, ["privacy_blocked"]),
        ({"type": "company", "name": "N", "no": "CT-000480"}, ["no"]),
        ({"type": "company", "name": "N", "nothing": None}, ["nothing"]),
        ({"type": "person", "name": "N", "vat_no": "CHE-1"}, ["vat_no"]),
    ],
)
def test_bad_contacts_are_422_and_leave_nothing(
    cast: Cast, aline: Program, given: dict[str, Any], named: list[str]
) -> None:
    before = Contact.objects.count()

    refused = aline.post("/contacts", given)
    assert fields(refused) == named
    if "CT-404404" in given.values():
        assert problem(refused)["code"] == "contact.company_not_found"
    assert Contact.objects.count() == before


def test_a_change_touches_only_what_was_sent(cast: Cast, aline: Program) -> None:
    before = aline.get("/contacts/CT-000482")
    changed = aline.patch(
        "/contacts/ct-000482", {"job_title": "Acheteuse", "city": "Renens VD"}, If_Match=before["ETag"]
    )

    assert changed.status_code == 200, changed.content
    assert changed["ETag"] != before["ETag"]
    differing = {name for name, value in changed.json().items() if before.json()[name] != value}
    assert differing == {
        "job_title",
        "city",
        "changed_at",
        "search_name",
    }  # the builder leaves that one blank
    late = aline.patch("/contacts/CT-000482", {"city": "Bex"}, If_Match=before["ETag"])
    assert problem(late)["status"] == 412
    assert aline.get("/contacts/CT-000482").json()["city"] == "Renens VD"


def test_null_clears_and_lists_are_written_whole(cast: Cast, aline: Program) -> None:
    changed = aline.patch(
        "/contacts/CT-000482",
        {
            "email": None,
            "company": None,
            "salesperson": None,
            "phones": [{"number": "021 555 01 99"}, {"number": "079 555 01 99", "kind": "mobile"}],
        },
    ).json()

    assert (changed["email"], changed["emails"]) == ("", [])
    assert (changed["company"], changed["salesperson"]) == (None, None)
    assert (changed["phone"], changed["mobile_phone"]) == ("021 555 01 99", "079 555 01 99")
    assert aline.patch("/contacts/CT-000482", {"phone": "021 555 01 00"}).json()["phones"][0]["number"] == (
        "021 555 01 00"
    )
    emails = [{"address": "nora@home.example", "kind": "private"}, {"address": "nora@work.example"}]
    changed = aline.patch("/contacts/CT-000482", {"emails": emails}).json()
    assert [one["address"] for one in changed["emails"]] == ["nora@home.example", "nora@work.example"]
    assert aline.patch("/contacts/CT-000482", {"emails": None}).json()["emails"] == []


@pytest.mark.parametrize("nothing", [None, ""])
def test_a_cleared_field_is_empty_however_often_it_is_cleared(
    cast: Cast, aline: Program, nothing: str | None
) -> None:
    """The next one does not take the place of the first, to go with the repeat"""
    lists = {
        "emails": [{"address": f"{name}@x.example", "kind": "work"} for name in "abc"],
        "phones": [
            {"number": f"021 555 01 0{n}", "kind": k} for n, k in enumerate(["phone", "phone", "fax"])
        ],
    }
    cleared = {"email": nothing, "phone": nothing, "mobile_phone": nothing}
    assert aline.patch("/contacts/CT-000482", lists | cleared).json()["email"] == "a@x.example"
    for _again in range(2):
        shown = aline.patch("/contacts/CT-000482", cleared).json()
        assert [shown[name] for name in cleared] == ["", "", ""]
        assert (shown["emails"], [one["kind"] for one in shown["phones"]]) == ([], ["fax"])
    named = {"email": nothing, "emails": [{"address": "no address"}]}
    assert fields(aline.patch("/contacts/CT-000482", named)) == ["emails.0"]


def test_the_same_change_twice_changes_nothing_more(cast: Cast, aline: Program) -> None:
    first = aline.patch("/contacts/CT-000482", {"city": "Bex"})
    again = aline.patch("/contacts/CT-000482", {"city": "Bex"})

    assert again["ETag"] == first["ETag"]
    assert again.json() == first.json()


@pytest.mark.parametrize(("conflicts", "status"), [(1, 200), (2, 200), (3, 409)])
def test_a_change_without_version_is_tried_again_when_others_were_faster(
    cast: Cast, aline: Program, monkeypatch: pytest.MonkeyPatch, conflicts: int, status: int
) -> None:
    left = [Conflict("Somebody was faster.")] * conflicts

    def change(*args: Any, **kwargs: Any) -> Contact:
        if left:
            raise left.pop()
        return change_contact(*args, **kwargs)

    monkeypatch.setattr("liaison.api.contacts.change_contact", change)
    response = aline.patch("/contacts/CT-000482", {"city": "Bex"})

    assert response.status_code == status
    assert (aline.get("/contacts/CT-000482").json()["city"] == "Bex") is (status == 200)


def test_the_address_of_a_contact_whose_number_is_full_of_signs_is_one(cast: Cast, aline: Program) -> None:
    """R-CON-5"""
    made = aline.post("/contacts", {"type": "company", "name": "Signes SA", "no": "É#1?%20&"})
    assert made["Location"] == "/api/v1/contacts/%C3%89%231%3F%2520%26"
    assert aline.get(made["Location"].removeprefix("/api/v1")).json()["no"] == "É#1?%20&"


def test_deleting_puts_away(cast: Cast, aline: Program) -> None:
    tag = aline.get("/contacts/CT-000480")["ETag"]
    assert problem(aline.delete("/contacts/CT-000480", If_Match='"77"'))["status"] == 412
    assert aline.delete("/contacts/CT-000480", If_Match=tag).status_code == 204

    assert aline.get("/contacts/CT-000480").json()["archived"] is True
    assert [contact["no"] for contact in aline.get("/contacts").json()["items"]] == ["CT-000100"]
    away = aline.get("/contacts?archived=true&order=no").json()["items"]
    assert [contact["no"] for contact in away] == ["CT-000480", "CT-000482", "CT-000483"]

    assert problem(aline.delete("/contacts/CT-000480/archiving", If_Match=tag))["status"] == 412
    back = aline.delete("/contacts/CT-000480/archiving")
    assert (back.status_code, back.json()["archived"]) == (200, False)
    assert back["ETag"] == aline.get("/contacts/CT-000480")["ETag"]
    assert aline.get("/contacts?archived=true").json()["items"] == []
    assert aline.delete("/contacts/CT-000480/archiving").json() == back.json()


def test_viewers_read_but_do_not_write(cast: Cast, viewer: Program) -> None:
    """R-INT-195"""
    assert viewer.get("/contacts/CT-000482").status_code == 200
    for answer in (
        viewer.post("/contacts", {"type": "company", "name": "N"}),
        viewer.patch("/contacts/CT-000482", {"city": "Bex"}),
        viewer.delete("/contacts/CT-000482"),
        viewer.delete("/contacts/CT-000482/archiving"),
    ):
        assert problem(answer)["status"] == 403


@pytest.mark.parametrize("no", ["CT-404404", "x", "%FF"])
def test_unknown_contacts_are_404(cast: Cast, aline: Program, no: str) -> None:
    for answer in (
        aline.get(f"/contacts/{no}"),
        aline.patch(f"/contacts/{no}", {"city": "Bex"}),
        aline.delete(f"/contacts/{no}"),
        aline.delete(f"/contacts/{no}/archiving"),
        aline.get(f"/contacts/{no}/timeline"),
        aline.get(f"/contacts/{no}/statistics"),
    ):
        assert problem(answer)["status"] == 404


@pytest.mark.parametrize("no", ["%00", "x" * 21])
def test_numbers_no_contact_can_have_are_422(cast: Cast, aline: Program, no: str) -> None:
    assert aline.get(f"/contacts/{no}").status_code == 422


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_two_statements(
    cast: Cast, aline: Program, rows: int, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(2):
        found = aline.get(f"/contacts?limit={rows}").json()
    assert len(found["items"]) == rows


def test_one_contact_costs_four_statements(
    cast: Cast, aline: Program, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(4):  # token, contact, numbers, addresses
        aline.get("/contacts/CT-000482")


def test_contacts_are_narrowed_and_ordered(cast: Cast, aline: Program) -> None:
    company, nora, yves, lea = "CT-000480", "CT-000482", "CT-000483", "CT-000100"
    aline.patch(f"/contacts/{nora}", {"email": "nora@beguelin-meca.example", "notes": "x"})
    cases = {
        "order=no": [lea, company, nora, yves],
        "order=-no": [yves, nora, company, lea],
        "order=name": [company, lea, nora, yves],
        "order=-changed_at&limit=1": [nora],
        "order=created_at": [company, nora, yves, lea],
        "": [lea, yves, nora, company],
        "type=company": [company],
        "type=person&order=no": [lea, nora, yves],
        "company=CT-000480&order=no": [company, nora, yves],
        "city=renens%20vd": [company],
        "country=ch&order=no&limit=1": [lea],
        "country=de": [],
        "language=fr&order=no": [company, nora, yves],
        "salesperson=AR&order=no": [company, nora],
        "salesperson=MD": [],
        "salesperson=&order=no": [lea, yves],
        "salesperson=&salesperson=AR&order=no": [lea, company, nora, yves],
        "email=NORA@beguelin-meca.example": [nora],
        "external_id=none": [],
        "correspondence_type=email": [],
        "privacy_blocked=true": [],
        "q=CT-000482": [nora],
        "changed_since=2100-01-01T00:00:00Z": [],
    }
    for query, numbers in cases.items():
        found = aline.get(f"/contacts?{query}").json()
        assert [contact["no"] for contact in found["items"]] == numbers, query


def test_contacts_are_found_by_what_people_remember(cast: Cast, aline: Program) -> None:
    create(aline, type="person", first_name="Zoé", surname="Müller", phone="021 555 07 07", city="Vevey")

    for words in ("zoe muller", "mueller", "0215550707", "vevey"):
        found = aline.get(f"/contacts?q={words}").json()["items"]
        assert [contact["name"] for contact in found] == ["Zoé Müller"], words


@pytest.mark.parametrize(
    "order", ["created_at", "-created_at", "changed_at", "-changed_at", "name", "-name", "no"]
)
def test_every_order_is_walked_page_by_page(cast: Cast, aline: Program, order: str) -> None:
    whole = [contact["no"] for contact in aline.get(f"/contacts?order={order}").json()["items"]]
    seen: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        found = aline.get(f"/contacts?order={order}&limit=1&count=true&cursor={cursor}").json()
        seen += [contact["no"] for contact in found["items"]]
        assert found["count"] == 4
        cursor = found["next"]

    assert seen == whole
    assert len(seen) == 4


def test_a_cursor_of_another_order_is_422(cast: Cast, aline: Program) -> None:
    cursor = aline.get("/contacts?order=name&limit=1").json()["next"]

    assert fields(aline.get(f"/contacts?order=no&cursor={cursor}")) == ["cursor"]


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("type=club", ["type"]),
        ("order=city", ["order"]),
        ("country=CHE", ["country"]),
        ("archived=perhaps", ["archived"]),
        ("changed_since=2026-01-01", ["changed_since"]),
        ("privacy_blocked=0", ["privacy_blocked"]),
        ("q=" + "x" * 201, ["q"]),
        ("name=x", ["name"]),
    ],
)
def test_bad_filters_are_422(cast: Cast, aline: Program, query: str, named: list[str]) -> None:
    assert fields(aline.get(f"/contacts?{query}")) == named


def log(program: Program, contact: str, **given: Any) -> int:
    response = program.post("/interactions", {"contact": contact, "template": "APPEL", **given})
    assert response.status_code == 201, response.content
    return int(response.json()["entry_no"])


def test_the_timeline_of_a_company_has_its_people(cast: Cast, aline: Program) -> None:
    """R-INT-88"""
    own = log(aline, "CT-000480", occurred_at="2026-01-01T10:00:00Z")
    nora = log(aline, "CT-000482", occurred_at="2026-01-02T10:00:00Z")
    other = log(
        aline, "CT-000100", occurred_at="2026-01-03T10:00:00Z", participants=[{"contact": "CT-000483"}]
    )

    def numbers(path: str) -> list[int]:
        return [entry["entry_no"] for entry in aline.get(path).json()["items"]]

    assert numbers("/contacts/CT-000480/timeline") == [other, nora, own]
    assert numbers("/contacts/CT-000480/timeline?people=false") == [own]
    assert numbers("/contacts/CT-000482/timeline") == [nora]
    assert numbers("/contacts/CT-000483/timeline") == [other]
    assert numbers("/contacts/CT-000480/timeline?since=2026-01-02&channel=phone") == [other, nora]
    first = aline.get("/contacts/CT-000480/timeline?limit=2&count=true").json()
    assert first["count"] == 3
    assert numbers(f"/contacts/CT-000480/timeline?limit=2&cursor={first['next']}") == [own]


def test_entries_on_a_timeline_name_contact_and_company(cast: Cast, aline: Program) -> None:
    log(aline, "CT-000482")
    old = make.make_company("Ancienne SA", no="CT-000090")
    person = aline.get("/contacts/CT-000482/timeline").json()["items"][0]
    company = aline.get("/contacts/CT-000480/timeline").json()["items"][0]
    aline.patch("/contacts/CT-000482", {"company": old.no})
    moved = aline.get("/contacts/CT-000482/timeline").json()["items"][0]

    assert person == company == moved == aline.get("/interactions").json()["items"][0]
    assert (person["contact"], person["contact_name"]) == ("CT-000482", "Nora Béguelin")
    assert (person["company"], person["company_name"]) == ("CT-000480", "Béguelin Mécanique SA")


def test_entries_on_the_timeline_of_a_person_alone_name_no_company(cast: Cast, aline: Program) -> None:
    log(aline, "CT-000100")
    (alone,) = aline.get("/contacts/CT-000100/timeline").json()["items"]
    assert (alone["contact_name"], alone["company"]) == ("Lea Bernasconi", None)


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("no", ["CT-000482", "CT-000480"])
def test_the_timeline_costs_the_same_statements_for_one_row_and_three(
    cast: Cast, aline: Program, rows: int, no: str, django_assert_num_queries: Any
) -> None:
    for _ in range(rows):
        log(aline, no)

    with django_assert_num_queries(5):  # token, contact, entries, participation, texts with names
        found = aline.get(f"/contacts/{no}/timeline").json()
    assert len(found["items"]) == rows


def test_the_figures_of_a_contact(cast: Cast, aline: Program) -> None:
    """R-INT-173, R-INT-174"""
    log(aline, "CT-000482", occurred_at="2026-01-02T10:00:00Z", cost="1.00")
    log(aline, "CT-000480", occurred_at="2026-02-02T10:00:00Z", cost="2.50", attempt_failed=True)

    assert aline.get("/contacts/CT-000480/statistics").json() == {
        "since": None,
        "until": None,
        "interactions": 2,
        "cost": "3.50",
        "duration_min": "24.00",
        "last_interaction": "2026-01-02",
        "last_attempted": "2026-02-02",
    }
    january = aline.get("/contacts/CT-000482/statistics?since=2026-01-01&until=2026-01-31").json()
    assert (january["interactions"], january["cost"]) == (1, "1.00")
    later = aline.get("/contacts/CT-000482/statistics?since=2027-01-01").json()
    assert (later["interactions"], later["cost"], later["duration_min"]) == (0, "0.00", "0.00")
    assert fields(aline.get("/contacts/CT-000482/statistics?since=x")) == ["since"]
