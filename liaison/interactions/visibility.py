"""Which entries a viewer may see: what they may not see is absent everywhere (R-INT-198).

One description serves SQL written by hand and querysets, so that lists, search, counts, figures and
exports can never disagree.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Q

from liaison.accounts.models import Reach, User
from liaison.accounts.queries import sight_of
from liaison.interactions.models.choices import Visibility


@dataclass(frozen=True, slots=True)
class Seen:
    """A condition on entries, as SQL over the alias `e` and as a queryset condition."""

    sql: str
    params: dict[str, Any]
    q: Q

    def apart(self, prefix: str) -> Seen:
        """The same with parameters of its own, for a statement that asks for what several people may see."""
        sql = self.sql
        for name in self.params:
            sql = sql.replace(f"%({name})s", f"%({prefix}{name})s")
        return replace(self, sql=sql, params={f"{prefix}{name}": told for name, told in self.params.items()})


def seen_by(viewer: User) -> Seen:
    """The entries `viewer` may see.

    Entries for everyone, those of the viewer's team that are for the team, and the viewer's own;
    all of them for who may see private ones. Of these only what the viewer's reach allows.
    """
    sight = sight_of(viewer)
    params: dict[str, Any] = {
        "seen_user": sight.user_id,
        "seen_team": sight.team_id,
        "seen_salesperson": sight.salesperson_id,
    }
    sql, q = "TRUE", Q()
    if not sight.sees_private:
        sql = (
            "(e.visibility = 'everyone' OR e.recorded_by_id = %(seen_user)s"
            " OR (e.visibility = 'team' AND e.team_id = %(seen_team)s))"
        )
        q = (
            Q(visibility=Visibility.EVERYONE)
            | Q(recorded_by=sight.user_id)
            | _team(sight.team_id, shared=True)
        )
    if sight.reach == Reach.ALL:
        return Seen(sql, params, q)
    own_sql = "e.recorded_by_id = %(seen_user)s OR e.salesperson_id = %(seen_salesperson)s"
    own = Q(recorded_by=sight.user_id)
    if sight.salesperson_id is not None:
        own |= Q(salesperson=sight.salesperson_id)
    if sight.reach == Reach.TEAM:
        own_sql += " OR e.team_id = %(seen_team)s"
        own |= _team(sight.team_id, shared=False)
    return Seen(f"{sql} AND ({own_sql})", params, q & own)


def _team(team_id: int | None, *, shared: bool) -> Q:
    """Entries of the team, all or those shared with it; nothing for who has no team."""
    if team_id is None:
        return Q(pk__in=[])
    return Q(visibility=Visibility.TEAM, team=team_id) if shared else Q(team=team_id)
