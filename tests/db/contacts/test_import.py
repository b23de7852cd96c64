"""Contacts from files."""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from liaison.accounts.changes import FieldChange
from liaison.accounts.models import User
from liaison.contacts.actions import change_contact, import_contacts
from liaison.contacts.facts import ContactsImported
from liaison.contacts.fields import ContactFields, EmailFields, PhoneFields
from liaison.contacts.imports import ImportResult, lines_of, propose_mapping, read_source
from liaison.contacts.models import AlternativeAddress, Contact, ContactWord, MailingGroup, NumberSeries
from liaison.contacts.queries import contact_history, fields_of, find_contacts
from liaison.kit.errors import NotAllowed, Refusal, Refused
from tests import make
from tests.cast import Cast

DATA = Path(__file__).resolve().parents[3] / "../shared/data/vcard"
Take = Callable[..., ImportResult]


@pytest.fixture
def take(cast: Cast, at: datetime) -> Take:
    """Imports a file, by Aline unless somebody else is named."""

    def run(content: str | bytes, *, by: User | None = cast.aline, **options: Any) -> ImportResult:
        source = read_source(content.encode() if isinstance(content, str) else content)
        return import_contacts(lines_of(source, propose_mapping(source.header)), by=by, at=at, **options)

    return run


def told(result: ImportResult) -> list[tuple[int, str, str, str]]:
    return [(one.line, one.outcome.value, one.no, one.reason) for one in result.lines]


CSV = """Prénom;Nom;Société;E-mail;Tél;Localité;Vendeur
Claire;Dubois;Fromagerie des Rasses;claire@rasses.example;024 555 10 11;Les Rasses;MD
Marc;Weck;fromagerie des rasses;compta@rasses.example;;;
Noé;Rochat;;;;Lutry;
;;Étude Favre;etude@favre.example;022 555 40 40;Genève;
"""


def test_persons_come_in_with_their_companies(cast: Cast, take: Take) -> None:
    result = take(CSV)

    assert told(result) == [
        (2, "created", "CT-000003", ""),
        (3, "created", "CT-000004", ""),
        (4, "created", "CT-000005", ""),
        (5, "created", "CT-000001", ""),
    ]
    assert (result.counts, result.companies) == (
        {"created": 4, "updated": 0, "unchanged": 0, "refused": 0},
        1,
    )
    company = Contact.objects.get(name="Fromagerie des Rasses")
    claire = Contact.objects.select_related("salutation").get(name="Claire Dubois")
    assert fields_of(claire) == ContactFields(
        type="person",
        name="Claire Dubois",
        search_name="CLAIRE DUBOIS",
        first_name="Claire",
        surname="Dubois",
        company=company.pk,
        city="Les Rasses",
        country="CH",
        language="fr-CH",
        salesperson=cast.dubuis.pk,
        salutation="NEUTRAL",
        phones=(PhoneFields("024 555 10 11"),),
        emails=(EmailFields("claire@rasses.example"),),
    )
    assert (company.company_id, company.salesperson, company.type) == (company.pk, cast.rochat, "company")
    assert Contact.objects.get(name="Marc Weck").company == company
    assert Contact.objects.get(name="Noé Rochat").company is None
    assert Contact.objects.get(name="Étude Favre").email == "etude@favre.example"


def test_imported_contacts_are_found(cast: Cast, take: Take) -> None:
    take(CSV)

    for text in ("claire rasses", "0245551011", "claire@ras", "dubios claire"):
        assert [one.name for one in find_contacts(cast.viewer, text)] == ["Claire Dubois"]
    assert ContactWord.objects.filter(word="fromagerie").exists()


def test_same_file_again_changes_nothing(take: Take) -> None:
    take(CSV)
    before = list(Contact.objects.order_by("pk").values())

    again = take(CSV)

    assert again.counts == {"created": 0, "updated": 0, "unchanged": 4, "refused": 0}
    assert again.companies == 0
    assert list(Contact.objects.order_by("pk").values()) == before


@pytest.mark.parametrize("dry_run", [False, True])
def test_persons_find_companies_that_stand_far_below_them(
    take: Take, monkeypatch: pytest.MonkeyPatch, dry_run: bool
) -> None:
    monkeypatch.setattr("liaison.contacts.actions.importing.CHUNK", 1)
    heard: list[int] = []

    result = take(
        "No;Type;Name;Société;N° société\n"
        "P-1;person;Ada Gut;;F-1\nP-2;person;Gil Gut;Gut AG;\nF-1;company;Gut AG;;\n",
        dry_run=dry_run,
        on_progress=heard.append,
    )

    assert [(line, outcome, reason) for line, outcome, _no, reason in told(result)] == [
        (2, "created", ""),
        (3, "created", ""),
        (4, "created", ""),
    ]
    assert (result.companies, heard) == (0, [1, 1, 1])
    if not dry_run:
        people = Contact.objects.filter(type="person", no__startswith="P-")
        assert {one.company.no for one in people.select_related("company") if one.company} == {"F-1"}


def test_changed_line_updates_its_contact(cast: Cast, take: Take) -> None:
    take(CSV)
    changed = CSV.replace("024 555 10 11;Les Rasses", "024 555 77 77;Sainte-Croix")

    result = take(changed, by=cast.marc)

    claire = Contact.objects.get(name="Claire Dubois")
    assert told(result)[0] == (2, "updated", claire.no, "")
    assert (claire.phone, claire.city, claire.version, claire.changed_by) == (
        "024 555 77 77",
        "Sainte-Croix",
        2,
        cast.marc,
    )
    assert [phone.number for phone in claire.phones.all()] == ["024 555 77 77", "024 555 10 11"]
    for number in ("0245557777", "0245551011"):
        assert [one.name for one in find_contacts(cast.viewer, number)] == ["Claire Dubois"]


def test_what_the_file_does_not_say_stays(cast: Cast, take: Take, at: datetime) -> None:
    take(CSV)
    claire = Contact.objects.select_related("salutation").get(name="Claire Dubois")
    given = fields_of(claire)
    change_contact(
        claire,
        ContactFields(
            **{**{f: getattr(given, f) for f in given.__slots__}, "notes": "x", "job_title": "CEO"}
        ),
        by=cast.aline,
        at=at,
    )

    assert take(CSV).counts["unchanged"] == 4
    claire.refresh_from_db()
    assert (claire.notes, claire.job_title) == ("x", "CEO")


def test_contact_is_known_by_external_number_then_number(cast: Cast, take: Take) -> None:
    take("UID;No;Name\nU1;;Alpha\n;K-7;Beta\n")

    result = take("UID;No;Name\nU1;;Alpha SA\n;k-7;Beta SA\nU1;K-7;Gamma\n;CT-000480;Béguelin SA\n")

    alpha = Contact.objects.get(external_id="U1")
    assert told(result) == [
        (2, "updated", alpha.no, ""),
        (3, "updated", "K-7", ""),
        (4, "updated", alpha.no, ""),
        (5, "updated", "CT-000480", ""),
    ]
    assert alpha.name == "Gamma"
    assert Contact.objects.get(no="K-7").name == "Beta SA"
    assert Contact.objects.get(pk=cast.company.pk).name == "Béguelin SA"


def test_people_are_found_by_the_new_name_of_their_company(cast: Cast, take: Take) -> None:
    take("No;Name\nCT-000480;Usinage du Lac\n")

    assert [one.no for one in find_contacts(cast.viewer, "usinage nora")] == ["CT-000482"]


def test_contact_is_known_by_address_and_name_then_by_name_and_company(cast: Cast, take: Take) -> None:
    by_address = take("Name;Typ;E-Mail;Ort\nNora Beguelin;Person;NORA@beguelin-meca.example;Renens\n")
    by_company = take("Name;Firma;Ort\nyves monnier;Beguelin Mecanique SA;Bex\nYves Monnier;;Aigle\n")

    assert told(by_address) == [(2, "updated", "CT-000482", "")]
    assert [one[1:3] for one in told(by_company)] == [("updated", "CT-000483"), ("created", "CT-000001")]
    cast.yves.refresh_from_db()
    assert (cast.yves.city, cast.yves.name) == ("Bex", "yves monnier")


def test_other_external_number_is_another_contact(take: Take) -> None:
    take("UID;Name\nU1;Alpha\n")

    assert told(take("UID;Name\nU2;Alpha\n"))[0][1] == "created"
    assert Contact.objects.filter(name="Alpha").count() == 2
    assert [one[1] for one in told(take("UID;Name\nU3;Beta\nU4;Beta\n"))] == ["created", "created"]
    assert set(Contact.objects.filter(name="Beta").values_list("external_id", flat=True)) == {"U3", "U4"}


@pytest.mark.parametrize("chunk", [1, 1000])
@pytest.mark.parametrize("stored", [False, True])
def test_other_number_is_another_contact(
    take: Take, monkeypatch: pytest.MonkeyPatch, chunk: int, stored: bool
) -> None:
    """Two of the same name, each with a number of its own, are not made one."""
    monkeypatch.setattr("liaison.contacts.actions.importing.CHUNK", chunk)
    if stored:
        take("No;Name\nA-1;Migros\n")
    content = "No;Name;Email;Ort\nA-2;Migros;a@migros.example;Bex\nA-1;Migros;a@migros.example;Aigle\n"

    result = take(content)

    assert [one[1:3] for one in told(result)] == [
        ("created", "A-2"),
        ("updated" if stored else "created", "A-1"),
    ]
    found = Contact.objects.filter(name="Migros").order_by("no").values_list("no", "city")
    assert list(found) == [("A-1", "Aigle"), ("A-2", "Bex")]
    assert take(content).counts["unchanged"] == 2


@pytest.mark.parametrize("chunk", [1, 1000])
def test_two_numbers_are_not_laid_over_one_namesake(
    take: Take, monkeypatch: pytest.MonkeyPatch, chunk: int
) -> None:
    monkeypatch.setattr("liaison.contacts.actions.importing.CHUNK", chunk)
    make.make_company("Migros", no="CT-7")
    content = "No;Name;Ort\nA-1;Migros;Aigle\nA-2;Migros;Bex\n"

    assert [one[1:3] for one in told(take(content))] == [("updated", "CT-7"), ("created", "A-2")]
    assert take(content).counts["unchanged"] == 2


def test_number_that_a_later_line_knows_is_taken(take: Take) -> None:
    assert [one[1:3] for one in told(take("No;Name\n;Migros\nA-1;Migros\nA-2;Migros\n"))] == [
        ("created", "A-1"),
        ("unchanged", "A-1"),
        ("created", "A-2"),
    ]


def test_external_number_is_noted_on_a_contact_known_by_name(take: Take) -> None:
    take("Name\nAlpha\n")

    assert told(take("UID;Name\nU1;Alpha\n"))[0][1] == "updated"
    assert Contact.objects.get(name="Alpha").external_id == "U1"


def test_lines_of_one_file_that_mean_the_same_become_one(take: Take) -> None:
    result = take(
        "Prénom;Nom;Société;Email;Ville\n"
        "Eva;Favre;Favre SA;eva@favre.example;\n"
        "Éva;FAVRE;Favre S.A.;eva@favre.example;Nyon\n"
        "Eva;Favre;favre sa;;Nyon\n"
        "Max;Weg;Favre SA;;\n"
    )

    assert [one[1] for one in told(result)] == ["created", "updated", "updated", "created"]
    assert Contact.objects.filter(surname__iexact="favre").count() == 1
    assert Contact.objects.get(surname__iexact="favre").city == "Nyon"


def test_refused_lines_stay_out_and_take_nothing_along(cast: Cast, take: Take) -> None:
    result = take(
        "Prénom;Nom;Société;E-mail;Tél;Pays;Vendeur;Civilité;No;N° société\n"
        "Ada;Gut;Gut AG;ada@gut.example;;;;;;\n"
        "Bob;Bad;Bad AG;bob@;;;;;;\n"
        "Cyd;Bad;Worse AG;;O21;Mond;;;;\n"
        "Dan;Bad;;;;;Nobody;Lord;;\n"
        ";;;;;;;;;\n"
        ";;;;021 555;;;;;\n"
        "Eve;Bad;;;;;;;xxxxxxxxxxxxxxxxxxxxxxxxxxx;\n"
        "Fay;Bad;;;;;;;;CT-999\n"
        "Gil;Gut;;;;;;;;CT-000480\n"
    )

    assert told(result) == [
        (2, "created", "CT-000002", ""),
        (3, "refused", "", "Incomplete address: the domain is missing."),
        (4, "refused", "", "There is no country “Mond”. A phone number has no letters: “O21”."),
        (5, "refused", "", "There is no salutation “LORD”. There is no salesperson “Nobody”."),
        (7, "refused", "", "Enter a name."),
        (8, "refused", "", "A number has 1 to 20 characters and no slash."),
        (9, "refused", "", "There is no company with the number CT-999."),
        (10, "created", "CT-000003", ""),
    ]
    assert set(Contact.objects.exclude(no__gte="CT-0001").values_list("name", flat=True)) == {
        "Gut AG",
        "Ada Gut",
        "Gil Gut",
    }
    assert Contact.objects.get(first_name="Gil").company == cast.company
    assert len(result.refused) == 6


def test_texts_that_do_not_fit_refuse_their_line_only(take: Take) -> None:
    card = (
        "BEGIN:VCARD\nVERSION:2.1\nN:Rey;{0}\nORG;ENCODING=QUOTED-PRINTABLE:{1}\nADR:;;Rue 1\n"
        "ADR;TYPE=HOME;ENCODING=QUOTED-PRINTABLE:;;{2}\nEND:VCARD\n"
    )
    cards = [
        card.format("Ada", "x" * 256, "Rue 2"),
        card.format("Bea", "Gut=00AG", "Rue 2"),
        card.format("Cyd", "Gut AG", "Rue=002"),
        card.format("Dea", "Gut AG", "Rue 2"),
    ]
    result = take("".join(cards))

    assert [one[1] for one in told(result)] == ["refused", "refused", "refused", "created"]
    long = take(
        f"Prénom;Nom;Société;N° société\nEva;Rey;{'x' * 256};\nFay;Rey;Gut AG;{'x' * 999}\nGil;Rey;Gut AG;\n"
    )
    assert [one[1] for one in told(long)] == ["refused", "refused", "created"]


def test_form_of_address_of_a_company_stays(take: Take) -> None:
    content = "Firma;Anrede;Ort\nGut AG;Herr;Bex\n"
    take(content)

    assert take(content).counts["unchanged"] == 1
    assert str(Contact.objects.get(name="Gut AG").salutation) == "COMPANY"


def test_numbers_of_the_file_are_given_to_nobody_else(take: Take) -> None:
    """R-CON-1: neither to companies that its persons name, nor to lines without a number."""
    result = take("N°;Prénom;Nom;Société\n;Ada;Blanc;Neuve SA\nCT-000001;Ida;Noir;Vieille SA\n")

    assert [one.outcome.value for one in result.lines] == ["created", "created"]
    assert Contact.objects.get(no="CT-000001").name == "Ida Noir"
    assert Contact.objects.filter(name__in=["Ada Blanc", "Neuve SA", "Vieille SA"]).count() == 3


def test_a_part_of_a_name_that_is_not_told_stays(cast: Cast, take: Take) -> None:
    """Only first name and surname together say that there is no middle name."""
    Contact.objects.filter(pk=cast.nora.pk).update(middle_name="Ada")
    take(f"No.;Nachname\n{cast.nora.no};Favre\n")
    cast.nora.refresh_from_db()
    assert (cast.nora.first_name, cast.nora.middle_name, cast.nora.surname) == ("Nora", "Ada", "Favre")
    take(f"N°;Prénom;Nom\n{cast.nora.no};Nora;Blanc\n")
    cast.nora.refresh_from_db()
    assert (cast.nora.first_name, cast.nora.middle_name, cast.nora.surname) == ("Nora", "", "Blanc")


@pytest.mark.django_db(transaction=True)
def test_two_imports_at_once_double_nobody(cast: Cast, at: datetime) -> None:
    """The second waits, and finds what the first one made."""
    source = read_source(CSV.encode())
    lines, ready = lines_of(source, propose_mapping(source.header)), Barrier(2)

    def run(_turn: int) -> Mapping[str, int]:
        try:
            ready.wait(timeout=60)
            return import_contacts(lines, by=cast.aline, at=at).counts
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        found = sorted(pool.map(run, range(2)), key=str)

    assert [one["created"] for one in found] == [0, 4]
    assert Contact.objects.filter(name="Claire Dubois").count() == 1


def test_an_archived_namesake_stands_in_nobodys_way(take: Take, at: datetime) -> None:
    for _twice in range(2):
        make.make_person("Jean Favre", company=None)
    late = Contact.objects.filter(name="Jean Favre").order_by("-pk")[0]
    Contact.objects.filter(pk=late.pk).update(archived_at=at)

    (one,) = take("Prénom;Nom;Localité\nJean;Favre;Sion\n").lines

    assert (one.outcome.value, one.no != late.no) == ("updated", True)


def test_line_that_fits_several_contacts_is_refused(take: Take) -> None:
    for no in ("A-1", "A-2"):
        make.make_company("Twin SA", no=no)

    assert told(take("Name;Ville\nTwin SA;Nyon\n")) == [
        (2, "refused", "", "Several contacts fit this line: A-1, A-2.")
    ]


def test_people_stay_in_their_company_when_another_has_its_name(take: Take) -> None:
    """Their file brought back names the company only: it means the one they are in."""
    one, other = make.make_company("Twin SA", no="A-1"), make.make_company("Twin SA", no="A-2")
    ada = make.make_person("Ada Gut", company=one, no="P-1")
    bea = make.make_person("Bea Gut", company=other, no="P-2", email="bea@twin.example")

    by_number = take("No;Prénom;Nom;Société\nP-1;Ada;Gut;Twin SA\nP-2;Bea;Gut;twin sa\n")
    card = take("BEGIN:VCARD\nVERSION:3.0\nN:Gut;Bea\nORG:Twin SA\nEMAIL:bea@twin.example\nEND:VCARD\n")

    assert by_number.counts["refused"] == card.counts["refused"] == 0
    assert told(card)[0][2] == "P-2"
    for person, company in ((ada, one), (bea, other)):
        person.refresh_from_db()
        assert person.company == company


def test_new_people_of_a_name_that_two_companies_have_are_refused(take: Take, at: datetime) -> None:
    for no in ("A-1", "A-2", "A-3"):
        make.make_company("Twin SA", no=no)
    Contact.objects.filter(no="A-3").update(archived_at=at)

    told_of = told(take("Prénom;Nom;Société;N° société\nAda;Gut;Twin SA;\nBea;Gut;Twin SA;A-2\n"))

    assert told_of[0] == (2, "refused", "", "Several companies are called “Twin SA”: A-1, A-2.")
    assert told_of[1][1] == "created"
    assert Contact.objects.get(first_name="Bea").company == Contact.objects.get(no="A-2")
    Contact.objects.filter(no="A-2").update(archived_at=at)
    assert told(take("Prénom;Nom;Société\nAda;Gut;Twin SA\n"))[0][1] == "created"
    assert Contact.objects.get(first_name="Ada").company == Contact.objects.get(no="A-1")


@pytest.mark.parametrize("chunk", [1, 1000])
def test_namesakes_of_two_companies_stay_two(take: Take, monkeypatch: pytest.MonkeyPatch, chunk: int) -> None:
    monkeypatch.setattr("liaison.contacts.actions.importing.CHUNK", chunk)
    for no in ("A-1", "A-2"):
        make.make_company("Twin SA", no=no)
    content = "Prénom;Nom;Société;N° société\nAda;Gut;Twin SA;A-1\nAda;Gut;;A-2\nAda;Gut;Twin SA;A-2\n"

    assert [one[1] for one in told(take(content))] == ["created", "created", "unchanged"]
    assert take(content).counts["unchanged"] == 3


@pytest.mark.parametrize("chunk", [1, 1000])
@pytest.mark.parametrize("stored", [False, True])
def test_two_private_people_of_one_name_stay_two(
    take: Take, monkeypatch: pytest.MonkeyPatch, chunk: int, stored: bool
) -> None:
    """Without a company a name alone tells too little where both have addresses, and share none."""
    monkeypatch.setattr("liaison.contacts.actions.importing.CHUNK", chunk)
    if stored:
        make.make_person("Jean Martin", company=None, no="P-1")
    content = "Prénom;Nom;E-mail;Ville\nJean;Martin;jean@a.example;Sion\nJean;Martin;jm@b.example;Bex\n"

    result = told(take(content))

    assert [one[1] for one in result] == ["updated" if stored else "created", "created"]
    found = Contact.objects.filter(name="Jean Martin").values_list("email", "city").order_by("email")
    assert list(found) == [("jean@a.example", "Sion"), ("jm@b.example", "Bex")]
    assert take(content).counts["unchanged"] == 2


@pytest.mark.parametrize("chunk", [1, 1000])
@pytest.mark.parametrize("several_first", [False, True])
def test_a_private_person_with_several_addresses_in_one_cell_stays_one(
    take: Take, monkeypatch: pytest.MonkeyPatch, chunk: int, several_first: bool
) -> None:
    """By any of them it is the same person, in whichever order the lines come."""
    monkeypatch.setattr("liaison.contacts.actions.importing.CHUNK", chunk)
    cells = ["jean@a.example", '"jean@a.example;jm@b.example"']
    people = "\n".join(f"Jean;Martin;{cell}" for cell in (reversed(cells) if several_first else cells))

    found = told(take(f"Prénom;Nom;E-mail\n{people}\n"))

    assert [one[1] for one in found] == ["created", "unchanged" if several_first else "updated"]
    person = Contact.objects.get(name="Jean Martin")
    assert sorted(email.address for email in person.emails.all()) == ["jean@a.example", "jm@b.example"]


def test_a_private_person_gets_its_first_address_by_name(take: Take) -> None:
    for content in ("Prénom;Nom\nJean;Martin\n", "Prénom;Nom;E-mail\nJean;Martin;jean@a.example\n"):
        take(content)
    assert told(take("Prénom;Nom;Ville\nJean;Martin;Sion\n"))[0][1] == "updated"
    assert Contact.objects.get(name="Jean Martin").email == "jean@a.example"


def test_line_of_the_other_type_is_refused(take: Take) -> None:
    """R-CON-46"""
    assert told(take("No;Name;Type\nCT-000480;Béguelin;person\n")) == [
        (2, "refused", "", "This number belongs to a contact of the other type.")
    ]


def test_blocked_salesperson_is_refused(take: Take) -> None:
    """R-CON-38"""
    make.make_salesperson("XX", "Xenia", privacy_blocked=True)

    assert told(take("Name;Vendeur\nA;Xenia\n"))[0][1] == "refused"


def test_blocked_salesperson_of_the_author_is_no_default(cast: Cast, take: Take) -> None:
    """R-CON-11 R-CON-38"""
    cast.rochat.privacy_blocked = True
    cast.rochat.save()
    cast.aline.refresh_from_db()

    take("Prénom;Nom;Société\nNoé;Rochat;Rochat SA\n")

    assert Contact.objects.filter(name__in=("Noé Rochat", "Rochat SA"), salesperson=None).count() == 2


def test_dry_run_says_the_same_and_writes_nothing(take: Take, hear: Callable[[type[Any]], list[Any]]) -> None:
    heard = hear(ContactsImported)
    tables = [Contact.objects, ContactWord.objects, NumberSeries.objects]
    before = [list(table.order_by("pk").values()) for table in tables]

    result = take(CSV, dry_run=True)

    assert (result.dry_run, result.counts["created"], result.companies) == (True, 4, 1)
    assert told(result)[0] == (2, "created", "", "")
    assert [list(table.order_by("pk").values()) for table in tables] == before
    assert heard == []


def test_it_is_announced_once(
    cast: Cast, take: Take, at: datetime, hear: Callable[[type[Any]], list[Any]]
) -> None:
    heard = hear(ContactsImported)

    take("No;Name;Ville\nCT-000480;Béguelin Mécanique SA;Bex\n;Neu AG;\n")
    take("Name\nNeu AG\n")

    new = Contact.objects.get(name="Neu AG")
    assert heard == [ContactsImported(created=(new.pk,), changed=(cast.company.pk,), by=cast.aline.pk, at=at)]


def test_who_only_comes_into_a_group_or_gets_an_address_counts_as_changed(
    cast: Cast, take: Take, at: datetime
) -> None:
    """R-CON-7"""
    MailingGroup.objects.create(code="INFO")
    people = "No;Prénom;Nom;Groupes\nCT-000482;Nora;Béguelin;\nCT-000483;Yves;Monnier;\n"
    take(people)
    Contact.objects.update(changed_at=at - timedelta(days=1))
    take(people.replace("Béguelin;", "Béguelin;INFO"))
    assert list(Contact.objects.filter(changed_at=at).values_list("no", "changed_by")) == [
        ("CT-000482", cast.aline.pk)
    ]


def test_failure_in_the_middle_leaves_nothing(take: Take) -> None:
    def stop(done: int) -> None:
        raise Refused(Refusal("stopped"))

    with pytest.raises(Refused):
        take(CSV, on_progress=stop)

    assert Contact.objects.filter(name="Claire Dubois").count() == 0


def test_who_may_not_imports_nothing(cast: Cast, take: Take) -> None:
    with pytest.raises(NotAllowed):
        take(CSV, by=cast.viewer)


def test_further_addresses_of_a_card_become_alternative_ones(take: Take) -> None:
    card = (
        "BEGIN:VCARD\nVERSION:3.0\nUID:1\nN:Dubois;Claire\nADR;TYPE=WORK:;;Rue 1;Nyon;VD;1260;CH\n"
        "ADR;TYPE=HOME:;;Rue 2;Gland;VD;1196;CH\nEND:VCARD\n"
    )

    assert told(take(card))[0][1] == "created"
    assert told(take(card))[0][1] == "unchanged"
    assert told(take(card.replace("Rue 2", "Rue 3")))[0][1] == "updated"
    assert list(AlternativeAddress.objects.values_list("code", "address", "city")) == [
        ("HOME", "Rue 3", "Gland")
    ]


@pytest.mark.skipif(not DATA.is_dir(), reason="the address books of ../shared/data are not here")
def test_real_address_books_come_in_whole(take: Take) -> None:
    results = {file.name: take(file.read_bytes()) for file in sorted(DATA.glob("*.vcf"))}

    assert {name: dict(result.counts) for name, result in results.items()} == {
        "ANDROID.vcf": {"created": 6, "updated": 0, "unchanged": 0, "refused": 0},
        "EVOLUTION.vcf": {"created": 1, "updated": 0, "unchanged": 0, "refused": 0},
        "GMAIL.vcf": {"created": 0, "updated": 1, "unchanged": 0, "refused": 0},
        "MS_OUTLOOK.vcf": {"created": 1, "updated": 0, "unchanged": 0, "refused": 0},
        "outlook-2007.vcf": {"created": 1, "updated": 0, "unchanged": 0, "refused": 0},
    }
    assert all(
        result.counts["created"] == 0 and result.counts["refused"] == 0
        for result in [take(file.read_bytes()) for file in sorted(DATA.glob("*.vcf"))]
    )
    michael = Contact.objects.get(surname="Angstadt")
    assert (
        michael.name,
        michael.company.name if michael.company else "",
        michael.email,
        michael.country,
    ) == (
        "Michael Angstadt",
        "TheCompany",
        "mike.angstadt@gmail.com",
        "US",
    )
    assert [phone.e164 for phone in michael.phones.all()] == ["+11115551111", "+11115552222", "+11115554444", "+11115553333", "+11115554444"]  # fmt: skip
    assert michael.notes.startswith("This is the NOTE field\t\nI assume it encodes this text")
    assert Contact.objects.get(name="ÑÑÑÑ").email == "henry@company.com"


@pytest.mark.parametrize("count", [3, 600])
def test_statements_do_not_depend_on_the_lines(
    take: Take, count: int, django_assert_max_num_queries: Any
) -> None:
    rows = [f"P{n};N{n};Firma {n % 7};p{n}@x.example;021 555 {n:04};Ort" for n in range(count)]
    content = "\n".join(["Prénom;Nom;Société;Email;Tél;Ville", *rows])

    with django_assert_max_num_queries(32):
        assert take(content).counts["created"] == count
    with django_assert_max_num_queries(32):
        assert take(content.replace("Ort", "Bex")).counts["updated"] == count


def test_import_is_kept_in_the_history(cast: Cast, take: Take) -> None:
    take("No;Name;Ville\nCT-000480;Béguelin Mécanique SA;Bex\n")

    changes = [change for entry in contact_history(cast.viewer, cast.company) for change in entry.changes]

    assert FieldChange("city", "Renens VD", "Bex") in changes
