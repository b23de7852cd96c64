"""The console script `liaison`: exits with 0 when done, 1 when refused with a reason, 2 on wrong usage.

As programs do that a signal ends: 130 when stopped by a key, 141 when nobody reads what it tells.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module

from liaison import __version__
from liaison.config import WrongSetting
from liaison.ops.installation import Explained

COMMANDS = (
    "run",
    "worker",
    "demo",
    "user",
    "token",
    "import_contacts",
    "check",
    "backup",
    "restore",
    "bench",
)
"""The modules of `liaison.ops.commands`, in the order in which `--help` shows them."""


def make_parser() -> argparse.ArgumentParser:
    """The parser of the whole command line."""
    parser = argparse.ArgumentParser(
        prog="liaison", description="Records and uses every communication between a company and its contacts."
    )
    parser.add_argument("--version", action="version", version=f"liaison {__version__}")
    subparsers = parser.add_subparsers(metavar="COMMAND", required=True)
    for name in COMMANDS:
        import_module(f"liaison.ops.commands.{name}").register(subparsers)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the arguments say."""
    given = make_parser().parse_args(arguments)
    try:
        code = int(given.do(given))
        sys.stdout.flush()
    except BrokenPipeError:
        # Who reads has seen enough (`liaison check | head`); nothing may be written at the end either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        reasons = reasons_of(error)
        if not reasons:
            raise
    else:
        return code
    for reason in reasons:
        print(f"liaison: {reason}", file=sys.stderr)
    return 1


def reasons_of(error: Exception) -> list[str]:
    """The words of a "no" that is expected, for the operator; empty when the error is a bug."""
    if isinstance(error, WrongSetting | Explained):
        return [str(error)]
    from liaison.kit.errors import Conflict, NotAllowed, Refused
    from liaison.kit.lost import database_lost, words_of

    if database_lost(error):
        return [str(words_of(error))]
    if isinstance(error, Refused):
        return [
            f"{refusal.field}: {refusal.message}" if refusal.field else str(refusal.message)
            for refusal in error.refusals
        ]
    return [str(error.message)] if isinstance(error, NotAllowed | Conflict) else []
