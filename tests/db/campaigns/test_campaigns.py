"""Campaigns: the card, its statuses, what is refused, and consent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from liaison.accounts.changes import FieldChange
from liaison.accounts.models import Role, Salesperson
from liaison.campaigns.actions import (
    archive_campaign,
    change_campaign,
    change_status,
    create_campaign,
    create_status,
    delete_campaign,
    delete_status,
    note_consent,
    restore_campaign,
)
from liaison.campaigns.facts import ConsentNoted
from liaison.campaigns.models import Campaign, CampaignStatus, Consent
from liaison.campaigns.queries import (
    NoSuchCampaign,
    campaign,
    campaign_history,
    campaign_statuses,
    campaigns,
    consents_of,
    refuses,
)
from liaison.campaigns.rules import CampaignValues
from liaison.kit import facts
from liaison.kit.errors import Conflict, NotAllowed, Refused
from liaison.segments.models import Segment
from tests import make
from tests.cast import Cast, make_cast


@pytest.fixture
def editor(cast: Cast) -> Any:
    return make.make_user("mireille", Role.MARKETING, salesperson=cast.rochat)


def refused(verb: Callable[[], Any]) -> list[str]:
    with pytest.raises(Refused) as caught:
        verb()
    return [one.code for one in caught.value.refusals]


def test_campaign_is_numbered_and_belongs_to_its_maker(cast: Cast, editor: Any, at: datetime) -> None:
    """R-CMP-1, R-CMP-4, R-CMP-7"""
    create_campaign(CampaignValues(), no="cp-002", by=editor, at=at)
    made = [create_campaign(CampaignValues(description=" Day "), by=editor, at=at) for _ in range(2)]

    assert [one.no for one in made] == ["CP-001", "CP-003"]
    assert (made[0].description, made[0].salesperson, made[0].last_modified_on) == (
        "Day", cast.rochat, date(2026, 3, 2),
    )  # fmt: skip
    assert refused(lambda: create_campaign(CampaignValues(), no="CP-003", by=editor, at=at)) == ["E-SEG-2"]
    for no in ("X" * 21, "CP/003", "CP\x00", ".."):
        assert refused(partial(create_campaign, CampaignValues(), no=no, by=editor, at=at)) == ["code"]
    assert [one.no for one in campaigns(editor)] == ["CP-003", "CP-001", "CP-002"]


def test_change_sets_the_day_and_guards_the_version(cast: Cast, editor: Any, at: datetime) -> None:
    """R-CMP-5, R-CMP-6, R-CMP-7"""
    create_status("1-plan", "planned", by=editor, at=at)
    create_campaign(CampaignValues(starting_date=date(2026, 5, 1)), by=editor, at=at)
    later = at + timedelta(days=1)
    changed = change_campaign("cp-001", CampaignValues(status="1-PLAN"), version=1, by=cast.aline, at=later)

    assert (changed.status.code, changed.last_modified_on, changed.version) == (  # type: ignore[union-attr]
        "1-PLAN", date(2026, 3, 3), 2,
    )  # fmt: skip
    with pytest.raises(Conflict):
        change_campaign("CP-001", CampaignValues(description="x"), version=1, by=editor, at=at)
    end = CampaignValues(ending_date=date(2026, 4, 1))
    assert refused(lambda: change_campaign("CP-001", end, by=editor, at=at)) == ["E-CMP-3"]
    assert campaign(editor, "CP-001").ending_date is None
    cleared = change_campaign("CP-001", CampaignValues(no_dates=True, status=""), by=editor, at=at)
    assert (cleared.starting_date, cleared.status) == (None, None)


def test_what_is_offered_no_longer_may_stay(cast: Cast, editor: Any, at: datetime) -> None:
    """R-CMP-7: a campaign keeps its stage and salesperson when they are sent again, and no other gets them"""
    create_status("1-PLAN", "planned", by=editor, at=at)
    values = CampaignValues(description="Day", status="1-PLAN", salesperson=cast.rochat.code)
    create_campaign(values, by=editor, at=at)
    create_campaign(CampaignValues(salesperson=""), by=editor, at=at)
    CampaignStatus.objects.update(active=False)
    Salesperson.objects.filter(pk=cast.rochat.pk).update(active=False)

    kept = change_campaign("CP-001", replace(values, description="Open day"), by=editor, at=at)
    assert (kept.description, str(kept.status), kept.salesperson) == ("Open day", "1-PLAN", cast.rochat)
    for other in (CampaignValues(status="1-PLAN"), CampaignValues(salesperson=cast.rochat.code)):
        assert refused(partial(change_campaign, "CP-002", other, by=editor, at=at)) == ["unknown"]


@pytest.mark.django_db(transaction=True)
def test_history_says_what_who_and_when(at: datetime, django_assert_max_num_queries: Any) -> None:
    """R-CMP-7, B-22: made, changed with its stage, put away and fetched back"""
    cast = make_cast()
    editor = make.make_user("mireille", Role.MARKETING, salesperson=cast.rochat)
    create_status("1-PLAN", "planned", by=editor, at=at)
    create_campaign(CampaignValues(description="Day", starting_date=date(2026, 5, 1)), by=editor, at=at)
    values = CampaignValues(description="Open day", status="1-PLAN", salesperson="", no_dates=True)
    change_campaign("CP-001", values, by=cast.aline, at=at)
    change_campaign("CP-001", values, by=cast.aline, at=at)
    archive_campaign("CP-001", by=editor, at=at)
    restore_campaign("CP-001", by=editor, at=at)

    card = Campaign.objects.get()
    with django_assert_max_num_queries(4):
        restored, archived, changed, created = campaign_history(editor, card)

    assert (created.by, created.created, created.changes) == (editor.full_name, True, ())
    assert changed.by == cast.aline.full_name
    assert set(changed.changes) == {
        FieldChange("description", "Day", "Open day"),
        FieldChange("starting_date", "2026-05-01", ""),
        FieldChange("salesperson", cast.rochat.name, ""),
        FieldChange("status", "", "1-PLAN"),
    }
    assert [one.field for one in (*archived.changes, *restored.changes)] == ["archived_at"] * 2
    assert (archived.changes[0].old, restored.changes[0].new) == ("", "")


@pytest.mark.django_db(transaction=True)
def test_history_keeps_what_named_a_deleted_stage(at: datetime) -> None:
    """R-CMP-7: that there was one, though it no longer has a name"""
    cast = make_cast()
    editor = make.make_user("mireille", Role.MARKETING, salesperson=cast.rochat)
    for code in ("1-PLAN", "2-RUN"):
        create_status(code, by=editor, at=at)
    gone = CampaignStatus.objects.get(code="1-PLAN").pk
    create_campaign(CampaignValues(), by=editor, at=at)
    for number, status in enumerate(("1-PLAN", "2-RUN"), 1):
        values = CampaignValues(status=status)
        change_campaign("CP-001", values, by=editor, at=at + timedelta(days=number))
    delete_status("1-PLAN", by=editor, at=at)

    second, first, _created = campaign_history(editor, Campaign.objects.get())

    words = f"no longer exists ({gone})"
    assert second.changes == (FieldChange("status", words, "2-RUN"),)
    assert first.changes == (FieldChange("status", "", words),)


def test_the_date_that_was_changed_is_wrong(cast: Cast, editor: Any, at: datetime) -> None:
    """R-CMP-5, R-CMP-6: also where both dates are given, as a form does"""
    start, end = date(2026, 5, 1), date(2026, 6, 1)
    create_campaign(CampaignValues(starting_date=start, ending_date=end), by=editor, at=at)

    def change(start: date, end: date) -> Callable[[], Any]:
        values = CampaignValues(starting_date=start, ending_date=end, no_dates=True)
        return lambda: change_campaign("CP-001", values, by=editor, at=at)

    assert refused(change(start, date(2026, 4, 1))) == ["E-CMP-3"]
    assert refused(change(date(2026, 7, 1), end)) == ["E-CMP-2"]
    assert refused(change(date(2026, 7, 1), date(2026, 6, 2))) == ["E-CMP-2"]


def test_a_campaign_from_before_begins_as_it_was_found(cast: Cast, editor: Any, at: datetime) -> None:
    """R-CMP-7: made by whom and when the card says"""
    create_campaign(CampaignValues(description="Day"), by=editor, at=at)
    events = apps.get_model("campaigns", "CampaignEvent")._default_manager
    events.all().delete()
    first = import_module("liaison.campaigns.migrations.0002_campaigns_keep_their_changes")
    with connection.cursor() as cursor:
        cursor.execute(first.FIRST_VERSIONS)
    change_campaign("CP-001", CampaignValues(description="Open day"), by=cast.aline, at=at)

    changed, created = campaign_history(editor, Campaign.objects.get())

    assert (created.at, created.by, created.created) == (at, editor.full_name, True)
    assert (changed.by, changed.changes) == (
        cast.aline.full_name, (FieldChange("description", "Day", "Open day"),),
    )  # fmt: skip


def test_statuses_in_use_stay(cast: Cast, editor: Any, at: datetime) -> None:
    """R-CMP-8"""
    for code in ("2-RUN", "1-PLAN"):
        create_status(code, by=editor, at=at)
    create_campaign(CampaignValues(status="2-run"), by=editor, at=at)

    assert refused(lambda: delete_status("2-RUN", by=editor, at=at)) == ["in_use"]
    for code in ("1-plan", " ", "X" * 21):
        assert refused(partial(create_status, code, by=editor, at=at)) == ["code"]
    assert refused(lambda: change_status("9-NO", active=False, by=editor, at=at)) == ["unknown"]
    change_status("2-RUN", active=False, description="running", by=editor, at=at)
    assert [one.code for one in campaign_statuses(editor, active=True)] == ["1-PLAN"]
    assert refused(lambda: create_campaign(CampaignValues(status="2-RUN"), by=editor, at=at)) == ["unknown"]
    delete_status("1-PLAN", by=editor, at=at)
    assert [one.code for one in campaign_statuses(editor)] == ["2-RUN"]


def test_a_campaign_in_use_is_archived_and_not_deleted(cast: Cast, editor: Any, at: datetime) -> None:
    """R-CMP-54, R-CMP-55, R-SEG-143: B-22; the segments are named"""
    made = create_campaign(CampaignValues(), by=editor, at=at)
    segment = Segment.objects.create(
        no="SM-1", campaign=made, occurred_on=at.date(), created_at=at, changed_at=at
    )
    assert refused(lambda: delete_campaign("CP-001", by=editor, at=at)) == ["in_use", "E-INT-45"]
    with pytest.raises(Refused) as caught:
        delete_campaign("CP-001", by=editor, at=at)
    assert str(caught.value.refusals[1].message) == "Segments use it: SM-1."
    archive_campaign("CP-001", by=editor, at=at)
    assert (list(campaigns(editor)), campaigns(editor, archived=True).get()) == ([], made)
    assert restore_campaign("CP-001", by=editor, at=at).archived_at is None
    segment.delete()
    delete_campaign("CP-001", by=editor, at=at)
    assert Campaign.objects.count() == 0
    with pytest.raises(NoSuchCampaign):
        campaign(editor, "CP-001")


def test_team_members_neither_create_nor_delete(cast: Cast, editor: Any, at: datetime) -> None:
    """R-SEG-1: section 2"""
    create_campaign(CampaignValues(), by=editor, at=at)
    for verb in (
        lambda: create_campaign(CampaignValues(), by=cast.aline, at=at),
        lambda: delete_campaign("CP-001", by=cast.aline, at=at),
        lambda: change_campaign("CP-001", CampaignValues(), by=cast.viewer, at=at),
    ):
        with pytest.raises(NotAllowed):
            verb()
    assert campaigns(cast.viewer).count() == 1


def test_the_newest_word_on_a_topic_counts(cast: Cast, at: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    """B-6: R-SEG-67"""
    heard: list[Any] = []
    monkeypatch.setitem(facts._listeners, ConsentNoted, [heard.append])
    note_consent(cast.nora.pk, "email", "withdrawn", topic="news", source="link", by=None, at=at)
    assert refuses(cast.nora.pk, "email", "NEWS").agreement == "withdrawn"  # type: ignore[union-attr]
    assert (refuses(cast.nora.pk, "email", "OTHER"), refuses(cast.nora.pk, "hard_copy", "NEWS")) == (
        None,
        None,
    )
    note_consent(cast.nora.pk, "email", "given", topic="NEWS", by=cast.aline, at=at)
    assert refuses(cast.nora.pk, "email", "NEWS") is None
    note_consent(cast.nora.pk, "email", "bounced", by=None, at=at)
    assert refuses(cast.nora.pk, "email", "NEWS").topic == ""  # type: ignore[union-attr]
    assert [(one.topic, one.agreement, one.source) for one in consents_of(cast.aline, cast.nora.pk)] == [
        ("", "bounced", ""),
        ("NEWS", "given", ""),
    ]
    assert (Consent.objects.count(), len(heard)) == (2, 3)
    assert refused(lambda: note_consent(cast.nora.pk, "none", "given", by=None, at=at)) == ["unknown"]
    assert refused(lambda: note_consent(cast.nora.pk, "email", "maybe", by=None, at=at)) == ["unknown"]
    with pytest.raises(NotAllowed):
        note_consent(cast.nora.pk, "email", "given", by=cast.viewer, at=at)
