"""Two people at one record."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction

from liaison.accounts.models import Team
from liaison.kit.errors import Conflict
from liaison.kit.versions import locked, made_of, others_were_quicker, version_of
from tests import make

pytestmark = pytest.mark.django_db


def test_version_is_another_once_a_column_says_something_else() -> None:
    team = make.make_team()
    seen = version_of(team)
    assert version_of(Team.objects.get(pk=team.pk)) == seen
    assert made_of(team, "member") != seen
    team.name = "Ouest lausannois"
    assert version_of(team) != seen


def test_what_nobody_sees_in_a_form_is_no_other_version() -> None:
    user = make.make_user()
    seen = version_of(user)
    user.set_password("another long phrase")
    assert version_of(user) == seen


def test_newest_state_is_locked_unless_somebody_was_quicker() -> None:
    team = make.make_team()
    seen = version_of(team)
    Team.objects.filter(pk=team.pk).update(name="Ouest lausannois")

    assert locked(team, None).name == "Ouest lausannois"
    assert locked(team, version_of(Team.objects.get(pk=team.pk))).name == "Ouest lausannois"
    with pytest.raises(Conflict):
        locked(team, seen)
    Team.objects.filter(pk=team.pk).delete()
    with pytest.raises(Conflict):
        locked(team, None)


@pytest.mark.parametrize(
    ("sql", "quicker"),
    [
        ("INSERT INTO team (code, name, active) SELECT code, name, active FROM team", True),
        ("INSERT INTO team (code, name, active) VALUES ('X', NULL, TRUE)", False),
    ],
    ids=["twice", "empty"],
)
def test_what_others_did_is_told_from_a_bug(sql: str, quicker: bool) -> None:
    make.make_team()
    with pytest.raises(IntegrityError) as caught, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert others_were_quicker(caught.value) is quicker
