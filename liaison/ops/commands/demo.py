"""`liaison demo`: load the demonstration company; loading it again changes nothing."""

from __future__ import annotations

import argparse
import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager

from liaison.config import Config
from liaison.ops.installation import Explained, installation
from liaison.ops.web_address import address

PASSWORD = "yverdon-1400"  # noqa: S105 - everybody may know it: the company is invented


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = subparsers.add_parser("demo", help="load the demonstration company, print sign-in and address")
    parser.add_argument("--password", default=PASSWORD, help="of the people it makes (default: %(default)s)")
    parser.set_defaults(do=demo)


def demo(given: argparse.Namespace) -> int:
    """Load it unless it is there, and tell how to sign in."""
    with installation() as settings:
        show(settings, given.password)
    return 0


@contextmanager
def quiet() -> Iterator[None]:
    """Only warnings are logged: a line for each of the files says nothing that the outcome does not."""
    logger = logging.getLogger("liaison")
    before = logger.level
    logger.setLevel(logging.WARNING)
    try:
        yield
    finally:
        logger.setLevel(before)


def show(settings: Config, password: str = PASSWORD) -> None:
    """The same in an installation that is ready; `liaison run --demo` comes here too."""
    from liaison.kit.clock import now
    from liaison.ops.demo.load import NotEmpty, is_loaded, load, who_signs_in

    if is_loaded():
        print("The demonstration company is there already; nothing was changed.")
    else:
        began = time.monotonic()
        try:
            with quiet():
                loaded = load(password, at=now())
        except NotEmpty as error:
            raise Explained(
                "This installation has contacts already: load the demonstration elsewhere (LIAISON_HOME)."
            ) from error
        print(
            f"Loaded {loaded.companies} companies, {loaded.people} people and {loaded.interactions}"
            f" interactions in {time.monotonic() - began:.1f} s."
        )
    print("\n".join(("", *_signing_in(settings, password, who_signs_in(password)), "")), flush=True)


def _signing_in(settings: Config, password: str, known: dict[str, bool]) -> list[str]:
    """Where and how one signs in; the password stands only beside those whom it lets in."""
    told = [name for name, lets_in in known.items() if lets_in] or list(known)
    lines = [f"  Address    {address(settings)}", f"  Sign in    {', '.join(told)} and others"]
    if not any(known.values()):
        return [*lines, "  Password   the one of before; `liaison user password NAME` makes another"]
    lines.append(f"  Password   {password}")
    if others := ", ".join(name for name, lets_in in known.items() if not lets_in):
        lines.append(f"  With the password of before: {others}; `liaison user password NAME` makes another")
    return lines
