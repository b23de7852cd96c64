"""The reports: tables, periods, files."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from liaison.accounts.models import Role
from liaison.interactions.actions.log import log_values
from liaison.interactions.draft import Values
from tests import make
from tests.cast import Cast

pytestmark = pytest.mark.django_db
JANUARY, MARCH = datetime(2026, 1, 14, 9, tzinfo=UTC), datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture
def aline(client: Client, cast: Cast) -> Client:
    """Signed in, with two calls of hers, a call and a visit of Marc's."""
    visits = make.make_group("REUNION", description="Réunions", descriptions={"en": "Meetings"})
    make.make_template("VISITE", visits, description="Visite", channel="meeting", unit_cost=120)
    for template, when, code in (
        ("APPEL", JANUARY, "AR"),
        ("APPEL", MARCH, "AR"),
        ("APPEL", MARCH, "MD"),
        ("VISITE", MARCH, "MD"),
    ):
        values = Values(contact="CT-000482", template=template, salesperson=code, occurred_at=when)
        log_values(values, by=cast.aline, at=when)
    client.force_login(cast.aline)
    return client


def _csv(client: Client, address: str) -> list[list[str]]:
    response: Any = client.get(address)
    assert response.status_code == 200
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return [line.split(";") for line in text.splitlines()[1:]]


@pytest.mark.parametrize(
    ("address", "lines"),
    [
        ("/reports/groups/export/?column=interactions", [["TEL", "3"], ["REUNION", "1"]]),
        ("/reports/groups/export/?column=cost&sort=-cost", [["REUNION", "120.00"], ["TEL", "4.50"]]),
        ("/reports/groups/export/?column=interactions&since=2026-02-01", [["TEL", "2"], ["REUNION", "1"]]),
        ("/reports/groups/export/?column=interactions&until=2026-02-01", [["TEL", "1"], ["REUNION", "0"]]),
        ("/reports/templates/export/?column=interactions&group=TEL", [["APPEL", "3"]]),
        (
            "/reports/salespeople/export/?column=interactions&sort=name",
            [["AR", "2"], ["MD", "2"], ["UB", "0"]],
        ),
    ],
)
def test_reports_as_csv(aline: Client, address: str, lines: list[list[str]]) -> None:
    """R-INT-2, R-INT-8, R-INT-176, R-INT-186"""
    assert _csv(aline, address) == lines


def test_reports_are_in_order_whatever_the_accents(aline: Client) -> None:
    group = make.make_group("DIVERS", description="écrits", descriptions={"en": "écrits"})
    make.make_template("ECRIT", group, description="Écrit")

    lines = _csv(aline, "/reports/groups/export/?column=name&sort=name")

    assert [line[-1] for line in lines] == ["écrits", "Réunions", "Téléphone"]


def test_report_as_xlsx(aline: Client) -> None:
    response: Any = aline.get("/reports/groups/export/?format=xlsx")
    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(response.streaming_content)))
    rows = book.get_sheet_by_index(0).to_python()

    assert [row[0] for row in rows][1:] == ["TEL", "REUNION"]
    assert rows[1][2:] == [3.0, 4.5, 36.0]


def test_page_leads_to_the_interactions_behind_each_line(aline: Client) -> None:
    html = aline.get("/reports/salespeople/?since=2026-02-01").content.decode()

    assert '<a href="/interactions/?salesperson=AR&amp;state=active&amp;since=2026-02-01">AR</a>' in html
    assert "Marc Dubuis" in html


def test_names_are_in_the_reader_s_language(aline: Client, cast: Cast) -> None:
    cast.aline.language = "en"
    cast.aline.save()
    html = aline.get("/reports/groups/").content.decode()

    assert ("Meetings" in html, "Réunions" in html) == (True, False)


def test_part_for_htmx_and_page_for_a_browser(aline: Client) -> None:
    whole = aline.get("/reports/groups/").content.decode()
    part = aline.get("/reports/groups/", headers={"HX-Request": "true"}).content.decode()

    assert ("<html" in whole, "<html" in part, "TEL" in part) == (True, False, True)


def test_reports_begin_with_the_groups(aline: Client) -> None:
    assert aline.get("/reports/")["Location"] == "/reports/groups/"


@pytest.mark.parametrize("address", ["/reports/nothing/", "/reports/nothing/export/"])
def test_unknown_report_is_not_found(aline: Client, address: str) -> None:
    assert aline.get(address).status_code == 404


def test_who_may_not_export_is_refused(client: Client, cast: Cast) -> None:
    client.force_login(cast.viewer)

    assert cast.viewer.role == Role.VIEWER
    assert client.get("/reports/groups/").status_code == 200
    assert client.get("/reports/groups/export/").status_code == 403
    assert "/export/" not in client.get("/reports/groups/").content.decode()


def test_strangers_are_sent_to_sign_in(client: Client) -> None:
    assert client.get("/reports/groups/").status_code == 302


@pytest.mark.parametrize("more", [0, 3])
def test_the_statements_do_not_grow(aline: Client, more: int, django_assert_num_queries: Any) -> None:
    for place in range(more):
        make.make_group(f"GROUPE-{place}")
    aline.get("/reports/groups/")
    with django_assert_num_queries(6):  # session, user, salesperson, figures, groups, saved views
        aline.get("/reports/groups/")
