"""Two programs, one record: an old version overwrites and deletes nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from liaison.contacts.actions import save_address, save_code
from liaison.contacts.fields import AddressFields, CodeFields
from liaison.contacts.kinds import KINDS
from liaison.contacts.models import AlternativeAddress, MailingGroup, Salutation
from liaison.interactions.models import Draft, Entry, InteractionGroup, InteractionTemplate
from tests import make
from tests.api.conftest import Program, problem
from tests.cast import Cast

ADDRESS = "/contacts/CT-000100/alternative-addresses/CHALET"
CODE = "/mailing-groups/NEWS"
SALUTATION = "/salutations/MS"


@pytest.fixture
def records(cast: Cast, at: datetime) -> None:
    """A record of each kind whose version is made of what it says."""
    save_address(cast.lea, AddressFields(code="CHALET", city="Villars"), by=None, at=at)
    save_code(KINDS["mailing_group"], CodeFields(code="NEWS", description="News"), by=None, at=at)


@pytest.mark.parametrize(
    ("path", "mine", "theirs"),
    [
        (ADDRESS, {"address": "Rue 1"}, {"ranges": [{"starting_date": "2026-07-01"}]}),
        (CODE, {"description": "Mine"}, {"descriptions": {"de": "Neues"}}),
        (SALUTATION, {"description": "Mine"}, {"active": False}),
    ],
)
@pytest.mark.usefixtures("records")
def test_old_version_is_412_and_without_one_the_rest_stays(
    administrator: Program, path: str, mine: dict[str, Any], theirs: dict[str, Any]
) -> None:
    seen = administrator.get(path)
    other = administrator.patch(path, theirs, If_Match=seen["ETag"])
    assert other.status_code == 200
    assert other["ETag"] == administrator.get(path)["ETag"] != seen["ETag"]

    assert problem(administrator.patch(path, mine, If_Match=seen["ETag"]))["status"] == 412
    assert administrator.get(path).json() == other.json()
    assert administrator.patch(path, mine).json() == {**other.json(), **mine}


def _between(read: Callable[..., Any], change: Callable[[], object]) -> Callable[..., Any]:
    """`read`, and once somebody's change right after it."""
    left = [change]

    def first_read(*args: Any, **kwargs: Any) -> Any:
        found = read(*args, **kwargs)
        if left:
            left.pop()()
        return found

    return first_read


@pytest.mark.usefixtures("records")
def test_what_somebody_else_writes_at_the_same_moment_stays(
    administrator: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    from liaison.api import addresses, codes, salutations

    for module, reader, table, path, theirs, mine in (
        (addresses, "_address", AlternativeAddress, ADDRESS, {"city": "Gryon"}, {"address": "Rue 1"}),
        (codes, "_row", MailingGroup, CODE, {"active": False}, {"description": "Mine"}),
        (salutations, "salutation_of", Salutation, SALUTATION, {"active": False}, {"description": "Mine"}),
    ):
        code = path.rpartition("/")[2]

        def change(table: Any = table, code: str = code, theirs: Any = theirs) -> None:
            table.objects.filter(code=code).update(**theirs)

        monkeypatch.setattr(module, reader, _between(getattr(module, reader), change))
        shown = administrator.patch(path, mine).json()
        assert {name: shown[name] for name in (*theirs, *mine)} == {**theirs, **mine}


def test_steps_that_somebody_else_made_stay(cast: Cast, administrator: Program) -> None:
    """B-2: the list of steps has a version of its own"""
    path = f"/segments/{administrator.post('/segments', {'description': 'S'}).json()['no']}/steps"
    empty = administrator.get(path)["ETag"]
    assert administrator.post(path, {"action": "add"}).status_code == 201
    seen = administrator.get(path)
    (first,) = seen.json()["items"]
    assert administrator.post(f"{path[:-6]}/refresh").status_code == 200
    assert administrator.get(path)["ETag"] == seen["ETag"] != empty
    mine = {"steps": [{"id": first["id"], "action": "add"}]}

    administrator.post(path, {"action": "reduce"})
    both = administrator.get(path)
    assert both["ETag"] != seen["ETag"]
    theirs = {
        "steps": [
            {**mine["steps"][0], "allow_existing": True},
            {"action": "refine", "id": both.json()["items"][1]["id"]},
        ]
    }
    for wanted, tag in ((None, seen["ETag"]), (theirs, both["ETag"])):
        if wanted is not None:
            assert administrator("PUT", path, wanted, If_Match=tag)["ETag"] == administrator.get(path)["ETag"]
        for preview in ("?preview=true", ""):
            assert problem(administrator("PUT", f"{path}{preview}", mine, If_Match=tag))["status"] == 412
        assert len(administrator.get(path).json()["items"]) == 2
    last = administrator.get(path)["ETag"]
    assert administrator("PUT", f"{path}?preview=true", mine, If_Match=last).status_code == 200
    assert administrator("PUT", path, mine, If_Match=last)["ETag"] == seen["ETag"]
    assert administrator("PUT", path, {"steps": []})["ETag"] == empty


def test_what_is_gone_is_not_made_anew(cast: Cast, administrator: Program) -> None:
    """B-19: the version of a language that was deleted, or of a draft that never had it"""
    url = "/interaction-templates/APPEL/languages/it"
    seen = administrator("PUT", url, {"subject": "Mine"})
    assert administrator.delete(url).status_code == 204

    for tag in (seen["ETag"], '"7"'):
        assert problem(administrator("PUT", url, {"subject": "Late"}, If_Match=tag))["status"] == 412
    assert problem(administrator.get(url))["status"] == 404
    draft = administrator.post("/interactions", {"postponed": True, "contact": "CT-000482"}).json()[
        "entry_no"
    ]
    late = administrator.patch(f"/interactions/{draft}", {"description": "Late"}, If_Match='"0"')
    assert problem(late)["status"] == 412


@pytest.mark.usefixtures("records")
def test_deleting_what_has_changed_is_412(cast: Cast, administrator: Program) -> None:
    make.make_group("FREE")
    make.make_template("FREE", group=InteractionGroup.objects.get(code="FREE"))
    call = {"contact": "CT-000482", "template": "APPEL"}
    draft = administrator.post("/interactions", {"postponed": True, **call}).json()["entry_no"]
    entry = administrator.post("/interactions", call).json()["entry_no"]
    segment = f"/segments/{administrator.post('/segments', {'description': 'S'}).json()['no']}"
    campaign = f"/campaigns/{administrator.post('/campaigns', {'description': 'C'}).json()['no']}"

    for path in (
        segment,
        campaign,
        "/interaction-templates/FREE",
        "/interaction-groups/FREE",
        f"/interactions/{draft}",
        f"/interactions/{entry}/cancellation",
        "/contacts/CT-000480",
        ADDRESS,
        CODE,
        "/salutations/MR-DR",
        "/salutations/MS/formulas/fr/formal",
    ):
        assert problem(administrator.delete(path, If_Match='"77"'))["status"] == 412
    late = administrator.post(f"/interactions/{entry}/cancellation", {}, If_Match='"77"')
    assert problem(late)["status"] == 412

    assert Draft.objects.count() == Entry.objects.filter(canceled=False).count() == 1
    for path in ("/interaction-templates/FREE", f"/interactions/{draft}", segment, campaign, ADDRESS, CODE):
        tag = administrator.get(path)["ETag"]
        assert administrator.delete(path, If_Match=tag).status_code == 204
    assert not InteractionTemplate.objects.filter(code="FREE").exists()
    assert not AlternativeAddress.objects.exists()
    assert not MailingGroup.objects.filter(code="NEWS").exists()
