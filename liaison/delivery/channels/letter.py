"""As paper: one file to print (R-INT-117, 120).

The written body is a letter, set by us; Word files are merged and go through LibreOffice; PDF files
follow as they are. Where LibreOffice is missing a Word letter stays a Word file, and the reader is
told. Anything else cannot be printed.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.conf import settings

from liaison.delivery import rules
from liaison.delivery.channels import parts
from liaison.delivery.paper import Paper, SentFile
from liaison.kit.archives import member
from liaison.kit.errors import Refused
from liaison.letters.converting import NoOffice, word_to_pdf
from liaison.letters.rendering import Letter, render_letters

PDF = "application/pdf"


@dataclass(frozen=True, slots=True)
class Printed:
    """The file to print, and what the reader should know about it."""

    file: SentFile
    note: str = ""


def letter_of(paper: Paper, body: str) -> Letter:
    """The written body as a letter, with window address, date, salutation and signature."""
    return Letter(
        language=paper.merged.language,
        address=paper.merged.address,
        place_and_date=paper.merged.place_and_date,
        subject=parts.merged_subject(paper),
        salutation=parts.salutation_for(paper, body),
        body=body,
        signature=parts.signature_for(paper, body),
        window=settings.CONFIG.address_window,
    )


def print_letter(paper: Paper, *, at: datetime, hurried: bool = False) -> Printed:
    """The file to print; raises `Refused` when nothing can be printed, or something cannot.

    `hurried` where somebody waits before a page: what cannot be made soon is refused as not made now.
    """
    name = parts.title(paper, "default")
    pieces: list[SentFile] = []
    if body := parts.merged_body(paper):
        content = render_letters([letter_of(paper, body)], paper.head, at=at)
        pieces.append(SentFile(f"{name}.pdf", content, PDF))
    template = parts.merged_template(paper, name)
    note = ""
    for file in filter(None, (template, *parts.merged_files(paper))):
        if file.is_word:
            piece, said = as_pdf(file, hurried=hurried)
            note = said or note
            pieces.append(piece)
        elif file.media_type == PDF:
            if not can_be_bound(file.content):
                raise Refused(rules.not_printable(file.name))
            pieces.append(file)
        else:
            raise Refused(rules.not_printable(file.name))
    if not pieces:
        raise Refused(rules.no_content(paper.merged.language))
    return Printed(_bundled(pieces, name), note)


def as_pdf(file: SentFile, *, hurried: bool) -> tuple[SentFile, str]:
    """A Word file as PDF; without LibreOffice the file itself and the words that say so."""
    try:
        content = word_to_pdf(file.content, hurried=hurried)
    except NoOffice as missing:
        return file, missing.message
    return SentFile(f"{file.name.rpartition('.')[0] or file.name}.pdf", content, PDF), ""


def _ending(piece: SentFile) -> str:
    """A piece is a PDF or, without LibreOffice, a Word file; its name may say nothing of it."""
    return ".pdf" if piece.media_type == PDF else ".docx"


def _bundled(pieces: Sequence[SentFile], name: str) -> SentFile:
    """One file: the only piece, or all PDF pieces joined, or an archive where one stayed a Word file."""
    if len(pieces) == 1:
        return SentFile(f"{name}{_ending(pieces[0])}", pieces[0].content, pieces[0].media_type)
    if all(piece.media_type == PDF for piece in pieces):
        return SentFile(f"{name}.pdf", _joined(pieces), PDF)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, piece in enumerate(pieces, 1):
            ending = "" if piece.name.lower().endswith(_ending(piece)) else _ending(piece)
            archive.writestr(member(f"{number} {piece.name}{ending}"), piece.content)
    return SentFile(f"{name}.zip", out.getvalue(), "application/zip")


def _joined(pieces: Sequence[SentFile]) -> bytes:
    from liaison.letters.binding import joined  # noqa: PLC0415 - see `letters`

    return joined(piece.content for piece in pieces)


@lru_cache(2)
def can_be_bound(content: bytes) -> bool:
    """Whether the pages of a PDF can be taken, for a printer too; the last files are remembered.

    A file for all contacts of a segment is looked at once.
    """
    from liaison.letters.binding import NotBound, joined  # noqa: PLC0415 - see `letters`

    try:
        joined([content])
    except NotBound:
        return False
    return True
