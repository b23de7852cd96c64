"""What a segment, or one of its lines, says in each language: words, layout, file, document template."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from liaison.accounts.models import User
from liaison.accounts.queries import require
from liaison.accounts.rules import Right
from liaison.files.models import StoredFile
from liaison.files.queries import read_file
from liaison.interactions import template_rules
from liaison.kit.errors import Refusal, Refused, refuse
from liaison.kit.sql import Question
from liaison.kit.versions import changed_meanwhile
from liaison.letters.cleaning import clean
from liaison.letters.merging import objections
from liaison.letters.models import DocumentTemplate
from liaison.letters.plain import plain_text
from liaison.letters.word import check_document
from liaison.segments import rules
from liaison.segments.actions._history import next_version, note_change
from liaison.segments.bulk.lines import forget_language, mark_personalized, write_values
from liaison.segments.models import ChangeKind, Segment, SegmentLanguage, SegmentLine
from liaison.segments.queries.lines import LineState, state_of_line
from liaison.segments.queries.segments import NoSuchSegment, segment_to_change
from liaison.segments.values import LanguageValues, given, shape_refusals

_BY_DEFAULT = ("language", "subject", "document_template_id")
"""What a segment has of the text in its default language (R-SEG-11, 28, 35)."""


@transaction.atomic
def write_language(
    no: str,
    language: str,
    values: LanguageValues,
    *,
    line_no: int | None = None,
    version: int | None = None,
    replace: bool = True,
    by: User,
    at: datetime,
) -> SegmentLanguage:
    """Write what the segment, or its line `line_no`, says in `language` (R-SEG-31 to 36).

    Lines use it at once by the contact's language, except those with rows of their own; the first language
    of a segment is its default, which those of other languages use too, and keeps subject and document that
    the segment had without one. The body is cleaned; the merge fields of texts and of a Word file are tried
    at once. A file and a document template exclude each other, and the template is taken away first
    (R-SEG-37). Without `replace` nothing else takes the place of a file, which the doors ask first. The same
    again changes nothing. Raises `Conflict` when the row has another `version`.
    """
    require(by, Right.CHANGE_SEGMENTS)
    refuse(shape_refusals(values))
    head = segment_to_change(no)
    line = _line(head, line_no)
    language = template_rules.clean_language(language)
    row = SegmentLanguage.objects.filter(segment=head, line=line, language=language).first()
    first = line is None and row is None and not _says_something(head)
    if row is None:
        row = _new_row(head, line, language)
    _refuse_old(row, version)
    settled = _settled(values)
    held = head.document_template_id if first else row.document_template_id
    if values.file and values.document_template is None and held is not None:
        raise Refused(rules.file_and_template())
    refuse([] if replace else _in_the_place_of(row, settled))
    refuse(_refusals_of_words(row, settled))
    if first:
        settled = _said_before(head, language) | settled
    if row.pk is not None and all(getattr(row, name) == value for name, value in settled.items()):
        return row
    for name, value in settled.items():
        setattr(row, name, value)
    row.version += 0 if row.pk is None else 1
    row.save()
    if line is not None:
        mark_personalized(head.pk, line)
    elif first or row.language == head.language:
        _say_by_default(head, row)
    note_change(head, ChangeKind.TEXT, what=row.language, new={"subject": row.subject}, by=by, at=at)
    return row


@transaction.atomic
def set_default_language(no: str, language: str, *, by: User, at: datetime) -> Segment:
    """Make `language` the one used where the contact's is not there; with a row (R-SEG-28 to 30).

    The first row keeps subject and document that the segment had without one, as in `write_language`.
    """
    require(by, Right.CHANGE_SEGMENTS)
    head = segment_to_change(no)
    language = template_rules.clean_language(language)
    if language == head.language:
        return head
    row = SegmentLanguage.objects.filter(segment=head, line=None, language=language).first()
    if row is None and language:
        row = _new_row(head, None, language)
        said = {} if _says_something(head) else _said_before(head, language)
        for name, value in said.items():
            setattr(row, name, value)
        row.save()
    changed = _take_default(head, row)
    head.changed_by, head.changed_at, head.version = by, at, head.version + 1
    head.save(update_fields=[*changed, "changed_by", "changed_at", "version"])
    note_change(head, ChangeKind.TEXT, what=language, new={"language": language}, by=by, at=at)
    return head


def _new_row(head: Segment, line: int | None, language: str) -> SegmentLanguage:
    """A first text in `language`, not saved; described by template and language (R-SEG-29)."""
    refuse(None if template_rules.is_language(language) else template_rules.no_language())
    code = head.template.code if head.template is not None else ""
    return SegmentLanguage(
        segment=head,
        line=line,
        language=language,
        description=f"{code} {language}".strip(),
        version=next_version(head),
    )


def _says_something(head: Segment) -> bool:
    """Whether the segment has a text, in whatever language."""
    return SegmentLanguage.objects.filter(segment=head, line=None).exists()


def _said_before(head: Segment, language: str) -> dict[str, Any]:
    """What the segment says without a language, not to be lost with the first; no foreign document."""
    document = head.document_template
    if document is not None and document.language not in {"", language}:
        document = None
    return {"subject": head.subject, "document_template": document}


def _say_by_default(head: Segment, row: SegmentLanguage | None) -> None:
    """Used where the contact's language is not there, with its document; the first one is (R-SEG-31, 35)."""
    if changed := _take_default(head, row):
        head.version += 1
        head.save(update_fields=[*changed, "version"])


def _take_default(head: Segment, row: SegmentLanguage | None) -> list[str]:
    """Let the segment have what its default language says, or nothing; the columns that differ, not saved.

    Its document too: what lines without a text send is never the document of a language that is gone.
    """
    said = row if row is not None else SegmentLanguage()
    changed = [name for name in _BY_DEFAULT if getattr(head, name) != getattr(said, name)]
    for name in changed:
        setattr(head, name, getattr(said, name))
    return changed


def _refuse_old(row: SegmentLanguage | None, version: int | None) -> None:
    """Somebody else's change since `version` is not overwritten."""
    if version is not None and (row is None or row.pk is None or row.version != version):
        raise changed_meanwhile()


def _settled(values: LanguageValues) -> dict[str, Any]:
    """The columns to write; raises `Refused` for files, documents and layouts that there are not."""
    settled = given(values)
    if settled.get("file") and settled.get("document_template"):
        raise Refused(rules.file_and_template())
    if layout := settled.get("email_layout"):
        refuse(None if layout in template_rules.LAYOUTS else template_rules.no_layout(layout))
    if "body" in settled:
        settled["body"] = clean(settled["body"])
        settled["body_text"] = plain_text(settled["body"])
    for name, model in (("file", StoredFile), ("document_template", DocumentTemplate)):
        if name in settled:
            settled[name] = _one(model, settled[name], name)
    if settled.get("document_template") is not None:
        settled |= {"file": None, "file_name": ""}
    elif settled.get("file") is not None:
        settled["document_template"] = None
        name = str(settled.get("file_name", ""))
        if name.lower().endswith((".docx", ".doc")):
            check_document(read_file(settled["file"]), name)
    elif "file" in settled:
        settled["file_name"] = ""
    return settled


def _one(model: type[Any], pk: int, name: str) -> Any:
    """The file or document template of that id; None for 0."""
    if not pk:
        return None
    found = model.objects.filter(pk=pk).first()
    if found is None:
        raise Refused(rules.unknown(str(pk), name))
    return found


def _in_the_place_of(row: SegmentLanguage, settled: dict[str, Any]) -> Iterator[Refusal]:
    """What would be lost without having been asked (R-SEG-36)."""
    file = settled.get("file")
    another = file is not None and file.pk != row.file_id
    if row.file_id is not None and (another or settled.get("document_template") is not None):
        refusal = template_rules.may_replace(exists=True, replace=False)
        assert refusal is not None
        yield refusal


def _refusals_of_words(row: SegmentLanguage, settled: dict[str, Any]) -> Iterator[Refusal]:
    """Merge fields that there are not, documents of another language; what was there is not judged again."""
    document = settled.get("document_template")
    if (
        document is not None
        and document.pk != row.document_template_id
        and not (document.active and document.language == row.language)
    ):
        yield template_rules.not_usable()
    if "body" in settled and settled["body"] != row.body:
        yield from objections(settled["body"])
    if "subject" in settled and settled["subject"] != row.subject:
        yield from objections(settled["subject"], field="subject", in_html=False)


@transaction.atomic
def remove_language(
    no: str,
    language: str,
    *,
    line_no: int | None = None,
    version: int | None = None,
    by: User,
    at: datetime,
) -> None:
    """Take a language away; the lines that used it fall back to what is left (R-SEG-33).

    Raises `Conflict` when the row has another `version`.
    """
    require(by, Right.CHANGE_SEGMENTS)
    head = segment_to_change(no)
    line = _line(head, line_no)
    rows = SegmentLanguage.objects.filter(segment=head, line=line, language=language)
    if version is not None:
        _refuse_old(rows.first(), version)
    rows.delete()
    if line is not None:
        mark_personalized(head.pk, line)
        _fall_back_line(head, line, language)
    elif language == head.language:
        other = SegmentLanguage.objects.filter(segment=head, line=None).order_by("id").first()
        _say_by_default(head, other)
    if line is None:
        forget_language(head.pk, language)
    note_change(head, ChangeKind.TEXT, what=language, old={"language": language}, by=by, at=at)


def _fall_back_line(head: Segment, line: int, language: str) -> None:
    """Let a line that had chosen its own text in a language follow again, unless the segment says it too."""
    chosen = SegmentLine.objects.filter(pk=line, language=language)
    near = (language, language.partition("-")[0])
    if SegmentLanguage.objects.filter(segment=head, line=None, language__in=near).exists():
        chosen = chosen.exclude(Q(template=None) | Q(template=head.template_id))
    write_values(Question.of(chosen), {}, ["language"])


@transaction.atomic
def put_line_file(
    no: str,
    line_no: int,
    file: int,
    file_name: str,
    *,
    replace: bool = True,
    version: int | None = None,
    by: User,
    at: datetime,
) -> SegmentLanguage:
    """Give one line a file of its own, beside the words that it says now (R-SEG-32, 36, 39).

    Later changes of the segment's text do not reach the line. Raises `Conflict` when the line is not in the
    state `version` any more; the rest as in `write_language`.
    """
    require(by, Right.CHANGE_SEGMENTS)
    head, state = _line_to_change(no, line_no, version, by)
    if state.document is not None:
        raise Refused(rules.file_and_template())
    if head.template_id is None and not _has_template(head, line_no):
        raise Refused(rules.no_template_yet("file"))
    used = SegmentLanguage.objects.filter(pk=state.text_id).first()
    language = state.language
    if used is not None and used.line is None:
        words = {name: getattr(used, name) for name in ("description", "subject", "body", "body_text")}
        SegmentLanguage.objects.create(
            segment=head,
            line=_line(head, line_no),
            language=language,
            email_layout=used.email_layout,
            version=next_version(head),
            **words,
        )
    given_file = LanguageValues(file=file, file_name=file_name)
    return write_language(no, language, given_file, line_no=line_no, replace=replace, by=by, at=at)


@transaction.atomic
def remove_line_file(no: str, line_no: int, *, version: int | None = None, by: User, at: datetime) -> None:
    """Take the file of a line's own away: the line says what the segment says again (R-SEG-33, 36).

    Words of its own it keeps. Without a file of its own nothing changes.
    """
    require(by, Right.CHANGE_SEGMENTS)
    head, state = _line_to_change(no, line_no, version, by)
    used = SegmentLanguage.objects.filter(pk=state.text_id, line__isnull=False).first()
    if used is None or used.file_id is None:
        return
    line = SegmentLine.objects.get(segment=head, line_no=line_no, removed_by=None)
    if line.template_id in {None, head.template_id} and _came_with_its_file(head, used):
        remove_language(no, used.language, line_no=line_no, by=by, at=at)
    else:
        write_language(no, used.language, LanguageValues(file=0), line_no=line_no, by=by, at=at)


def _has_template(head: Segment, line_no: int) -> bool:
    own = SegmentLine.objects.filter(segment=head, line_no=line_no, removed_by=None, template__isnull=False)
    return own.exists()


def _came_with_its_file(head: Segment, used: SegmentLanguage) -> bool:
    """Whether a line's text is there for its file only: the line's one row, with the words of the segment.

    What a template once gave the line stays with it when it follows the segment again (R-SEG-25). Words of
    the segment that were mended since are known by their description, which was copied with them.
    """
    if SegmentLanguage.objects.filter(segment=head, line=used.line).exclude(pk=used.pk).exists():
        return False
    if not (used.subject or used.body):
        return True
    said = SegmentLanguage.objects.filter(segment=head, line=None, language=used.language).first()
    return said is not None and (
        (used.subject, used.body) == (said.subject, said.body)
        or (used.description != "" and used.description == said.description)
    )


def _line_to_change(no: str, line_no: int, version: int | None, by: User) -> tuple[Segment, LineState]:
    """The locked segment and the state of its line, which the reader saw."""
    head = segment_to_change(no)
    state = state_of_line(by, head, line_no)
    if state is None:
        raise NoSuchSegment
    if version is not None and state.version != version:
        raise changed_meanwhile()
    return head, state


def _line(head: Segment, line_no: int | None) -> int | None:
    if line_no is None:
        return None
    found = SegmentLine.objects.filter(segment=head, line_no=line_no, removed_by=None)
    pk = found.values_list("pk", flat=True).first()
    if pk is None:
        raise NoSuchSegment
    return pk
