"""Many contacts from a file at once.

All companies come before all persons, wherever they stand in the file, so that persons find theirs.
Lines are taken a thousand at a time, each time with a constant number of statements; all in one
transaction, so that an import is there as a whole or not at all. A line that is refused stays out and
takes nothing along.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import get_language
from procrastinate.contrib.django import app

from liaison.accounts.models import User
from liaison.accounts.rules import Right
from liaison.contacts.actions._import_rows import Rows
from liaison.contacts.actions._import_targets import Register, Settled, Targets
from liaison.contacts.actions._writing import may_change, user_id
from liaison.contacts.actions.numbers import numbers_ahead
from liaison.contacts.bulk import refresh_search
from liaison.contacts.facts import ContactsImported
from liaison.contacts.imports.lines import ContactLine
from liaison.contacts.imports.results import ImportResult, LineResult, Outcome
from liaison.files.models import StoredFile
from liaison.jobs.actions import queue_job
from liaison.jobs.models import Job
from liaison.kit.facts import announce
from liaison.kit.folding import fold
from liaison.kit.history import written_by
from liaison.kit.locks import IMPORTING
from liaison.kit.sql import rows

CHUNK = 1000


def import_contacts(
    lines: Collection[ContactLine],
    *,
    by: User | None,
    at: datetime,
    dry_run: bool = False,
    on_progress: Callable[[int], object] | None = None,
) -> ImportResult:
    """Create or update the contacts of `lines`, read up to four times; the same file again changes nothing.

    A line stands for the contact with its external number, else its number, else with one of its
    addresses and its name, else with its name in its company. Companies that persons name and
    nobody knows are created. With `dry_run` everything is done and taken back. `on_progress` hears how
    many lines more are done; what it raises takes everything back.
    """
    may_change(by, Right.IMPORT_CONTACTS)
    long = len(lines) > CHUNK and not dry_run
    with (
        numbers_ahead(_new_about(lines) if long else 0) as ahead,
        transaction.atomic(),
        written_by(by, "import_contacts", at),
    ):
        register = Register.load(by)
        if not dry_run:
            rows("SELECT pg_advisory_xact_lock(%s)", (IMPORTING,))
        taken = {line.no.strip().upper() for line in lines if line.no}
        run = _Run(register, Rows(register, taken=taken, ahead=ahead, by=by, at=at, dry_run=dry_run))
        for companies in (True, False):
            for chunk in _chunks(line for line in lines if line.fields.is_company is companies):
                run.take(chunk)
                if on_progress is not None:
                    on_progress(len(chunk))
        if dry_run:
            transaction.set_rollback(True)
        elif run.rows.created or run.rows.changed:
            announce(
                ContactsImported(
                    created=tuple(run.rows.created),
                    changed=tuple(run.rows.changed),
                    by=user_id(by),
                    at=at,
                    joined=tuple(run.rows.joined),
                )
            )
    results = sorted(run.results, key=lambda result: result.line)
    return ImportResult(lines=results, companies=run.rows.companies, dry_run=dry_run)


@transaction.atomic
def queue_import(
    stored: StoredFile,
    mapping: Mapping[str, Sequence[int]],
    *,
    kind: str,
    dry_run: bool,
    total: int,
    by: User,
    at: datetime,
) -> Job:
    """Let a worker take the contacts of a stored file in; the job tells how far it is, then the result."""
    may_change(by, Right.IMPORT_CONTACTS)
    job = queue_job("contacts.import", total=total, by=by, at=at)
    app.configure_task("contacts.import").defer(
        job_id=str(job.pk),
        file_id=stored.pk,
        mapping={name: list(places) for name, places in mapping.items()},
        kind=kind,
        dry_run=dry_run,
        user_id=by.pk,
        language=get_language() or "",
    )
    return job


def _new_about(lines: Iterable[ContactLine]) -> int:
    """How many contacts the lines may create that need a number; rarely fewer than they do.

    Who is known by the name only counts as new.
    """
    people, known, companies = 0, list[str](), set[str]()
    for line in lines:
        if line.refusals:
            continue
        companies.add(fold(line.company))
        people += not line.no
        if not line.no and line.fields.external_id:
            known.append(line.fields.external_id)
    sql = "SELECT count(*) FROM contact WHERE external_id = ANY(%s) AND external_id <> ''"
    people -= min(people, int(rows(sql, (known,))[0][0]))
    return people + min(people, len(companies - {""}))


def _chunks(lines: Iterable[ContactLine]) -> Iterator[list[ContactLine]]:
    source = iter(lines)
    while chunk := list(itertools.islice(source, CHUNK)):
        yield chunk


class _Run:
    """One import: what is known, what was written, what became of each line."""

    def __init__(self, register: Register, rows: Rows) -> None:
        self.register, self.rows = register, rows
        self.results: list[LineResult] = []
        self.called: dict[int, str] = {}

    def take(self, chunk: list[ContactLine]) -> None:
        """Write some lines of one type."""
        targets = Targets(self.register, chunk, taken=self.rows.taken, called=self.called)
        made = self.rows.make_companies(targets.missing_companies)
        targets.settle(made)
        touched = {*made.values()} | self.rows.write(targets.written)
        if not self.rows.dry_run:
            refresh_search(touched)
        self.results += [self._result(settled) for settled in targets.settled]

    def _result(self, settled: Settled) -> LineResult:
        target = settled.target
        name = target.after.name if target is not None else settled.line.title
        new = target is not None and settled.outcome is Outcome.CREATED
        no = "" if target is None or (new and self.rows.dry_run) else target.no
        return LineResult(settled.line.line, settled.outcome, no, name, settled.reason)
