"""What a segment says in each language: words, layout, file, document template; and who reads which."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from ninja import Query, Router
from pydantic import Field

from liaison.api.answers import answer, empty
from liaison.api.auth import ApiRequest
from liaison.api.door import takes_files
from liaison.api.errors import NOT_FOUND, Problem
from liaison.api.etags import expected_version
from liaison.api.files import binary, stored_answer
from liaison.api.paging import Paged, list_of, of_record
from liaison.api.segments import SegmentNo, segment_of
from liaison.api.shapes import Given, Out
from liaison.api.templates import fields_from
from liaison.api.variants import (
    SaidOut,
    VariantFields,
    VariantIn,
    VariantLanguage,
    language_in,
    show_said,
)
from liaison.files.actions import store_file
from liaison.files.rules import clean_name
from liaison.segments.actions import remove_language, write_language
from liaison.segments.models import SegmentLanguage
from liaison.segments.queries.worksheet import language_use, languages_of
from liaison.segments.values import LanguageValues

router = Router(tags=["Segments"])


class SegmentLanguageOut(SaidOut):
    """What a segment says in one language."""

    segment: str


class LanguageUseOut(Out):
    """Contacts that want one language, and in which one they are written to."""

    wanted: str
    used: Annotated[str, Field(description="Empty: nothing to send.")]
    count: int


class LanguagesOut(Out):
    """All languages of a segment, the most used first."""

    items: list[LanguageUseOut]


def show_language(row: SegmentLanguage, no: str) -> dict[str, Any]:
    """A language of a segment as JSON."""
    return {"segment": no, **show_said(row)}


@router.get(
    "/segments/{no}/languages",
    response=list_of(SegmentLanguageOut),
    summary="What a segment says, by language",
)
def list_segment_languages(
    request: ApiRequest, no: SegmentNo, query: Annotated[Paged, Query()]
) -> HttpResponse:
    """Lists what a segment says in each of its languages."""
    head = segment_of(request, no)
    rows = languages_of(request.user, head)
    return answer(
        of_record(rows, query, lambda row: show_language(row, head.no), key=lambda row: row.language)
    )


@router.get(
    "/segments/{no}/languages/{language}",
    response=SegmentLanguageOut,
    summary="A language of a segment",
    openapi_extra={"x-etag": True},
)
def read_segment_language(request: ApiRequest, no: SegmentNo, language: VariantLanguage) -> HttpResponse:
    """Shows what a segment says in one language."""
    row = _existing(request, no, language)
    return answer(show_language(row, row.segment.no), version=row.version)


@router.put(
    "/segments/{no}/languages/{language}",
    response={200: SegmentLanguageOut, 201: SegmentLanguageOut},
    summary="Write a language of a segment",
    openapi_extra={"x-etag": True},
)
def put_segment_language(
    request: ApiRequest, no: SegmentNo, language: VariantLanguage, body: Annotated[VariantIn, Given()]
) -> HttpResponse:
    """Creates or changes what a segment says in one language, with its file if one is given.

    Lines use it at once by the language of their contact.
    """
    return _write(request, no, language, body)


@router.post(
    "/segments/{no}/languages/{language}",
    response={200: SegmentLanguageOut, 201: SegmentLanguageOut},
    summary="Write a language of a segment, with a form",
    openapi_extra={"x-etag": True, "x-if-match": True, "x-files": True},
)
@takes_files
def post_segment_language(
    request: ApiRequest, no: SegmentNo, language: VariantLanguage, body: Annotated[VariantIn, Given()]
) -> HttpResponse:
    """The same as PUT; takes a form with the file as well."""
    return _write(request, no, language, body)


@router.patch(
    "/segments/{no}/languages/{language}",
    response=SegmentLanguageOut,
    summary="Change a language of a segment",
    openapi_extra={"x-etag": True},
)
def edit_segment_language(
    request: ApiRequest, no: SegmentNo, language: VariantLanguage, body: Annotated[VariantFields, Given()]
) -> HttpResponse:
    """Changes what is given; what was logged before keeps what was sent."""
    _existing(request, no, language)
    return _write(request, no, language, body)


@router.delete(
    "/segments/{no}/languages/{language}",
    response={204: None},
    summary="Delete a language of a segment",
    openapi_extra={"x-etag": True},
)
def remove_segment_language(request: ApiRequest, no: SegmentNo, language: VariantLanguage) -> HttpResponse:
    """Takes a language away with its file; lines that used it fall back to what is left."""
    row = _existing(request, no, language)
    remove_language(
        row.segment.no, row.language, version=expected_version(request), by=request.user, at=request.at
    )
    return empty()


@router.get(
    "/segments/{no}/languages/{language}/file",
    response=None,
    summary="The file of a language of a segment",
    openapi_extra=binary("The bytes of the file, as its own media type."),
)
def read_segment_language_file(
    request: ApiRequest, no: SegmentNo, language: VariantLanguage
) -> HttpResponseBase:
    """Hands out the file a segment sends in one language."""
    row = _existing(request, no, language)
    if row.file is None:
        raise Problem(404, NOT_FOUND)
    return stored_answer(request, row.file, row.file_name)


@router.delete(
    "/segments/{no}/languages/{language}/file",
    response=SegmentLanguageOut,
    summary="Remove the file of a language",
    openapi_extra={"x-etag": True},
)
def remove_segment_language_file(
    request: ApiRequest, no: SegmentNo, language: VariantLanguage
) -> HttpResponse:
    """Takes the file away; the words stay."""
    row = _existing(request, no, language)
    written = write_language(
        row.segment.no,
        row.language,
        LanguageValues(file=0),
        version=expected_version(request),
        by=request.user,
        at=request.at,
    )
    return answer(show_language(written, row.segment.no), version=written.version)


@router.get("/segments/{no}/language-use", response=LanguagesOut, summary="Languages of a segment")
def read_language_use(request: ApiRequest, no: SegmentNo) -> HttpResponse:
    """Counts contacts by the language they want and the one they are written to in."""
    found = language_use(request.user, segment_of(request, no))
    rows = [{"wanted": one.wanted, "used": one.used, "count": one.count} for one in found]
    return answer({"items": rows})


def _row(request: ApiRequest, no: str, language: str) -> SegmentLanguage | None:
    found = languages_of(request.user, segment_of(request, no))
    return found.filter(language=language_in(language)).first()


def _existing(request: ApiRequest, no: str, language: str) -> SegmentLanguage:
    row = _row(request, no, language)
    if row is None:
        raise Problem(404, NOT_FOUND)
    return row


def _write(request: ApiRequest, no: str, language: str, body: VariantFields) -> HttpResponse:
    head = segment_of(request, no)
    is_new = _row(request, no, language) is None
    fields = fields_from(request, body)
    replace, file = fields.pop("replace", False), fields.pop("file", None)
    if "document_template" in fields:
        document = fields["document_template"]
        fields["document_template"] = document.pk if document is not None else 0
    if file is not None:
        stored = store_file(file.content, by=request.user, at=request.at)
        fields |= {"file": stored.pk, "file_name": clean_name(file.name)}
    row = write_language(
        head.no,
        language_in(language),
        LanguageValues(**fields),
        version=expected_version(request),
        replace=replace,
        by=request.user,
        at=request.at,
    )
    location = f"/api/v1/segments/{head.no}/languages/{row.language or language}"
    return answer(
        show_language(row, head.no),
        status=201 if is_new else 200,
        version=row.version,
        location=location if is_new else None,
    )
