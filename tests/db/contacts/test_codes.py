"""Code tables, and giving contacts their codes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from liaison.contacts.actions import (
    archive_contact,
    assign_code,
    assign_code_many,
    change_contact,
    create_contact,
    delete_code,
    save_code,
    unassign_code,
    unassign_code_many,
)
from liaison.contacts.facts import CodeAssigned, CodeTaken, ContactChanged
from liaison.contacts.fields import CodeFields, ContactFields
from liaison.contacts.kinds import (
    BUSINESS_RELATION,
    INDUSTRY_GROUP,
    JOB_RESPONSIBILITY,
    KINDS,
    MAILING_GROUP,
    ORGANIZATIONAL_LEVEL,
    TERRITORY,
    WEB_SOURCE,
    Kind,
)
from liaison.contacts.models import ASSIGNMENTS, TABLES, CodeTable, Contact, ContactMailingGroup, WebSource
from liaison.contacts.queries import (
    ContactFilters,
    code_counts,
    code_named,
    codes,
    codes_of,
    contact_history,
    contacts_matching,
    fields_of,
    list_contacts,
)
from liaison.contacts.queries import contact as contact_of
from liaison.kit.errors import NotAllowed, Refused
from liaison.kit.sql import Question
from tests.cast import Cast

NEWS = CodeFields(code="NEWS", description="Newsletter", descriptions={"fr": "Lettre d’information"})


def make_code(kind: Kind, code: str, at: datetime, **fields: Any) -> CodeTable:
    return save_code(kind, CodeFields(code=code, **fields), by=None, at=at)


def of_company(company: Contact) -> Question:
    return Question.of(Contact.objects.filter(company=company.pk))


class TestTables:
    @pytest.mark.parametrize("kind", KINDS.values(), ids=list(KINDS))
    def test_code_is_kept_in_capitals(self, kind: Kind, cast: Cast, at: datetime) -> None:
        made = save_code(kind, replace(NEWS, code=" news "), by=cast.administrator, at=at)

        found = code_named(cast.viewer, kind, "news")
        assert found == made
        assert (made.code, made.description, made.descriptions, made.active) == (
            "NEWS",
            "Newsletter",
            {"fr": "Lettre d’information"},
            True,
        )

    def test_code_is_refused_when_taken_or_too_long(self, cast: Cast, at: datetime) -> None:
        make_code(MAILING_GROUP, "NEWS", at)

        for code in ("news", "", "X" * 21):
            with pytest.raises(Refused) as refused:
                save_code(MAILING_GROUP, CodeFields(code=code), by=cast.administrator, at=at)
            assert [one.field for one in refused.value.refusals] == ["code"]
        assert list(codes(cast.viewer, MAILING_GROUP).values_list("code", flat=True)) == ["NEWS"]

    def test_new_code_is_the_code_of_all_who_have_it(self, cast: Cast, at: datetime) -> None:
        """R-CON-77"""
        row = make_code(MAILING_GROUP, "NEWS", at)
        assign_code(cast.nora, MAILING_GROUP, "NEWS", by=cast.aline, at=at)

        save_code(MAILING_GROUP, replace(NEWS, code="LETTER"), by=cast.administrator, at=at, row=row)

        assert [one.code for one in codes_of(cast.viewer, cast.nora)["mailing_group"]] == ["LETTER"]
        assert code_counts(cast.viewer, MAILING_GROUP) == {row.pk: 1}

    def test_code_in_use_is_not_deleted(self, cast: Cast, at: datetime) -> None:
        """R-CON-76"""
        row = make_code(MAILING_GROUP, "NEWS", at)
        assign_code(cast.nora, MAILING_GROUP, "NEWS", by=cast.aline, at=at)
        archive_contact(cast.nora, by=cast.aline, at=at)

        with pytest.raises(Refused) as refused:
            delete_code(MAILING_GROUP, row, by=cast.administrator, at=at)
        assert [one.code for one in refused.value.refusals] == ["code.in_use"]
        assert codes(cast.viewer, MAILING_GROUP).count() == 1

        unassign_code(cast.nora, MAILING_GROUP, "NEWS", by=cast.aline, at=at)
        delete_code(MAILING_GROUP, row, by=cast.administrator, at=at)
        assert codes(cast.viewer, MAILING_GROUP).count() == 0

    @pytest.mark.parametrize("kind", [TERRITORY, ORGANIZATIONAL_LEVEL], ids=lambda kind: kind.key)
    def test_code_on_a_contact_is_not_deleted(self, kind: Kind, cast: Cast, at: datetime) -> None:
        """R-CON-76"""
        row = make_code(kind, "VD", at)
        given = replace(fields_of(cast.nora), **{kind.key: "VD"})  # type: ignore[arg-type]
        change_contact(cast.nora, given, by=cast.aline, at=at)

        with pytest.raises(Refused, match="in use"):
            delete_code(kind, row, by=cast.administrator, at=at)
        assert code_counts(cast.viewer, kind) == {row.pk: 1}

    def test_only_web_sources_have_an_address(self, db: None, at: datetime) -> None:
        """R-CON-79"""
        made = make_code(WEB_SOURCE, "ZEFIX", at, url="https://www.zefix.ch/?name=%1")
        other = make_code(MAILING_GROUP, "NEWS", at, url="https://www.zefix.ch/")

        assert isinstance(made, WebSource)
        assert made.url == "https://www.zefix.ch/?name=%1"
        assert not hasattr(other, "url")

    def test_who_may_not_changes_no_set_up(self, cast: Cast, at: datetime) -> None:
        row = make_code(MAILING_GROUP, "NEWS", at)

        with pytest.raises(NotAllowed):
            save_code(MAILING_GROUP, CodeFields(code="GIFT"), by=cast.aline, at=at)
        with pytest.raises(NotAllowed):
            delete_code(MAILING_GROUP, row, by=cast.aline, at=at)
        assert codes(cast.viewer, MAILING_GROUP).count() == 1

    def test_inactive_codes_are_offered_no_more(self, cast: Cast, at: datetime) -> None:
        make_code(MAILING_GROUP, "NEWS", at)
        make_code(MAILING_GROUP, "GIFT", at, active=False)

        offered = codes(cast.viewer, MAILING_GROUP, active=True)
        assert list(offered.values_list("code", flat=True)) == ["NEWS"]


class TestOne:
    def test_contact_has_a_code_once(
        self, cast: Cast, at: datetime, hear: Callable[[type[Any]], list[Any]]
    ) -> None:
        """R-CON-74"""
        make_code(MAILING_GROUP, "NEWS", at)
        heard = hear(ContactChanged)

        assert assign_code(cast.nora, MAILING_GROUP, "news", by=cast.aline, at=at) is True
        assert assign_code(cast.nora, MAILING_GROUP, "NEWS", by=cast.aline, at=at) is False

        assert ContactMailingGroup.objects.filter(contact=cast.nora).count() == 1
        assert [(one.no, one.fields) for one in heard] == [("CT-000482", frozenset({"mailing_groups"}))]

    def test_contact_counts_as_changed(self, cast: Cast, at: datetime) -> None:
        """R-CON-7"""
        make_code(MAILING_GROUP, "NEWS", at)

        assign_code(cast.nora, MAILING_GROUP, "NEWS", by=cast.aline, at=at)

        found = contact_of(cast.viewer, cast.nora.no)
        assert (found.changed_at, found.changed_by_id, found.version) == (at, cast.aline.pk, 1)

    @pytest.mark.parametrize(
        ("kind", "company"),
        [
            (INDUSTRY_GROUP, False),
            (BUSINESS_RELATION, False),
            (WEB_SOURCE, False),
            (JOB_RESPONSIBILITY, True),
        ],
        ids=lambda value: getattr(value, "key", ""),
    )
    def test_wrong_type_is_refused(self, kind: Kind, company: bool, cast: Cast, at: datetime) -> None:
        """R-CON-74 R-CON-80"""
        make_code(kind, "X", at)

        with pytest.raises(Refused) as refused:
            assign_code(cast.company if company else cast.nora, kind, "X", by=cast.aline, at=at)
        assert [one.code for one in refused.value.refusals] == ["contact.field_wrong_type"]
        assert code_counts(cast.viewer, kind) == {}

    def test_unknown_and_inactive_codes_are_refused(self, cast: Cast, at: datetime) -> None:
        make_code(MAILING_GROUP, "GIFT", at, active=False)

        for code in ("GIFT", "NEWS"):
            with pytest.raises(Refused, match="exists and is active"):
                assign_code(cast.nora, MAILING_GROUP, code, by=cast.aline, at=at)

    def test_code_is_taken_away_once(self, cast: Cast, at: datetime) -> None:
        make_code(MAILING_GROUP, "NEWS", at)
        assign_code(cast.nora, MAILING_GROUP, "NEWS", by=cast.aline, at=at)

        assert unassign_code(cast.nora, MAILING_GROUP, "news", by=cast.aline, at=at) is True
        assert unassign_code(cast.nora, MAILING_GROUP, "news", by=cast.aline, at=at) is False
        assert codes_of(cast.viewer, cast.nora)["mailing_group"] == []

    def test_company_is_looked_up_by_its_name_or_another_word(self, cast: Cast, at: datetime) -> None:
        """R-CON-79"""
        make_code(WEB_SOURCE, "ZEFIX", at)
        assign_code(cast.company, WEB_SOURCE, "ZEFIX", by=cast.aline, at=at)
        words = [one.search_word for one in codes_of(cast.viewer, cast.company)["web_source"]]
        changed = assign_code(cast.company, WEB_SOURCE, "ZEFIX", by=cast.aline, at=at, search_word="Béguelin")

        words += [one.search_word for one in codes_of(cast.viewer, cast.company)["web_source"]]
        assert (words, changed) == (["Béguelin Mécanique SA", "Béguelin"], True)
        told = [
            change for change in contact_history(cast.viewer, cast.company) if change.by == "Aline Rochat"
        ]
        assert [(one.field, one.old, one.new) for change in told for one in change.changes] == [
            ("web_sources", "", "ZEFIX")
        ]

    def test_who_may_not_gives_no_code(self, cast: Cast, at: datetime) -> None:
        make_code(MAILING_GROUP, "NEWS", at)

        with pytest.raises(NotAllowed):
            assign_code(cast.nora, MAILING_GROUP, "NEWS", by=cast.viewer, at=at)
        with pytest.raises(NotAllowed):
            assign_code_many(of_company(cast.company), MAILING_GROUP, "NEWS", by=cast.viewer, at=at)

    def test_history_says_what_was_given_and_taken(self, cast: Cast, at: datetime) -> None:
        make_code(MAILING_GROUP, "NEWS", at)
        assign_code(cast.nora, MAILING_GROUP, "NEWS", by=cast.aline, at=at)

        told = contact_history(cast.viewer, cast.nora)
        (change,) = [change for change in told if change.by == "Aline Rochat"]
        assert [(one.field, one.old, one.new) for one in change.changes] == [("mailing_groups", "", "NEWS")]

    def test_history_keeps_what_was_deleted_since(self, cast: Cast, at: datetime) -> None:
        row = make_code(MAILING_GROUP, "NEWS", at)
        assign_code(cast.nora, MAILING_GROUP, "NEWS", by=cast.aline, at=at)
        assign_code_many(of_company(cast.company), MAILING_GROUP, "NEWS", by=None, at=at)
        unassign_code_many(of_company(cast.company), MAILING_GROUP, "NEWS", by=None, at=at)
        delete_code(MAILING_GROUP, row, by=None, at=at)

        changes = [one for change in contact_history(cast.viewer, cast.yves) for one in change.changes]
        assert changes == []  # given and taken in one go is nothing


class TestMany:
    def test_set_gets_a_code_in_one_statement(
        self,
        cast: Cast,
        at: datetime,
        hear: Callable[[type[Any]], list[Any]],
        django_assert_num_queries: Any,
    ) -> None:
        """R-CON-74 R-CON-7"""
        make_code(MAILING_GROUP, "NEWS", at)
        assign_code(cast.nora, MAILING_GROUP, "NEWS", by=cast.aline, at=at)
        given, taken = hear(CodeAssigned), hear(CodeTaken)

        with django_assert_num_queries(4):  # savepoint, the code, the set, release
            count = assign_code_many(of_company(cast.company), MAILING_GROUP, "NEWS", by=cast.marc, at=at)
        assert count == 2
        assert Contact.objects.filter(changed_at=at, changed_by=cast.marc).count() == 2

        with django_assert_num_queries(4):
            gone = unassign_code_many(of_company(cast.company), MAILING_GROUP, "NEWS", by=cast.marc, at=at)
        assert gone == 3
        assert [(one.code, one.contacts) for one in [*given, *taken]] == [("NEWS", 2), ("NEWS", 3)]

    @pytest.mark.parametrize(
        ("kind", "count"),
        [(INDUSTRY_GROUP, 1), (JOB_RESPONSIBILITY, 2), (MAILING_GROUP, 3)],
        ids=lambda value: getattr(value, "key", ""),
    )
    def test_many_is_each(self, kind: Kind, count: int, cast: Cast, at: datetime) -> None:
        """R-CON-74"""
        make_code(kind, "X", at)
        assert assign_code_many(of_company(cast.company), kind, "X", by=cast.aline, at=at) == count

        table: Any = ASSIGNMENTS[kind.key]
        many = set(table.objects.values_list("contact__no", flat=True))
        table.objects.all().delete()
        for one in (cast.company, cast.nora, cast.yves):
            if one.type in kind.holders:
                assign_code(one, kind, "X", by=cast.aline, at=at)
        assert many == set(table.objects.values_list("contact__no", flat=True))

    @pytest.mark.parametrize(
        ("kind", "numbers"),
        [
            (TERRITORY, ["CT-000480", "CT-000482", "CT-000483"]),
            (ORGANIZATIONAL_LEVEL, ["CT-000482", "CT-000483"]),
        ],
        ids=lambda value: getattr(value, "key", ""),
    )
    def test_code_of_which_there_is_one_takes_the_place_of_the_other(
        self, kind: Kind, numbers: list[str], cast: Cast, at: datetime
    ) -> None:
        """R-CON-41"""
        for code in ("OLD", "NEW"):
            make_code(kind, code, at)
            count = assign_code_many(of_company(cast.company), kind, code, by=cast.aline, at=at)
            assert count == len(numbers)
        assert assign_code_many(of_company(cast.company), kind, "NEW", by=cast.aline, at=at) == 0

        found = Contact.objects.filter(**{f"{kind.key}__code": "NEW"}).order_by("no")
        assert [(one.no, one.version) for one in found] == [(no, 3) for no in numbers]

        everybody = of_company(cast.company)
        assert unassign_code_many(everybody, kind, "OLD", by=cast.aline, at=at) == 0
        assert unassign_code_many(everybody, kind, "NEW", by=cast.aline, at=at) == len(numbers)
        assert code_counts(cast.viewer, kind) == {}

    def test_set_is_looked_up_by_name(self, cast: Cast, at: datetime) -> None:
        make_code(WEB_SOURCE, "ZEFIX", at)

        assign_code_many(of_company(cast.company), WEB_SOURCE, "ZEFIX", by=cast.aline, at=at)

        found = codes_of(cast.viewer, cast.company)["web_source"]
        assert [one.search_word for one in found] == ["Béguelin Mécanique SA"]

    def test_inactive_code_can_be_taken_away_but_not_given(self, cast: Cast, at: datetime) -> None:
        row = make_code(MAILING_GROUP, "NEWS", at)
        everybody = of_company(cast.company)
        assign_code_many(everybody, MAILING_GROUP, "NEWS", by=cast.aline, at=at)
        save_code(MAILING_GROUP, replace(NEWS, active=False), by=None, at=at, row=row)

        with pytest.raises(Refused, match="active"):
            assign_code_many(everybody, MAILING_GROUP, "NEWS", by=cast.aline, at=at)
        assert unassign_code_many(everybody, MAILING_GROUP, "NEWS", by=cast.aline, at=at) == 3


class TestReads:
    def test_person_shows_the_codes_of_its_company(
        self, cast: Cast, at: datetime, django_assert_num_queries: Any
    ) -> None:
        """R-CON-75"""
        for kind, code in ((INDUSTRY_GROUP, "MACHINE"), (BUSINESS_RELATION, "CUST"), (WEB_SOURCE, "ZEFIX")):
            make_code(kind, code, at)
            assign_code(cast.company, kind, code, by=cast.aline, at=at)
        make_code(JOB_RESPONSIBILITY, "PURCH", at, descriptions={"fr": "Achats"})
        assign_code(cast.nora, JOB_RESPONSIBILITY, "PURCH", by=cast.aline, at=at)

        with django_assert_num_queries(1):
            found = codes_of(cast.viewer, cast.nora)
        assert {key: [one.code for one in some] for key, some in found.items()} == {
            "mailing_group": [],
            "industry_group": ["MACHINE"],
            "business_relation": ["CUST"],
            "job_responsibility": ["PURCH"],
            "web_source": ["ZEFIX"],
        }
        assert found["job_responsibility"][0].descriptions == {"fr": "Achats"}
        alone = codes_of(cast.viewer, cast.lea)
        assert {key: len(some) for key, some in alone.items()} == dict.fromkeys(ASSIGNMENTS, 0)

    def test_counts_are_what_the_list_shows(
        self, cast: Cast, at: datetime, django_assert_num_queries: Any
    ) -> None:
        """R-CON-78"""
        news, gift = (make_code(MAILING_GROUP, code, at) for code in ("NEWS", "GIFT"))
        assign_code_many(of_company(cast.company), MAILING_GROUP, "NEWS", by=None, at=at)
        assign_code(cast.lea, MAILING_GROUP, "GIFT", by=None, at=at)
        archive_contact(cast.yves, by=None, at=at)

        with django_assert_num_queries(1):
            counts = code_counts(cast.viewer, MAILING_GROUP)
        assert counts == {news.pk: 2, gift.pk: 1}
        for row in (news, gift):
            filters = ContactFilters(codes={"mailing_group": row.code.lower()})
            assert contacts_matching(cast.viewer, filters).count() == counts[row.pk]

    def test_list_is_narrowed_by_several_codes(
        self, cast: Cast, at: datetime, django_assert_num_queries: Any
    ) -> None:
        make_code(MAILING_GROUP, "NEWS", at)
        make_code(TERRITORY, "VD", at)
        assign_code_many(of_company(cast.company), MAILING_GROUP, "NEWS", by=None, at=at)
        change_contact(cast.nora, replace(fields_of(cast.nora), territory="VD"), by=None, at=at)

        with django_assert_num_queries(1):
            found = list_contacts(
                cast.viewer, ContactFilters(codes={"mailing_group": "NEWS", "territory": "vd"})
            )
        assert [one.no for one in found.items] == ["CT-000482"]


class TestContact:
    def test_codes_on_the_contact_are_written_and_read(self, cast: Cast, at: datetime) -> None:
        make_code(TERRITORY, "VD", at)
        make_code(ORGANIZATIONAL_LEVEL, "CEO", at)
        given = ContactFields(
            type="person",
            name="Anne Roy",
            territory="vd",
            organizational_level="CEO",
            exclude_from_segment=True,
        )

        made = create_contact(given, by=cast.aline, at=at)

        found = fields_of(contact_of(cast.viewer, made.no))
        assert (found.territory, found.organizational_level, found.exclude_from_segment) == (
            "VD",
            "CEO",
            True,
        )
        cleared = change_contact(made, replace(found, territory="", organizational_level=""), by=None, at=at)
        assert (cleared.territory, cleared.organizational_level) == (None, None)
        (change,) = [change for change in contact_history(cast.viewer, made) if not change.by]
        assert {(one.field, one.old, one.new) for one in change.changes} == {
            ("territory", "VD", ""),
            ("organizational_level", "CEO", ""),
        }

    def test_code_on_the_contact_must_exist_or_stand_there(self, cast: Cast, at: datetime) -> None:
        row = make_code(TERRITORY, "VD", at)
        made = change_contact(cast.nora, replace(fields_of(cast.nora), territory="VD"), by=None, at=at)
        save_code(TERRITORY, CodeFields(code="VD", active=False), by=None, at=at, row=row)

        kept = change_contact(made, replace(fields_of(made), city="Nyon"), by=None, at=at)
        with pytest.raises(Refused) as refused:
            change_contact(cast.yves, replace(fields_of(cast.yves), territory="VD"), by=None, at=at)

        assert kept.territory == row
        assert [one.field for one in refused.value.refusals] == ["territory"]

    def test_minor_is_blocked_until_there_is_consent(self, cast: Cast, at: datetime) -> None:
        """R-CON-64 R-CON-65 R-CON-66"""
        made = create_contact(ContactFields(type="person", name="Noé Rochat", minor=True), by=None, at=at)
        assert made.privacy_blocked is True

        with pytest.raises(Refused, match="consent"):
            change_contact(made, replace(fields_of(made), privacy_blocked=False), by=None, at=at)
        made = change_contact(made, replace(fields_of(made), parental_consent=True), by=None, at=at)
        assert made.privacy_blocked is True
        made = change_contact(made, replace(fields_of(made), privacy_blocked=False), by=None, at=at)
        assert made.privacy_blocked is False
        made = change_contact(made, replace(fields_of(made), parental_consent=False), by=None, at=at)
        assert made.privacy_blocked is True

    @pytest.mark.parametrize(
        "values",
        [
            {"minor": True},
            {"parental_consent": True},
            {"type": "company", "minor": True, "privacy_blocked": True},
        ],
    )
    def test_database_lets_no_minor_pass(self, cast: Cast, values: dict[str, object]) -> None:
        """R-CON-66 R-CON-67"""
        who = cast.company if "type" in values else cast.lea

        with pytest.raises(IntegrityError), transaction.atomic():
            Contact.objects.filter(pk=who.pk).update(**values)

    def test_type_is_not_changed_while_codes_stand_against_it(self, cast: Cast, at: datetime) -> None:
        """R-CON-44 R-CON-45"""
        make_code(JOB_RESPONSIBILITY, "PURCH", at)
        assign_code(cast.lea, JOB_RESPONSIBILITY, "PURCH", by=None, at=at)
        given = replace(fields_of(cast.lea), type="company")

        with pytest.raises(Refused) as refused:
            change_contact(cast.lea, given, by=None, at=at)
        assert [one.code for one in refused.value.refusals] == ["contact.type_field_not_blank"]
        unassign_code(cast.lea, JOB_RESPONSIBILITY, "PURCH", by=None, at=at)
        assert change_contact(cast.lea, given, by=None, at=at).type == "company"


def test_every_kind_has_its_table() -> None:
    assert list(TABLES) == list(KINDS)
    assert {key for key, kind in KINDS.items() if kind.many} == set(ASSIGNMENTS)
