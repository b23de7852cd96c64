"""Whether there is something to send, and whether it can be merged and goes by the channel."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from liaison.contacts.models import CorrespondenceType
from liaison.delivery import rules
from liaison.delivery.channels.letter import PDF
from liaison.delivery.queries.papers import Addressee, Writing, address_refusals
from liaison.files.models import StoredFile
from liaison.files.queries import ContentMissing, read_file
from liaison.kit.errors import Refusal
from liaison.letters.merging import objections
from liaison.letters.plain import plain_text
from liaison.letters.word import MEDIA_TYPE as WORD
from liaison.letters.word import half_known
from liaison.mail.providers import account_refusal


def sending_refusals(writing: Writing, who: Addressee, channel: str) -> list[Refusal]:
    """Everything that stands in the way of sending this by the channel, all at once (R-INT-125)."""
    found = [*address_refusals(writing, who, channel), *content_refusals(writing, channel)]
    if channel == CorrespondenceType.EMAIL and (missing := account_refusal()) is not None:
        found.append(missing)
    return found


def content_refusals(writing: Writing, channel: str) -> Iterator[Refusal]:
    """Why this content cannot go out: nothing there, an unknown field, a file that is no letter.

    One statement where there are files.
    """
    has_words = bool(plain_text(writing.body)) or "<img" in writing.body
    if not has_words and not writing.has_document and not writing.files:
        yield rules.no_content(writing.language)
    yield from objections(writing.body)
    yield from objections(writing.subject, field="subject", in_html=False)
    stored = StoredFile.objects.in_bulk([pk for pk, _name in writing.files])
    for pk, name in writing.files:
        media_type = stored[pk].media_type if pk in stored else ""
        if media_type == WORD:
            yield from _left_unfilled(stored[pk])
        elif channel == CorrespondenceType.HARD_COPY and media_type != PDF:
            yield rules.not_printable(name)


def _left_unfilled(file: StoredFile) -> Iterator[Refusal]:
    """Why a Word file would go out as it is though it names fields of ours; nothing of one that is lost."""
    with suppress(ContentMissing):
        yield from half_known(read_file(file))
