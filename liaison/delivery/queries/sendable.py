"""Whether there is something to send, and whether it can be merged and goes by the channel."""

from __future__ import annotations

from collections.abc import Iterator

from liaison.contacts.models import CorrespondenceType
from liaison.delivery import rules
from liaison.delivery.channels.letter import PDF
from liaison.delivery.queries.papers import Writing
from liaison.files.models import StoredFile
from liaison.kit.errors import Refusal
from liaison.letters.merging import objections
from liaison.letters.plain import plain_text
from liaison.letters.word import MEDIA_TYPE as WORD


def content_refusals(writing: Writing, channel: str) -> Iterator[Refusal]:
    """Why this content cannot go out: nothing there, an unknown field, a file that is no letter."""
    has_words = bool(plain_text(writing.body)) or "<img" in writing.body
    if not has_words and not writing.has_document and not writing.files:
        yield rules.no_content(writing.language)
    yield from objections(writing.body)
    yield from objections(writing.subject, field="subject", in_html=False)
    if channel == CorrespondenceType.HARD_COPY and writing.files:
        types = dict(
            StoredFile.objects.filter(pk__in=[pk for pk, _name in writing.files]).values_list(
                "pk", "media_type"
            )
        )
        for pk, name in writing.files:
            if types.get(pk) not in {PDF, WORD}:
                yield rules.not_printable(name)
