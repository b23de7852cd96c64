from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps

from liaison.accounts.models import Role
from liaison.interactions.actions.groups import change_group, create_group, delete_group
from liaison.interactions.actions.templates import create_template
from liaison.interactions.facts import GroupChanged
from liaison.interactions.models import InteractionGroup
from liaison.interactions.queries.set_up import interaction_group, interaction_groups, template_counts
from liaison.kit import facts
from liaison.kit.errors import Conflict, NotAllowed, Refused
from tests import make
from tests.cast import Cast
from tests.conftest import AT
from tests.db.interactions.conftest import Log


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[tuple[str | None, str]]:
    return [(one.field, one.code) for one in refused.value.refusals]


def test_group_is_created(cast: Cast) -> None:
    """R-INT-1: the code is upper case, without blanks around it."""
    made = create_group(" lettre ", description="Lettres", by=cast.administrator, at=AT)

    stored = InteractionGroup.objects.get(code="LETTRE")
    assert (stored, stored.description, stored.active, stored.version) == (made, "Lettres", True, 1)


@pytest.mark.parametrize(
    ("code", "fields", "refusals"),
    [
        ("", {}, [("code", "E-INT-47")]),
        ("tel", {}, [("code", "E-INT-47")]),
        ("X" * 21, {}, [("code", "length")]),
        ("LETTRE", {"description": "x" * 256}, [("description", "length")]),
        ("LETTRE", {"description": "a\x00b"}, [("description", "shape")]),
        ("LETTRE", {"descriptions": {"x y": "a"}}, [("descriptions", "language")]),
    ],
)
def test_refused_group_leaves_nothing(
    cast: Cast, code: str, fields: dict[str, Any], refusals: list[tuple[str, str]]
) -> None:
    """R-INT-1"""
    with pytest.raises(Refused) as refused:
        create_group(code, by=cast.administrator, at=AT, **fields)

    assert codes(refused) == refusals
    assert list(InteractionGroup.objects.values_list("code", flat=True)) == ["TEL"]


def test_only_administrators_change_groups(cast: Cast) -> None:
    """R-INT-195"""
    group = make.make_group()
    for by in (cast.aline, cast.viewer, make.make_user("chef", Role.MANAGER)):
        with pytest.raises(NotAllowed):
            create_group("X", by=by, at=AT)
        with pytest.raises(NotAllowed):
            change_group(group, description="x", by=by, at=AT)
        with pytest.raises(NotAllowed):
            delete_group(group, by=by, at=AT)

    assert list(InteractionGroup.objects.values_list("code", "description")) == [("TEL", "Téléphone")]


def test_change_is_kept_once_with_who_and_when(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    group = make.make_group("REUNION")
    heard: list[GroupChanged] = []
    monkeypatch.setitem(facts._listeners, GroupChanged, [heard.append])

    for _ in range(2):
        changed = change_group(
            group, description="Réunions", by=cast.administrator, at=AT + timedelta(hours=1), version=1 + _
        )

    assert (changed.description, changed.version) == ("Réunions", 2)
    assert [(one.code, one.kind, one.by) for one in heard] == [("REUNION", "changed", cast.administrator.pk)]
    event = apps.get_model("interactions", "InteractionGroupEvent")._default_manager.latest("pgh_id")
    assert (event.description, event.pgh_context.metadata["user"], event.pgh_context.metadata["reason"]) == (
        "Réunions",
        cast.administrator.pk,
        "change_group",
    )


def test_second_writer_is_told(cast: Cast) -> None:
    group = make.make_group("REUNION")
    change_group(group, description="Réunions", by=cast.administrator, at=AT, version=1)

    with pytest.raises(Conflict):
        change_group(group, description="Visites", by=cast.administrator, at=AT, version=1)

    group.refresh_from_db()
    assert group.description == "Réunions"


def test_unused_group_is_deleted(cast: Cast) -> None:
    group = make.make_group("VIDE")

    delete_group(group, by=cast.administrator, at=AT)

    assert not InteractionGroup.objects.filter(code="VIDE").exists()
    with pytest.raises(Conflict):
        delete_group(group, by=cast.administrator, at=AT)


def test_group_of_a_template_is_not_deleted_but_can_be_inactive(cast: Cast) -> None:
    """R-INT-4"""
    with pytest.raises(Refused) as refused:
        delete_group(cast.call.group, by=cast.administrator, at=AT)

    assert codes(refused) == [(None, "E-INT-45")]
    group = change_group(cast.call.group, active=False, by=cast.administrator, at=AT)
    assert not group.active
    with pytest.raises(Refused):
        create_template("NEUF", group, by=cast.administrator, at=AT)


def test_group_of_an_entry_is_not_deleted(cast: Cast, log: Log) -> None:
    """R-INT-4"""
    log()
    group = cast.call.group
    cast.call.group = make.make_group("AUTRE")
    cast.call.save()

    with pytest.raises(Refused) as refused:
        delete_group(group, by=cast.administrator, at=AT)

    assert codes(refused) == [(None, "E-INT-45")]


@pytest.mark.parametrize("count", [1, 3])
def test_groups_are_one_statement(cast: Cast, django_assert_num_queries: Any, count: int) -> None:
    for number in range(count):
        make.make_group(f"G{number}", active=number != 2)

    with django_assert_num_queries(1):
        found = [group.code for group in interaction_groups(cast.viewer)]

    assert found == [*(f"G{number}" for number in range(count)), "TEL"]
    assert template_counts(cast.viewer) == {cast.call.group_id: 1}


def test_groups_are_found(cast: Cast) -> None:
    make.make_group("ALT", description="Ancien", active=False)

    assert [group.code for group in interaction_groups(cast.viewer, active=True)] == ["TEL"]
    assert [group.code for group in interaction_groups(cast.viewer, text="anc")] == ["ALT"]
    assert interaction_group(cast.viewer, "tel") == cast.call.group
    assert interaction_group(cast.viewer, "rien") is None
