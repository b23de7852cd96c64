"""A contact by number with no more than its name."""

from __future__ import annotations

from typing import Any

import pytest

from liaison.contacts.models import Contact
from liaison.contacts.queries import contact_in_brief
from tests.cast import Cast


def test_names_of_a_person_and_its_company_in_one_statement(
    cast: Cast, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(1):
        person = contact_in_brief(cast.viewer, "ct-000482")
        company = person.company
        assert (person.pk, person.no, person.name) == (cast.nora.pk, "CT-000482", "Nora Béguelin")
        assert company is not None
        assert (company.pk, company.no, company.name) == (
            cast.company.pk,
            "CT-000480",
            "Béguelin Mécanique SA",
        )
        assert (person.is_company, company.is_company) == (False, True)


def test_a_person_without_company_has_none_and_a_company_is_its_own(cast: Cast) -> None:
    assert contact_in_brief(cast.viewer, "CT-000100").company is None
    assert contact_in_brief(cast.viewer, "CT-000480").company == cast.company


def test_an_unknown_number_is_no_contact(cast: Cast) -> None:
    with pytest.raises(Contact.DoesNotExist):
        contact_in_brief(cast.viewer, "CT-404404")
