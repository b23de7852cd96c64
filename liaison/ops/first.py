"""The first start of an installation: what it begins with, and somebody who may sign in."""

from __future__ import annotations

import secrets
from datetime import datetime

SEEDS: tuple[str, ...] = ("liaison.interactions.actions.seed.seed_set_up",)
"""Dotted names of verbs that give an empty installation what it begins with; each takes `by` and `at`."""

ADMINISTRATOR = "admin"


def make_password() -> str:
    """A password nobody guesses and everybody can type: four groups of four."""
    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(letters) for _letter in range(4)) for _group in range(4))


def seed(*, at: datetime) -> None:
    """Give an installation what it begins with, in the transaction in which its first user is made."""
    from django.utils.module_loading import import_string

    for name in SEEDS:
        import_string(name)(by=None, at=at)


def first_start() -> bool:
    """Make the administrator of an installation without one, and tell the operator the password, once.

    Others may have been added before, such as the users of programs; with the first of them came the seed.
    """
    from django.conf import settings
    from django.db import transaction

    from liaison.accounts.actions import create_user
    from liaison.accounts.models import Role
    from liaison.accounts.queries import has_administrator, has_users, user_by_name
    from liaison.kit.clock import now

    if has_administrator():
        return False
    if user_by_name(ADMINISTRATOR) is not None:
        print(
            f"\n  There is no administrator, and the name {ADMINISTRATOR} is taken:\n"
            "  `liaison user add NAME --role administrator` makes one.\n",
            flush=True,
        )
        return False
    password = make_password()
    with transaction.atomic():
        if not has_users():
            seed(at=now())
        create_user(
            ADMINISTRATOR,
            role=Role.ADMINISTRATOR,
            name="Administrator",
            language=settings.LANGUAGE_CODE,
            password=password,
            by=None,
            at=now(),
        )
    print(
        f"\n  First start. Sign in as   {ADMINISTRATOR}\n"
        f"  with the password         {password}\n"
        f"  It is shown only now; `liaison user password {ADMINISTRATOR}` makes another.\n",
        flush=True,
    )
    return True
