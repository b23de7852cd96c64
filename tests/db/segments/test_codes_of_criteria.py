"""What criteria and manners keep of the codes of contacts."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from liaison.accounts.models import Role
from liaison.contacts.actions import delete_code, save_code, save_salutation
from liaison.contacts.fields import CodeFields
from liaison.contacts.kinds import KINDS, Kind
from liaison.contacts.models import TABLES, Salutation
from liaison.kit.errors import Refused
from liaison.segments.actions import save_criteria, select_contacts, set_policy
from liaison.segments.models import Policy, SavedCriteriaStep, Segment, SegmentStep
from liaison.segments.queries.preview import preview_stored
from liaison.segments.rules import Manners, Selection
from tests import make
from tests.db.segments.sample import AT, Sample

RELATION, GROUP = KINDS["business_relation"], KINDS["mailing_group"]


def asks(source: str, field: str, *terms: dict[str, Any], negated: bool = False) -> dict[str, Any]:
    asked: dict[str, Any] = {"source": source, "all": [{"field": field, "any": list(terms)}]}
    return asked | ({"not": True} if negated else {})


def rename(kind: Kind, old: str, new: str) -> None:
    row = TABLES[kind.key]._default_manager.get(code=old)
    save_code(kind, CodeFields(code=new), by=None, at=AT, row=row)


def test_criteria_follow_a_code_with_a_new_name(sample: Sample, segment: Segment) -> None:
    """R-CON-77"""
    save_code(RELATION, CodeFields(code="RIVAL"), by=None, at=AT)
    everybody = Selection(action="add", filters=[])
    no_rivals = Selection(
        action="reduce", filters=[asks("business_relation", "code", {"eq": "RIVAL"}, negated=True)]
    )
    for one in (everybody, no_rivals):
        select_contacts(segment.no, one, by=sample.by, at=AT)
    save_criteria(segment.no, "MINE", by=sample.manager, at=AT)

    rename(RELATION, "RIVAL", "COMPETITOR")

    for model in (SegmentStep, SavedCriteriaStep):
        kept = model._default_manager.get(position=2).filters
        assert kept == [asks("business_relation", "code", {"eq": "COMPETITOR"}, negated=True)]
    steps = list(SegmentStep.objects.filter(segment=segment).order_by("position"))
    segment.refresh_from_db()
    assert preview_stored(sample.by, segment, steps, at=AT).goes == 0


def test_every_place_of_a_code_is_found_and_nothing_else(segment: Segment) -> None:
    """R-CON-77"""
    save_code(GROUP, CodeFields(code='A "B"'), by=None, at=AT)
    save_salutation('A "B"', description="", by=None, at=AT)

    def filters(code: str, salutation: str) -> list[dict[str, Any]]:
        mine, other = {"eq": code}, {"eq": "NEWS"}
        return [
            {"any_of": [[asks("mailing_group", "code", other, {"all": [{"ne": code}, other]})], [
                asks("contact", "salutation", {"eq": salutation}),
                asks("contact", "name", {"eq": 'A "B"'}),
                asks("mailing_group", "code", mine, {"ieq": code}, {"ge": 'A "B"'}, {"like": 'A "B"'}),
            ]]},
        ]  # fmt: skip

    step = SegmentStep.objects.create(
        segment=segment, position=1, action="add", created_at=AT, filters=filters('A "B"', 'A "B"')
    )
    rename(GROUP, 'A "B"', "É")
    step.refresh_from_db()
    assert step.filters == filters("É", 'A "B"')

    row = Salutation.objects.get(code='A "B"')
    save_salutation("MX", description="", by=None, at=AT, salutation=row)
    step.refresh_from_db()
    assert step.filters == filters("É", "MX")


def test_other_words_of_a_code_leave_criteria_alone(segment: Segment, django_assert_num_queries: Any) -> None:
    row = save_code(GROUP, CodeFields(code="CALM"), by=None, at=AT)
    with django_assert_num_queries(5):
        save_code(GROUP, replace(CodeFields(code="CALM"), description="Calm"), by=None, at=AT, row=row)


def test_the_quiet_list_is_not_deleted(sample: Sample) -> None:
    """B-5: without its group the rule would be gone, and nobody told"""
    boss = make.make_user("boss", role=Role.ADMINISTRATOR)
    row = save_code(GROUP, CodeFields(code="CALM"), by=None, at=AT)
    set_policy(Manners(quiet_group="CALM"), by=boss, at=AT)

    with pytest.raises(Refused, match="quiet list"):
        delete_code(GROUP, row, by=boss, at=AT)
    assert Policy.objects.get().quiet_group == row

    set_policy(Manners(), by=boss, at=AT)
    delete_code(GROUP, row, by=boss, at=AT)
