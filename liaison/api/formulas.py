"""The formulas of salutations: what a letter begins with, by language and formality."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpResponse
from ninja import Path, Query, Router
from pydantic import Field

from liaison.api.answers import answer, empty
from liaison.api.auth import ApiRequest
from liaison.api.errors import NOT_FOUND, Problem
from liaison.api.etags import expected_version
from liaison.api.paging import Paged, list_of, of_record
from liaison.api.salutations import SalutationCode, salutation_of
from liaison.api.shapes import Given, Line, Out, Shape
from liaison.api.variants import VariantLanguage, language_in
from liaison.contacts.actions import delete_formula, save_formula
from liaison.contacts.models import Formality, NamePart, Salutation, SalutationFormula
from liaison.contacts.salutations import PLACES
from liaison.kit.versions import version_of

router = Router(tags=["Contacts"])

FormulaFormality = Annotated[Formality, Path(description="Formal or informal.")]


class FormulaIn(Shape):
    """A formula, whole."""

    text: Annotated[Line, Field(description="With `%1` to `%5` where the parts of the name go.")]
    names: Annotated[
        list[NamePart], Field(max_length=PLACES, description="What fills `%1`, `%2` and so on.")
    ] = []


class FormulaOut(Out):
    """What a letter begins with in one language, formal or informal."""

    salutation: str
    language: Annotated[str, Field(description="Empty for any.")]
    formality: Formality
    text: str
    names: list[NamePart]


def show_formula(row: SalutationFormula, salutation: Salutation) -> dict[str, Any]:
    """A formula as JSON."""
    return {
        "salutation": salutation.code,
        "language": row.language,
        "formality": row.formality,
        "text": row.text,
        "names": list(row.names),
    }


@router.get(
    "/salutations/{code}/formulas", response=list_of(FormulaOut), summary="The formulas of a salutation"
)
def list_formulas(
    request: ApiRequest, code: SalutationCode, query: Annotated[Paged, Query()]
) -> HttpResponse:
    """Lists the formulas of a salutation by language and formality."""
    salutation = salutation_of(request, code)
    return answer(
        of_record(
            salutation.formulas.all(),
            query,
            lambda row: show_formula(row, salutation),
            key=lambda row: f"{row.language} {row.formality}",
        )
    )


@router.get(
    "/salutations/{code}/formulas/{language}/{formality}",
    response=FormulaOut,
    summary="One formula of a salutation",
    openapi_extra={"x-etag": True},
)
def read_formula(
    request: ApiRequest, code: SalutationCode, language: VariantLanguage, formality: FormulaFormality
) -> HttpResponse:
    """Shows what a letter begins with in one language, formal or informal."""
    salutation = salutation_of(request, code)
    row = _formula(salutation, language, formality)
    return answer(show_formula(row, salutation), version=version_of(row))


@router.put(
    "/salutations/{code}/formulas/{language}/{formality}",
    response={200: FormulaOut, 201: FormulaOut},
    summary="Write a formula of a salutation",
    openapi_extra={"x-etag": True},
)
def put_formula(
    request: ApiRequest,
    code: SalutationCode,
    language: VariantLanguage,
    formality: FormulaFormality,
    body: Annotated[FormulaIn, Given()],
) -> HttpResponse:
    """Creates or replaces what a letter begins with in one language, formal or informal."""
    salutation = salutation_of(request, code)
    which = {"language": language_in(language), "formality": formality.value}
    there = salutation.formulas.filter(**which).exists()
    row = save_formula(
        salutation,
        **which,
        text=body.text,
        names=[name.value for name in body.names],
        version=expected_version(request),
        by=request.user,
        at=request.at,
    )
    return answer(show_formula(row, salutation), status=200 if there else 201, version=version_of(row))


@router.delete(
    "/salutations/{code}/formulas/{language}/{formality}",
    response={204: None},
    summary="Delete a formula of a salutation",
    openapi_extra={"x-etag": True},
)
def remove_formula(
    request: ApiRequest, code: SalutationCode, language: VariantLanguage, formality: FormulaFormality
) -> HttpResponse:
    """Takes a formula away; letters fall back to the neutral salutation."""
    row = _formula(salutation_of(request, code), language, formality)
    delete_formula(row, version=expected_version(request), by=request.user, at=request.at)
    return empty()


def _formula(salutation: Salutation, language: str, formality: str) -> SalutationFormula:
    found = salutation.formulas.filter(language=language_in(language), formality=formality).first()
    if found is None:
        raise Problem(404, NOT_FOUND)
    return found
