"""The figures of a contact: asked for anew after something was recorded, and for a period."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from html import escape, unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from liaison.interactions.actions.log import log_values
from liaison.interactions.draft import Values
from liaison.web.contacts import record
from tests.cast import Cast

WITHOUT_IDS = re.compile(r"(card|menu|in-figures_(since|until))-[0-9a-f]+")  # each drawing has ids of its own
PAGE = "/contacts/CT-000482/"
STAT = re.compile(r'<a [^>]*class="stat"[^>]*>.*?</a>', re.DOTALL)
VALUE = re.compile("<b>(.*?)</b>")
HREF = re.compile(r'href="([^"]*)"')


@pytest.fixture
def calls(cast: Cast) -> None:
    """A call on each of three days; in the last one nobody answered."""
    for day, failed in ((date(2025, 12, 31), False), (date(2026, 1, 1), False), (date(2026, 2, 12), True)):
        at = datetime(day.year, day.month, day.day, 10, tzinfo=UTC)
        values = Values(contact="CT-000482", template="APPEL", occurred_at=at, attempt_failed=failed)
        log_values(values, by=cast.aline, at=at)


def stats(html: str) -> list[tuple[str, str]]:
    """Each figure of the card with where it leads."""
    found: list[tuple[str, str]] = []
    for link in STAT.findall(html):
        found += zip(VALUE.findall(link), map(unescape, HREF.findall(link)), strict=True)
    return found


@pytest.mark.django_db
def test_the_figures_come_alone(client: Client, cast: Cast) -> None:
    client.force_login(cast.aline)
    page = client.get(PAGE).content.decode()
    part = client.get(PAGE, headers={"HX-Request": "true", "HX-Target": "relation"})

    figures = WITHOUT_IDS.sub("", part.content.decode().strip())
    assert figures.startswith('<div class="stack" id="relation"')
    assert figures in WITHOUT_IDS.sub("", page)
    assert "<html" not in figures


@pytest.mark.django_db
def test_the_figures_of_a_period(client: Client, cast: Cast, calls: None) -> None:
    """R-INT-173, R-CON-238: both days count, each figure opens its interactions, and the period stays"""
    client.force_login(cast.aline)
    always = stats(client.get(PAGE).content.decode())
    assert always[0] == ("3", "/interactions/?state=active&contact=CT-000482")

    narrowed = {"figures_since": "2026-01-01", "figures_until": "2026-02-12"}
    part = client.get(PAGE, narrowed, headers={"HX-Request": "true", "HX-Target": "relation"})
    html = part.content.decode()
    shown = stats(html)
    assert shown[0][0] == "2"
    for _value, url in shown:
        assert "&since=2026-01-01&until=2026-02-12" in url
        assert len(re.findall("<tr data-row", client.get(url).content.decode())) == 2
    anew = re.search('id="relation" hx-get="([^"]*)"', html)
    assert anew
    assert "figures_since=2026-01-01&figures_until=2026-02-12" in unescape(anew.group(1))
    assert "01.01.2026" in html
    assert "12.02.2026" in html


@pytest.mark.django_db
def test_one_interaction_is_told_in_the_singular(client: Client, cast: Cast, calls: None) -> None:
    client.force_login(cast.aline)
    for days, told in (({}, "interactions"), ({"figures_until": "2025-12-31"}, "interaction")):
        assert f"<span>{told}</span>" in STAT.findall(client.get(PAGE, days).content.decode())[0]


@pytest.mark.django_db
def test_a_usual_period_is_one_press(
    client: Client, cast: Cast, calls: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R-CON-238: the periods of the reports; the timeline beside the figures keeps its own days"""
    monkeypatch.setattr(record, "now", lambda: datetime(2026, 2, 20, 10, tzinfo=UTC))
    client.force_login(cast.aline)
    page = client.get(PAGE, {"since": "2026-02-12"}).content.decode()
    assert stats(page)[0][0] == "3"
    links = [
        unescape(one) for one in re.findall(r'href="([^"]*)" hx-get="[^"]*" hx-target="#relation"', page)
    ]
    assert links == [
        PAGE,
        f"{PAGE}?figures_since=2026-02-01&figures_until=2026-02-20",
        f"{PAGE}?figures_since=2026-01-01&figures_until=2026-01-31",
        f"{PAGE}?figures_since=2026-01-01&figures_until=2026-02-20",
        f"{PAGE}?figures_since=2025-01-01&figures_until=2025-12-31",
    ]
    chosen = client.get(links[4]).content.decode()
    assert stats(chosen)[0][0] == "1"
    assert re.search(f'href="{re.escape(escape(links[4]))}"[^>]*aria-current="true"', chosen)


@pytest.mark.django_db
def test_the_last_dates_lead_to_their_interactions(client: Client, cast: Cast, calls: None) -> None:
    """R-INT-174: the last interaction that was not in vain, and the last attempt"""
    client.force_login(cast.aline)
    page = client.get(PAGE, {"figures_until": "2025-12-31"}).content.decode()
    for day, shown in (("2026-01-01", "01.01.2026"), ("2026-02-12", "12.02.2026")):
        url = f"/interactions/?state=active&contact=CT-000482&since={day}&until={day}"
        assert f'<dd><a href="{url.replace("&", "&amp;")}">{shown}</a></dd>' in page
        assert "<tr data-row" in client.get(url).content.decode()


@pytest.mark.django_db
def test_a_period_costs_no_statement(client: Client, cast: Cast, calls: None) -> None:
    """What it needs beside the figures is told without the database."""
    client.force_login(cast.aline)
    counts = []
    for query in ({}, {}, {"figures_since": "2026-01-01"}):  # the first one fills what is kept
        with CaptureQueriesContext(connection) as asked:
            client.get(PAGE, query, headers={"HX-Request": "true", "HX-Target": "relation"})
        counts.append(len(asked))
    assert counts[1] == counts[2]
