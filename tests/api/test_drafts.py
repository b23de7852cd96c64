"""Postponed interactions for programs."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest

from liaison.accounts.models import Role, User
from liaison.contacts.models import Contact
from liaison.interactions.actions.drafts import postpone as put_by
from liaison.interactions.actions.drafts import save_draft
from liaison.interactions.draft import Values
from liaison.interactions.models import Draft, Entry, InteractionTemplateLanguage
from liaison.interactions.queries.drafts import values_of
from liaison.interactions.queries.guide import as_proposed, propose
from tests import make
from tests.api.conftest import Program, fields, problem
from tests.cast import Cast
from tests.conftest import AT


def postpone(program: Program, **given: object) -> int:
    """The number of a draft."""
    response = program.post("/interactions", {"postponed": True, **given})
    assert response.status_code == 201, response.content
    return int(response.json()["entry_no"])


def test_a_postponed_interaction_may_miss_everything(cast: Cast, aline: Program) -> None:
    """R-INT-73"""
    response = aline.post("/interactions", {"postponed": True, "description": "Plus tard", "cost": "3.20"})

    assert response.status_code == 201
    draft = response.json()
    assert (draft["postponed"], draft["name"], draft["cost"]) == (True, "Plus tard", "3.20")
    assert (draft["contact"], draft["template"], draft["recorded_by"]) == (None, None, "aline")
    assert Entry.objects.count() == 0
    shown = aline.get(f"/interactions/{draft['entry_no']}")
    assert shown.json() == draft
    assert shown["ETag"] == response["ETag"]


def test_nothing_is_postponed_for_a_blocked_contact(cast: Cast, aline: Program) -> None:
    """R-INT-42"""
    cast.nora.privacy_blocked = True
    cast.nora.save()
    refused = aline.post("/interactions", {"postponed": True, "contact": "CT-000482"})
    assert (refused.status_code, fields(refused), Draft.objects.exists()) == (422, ["contact"], False)


def test_a_private_draft_is_absent_for_a_manager(
    cast: Cast, aline: Program, as_user: Callable[[User], Program]
) -> None:
    """R-INT-198"""
    manager = as_user(make.make_user("chef", Role.MANAGER))
    number = postpone(aline, contact="CT-000482", template="APPEL", visibility="private")
    path = f"/interactions/{number}"

    assert manager.get("/interactions?postponed=true").json()["items"] == []
    assert problem(manager.get(path))["status"] == 404
    assert problem(manager.patch(path, {"visibility": "everyone"}))["status"] == 404
    assert problem(manager.delete(path))["status"] == 404
    assert aline.get(path).status_code == 200


def test_a_draft_changes_in_every_field_and_nothing_else(cast: Cast, aline: Program) -> None:
    number = postpone(
        aline, contact="CT-000482", description="Appel", participants=[{"contact": "CT-000483", "role": "cc"}]
    )

    changed = aline.patch(
        f"/interactions/{number}", {"template": "APPEL", "cost": "4", "comments": ["a"], "description": None}
    )
    assert changed.status_code == 200
    draft = changed.json()
    assert (draft["contact"], draft["template"], draft["cost"], draft["description"]) == (
        "CT-000482",
        "APPEL",
        "4.00",
        None,
    )
    assert draft["comments"] == ["a"]
    assert draft["participants"] == [{"contact": "CT-000483", "salesperson": None, "role": "cc"}]
    late = aline.patch(f"/interactions/{number}", {"cost": "5"}, If_Match='"1"')
    assert problem(late)["status"] == 412


@pytest.fixture
def letter(cast: Cast) -> None:
    template = make.make_template(
        "LETTRE", description="Lettre", channel="letter", default_correspondence_type="hard_copy",
        default_language="fr-CH", unit_cost=Decimal("6.50"), unit_duration_min=Decimal(20),
    )  # fmt: skip
    for language in ("fr-CH", "de-CH"):
        InteractionTemplateLanguage.objects.create(
            template=template, language=language, subject=f"Sujet {language}", body=f"<p>Texte {language}</p>"
        )


def postponed_in_the_guide(cast: Cast) -> int:
    """The number of a letter that holds all that was proposed."""
    given = Values(contact="CT-000482", template="LETTRE", occurred_at=AT)
    held = as_proposed(given, propose(given, by=cast.aline, at=AT))
    return put_by(held, by=cast.aline, at=AT).entry_no


def test_another_template_fills_a_draft_anew(cast: Cast, aline: Program, letter: None) -> None:
    """R-INT-46, R-INT-47, R-INT-68: what is sent along is laid over it"""
    path = f"/interactions/{postponed_in_the_guide(cast)}"
    given = {"template": "APPEL", "duration_min": "7"}
    assert aline.patch(path, given).json()["description"] is None

    entry = aline.post(f"{path}/completion").json()

    assert (entry["channel"], entry["description"], entry["cost"], entry["duration_min"]) == (
        "phone", "Appel sortant", "1.50", "7.00",
    )  # fmt: skip
    logged = Entry.objects.select_related("content").get()
    assert (logged.correspondence_type, logged.content.subject, logged.content.body) == ("none", "", "")


def test_another_contact_brings_its_language(cast: Cast, aline: Program, letter: None) -> None:
    """R-INT-43, R-INT-48, R-INT-68"""
    Contact.objects.filter(no="CT-000483").update(language="de-CH")
    path = f"/interactions/{postponed_in_the_guide(cast)}"
    aline.patch(path, {"contact": "CT-000483"})

    aline.post(f"{path}/completion")

    logged = Entry.objects.select_related("content").get()
    assert (logged.contact.no, logged.language, logged.content.body) == (
        "CT-000483", "de-CH", "<p>Texte de-CH</p>",
    )  # fmt: skip
    assert (logged.content.description, logged.cost) == ("Lettre", Decimal("6.50"))


def test_the_first_template_of_a_draft_takes_nothing_away(cast: Cast, aline: Program, letter: None) -> None:
    """R-INT-47, R-INT-68: nor does one that takes the place of a code that none has"""
    number = postpone(aline, cost="9", body="<p>Écrit</p>", salesperson="MD")
    for change in ({"template": "NIX"}, {"template": "LETTRE"}, {"contact": "CT-000482"}):
        draft = aline.patch(f"/interactions/{number}", change).json()
    assert (draft["cost"], draft["body"], draft["salesperson"]) == ("9.00", "<p>Écrit</p>", "MD")


def test_the_file_of_a_draft_is_shown_fetched_and_replaced(cast: Cast, aline: Program) -> None:
    def file(name: str, content: bytes) -> dict[str, str]:
        return {"name": name, "content_base64": b64encode(content).decode()}

    number = postpone(aline, contact="CT-000482", attachment=file("a.txt", b"one"))
    path = f"/interactions/{number}"

    (first,) = aline.get(path).json()["files"]
    assert first["name"] == "a.txt"
    assert aline.get("/interactions?postponed=true").json()["items"][0]["files"] == [first]
    got = aline.get(f"{path}/attachment")
    assert b"".join(got.streaming_content) == b"one"
    same = aline.get(f"{path}/attachment", If_None_Match=got["ETag"])
    assert (same.status_code, same.content, same["ETag"]) == (304, b"", got["ETag"])

    assert aline.patch(path, {"cost": "2"}).json()["files"] == [first]
    (second,) = aline.patch(path, {"attachment": file("b.txt", b"two")}).json()["files"]
    another = aline.get(f"{path}/attachment", If_None_Match=got["ETag"])
    assert b"".join(another.streaming_content) == b"two"
    assert b"".join(aline.get(f"{path}/attachment?file={second['id']}").streaming_content) == b"two"
    assert problem(aline.get(f"{path}/attachment?file={first['id']}"))["status"] == 404

    assert aline.patch(path, {"attachment": None}).json()["files"] == []
    assert values_of(Draft.objects.get()).template_file == 0  # nor that of its template
    assert problem(aline.get(f"{path}/attachment"))["status"] == 404


def test_the_file_of_a_logged_entry_stays(cast: Cast, aline: Program) -> None:
    """R-INT-87"""
    number = aline.post("/interactions", {"contact": "CT-000482", "template": "APPEL"}).json()["entry_no"]

    given = {"attachment": {"name": "a.txt", "content_base64": ""}}
    assert fields(aline.patch(f"/interactions/{number}", given)) == ["attachment"]


@pytest.mark.parametrize("many", [1, 3])
def test_a_list_of_drafts_reads_their_files_at_once(
    cast: Cast, aline: Program, many: int, django_assert_num_queries: Any
) -> None:
    given = {"name": "a.txt", "content_base64": b64encode(b"x").decode()}
    for _place in range(many):
        postpone(aline, attachment=given)

    with django_assert_num_queries(3):
        assert len(aline.get("/interactions?postponed=true").json()["items"]) == many


def test_completing_keeps_the_number(cast: Cast, aline: Program) -> None:
    """R-INT-78"""
    number = postpone(aline, contact="CT-000482", template="APPEL")

    response = aline.post(f"/interactions/{number}/completion")
    assert response.status_code == 201
    assert response.json()["entry_no"] == number
    assert response["Location"] == f"/api/v1/interactions/{number}"
    assert Draft.objects.count() == 0
    assert Entry.objects.get().pk == number
    assert problem(aline.post(f"/interactions/{number}/completion"))["status"] == 404


def test_what_is_missing_is_said_when_completing(cast: Cast, aline: Program) -> None:
    """R-INT-70"""
    number = postpone(aline, contact="CT-000482")

    assert fields(aline.post(f"/interactions/{number}/completion")) == ["template", "description"]
    assert Draft.objects.count() == 1


def test_drafts_are_listed_newest_first_and_by_contact(cast: Cast, aline: Program) -> None:
    """R-INT-76"""
    first = postpone(aline, contact="CT-000482", description="un")
    second = postpone(aline, contact="CT-000100", description="deux")

    page = aline.get("/interactions?postponed=true&limit=1&count=true").json()
    assert ([draft["entry_no"] for draft in page["items"]], page["count"]) == ([second], 2)
    rest = aline.get(f"/interactions?postponed=true&limit=1&cursor={page['next']}").json()
    assert ([draft["entry_no"] for draft in rest["items"]], rest["next"]) == ([first], None)
    of_company = aline.get("/interactions?postponed=true&contact=CT-000480").json()
    assert [draft["entry_no"] for draft in of_company["items"]] == [first]
    assert aline.get("/interactions?postponed=true&contact=CT-404404").json()["items"] == []


def test_a_draft_is_discarded_but_a_logged_entry_is_not(cast: Cast, aline: Program) -> None:
    draft = postpone(aline, description="rien")
    entry = aline.post("/interactions", {"contact": "CT-000482", "template": "APPEL"}).json()["entry_no"]

    assert aline.delete(f"/interactions/{draft}").status_code == 204
    assert problem(aline.delete(f"/interactions/{draft}"))["status"] == 404
    assert problem(aline.delete(f"/interactions/{entry}"))["status"] == 422
    assert Entry.objects.count() == 1


def test_drafts_of_others_are_404(cast: Cast, aline: Program, as_user: Callable[[User], Program]) -> None:
    number = postpone(aline, description="à moi", attachment={"name": "a", "content_base64": "eA=="})
    marc = as_user(cast.marc)

    assert problem(marc.get(f"/interactions/{number}"))["status"] == 404
    assert problem(marc.get(f"/interactions/{number}/attachment"))["status"] == 404
    assert problem(marc.patch(f"/interactions/{number}", {"cost": "1"}))["status"] == 404
    assert problem(marc.delete(f"/interactions/{number}"))["status"] == 404
    assert problem(marc.post(f"/interactions/{number}/completion"))["status"] == 404
    assert marc.get("/interactions?postponed=true").json()["items"] == []
    assert Draft.objects.count() == 1


def test_a_companys_people_can_be_left_out(cast: Cast, aline: Program) -> None:
    postpone(aline, contact="CT-000482")
    own = postpone(aline, contact="CT-000480")

    found = aline.get("/interactions?postponed=true&contact=ct-000480&people=false&count=true").json()
    assert ([draft["entry_no"] for draft in found["items"]], found["count"]) == ([own], 1)
    assert aline.get("/interactions?postponed=true&contact=ct-000480&count=true").json()["count"] == 2


def test_what_cannot_be_done_with_a_postponed_one_is_refused(cast: Cast, aline: Program) -> None:
    call = {"contact": "CT-000482", "template": "APPEL"}
    assert fields(aline.post("/interactions", {**call, "postponed": True, "send": True})) == ["send"]
    assert Draft.objects.count() == 0
    number = postpone(aline, **call)

    assert fields(aline.patch(f"/interactions/{number}", {"postponed": False, "cost": "9"})) == ["postponed"]
    assert aline.get(f"/interactions/{number}").json()["cost"] is None
    assert aline.patch(f"/interactions/{number}", {"postponed": True}).json()["postponed"] is True


def test_what_saves_itself_at_the_same_moment_stays(
    cast: Cast, aline: Program, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = postpone(aline, contact="CT-000482", description="Appel")
    left = [1]

    def overtaken(draft: Draft) -> Values:
        found = values_of(draft)
        if left:
            left.pop()
            save_draft(replace(found, description="Autre"), number=number, by=cast.aline, at=at)
        return found

    monkeypatch.setattr("liaison.api.interactions.values_of", overtaken)
    changed = aline.patch(f"/interactions/{number}", {"cost": "4"})
    assert (changed.status_code, changed.json()["description"], changed.json()["cost"]) == (
        200,
        "Autre",
        "4.00",
    )
