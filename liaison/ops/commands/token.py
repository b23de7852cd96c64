"""`liaison token NAME`: a new API token, and only the token, on standard output; or their end."""

from __future__ import annotations

import argparse

from liaison.ops.installation import Explained, installation


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = subparsers.add_parser("token", help="print a new API token of a user, and only the token")
    parser.add_argument("name", metavar="NAME", help="the user the program acts as")
    parser.add_argument("--label", help="what the token is for; kept with it")
    parser.add_argument(
        "--revoke", action="store_true", help="end the tokens of the user instead, or those with that label"
    )
    parser.set_defaults(do=token)


def token(given: argparse.Namespace) -> int:
    """Issue the token, or revoke."""
    with installation():
        from liaison.accounts.queries import user_by_name
        from liaison.api.actions import issue_token, revoke_tokens
        from liaison.kit.clock import now

        user = user_by_name(given.name)
        if user is None:
            raise Explained(f"There is no user {given.name}; `liaison user add` makes one.")
        if given.revoke:
            count = revoke_tokens(user, given.label, by=None, at=now())
            if given.label is not None and not count:  # misspelt: what was to end would go on unseen
                raise Explained(f"{given.name} has no valid token with the label {given.label!r}.")
            print(f"{count} revoked.")
            return 0
        plain = issue_token(user, given.label or "", at=now())
    print(plain)
    return 0
