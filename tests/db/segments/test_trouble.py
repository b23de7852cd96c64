"""Logging and sending a segment while processes are killed and databases go away: once, never twice.

The killed ones are processes of their own against the test's database. They are killed before each of
their statements and commits in turn, whatever these are.
"""

from __future__ import annotations

import signal
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connection
from procrastinate.exceptions import ConnectorException

from liaison.accounts.models import Role, User
from liaison.campaigns.actions import create_campaign
from liaison.campaigns.rules import CampaignValues
from liaison.contacts.models import Contact
from liaison.delivery import rules as delivery_rules
from liaison.delivery.actions import deliver_due, recover
from liaison.delivery.models import Item, Run
from liaison.interactions.actions.templates import delete_template
from liaison.interactions.models import (
    CampaignEntry,
    Content,
    Entry,
    InteractionTemplate,
    InteractionTemplateLanguage,
    LoggedSegment,
)
from liaison.kit.errors import Refused
from liaison.segments.actions import create_segment, log_segment, select_contacts
from liaison.segments.models import Segment, SegmentLine, SegmentStep
from liaison.segments.rules import Selection
from liaison.segments.values import SegmentValues
from tests import make
from tests.asking import Helper
from tests.cast import Cast
from tests.conftest import AT
from tests.cutting import cut
from tests.mailserver import MailServer, mail_server

ALL = Selection(action="add", filters=[])
NEVER = -1


class Processes(Helper):
    """Starts processes and waits for them; see `worker.py`."""

    def run(self, verb: str, home: Path, *, die_before: int = NEVER, **order: Any) -> tuple[int, int]:
        """How it ended, and how many statements it ran when it was not killed."""
        order = {"at": AT.isoformat(), "port": 0, **order, "verb": verb, "home": str(home)}
        status, count = self.ask(**order, die_before=die_before)
        return status, count


@pytest.fixture(scope="module")
def processes(django_db_setup: None) -> Iterator[Processes]:
    made = Processes("tests.db.segments.worker")
    yield made
    made.close()


@pytest.fixture
def home(settings: Any, tmp_path: Path) -> Path:
    settings.CONFIG = replace(settings.CONFIG, home=tmp_path, email_from="info@liaison.example", smtp=None)
    settings.FILES_FOLDER = tmp_path / "files"
    return tmp_path


@pytest.fixture
def editor(cast: Cast) -> User:
    return make.make_user("mireille", Role.MARKETING, salesperson=cast.rochat, language="en")


Prepared = Callable[[int], Segment]


@pytest.fixture
def prepared(cast: Cast, editor: User, home: Path) -> Prepared:
    """A segment of so many new people with a text in two languages and a campaign."""
    template = make.make_template(
        "COURRIEL",
        make.make_group("COURRIEL"),
        channel="email",
        default_correspondence_type="email",
        ignore_contact_correspondence_type=True,
        default_language="fr-CH",
    )
    for language in ("fr-CH", "de-CH"):
        InteractionTemplateLanguage.objects.create(
            template=template, language=language, subject="Portes ouvertes", body="<p>{{ contact.name }}</p>"
        )
    campaign = create_campaign(CampaignValues(description="Open day"), by=editor, at=AT)

    def segment(people: int) -> Segment:
        for n in range(people):
            make.make_person(f"Person {n}", email=f"p{n}@x.example", salesperson=cast.rochat, city="Vallorbe")
        values = SegmentValues(description="Open day", campaign=campaign.no)
        made = create_segment(values, template="COURRIEL", by=editor, at=AT)
        chosen = [{"source": "contact", "all": [{"field": "city", "any": [{"eq": "Vallorbe"}]}]}]
        select_contacts(made.no, Selection(action="add", filters=chosen), by=editor, at=AT)
        return made

    return segment


def recorded() -> dict[str, int]:
    """What a logging writes, counted."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'delivery.deliver_waiting'")
        jobs = cursor.fetchone()[0]
    tables = (LoggedSegment, CampaignEntry, Content, Entry, Item, Run)
    return {**{table.__name__: table._default_manager.count() for table in tables}, "jobs": jobs}


@pytest.mark.django_db(transaction=True)
def test_killed_before_any_statement_of_logging_nothing_is_recorded_and_then_once(
    prepared: Prepared, editor: User, home: Path, processes: Processes
) -> None:
    """R-SEG-118, R-SEG-119"""
    made = prepared(3)
    before = recorded()
    order = {"no": made.no, "by": editor.pk}
    kills = 0
    while True:
        status, count = processes.run("log", home, die_before=kills, **order)
        if status == 0:
            break
        assert status == -signal.SIGKILL
        assert recorded() == before
        assert Segment.objects.get(pk=made.pk).logged_as is None
        assert SegmentLine.objects.filter(segment=made).count() == 3
        kills += 1
    assert kills == count > 10
    after = {"LoggedSegment": 1, "CampaignEntry": 1, "Content": 1, "Entry": 3, "Item": 3, "Run": 1, "jobs": 1}
    assert recorded() == {name: before[name] + more for name, more in after.items()}

    with pytest.raises(Refused) as refused:
        log_segment(made.no, send=True, by=editor, at=AT)
    assert refused.value.refusals[0].code == "E-SEG-20"
    assert recorded() == {name: before[name] + more for name, more in after.items()}


@pytest.mark.django_db(transaction=True)
def test_killed_before_any_statement_of_sending_each_goes_out_at_most_once_and_none_is_forgotten(
    prepared: Prepared, editor: User, home: Path, settings: Any, processes: Processes
) -> None:
    """R-INT-129"""
    made = prepared(40)
    log_segment(made.no, send=True, by=editor, at=AT)
    clock, kills = AT, 0
    with mail_server() as server:
        settings.CONFIG = replace(settings.CONFIG, smtp=server.account)
        while Item.objects.filter(state__in=["queued", "sending"]).exists():
            status, _count = processes.run(
                "deliver", home, die_before=kills, at=clock.isoformat(), port=server.port
            )
            assert status in {0, -signal.SIGKILL}
            kills += status != 0
            clock += timedelta(hours=1)
            recover(at=clock)
        _all_came_to_their_end(server, 40, kills)


def _all_came_to_their_end(server: MailServer, total: int, kills: int) -> None:
    run = Run.objects.get()
    states = Counter(Item.objects.values_list("state", flat=True))
    assert states == Counter(Entry.objects.values_list("delivery_status", flat=True))
    assert states["sent"] + states["failed"] == total
    assert (run.state, run.sent, run.failed, run.stopped) == ("finished", states["sent"], states["failed"], 0)
    for item in Item.objects.filter(state="failed").select_related("entry"):
        given_up = item.attempts >= delivery_rules.MOST_ATTEMPTS and item.handed_over_at is None
        words = delivery_rules.UNEXPECTED if given_up else delivery_rules.UNKNOWN
        assert item.entry.delivery_note == str(words)
    assert states["failed"] <= kills
    taken = Counter(server.ids())
    assert max(taken.values()) == 1
    sent = Item.objects.filter(state="sent").values_list("message_id", flat=True)
    assert set(sent) <= set(taken)


@contextmanager
def losing_database(moment: int) -> Iterator[None]:
    """The database ends our connection before the statement with this number, as when it restarts."""
    count = 0

    def lost(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal count
        if count == moment:
            cut()
        count += 1
        return execute(sql, params, many, context)

    with connection.execute_wrapper(lost):
        yield


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("moment", range(0, 30, 3))
def test_a_database_that_goes_away_while_logging_leaves_nothing_behind(
    moment: int, prepared: Prepared, editor: User
) -> None:
    """R-SEG-118"""
    made = prepared(2)
    before = recorded()
    try:
        with losing_database(moment):
            log_segment(made.no, send=True, by=editor, at=AT)
    except (OperationalError, ConnectorException):  # the job queue says it in its own way
        connection.close()
        assert recorded() == before
        log_segment(made.no, send=True, by=editor, at=AT)
    assert recorded()["Entry"] == recorded()["Item"] == 2
    assert LoggedSegment.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_database_that_goes_away_while_sending_is_waited_for(
    prepared: Prepared, editor: User, home: Path, settings: Any
) -> None:
    """R-INT-129"""
    made = prepared(20)
    log_segment(made.no, send=True, by=editor, at=AT)
    clock, losses = AT, 0
    with mail_server() as server:
        settings.CONFIG = replace(settings.CONFIG, smtp=server.account)
        while Item.objects.filter(state__in=["queued", "sending"]).exists():
            try:
                with losing_database(losses):
                    deliver_due(clock=lambda: clock)  # noqa: B023
            except OperationalError:
                losses += 1
            connection.close()  # the next job takes a living one
            clock += timedelta(hours=1)
            recover(at=clock)
        assert losses
        _all_came_to_their_end(server, 20, kills=losses)


@pytest.mark.django_db
def test_a_template_deleted_after_logging_changes_nothing_of_what_goes_out(
    prepared: Prepared, editor: User, home: Path, settings: Any
) -> None:
    """R-INT-132"""
    made = prepared(2)
    log_segment(made.no, send=True, by=editor, at=AT)
    with pytest.raises(Refused):
        delete_template(InteractionTemplate.objects.get(code="COURRIEL"), by=None, at=AT)
    InteractionTemplateLanguage.objects.update(subject="Autre chose", body="<p>Autre chose</p>")
    InteractionTemplate.objects.update(active=False)
    with mail_server() as server:
        settings.CONFIG = replace(settings.CONFIG, smtp=server.account)
        deliver_due(clock=lambda: AT)
        assert [message["Subject"] for message in server.messages] == ["Portes ouvertes"] * 2
    assert (Run.objects.get().sent, Run.objects.get().state) == (2, "finished")


@pytest.mark.django_db
def test_contacts_blocked_or_put_away_after_logging(
    prepared: Prepared, editor: User, home: Path, settings: Any
) -> None:
    """R-SEG-132, R-INT-42: who is blocked meanwhile gets nothing, and it is told why."""
    made = prepared(3)
    log_segment(made.no, send=True, by=editor, at=AT)
    first = Contact.objects.get(name="Person 0")
    Contact.objects.filter(pk=first.pk).update(privacy_blocked=True)
    with mail_server() as server:
        settings.CONFIG = replace(settings.CONFIG, smtp=server.account)
        deliver_due(clock=lambda: AT)
        assert len(server.taken) == 2
    entry = Entry.objects.get(contact=first)
    assert entry.delivery_status == "failed"
    assert entry.delivery_note == f"Contact {first.no} Person 0 is blocked for privacy reasons."
    run = Run.objects.get()
    assert (run.state, run.sent, run.failed) == ("finished", 2, 1)


@pytest.mark.django_db
def test_contacts_blocked_after_selecting_stop_the_logging(prepared: Prepared, editor: User) -> None:
    """R-SEG-109"""
    made = prepared(3)
    Contact.objects.filter(name="Person 0").update(privacy_blocked=True)
    with pytest.raises(Refused) as refused:
        log_segment(made.no, send=True, by=editor, at=AT)
    assert [one.code for one in refused.value.refusals] == ["E-SEG-33"]
    assert (Entry.objects.count(), LoggedSegment.objects.count()) == (0, 0)


NOBODY = [{"source": "contact", "all": [{"field": "city", "any": [{"eq": "Nowhere"}]}]}]
NONSENSE: list[list[Any]] = [
    [{"source": "moon", "all": []}],
    [{"source": "contact", "all": [{"field": "shoe_size", "any": [{"eq": "42"}]}]}],
    [{"source": "contact", "all": [{"field": "city", "any": [{"resembles": "x"}]}]}],
    [{"source": "interaction", "all": [{"field": "date", "any": [{"ge": "the day before"}]}]}],
    [{"source": "contact", "all": [{"field": "city", "any": []}]}],
    ["city = Vallorbe"],
]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("action", "filters", "lines"),
    [
        ("add", NOBODY, 3),
        ("reduce", NOBODY, 3),
        ("refine", NOBODY, 0),
        ("reduce", [], 0),
        ("refine", [], 3),
    ],
)
def test_a_step_that_matches_nothing_or_everything_is_a_step(
    action: str, filters: list[Any], lines: int, prepared: Prepared, editor: User
) -> None:
    """R-SEG-57, R-SEG-63, R-SEG-78"""
    made = prepared(3)
    done = select_contacts(made.no, Selection(action=action, filters=filters), by=editor, at=AT)
    assert (done.before, done.after) == (3, lines)
    assert SegmentStep.objects.filter(segment=made).count() == 2
    assert SegmentLine.objects.filter(segment=made, removed_by=None).count() == lines


@pytest.mark.django_db
def test_everybody_is_added_once(prepared: Prepared, editor: User) -> None:
    """R-SEG-65"""
    made = prepared(3)
    done = select_contacts(made.no, ALL, by=editor, at=AT)
    assert done.after == Contact.objects.filter(archived_at=None, privacy_blocked=False).count()
    assert select_contacts(made.no, ALL, by=editor, at=AT).changed == 0


@pytest.mark.django_db
@pytest.mark.parametrize("filters", NONSENSE)
def test_nonsense_is_refused_in_words_and_changes_nothing(
    filters: list[Any], prepared: Prepared, editor: User
) -> None:
    """E-SEG-45"""
    made = prepared(2)
    for action in ("add", "reduce", "refine"):
        with pytest.raises(Refused) as refused:
            select_contacts(made.no, Selection(action=action, filters=filters), by=editor, at=AT)
        assert {one.code for one in refused.value.refusals} == {"E-SEG-45"}
        assert "" not in {str(one.message) for one in refused.value.refusals}
    assert SegmentStep.objects.filter(segment=made).count() == 1
    assert SegmentLine.objects.filter(segment=made).count() == 2
