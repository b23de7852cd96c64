"""`liaison import contacts FILE`: contacts from CSV, XLSX or vCard."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from liaison.config import LANGUAGES
from liaison.ops.installation import Explained, installation

if TYPE_CHECKING:
    from liaison.contacts.imports import ImportResult, LineResult


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = subparsers.add_parser("import", help="take contacts in from a file")
    what = parser.add_subparsers(metavar="WHAT", required=True)
    contacts = what.add_parser("contacts", help="from a CSV, XLSX or vCard file")
    contacts.add_argument("file", metavar="FILE", type=Path, help="the file; its kind shows in its content")
    contacts.add_argument("--dry-run", action="store_true", help="say what would be done, and change nothing")
    contacts.add_argument(
        "--map",
        action="append",
        default=[],
        metavar="FIELD=COLUMN",
        help="fill a field from a column (its heading, or its number from 1); FIELD= leaves it out",
    )
    contacts.add_argument(
        "--kind", choices=("company", "person"), default="", help="the type of lines that do not show theirs"
    )
    contacts.add_argument(
        "--language", choices=LANGUAGES, default="en", help="of the reasons given; English unless named"
    )
    contacts.add_argument("--verbose", action="store_true", help="list every line, not only those refused")
    contacts.set_defaults(do=import_file)


def import_file(given: argparse.Namespace) -> int:
    """Take the contacts of one file in; 1 when a line was refused."""
    try:
        content = given.file.read_bytes()
    except OSError as error:
        raise Explained(f"{given.file} cannot be read: {error.strerror}") from error
    with installation():
        from django.utils import translation

        from liaison.contacts.actions import import_contacts
        from liaison.contacts.imports import lines_of, read_mapping, read_source
        from liaison.kit.clock import now

        with translation.override(given.language):
            source = read_source(content)
            mapping = read_mapping(source.header, given.map)
            lines = lines_of(source, mapping, kind=given.kind)
            result = import_contacts(lines, by=None, at=now(), dry_run=given.dry_run)
            _report(result, verbose=given.verbose)
    return 1 if result.refused else 0


def _report(result: ImportResult, *, verbose: bool) -> None:
    from django.utils.translation import gettext as _

    for line in result.lines:
        if verbose or line.reason:
            print(_said(line), file=sys.stderr if line.outcome.value == "refused" else sys.stdout)
    counts = dict(result.counts)
    print(
        _(
            "%(created)d created, %(updated)d updated, %(unchanged)d unchanged, %(refused)d refused,"
            " %(companies)d companies made."
        )
        % {**counts, "companies": result.companies}
    )
    if result.dry_run:
        print(_("This was a dry run: nothing was changed."))


def _said(line: LineResult) -> str:
    from django.utils.translation import gettext as _

    words = {
        "created": _("created"),
        "updated": _("updated"),
        "unchanged": _("unchanged"),
        "refused": _("refused"),
    }
    text = _("Line %(line)d: %(outcome)s: %(name)s") % {
        "line": line.line,
        "outcome": words[line.outcome.value],
        "name": f"{line.no} {line.name}".strip(),
    }
    return f"{text}. {line.reason}" if line.reason else text
