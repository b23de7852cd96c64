"""What both ways out do alike: merge the words, merge the Word files, name what comes out."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from django.utils import translation
from django.utils.translation import gettext

from liaison.delivery.paper import Paper, SentFile
from liaison.files.rules import clean_name
from liaison.kit.errors import Refused
from liaison.kit.text import colon
from liaison.letters.greeting import opens_with_greeting, signs
from liaison.letters.merging import merge_html, merge_line
from liaison.letters.plain import plain_text
from liaison.letters.word import check_document, merge_document


def merged_subject(paper: Paper) -> str:
    """The subject with its fields filled."""
    return merge_line(paper.subject, paper.merged.values)


def merged_body(paper: Paper) -> str:
    """The written body with its fields filled, cleaned; empty when there are no words in it."""
    body = merge_html(paper.body, paper.merged.values)
    return body if plain_text(body) or "<img" in body else ""


def merged_template(paper: Paper, name: str) -> SentFile | None:
    """The document template filled for this contact (R-INT-121)."""
    if paper.word is None:
        return None
    content = merge_document(paper.word.content, paper.merged.values)
    return replace(paper.word, content=content, name=f"{name}.docx")


def merged_files(paper: Paper) -> list[SentFile]:
    """The files of the entry; Word files that name our merge fields are filled, others go as they are."""
    return [_merged_file(paper, file) for file in paper.files]


def _merged_file(paper: Paper, file: SentFile) -> SentFile:
    if not file.is_word:
        return file
    try:
        if not check_document(file.content, "letter.docx"):
            return file
    except Refused:
        # A file somebody attached may be a Word file of any kind. Those of which only some fields are known
        # were refused (`half_known`) by `log_and_send` and `resend_entries`; `preview` tells it beside.
        return file
    return replace(file, content=merge_document(file.content, paper.merged.values))


def title(paper: Paper, fallback: str) -> str:
    """What a file that comes out is called (R-INT-119, 120)."""
    subject = merged_subject(paper)
    return clean_name(subject.replace("/", "-").replace("\\", "-"))[:100].strip(" .") if subject else fallback


def salutation_for(paper: Paper, body: str) -> str:
    """The salutation to put before `body`; empty when the body greets by itself."""
    values = paper.merged.values
    known = (paper.merged.salutation.text, str(values.get("contact.informal_salutation", "")))
    return "" if opens_with_greeting(plain_text(body), known) else paper.merged.salutation.text


def signature_for(paper: Paper, body: str) -> tuple[str, ...]:
    """The lines to sign with; none when the body ends with the name already."""
    lines = paper.merged.signature
    return () if lines and signs(plain_text(body), lines[0]) else lines


def unsubscribe_words(paper: Paper) -> str:
    """What the link for unsubscribing says, in the language of the message."""
    return _unsubscribe_words(paper.merged.language)


@cache
def _unsubscribe_words(language: str) -> str:
    with translation.override(language or None):
        return gettext("Unsubscribe or choose what you receive")


def unsubscribe_line(paper: Paper, words: str) -> str:
    """The same `words` with the link behind them, for who reads plain text."""
    with translation.override(paper.merged.language or None):
        return colon(words, paper.unsubscribe)
