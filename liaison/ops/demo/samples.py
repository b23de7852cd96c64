"""The records that the specifications know by name."""

from __future__ import annotations

from dataclasses import replace

from liaison.contacts.fields import ContactFields, EmailFields, PhoneFields
from liaison.ops.demo.parties import Customer, Person

SAMPLE_NUMBERS = (
    10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 200, 201, 300, 301, 302, 400, 480, 482, 483, 484, 500, 501, 600,
)  # fmt: skip


def sample_customers() -> list[Customer]:
    """The records that the specifications know by name."""
    return [
        _sample(
            480, "Béguelin Mécanique SA", "Chemin du Closel 5, 1020 Renens VD", "+41 21 555 01 40",
            "info@beguelin-meca.example", "AR", 14.0,
            (482, "Nora", "Béguelin", True, "Directrice", "+41 21 555 01 42", "nora@beguelin-meca.example"),
            (
                483, "Yves", "Monnier", False, "Chef d’atelier", "+41 21 555 01 43",
                "yves@beguelin-meca.example",
            ),
            (484, "Marc", "Oulevay", False, "Responsable technique", "+41 21 555 01 44", ""),
        ),
        _sample(
            10, "Fromagerie des Rasses SA", "Route du Chasseron 12, 1452 Les Rasses", "+41 24 555 10 10",
            "info@rasses.example", "MD", 0.6,
            (20, "Claire", "Dubois", True, "Directrice", "+41 24 555 10 11", "claire.dubois@rasses.example"),
            (30, "Marc-Antoine", "de Weck", False, "Comptable", "+41 24 555 10 10", "compta@rasses.example"),
        ),
        _sample(
            40, "Jura Präzision AG", "Industriestrasse 44, 2540 Grenchen", "+41 32 555 20 20",
            "kontakt@jurapraezision.example", "UB", 5.0,
            (
                50, "Anna", "Müller", True, "Leiterin Einkauf", "+41 32 555 20 24",
                "a.mueller@jurapraezision.example",
            ),
            language="de-CH",
        ),
        _sample(
            60, "Banca del Ceresio", "Riva Paradiso 3, 6900 Lugano", "+41 91 555 30 30",
            "info@ceresio.example", "EM", 0.0, language="it-CH",
        ),
        _sample(
            70, "Étude Favre & Associés", "Rue du Rhône 8, 1204 Genève", "+41 22 555 40 40",
            "etude@favre.example", "EM", 0.0,
        ),
        _sample(
            90, "Fromagerie Les Rasses S.A.", "Rte du Chasseron 12, 1452 Les Rasses", "024 555 10 10", "",
            "MD", 0.0,
        ),
        _private(80, "Noé", "Rochat", "Chemin des Vignes 3, 1095 Lutry", "", "", "fr-CH", blocked=True),
        *_segment_samples(),
        _private(
            100, "Lea", "Bernasconi", "Via Nassa 21, 6900 Lugano", "+41 79 555 50 50",
            "lea@bernasconi.example", "it-CH", woman=True,
        ),
    ]  # fmt: skip


def _segment_samples() -> list[Customer]:
    """Those by which the selection of segments is explained: some want paper, some have no address."""
    transport = "bernasconi-trasporti.example"
    mechanics = "ammann-feinmechanik.example"
    wine = "cave-du-lac.example"
    companies = (
        _sample(
            200, "Bernasconi Trasporti SA", "Via Industria 12, 6500 Bellinzona", "+41 91 555 21 00",
            f"info@{transport}", "LB", 0.0,
            (201, "Luca", "Bernasconi", False, "Direttore", "+41 91 555 21 01", f"luca@{transport}"),
            language="it-CH",
        ),
        _sample(
            300, "Ammann Feinmechanik AG", "Industriestrasse 18, 2540 Grenchen", "+41 32 555 31 00",
            f"info@{mechanics}", "TK", 0.0,
            (301, "Reto", "Ammann", False, "Leiter Einkauf", "+41 32 555 31 01", f"reto@{mechanics}"),
            (302, "Ursula", "Meier", True, "Einkäuferin", "+41 32 555 31 02", f"ursula@{mechanics}"),
            language="de-CH",
        ),
        _sample(
            500, "Cave du Lac Sàrl", "Route Cantonale 27, 1070 Puidoux", "+41 21 555 51 00",
            f"info@{wine}", "AR", 0.0,
            (501, "Paul", "Jaquet", False, "Directeur", "+41 21 555 51 01", f"paul@{wine}"),
        ),
    )  # fmt: skip
    claire = _private(
        400, "Claire", "Vionnet", "Rue du Midi 9, 1003 Lausanne", "+41 79 555 41 00", "", "fr-CH", woman=True
    )
    amy = _private(
        600, "Amy", "Porter", "Via Campagna 3, 6600 Locarno", "+41 79 555 61 00", "", "en", woman=True
    )
    return [
        _wishing(companies[0], "hard_copy"),
        _wishing(companies[1], "email", CT_000301="hard_copy"),
        _wishing(companies[2], "hard_copy", CT_000501="hard_copy"),
        _wishing(claire, "email"),
        replace(_wishing(amy, "email"), seller="LB"),
    ]  # fmt: skip


def _wishing(customer: Customer, own: str, **people: str) -> Customer:
    """`customer` with how it, and those of its people named, want to be written to."""
    changed = []
    for person in customer.people:
        wish = people.get(person.no.replace("-", "_"), own if person.no == customer.no else "email")
        excluded = person.no == "CT-000302"
        fields = replace(person.fields, correspondence_type=wish, exclude_from_segment=excluded)
        changed.append(replace(person, fields=fields))
    fields = replace(customer.fields, correspondence_type=own)
    return replace(customer, fields=fields, people=tuple(changed))


Employee = tuple[int, str, str, bool, str, str, str]


def _place(text: str) -> dict[str, str]:
    street, town = text.rsplit(", ", 1)
    post_code, city = town.split(" ", 1)
    return {"address": street, "post_code": post_code, "city": city, "country": "CH"}


def _sample(  # noqa: PLR0917 - a line of a table
    number: int, name: str, place: str, phone: str, email: str, seller: str, weight: float,
    *people: Employee, language: str = "fr-CH",
) -> Customer:  # fmt: skip
    fields = ContactFields(
        type="company",
        name=name,
        **_place(place),  # type: ignore[arg-type]
        phones=(PhoneFields(phone),),
        emails=(EmailFields(email),) if email else (),
        language=language,
        correspondence_type="email" if email else "none",
        salutation="COMPANY",
    )
    employees = tuple(
        Person(
            f"CT-{no:06}",
            replace(
                fields,
                type="person",
                name="",
                first_name=first,
                surname=last,
                job_title=title,
                phones=(PhoneFields(line),),
                emails=(EmailFields(address),) if address else (),
                correspondence_type="email" if address else "hard_copy",
                salutation="MS" if woman else "MR",
            ),
            woman,
        )
        for no, first, last, woman, title, line, address in people
    )
    return Customer(f"CT-{number:06}", fields, employees, seller, weight, fields.city)


def _private(  # noqa: PLR0913, PLR0917 - a line of a table
    number: int, first: str, last: str, place: str, phone: str, email: str, language: str,
    *, blocked: bool = False, woman: bool = False,
) -> Customer:  # fmt: skip
    fields = ContactFields(
        type="person",
        first_name=first,
        surname=last,
        **_place(place),  # type: ignore[arg-type]
        phones=(PhoneFields(phone, "mobile"),) if phone else (),
        emails=(EmailFields(email),) if email else (),
        language=language,
        correspondence_type="email" if email else "none",
        privacy_blocked=blocked,
        minor=blocked,
        salutation="MS" if woman else "NEUTRAL" if blocked else "MR",
    )
    me = Person(f"CT-{number:06}", fields, woman)
    return Customer(me.no, fields, (me,), "EM" if language.startswith("it") else "AR", 0.0, fields.city)
