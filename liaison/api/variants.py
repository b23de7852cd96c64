"""What a template says in each language: words, layout, file."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from ninja import Path, Query, Router
from pydantic import Field

from liaison.api.actions import write_variant
from liaison.api.answers import answer, empty
from liaison.api.auth import ApiRequest
from liaison.api.door import takes_files
from liaison.api.errors import NOT_FOUND, Problem
from liaison.api.etags import expected_version
from liaison.api.files import binary, stored_answer
from liaison.api.paging import Paged, list_of, of_record
from liaison.api.shapes import DocumentCode, Flag, Given, Language, Line, Out, Shape, Text, UploadedAttachment
from liaison.api.templates import TemplateCode, fields_from, template_of
from liaison.interactions.actions.languages import change_language, delete_language, remove_file
from liaison.interactions.models import InteractionTemplate, InteractionTemplateLanguage
from liaison.interactions.queries import set_up
from liaison.interactions.template_rules import clean_language
from liaison.segments.models import SegmentLanguage

router = Router(tags=["Templates"])

VariantLanguage = Annotated[
    Language, Path(description="Language such as `fr` or `fr-CH`; `-` for no particular one.")
]


class VariantFields(Shape):
    """What is said in one language; `body` is HTML with merge fields."""

    description: Line | None = None
    subject: Line | None = None
    body: Text | None = None
    email_layout: Annotated[Text | None, Field(max_length=30)] = None
    document_template: Annotated[DocumentCode | None, Field(description="Code; null takes it away.")] = None
    replace: Annotated[Flag, Field(description="A file that is there may be replaced.")] = False


class VariantIn(VariantFields):
    """The same with a file."""

    file: UploadedAttachment | None = None


class SaidOut(Out):
    """What is said in one language."""

    language: Annotated[str, Field(description="Empty for no particular one.")]
    description: str
    subject: str
    body: str
    email_layout: str
    document_template: str | None
    file: Annotated[str | None, Field(description="Name of its file, if there is one.")]


class VariantOut(SaidOut):
    """What a template says in one language."""

    template: str


def show_said(row: InteractionTemplateLanguage | SegmentLanguage) -> dict[str, Any]:
    """What is said in one language as JSON."""
    return {
        "language": row.language,
        "description": row.description,
        "subject": row.subject,
        "body": row.body,
        "email_layout": row.email_layout,
        "document_template": row.document_template.code if row.document_template else None,
        "file": row.file_name if row.file_id else None,
    }


def show_variant(row: InteractionTemplateLanguage, template: InteractionTemplate) -> dict[str, Any]:
    """A language of a template as JSON."""
    return {"template": template.code, **show_said(row)}


@router.get(
    "/interaction-templates/{code}/languages",
    response=list_of(VariantOut),
    summary="The languages of a template",
)
def list_variants(request: ApiRequest, code: TemplateCode, query: Annotated[Paged, Query()]) -> HttpResponse:
    """Lists what a template says in each of its languages."""
    template = template_of(request, code)
    rows = set_up.template_languages(request.user, template)
    return answer(
        of_record(rows, query, lambda row: show_variant(row, template), key=lambda row: row.language)
    )


@router.get(
    "/interaction-templates/{code}/languages/{language}",
    response=VariantOut,
    summary="A language of a template",
    openapi_extra={"x-etag": True},
)
def read_variant(request: ApiRequest, code: TemplateCode, language: VariantLanguage) -> HttpResponse:
    """Shows what a template says in one language."""
    template = template_of(request, code)
    row = _variant(request, template, language)
    return answer(show_variant(row, template), version=row.version)


@router.put(
    "/interaction-templates/{code}/languages/{language}",
    response={200: VariantOut, 201: VariantOut},
    summary="Write a language of a template",
    openapi_extra={"x-etag": True},
)
def put_variant(
    request: ApiRequest, code: TemplateCode, language: VariantLanguage, body: Annotated[VariantIn, Given()]
) -> HttpResponse:
    """Creates or changes what a template says in one language, with its file if one is given."""
    return _write_variant(request, code, language, body)


@router.post(
    "/interaction-templates/{code}/languages/{language}",
    response={200: VariantOut, 201: VariantOut},
    summary="Write a language of a template, with a form",
    openapi_extra={"x-etag": True, "x-if-match": True, "x-files": True},
)
@takes_files
def post_variant(
    request: ApiRequest, code: TemplateCode, language: VariantLanguage, body: Annotated[VariantIn, Given()]
) -> HttpResponse:
    """The same as PUT; takes a form with the file as well."""
    return _write_variant(request, code, language, body)


@router.patch(
    "/interaction-templates/{code}/languages/{language}",
    response=VariantOut,
    summary="Change a language of a template",
    openapi_extra={"x-etag": True},
)
def edit_variant(
    request: ApiRequest,
    code: TemplateCode,
    language: VariantLanguage,
    body: Annotated[VariantFields, Given()],
) -> HttpResponse:
    """Changes what is given; entries keep what was sent."""
    template = template_of(request, code)
    row = _variant(request, template, language)
    fields = fields_from(request, body)
    changed = change_language(
        row, version=expected_version(request), by=request.user, at=request.at, **fields
    )
    return answer(show_variant(changed, template), version=changed.version)


@router.delete(
    "/interaction-templates/{code}/languages/{language}",
    response={204: None},
    summary="Delete a language of a template",
    openapi_extra={"x-etag": True},
)
def remove_variant(request: ApiRequest, code: TemplateCode, language: VariantLanguage) -> HttpResponse:
    """Takes a language away with its file; entries keep what was sent."""
    row = _variant(request, template_of(request, code), language)
    delete_language(row, version=expected_version(request), by=request.user, at=request.at)
    return empty()


@router.get(
    "/interaction-templates/{code}/languages/{language}/file",
    response=None,
    summary="The file of a language",
    openapi_extra=binary("The bytes of the file, as its own media type."),
)
def read_variant_file(request: ApiRequest, code: TemplateCode, language: VariantLanguage) -> HttpResponseBase:
    """Hands out the file a template sends in one language."""
    row = _variant(request, template_of(request, code), language)
    if row.file is None:
        raise Problem(404, NOT_FOUND)
    return stored_answer(request, row.file, row.file_name)


@router.delete(
    "/interaction-templates/{code}/languages/{language}/file",
    response=VariantOut,
    summary="Remove the file of a language of a template",
    openapi_extra={"x-etag": True},
)
def remove_variant_file(request: ApiRequest, code: TemplateCode, language: VariantLanguage) -> HttpResponse:
    """Takes the file away; the words stay, and entries keep what was sent."""
    template = template_of(request, code)
    row = _variant(request, template, language)
    left = remove_file(row, version=expected_version(request), by=request.user, at=request.at)
    return answer(show_variant(left, template), version=left.version)


def _variant(
    request: ApiRequest, template: InteractionTemplate, language: str
) -> InteractionTemplateLanguage:
    row = set_up.template_language(request.user, template, language_in(language))
    if row is None:
        raise Problem(404, NOT_FOUND)
    return row


def language_in(address: str) -> str:
    """The language behind a step of an address, typed in any case."""
    return "" if address == "-" else clean_language(address)


def _write_variant(request: ApiRequest, code: str, language: str, body: VariantIn) -> HttpResponse:
    template = template_of(request, code)
    fields = fields_from(request, body)
    file = fields.pop("file", None)
    existing = set_up.template_language(request.user, template, language_in(language))
    row = write_variant(
        template,
        existing,
        language_in(language),
        fields,
        file=(file.content, file.name) if file is not None else None,
        version=expected_version(request),
        by=request.user,
        at=request.at,
    )
    location = f"/api/v1/interaction-templates/{template.code}/languages/{row.language or '-'}"
    return answer(
        show_variant(row, template),
        status=200 if existing is not None else 201,
        version=row.version,
        location=location if existing is None else None,
    )
