"""A file of an entry as people open it: a Word file with merge fields is filled for the contact."""

from __future__ import annotations

from dataclasses import replace

from liaison.accounts.models import User
from liaison.delivery.channels.letter import as_pdf
from liaison.delivery.channels.parts import merged_files, merged_template
from liaison.delivery.paper import SentFile
from liaison.delivery.queries.papers import addressee_of, paper_for, writing_of_entry
from liaison.interactions.models import ContentFile, Entry, EntryFile
from liaison.interactions.queries.entry import file_of_entry, seen_entry
from liaison.letters.converting import NotConverted, NotNow
from liaison.letters.word import MEDIA_TYPE as WORD


def shown_file(viewer: User, number: int, file: int) -> ContentFile | EntryFile | SentFile:
    """A file of entry `number`, by the stored file's id; raises `NoSuchEntry` (R-INT-163).

    What a Word file with merge fields would say today is made as PDF named after the contact, or stays a
    Word file where no PDF can be made of it. All others, and copies of what was sent, are as they were kept.
    """
    found = file_of_entry(viewer, number, file)
    if isinstance(found, EntryFile) or found.file.media_type != WORD:
        return found
    entry = seen_entry(viewer, number)
    filled = _filled(entry, found)
    if filled is None:
        return found
    try:
        return as_pdf(filled, hurried=True)[0]
    except (NotConverted, NotNow):
        return filled


def _filled(entry: Entry, found: ContentFile) -> SentFile | None:
    """The file with the values of the entry; None when it names no field of ours."""
    name = entry.contact.name.replace("/", "-").replace("\\", "-")
    kept = (found.file_id, found.name)
    alone = replace(
        writing_of_entry(entry),
        document=kept if found.from_template else None,
        files=() if found.from_template else (kept,),
    )
    paper = paper_for(alone, addressee_of(alone))
    if paper.word is not None:
        return merged_template(paper, name)
    (file,), (filled,) = paper.files, merged_files(paper)
    return replace(filled, name=f"{name}.docx") if filled is not file else None
