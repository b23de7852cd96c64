"""The values and lines of a letter, from the stored records."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from liaison.accounts.actions import change_organization
from liaison.accounts.queries import organization
from liaison.contacts.models import (
    AlternativeAddress,
    ContactPhone,
    PhoneKind,
    Salutation,
    SalutationFormula,
)
from liaison.files.actions import store_file
from liaison.files.blobs import path_of
from liaison.letters.queries import Occasion, letterhead, merge_fields, merged_for
from liaison.letters.sources import FIELDS
from tests.cast import Cast

OCCASION = Occasion(
    language="fr-CH",
    occurred_on=date(2026, 3, 2),
    subject="Offre pour un tour",
    description="Offre envoyée",
    entry_no=812,
    cost=Decimal(48250),
    duration_min=Decimal("12.00"),
    recipient="nora@beguelin-meca.example",
)


@pytest.fixture
def paper(cast: Cast, at: datetime) -> Cast:
    """The cast, with addresses and a company that describes itself."""
    change_organization(
        name="Machines du Léman SA", address="Rue du Lac 1", post_code="1020", city="Renens VD", phone="021 555 00 00",
        email="info@liaison.example", iban="CH93 0076 2011 6238 5295 7", bank_name="BCV", vat_no="CHE-123",
        by=None, at=at,
    )  # fmt: skip
    cast.company.address, cast.company.post_code, cast.company.city = "Rue du Simplon 4", "1020", "Renens VD"
    cast.company.save()
    cast.nora.job_title = "Directrice"
    cast.nora.save()
    ContactPhone.objects.create(contact=cast.nora, kind=PhoneKind.FAX, number="021 555 01 49")
    return cast


def values(cast: Cast, **changes: Any) -> dict[str, str]:
    merged = merged_for(cast.nora, replace(OCCASION, **changes), salesperson=cast.rochat)
    return {name: str(value) for name, value in merged.values.items()}


def test_every_field_of_the_catalogue_has_its_value(paper: Cast, at: datetime) -> None:
    """R-INT-138"""
    change_organization(fax="021 555 00 09", bank_branch="Renens", giro_no="10-725-4", by=None, at=at)
    found = values(paper)
    assert found == {
        "contact.address_block": "Béguelin Mécanique SA\nNora Béguelin\nRue du Simplon 4\n1020 Renens VD",
        "contact.no": "CT-000482",
        "contact.name": "Nora Béguelin",
        "contact.name_2": "",
        "contact.first_name": "Nora",
        "contact.surname": "Béguelin",
        "contact.job_title": "Directrice",
        "contact.address": "Rue du Simplon 4",
        "contact.address_2": "",
        "contact.post_code": "1020",
        "contact.city": "Renens VD",
        "contact.region": "",
        "contact.country": "Suisse",
        "contact.phone": "+41 21 555 01 42",
        "contact.mobile_phone": "",
        "contact.fax": "021 555 01 49",
        "contact.email": "nora@beguelin-meca.example",
        "contact.home_page": "",
        "contact.vat_no": "",
        "contact.formal_salutation": found["contact.formal_salutation"],
        "contact.informal_salutation": found["contact.informal_salutation"],
        "company.no": "CT-000480",
        "company.name": "Béguelin Mécanique SA",
        "company.name_2": "",
        "company.address": "Rue du Simplon 4",
        "company.address_2": "",
        "company.post_code": "1020",
        "company.city": "Renens VD",
        "company.region": "",
        "company.country": "Suisse",
        "company.phone": "021 555 01 40",
        "company.email": "",
        "company.home_page": "",
        "company.vat_no": "",
        "salesperson.code": "AR",
        "salesperson.name": "Aline Rochat",
        "salesperson.job_title": "",
        "salesperson.phone": "",
        "salesperson.email": "aline@liaison.example",
        "organization.name": "Machines du Léman SA",
        "organization.name_2": "",
        "organization.address": "Rue du Lac 1",
        "organization.address_2": "",
        "organization.post_code": "1020",
        "organization.city": "Renens VD",
        "organization.region": "",
        "organization.country": "Suisse",
        "organization.phone": "021 555 00 00",
        "organization.fax": "021 555 00 09",
        "organization.email": "info@liaison.example",
        "organization.home_page": "",
        "organization.vat_no": "CHE-123",
        "organization.registration_no": "",
        "organization.bank_name": "BCV",
        "organization.bank_branch": "Renens",
        "organization.giro_no": "10-725-4",
        "organization.iban": "CH93 0076 2011 6238 5295 7",
        "organization.account_no": "CH93 0076 2011 6238 5295 7",
        "organization.swift": "",
        "interaction.entry_no": "812",
        "interaction.date": "2 mars 2026",
        "interaction.subject": "Offre pour un tour",
        "interaction.description": "Offre envoyée",
        "interaction.cost": "CHF\u00a048\u00a0250.00",
        "interaction.duration_min": "12",
        "interaction.recipient": "nora@beguelin-meca.example",
        "interaction.campaign_no": "",
        "interaction.segment_no": "",
    }
    assert found.keys() == FIELDS.keys()


def test_values_are_written_in_the_language_of_the_entry(paper: Cast) -> None:
    """R-INT-137"""
    found = values(paper, language="de-CH")
    assert (found["interaction.date"], found["contact.country"]) == ("2. März 2026", "Schweiz")
    assert values(paper, language="")["interaction.date"] == "2 mars 2026"


def test_before_it_is_logged_an_interaction_has_no_number(paper: Cast) -> None:
    assert "interaction.entry_no" not in values(paper, entry_no=None)


def test_the_noted_alternative_address_is_used(paper: Cast) -> None:
    """R-INT-138, R-CON-88"""
    chalet = AlternativeAddress.objects.create(
        contact=paper.nora, code="CHALET", company_name="Chez Monnier", address="Chemin des Alpes 3",
        post_code="74110", city="Morzine", country="FR",
    )  # fmt: skip
    merged = merged_for(paper.nora, OCCASION, salesperson=None, alternative=chalet)
    assert merged.address == (
        "Chez Monnier",
        "Nora Béguelin",
        "Chemin des Alpes 3",
        "74110 Morzine",
        "FRANCE",
    )
    assert (str(merged.values["contact.city"]), str(merged.values["contact.country"])) == (
        "Morzine",
        "France",
    )
    assert merged.signature == ()


def test_a_person_with_an_address_of_her_own_keeps_it(paper: Cast) -> None:
    paper.nora.address, paper.nora.post_code, paper.nora.city = "Avenue 9", "1000", "Lausanne"
    merged = merged_for(paper.nora, OCCASION, salesperson=paper.rochat)
    assert merged.address == ("Béguelin Mécanique SA", "Nora Béguelin", "Avenue 9", "1000 Lausanne")


def test_a_company_is_addressed_by_both_its_names(paper: Cast) -> None:
    paper.company.name_2 = "Service des achats"
    merged = merged_for(paper.company, OCCASION, salesperson=paper.rochat)
    assert merged.address == (
        "Béguelin Mécanique SA",
        "Service des achats",
        "Rue du Simplon 4",
        "1020 Renens VD",
    )


def test_the_salutation_of_the_contact_is_used(paper: Cast) -> None:
    """R-INT-141"""
    ms = Salutation.objects.get_or_create(code="MS")[0]
    SalutationFormula.objects.update_or_create(
        salutation=ms,
        language="fr",
        formality="formal",
        defaults={"text": "Madame %1 ,", "name_1": "surname"},
    )
    SalutationFormula.objects.update_or_create(
        salutation=ms,
        language="fr",
        formality="informal",
        defaults={"text": "Chère %1 ,", "name_1": "first_name"},
    )
    paper.nora.salutation = ms
    merged = merged_for(paper.nora, OCCASION, salesperson=None)
    assert (merged.salutation.text, merged.salutation.fallback) == ("Madame Béguelin,", False)
    assert merged.values["contact.informal_salutation"] == "Chère Nora,"
    assert merged_for(paper.lea, OCCASION, salesperson=None).salutation.fallback


def test_place_date_and_signature(paper: Cast) -> None:
    paper.rochat.job_title = "Cheffe des ventes"
    merged = merged_for(paper.nora, OCCASION, salesperson=paper.rochat)
    assert merged.place_and_date == "Renens, le 2 mars 2026"
    assert merged.signature == ("Aline Rochat", "Cheffe des ventes")


def test_a_person_without_company_has_no_company_values(paper: Cast) -> None:
    merged = merged_for(paper.lea, OCCASION, salesperson=None)
    assert [name for name in merged.values if name.startswith(("company.", "salesperson."))] == []
    assert merged.address == ("Lea Bernasconi",)


@pytest.mark.parametrize(
    ("subject", "read"),
    [
        ("Offre pour {{ contact.name }}", "Offre pour Nora Béguelin"),
        ("Offre {{ interaction.subject }}", "Offre"),
        ("Offre {{ contact.shoe }}", "Offre {{ contact.shoe }}"),
    ],
)
def test_who_names_the_subject_reads_it_filled(paper: Cast, subject: str, read: str) -> None:
    """R-INT-137"""
    assert values(paper, subject=subject)["interaction.subject"] == read


def test_the_head_of_the_paper(paper: Cast, at: datetime) -> None:
    """R-INT-142"""
    head = letterhead(organization())
    assert (head.name, head.logo) == ("Machines du Léman SA", None)
    assert head.return_line == "Machines du Léman SA · Rue du Lac 1 · 1020 Renens VD"
    assert head.footer == (
        "Machines du Léman SA · Rue du Lac 1 · 1020 Renens VD",
        "021 555 00 00 · info@liaison.example · CHE-123",
    )
    change_organization(logo=store_file(b"\x89PNG\r\n\x1a\n...", by=None, at=at), by=None, at=at)
    assert letterhead(organization()).logo == b"\x89PNG\r\n\x1a\n..."


def test_a_lost_logo_file_leaves_the_name(paper: Cast, at: datetime) -> None:
    logo = store_file(b"\x89PNG lost", by=None, at=at)
    change_organization(logo=logo, by=None, at=at)
    path_of(logo.sha256).unlink()
    head = letterhead(organization())
    assert (head.name, head.logo) == ("Machines du Léman SA", None)


def test_the_number_of_statements_is_known(
    paper: Cast, django_assert_num_queries: Callable[[int], Any]
) -> None:
    nora = type(paper.nora).objects.select_related("company", "salutation").get(pk=paper.nora.pk)
    company = organization()
    with django_assert_num_queries(2):
        merged_for(nora, OCCASION, salesperson=paper.rochat, company=company)


def test_the_catalogue_is_listed_in_the_readers_language() -> None:
    groups = merge_fields("fr-CH")
    assert [group.caption for group in groups] == [
        "Contact", "Société du contact", "Vendeur", "Notre société", "Interaction",
    ]  # fmt: skip
    assert [field.word_name("fr-CH") for field in groups[2].fields] == [
        "Vendeur_Code",
        "Vendeur_E-mail",
        "Vendeur_Fonction",
        "Vendeur_Nom",
        "Vendeur_Téléphone",
    ]
    assert sum(len(group.fields) for group in groups) == len(FIELDS)
