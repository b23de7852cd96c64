"""Rows of a table become contacts; headings and words in four languages."""

from dataclasses import replace

import pytest

from liaison.contacts.fields import ContactFields, EmailFields, PhoneFields
from liaison.contacts.imports import (
    FIELDS,
    ContactLine,
    lines_of,
    propose_mapping,
    read_mapping,
    read_source,
    values,
)
from liaison.contacts.imports.columns import _KNOWN, SEVERAL
from liaison.contacts.imports.overlay import identities, overlay
from liaison.contacts.imports.reading import Source
from liaison.contacts.imports.tables import Figure, Table
from liaison.contacts.rules import cleaned
from liaison.kit.errors import Refused


def lines(header: str, *rows: str, kind: str = "") -> list[ContactLine]:
    """The contacts of a small CSV file."""
    source = read_source("\n".join([header, *rows]).encode())
    return list(lines_of(source, propose_mapping(source.header), kind=kind))


def test_every_known_heading_belongs_to_one_field() -> None:
    headings = [heading for text in _KNOWN.values() for heading in text.split()]

    assert sorted(heading for heading in set(headings) if headings.count(heading) > 1) == []
    assert set(_KNOWN) == set(FIELDS)
    assert set(FIELDS) >= SEVERAL


@pytest.mark.parametrize(
    ("header", "fields"),
    [
        ("First Name;Name", "first_name surname"),
        ("Prénom;Nom;Société;NPA;Localité;E-mail;N° téléphone;Portable", "first_name surname company post_code city email phone mobile_phone"),
        ("Nom;Adresse;Pays;Langue;Vendeur;N° TVA", "name address country language salesperson vat_no"),
        ("Vorname;Nachname;Firma;PLZ;Ort;E-Mail;Telefon;Handy;Anrede", "first_name surname company post_code city email phone mobile_phone salutation"),
        ("Nome;Cognome;Azienda;CAP;Località;Posta elettronica;Cellulare", "first_name surname company post_code city email mobile_phone"),
        ("First Name,Last Name,Company,Business Street,Business City,E-mail Address,Business Phone,Mobile Phone,Notes", "first_name surname company address city email phone mobile_phone notes"),
        ("Given Name,Family Name,Organization Name,E-mail 1 - Value,Phone 1 - Value", "first_name surname company email phone"),
        ("Name;Typ;Externe Nr.;Website", "name type external_id home_page"),
        ("Titre;Nom complet", "job_title name"),
        ("x;;y", ""),
        ("Cognome;Prenome;Via;NPA;Località;Natel;Tel. ufficio;Tel. privato;E-mail privata", "surname first_name address post_code city mobile_phone phone other_phone private_email"),
        ("Nome;Prenome", "surname first_name"),
        ("Prénom;Nom;Rue;N°;NPA", "first_name surname address address post_code"),
        ("Nr.;Name;Strasse;Nr.;PLZ", "no name address address post_code"),
        ("Nome;Via;Civico;No.", "name address address no"),
        ("Name;House number;Street;No", "name address address no"),
        ("Firma;Hausnummer;Ort", "company city"),
        ("Name;Adresse;Kontaktnummer", "name address no"),
        ("Civilité;Prénom;Nom;Rue et n°;NPA;Localité;Tél. prof.;Tél. privé;Natel;Courriel;Courriel privé;Remarques", "salutation first_name surname address post_code city phone other_phone mobile_phone email private_email notes"),
        ("Raison sociale;Prénom;Nom", "company first_name surname"),
        ("Raison sociale;Rue;NPA", "name address post_code"),
        ("Ragione sociale;Nome;Cognome;Cap", "company first_name surname post_code"),
        ("Anrede;Name;Vorname;Strasse / Nr.;PLZ;Ort;Telefon G;Telefon P;Natel;E-Mail geschäftlich;E-Mail privat", "salutation surname first_name address post_code city phone other_phone mobile_phone email private_email"),
        ("First Name,Last Name,Title,Job Title,E-mail 1 - Value,Address 1 - Formatted,Address 1 - Street", "first_name surname job_title email address"),
        ("Vorname,Nachname,Firma,Straße geschäftlich,Ort geschäftlich,Postleitzahl geschäftlich,Land/Region geschäftlich,Telefon geschäftlich,Telefon (privat),Mobiltelefon,E-Mail-Adresse,E-Mail 2: Adresse,Webseite,Notizen", "first_name surname company address city post_code country phone other_phone mobile_phone email email home_page notes"),
        ("Titre,Prénom,Nom,Société,Titre professionnel,Rue (bureau),Ville (bureau),Code postal (bureau),Pays/Région (bureau),Téléphone (bureau),Téléphone (domicile),Tél. mobile,Adresse de messagerie", "first_name surname company job_title address city post_code country phone other_phone mobile_phone email"),
        ("Titolo,Nome,Cognome,Società,Posizione,Via (uff.),Città (uff.),CAP (uff.),Telefono (uff.),Cellulare,Indirizzo posta elettronica,Pagina Web", "first_name surname company job_title address city post_code phone mobile_phone email home_page"),
        ("Adressnummer;Name;Vorname;Zusatz;Strasse;PLZ;Ort;Telefon 1;Mobile;E-Mail", "external_id surname first_name name_2 address post_code city phone mobile_phone email"),
    ],
)  # fmt: skip
def test_headings_are_understood(header: str, fields: str) -> None:
    names = header.replace(",", ";").split(";")

    found = propose_mapping(names)

    assert [name for place in range(len(names)) for name in found if place in found[name]] == fields.split()


def test_several_columns_may_fill_one_field() -> None:
    assert propose_mapping(["Email", "Email 2", "City", "Ort"]) == {"email": [0, 1], "city": [2]}


def test_house_number_belongs_to_its_street() -> None:
    first, second = lines("Nom;Rue;N°;NPA", "Favre;Rue du Lac;12;1400", "Rochat;Grand-Rue;;1400")

    assert [(one.no, one.fields.address) for one in (first, second)] == [
        ("", "Rue du Lac 12"),
        ("", "Grand-Rue"),
    ]


def test_mapping_can_be_put_over() -> None:
    header = ["A", "Name", "Rue"]

    assert read_mapping(header, []) == {"name": [1], "address": [2]}
    assert read_mapping(header, ["surname=a", "city=3", "name="]) == {
        "address": [2],
        "surname": [0],
        "city": [2],
    }
    for wrong in ("city", "hat=1", "city=4", "city=0", "city=Stadt"):
        with pytest.raises(Refused) as refused:
            read_mapping(header, [wrong])
        assert refused.value.refusals[0].field == "map"


def test_table_without_a_name_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        lines("Rue;NPA", "Rue du Lac 1;1000")

    assert refused.value.refusals[0].field == "map"


def test_row_says_what_it_says_and_nothing_else() -> None:
    (found,) = lines(
        "Prénom;Nom;Société;Pays;Langue;Civilité;Tél;Tél. privé;Mobile;Fax;Email;Email privé;Vendeur;N°;Remarque;Type de correspondance",
        "Claire;Dubois;Favre SA;Suisse;français;Mme;022 1;022 2;079 3;022 4;c@favre.example;c@home.example;AR;ct-7;Bonjour;courrier",
    )

    assert found == ContactLine(
        line=2,
        fields=ContactFields(
            type="person",
            first_name="Claire",
            surname="Dubois",
            country="CH",
            language="fr",
            salutation="MS",
            phones=(
                PhoneFields("022 1"),
                PhoneFields("079 3", "mobile"),
                PhoneFields("022 4", "fax"),
                PhoneFields("022 2", "other"),
            ),
            emails=(EmailFields("c@favre.example"), EmailFields("c@home.example", "private")),
            notes="Bonjour",
            correspondence_type="hard_copy",
        ),
        given=frozenset(
            {
                "type", "first_name", "surname", "country", "language", "salutation", "phones", "emails",
                "notes", "correspondence_type",
            }
        ),
        no="CT-7",
        company="Favre SA",
        salesperson="AR",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("header", "row", "kind", "expected"),
    [
        ("Nom", "Favre SA", "", ("company", "Favre SA", "")),
        ("Nom", "Eva Favre", "person", ("person", "Eva Favre", "")),
        ("Name;Company", "Eva Favre;Favre SA", "", ("person", "Eva Favre", "Favre SA")),
        ("Name;Company", ";Favre SA", "", ("company", "Favre SA", "")),
        ("Name;Company", "Eva Favre;", "", ("person", "Eva Favre", "")),
        ("Name;Typ", "Favre SA;Firma", "", ("company", "Favre SA", "")),
        ("Name;Typ", "Eva;Persona", "", ("person", "Eva", "")),
        ("Email", "eva@favre.example", "", ("person", "eva@favre.example", "")),
        ("Prénom;Email", ";eva@favre.example", "", ("person", "eva@favre.example", "")),
    ],
)
def test_type_shows_in_what_is_filled(
    header: str, row: str, kind: str, expected: tuple[str, str, str]
) -> None:
    (found,) = lines(header, row, kind=kind)

    assert (found.fields.type, found.fields.name, found.company) == expected


def test_unknown_words_are_named() -> None:
    (found,) = lines(
        "Name;Typ;Land;Sprache;Privacy blocked;Korrespondenzart", "A;Robot;Mond;Klingonisch?;vielleicht;Taube"
    )

    assert [(refusal.field, str(refusal.message)) for refusal in found.refusals] == [
        ("type", "“Robot” is neither company nor person."),
        ("country", "There is no country “Mond”."),
        ("language", "There is no language “Klingonisch?”."),
        ("correspondence_type", "“Taube” is no correspondence type."),
        ("privacy_blocked", "“vielleicht” is neither yes nor no."),
    ]


def test_figure_of_a_spreadsheet_gets_its_zero_back() -> None:
    table = Table(("Name", "Tel"), ((2, ("A", Figure(215550142))), (3, ("B", "215550142"))))

    found = lines_of(Source("xlsx", table), {"name": [0], "phone": [1]})

    assert [line.fields.phones[0].number for line in found] == ["+41 21 555 01 42", "215550142"]


@pytest.mark.parametrize(
    ("text", "code"),
    [("CH", "CH"), ("suisse", "CH"), ("Schweiz", "CH"), ("Svizzera", "CH"), ("DEU", "DE"), ("Allemagne", "DE"),
     ("États-Unis", "US"), ("USA", "US"), ("Fürstentum Liechtenstein", "LI"), ("F", "FR"), ("Mond", None)],
)  # fmt: skip
def test_countries(text: str, code: str | None) -> None:
    assert values.country(text) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [("fr", "fr"), ("FR_ch", "fr-CH"), ("Français", "fr"), ("Deutsch", "de"), ("Italiano", "it"),
     ("français (Suisse)", "fr-CH"), ("de-!", "de"), ("Elvish", None)],
)  # fmt: skip
def test_languages(text: str, code: str | None) -> None:
    assert values.language(text) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("M.", "MR"),
        ("Herr", "MR"),
        ("Mme", "MS"),
        ("Signora", "MS"),
        ("ms-dr", "MS-DR"),
        ("Société", "COMPANY"),
    ],
)
def test_forms_of_address(text: str, code: str) -> None:
    assert values.salutation(text) == code


def test_title_on_a_card_that_says_nothing_is_no_salutation() -> None:
    assert [values.salutation_of_prefix(text) for text in ("Mr.", "Prof.", "")] == ["MR", "", ""]


@pytest.mark.parametrize(("text", "answer"), [("Oui", True), ("x", True), ("NEIN", False), ("?", None)])
def test_yes_and_no(text: str, answer: bool | None) -> None:
    assert values.yes(text) is answer


BEFORE = ContactFields(
    type="person",
    name="Claire Dubois",
    first_name="Claire",
    surname="Dubois",
    city="Nyon",
    phones=(PhoneFields("1"), PhoneFields("2", "mobile")),
    emails=(EmailFields("a@x.ch"),),
    notes="old",
)


def test_line_overlays_only_what_it_says() -> None:
    (line,) = lines("Prénom;Nom;Ville;Tél;Remarque", "Claire;Favre;;3;")

    after = overlay(BEFORE, line, company=7, salesperson=None)

    assert (after.first_name, after.surname, after.city, after.notes, after.company, after.salesperson) == (
        "Claire",
        "Favre",
        "Nyon",
        "old",
        7,
        None,
    )
    assert after.phones == (PhoneFields("3"), PhoneFields("2", "mobile"), PhoneFields("1"))
    assert after.emails == BEFORE.emails


def test_address_that_stands_for_a_name_does_not_rename() -> None:
    (line,) = lines("Email", "b@x.ch")

    after = overlay(BEFORE, line, company=None, salesperson=3)

    assert (after.name, after.emails, after.salesperson) == (
        "Claire Dubois",
        (EmailFields("b@x.ch"), EmailFields("a@x.ch")),
        3,
    )


REACHED = replace(
    BEFORE,
    phones=(
        PhoneFields("079 555 10 10", "mobile"),
        PhoneFields("021 555 10 10"),
        PhoneFields("022 555 10 10"),
        PhoneFields("079 555 20 20", "mobile"),
    ),
    emails=(EmailFields("a@home.example", "private"), EmailFields("b@x.ch"), EmailFields("c@x.ch")),
)


@pytest.mark.parametrize(
    ("header", "row", "phones", "emails"),
    [
        # What our own file says of it: the first of each.
        ("Phone;Mobile;E-mail", "021 555 10 10;079 555 10 10;a@home.example", "m1 p1 p2 m2", "a! b c"),
        ("Phone;E-mail", "022 555 10 10;c@x.ch", "m1 p2 p1 m2", "c a! b"),
        # A new one comes first, the others stay.
        ("Mobile;E-mail", "079 555 99 99;new@x.ch", "m9 p1 p2 m1 m2", "new a! b c"),
        # Written in another way it is the same and reads as in the line.
        ("Phone;E-mail", "+41 21 555 10 10;B@X.ch", "m1 +p1 p2 m2", "B a! c"),
        # A plain heading knows no kind, another one corrects it.
        ("Phone", "079 555 20 20", "m2 p1 p2 m1", "a! b c"),
        ("Mobile;Private email", "022 555 10 10;c@x.ch", "p2m p1 m1 m2", "c! a! b"),
        ("Phone;Mobile", "079 555 10 10;079 555 10 10", "m1 p=m1 p1 m2 p2", "a! b c"),
    ],
)
def test_line_puts_in_front_and_takes_nothing_away(header: str, row: str, phones: str, emails: str) -> None:
    (line,) = lines(f"Name;{header}", f"Claire Dubois;{row}")

    after = overlay(REACHED, line, company=None, salesperson=None)

    assert ([SHORT[phone] for phone in after.phones], [_short(email) for email in after.emails]) == (
        phones.split(),
        emails.split(),
    )
    assert overlay(after, line, company=None, salesperson=None) == after


SHORT = {
    PhoneFields("079 555 10 10", "mobile"): "m1",
    PhoneFields("079 555 10 10"): "p=m1",
    PhoneFields("021 555 10 10"): "p1",
    PhoneFields("+41 21 555 10 10"): "+p1",
    PhoneFields("022 555 10 10"): "p2",
    PhoneFields("022 555 10 10", "mobile"): "p2m",
    PhoneFields("079 555 20 20", "mobile"): "m2",
    PhoneFields("079 555 99 99", "mobile"): "m9",
}


def _short(email: EmailFields) -> str:
    return email.address.split("@")[0] + ("!" if email.kind == "private" else "")


def test_identities_of_a_line() -> None:
    (line,) = lines("Name;Company;Email;No;UID", 'Éva Favre;Favre SA;"EVA@x.ch; ef@y.ch";ct-1;U1')

    assert list(identities(line, cleaned(line.fields))) == [
        ("external_id", "U1"),
        ("no", "CT-1"),
        ("email", "eva@x.ch", "eva favre"),
        ("email", "ef@y.ch", "eva favre"),
        ("name", "person", "eva favre", "favre sa"),
    ]
    (line,) = lines("Name;Company;Company No", "Éva Favre;Favre SA;f-1")
    assert list(identities(line, cleaned(line.fields))) == [
        ("name", "person", "eva favre", "no", "F-1"),
        ("name", "person", "eva favre", "favre sa"),
    ]
