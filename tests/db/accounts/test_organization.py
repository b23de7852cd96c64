"""Salespeople, teams, the company and saved views."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from liaison.accounts.actions import (
    change_organization,
    change_salesperson,
    change_team,
    create_salesperson,
    create_team,
    delete_view,
    ensure_salesperson,
    save_view,
)
from liaison.accounts.models import Organization, Salesperson, SavedView, Team
from liaison.accounts.queries import organization, saved_view, saved_views
from liaison.contacts.actions import create_contact
from liaison.contacts.fields import ContactFields
from liaison.kit.errors import NotAllowed, Refused
from tests.cast import Cast


def test_create_salesperson_writes_the_code_in_capitals(cast: Cast, at: datetime) -> None:
    made = create_salesperson(" lf ", name=" Lucie Favre ", phone="021", by=cast.administrator, at=at)

    stored = Salesperson.objects.get(pk=made.pk)
    assert (stored.code, stored.name, stored.phone, stored.active) == ("LF", "Lucie Favre", "021", True)


@pytest.mark.parametrize(
    ("code", "fields", "wrong"),
    [
        ("", {"name": "N"}, "code"),
        ("x" * 21, {"name": "N"}, "code"),
        ("a/r", {"name": "N"}, "code"),
        ("a\x00r", {"name": "N"}, "code"),
        ("..", {"name": "N"}, "code"),
        ("ar", {"name": "N"}, "code"),
        ("n", {"name": " "}, "name"),
        ("n", {"name": "N", "email": "no"}, "email"),
        ("n", {"name": "N", "phone": "1" * 41}, "phone"),
    ],
)
def test_create_salesperson_refused_leaves_nothing(
    cast: Cast, at: datetime, code: str, fields: dict[str, Any], wrong: str
) -> None:
    before = Salesperson.objects.count()
    with pytest.raises(Refused) as caught:
        create_salesperson(code, **fields, by=cast.administrator, at=at)

    assert [refusal.field for refusal in caught.value.refusals] == [wrong]
    assert Salesperson.objects.count() == before


def test_ensured_is_who_is_there_but_nobody_inactive(cast: Cast, at: datetime) -> None:
    """R-INT-45: what somebody tied to them records would have no salesperson"""
    assert ensure_salesperson(" ar ", name="N", email="", by=None, at=at) == cast.rochat
    Salesperson.objects.filter(code="AR").update(active=False)

    with pytest.raises(Refused) as caught:
        ensure_salesperson("ar", name="N", email="", by=None, at=at)

    assert [refusal.field for refusal in caught.value.refusals] == ["salesperson"]
    assert not Salesperson.objects.filter(name="N").exists()


def test_change_salesperson_keeps_its_history(cast: Cast, at: datetime) -> None:
    change_salesperson(cast.rochat, active=False, by=cast.administrator, at=at)

    history: Any = cast.rochat
    assert list(history.events.order_by("pgh_id").values_list("active", flat=True)) == [True, False]


def test_teams_are_created_once_and_changed(cast: Cast, at: datetime) -> None:
    team = create_team("nord", name="Nord", by=cast.administrator, at=at)
    change_team(team, name="Nord-Est", active=False, by=cast.administrator, at=at)

    assert Team.objects.values_list("name", "active").get(code="NORD") == ("Nord-Est", False)
    with pytest.raises(Refused):
        create_team("NORD", name="Nord", by=cast.administrator, at=at)


def test_company_is_one_row_that_changes(db: None, cast: Cast, at: datetime) -> None:
    """R-CON-274"""
    assert organization().name == ""
    change_organization(name="Chablais Machines SA", city="Monthey", by=cast.administrator, at=at)
    change_organization(phone="024 555 01 01", by=None, at=at)

    assert Organization.objects.values_list("name", "city", "phone").get() == (
        "Chablais Machines SA",
        "Monthey",
        "024 555 01 01",
    )
    with pytest.raises(Refused):
        change_organization(email="no", by=cast.administrator, at=at)


@pytest.mark.parametrize(
    ("setting", "spoken"), [("fr", "fr-CH"), ("de", "de-CH"), ("it", "it-CH"), ("en", "en")]
)
def test_company_speaks_the_language_of_the_settings(
    cast: Cast, at: datetime, settings: Any, setting: str, spoken: str
) -> None:
    settings.LANGUAGE_CODE = setting

    assert create_contact(ContactFields(name="Gut AG"), by=cast.aline, at=at).language == spoken
    change_organization(name="Chablais Machines SA", by=cast.administrator, at=at)
    assert organization().language == spoken
    change_organization(language="it-CH", by=cast.administrator, at=at)
    assert organization().language == "it-CH"


def test_setup_is_for_administrators(cast: Cast, at: datetime) -> None:
    """R-INT-195"""
    for attempt in (
        lambda: create_salesperson("N", name="N", by=cast.aline, at=at),
        lambda: change_salesperson(cast.rochat, name="N", by=cast.aline, at=at),
        lambda: create_team("N", name="N", by=cast.aline, at=at),
        lambda: change_team(cast.rochat.team or Team(), name="N", by=cast.aline, at=at),
        lambda: change_organization(name="N", by=cast.aline, at=at),
    ):
        with pytest.raises(NotAllowed, match="You may not change the set-up"):
            attempt()


def test_saved_view_is_replaced_by_name_and_seen_by_others_only_when_shared(cast: Cast, at: datetime) -> None:
    save_view("interactions", "Mes appels", query="channel=phone", by=cast.aline, at=at)
    mine = save_view("interactions", " Mes appels ", query="channel=email", by=cast.aline, at=at)
    team = save_view("interactions", "Équipe", query="team=OUEST", shared=True, by=cast.aline, at=at)

    assert SavedView.objects.count() == 2
    assert [view.query for view in saved_views(cast.aline, "interactions")] == ["team=OUEST", "channel=email"]
    assert list(saved_views(cast.marc, "interactions")) == [team]
    assert list(saved_views(cast.aline, "contacts")) == []
    assert saved_view(cast.marc, mine.pk) is None
    assert saved_view(cast.marc, team.pk) == team


def test_saved_view_needs_a_name(cast: Cast, at: datetime) -> None:
    with pytest.raises(Refused):
        save_view("interactions", "  ", query="", by=cast.aline, at=at)
    with pytest.raises(Refused):
        save_view("interactions", "x" * 101, query="", by=cast.aline, at=at)
    assert not SavedView.objects.exists()


def test_shared_view_of_somebody_who_left_is_deleted_by_who_looks_after_the_set_up(
    cast: Cast, at: datetime
) -> None:
    shared = save_view("interactions", "Équipe", query="", shared=True, by=cast.aline, at=at)
    own = save_view("interactions", "Mes appels", query="", by=cast.aline, at=at)

    with pytest.raises(NotAllowed):
        delete_view(own, by=cast.administrator, at=at)
    delete_view(shared, by=cast.administrator, at=at)

    assert list(SavedView.objects.all()) == [own]


def test_saved_view_is_deleted_by_its_owner_only(cast: Cast, at: datetime) -> None:
    view = save_view("interactions", "Équipe", query="", shared=True, by=cast.aline, at=at)

    with pytest.raises(NotAllowed):
        delete_view(view, by=cast.marc, at=at)
    assert SavedView.objects.count() == 1
    delete_view(view, by=cast.aline, at=at)
    assert SavedView.objects.count() == 0
