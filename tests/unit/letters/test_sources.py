"""The catalogue of merge fields."""

from __future__ import annotations

import pytest

from liaison.letters.sources import FIELDS, LANGUAGES, find_field, fold, names_of


def test_no_name_means_two_fields() -> None:
    """R-INT-135, 136"""
    owners: dict[str, set[str]] = {}
    for field in FIELDS.values():
        for name in names_of(field):
            owners.setdefault(name, set()).add(field.name)
    assert {name: fields for name, fields in owners.items() if len(fields) > 1} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_field_is_found_by_the_name_it_has_in_a_word_file(language: str) -> None:
    """R-INT-139"""
    assert {
        name: getattr(find_field(field.word_name(language)), "name", None) for name, field in FIELDS.items()
    } == {name: name for name in FIELDS}
    assert all(len(field.word_name(language)) < 40 for field in FIELDS.values())


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("contact.name", "contact.name"),
        (" Contact.Name ", "contact.name"),
        ("CONTA_Name", "contact.name"),
        ("CONTA_Nom", "contact.name"),
        ("Contact_Nom", "contact.name"),
        ("contact nom", "contact.name"),
        ("Contact_Company_Name", "company.name"),
        ("contact.company_name", "company.name"),
        ("company.name", "company.name"),
        ("Company_Name", "organization.name"),
        ("COMPA_IBAN", "organization.iban"),
        ("SALES_E-Mail", "salesperson.email"),
        ("Vendeur_Telephone", "salesperson.phone"),
        ("Contatto_NPA", "contact.post_code"),
        ("Contatto_CAP", "contact.post_code"),
        ("Contact_NPA", "contact.post_code"),
        ("Mittente_CAP", "organization.post_code"),
        ("Kontakt_Förmliche_Anrede", "contact.formal_salutation"),
        ("CALC_Formal salutation", "contact.formal_salutation"),
        ("Document Date", "interaction.date"),
        ("Betreff", "interaction.subject"),
        ("Entry_No", "interaction.entry_no"),
    ],
)
def test_a_field_is_found_however_it_is_written(written: str, name: str) -> None:
    """R-INT-133, 135, 138, 139"""
    field = find_field(written)
    assert field is not None
    assert field.name == name


@pytest.mark.parametrize("written", ["", "contact", "contact.shoe_size", "Prénom du chien", "."])
def test_an_unknown_name_is_no_field(written: str) -> None:
    assert find_field(written) is None


def test_the_fields_of_plain_attachments_are_all_there() -> None:
    """R-INT-138"""
    wanted = {
        "interaction": "entry_no date campaign_no segment_no description subject recipient",
        "contact": (
            "address_block no name name_2 address address_2 post_code city region country job_title phone "
            "fax email mobile_phone vat_no home_page formal_salutation informal_salutation"
        ),
        "company": "name",
        "salesperson": "code name job_title phone email",
        "organization": (
            "name name_2 address address_2 post_code city region country vat_no registration_no phone fax "
            "bank_branch bank_name account_no giro_no"
        ),
    }
    names = {f"{source}.{key}" for source, keys in wanted.items() for key in keys.split()}
    assert names - FIELDS.keys() == set()


def test_captions_are_read_in_the_language_of_the_reader() -> None:
    field = FIELDS["company.name"]
    assert field.caption("fr-CH") == "Société du contact\u00a0: Nom"
    assert field.caption("de") == "Firma des Kontakts: Name"
    assert field.caption("xx") == "Contact's company: Name"
    assert field.word_name("it-CH") == "Società_contatto_Nome"


def test_folding_forgets_case_accents_and_signs() -> None:
    assert fold("Société_Contact – N° 1") == "societecontactn1"
