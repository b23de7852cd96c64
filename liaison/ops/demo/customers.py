"""Four hundred companies and twelve hundred people, the same for the same seed."""

from __future__ import annotations

import unicodedata
from itertools import count
from random import Random

from liaison.contacts.fields import ContactFields, EmailFields, PhoneFields
from liaison.ops.demo.names import COMPANIES, JOB_TITLES, MEN, STREETS, SURNAMES, WOMEN
from liaison.ops.demo.parties import Customer, Person
from liaison.ops.demo.places import PLACES, Place
from liaison.ops.demo.samples import SAMPLE_NUMBERS, sample_customers
from liaison.ops.demo.words import dice

COMPANIES_WANTED = 400
PEOPLE_WANTED = 1200
PRIVATE_PEOPLE = 30


def slug(text: str) -> str:
    """`text` for the part of an address: small letters and hyphens only."""
    for long, short in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("’", ""), ("&", ""), ("+", "")):
        text = text.lower().replace(long, short)
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return "-".join("".join(letter if letter.isalnum() else " " for letter in plain).split())


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
        seller = place.seller if self.random.random() < 0.93 else self.random.choice(("AR", "MD", "JP"))
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
                exclude_from_segment=self.random.random() < 0.01,
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
        return Customer(me.no, fields, (me,), place.seller, 0.1, place.city)
