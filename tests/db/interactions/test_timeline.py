from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from liaison.accounts.models import Reach
from liaison.contacts.models import Contact
from liaison.interactions.actions.correct import cancel
from liaison.interactions.draft import ParticipantValue
from liaison.interactions.models import Entry
from liaison.interactions.queries.log_list import LogFilter, log_list
from liaison.interactions.queries.timeline import newest_mark, timeline
from liaison.kit.errors import Refused
from liaison.kit.sql import execute, rows
from tests import make
from tests.cast import Cast
from tests.conftest import AT
from tests.db.interactions.conftest import Log
from tests.db.reading import rows_read


def numbers(page: Any) -> list[int]:
    return [row.entry_no for row in page.items]


def test_newest_first_with_everything_a_line_shows(cast: Cast, log: Log) -> None:
    old = log(occurred_at=AT - timedelta(days=3))
    new = log(description="Relance", body="<p>Elle <b>hésite</b>.</p>")

    page = timeline(cast.aline, cast.nora)

    assert numbers(page) == [new, old]
    row = page.items[0]
    assert (row.description, row.excerpt, row.template_code) == ("Relance", "Elle hésite.", "APPEL")
    assert (row.salesperson_name, row.group_code, row.channel) == ("Aline Rochat", "TEL", "phone")


def test_a_company_shows_its_people_unless_asked_not_to(cast: Cast, log: Log) -> None:
    """R-INT-88, R-INT-185"""
    own, person = log(contact="CT-000480"), log(contact="CT-000483")

    assert numbers(timeline(cast.aline, cast.company)) == [person, own]
    assert numbers(timeline(cast.aline, cast.company, LogFilter(people=False))) == [own]
    assert numbers(timeline(cast.aline, cast.yves)) == [person]
    assert [row.contact_name for row in timeline(cast.aline, cast.company).items] == [
        "Yves Monnier",
        "Béguelin Mécanique SA",
    ]


def test_it_stands_on_the_timeline_of_everybody_who_took_part(cast: Cast, log: Log) -> None:
    people = (ParticipantValue(contact="CT-000483"), ParticipantValue(contact="CT-000100"))
    number = log(participants=people)

    for contact in (cast.nora, cast.yves, cast.lea, cast.company):
        assert numbers(timeline(cast.aline, contact)) == [number]


def test_pages_by_keyset_give_each_entry_once(cast: Cast, log: Log) -> None:
    """Also where participation and own entries mix, and where moments are equal."""
    expected = []
    for day in range(6):
        moment = AT - timedelta(days=day // 2)
        if day % 2:
            expected.append((moment, log(occurred_at=moment)))
        else:
            shared = (ParticipantValue(contact="CT-000482"),)
            expected.append((moment, log(contact="CT-000100", occurred_at=moment, participants=shared)))
    seen: list[int] = []
    cursor = ""
    while True:
        page = timeline(cast.aline, cast.nora, limit=2, cursor=cursor)
        seen += numbers(page)
        if page.next is None:
            break
        cursor = page.next

    assert seen == [number for _moment, number in sorted(expected, reverse=True)]


@pytest.mark.parametrize(
    ("narrowed", "found"),
    [
        (LogFilter(channels=("phone",)), ["call"]),
        (LogFilter(channels=("letter", "phone")), ["letter", "call"]),
        (LogFilter(template="LETTRE"), ["letter"]),
        (LogFilter(group="TEL"), ["call"]),
        (LogFilter(salesperson="MD"), ["letter"]),
        (LogFilter(since=AT.date()), ["call"]),
        (LogFilter(until=(AT - timedelta(days=1)).date()), ["letter"]),
        (LogFilter(q="garanties"), ["letter"]),
        (LogFilter(q="introuvable"), []),
        (LogFilter(salesperson="XX"), []),
    ],
)
def test_filters_narrow_own_entries_and_participations(
    cast: Cast, log: Log, narrowed: LogFilter, found: list[str]
) -> None:
    make.make_template("LETTRE", make.make_group("LETTRE"), channel="letter")
    entries = {
        "call": log(),
        "letter": log(
            contact="CT-000100", template="LETTRE", by=cast.marc, occurred_at=AT - timedelta(days=2),
            description="Extension de garantie", participants=(ParticipantValue(contact="CT-000482"),),
        ),
    }  # fmt: skip
    expected = sorted((entries[name] for name in found), key=lambda n: n == entries["letter"])

    assert numbers(timeline(cast.aline, cast.nora, narrowed)) == expected


@pytest.mark.parametrize("hidden", ["private to others", "out of reach"])
def test_hidden_participations_do_not_push_out_older_visible_ones(cast: Cast, log: Log, hidden: str) -> None:
    """R-INT-198: only so many of the newest are looked at, and all of those might be hidden."""
    shared: dict[str, Any] = {"contact": "CT-000100", "participants": (ParticipantValue("CT-000482"),)}
    seen = [log(**shared, occurred_at=AT - timedelta(days=day)) for day in (9, 8)]
    for day in range(5):
        visibility = "private" if hidden == "private to others" else "everyone"
        log(**shared, by=cast.stranger, visibility=visibility, occurred_at=AT - timedelta(days=day))
    if hidden == "out of reach":
        cast.aline.reach = Reach.OWN

    first = timeline(cast.aline, cast.nora, limit=1)
    second = timeline(cast.aline, cast.nora, limit=1, cursor=first.next or "")

    assert (numbers(first), numbers(second), second.next) == ([seen[1]], [seen[0]], None)


def test_people_of_one_company_who_meet_together_push_out_nothing(cast: Cast, log: Log) -> None:
    """Each of them took part in the same entry, which is to count once."""
    people = (ParticipantValue("CT-000482"), ParticipantValue("CT-000483"))
    own = log(occurred_at=AT - timedelta(days=9))
    shared = [
        log(contact="CT-000100", participants=people, occurred_at=AT - timedelta(days=day))
        for day in (1, 2, 3)
    ]

    page = timeline(cast.aline, cast.company, limit=3)

    assert numbers(page) == shared
    assert numbers(timeline(cast.aline, cast.company, limit=3, cursor=page.next or "")) == [own]


@pytest.mark.parametrize("many", [1, 3])
def test_the_number_of_statements_is_constant(
    cast: Cast, log: Log, many: int, django_assert_num_queries: Any
) -> None:
    for _ in range(many):
        log()
    contact = Contact.objects.get(pk=cast.nora.pk)
    with django_assert_num_queries(3):  # entries, participations, texts
        timeline(cast.aline, contact)
    company = Contact.objects.get(pk=cast.company.pk)
    with django_assert_num_queries(3):  # and the names of its people with them
        timeline(cast.aline, company)


def test_a_foreign_cursor_is_refused(cast: Cast) -> None:
    for cursor in ("x", "WzEsMl0", "WyJ4IiwxXQ"):
        with pytest.raises(Refused):
            timeline(cast.aline, cast.nora, cursor=cursor)


def test_the_mark_changes_when_a_colleague_logs_or_corrects(cast: Cast, log: Log) -> None:
    empty = newest_mark(cast.aline, cast.nora)
    number = log()
    logged = newest_mark(cast.aline, cast.nora)
    cancel([number], by=cast.marc, at=AT)

    assert len({empty, logged, newest_mark(cast.aline, cast.nora)}) == 3


@pytest.mark.parametrize("where", ["nora", "company"])
def test_the_mark_changes_when_a_colleague_logs_for_somebody_else_with_the_contact(
    cast: Cast, log: Log, where: str, django_assert_num_queries: Any
) -> None:
    contact = getattr(cast, where)
    own = log()
    marks = [newest_mark(cast.aline, contact)]
    shared = log(
        contact="CT-000100", by=cast.marc,
        participants=(ParticipantValue("CT-000482"), ParticipantValue("CT-000483")),
    )  # fmt: skip
    with django_assert_num_queries(1):
        marks.append(newest_mark(cast.aline, contact))
    for number in (shared, own):
        cancel([number], by=cast.marc, at=AT)
        marks.append(newest_mark(cast.aline, contact))

    assert len(set(marks)) == 4


@pytest.mark.parametrize("where", ["nora", "company"])
def test_the_mark_tells_nothing_of_what_is_hidden(cast: Cast, log: Log, where: str) -> None:
    """R-INT-198: neither that there is something, nor that it changes, nor by filling the page with it"""
    contact = getattr(cast, where)
    cast.marc.reach = Reach.OWN
    with_nora: dict[str, Any] = {"contact": "CT-000100", "participants": (ParticipantValue("CT-000482"),)}
    old: dict[str, Any] = {"by": cast.marc, "salesperson": "MD", "occurred_at": AT - timedelta(days=9)}
    own, together = log(**old), log(**old, **with_nora)
    before = newest_mark(cast.marc, contact)
    hidden = [log(visibility="private") for _ in range(50)]
    shared = [log(visibility="private", **with_nora) for _ in range(50)]
    cancel([shared[-1], hidden[-1]], by=cast.aline, at=AT)
    assert newest_mark(cast.marc, contact) == before

    cancel([own], by=cast.marc, at=AT)
    after = newest_mark(cast.marc, contact)
    cancel([together], by=cast.marc, at=AT)
    assert len({before, after, newest_mark(cast.marc, contact)}) == 3


def test_the_log_of_a_contact_is_read_by_its_entries(cast: Cast, log: Log) -> None:
    """However many interactions others have had since; also when words are looked for."""
    own = log(description="Devis")
    shared = log(contact="CT-000100", participants=(ParticipantValue("CT-000482"),))
    names = ", ".join(
        f'"{one.column}"'
        for one in Entry._meta.local_concrete_fields
        if one.column not in {"id", "contact_id"}
    )
    execute(
        f"""
        INSERT INTO interaction_entry ({names}, contact_id)
        SELECT {names}, {cast.lea.pk} FROM interaction_entry CROSS JOIN generate_series(1, 20000)
        WHERE id = {own} AND contact_id = {cast.nora.pk}"""
    )
    execute("ANALYZE interaction_entry")
    nora = LogFilter(contact="CT-000482")

    assert sorted(numbers(log_list(cast.aline, nora))) == [own, shared]
    assert rows_read("interaction_entry", lambda: log_list(cast.aline, nora)) < 10
    assert numbers(log_list(cast.aline, replace(nora, q="devis"))) == [own]
    assert rows_read("interaction_entry", lambda: log_list(cast.aline, replace(nora, q="devis"))) < 10


def test_entries_of_other_groups_are_not_fetched_to_find_those_of_one(cast: Cast, log: Log) -> None:
    """As criteria of a segment ask for each of its contacts: the index of their entries knows the group."""
    met = log(template=make.make_template("VISITE", group=make.make_group("REUNION")).code)
    for hours in range(20):
        log(occurred_at=AT - timedelta(hours=hours))
    execute("DROP INDEX entry_of_group")  # so few of a group are found by that, too
    execute("ANALYZE interaction_entry")
    execute("SET LOCAL enable_seqscan = off")
    asked = f"""
        SELECT e.id FROM interaction_entry e JOIN interaction_group g ON g.id = e.group_id
        WHERE e.contact_id = {cast.nora.pk} AND g.code = 'REUNION'"""

    assert rows(asked) == [(met,)]
    assert rows_read("interaction_entry", lambda: rows(asked)) == 1
