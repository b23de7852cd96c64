"""The codes of the demonstration's contacts, and who has which."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from liaison.accounts.models import User
from liaison.contacts.actions import assign_code_many, save_code
from liaison.contacts.fields import CodeFields
from liaison.contacts.kinds import KINDS
from liaison.contacts.queries import ContactFilters, contacts_matching
from liaison.kit.sql import Question
from liaison.ops.demo.code_tables import CODES, WEB_PAGES
from liaison.ops.demo.parties import Customer, Person
from liaison.ops.demo.words import dice

Given = Mapping[tuple[str, str], Sequence[str]]
"""The numbers of the contacts that have a code, by kind and code."""

SAMPLE_CODES: dict[str, str] = {
    # By these the selection of segments is explained: each has what stands here and nothing else.
    "CT-000480": "mailing_group OPENDAY, industry_group MACH, business_relation CUST",
    "CT-000482": "mailing_group OPENDAY, job_responsibility PURCH",
    "CT-000484": "job_responsibility TECH",
    "CT-000200": "industry_group TRANS, business_relation PROS",
    "CT-000201": "mailing_group OPENDAY, job_responsibility MGMT",
    "CT-000300": "industry_group MACH, business_relation CUST",
    "CT-000301": "mailing_group GIFT, job_responsibility PURCH",
    "CT-000302": "job_responsibility PURCH",
    "CT-000400": "mailing_group OPENDAY",
    "CT-000500": "industry_group WINE, business_relation VEND",
    "CT-000501": "mailing_group GIFT, job_responsibility MGMT",
    "CT-000600": "",
    # These are the sample contacts of the register.
    "CT-000010": "industry_group FOOD, business_relation CUST, mailing_group CATALOG, web_source ZEFIX",
    "CT-000020": "job_responsibility SIGN, job_responsibility PURCH",
    "CT-000030": "job_responsibility ACCOUNT",
    "CT-000040": "industry_group MACHINE, business_relation VEND, web_source ZEFIX",
    "CT-000050": "job_responsibility PURCH, mailing_group NEWS",
    "CT-000060": "business_relation BANK",
    "CT-000070": "industry_group LEGAL, business_relation PARTNER",
    "CT-000080": "",
    "CT-000090": "",
    "CT-000100": "mailing_group NEWS",
}
LEVEL_OF_SAMPLE = {"CT-000020": "CEO", "CT-000030": "SPEC", "CT-000050": "HEAD"}
HEADS = {"CEO", "OWNER", "BOARD"}
TERRITORIES = {
    "VD": "LEMAN", "GE": "LEMAN", "NE": "ARC", "JU": "ARC", "FR": "PLATEAU", "VS": "PLATEAU", "TI": "TICINO",
}  # fmt: skip
INDUSTRIES = (
    ("WATCH", "Horlogerie|Pignons|Microtechnique|Décolletage"),
    ("HEALTH", "Médical|Medical|Dental"),
    ("ICT", "Robotics|Sensors|Microfluidics|CNC"),
    ("BUILD", "Menuiserie|Charpentes|métalliques|Métal|Tôlerie|Serrurerie|Metallbau|Schlosserei|Metalcostr"),
    ("RETAIL", "Garage|Carrosserie|agricoles|Imprimerie"),
    ("MACHINE", ""),
)
LEVELS = (
    ("HEAD", "techni|Technische|Operations"),
    ("CEO", "^Direct|^Dirett|Geschäftsführer|Managing"),
    ("ASSIST", "^Assistant"),
    ("HEAD", "^Chef|^Responsa|Leiter|leiter|^Capo|Manager"),
    ("SPEC", ""),
)
DUTIES = (
    ("SIGN", "^Direct|^Dirett|Geschäftsführer|Managing"),
    ("PURCH", "chats|cheteu|Achet|Eink|acquisti|Purchas|Buyer"),
    ("ACCOUNT", "Comptable|Buchhalter|Contabile"),
    ("QUALITY", "ualit"),
    ("LOGIST", "roduction|roduktion|produzione|Operations"),
    ("HR", "^Assistant"),
)
OLD_FRIEND, CUSTOMER = 4.0, 1.2
"""From these weights on a company gets a present; is a customer and no prospect any more."""


def write_code_tables(*, at: datetime) -> None:
    """Make the code tables."""
    for kind, code, english, french, german, italian in CODES:
        words = {"en": english, "fr": french, "de": german, "it": italian}
        page = WEB_PAGES.get(code, "")
        given = CodeFields(code=code, description=french, descriptions=words, url=page)
        save_code(KINDS[kind], given, by=None, at=at)


def write_codes(everybody: Sequence[Customer], *, seed: int, by: User, at: datetime) -> None:
    """Give every contact its codes, one statement for each code."""
    contacts = contacts_matching(by, ContactFilters(archived=None))
    for (kind, code), numbers in assignments(everybody, seed=seed).items():
        who = Question.of(contacts.filter(no__in=numbers))
        if assign_code_many(who, KINDS[kind], code, by=by, at=at) != len(numbers):
            raise RuntimeError(f"not everybody was given {kind} {code}")


def assignments(everybody: Sequence[Customer], *, seed: int) -> Given:
    """Who has which code; the same for the same seed."""
    random = dice("codes", seed)
    given: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for customer in everybody:
        chance = {name: random.random() for name in CHANCES}
        if customer.fields.is_company:
            _give(given, customer.no, _of_company(customer, chance))
        for person in customer.people:
            chance = {name: random.random() for name in CHANCES}
            _give(given, person.no, _of_person(customer, person, chance))
    return given


CHANCES = ("first", "second", "third", "fourth")


def _give(given: defaultdict[tuple[str, str], list[str]], no: str, usual: Iterator[tuple[str, str]]) -> None:
    """Write down the codes of one contact: those of a sample record, else the usual ones."""
    sample = SAMPLE_CODES.get(no)
    codes = usual
    if sample is not None:
        codes = ((kind, code) for kind, code in (pair.split() for pair in sample.split(",") if pair))
    for pair in dict.fromkeys(codes):
        given[pair].append(no)


def _of_company(customer: Customer, chance: Mapping[str, float]) -> Iterator[tuple[str, str]]:
    yield "industry_group", _first(INDUSTRIES, customer.fields.name)
    if chance["first"] < 0.15:
        yield "industry_group", "MACHINE"
    yield "business_relation", "CUST" if customer.weight > CUSTOMER else "PROSP"
    if chance["second"] < 0.04:
        yield "business_relation", "PARTNER" if chance["second"] < 0.02 else "VEND"
    if customer.weight > CUSTOMER or chance["third"] < 0.4:
        yield "mailing_group", "CATALOG"
    if customer.weight > CUSTOMER:
        yield "mailing_group", "PRICES"
    if chance["fourth"] < 0.3:
        yield "web_source", "ZEFIX"
    if chance["fourth"] < 0.1:
        yield "web_source", "UID"


def _of_person(customer: Customer, person: Person, chance: Mapping[str, float]) -> Iterator[tuple[str, str]]:
    title = person.fields.job_title
    if person.fields.emails and chance["first"] < 0.72:
        yield "mailing_group", "NEWS"
    if chance["second"] < 0.35:
        yield "mailing_group", "EVENTS"
    if not title:
        return
    level = person.fields.organizational_level
    if level in HEADS and customer.weight > OLD_FRIEND:
        yield "mailing_group", "GIFT"
    yield from (("job_responsibility", code) for code, words in DUTIES if re.search(words, title))
    if level != "SPEC" and chance["third"] < 0.12:
        yield "job_responsibility", ("SALES", "MARKET", "IT")[int(chance["third"] * 25)]


def _first(choices: Sequence[tuple[str, str]], text: str) -> str:
    """The first code whose words occur in `text`; the last has none and fits always."""
    return next(code for code, words in choices if re.search(words, text))


def with_level_and_territory(customer: Customer, *, seed: int) -> Customer:
    """`customer` and its people with the codes that stand on a contact itself."""
    random, territory = dice("levels", seed, customer.no), _territory(customer)
    people = []
    for person in customer.people:
        level = LEVEL_OF_SAMPLE.get(person.no, "")
        if not level and person.no not in SAMPLE_CODES and person.fields.job_title:
            level = _first(LEVELS, person.fields.job_title)
            chance = random.random()
            if level == "CEO":
                level = "OWNER" if chance < 0.3 else "BOARD" if chance > 0.95 else level
        fields = replace(person.fields, organizational_level=level, territory=territory)
        people.append(replace(person, fields=fields))
    return replace(customer, fields=replace(customer.fields, territory=territory), people=tuple(people))


def _territory(customer: Customer) -> str:
    """Where a customer belongs; the sample records have no canton."""
    code = customer.fields.region
    if code == "BE":
        return "ARC" if customer.language == "fr" else "ALEM"
    if not code:
        return {"fr": "LEMAN", "it": "TICINO", "de": "ALEM"}.get(customer.language, "TICINO")
    return TERRITORIES.get(code, "ALEM")
