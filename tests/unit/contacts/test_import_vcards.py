"""vCard of every version, as real programs write them."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaison.contacts.fields import EmailFields, PhoneFields
from liaison.contacts.imports import ContactLine, lines_of, read_source, vcards
from liaison.contacts.imports.lines import AddressLine
from liaison.contacts.imports.vcards import read_property, read_vcards, split_escaped, unescape
from liaison.contacts.rules import cleaned, named
from liaison.kit.errors import Refused

DATA = Path(__file__).resolve().parents[3] / "../shared/data/vcard"
real = pytest.mark.skipif(not DATA.is_dir(), reason="the address books of ../shared/data are not here")


def card(*lines: str, version: str = "3.0") -> ContactLine:
    """The contact on one card of those lines."""
    text = "\r\n".join(["BEGIN:VCARD", f"VERSION:{version}", *lines, "END:VCARD", ""])
    (found,) = lines_of(read_source(text.encode()))
    return found


def test_of_further_addresses_the_first_of_each_kind_is_kept() -> None:
    places = [f"ADR;TYPE={kind}:;;Rue {kind[:1]}{n};Sion;;;" for kind in ("WORK", "HOME") for n in (1, 2)]
    found = card("FN:Favre", *places)
    assert found.fields.address == "Rue W1"
    assert [(one.code, one.address) for one in found.addresses] == [("WORK", "Rue W2"), ("HOME", "Rue H1")]


def test_file_of_too_many_cards_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    content = b"BEGIN:VCARD\nFN:A\nEND:VCARD\nBEGIN:VCARD\nFN:B\nEND:VCARD\n"
    assert len(read_vcards(content)) == 2
    monkeypatch.setattr(vcards, "MOST_CARDS", 1)
    with pytest.raises(Refused) as refused:
        read_vcards(content)
    assert refused.value.refusals[0].code == "file_too_large"


def test_card_of_version_3() -> None:
    found = card(
        "N:Dubois;Claire;Anne;Mme;",
        "FN:Claire Dubois",
        "ORG:Fromagerie des Rasses SA;Vente;Export",
        "TITLE:Directrice",
        "TEL;TYPE=WORK,VOICE:+41 24 555 10 11",
        "TEL;TYPE=CELL:079 555 10 11",
        "TEL;TYPE=FAX;TYPE=WORK:024 555 10 12",
        "TEL;TYPE=HOME:024 555 99 99",
        "EMAIL;TYPE=INTERNET:claire@rasses.example",
        "EMAIL;TYPE=HOME,PREF:c@home.example",
        "ADR;TYPE=HOME:;;Ruelle 1;Yverdon;VD;1400;Suisse",
        "ADR;TYPE=WORK:Case 7;;Route du Chasseron 12;Les Rasses;VD;1452;Suisse",
        "URL:https\\://rasses.example",
        "NOTE:Aime le thé\\, la montagne\\;\\nparle\\\\écrit",
        "LANG:fr-CH",
        "BDAY:1980-03-22",
        "UID:urn:uuid:17-abc",
        "CATEGORIES:VIP",
    )

    fields = named(cleaned(found.fields))
    assert (fields.type, fields.name, fields.first_name, fields.middle_name, fields.surname) == (
        "person",
        "Claire Anne Dubois",
        "Claire",
        "Anne",
        "Dubois",
    )
    assert (found.company, fields.name_2, fields.job_title, fields.salutation) == (
        "Fromagerie des Rasses SA",
        "Vente, Export",
        "Directrice",
        "MS",
    )
    assert fields.phones == (
        PhoneFields("+41 24 555 10 11"),
        PhoneFields("079 555 10 11", "mobile"),
        PhoneFields("024 555 10 12", "fax"),
        PhoneFields("024 555 99 99", "other"),
    )
    assert fields.emails == (EmailFields("c@home.example", "private"), EmailFields("claire@rasses.example"))
    assert (
        fields.address,
        fields.address_2,
        fields.post_code,
        fields.city,
        fields.region,
        fields.country,
    ) == (
        "Route du Chasseron 12",
        "Case 7",
        "1452",
        "Les Rasses",
        "VD",
        "CH",
    )
    assert found.addresses == (AddressLine("HOME", "Ruelle 1", "", "1400", "Yverdon", "VD", "CH"),)
    assert (fields.home_page, fields.language, fields.external_id) == (
        "https://rasses.example",
        "fr-CH",
        "17-abc",
    )
    assert fields.notes == "Aime le thé, la montagne;\nparle\\écrit"


def test_card_of_version_4() -> None:
    found = card(
        "FN:Favre SA",
        "KIND:org",
        'TEL;VALUE=uri;TYPE="voice,work";PREF=1:tel:+41-22-555-40-40;ext=12',
        "EMAIL;PREF=1:mailto:etude@favre.example",
        "item1.URL:https://favre.example",
        version="4.0",
    )

    assert (found.fields.type, found.fields.name, found.company) == ("company", "Favre SA", "")
    assert found.fields.phones == (PhoneFields("+41-22-555-40-40"),)
    assert found.fields.emails == (EmailFields("etude@favre.example"),)
    assert found.fields.home_page == "https://favre.example"


def test_card_of_version_2_1() -> None:
    found = card(
        "N;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:M=FCller;Hans=",
        " Peter;;Herr;",
        "NOTE;ENCODING=QUOTED-PRINTABLE:Erste Zeile=0D=0A=",
        "zweite = Ende=3D",
        "TEL;WORK;PREF:031 555 00 01",
        "TEL;PAGER:1",
        "AGENT:",
        "BEGIN:VCARD",
        "N:Inner;Card",
        "END:VCARD",
        "PHOTO;ENCODING=BASE64;TYPE=JPEG:",
        " /9j/4AAQ:SkZJRg==",
        "",
        "EMAIL;INTERNET:hans@example.ch",
        version="2.1",
    )

    assert (found.fields.surname, found.fields.first_name, found.fields.salutation) == (
        "Müller",
        "Hans Peter",
        "MR",
    )
    assert found.fields.notes == "Erste Zeile\nzweite = Ende="
    assert found.fields.phones == (PhoneFields("031 555 00 01"), PhoneFields("1", "other"))
    assert found.fields.emails == (EmailFields("hans@example.ch"),)


def test_folded_lines_are_joined() -> None:
    assert card("FN:Cla", " ire Du", "\tbois").fields.name == "Claire Dubois"


@pytest.mark.parametrize(
    ("lines", "kind", "name", "company"),
    [
        (["ORG:Favre SA"], "company", "Favre SA", ""),
        (["FN:Favre SA", "ORG:Favre SA", "N:;;;;"], "company", "Favre SA", ""),
        (["FN:Favre SA", "X-ABShowAs:COMPANY"], "company", "Favre SA", ""),
        (["FN:Eva Favre", "ORG:Favre SA"], "person", "Eva Favre", "Favre SA"),
        (["NICKNAME:Evi"], "person", "Evi", ""),
        (["EMAIL:eva@favre.example"], "person", "eva@favre.example", ""),
        (["N:von Weck;Marc,Anton;;;"], "person", "Marc Anton von Weck", ""),
    ],
)
def test_who_the_card_is_of(lines: list[str], kind: str, name: str, company: str) -> None:
    found = card(*lines)

    assert (found.fields.type, named(cleaned(found.fields)).name, found.company) == (kind, name, company)


def test_what_cannot_be_a_number_or_an_address_goes_to_the_notes() -> None:
    found = card("FN:Ada", "NOTE:Hello", "TEL:0800 LIAISON", "EMAIL:nowhere", "TEL:117")

    assert found.fields.notes == "Hello\n\nPhone: 0800 LIAISON\n\nE-mail: nowhere"
    assert found.fields.phones == (PhoneFields("117"),)
    assert found.remarks == ("What could not be a number or an address stands in the notes.",)


def test_group_of_contacts_is_refused() -> None:
    assert [refusal.code for refusal in card("FN:Team", "KIND:group").refusals] == ["group"]


def test_cards_know_their_line() -> None:
    text = "BEGIN:VCARD\nFN:A\nEND:VCARD\n\nBEGIN:VCARD\nFN:B\nEND:VCARD\n"

    assert [line.line for line in lines_of(read_source(text.encode("utf-16")))] == [1, 5]


def test_card_without_end_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        read_vcards(b"BEGIN:VCARD\nFN:A\nEND:VCARD\nBEGIN:VCARD\nFN:B\n")

    assert refused.value.message == "The card that begins in line 4 has no end."


@pytest.mark.parametrize("line", ["", "no colon", "1 2:x", ";TYPE=x:y", 'TEL;X="open:1'])
def test_line_that_is_no_property_is_passed_over(line: str) -> None:
    assert read_property(line) is None


def test_parameters_may_be_quoted() -> None:
    found = read_property('item1.TEL;X-ID="a:b;c";TYPE="cell,pref":1;2')

    assert found is not None
    assert (found.name, found.types, found.value) == ("TEL", frozenset({"CELL", "PREF"}), "1;2")


texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=60)


@given(st.lists(texts, min_size=2, max_size=5))
def test_escaped_components_read_back(parts: list[str]) -> None:
    escaped = [
        part.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")
        for part in parts
    ]

    assert [unescape(part) for part in split_escaped(";".join(escaped))] == parts


@given(texts.filter(lambda text: text.strip() != ""), st.integers(min_value=1, max_value=75))
def test_folded_note_reads_back(note: str, width: int) -> None:
    line = "NOTE:" + note.replace("\\", "\\\\")
    folded = "\r\n ".join(line[at : at + width] for at in range(0, len(line), width))

    assert card("FN:Ada", folded).fields.notes == note.strip()


@given(st.text(max_size=300))
def test_any_card_is_read_or_refused(text: str) -> None:
    content = f"BEGIN:VCARD\n{text}\nEND:VCARD".encode("utf-8", "replace")
    try:
        found = [line.title for line in lines_of(read_source(content))]
    except Refused as refused:
        found = [str(refused.refusals[0].message)]
    assert found != []


@real
def test_outlook_2007() -> None:
    (found,) = lines_of(read_source((DATA / "outlook-2007.vcf").read_bytes()))

    fields = named(cleaned(found.fields))
    assert (fields.name, fields.first_name, fields.surname, fields.salutation) == (
        "Michael Angstadt",
        "Michael",
        "Angstadt",
        "MR",
    )
    assert (found.company, fields.name_2, fields.job_title) == (
        "TheCompany",
        "TheDepartment",
        "TheJobTitle",
    )
    assert fields.phones == (
        PhoneFields("(111) 555-1111"),
        PhoneFields("(111) 555-2222", "other"),
        PhoneFields("(111) 555-4444", "mobile"),
        PhoneFields("(111) 555-3333", "fax"),
        PhoneFields("(111) 555-4444", "other"),
    )
    assert fields.emails == (EmailFields("mike.angstadt@gmail.com"),)
    assert (
        fields.address,
        fields.address_2,
        fields.post_code,
        fields.city,
        fields.region,
        fields.country,
    ) == (
        "222 Broadway",
        "TheOffice",
        "99999",
        "New York",
        "NY",
        "US",
    )
    assert fields.home_page == "http://mikeangstadt.name"
    assert fields.notes == (
        "This is the NOTE field\t\n"
        "I assume it encodes this text inside a NOTE vCard type.\n"
        "But I'm not sure because there's text formatting going on here.\n"
        "It does not preserve the formatting"
    )


@real
@pytest.mark.parametrize(
    ("file", "middle", "phones", "email", "external_id", "words"),
    [
        (
            "EVOLUTION.vcf",
            "Richter, James",
            (PhoneFields("905-666-1234", "mobile"), PhoneFields("905-555-1234")),
            EmailFields("john.doe@ibm.com"),
            "477343c8e6bf375a9bac1f96a5000837",
            ('THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS AND CONTRIBUTORS "AS IS"', "SUCH DAMAGE."),
        ),
        (
            "GMAIL.vcf",
            "Richter, James",
            (PhoneFields("905-555-1234", "mobile"), PhoneFields("905-666-1234", "other")),
            EmailFields("john.doe@ibm.com", "private"),
            "",
            (
                'THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS AND CONTRIBUTORS "AS IS"',
                "SUCH DAMAGE.\nFavotire Color: Blue",
            ),
        ),
        (
            "MS_OUTLOOK.vcf",
            "Richter James",
            (PhoneFields("(905) 555-1234"), PhoneFields("(905) 666-1234", "other")),
            EmailFields("john.doe@ibm.cm"),
            "",
            ("THIS SOFTWARE IS PROVIDED BY GEORGE EL-HADDAD ''AS IS'' AND", "SUCH DAMAGE."),
        ),
    ],
)
def test_john_doe_of_three_programs(
    file: str,
    middle: str,
    phones: tuple[PhoneFields, ...],
    email: EmailFields,
    external_id: str,
    words: tuple[str, str],
) -> None:
    (found,) = lines_of(read_source((DATA / file).read_bytes()))

    fields = named(cleaned(found.fields))
    assert (fields.name, fields.first_name, fields.middle_name, fields.surname) == (
        f"John {middle} Doe",
        "John",
        middle,
        "Doe",
    )
    assert (found.company, fields.job_title, fields.salutation, fields.home_page) == (
        "IBM",
        "Money Counter",
        "MR",
        "http://www.ibm.com",
    )
    assert (fields.phones, fields.emails, fields.external_id) == (phones, (email,), external_id)
    assert fields.notes.startswith(words[0])
    assert fields.notes.endswith(words[1])


@real
def test_android() -> None:
    found = list(lines_of(read_source((DATA / "ANDROID.vcf").read_bytes())))

    assert [named(cleaned(line.fields)).name for line in found] == [
        "john.doe@company.com",
        "jane.doe@company.com",
        "Ñ Ñ Ñ Ñ",
        "Ñ Ñ Ñ Ñ Ñ Ñ Ñ Ñ Ñ Ñ Ñ",
        "Ñ Ñ Ñ Ñ Ñ",
        "ÑÑÑÑ",
    ]
    assert [[(phone.kind, phone.number) for phone in line.fields.phones] for line in found] == [
        [],
        [],
        [("mobile", "123456789")],
        [("mobile", "123456"), ("other", "234567"), ("mobile", "3456789"), ("other", "45678901")],
        [("mobile", "123456"), ("phone", "123456"), ("fax", "123456")],
        [("mobile", "55556666")],
    ]
    assert [[email.address for email in line.fields.emails] for line in found] == [
        ["john.doe@company.com"],
        ["jane.doe@company.com"],
        [],
        [],
        ["bob@company.com"],
        ["henry@company.com"],
    ]
    assert found[4].fields.notes == "E-mail: " + "Ñ" * 14
    assert found[3].fields.notes.count("Ñ") == 2 * 21
    assert [line.company for line in found] == ["", "", "", "", "Ñ" * 12, "Ñ" * 44]
