"""Who works with the scratch installation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from liaison.accounts.actions import create_salesperson, create_team, create_user
from liaison.accounts.models import Role, User
from liaison.api.actions import issue_token
from liaison.interactions.actions.seed import seed_set_up

SELLERS = 25


@dataclass(frozen=True, slots=True)
class People:
    """A salesperson who reads and records, the key of her programs, and who selects and logs segments."""

    user: User
    token: str
    marketer: User


def make_people(at: datetime) -> People:
    """Teams, salespeople, a user with a token, and the templates an installation begins with."""
    seed_set_up("fr", by=None, at=at)
    teams = [create_team(f"T{number}", name=f"Équipe {number}", by=None, at=at) for number in (1, 2)]
    sellers = [
        create_salesperson(f"S{number:02}", name=f"Vente {number}", team=teams[number % 2], by=None, at=at)
        for number in range(1, SELLERS + 1)
    ]
    user = create_user("mesure", role=Role.SALESPERSON, name="Mesure", salesperson=sellers[0], by=None, at=at)
    marketer = create_user(
        "marche", role=Role.MARKETING, name="Marché", salesperson=sellers[1], by=None, at=at
    )
    return People(user, issue_token(user, "bench", at=at), marketer)
