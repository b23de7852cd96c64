"""The figures of the home page: whose, of when, and at what cost."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from liaison.accounts.models import Reach, Role
from liaison.interactions.actions.correct import cancel
from liaison.interactions.actions.log import log_values
from liaison.interactions.actions.sent import note_delivery
from liaison.interactions.draft import Values
from liaison.interactions.models import DeliveryStatus, Entry
from liaison.kit.errors import NotAllowed
from liaison.reports.queries import Week, home_figures, last_interactions, scopes
from liaison.reports.rules import Scope
from tests import make
from tests.cast import Cast

WEDNESDAY = datetime(2026, 3, 4, 15, 0, tzinfo=UTC)
MONDAY = date(2026, 3, 2)


def _log(cast: Cast, when: datetime, salesperson: str = "AR", by: Any = None, **given: Any) -> int:
    values = {"contact": "CT-000482", "template": "APPEL", "salesperson": salesperson, "occurred_at": when}
    return log_values(Values(**{**values, **given}), by=by or cast.aline, at=WEDNESDAY)


@pytest.fixture
def weeks(cast: Cast) -> Cast:
    """Aline: 4 this week, one of them later today, and 1 tomorrow; 2 the week before by Wednesday and 1 after; Marc 1, the stranger 1."""
    _log(cast, WEDNESDAY)
    _log(cast, WEDNESDAY - timedelta(days=2), duration_min=Decimal(48))
    make.make_template("VISITE", channel="meeting", description="Visite")
    _log(cast, WEDNESDAY - timedelta(days=1), template="VISITE")
    _log(cast, WEDNESDAY - timedelta(days=7))
    _log(cast, WEDNESDAY - timedelta(days=8))
    _log(cast, WEDNESDAY - timedelta(days=7) + timedelta(minutes=1))
    _log(cast, WEDNESDAY, "MD", cast.marc)
    _log(cast, WEDNESDAY, "UB", cast.stranger)
    _log(cast, WEDNESDAY + timedelta(minutes=1))
    _log(cast, WEDNESDAY + timedelta(days=1))
    cancel([_log(cast, WEDNESDAY)], by=cast.aline, at=WEDNESDAY)
    return cast


def test_this_week_against_the_same_stretch_of_earlier_ones(weeks: Cast) -> None:
    """R-INT-2: cancelled ones do not count; the rest of today and of earlier weeks does not compare."""
    found = home_figures(weeks.aline, Scope.ME, at=WEDNESDAY)

    assert (found.interactions, found.change, found.minutes) == (4, 50, Decimal("84.00"))
    assert found.weeks[-2:] == (
        Week(MONDAY - timedelta(weeks=1), {"phone": 3}),
        Week(MONDAY, {"phone": 3, "meeting": 1}),
    )
    assert [len(found.weeks), found.weeks[0].monday] == [12, MONDAY - timedelta(weeks=11)]


@pytest.mark.parametrize(("scope", "number"), [(Scope.ME, 4), (Scope.TEAM, 5), (Scope.ALL, 6)])
def test_whose(weeks: Cast, scope: Scope, number: int) -> None:
    assert home_figures(weeks.aline, scope, at=WEDNESDAY).interactions == number


def test_what_one_may_not_see_does_not_count(weeks: Cast) -> None:
    """R-INT-198"""
    weeks.stranger.reach = Reach.OWN

    assert home_figures(weeks.stranger, Scope.ALL, at=WEDNESDAY).interactions == 1


def test_the_average_looks_twelve_weeks_back_and_no_further(cast: Cast) -> None:
    _log(cast, WEDNESDAY)
    _log(cast, WEDNESDAY - timedelta(weeks=12))
    assert home_figures(cast.aline, Scope.ME, at=WEDNESDAY).change == 1100

    _log(cast, WEDNESDAY - timedelta(weeks=13))
    assert home_figures(cast.aline, Scope.ME, at=WEDNESDAY).change == 1100


def test_a_change_to_summer_time_does_not_shift_the_comparison(cast: Cast) -> None:
    at = datetime(2026, 4, 1, 6, 30, tzinfo=UTC)  # 08:30 in summer time
    _log(cast, datetime(2026, 4, 1, 6, 30, tzinfo=UTC))
    _log(cast, datetime(2026, 3, 25, 7, 30, tzinfo=UTC))  # 08:30 in winter time

    assert home_figures(cast.aline, Scope.ME, at=at).change == 0


def test_without_past_there_is_nothing_to_compare(cast: Cast) -> None:
    _log(cast, WEDNESDAY)

    assert home_figures(cast.aline, Scope.ME, at=WEDNESDAY).change is None


def test_what_recorded_itself_is_told(cast: Cast) -> None:
    _log(cast, WEDNESDAY)
    Entry.objects.filter(pk=_log(cast, WEDNESDAY)).update(recorded_by=None)

    assert home_figures(cast.aline, Scope.ME, at=WEDNESDAY).untyped == 1


def test_failed_deliveries_of_the_last_month_wait(cast: Cast) -> None:
    """R-INT-128"""
    for days, state in ((1, "failed"), (2, "bounced"), (3, "sent"), (40, "failed")):
        when = WEDNESDAY - timedelta(days=days)
        note_delivery(_log(cast, when), cast.nora.pk, DeliveryStatus(state), at=when)

    found = home_figures(cast.aline, Scope.ME, at=WEDNESDAY)
    assert (found.undelivered, found.undelivered_since) == (2, date(2026, 2, 2))


def test_the_last_interactions_of_oneself_the_team_and_all(weeks: Cast) -> None:
    def sellers(scope: Scope) -> list[str]:
        found = last_interactions(weeks.aline, scope, at=WEDNESDAY, limit=4)
        return [row.salesperson_code for row in found]

    assert [sellers(scope) for scope in Scope] == [
        ["AR", "AR", "AR", "AR"], ["AR", "AR", "MD", "AR"], ["AR", "AR", "UB", "MD"],
    ]  # fmt: skip


def test_planned_ones_are_not_among_the_last(cast: Cast) -> None:
    _log(cast, WEDNESDAY + timedelta(days=1))

    assert last_interactions(cast.aline, Scope.ME, at=WEDNESDAY) == []


def test_whose_figures_one_may_choose(cast: Cast) -> None:
    assert scopes(cast.aline) == (Scope.ME, Scope.TEAM, Scope.ALL)
    assert scopes(cast.administrator) == (Scope.ALL,)


@pytest.mark.parametrize("number", [1, 3])
def test_two_statements(cast: Cast, number: int, django_assert_num_queries: Any) -> None:
    for days in range(number):
        _log(cast, WEDNESDAY - timedelta(days=days))
    with django_assert_num_queries(2):
        home_figures(cast.aline, Scope.TEAM, at=WEDNESDAY)


def test_who_may_not_read_the_log_is_refused(cast: Cast) -> None:
    cast.viewer.is_active = False
    with pytest.raises(NotAllowed):
        home_figures(cast.viewer, Scope.ALL, at=WEDNESDAY)
    assert cast.viewer.role == Role.VIEWER
