from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from liaison.accounts.models import Role
from liaison.contacts.models import AddressRange, AlternativeAddress, Contact
from liaison.files.actions import store_file
from liaison.interactions.actions.log import log_interaction, log_values
from liaison.interactions.draft import ParticipantValue, Values
from liaison.interactions.facts import InteractionLogged
from liaison.interactions.models import (
    Content,
    DeliveryStatus,
    Entry,
    EntryComment,
    InteractionTemplateLanguage,
)
from liaison.interactions.queries.settling import prepare
from liaison.kit import facts
from liaison.kit.errors import NotAllowed, Refused
from liaison.letters.models import DocumentTemplate
from tests import make
from tests.cast import Cast
from tests.conftest import AT
from tests.db.interactions.conftest import Log


def test_logged_call_has_everything_the_template_knows(cast: Cast, log: Log) -> None:
    """R-INT-46, R-INT-85, R-INT-86, R-INT-88: template, user, contact and its company."""
    number = log()

    entry = Entry.objects.get(pk=number)
    assert (entry.contact, entry.company, entry.template, entry.group) == (
        cast.nora, cast.company, cast.call, cast.call.group,
    )  # fmt: skip
    assert (entry.cost, entry.duration_min) == (Decimal("1.50"), Decimal(12))
    assert (entry.information_flow, entry.initiated_by, entry.channel) == ("outbound", "us", "phone")
    assert (entry.recorded_by, entry.recorded_at) == (cast.aline, AT)
    assert (entry.occurred_at, entry.occurred_on) == (AT, date(2026, 3, 2))
    assert (entry.salesperson, entry.team) == (cast.rochat, cast.rochat.team)
    assert (entry.canceled, entry.attempt_failed, entry.evaluation) == (False, False, "none")
    assert entry.content.description == "Appel sortant"


def test_a_company_is_contact_and_company(cast: Cast, log: Log) -> None:
    """R-INT-88"""
    entry = Entry.objects.get(pk=log(contact="CT-000480"))

    assert (entry.contact, entry.company) == (cast.company, cast.company)


def test_numbers_grow(log: Log) -> None:
    """R-INT-84"""
    first, second = log(), log()

    assert second > first


def test_given_values_win_over_the_template(log: Log) -> None:
    """R-INT-47, R-INT-53"""
    number = log(
        description="Relance du devis", cost=Decimal("3.25"), duration_min=Decimal(5), attempt_failed=True
    )

    entry = Entry.objects.get(pk=number)
    assert (entry.content.description, entry.cost, entry.duration_min) == (
        "Relance du devis",
        Decimal("3.25"),
        Decimal(5),
    )
    assert entry.attempt_failed is True


@pytest.mark.parametrize(
    ("given", "field", "code"),
    [
        ({"contact": None}, "contact", "E-INT-3"),
        ({"contact": "CT-999999"}, "contact", "E-INT-29"),
        ({"template": None, "description": "x"}, "template", "E-INT-1"),
        ({"template": "NIX", "description": "x"}, "template", "E-INT-29"),
        ({"salesperson": "XX"}, "salesperson", "E-INT-29"),
        ({"description": "  "}, "description", "E-INT-2"),
        ({"cost": Decimal("-0.01")}, "cost", "E-INT-9"),
        ({"duration_min": Decimal(-1)}, "duration_min", "E-INT-9"),
        ({"cost": Decimal("NaN")}, "cost", "number"),
        ({"cost": Decimal("1e15")}, "cost", "number"),
        ({"description": "x" * 256}, "description", "length"),
        ({"occurred_at": AT.replace(year=9999, month=12, day=31)}, "occurred_at", "date"),
        ({"occurred_at": AT.replace(year=1)}, "occurred_at", "date"),
        ({"alternative_address": "CHALET"}, "alternative_address", "E-INT-29"),
        ({"correspondence_type": "email"}, "body", "E-INT-7"),
        ({"document_template": "RIEN"}, "document_template", "E-INT-19"),
        ({"participants": (ParticipantValue(contact="CT-0"),)}, "participants.0.contact", "E-INT-29"),
        ({"language": "klingon"}, "language", "language"),
    ],
)
def test_refused_in_words_and_nothing_remains(log: Log, given: dict[str, Any], field: str, code: str) -> None:
    """R-INT-70, R-INT-90, R-INT-98: every check names its field, and nothing is left behind."""
    with pytest.raises(Refused) as refused:
        log(**given)

    assert [(r.field, r.code) for r in refused.value.refusals] == [(field, code)]
    assert (Entry.objects.count(), Content.objects.count(), EntryComment.objects.count()) == (0, 0, 0)


def test_document_template_of_another_language_is_refused(cast: Cast, log: Log) -> None:
    """E-INT-19: its words and values would be those of another language"""
    for code, language in (("ANGEBOT", "de-CH"), ("OFFRE", "fr-CH"), ("LOGO", "")):
        file = store_file(code.encode(), by=None, at=AT)
        DocumentTemplate.objects.create(
            code=code, name=code, language=language, file=file, file_name="d.docx"
        )

    for language, code in (("fr-CH", "ANGEBOT"), ("de-CH", "OFFRE")):
        with pytest.raises(Refused) as refused:
            log(language=language, document_template=code)
        assert [(r.field, r.code) for r in refused.value.refusals] == [("document_template", "E-INT-19")]
    assert Entry.objects.count() == 0
    for language, code in (("fr-CH", "OFFRE"), ("fr-CH", "LOGO"), ("", "ANGEBOT")):
        number = log(language=language, document_template=code)
        assert Entry.objects.filter(pk=number, document_template__code=code).exists()


def test_every_missing_thing_is_said_at_once_in_order(cast: Cast) -> None:
    """R-INT-70: contact, template, salesperson, description."""
    with pytest.raises(Refused) as refused:
        prepare(Values(), by=cast.administrator, at=AT)

    assert [r.code for r in refused.value.refusals] == ["E-INT-3", "E-INT-1", "E-INT-4", "E-INT-2"]


def test_privacy_blocked_contact_is_refused_with_number_and_name(cast: Cast, log: Log) -> None:
    """R-INT-42"""
    Contact.objects.filter(pk=cast.nora.pk).update(privacy_blocked=True)

    with pytest.raises(Refused, match="CT-000482 Nora Béguelin"):
        log()
    with pytest.raises(Refused, match="CT-000482 Nora Béguelin"):
        log(contact="CT-000483", participants=(ParticipantValue(contact="CT-000482"),))
    assert Entry.objects.count() == 0


def test_inactive_template_is_refused(cast: Cast, log: Log) -> None:
    """R-INT-18"""
    cast.call.active = False
    cast.call.save()

    with pytest.raises(Refused):
        log()


def test_viewer_may_not_record(cast: Cast, log: Log) -> None:
    """R-INT-195"""
    with pytest.raises(NotAllowed):
        log(by=cast.viewer)
    assert Entry.objects.count() == 0


def test_salesperson_is_the_one_with_the_users_address(cast: Cast, log: Log) -> None:
    """R-INT-45: the address wins over the user's settings."""
    cast.aline.salesperson = cast.dubuis
    cast.aline.save()

    assert Entry.objects.get(pk=log()).salesperson == cast.rochat


def test_an_address_that_several_salespeople_have_says_nothing(cast: Cast, log: Log) -> None:
    """R-INT-45, step 2: then the one of the user's settings"""
    make.make_salesperson("A2", email=cast.aline.email)
    cast.aline.salesperson = cast.dubuis
    cast.aline.save()

    assert Entry.objects.get(pk=log()).salesperson == cast.dubuis


def test_salesperson_is_the_contacts_when_the_user_is_none(cast: Cast, log: Log) -> None:
    """R-INT-45, step 4"""
    assert Entry.objects.get(pk=log(by=cast.administrator)).salesperson == cast.rochat


def test_alternative_address_of_the_day_is_noted(cast: Cast, log: Log) -> None:
    """R-INT-43"""
    chalet = AlternativeAddress.objects.create(contact=cast.nora, code="CHALET", email="nora@chalet.example")
    AddressRange.objects.create(contact=cast.nora, alternative_address=chalet, starting_date=date(2026, 3, 1))

    assert Entry.objects.get(pk=log()).alternative_address == chalet
    assert Entry.objects.get(pk=log(occurred_at=AT - timedelta(days=2))).alternative_address is None


@pytest.mark.parametrize("later", ["CHALET", "BUREAU"])
def test_of_several_addresses_of_the_day_the_one_that_started_last_is_noted(
    cast: Cast, log: Log, later: str
) -> None:
    """R-INT-43: the latest period that has started and not ended, in whatever order they were put down"""
    for code in ("CHALET", "BUREAU"):
        address = AlternativeAddress.objects.create(contact=cast.nora, code=code)
        starting = date(2026, 2, 20) if code == later else date(2026, 2, 1)
        AddressRange.objects.create(
            contact=cast.nora,
            alternative_address=address,
            starting_date=starting,
            ending_date=date(2026, 4, 1),
        )

    entry = Entry.objects.select_related("alternative_address").get(pk=log())
    assert entry.alternative_address is not None
    assert entry.alternative_address.code == later


class TestLanguage:
    """R-INT-48, R-INT-49, R-INT-60"""

    @pytest.fixture(autouse=True)
    def _template(self, cast: Cast) -> None:
        letter = make.make_template(
            "LETTRE", description="Lettre", channel="letter", default_language="fr-CH",
            default_correspondence_type="hard_copy",
        )  # fmt: skip
        for language in ("fr-CH", "de", ""):
            InteractionTemplateLanguage.objects.create(
                template=letter,
                language=language,
                subject=f"Sujet {language}",
                body=f"<p>Texte {language}</p>",
            )

    @pytest.mark.parametrize(
        ("language", "chosen"), [("fr-CH", "fr-CH"), ("de-CH", "de"), ("it", "fr-CH"), ("", "fr-CH")]
    )
    def test_contacts_language_else_default(self, cast: Cast, log: Log, language: str, chosen: str) -> None:
        Contact.objects.filter(pk=cast.nora.pk).update(language=language)

        entry = Entry.objects.get(pk=log(template="LETTRE"))

        assert entry.language == chosen
        assert (entry.content.subject, entry.content.body) == (f"Sujet {chosen}", f"<p>Texte {chosen}</p>")

    def test_language_without_row_is_refused(self, log: Log) -> None:
        with pytest.raises(Refused) as refused:
            log(template="LETTRE", language="it")
        assert refused.value.refusals[0].code == "E-INT-8"

    def test_template_without_languages_takes_the_one_that_was_spoken(self, log: Log) -> None:
        entry = Entry.objects.get(pk=log(template="APPEL", language="it", body="<p>Ha chiamato</p>"))
        assert (entry.language, entry.content.language) == ("it", "it")


class TestEmailAddress:
    """R-INT-91, every row of the table."""

    @pytest.mark.parametrize(
        ("own", "record", "alternative", "wanted", "result"),
        [
            ("n@b.example", False, "", True, "email"),
            ("n@b.example", True, "", True, "email"),
            ("n@b.example", True, "c@b.example", False, "email"),
            ("", False, "", False, "none"),
            ("", False, "", True, "E-INT-30"),
            ("", True, "c@b.example", True, "email"),
            ("", True, "", False, "none"),
            ("", True, "", True, "E-INT-30"),
        ],
    )
    def test_type_or_refusal(
        self,
        cast: Cast,
        own: str,
        record: bool,
        alternative: str,
        wanted: bool,
        result: str,
    ) -> None:
        Contact.objects.filter(pk=cast.nora.pk).update(email=own)
        if record:
            address = AlternativeAddress.objects.create(contact=cast.nora, code="A", email=alternative)
            AddressRange.objects.create(
                contact=cast.nora, alternative_address=address, starting_date=date(2026, 1, 1)
            )
        given = Values(
            contact="CT-000482", template="APPEL", correspondence_type="email", body="<p>Bonjour</p>"
        )
        filled = prepare(given, by=cast.aline, at=AT)
        delivery = DeliveryStatus.QUEUED if wanted else DeliveryStatus.NONE

        try:
            outcome = Entry.objects.get(
                pk=log_interaction(filled, by=cast.aline, at=AT, delivery=delivery)
            ).correspondence_type
        except Refused as refused:
            outcome = refused.refusals[0].code
        assert outcome == result


def test_participants_and_colleagues_stand_beside_and_count_once(cast: Cast, log: Log) -> None:
    number = log(
        participants=(
            ParticipantValue(contact="CT-000483"),
            ParticipantValue(contact="CT-000482"),
            ParticipantValue(contact="CT-000100", role="cc"),
            ParticipantValue(salesperson="md"),
        )
    )

    entry = Entry.objects.get(pk=number)
    people = [(p.contact.no, p.company_id, p.role) for p in entry.participants.order_by("contact__no")]
    assert people == [("CT-000100", None, "cc"), ("CT-000483", cast.company.pk, "attendee")]
    assert [c.salesperson for c in entry.colleagues.all()] == [cast.dubuis]
    assert entry.has_participants


def test_comments_are_one_dated_block(cast: Cast, log: Log) -> None:
    """R-INT-80, R-INT-95, R-INT-96"""
    number = log(comments=("Première", " ", "Seconde"))

    written = [(c.comment, c.date, c.author) for c in EntryComment.objects.filter(entry=number)]
    assert written == [("Première", date(2026, 3, 2), cast.aline), ("Seconde", None, cast.aline)]


def test_logging_is_announced(cast: Cast, log: Log) -> None:
    heard: list[InteractionLogged] = []
    facts.listen(InteractionLogged)(heard.append)
    try:
        number = log()
    finally:
        facts._listeners[InteractionLogged].remove(heard.append)

    assert heard == [InteractionLogged(entry=number, contact=cast.nora.pk, by=cast.aline.pk, at=AT)]


def test_logging_one_is_few_statements(cast: Cast, django_assert_num_queries: Any) -> None:
    """Eight were allowed, the transaction's own included."""
    values = Values(contact="CT-000482", template="APPEL", description="Relance")
    with django_assert_num_queries(2):  # what is known; text and entry, a transaction by itself
        log_values(values, by=cast.aline, at=AT)


def test_template_changes_never_touch_what_was_logged(cast: Cast, log: Log) -> None:
    """R-INT-19"""
    number = log()
    cast.call.description, cast.call.unit_cost = "Autre", Decimal(99)
    cast.call.save()

    entry = Entry.objects.get(pk=number)
    assert (entry.content.description, entry.cost) == ("Appel sortant", Decimal("1.50"))


def test_group_user_without_salesperson_is_asked_for_one(cast: Cast) -> None:
    """R-INT-90"""
    Contact.objects.filter(pk=cast.lea.pk).update(salesperson=None)
    user = make.make_user("nouveau", Role.CONTACT_USER)

    with pytest.raises(Refused) as refused:
        log_values(Values(contact="CT-000100", template="APPEL"), by=user, at=AT)
    assert [r.code for r in refused.value.refusals] == ["E-INT-4"]
