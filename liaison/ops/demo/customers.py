"""Four hundred companies and twelve hundred people, the same for the same seed."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace
from itertools import count
from random import Random

from liaison.contacts.fields import ContactFields, EmailFields, PhoneFields
from liaison.ops.demo.names import COMPANIES, JOB_TITLES, MEN, STREETS, SURNAMES, WOMEN
from liaison.ops.demo.places import PLACES, Place
from liaison.ops.demo.words import dice

COMPANIES_WANTED = 400
PEOPLE_WANTED = 1200
PRIVATE_PEOPLE = 30


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody to talk to; `fields.company` is set when it is written."""

    no: str
    fields: ContactFields
    woman: bool

    @property
    def language(self) -> str:
        """Without the country: fr, de, it or en."""
        return self.fields.language[:2]


@dataclass(frozen=True, slots=True)
class Customer:
    """A company with its people, or one private person; `weight` tells how much goes on with it."""

    no: str
    fields: ContactFields
    people: tuple[Person, ...]
    seller: str
    weight: float
    city: str

    @property
    def language(self) -> str:
        """Without the country: fr, de, it or en."""
        return self.fields.language[:2]


def slug(text: str) -> str:
    """`text` for the part of an address: small letters and hyphens only."""
    for long, short in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("’", ""), ("&", ""), ("+", "")):
        text = text.lower().replace(long, short)
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return "-".join("".join(letter if letter.isalnum() else " " for letter in plain).split())


SAMPLE_NUMBERS = (10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 480, 482, 483)


def customers(seed: int) -> list[Customer]:
    """All customers, by number; the sample records of the specifications are among them."""
    maker = _Maker(dice("customers", seed))
    samples = sample_customers()
    people = sum(len(sample.people) for sample in samples)
    companies = COMPANIES_WANTED - sum(sample.fields.type == "company" for sample in samples)
    sizes = maker.sizes(companies, PEOPLE_WANTED - people - PRIVATE_PEOPLE)
    found = [maker.company(size) for size in sizes]
    found += [maker.private_person() for _number in range(PRIVATE_PEOPLE)]
    return sorted([*found, *samples], key=lambda customer: customer.no)


class _Maker:
    """Makes customers one after the other, never the same twice."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.numbers = (number for number in count(1) if number not in SAMPLE_NUMBERS)
        self.taken: set[str] = set()
        self.lines: set[str] = set()

    def number(self) -> str:
        return f"CT-{next(self.numbers):06}"

    def sizes(self, companies: int, people: int) -> list[int]:
        """How many people each company has: most two or three, few eight."""
        sizes = [1] * companies
        while sum(sizes) < people:
            place = min(self.random.randrange(companies), self.random.randrange(companies))
            if sizes[place] < 8:
                sizes[place] += 1
        self.random.shuffle(sizes)
        return sizes

    def phone(self, area: str) -> str:
        """A reserved number (555) of that area, or a mobile one; each only once."""
        while True:
            number = f"+41 {area} 555 {self.random.randrange(12, 100):02} {self.random.randrange(100):02}"
            if number not in self.lines:
                self.lines.add(number)
                return number

    def company(self, size: int) -> Customer:
        place = self.random.choice(PLACES)
        language = place.language
        if language == "fr" and place.canton in {"GE", "VD"} and self.random.random() < 0.09:
            language = "en"
        no, name = self.number(), self.company_name(language)
        domain = f"{slug(name)[:28].strip('-')}.example"
        street = self.random.choice(STREETS[place.language])
        # Salespeople go where they are at home, and now and then help out elsewhere.
        seller = place.territory if self.random.random() < 0.93 else self.random.choice(("AR", "MD", "JP"))
        fields = ContactFields(
            type="company",
            name=name,
            address=street if street.startswith("Zone") else f"{street} {self.random.randrange(1, 96)}",
            post_code=place.post_code,
            city=place.city,
            region=place.canton,
            country="CH",
            phones=(PhoneFields(self.phone(place.area)),),
            emails=(EmailFields(f"info@{domain}"),),
            home_page=f"https://www.{domain}" if self.random.random() < 0.7 else "",
            language=f"{language}-CH" if language != "en" else "en",
            correspondence_type=self.random.choices(("email", "hard_copy", "none"), (70, 15, 15))[0],
            salutation="COMPANY",
        )
        people = tuple(self.employee(fields, place, domain) for _number in range(size))
        weight = self.random.paretovariate(1.6) * (0.6 + 0.4 * size)
        return Customer(no, fields, people, seller, min(weight, 14.0), place.city)

    def company_name(self, language: str) -> str:
        while True:
            pattern = self.random.choice(COMPANIES[language])
            name, other = self.random.sample(SURNAMES[language].split(), 2)
            made = pattern.format(name=name, other=other)
            if made not in self.taken:
                self.taken.add(made)
                return made

    def employee(self, company: ContactFields, place: Place, domain: str) -> Person:
        language = company.language[:2]
        if self.random.random() < 0.08:
            language = self.random.choice(("fr", "de", "it"))
        woman = self.random.random() < 0.36
        first, last = self.name(language, woman=woman)
        while f"{first}.{last}@{domain}" in self.taken:
            first, last = self.name(language, woman=woman)
        self.taken.add(f"{first}.{last}@{domain}")
        phones = [PhoneFields(self.phone(place.area))] if self.random.random() < 0.75 else []
        if self.random.random() < 0.55:
            phones.append(PhoneFields(self.phone(self.random.choice(("76", "78", "79"))), "mobile"))
        address = f"{slug(first)}.{slug(last)}@{domain}"
        return Person(
            self.number(),
            ContactFields(
                type="person",
                first_name=first,
                surname=last,
                job_title=self.random.choice(JOB_TITLES[language])[woman],
                address=company.address,
                post_code=company.post_code,
                city=company.city,
                region=company.region,
                country="CH",
                phones=tuple(phones),
                emails=(EmailFields(address),) if self.random.random() < 0.93 else (),
                language=f"{language}-CH" if language != "en" else "en",
                correspondence_type=self.random.choices(("email", "hard_copy", "none"), (78, 10, 12))[0],
                salutation="MS" if woman else "MR",
                privacy_blocked=self.random.random() < 0.006,
            ),
            woman,
        )

    def name(self, language: str, *, woman: bool) -> tuple[str, str]:
        """First name and surname; some surnames are double, as people keep both."""
        first = self.random.choice((WOMEN if woman else MEN)[language].split())
        names = SURNAMES[language].split()
        last = self.random.choice(names)
        if self.random.random() < 0.07:
            last = f"{last}-{self.random.choice(names)}"
        return first, last

    def private_person(self) -> Customer:
        place = self.random.choice(PLACES)
        woman = self.random.random() < 0.5
        first, last = self.name(place.language, woman=woman)
        while f"{first} {last}" in self.taken:
            first, last = self.name(place.language, woman=woman)
        self.taken.add(f"{first} {last}")
        fields = ContactFields(
            type="person",
            first_name=first,
            surname=last,
            address=f"{self.random.choice(STREETS[place.language][8:])} {self.random.randrange(1, 60)}",
            post_code=place.post_code,
            city=place.city,
            region=place.canton,
            country="CH",
            phones=(PhoneFields(self.phone("79"), "mobile"),),
            emails=(EmailFields(f"{slug(first)}.{slug(last)}@courrier.example"),),
            language=f"{place.language}-CH",
            correspondence_type="email",
            salutation="MS" if woman else "MR",
        )
        me = Person(self.number(), fields, woman)
        return Customer(me.no, fields, (me,), place.territory, 0.1, place.city)


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
        _private(
            100, "Lea", "Bernasconi", "Via Nassa 21, 6900 Lugano", "+41 79 555 50 50",
            "lea@bernasconi.example", "it-CH", woman=True,
        ),
    ]  # fmt: skip


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
                emails=(EmailFields(address),),
                correspondence_type="email",
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
        salutation="MS" if woman else "NEUTRAL" if blocked else "MR",
    )
    me = Person(f"CT-{number:06}", fields, woman)
    return Customer(me.no, fields, (me,), "EM" if language.startswith("it") else "AR", 0.0, fields.city)
