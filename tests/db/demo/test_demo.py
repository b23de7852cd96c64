"""Loading the demonstration company."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from liaison.accounts.models import Organization, Role, Salesperson, Team, User
from liaison.contacts.models import TABLES, AddressRange, Contact, ContactMailingGroup
from liaison.delivery.models import Item
from liaison.interactions.models import (
    ColleagueParticipant,
    Content,
    ContentFile,
    Draft,
    Entry,
    EntryChange,
    EntryComment,
    Participant,
)
from liaison.ops.demo.load import Loaded, NotEmpty, is_loaded, load
from tests import make

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 25, 15, 30, tzinfo=UTC)
INTERACTIONS = 5_000


@pytest.fixture
def _files(settings: Any, tmp_path: Any) -> None:
    settings.FILES_FOLDER = tmp_path


@pytest.mark.usefixtures("_files")
def test_the_company_is_all_there() -> None:
    assert is_loaded() is False
    loaded = load("yverdon-1400", at=AT, interactions=INTERACTIONS)

    assert loaded == Loaded(companies=400, people=1200, interactions=INTERACTIONS)
    assert is_loaded() is True
    assert Contact.objects.filter(type="company").count() == 400
    assert Contact.objects.filter(type="person").count() == 1200
    assert Entry.objects.count() == INTERACTIONS
    assert Organization.objects.get().name == "Jurassienne de Machines SA"
    _check_people()
    _check_contacts()
    _check_codes()
    _check_log()
    _check_surroundings()


def _check_people() -> None:
    assert set(Salesperson.objects.values_list("code", flat=True)) == {
        "AR",
        "MD",
        "EM",
        "SC",
        "JP",
        "UB",
        "LB",
        "TK",
        "MB",
    }
    assert Team.objects.count() == 2
    assert User.objects.get(username="aline").check_password("yverdon-1400")
    assert User.objects.get(username="admin").role == Role.ADMINISTRATOR


def _check_contacts() -> None:
    nora = Contact.objects.get(no="CT-000482")
    assert (nora.name, nora.company and nora.company.no) == ("Nora Béguelin", "CT-000480")
    assert sorted(Contact.objects.values_list("no", flat=True)) == [f"CT-{n:06}" for n in range(1, 1601)]
    assert AddressRange.objects.filter(contact__no="CT-000100").count() == 7


def _check_codes() -> None:
    """R-CON-74: every table has its codes, everybody a territory, the samples theirs."""
    assert {key: table._default_manager.count() for key, table in TABLES.items()} == {
        "mailing_group": 6,
        "industry_group": 12,
        "business_relation": 11,
        "job_responsibility": 11,
        "organizational_level": 7,
        "territory": 5,
        "web_source": 4,
    }
    assert Contact.objects.filter(territory=None).count() == 0
    open_day = ContactMailingGroup.objects.filter(mailing_group__code="OPENDAY")
    assert sorted(open_day.values_list("contact__no", flat=True)) == [
        "CT-000201",
        "CT-000400",
        "CT-000480",
        "CT-000482",
    ]
    noe = Contact.objects.get(no="CT-000080")
    assert (noe.minor, noe.parental_consent, noe.privacy_blocked) == (True, False, True)
    assert Contact.objects.get(no="CT-000302").exclude_from_segment is True


def _check_log() -> None:
    """Numbers follow time, nothing lies ahead, everything belongs to somebody."""
    entries = list(Entry.objects.order_by("pk").values_list("occurred_at", "recorded_by", "salesperson"))
    assert [row[0] for row in entries] == sorted(row[0] for row in entries)
    assert entries[-1][0] < AT
    assert entries[-1][0].date() == AT.date()
    assert all(row[1] and row[2] for row in entries)
    shared = Content.objects.count()
    assert shared < INTERACTIONS
    states = set(Entry.objects.values_list("delivery_status", flat=True))
    assert {"none", "queued", "sent", "failed"} <= states
    assert (
        Item.objects.filter(state="queued").count()
        == Entry.objects.filter(delivery_status="queued").count()
        == 3
    )
    assert Entry.objects.filter(contact__privacy_blocked=True).count() == 0
    assert set(Entry.objects.values_list("channel", flat=True)) >= {
        "email",
        "phone",
        "meeting",
        "letter",
        "document",
    }


def _check_surroundings() -> None:
    assert Draft.objects.filter(postponed=True).values("user").distinct().count() == 6
    reasons = EntryChange.objects.filter(kind="canceled").values_list("reason", flat=True)
    assert Entry.objects.filter(canceled=True).count() == len(reasons)
    assert all(reasons)
    for model in (Participant, ColleagueParticipant, EntryComment, ContentFile):
        assert model.objects.exists()


@pytest.mark.usefixtures("_files")
def test_real_contacts_are_left_alone() -> None:
    make.make_company()
    with pytest.raises(NotEmpty):
        load("yverdon-1400", at=AT, interactions=INTERACTIONS)

    assert (Contact.objects.count(), User.objects.count(), is_loaded()) == (1, 0, False)
