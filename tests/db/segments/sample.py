"""The sample company of the specification (segments, section 8): contacts, codes, log, templates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

from django.db import connection

from liaison.accounts.models import Role, Salesperson, User
from liaison.contacts.models import (
    BusinessRelation,
    Contact,
    ContactBusinessRelation,
    ContactIndustryGroup,
    ContactJobResponsibility,
    ContactMailingGroup,
    IndustryGroup,
    JobResponsibility,
    MailingGroup,
)
from liaison.interactions.models import (
    Content,
    Entry,
    InteractionTemplate,
    InteractionTemplateLanguage,
)
from liaison.segments.criteria import DATE
from liaison.segments.models import Segment, SegmentLine
from liaison.segments.sources import Source, field, fields
from tests import make

AT = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
TODAY = date(2026, 11, 2)

CONTACTS = {
    100: ("Béguelin Mécanique SA", None, "fr-CH", "email", True, "AR"),
    101: ("Nora Béguelin", 100, "fr-CH", "email", True, "AR"),
    102: ("Marc Oulevay", 100, "fr-CH", "hard_copy", False, "AR"),
    200: ("Bernasconi Trasporti SA", None, "it-CH", "hard_copy", True, "LB"),
    201: ("Luca Bernasconi", 200, "it-CH", "email", True, "LB"),
    300: ("Ammann Feinmechanik AG", None, "de-CH", "email", True, "TK"),
    301: ("Reto Ammann", 300, "de-CH", "hard_copy", True, "TK"),
    302: ("Ursula Meier", 300, "de-CH", "email", True, "TK"),
    400: ("Claire Vionnet", None, "fr-CH", "email", False, "AR"),
    500: ("Cave du Lac Sàrl", None, "fr-CH", "hard_copy", True, "AR"),
    501: ("Paul Jaquet", 500, "fr-CH", "hard_copy", True, "AR"),
    600: ("Amy Porter", None, "en", "email", False, "LB"),
}
PEOPLE_ALONE = {400, 600}

TRADE = Source(
    key="trade",
    words="Trade entry",
    plural="trade entries",
    table="sample_trade_entry",
    inside="business_relation",
    owner=(
        "EXISTS (SELECT 1 FROM sample_party p WHERE p.contact_id = {o}.contact_id"
        " AND p.relation_id = {o}.business_relation_id AND p.party_no = {r}.party_no)"
        " AND ({c}.type = 'company' OR {r}.named_id = {c}.id)"
    ),
    fields=fields(field("item", "Item"), field("date", "Date", "{r}.posting_date", type=DATE)),
)
PROFILE = Source(
    key="profile",
    words="Profile answer",
    plural="profile answers",
    table="sample_profile_answer",
    fields=fields(field("questionnaire", "Questionnaire"), field("answer", "Answer")),
)


@dataclass(frozen=True)
class Sample:
    """The sample company, with a marketing person who does the work."""

    by: User
    manager: User
    member: User
    contacts: dict[int, Contact]
    people: dict[str, Salesperson]
    templates: dict[str, InteractionTemplate]

    def lines(self, segment: Segment) -> list[int]:
        """The last three digits of the contacts of the live lines, in line order."""
        found = SegmentLine.objects.filter(segment=segment, removed_by=None).order_by("line_no")
        return [int(no[-3:]) for no in found.values_list("contact__no", flat=True)]


def make_sample() -> Sample:
    """Everything of 8.1 and the templates of 8.2."""
    people = {
        code: make.make_salesperson(code, name)
        for code, name in (("AR", "Aline Rochat"), ("LB", "Laura Bianchi"), ("TK", "Thomas Keller"))
    }
    contacts: dict[int, Contact] = {}
    for number, (name, company, language, kind, mailed, seller) in CONTACTS.items():
        given = {
            "no": f"CT-{number:06}",
            "language": language,
            "correspondence_type": kind,
            "email": f"c{number}@example.example" if mailed else "",
            "salesperson": people[seller],
            "exclude_from_segment": number == 302,
            "address": "Rue du Lac 1",
            "post_code": "1400",
            "city": "Yverdon-les-Bains",
        }
        if company is None and number not in PEOPLE_ALONE:
            contacts[number] = make.make_company(name, **given)
        else:
            contacts[number] = make.make_person(name, contacts[company] if company else None, **given)
    _codes(contacts)
    templates = _templates()
    _log(contacts, templates, people)
    _later_domains(contacts)
    return Sample(
        by=make.make_user("mireille", Role.MARKETING, salesperson=people["AR"]),
        manager=make.make_user("chantal", Role.MANAGER),
        member=make.make_user("samuel", Role.SALESPERSON),
        contacts=contacts,
        people=people,
        templates=templates,
    )


def _codes(contacts: dict[int, Contact]) -> None:
    members: tuple[int, ...]
    for code, members in (("OPENDAY", (100, 101, 201, 400)), ("GIFT", (301, 501))):
        group = MailingGroup.objects.create(code=code)
        for number in members:
            ContactMailingGroup.objects.create(contact=contacts[number], mailing_group=group)
    for code, members in (("PURCH", (101, 301, 302)), ("TECH", (102,)), ("MGMT", (201, 501))):
        job = JobResponsibility.objects.create(code=code)
        for number in members:
            ContactJobResponsibility.objects.create(contact=contacts[number], job_responsibility=job)
    for code, members in (("MACH", (100, 300)), ("TRANS", (200,)), ("WINE", (500,))):
        branch = IndustryGroup.objects.create(code=code)
        for number in members:
            ContactIndustryGroup.objects.create(contact=contacts[number], industry_group=branch)
    for code, members in (("CUST", (100, 300)), ("PROS", (200,)), ("VEND", (500,))):
        relation = BusinessRelation.objects.create(code=code)
        for number in members:
            ContactBusinessRelation.objects.create(contact=contacts[number], business_relation=relation)


def _templates() -> dict[str, InteractionTemplate]:
    marketing, sales = make.make_group("MARKETING"), make.make_group("SALES")
    made = {}
    rows = (
        ("INVIT", "Invitation", marketing, "email", False, "2.50", 5, "outbound", "us", True, False, "email"),
        (
            "LETTER",
            "Letter",
            marketing,
            "hard_copy",
            True,
            "3.80",
            10,
            "outbound",
            "us",
            False,
            False,
            "letter",
        ),
        ("VISIT", "Visit", sales, "none", False, "90.00", 60, "outbound", "us", False, False, "meeting"),
        ("CALL", "Call", sales, "none", False, "4.00", 8, "outbound", "us", False, False, "phone"),
        ("NEWS", "News", marketing, "email", False, "0.10", 0, "outbound", "us", False, False, "email"),
        ("REPLY", "Reply", marketing, "none", False, "0.00", 2, "inbound", "them", False, True, "email"),
    )
    for code, text, group, kind, ignore, cost, minutes, flow, who, target, response, channel in rows:
        made[code] = make.make_template(
            code,
            group,
            description=text,
            channel=channel,
            default_correspondence_type=kind,
            ignore_contact_correspondence_type=ignore,
            unit_cost=Decimal(cost),
            unit_duration_min=Decimal(minutes),
            information_flow=flow,
            initiated_by=who,
            campaign_target=target,
            campaign_response=response,
            default_language="fr-CH" if code in {"INVIT", "LETTER"} else "",
        )
    for code, languages in (("INVIT", ("fr-CH", "de-CH")), ("LETTER", ("fr-CH", "de-CH", "it-CH"))):
        for language in languages:
            InteractionTemplateLanguage.objects.create(
                template=made[code],
                language=language,
                subject=f"{code} {language}",
                body=f"<p>{code} {language}</p>",
            )
    return made


def _log(
    contacts: dict[int, Contact], templates: dict[str, InteractionTemplate], people: dict[str, Salesperson]
) -> None:
    rows = (
        (date(2026, 3, 10), "VISIT", 101, False),
        (date(2024, 1, 15), "CALL", 201, False),
        (date(2026, 5, 2), "NEWS", 300, True),
        (date(2026, 6, 11), "CALL", 600, False),
    )
    for day, code, number, canceled in rows:
        moment = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
        contact, template = contacts[number], templates[code]
        Entry.objects.create(
            contact=contact,
            company=contact.company,
            occurred_at=moment,
            occurred_on=day,
            content=Content.objects.create(occurred_at=moment, description=code),
            template=template,
            group=template.group,
            salesperson=contact.salesperson,
            recorded_at=moment,
            channel=template.channel,
            canceled=canceled,
        )


def _later_domains(contacts: dict[int, Contact]) -> None:
    """Trade entries and profile answers as a later domain would keep them, in tables of this session."""
    relations = dict(BusinessRelation.objects.values_list("code", "pk"))
    with connection.cursor() as cursor:
        cursor.execute(
            """
            CREATE TEMP TABLE IF NOT EXISTS sample_party
                (contact_id bigint, relation_id bigint, party_no text) ON COMMIT DROP;
            CREATE TEMP TABLE IF NOT EXISTS sample_trade_entry
                (party_no text, item text, posting_date date, named_id bigint) ON COMMIT DROP;
            CREATE TEMP TABLE IF NOT EXISTS sample_profile_answer
                (contact_id bigint, questionnaire text, answer text) ON COMMIT DROP;"""
        )
        cursor.executemany(
            "INSERT INTO sample_party VALUES (%s, %s, %s)",
            [
                (contacts[100].pk, relations["CUST"], "K-10010"),
                (contacts[300].pk, relations["CUST"], "K-10020"),
                (contacts[500].pk, relations["VEND"], "L-3001"),
            ],
        )
        cursor.executemany(
            "INSERT INTO sample_trade_entry VALUES (%s, %s, %s, %s)",
            [
                ("K-10010", "1000", date(2026, 2, 15), contacts[101].pk),
                ("K-10020", "1000", date(2026, 4, 1), contacts[301].pk),
                ("L-3001", "2000", date(2025, 12, 1), contacts[501].pk),
            ],
        )
        cursor.execute(
            "INSERT INTO sample_profile_answer VALUES (%s, 'FLEET', 'more than 20')", [contacts[201].pk]
        )
