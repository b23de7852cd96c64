"""`liaison token NAME`: a new API token, and only the token, on standard output."""

from __future__ import annotations

import argparse

from liaison.ops.installation import Explained, installation


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = subparsers.add_parser("token", help="print a new API token of a user, and only the token")
    parser.add_argument("name", metavar="NAME", help="the user the program acts as")
    parser.add_argument("--label", default="", help="what the token is for; kept with it")
    parser.set_defaults(do=token)


def token(given: argparse.Namespace) -> int:
    """Issue the token."""
    with installation():
        from liaison.accounts.queries import user_by_name
        from liaison.api.actions import issue_token
        from liaison.kit.clock import now

        user = user_by_name(given.name)
        if user is None:
            raise Explained(f"There is no user {given.name}; `liaison user add` makes one.")
        plain = issue_token(user, given.label, at=now())
    print(plain)
    return 0
