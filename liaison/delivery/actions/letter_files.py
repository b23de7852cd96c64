"""Letters that were sent together as files to print: bound in posting order, or single ones in an archive.

They are made of what was kept with the interactions, so that they are what was sent. Made again they are
the same; nothing else is written, so a job that was killed simply begins again.
"""

from __future__ import annotations

import tempfile
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from itertools import islice
from typing import IO, Any

import structlog
from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from liaison.accounts.models import User
from liaison.delivery import rules
from liaison.delivery.models import Run
from liaison.delivery.queries.letters import (
    Batch,
    MadeLetterFile,
    job_kind,
    last_of_several,
    made_letters,
    run_job_kind,
)
from liaison.files.actions import store_made
from liaison.files.models import StoredFile
from liaison.files.queries import ContentMissing, read_file
from liaison.files.rules import clean_name
from liaison.interactions.actions.headings import lock_logged_segments
from liaison.jobs.actions import queue_job
from liaison.jobs.models import Job
from liaison.jobs.queries import going_on
from liaison.kit.archives import member
from liaison.kit.clock import local_date
from liaison.kit.errors import Refused, refuse
from liaison.letters.marks import Marks
from liaison.letters.rendering import typeset
from liaison.letters.values import LocalDate

log = structlog.get_logger(__name__)

PDF = "application/pdf"
TASK = "delivery.letter_files"
AT_ONCE = 500
Hear = Callable[[int], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterOptions:
    """How letters are bound: `one` file, one for each `language`, or the `archive` of single ones.

    Single ones are as they were made: sides, marks and cover are for those that are bound. With
    `last_sending` of a segment that was sent more than once only those of the last time.
    """

    form: str = "one"
    duplex: bool = False
    fold: bool = False
    enclose: bool = False
    cover: bool = False
    last_sending: bool = False


BOUND = ("duplex", "fold", "enclose", "cover")
"""What an archive has none of."""


@transaction.atomic
def queue_letter_files(batch: Batch, options: LetterOptions, *, by: User, at: datetime) -> Job:
    """Let a worker make the files; the job tells how far it is, then where they are. Raises `NotAllowed`.

    Raises `Refused` without letters, and for each option that an archive would leave undone. Asked for again
    while that goes on, it is the same job, as long as there are no more letters.
    """
    only = last_of_several(by, batch) if options.last_sending else None
    letters = made_letters(by, batch, only=only)
    if not letters:
        raise Refused(rules.no_letters())
    if options.form == "archive":
        refuse(rules.not_in_archive(name) for name in BOUND if getattr(options, name))
    order: dict[str, Any] = {
        **({"run": batch.pk} if isinstance(batch, Run) else {"entry_no": batch.entry_no}),
        **({"run": only} if only is not None else {}),
        "options": asdict(options),
        "user_id": by.pk,
        "language": get_language() or "",
    }
    if isinstance(batch, Run):
        Run.objects.select_for_update(no_key=True).get(pk=batch.pk)
    else:
        lock_logged_segments([batch.pk])
    if (same := going_on(by, TASK, order, total=len(letters))) is not None:
        return same
    kind = run_job_kind(batch.pk) if isinstance(batch, Run) else job_kind(batch.entry_no)
    job = queue_job(kind, total=len(letters), by=by, at=at)
    app.configure_task(TASK).defer(job_id=str(job.pk), **order)
    return job


def make_letter_files(
    batch: Batch,
    options: LetterOptions,
    *,
    only: int | None = None,
    by: User,
    at: datetime,
    hear: Hear = lambda _steps: None,
) -> dict[str, Any]:
    """Make the files and keep them for a day; returns where (`file`, `name`) and how many letters they hold.

    `only` is the one sending of a segment (the id of its run) whose letters they are, as for `made_letters`.
    `left_out` counts letters that cannot be bound: they are no PDF, because LibreOffice is missing, or one
    that cannot be read. These are in the archive only. `lost` counts those whose content is missing in the
    storage. Raises `Refused` when there is no other.
    """
    letters = made_letters(by, batch, only=only)
    order = _Order(batch, options, at, hear)
    with tempfile.TemporaryFile() as out:
        if options.form == "archive":
            name, left_out = _archive(letters, order, out)
        elif options.form == "language":
            name, left_out = _by_language(letters, order, out)
        else:
            name, left_out = f"{order.name}.pdf", _bind(letters, order, out)
        if left_out == len(letters):
            raise order.lost[0] if order.lost else Refused(rules.no_letters())
        out.seek(0)
        stored = store_made(out, at=at)
    lost = len(order.lost)
    return {
        "file": stored.pk,
        "name": name,
        "letters": len(letters) - left_out,
        "left_out": left_out - lost,
        "lost": lost,
    }


@dataclass(frozen=True, slots=True)
class _Order:
    batch: Batch
    options: LetterOptions
    at: datetime
    hear: Hear
    lost: list[ContentMissing] = field(default_factory=list)
    """Why letters are in no file, for each of them."""

    def read(self, stored: StoredFile) -> bytes | None:
        """The content of a letter; None where it is lost, which stops no other."""
        try:
            return read_file(stored)
        except ContentMissing as missing:
            self.lost.append(missing)
            return None

    @property
    def name(self) -> str:
        """What the files are called."""
        if isinstance(self.batch, Run):
            return _("Sent again %(number)s") % {"number": self.batch.pk}
        return f"Segment {self.batch.segment_no}"

    def heading(self, language: str) -> tuple[str, str]:
        """What stands above the cover sheet, and below that."""
        if isinstance(self.batch, Run):
            day = str(LocalDate.of(local_date(self.batch.created_at), language))
            name = self.batch.created_by.full_name if self.batch.created_by is not None else ""
            return _("Sent again: %(day)s") % {"day": day}, name
        return _("Segment %(number)s") % {"number": self.batch.segment_no}, self.batch.description


def _contents(letters: Sequence[MadeLetterFile], hear: Hear) -> Iterable[tuple[MadeLetterFile, StoredFile]]:
    source = iter(letters)
    while some := list(islice(source, AT_ONCE)):
        stored = StoredFile.objects.in_bulk({letter.file for letter in some})
        for letter in some:
            yield letter, stored[letter.file]
        hear(len(some))


def _bind(letters: Sequence[MadeLetterFile], order: _Order, out: IO[bytes]) -> int:
    """One PDF of all letters that are PDF; returns how many cannot be bound. Of none nothing is written."""
    from liaison.letters.binding import Binder, NotBound  # noqa: PLC0415 - see `letters`

    options = order.options
    binder = Binder(out, on_top=int(options.cover))
    marks = Marks(fold=options.fold, enclose=options.enclose)
    bound: list[MadeLetterFile] = []
    for letter, stored in _contents(letters, order.hear):
        if stored.media_type != PDF or (content := order.read(stored)) is None:
            continue
        try:
            binder.add_file(content, marks, duplex=options.duplex)
        except NotBound:
            log.warning("letter_not_bound", entry=letter.entry)
        else:
            bound.append(letter)
    if bound and options.cover:
        binder.put_on_top(_cover(bound, order), duplex=options.duplex)
    if bound:
        binder.finish()
    return len(letters) - len(bound)


def _by_language(letters: Sequence[MadeLetterFile], order: _Order, out: IO[bytes]) -> tuple[str, int]:
    left_out = 0
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED, allowZip64=True) as archive:
        for language in sorted({letter.language for letter in letters}):
            some = [letter for letter in letters if letter.language == language]
            with tempfile.TemporaryFile() as part:
                left_out += (without := _bind(some, order, part))
                if without == len(some):
                    continue
                part.seek(0)
                bound = member(f"{order.name} {language or '-'}.pdf", packed=False)
                with archive.open(bound, "w", force_zip64=True) as place:
                    while piece := part.read(1 << 20):
                        place.write(piece)
    return f"{order.name}.zip", left_out


def _archive(letters: Sequence[MadeLetterFile], order: _Order, out: IO[bytes]) -> tuple[str, int]:
    """R-SEG-133: `<company> - <person>.pdf`, equal names with a counter; a single letter as it is."""
    if len(letters) == 1:
        ((letter, stored),) = _contents(letters, order.hear)
        out.write(read_file(stored))
        return letter.name, 0
    taken: Counter[str] = Counter()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED, allowZip64=True) as archive:
        for letter, stored in _contents(letters, order.hear):
            if (content := order.read(stored)) is not None:
                archive.writestr(member(_free_name(letter, taken), packed=False), content)
    return f"{order.name}.zip", len(order.lost)


def _free_name(letter: MadeLetterFile, taken: Counter[str]) -> str:
    ending = letter.name.rpartition(".")[2] or "pdf"
    plain = clean_name(letter.addressee.replace("/", "-").replace("\\", "-"))[:120].strip(" .") or "default"
    number, name = 1, plain
    while taken[f"{name}.{ending}".casefold()]:
        number += 1
        name = f"{plain} ({number})"
    taken[f"{name}.{ending}".casefold()] += 1
    return f"{name}.{ending}"


def _cover(letters: Sequence[MadeLetterFile], order: _Order) -> bytes:
    """What who prints and encloses must know."""
    language, options = get_language() or "fr", order.options
    title, subtitle = order.heading(language)
    yes = {True: _("yes"), False: _("no")}
    counts = Counter(letter.language or "-" for letter in letters)
    rows = [
        (_("Letters"), str(len(letters))),
        (_("Languages"), ", ".join(f"{code}: {count}" for code, count in sorted(counts.items()))),
        (_("Date"), str(LocalDate.of(local_date(order.at), language))),
        (_("Printed on both sides"), yes[options.duplex]),
        (_("Fold marks"), yes[options.fold]),
        (_("Marks for the enclosing machine"), yes[options.enclose]),
    ]
    given = {
        "title": title,
        "subtitle": subtitle,
        "lang": language.partition("-")[0],
        "rows": rows,
    }
    return typeset("cover", given, at=order.at)
