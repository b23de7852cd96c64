"""Creating, changing and closing out users."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from liaison.accounts.actions import (
    change_settings,
    change_user,
    create_user,
    deactivate_user,
    reactivate_user,
    set_password,
)
from liaison.accounts.models import Reach, Role, User
from liaison.kit.errors import NotAllowed, Refused
from tests import make
from tests.cast import Cast


def _fields(caught: Refused) -> list[str | None]:
    return [refusal.field for refusal in caught.refusals]


def test_create_user_keeps_every_field_and_hashes_the_password(cast: Cast, at: datetime) -> None:
    made = create_user(
        " lucie ",
        role=Role.MARKETING,
        name="Lucie Favre",
        email="lucie@liaison.example",
        password="neuf mots de passe",
        salesperson=cast.rochat,
        reach=Reach.TEAM,
        language="de",
        by=cast.administrator,
        at=at,
    )

    made.refresh_from_db()
    assert (made.username, made.role, made.reach, made.language) == ("lucie", "marketing", "team", "de")
    assert (made.salesperson_id, made.date_joined, made.is_active) == (cast.rochat.pk, at, True)
    assert made.check_password("neuf mots de passe")


def test_users_may_share_a_password_that_was_made_once(cast: Cast, at: datetime) -> None:
    first = create_user("eva", role=Role.VIEWER, password="yverdon-1400", by=None, at=at)
    second = create_user(
        "ivo", role=Role.VIEWER, password="yverdon-1400", same_password_as=first, by=None, at=at
    )
    assert second.password == first.password
    assert second.check_password("yverdon-1400")


def test_create_user_by_the_installation_itself_needs_nobody(db: None, at: datetime) -> None:
    first = create_user("admin", role=Role.ADMINISTRATOR, by=None, at=at)

    assert not first.has_usable_password()
    assert User.objects.get().role == Role.ADMINISTRATOR


@pytest.mark.parametrize(
    ("username", "fields", "wrong"),
    [
        ("", {}, ["username"]),
        ("ALINE", {}, ["username"]),
        ("x" * 151, {}, ["username"]),
        ("neu", {"email": "Aline@Liaison.example"}, ["email"]),
        ("neu", {"email": "no address"}, ["email"]),
        ("neu", {"role": "king"}, ["role"]),
        ("neu", {"language": "x" * 11}, ["language"]),
        ("neu", {"password": "kurz"}, ["password"]),
    ],
)
def test_create_user_refused_leaves_nothing(
    cast: Cast, at: datetime, username: str, fields: dict[str, Any], wrong: list[str]
) -> None:
    before = User.objects.count()

    with pytest.raises(Refused) as caught:
        create_user(username, **{"role": Role.VIEWER, "by": cast.administrator, "at": at, **fields})

    assert _fields(caught.value) == wrong
    assert User.objects.count() == before


def test_only_administrators_manage_users(cast: Cast, at: datetime) -> None:
    """R-INT-195"""
    attempts: list[Callable[[], User]] = [
        lambda: create_user("neu", role=Role.VIEWER, by=cast.aline, at=at),
        lambda: change_user(cast.aline, role=Role.ADMINISTRATOR, by=cast.aline, at=at),
        lambda: deactivate_user(cast.marc, by=cast.aline, at=at),
        lambda: reactivate_user(cast.marc, by=cast.aline, at=at),
        lambda: set_password(cast.marc, "neuf mots de passe", by=cast.aline, at=at),
    ]
    for attempt in attempts:
        with pytest.raises(NotAllowed, match="You may not manage users"):
            attempt()
    assert User.objects.get(pk=cast.aline.pk).role == Role.SALESPERSON


def test_change_user_writes_what_changed_with_its_history(cast: Cast, at: datetime) -> None:
    change_user(cast.aline, role=Role.MANAGER, name="Aline Rochat", by=cast.administrator, at=at)

    history: Any = cast.aline
    events = list(
        history.events.order_by("pgh_id").values_list("pgh_label", "role", "pgh_context__metadata__user")
    )
    assert events == [
        ("insert", "salesperson", None),
        ("update", "manager", cast.administrator.pk),
    ]


def test_change_user_to_the_same_writes_nothing(
    cast: Cast, at: datetime, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(2):  # the savepoint and its end
        change_user(cast.aline, name="Aline Rochat", by=cast.administrator, at=at)


def test_change_user_refuses_a_taken_address(cast: Cast, at: datetime) -> None:
    with pytest.raises(Refused) as caught:
        change_user(cast.aline, email="MARC@liaison.example", by=cast.administrator, at=at)

    assert _fields(caught.value) == ["email"]
    assert User.objects.get(pk=cast.aline.pk).email == "aline@liaison.example"


def test_last_administrator_can_neither_be_demoted_nor_closed_out(cast: Cast, at: datetime) -> None:
    with pytest.raises(Refused):
        change_user(cast.administrator, role=Role.VIEWER, by=cast.administrator, at=at)
    with pytest.raises(Refused):
        deactivate_user(cast.administrator, by=cast.administrator, at=at)

    second = make.make_user("second", Role.ADMINISTRATOR)
    deactivate_user(cast.administrator, by=second, at=at)
    assert not User.objects.get(pk=cast.administrator.pk).is_active


def test_people_change_their_own_name_and_language(cast: Cast, at: datetime) -> None:
    change_settings(name="Aline R.", language="it", by=cast.aline, at=at)

    stored = User.objects.get(pk=cast.aline.pk)
    assert (stored.name, stored.language) == ("Aline R.", "it")


def test_set_password_of_oneself_and_refused_when_weak(cast: Cast, at: datetime) -> None:
    set_password(cast.aline, "neuf mots de passe", by=cast.aline, at=at)
    assert User.objects.get(pk=cast.aline.pk).check_password("neuf mots de passe")

    with pytest.raises(Refused) as caught:
        set_password(cast.aline, "aline", by=cast.aline, at=at)
    assert set(_fields(caught.value)) == {"password"}
    assert User.objects.get(pk=cast.aline.pk).check_password("neuf mots de passe")


def test_inactive_user_frees_the_address_and_cannot_take_it_back(cast: Cast, at: datetime) -> None:
    deactivate_user(cast.marc, by=cast.administrator, at=at)
    create_user("marc2", role=Role.VIEWER, email="marc@liaison.example", by=cast.administrator, at=at)

    with pytest.raises(Refused) as caught:
        reactivate_user(cast.marc, by=cast.administrator, at=at)
    assert _fields(caught.value) == ["email"]

    change_user(User.objects.get(username="marc2"), email="", by=cast.administrator, at=at)
    reactivate_user(cast.marc, by=cast.administrator, at=at)
    assert User.objects.get(pk=cast.marc.pk).is_active
