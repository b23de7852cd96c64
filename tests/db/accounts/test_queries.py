"""Who is who."""

from __future__ import annotations

from typing import Any

import pytest

from liaison.accounts.models import Reach, Role, SavedView
from liaison.accounts.queries import (
    require,
    salespeople,
    salesperson_by_code,
    salesperson_for,
    saved_views,
    sight_of,
    teams,
    user,
    user_by_name,
    users,
)
from liaison.accounts.rules import Right, Sight
from liaison.kit.errors import NotAllowed
from tests import make
from tests.cast import Cast


def test_require_says_no_in_words_and_reads_nothing(cast: Cast, django_assert_num_queries: Any) -> None:
    """R-INT-195"""
    with django_assert_num_queries(0):
        require(cast.aline, Right.RECORD)
        with pytest.raises(NotAllowed) as caught:
            require(cast.viewer, Right.RECORD)
    assert str(caught.value) == "You may not record or change interactions."


def test_inactive_user_has_no_right_left(cast: Cast) -> None:
    """R-INT-195"""
    cast.aline.is_active = False
    with pytest.raises(NotAllowed):
        require(cast.aline, Right.READ_LOG)


def test_salesperson_is_the_only_one_with_the_users_address(
    cast: Cast, django_assert_num_queries: Any
) -> None:
    """R-INT-45"""
    cast.aline.salesperson = cast.dubuis
    cast.aline.email = "ALINE@liaison.example"

    with django_assert_num_queries(1):
        assert salesperson_for(cast.aline) == cast.rochat


def test_salesperson_of_the_settings_when_the_address_is_not_alone(cast: Cast) -> None:
    """R-INT-45"""
    for code in ("A1", "A2", "A3"):
        make.make_salesperson(code, email="aline@liaison.example")
    cast.aline.salesperson = cast.dubuis

    assert salesperson_for(cast.aline) == cast.dubuis


def test_salesperson_of_the_settings_when_the_address_matches_nobody(cast: Cast) -> None:
    """R-INT-45"""
    cast.aline.email = ""
    assert salesperson_for(cast.aline) == cast.rochat


def test_nobody_when_neither_address_nor_settings_name_an_active_one(cast: Cast) -> None:
    """R-INT-45"""
    assert salesperson_for(cast.administrator) is None
    cast.rochat.active = False
    cast.rochat.save()
    assert salesperson_for(cast.aline) is None


def test_sight_tells_reach_team_and_private(cast: Cast, django_assert_num_queries: Any) -> None:
    """R-INT-198"""
    reader = make.make_user("r", Role.CONTACT_USER, reach=Reach.OWN, salesperson=cast.rochat)
    with django_assert_num_queries(0):
        assert sight_of(reader) == Sight(
            reader.pk, "own", cast.rochat.team_id, cast.rochat.pk, sees_private=False
        )
        assert sight_of(cast.administrator) == Sight(
            cast.administrator.pk, "all", None, None, sees_private=True
        )


def test_salespeople_by_name_without_the_inactive(cast: Cast, django_assert_num_queries: Any) -> None:
    make.make_salesperson("ZZ", "Aaron", active=False)

    with django_assert_num_queries(1):
        assert [row.team.code for row in salespeople(cast.viewer) if row.team] == ["OUEST", "OUEST", "EST"]
    assert [row.code for row in salespeople(cast.viewer)] == ["AR", "MD", "UB"]
    assert [row.code for row in salespeople(cast.viewer, active=None)] == ["ZZ", "AR", "MD", "UB"]
    assert [row.code for row in salespeople(cast.viewer, active=False)] == ["ZZ"]
    assert salesperson_by_code(cast.viewer, "zz") is not None
    assert salesperson_by_code(cast.viewer, "nobody") is None


def test_teams_by_name_without_the_inactive(cast: Cast) -> None:
    make.make_team("VIEUX", active=False)
    assert [team.code for team in teams(cast.viewer)] == ["EST", "OUEST"]
    assert [team.code for team in teams(cast.viewer, active=None)] == ["EST", "OUEST", "VIEUX"]


def test_names_are_sorted_without_accents_and_case(cast: Cast) -> None:
    for place, name in enumerate(["Zoé Aubry", "Élodie Ney", "de Weck", "Zaugg"]):
        make.make_salesperson(f"S{place}", name)
        make.make_team(f"T{place}", name=name)
        SavedView.objects.create(user=cast.aline, area="contacts", name=name)

    told = [
        [row.name for row in found if row.name not in {"Est", "Ouest"}]
        for found in (
            salespeople(cast.viewer).exclude(code__in=["AR", "MD", "UB"]),
            teams(cast.viewer),
            saved_views(cast.aline, "contacts"),
        )
    ]

    assert told == [["de Weck", "Élodie Ney", "Zaugg", "Zoé Aubry"]] * 3


def test_users_are_listed_for_administrators_and_everybody_finds_themselves(
    cast: Cast, django_assert_num_queries: Any
) -> None:
    cast.marc.is_active = False
    cast.marc.save()

    with django_assert_num_queries(1):
        found = [(row.username, row.team_id) for row in users(cast.administrator)]
    assert [name for name, _ in found] == ["admin", "aline", "lecteur", "urs", "marc"]
    with pytest.raises(NotAllowed):
        users(cast.aline)
    assert user(cast.aline, "aline") == cast.aline
    assert user(cast.administrator, "marc") == cast.marc
    with pytest.raises(NotAllowed):
        user(cast.aline, "marc")
    assert user_by_name("ALINE") == cast.aline
    assert user_by_name("nobody") is None
