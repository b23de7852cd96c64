"""Measuring what reads: timelines, the log, search, look-ups and statistics."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from liaison.contacts.models import Contact
from liaison.contacts.queries import contact, find_contacts
from liaison.interactions.figures import Period, group_figures, template_figures
from liaison.interactions.queries.log_list import LogFilter, log_list
from liaison.interactions.queries.timeline import timeline
from liaison.kit.sql import rows
from liaison.ops.bench.clocks import latencies_ms
from liaison.ops.bench.filling import COMMON, HEAVY, RARE, contact_no, heavy_contact, light_contact
from liaison.ops.bench.jobs import Results
from liaison.ops.bench.people import People

PERIOD = Period(date(2025, 1, 1), date(2025, 12, 31))


def _people(people: People, number_of: Callable[[int], str]) -> list[Contact]:
    return [contact(people.user, number_of(number)) for number in range(HEAVY)]


def measure_timelines(results: Results, people: People, *, reads: int) -> None:
    """The newest fifty of a contact with a thousand, one with fifty, a company with twenty thousand."""
    viewer = people.user
    heavy, light = _people(people, heavy_contact), _people(people, light_contact)
    company = contact(viewer, contact_no(1))
    results.add("timeline", "ms", latencies_ms(lambda n: timeline(viewer, heavy[n % HEAVY]), reads), rows=50)
    small = results.add(
        "timeline.50", "ms", latencies_ms(lambda n: timeline(viewer, light[n % HEAVY]), reads)
    )
    large = results.add(
        "timeline.1000", "ms", latencies_ms(lambda n: timeline(viewer, heavy[n % HEAVY]), reads)
    )
    results.add("growth.contact", "×", [large / small])
    results.add("timeline_company", "ms", latencies_ms(lambda _n: timeline(viewer, company), reads))


def measure_paging(results: Results, people: People, *, reads: int) -> None:
    """Page 1 of the log and page 100."""
    viewer, cursor = people.user, ""
    for _page in range(99):
        cursor = log_list(viewer, LogFilter(), cursor=cursor).next or ""
    first = results.add("log.page1", "ms", latencies_ms(lambda _n: log_list(viewer, LogFilter()), reads))
    last = results.add(
        "log.page100", "ms", latencies_ms(lambda _n: log_list(viewer, LogFilter(), cursor=cursor), reads)
    )
    results.add("growth.page", "×", [last / first])


def measure_search(results: Results, people: People, *, reads: int) -> None:
    """The newest fifty that hold a rare and a common word."""
    viewer = people.user
    for name, word in (("rare", RARE), ("common", COMMON)):
        narrowed = LogFilter(q=word)

        def read(_number: int, narrowed: LogFilter = narrowed) -> object:
            return log_list(viewer, narrowed)

        results.add(f"search.{name}", "ms", latencies_ms(read, max(20, reads // 10), warm=3), rows=50)


def measure_finding(results: Results, people: People, contacts: int, *, reads: int) -> None:
    """A contact by its name with a typing error, by a number as typed, by its address."""
    viewer = people.user
    step = max(1, contacts // reads)
    known = rows(
        "SELECT name, phone, email FROM contact WHERE id %% %(step)s = 3 AND type = 'person' ORDER BY id",
        {"step": step},
    )
    asked: dict[str, list[str]] = {"misspelt": [], "phone": [], "mail": []}
    for number, (name, phone, email) in enumerate(known):
        asked["misspelt"].append(_misspelt(name, number))
        asked["phone"].append(phone.replace("+41", "0").replace(" ", ""))
        asked["mail"].append(email)
    for name, texts in asked.items():
        calls = latencies_ms(
            lambda n, texts=texts: find_contacts(viewer, texts[n % len(texts)]),  # type: ignore[misc]
            min(reads, len(texts)),
        )
        results.add(f"find.{name}", "ms", calls, contacts=contacts)


def _misspelt(name: str, number: int) -> str:
    """`name` with two letters of its surname changed over."""
    first, last = name.split(" ", 1)
    place = 1 + number % max(1, len(last) - 2)
    return f"{first} {last[:place]}{last[place + 1 : place + 2]}{last[place]}{last[place + 2 :]}"


def measure_statistics(results: Results, people: People, *, reads: int) -> None:
    """Figures of a template and of a group over a year, against the same by hand."""
    jobs: dict[str, Callable[..., Any]] = {"template": template_figures, "group": group_figures}
    for name, query in jobs.items():
        pk = rows(f"SELECT {name}_id FROM interaction_entry GROUP BY 1 ORDER BY count(*) LIMIT 1")[0][0]
        by_hand = f"""
            SELECT count(*), sum(cost), sum(duration_min) FROM interaction_entry
            WHERE {name}_id = %(pk)s AND NOT canceled AND occurred_on BETWEEN %(since)s AND %(until)s
              AND (visibility = 'everyone' OR recorded_by_id = 1 OR visibility = 'team' AND team_id = 1)"""
        params = {"pk": pk, "since": PERIOD.since, "until": PERIOD.until}
        mine, other = [], []
        for _turn in range(max(3, reads // 20)):  # turn by turn, so that both see the same machine
            other += latencies_ms(lambda _n: rows(by_hand, params), 1, warm=0)  # noqa: B023
            mine += latencies_ms(lambda _n: query(people.user, [pk], PERIOD), 1, warm=0)  # noqa: B023
        results.add(f"statistics.{name}", "ms", mine[1:])
        results.add(f"by_hand.{name}", "ms", other[1:])
