"""Loading the demonstration company."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from typing import Any

import pytest

from liaison.accounts.actions import change_organization, set_password
from liaison.accounts.models import Organization, Role, Salesperson, Team, User
from liaison.campaigns.models import Campaign, Consent
from liaison.config import Config
from liaison.contacts.models import TABLES, AddressRange, Contact, ContactMailingGroup
from liaison.delivery.actions.past import keep_past_sendings
from liaison.delivery.models import Item, Run
from liaison.delivery.queries import faults_of
from liaison.interactions.models import (
    CampaignEntry,
    ColleagueParticipant,
    Content,
    ContentFile,
    Draft,
    Entry,
    EntryChange,
    EntryComment,
    LoggedSegment,
    Participant,
)
from liaison.interactions.queries.headings import campaign_figures
from liaison.ops.commands.demo import show
from liaison.ops.demo.load import Loaded, NotEmpty, is_loaded, load
from liaison.reports.queries import home_figures
from liaison.reports.rules import Scope
from liaison.segments.models import SavedCriteria, Segment, SegmentLine
from liaison.segments.queries.readiness import readiness
from tests import make

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 25, 15, 30, tzinfo=UTC)
INTERACTIONS = 9_000


@pytest.fixture
def _files(settings: Any, tmp_path: Any) -> None:
    settings.FILES_FOLDER = tmp_path


@pytest.mark.usefixtures("_files")
def test_the_company_is_all_there(capsys: pytest.CaptureFixture[str], settings: Any) -> None:
    assert is_loaded() is False
    loaded = load("yverdon-1400", at=AT, interactions=INTERACTIONS)

    assert loaded == Loaded(companies=400, people=1200, interactions=INTERACTIONS)
    assert is_loaded() is True
    assert Contact.objects.filter(type="company").count() == 400
    assert Contact.objects.filter(type="person").count() == 1200
    assert Entry.objects.count() == INTERACTIONS
    assert Organization.objects.get().name == "Jurassienne de Machines SA"
    change_organization(name="Essai SA", by=None, at=AT)
    assert is_loaded() is True
    _check_people()
    _check_contacts()
    _check_codes()
    _check_log()
    _check_surroundings()
    _check_marketing()
    _check_sendings()
    _check_home()
    _check_again(capsys, settings.CONFIG)


def _check_again(capsys: pytest.CaptureFixture[str], ours: Config) -> None:
    show(ours)

    said = capsys.readouterr().out
    assert said.startswith("The demonstration company is there already; nothing was changed.\n")
    everybody = "aline (salesperson), philippe (manager), admin (administrator)"
    assert f"  Sign in    {everybody} and others\n  Password   yverdon-1400\n" in said
    assert "of before" not in said

    set_password(User.objects.get(username="admin"), "la mienne, gardée", by=None, at=AT)
    show(ours)
    said = capsys.readouterr().out
    assert (
        "  Sign in    aline (salesperson), philippe (manager) and others\n  Password   yverdon-1400\n" in said
    )
    assert "  With the password of before: admin (administrator); `liaison user password" in said

    show(ours, "never given")
    said = capsys.readouterr().out
    assert f"  Sign in    {everybody} and others\n  Password   the one of before;" in said
    assert "never given" not in said
    assert Contact.objects.count() == 1600


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
    assert {"bounced", "stopped"} <= states
    queued = Entry.objects.filter(delivery_status="queued")
    assert Item.objects.filter(state="queued").count() == queued.count()
    assert queued.filter(segment_no="").count() == 3
    assert queued.exclude(segment_no="").values("logged_segment").distinct().count() == 1
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


def _check_marketing() -> None:
    """Campaigns tell something, segments of every kind are open, logged ones have every state."""
    viewer = User.objects.get(username="philippe")
    logged = LoggedSegment.objects.order_by("entry_no")
    assert list(logged.values_list("entry_no", flat=True)) == list(range(1, logged.count() + 1))
    assert sum(logged.values_list("line_count", flat=True)) == Entry.objects.exclude(segment_no="").count()
    figures = campaign_figures(viewer, list(Campaign.objects.values_list("pk", flat=True)))
    busy = [one for one in figures.values() if one.responded]
    assert len(busy) >= 6
    assert all(0 < one.responded < one.contacted for one in busy)
    assert CampaignEntry.objects.filter(segment_no="").count() == len(busy)
    open_ones = Segment.objects.filter(logged_as=None)
    assert open_ones.count() == 6
    assert open_ones.filter(follows_criteria=True).count() == 2
    assert SegmentLine.objects.filter(personalized=True, segment__logged_as=None).count() > 20
    assert open_ones.filter(line_count=0).count() == 1
    sheet = open_ones.get(description="Journée portes ouvertes 2027")
    found = {one.problem.key for one in readiness(viewer, sheet).findings}
    assert {"no_email", "unsubscribed", "other_language"} <= found
    assert set(Consent.objects.values_list("agreement", flat=True)) == {"given", "withdrawn", "bounced"}
    assert SavedCriteria.objects.count() == 2


def _check_sendings() -> None:
    """B-9: every logged segment was sent; its deliveries and counters are what its entries say."""
    ended = Run.objects.filter(state="finished")
    assert ended.count() == LoggedSegment.objects.count() - 1
    assert list(ended.order_by("id").values_list("logged_segment__entry_no", flat=True)) == list(
        range(1, ended.count() + 1)
    )
    told = Entry.objects.exclude(logged_segment=None).exclude(delivery_status="none")
    items = Item.objects.exclude(run=None)
    assert sorted(items.values_list("entry", "contact", "channel", "state", "reply")) == sorted(
        told.values_list("pk", "contact", "correspondence_type", "delivery_status", "delivery_note")
    )
    for run in ended:
        states = Counter(items.filter(run=run).values_list("state", flat=True))
        assert (run.sent, run.failed, run.stopped, run.left) == (
            states["sent"], states["failed"] + states["bounced"], states["stopped"], 0,
        )  # fmt: skip
    viewer = User.objects.get(username="philippe")
    assert any(faults_of(viewer, run) for run in ended)
    assert keep_past_sendings(by=User.objects.get(username="admin"), at=AT) == 0


def _check_home() -> None:
    """Aline has something to mend on her home page."""
    aline = User.objects.get(username="aline")
    assert home_figures(aline, Scope.ME, at=AT).undelivered >= 1


@pytest.mark.usefixtures("_files")
def test_real_contacts_are_left_alone() -> None:
    make.make_company()
    with pytest.raises(NotEmpty):
        load("yverdon-1400", at=AT, interactions=INTERACTIONS)

    assert (Contact.objects.count(), User.objects.count(), is_loaded()) == (1, 0, False)
