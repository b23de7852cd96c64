"""Salutation codes, formulas, and the salutation of a contact."""

from dataclasses import replace
from datetime import datetime

import pytest

from liaison.accounts.models import User
from liaison.contacts.actions import (
    archive_contact,
    change_contact,
    create_contact,
    delete_formula,
    delete_salutation,
    save_formula,
    save_salutation,
)
from liaison.contacts.fields import ContactFields
from liaison.contacts.imports import values
from liaison.contacts.models import Contact, Salutation, SalutationFormula
from liaison.contacts.queries import (
    ContactFilters,
    fields_of,
    list_contacts,
    salutation_counts,
    salutation_of,
)
from liaison.contacts.salutations import KEPT
from liaison.kit.errors import NotAllowed, Refused
from tests.cast import Cast


def person(code: str, language: str, name: str, by: User, at: datetime) -> Contact:
    given = ContactFields(type="person", name=name, salutation=code, language=language)
    return create_contact(given, by=by, at=at)


def test_every_installation_starts_with_the_usual_ones(db: None) -> None:
    assert set(Salutation.objects.values_list("code", "descriptions__fr")) == {
        ("COMPANY", "Société"),
        ("MS", "Madame"),
        ("MR", "Monsieur"),
        ("NEUTRAL", "Neutre"),
        ("MS-DR", "Madame, doctorat"),
        ("MR-DR", "Monsieur, doctorat"),
        ("FAMILY", "Famille"),
    }
    assert SalutationFormula.objects.count() == 45
    assert max(len(formula.text) for formula in SalutationFormula.objects.all()) <= 50


@pytest.mark.parametrize(
    ("code", "language", "formality", "text"),
    [
        ("MS", "fr-CH", "formal", "Madame Dubois,"),
        ("MS", "de-CH", "informal", "Liebe Claire"),
        ("MR", "it", "formal", "Egregio Signor Dubois,"),
        ("MS-DR", "de", "formal", "Sehr geehrte Frau Dr. Dubois"),
        ("FAMILY", "en", "formal", "Dear Dubois family,"),
        ("NEUTRAL", "fr", "formal", "Bonjour Claire Dubois,"),
    ],
)
def test_letter_opens_in_the_language_of_the_contact(
    cast: Cast, at: datetime, code: str, language: str, formality: str, text: str
) -> None:
    """R-CON-89 R-CON-90 R-CON-95"""
    found = salutation_of(person(code, language, "Claire Dubois", cast.aline, at), formality)

    assert (found.text, found.fallback) == (text, False)


def test_missing_formula_falls_back_and_says_so(cast: Cast, at: datetime) -> None:
    """R-CON-96"""
    found = salutation_of(person("MS-DR", "fr-CH", "Claire Dubois", cast.aline, at), "informal")

    assert (found.text, found.fallback) == ("Bonjour Claire,", True)


def test_contact_without_code_gets_the_neutral_one(cast: Cast) -> None:
    """R-CON-96"""
    found = salutation_of(cast.nora)

    assert (found.text, found.fallback) == ("Bonjour Nora Béguelin,", True)


def test_company_is_named_in_its_salutation(cast: Cast, at: datetime) -> None:
    made = create_contact(ContactFields(name="Favre SA", language="de"), by=cast.aline, at=at)

    assert salutation_of(made, "informal").text == "Liebes Team von Favre SA"


def test_salutation_in_use_is_not_deleted_and_another_takes_its_formulas_along(
    cast: Cast, at: datetime
) -> None:
    """R-CON-76"""
    row = Salutation.objects.get(code="MS-DR")
    claire = person("MS-DR", "fr", "Claire Dubois", cast.aline, at)
    archive_contact(claire, by=cast.aline, at=at)

    with pytest.raises(NotAllowed):
        delete_salutation(row, by=cast.aline, at=at)
    with pytest.raises(Refused) as refused:
        delete_salutation(row, by=cast.administrator, at=at)
    assert [one.code for one in refused.value.refusals] == ["code.in_use"]
    assert row.formulas.exists()

    change_contact(claire, replace(fields_of(claire), salutation="MS"), by=cast.aline, at=at)
    delete_salutation(row, by=cast.administrator, at=at)
    assert not SalutationFormula.objects.filter(salutation__code="MS-DR").exists()
    assert not Salutation.objects.filter(code="MS-DR").exists()


@pytest.mark.parametrize("code", sorted(KEPT))
def test_salutation_that_is_known_by_its_code_is_not_deleted(cast: Cast, at: datetime, code: str) -> None:
    """R-CON-12 R-CON-76"""
    Contact.objects.update(salutation=None)

    with pytest.raises(Refused) as refused:
        delete_salutation(Salutation.objects.get(code=code), by=cast.administrator, at=at)
    assert [one.code for one in refused.value.refusals] == ["salutation.default"]


def test_contacts_of_a_salutation_are_counted_and_listed(cast: Cast, at: datetime) -> None:
    """R-CON-78"""
    row = Salutation.objects.get(code="FAMILY")
    person("FAMILY", "fr", "Rey", cast.aline, at)
    archive_contact(person("FAMILY", "fr", "Weck", cast.aline, at), by=cast.aline, at=at)

    listed = list_contacts(cast.viewer, ContactFilters(salutation="family")).items
    assert (salutation_counts(cast.viewer)[row.pk], [one.name for one in listed]) == (1, ["Rey"])


def test_code_and_formula_are_written_and_changed(cast: Cast, at: datetime) -> None:
    admin = cast.administrator
    code = save_salutation(
        "prof", description="Professor", descriptions={"fr": " Professeur "}, by=admin, at=at
    )
    args = {"language": "fr", "formality": "formal", "names": ["surname"], "by": admin, "at": at}
    save_formula(code, text="Madame la Professeure %1 ,", **args)  # type: ignore[arg-type]
    formula = save_formula(code, text="Professeur·e %1 ,", **args)  # type: ignore[arg-type]

    made = person("PROF", "fr-CH", "Claire Dubois", cast.aline, at)

    assert (code.code, code.descriptions) == ("PROF", {"fr": "Professeur"})
    assert salutation_of(made).text == "Professeur·e Dubois,"
    delete_formula(formula, by=admin, at=at)
    assert salutation_of(made).fallback is True


def test_inactive_code_stays_where_it_is_and_is_offered_no_more(cast: Cast, at: datetime) -> None:
    """R-CON-76"""
    made = person("FAMILY", "fr", "Claire Dubois", cast.aline, at)
    family = Salutation.objects.get(code="FAMILY")
    save_salutation(
        "FAMILY", description="Family", active=False, salutation=family, by=cast.administrator, at=at
    )

    change_contact(made, fields_of(made), by=cast.aline, at=at)
    with pytest.raises(Refused):
        person("FAMILY", "fr", "Noé Rochat", cast.aline, at)


def test_wrong_codes_and_formulas_are_refused(cast: Cast, at: datetime) -> None:
    """R-CON-90"""
    admin, code = cast.administrator, Salutation.objects.get(code="MS")
    with pytest.raises(Refused) as taken:
        save_salutation("ms", description="x" * 256, by=admin, at=at)
    with pytest.raises(Refused) as wrong:
        save_formula(code, language="x y", formality="rude", text=" ", names=["nose"], by=admin, at=at)

    assert [refusal.field for refusal in taken.value.refusals] == ["description", "code"]
    assert [refusal.field for refusal in wrong.value.refusals] == ["text", "language", "formality", "names"]


def test_codes_that_files_name_are_those_that_stay() -> None:
    assert set(values._WORDS["salutations"]) == KEPT


@pytest.mark.parametrize("code", sorted(KEPT))
def test_codes_that_new_contacts_get_keep_their_names(cast: Cast, at: datetime, code: str) -> None:
    """R-CON-12: what they say may change"""
    row = Salutation.objects.get(code=code)
    with pytest.raises(Refused) as refused:
        save_salutation("OTHER", description="", salutation=row, by=cast.administrator, at=at)
    kept = save_salutation(code.lower(), description="Autre", salutation=row, by=cast.administrator, at=at)

    assert [refusal.field for refusal in refused.value.refusals] == ["code"]
    assert (kept.code, kept.description) == (code, "Autre")


def test_only_who_sets_up_changes_them(cast: Cast, at: datetime) -> None:
    with pytest.raises(NotAllowed):
        save_salutation("X", description="", by=cast.aline, at=at)
