"""Criteria in words: a code is told by the name it stands for."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import translation

from liaison.contacts.models import MailingGroup, Salutation
from liaison.segments.models import SegmentStep, StepKind
from liaison.segments.queries.worded import all_in_words, in_words, steps_in_words
from tests.cast import Cast


def _coded(source: str, field: str, *values: str) -> dict[str, Any]:
    return {"source": source, "all": [{"field": field, "any": [{"eq": value} for value in values]}]}


def test_codes_are_told_by_name_in_the_language_of_the_reader(cast: Cast) -> None:
    """R-SEG-77"""
    MailingGroup.objects.create(
        code="OPENDAY", description="Open day", descriptions={"fr": "Portes ouvertes"}
    )
    MailingGroup.objects.create(code="FAIR", description="Fair")
    filters = [
        _coded("mailing_group", "code", "OPENDAY", "FAIR", "GONE"),
        _coded("contact", "company", "CT-000480"),
        _coded("interaction", "template", "APPEL"),
    ]
    with translation.override("en"):
        assert in_words(filters) == (
            "Mailing group: Open day, Fair or GONE",
            f"Contact: Company is {cast.company.name}",
            f"Interaction: Interaction template is {cast.call.description}",
        )
    with translation.override("fr"):
        assert in_words(filters[:1]) == (
            "Groupe de distribution\N{NO-BREAK SPACE}: Portes ouvertes, Fair ou GONE",
        )


def test_the_names_of_many_criteria_are_one_statement(cast: Cast, django_assert_num_queries: Any) -> None:
    MailingGroup.objects.create(code="FAIR", description="Fair")
    salutation = Salutation.objects.order_by("code").first()
    assert salutation is not None
    many = [
        [_coded("mailing_group", "code", "FAIR")],
        [
            {
                "any_of": [
                    [_coded("contact", "salutation", salutation.code)],
                    [_coded("contact", "language", "fr-CH")],
                ]
            }
        ],
    ]
    with django_assert_num_queries(1), translation.override("en"):
        told = all_in_words(many)
    assert told[0] == ("Mailing group: Fair",)
    with django_assert_num_queries(0):
        in_words([_coded("contact", "language", "fr-CH")])


def test_patterns_are_told_in_the_words_of_the_form() -> None:
    """R-SEG-77, B-4"""
    told = {
        "fr*": "begins with fr",
        "*yver*": "contains yver",
        "*yver": "is like *yver",
        "f?r*": "is like f?r*",
        "*": "is like *",
    }
    with translation.override("en"):
        for pattern, words in told.items():
            filters = [{"source": "contact", "all": [{"field": "city", "any": [{"ilike": pattern}]}]}]
            assert in_words(filters) == (f"Contact: City {words}",)


@pytest.mark.django_db
def test_large_numbers_of_chosen_contacts_are_grouped() -> None:
    """B-8"""
    chosen = _coded("contact", "no", *(f"CT-{number:06}" for number in range(1, 1235)))
    step = SegmentStep(action="add", kind=StepKind.HAND, filters=[chosen])
    with translation.override("en"):
        assert steps_in_words([step]) == [("1’234 chosen contacts",)]
