"""`liaison user add NAME --role ROLE` and `liaison user password NAME`."""

from __future__ import annotations

import argparse

from liaison.config import LANGUAGES
from liaison.ops.installation import Explained, installation

ROLES = ("viewer", "contact_user", "salesperson", "marketing", "manager", "administrator")


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = subparsers.add_parser("user", help="add a user, or give one a new password")
    verbs = parser.add_subparsers(metavar="VERB", required=True)
    new = verbs.add_parser("add", help="add a user and print the password, once")
    new.add_argument("name", metavar="NAME", help="what the user signs in with")
    new.add_argument("--role", required=True, choices=ROLES)
    new.add_argument("--email", default="", help="the e-mail address; it can be used to sign in too")
    new.add_argument("--full-name", default="", help="the name as colleagues know it")
    new.add_argument(
        "--salesperson",
        metavar="CODE",
        help="who is responsible for what the user records; made with the user's name if there is none yet",
    )
    new.add_argument("--language", choices=LANGUAGES, help="of the interface; by default the company's")
    new.add_argument(
        "--no-password",
        action="store_true",
        help="nobody can sign in as this user: for programs with a token",
    )
    new.set_defaults(do=add)
    again = verbs.add_parser("password", help="give a user a new password and print it, once")
    again.add_argument("name", metavar="NAME")
    again.set_defaults(do=password)


def add(given: argparse.Namespace) -> int:
    """Create the user; the first one of an installation finds what it begins with."""
    from liaison.ops.first import make_password, seed

    with installation() as settings:
        from django.db import transaction

        from liaison.accounts.actions import create_user, ensure_salesperson
        from liaison.accounts.models import Role
        from liaison.accounts.queries import has_users
        from liaison.kit.clock import now

        secret = None if given.no_password else make_password()
        with transaction.atomic():
            if not has_users():
                seed(at=now())
            salesperson = None
            if (code := given.salesperson) is not None:
                person = {"name": given.full_name or given.name, "email": given.email}
                salesperson = ensure_salesperson(code, **person, by=None, at=now())
            create_user(
                given.name,
                role=Role(given.role),
                name=given.full_name,
                email=given.email,
                password=secret,
                salesperson=salesperson,
                language=given.language or settings.language,
                by=None,
                at=now(),
            )
    if secret is not None:
        print(secret)
    return 0


def password(given: argparse.Namespace) -> int:
    """Set a new password."""
    from liaison.ops.first import make_password

    with installation():
        from liaison.accounts.actions import set_password
        from liaison.accounts.queries import user_by_name
        from liaison.kit.clock import now

        found = user_by_name(given.name)
        if found is None:
            raise Explained(f"There is no user {given.name}.")
        secret = make_password()
        set_password(found, secret, by=None, at=now())
    print(secret)
    return 0
