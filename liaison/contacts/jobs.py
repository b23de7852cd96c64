"""Long work on contacts: a large file taken in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType
from typing import Any, Self
from uuid import UUID

from django.db import connections
from procrastinate.contrib.django import app

from liaison.accounts.models import User
from liaison.contacts.actions import import_contacts
from liaison.contacts.imports import lines_of, read_source
from liaison.files.queries import read_file, stored_file
from liaison.jobs.progress import WHEN_LOST, Progress, track
from liaison.kit.clock import now
from liaison.kit.errors import Refusal, Refused
from liaison.kit.text import gettext_lazy as _

MOST = 500
"""So many lines that say something, and so many others of each kind, are kept in the result."""


@app.task(name="contacts.import", retry=WHEN_LOST)
def import_file(
    job_id: str,
    file_id: int,
    *,
    mapping: Mapping[str, Sequence[int]],
    kind: str,
    dry_run: bool,
    user_id: int,
    language: str,
) -> None:
    """Take the contacts of a stored file in, or only say what would happen; twice is once."""

    def work(progress: Progress) -> Mapping[str, Any]:
        stored = stored_file(file_id)
        if stored is None:
            raise Refused(Refusal(_("The file is no longer there. Choose it again."), field="file"))
        source = read_source(read_file(stored))
        progress.of(source.size)
        lines = lines_of(source, mapping, kind=kind)
        with _Reporter(progress) as reporter:
            result = import_contacts(
                lines,
                by=User.objects.get(pk=user_id),
                at=now(),
                dry_run=dry_run,
                on_progress=reporter.advance,
            )
        return result.as_json(most=MOST)

    track(UUID(job_id), work, language=language)


class _Reporter:
    """Reports from outside the import's transaction, on a connection of its own.

    Inside nobody would see how far it is before the end, nor would it hear that it is to stop.
    """

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._pool = ThreadPoolExecutor(max_workers=1)

    def advance(self, steps: int) -> None:
        """Some more lines are done; raises `Stopped` when the work was asked to stop."""
        self._pool.submit(self._progress.advance, steps).result()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.submit(connections.close_all).result()
        self._pool.shutdown()
