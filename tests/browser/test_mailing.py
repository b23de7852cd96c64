"""A mailing from end to end: chosen, mended, logged, sent by a worker that is killed, read, answered."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.db.models import F
from playwright.sync_api import Browser, Page, Response, expect
from procrastinate.exceptions import AlreadyEnqueued

from liaison.accounts.models import User
from liaison.campaigns.models import Campaign, Consent
from liaison.campaigns.queries import campaigns
from liaison.delivery.jobs import work
from liaison.delivery.models import Item, Run
from liaison.interactions.models import Entry
from liaison.interactions.queries.headings import campaign_figures
from liaison.kit.clock import now
from liaison.ops.demo.load import load
from liaison.segments.models import SegmentLine
from tests.browser.conftest import Screen
from tests.mailserver import MailServer, mail_server

FEW = 9_000
"""Interactions of the demonstration: all its contacts and campaigns, less of its history; it loads sooner."""
IDLE = "() => !document.querySelector('.htmx-request, .htmx-swapping, .htmx-settling')"
SHEET = re.compile(r"/segments/SM-\d+/$")
SALON = "Portes ouvertes d’hiver"
HALFWAY = 150
"""Messages after which the worker is killed."""


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server() as running:
        yield running


@pytest.fixture
def house(transactional_db: None, server: MailServer, live_server: Any, settings: Any) -> User:
    """The demonstration company, whose mails go to a real server; its marketing."""
    settings.CONFIG = replace(settings.CONFIG, smtp=server.account, public_url=live_server.url)
    load("yverdon-1400", at=now(), interactions=FEW)
    Item.objects.filter(state="queued").update(state="stopped")  # a sending of the demonstration's own
    return User.objects.get(username="marie")


@contextmanager
def worker(server: MailServer, page: str) -> Iterator[subprocess.Popen[bytes]]:
    """`liaison worker` in a process of its own, on the database of the test; killed with -9 at the end."""
    server_address = urlsplit(os.environ["DATABASE_URL"])
    database = server_address._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    process = subprocess.Popen(
        [sys.executable, "-m", "liaison", "worker"],
        env={
            **os.environ,
            "DATABASE_URL": database,
            "EMAIL_URL": f"smtp://127.0.0.1:{server.port}",
            "LIAISON_PUBLIC_URL": "{0.scheme}://{0.netloc}".format(urlsplit(page)),
            "LIAISON_SECRET_KEY": django_settings.SECRET_KEY,
        },
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait(30)


def answered(page: Page) -> Any:
    """Wait for what the editor is answered, and until it stands on the page."""

    def posted(response: Response) -> bool:
        return response.request.method == "POST"

    return page.expect_response(posted)


def choose(page: Page, selector: str, value: str) -> None:
    if page.locator(selector).input_value() == value:
        return
    with answered(page):
        page.locator(selector).select_option(value)
    page.wait_for_function(IDLE)
    expect(page.locator(selector)).to_have_value(value)


def step(page: Page, action: str, field: str, operator: str, value: str) -> int:
    """Do one step on contacts in the criteria editor; returns the lines there are now."""
    page.goto(page.url.partition("selection/")[0] + f"selection/?action={action}")
    page.wait_for_load_state("networkidle")
    choose(page, "[id='f0.0']", field)
    choose(page, "[id='o0.0']", operator)
    with answered(page):
        offer = page.locator(f"#criteria .offers input[value='{value}']")
        if offer.count():
            offer.check(force=True)
        else:
            page.locator("[id='v0.0']").fill(value)
    page.wait_for_function(IDLE)
    after = figure(page.locator("#preview .change b").last.inner_text())
    page.locator("#preview button[value=do]").click()
    page.wait_for_url(SHEET)
    return after


def figure(text: str) -> int:
    return int(re.sub(r"\D", "", text))


def personalise(page: Page, no: str, name: str, value: str) -> None:
    page.locator("#search-lines").fill(no)
    row = page.locator("tbody tr[data-row]")
    expect(row).to_have_count(1)
    expect(row).to_contain_text(no)
    row.locator("a[href*='?pk=']").click()
    field = page.locator(f"dialog[open] [name={name}]")
    expect(field).to_be_visible()
    if name == "subject":
        field.fill(value)
    else:
        field.select_option(value)
    page.locator("dialog[open] .btn.primary").click()
    page.wait_for_url(SHEET)
    expect(page.locator("dialog[open]")).to_have_count(0)


def mend(page: Page) -> None:
    """Apply a remedy to each problem that readiness shows: no address means paper, the rest is recorded."""
    for _problem in range(6):
        bad = page.locator("#readiness li", has=page.locator(".badge.bad"))
        expect(page.locator("#readiness header .badge")).to_be_visible()
        if not bad.count():
            return
        paper = bad.first.locator("button[value=use_hard_copy]")
        remedy = paper if paper.count() else bad.first.locator("button[value=no_sending]")
        with page.expect_navigation():
            remedy.click()
    raise AssertionError("Readiness still shows problems.")


def begin(screen: Screen, campaign: Campaign) -> str:
    """A new segment of the campaign, by the newsletter's template; returns its number."""
    page = screen.go("/segments/")
    page.locator("main .page-head a[data-dialog]").click()
    dialog = page.locator("dialog[open]")
    dialog.locator("[name=description]").fill(SALON)
    dialog.locator("[name=template]").select_option("INFOLETTRE")
    dialog.locator("[name=campaign]").select_option(campaign.no)
    dialog.locator("[name=description]").press("Enter")
    page.wait_for_url(SHEET)
    return page.url.rstrip("/").rpartition("/")[2]


def log_it(page: Page) -> None:
    page.locator(".page-head .btn.primary").click()
    dialog = page.locator("dialog[open]")
    expect(dialog.locator("[name=send]")).to_be_checked()
    if dialog.locator("[name=looked]").count():
        dialog.locator("[name=looked]").check()
    dialog.locator(".btn.primary").click()
    page.wait_for_url(re.compile(r"/segments/logged/\d+/$"))


def interrupt(page: Page, server: MailServer, run: Run) -> int:
    """Kill the worker in the middle; returns how many messages were in the server's hands just then."""
    enough = threading.Event()
    server.on_data = lambda: enough.set() if len(server.taken) >= HALFWAY else None
    with worker(server, page.url) as process:
        assert enough.wait(120)
        process.kill()
        process.wait(30)
    expect(page.locator("#sending progress")).not_to_have_attribute("value", "0")
    run.refresh_from_db()
    assert 0 < run.settled < run.total
    return Item.objects.filter(
        run=run, state="sending", handed_over_at__isnull=False, channel="email"
    ).count()


def go_on(page: Page, server: MailServer) -> None:
    """A new worker, after the time in which it is sure that the other one is dead."""
    long_ago = timedelta(minutes=20)
    Item.objects.filter(state="sending").update(
        claimed_at=F("claimed_at") - long_ago, handed_over_at=F("handed_over_at") - long_ago
    )
    with suppress(AlreadyEnqueued):
        work.defer()  # the job of the next minute, at once
    with worker(server, page.url):
        expect(page.locator("#sending .stats")).to_be_visible(timeout=90_000)


@pytest.mark.django_db(transaction=True)
def test_a_mailing_from_the_choice_to_the_answer(
    screen: Screen, chromium: Browser, house: User, server: MailServer
) -> None:
    """F1, F2, F4, B-1, B-6, B-8, B-14, B-19, R-INT-129"""
    screen.sign_in(house)
    campaign = campaigns(house)[0]
    number = begin(screen, campaign)
    page = screen.page

    added = step(page, "add", "type", "in", "person")
    reduced = step(page, "reduce", "language", "is", "it-CH")
    chosen = step(page, "refine", "language", "typed", "fr-CH|de-CH")
    assert added > reduced > chosen
    assert 900 < chosen < 1_100

    lines = SegmentLine.objects.filter(segment__no=number, contact__correspondence_type="email")
    first, second = lines.exclude(contact__email="").order_by("line_no").select_related("contact")[:2]
    personalise(page, first.contact.no, "subject", "Pour vous seulement")
    personalise(page, second.contact.no, "correspondence_type", "hard_copy")
    screen.go(f"/segments/{number}/")
    mend(page)
    screen.check_accessible()
    log_it(page)

    run = Run.objects.latest("id")
    items = Item.objects.filter(run=run)
    logged = Entry.objects.filter(segment_no=number)
    assert (logged.count(), items.count()) == (chosen, run.total)
    unsure = interrupt(page, server, run)
    go_on(page, server)
    run.refresh_from_db()
    assert (run.state, run.sent, run.failed, run.stopped) == ("finished", run.total - unsure, unsure, 0)
    compare(server, items, {first.contact.email: "Pour vous seulement"})
    assert f"{chosen % 1_000:03}" in page.locator("#sending .stats").inner_text()
    letters = items.filter(channel="hard_copy").count()
    assert letters >= 2
    assert logged.filter(correspondence_type="hard_copy", delivery_status="sent").count() == letters

    refuse(chromium, server, items)
    figures = campaign_figures(house, [campaign.pk])[campaign.pk]
    screen.go(f"/campaigns/{campaign.no}/")
    shown = [figure(text) for text in page.locator(".stat b").all_inner_texts()[:2]]
    assert shown == [figures.contacted, figures.responded]
    row = page.locator("tbody tr", has_text=number)
    assert figure(row.locator("td.num").first.inner_text()) == chosen
    screen.check_accessible()


def compare(server: MailServer, items: Any, own: dict[str, str]) -> None:
    """Each e-mail that counts as sent stands in the server once, for its contact, in its language."""
    mails = {one.message_id: one for one in items.filter(channel="email").select_related("contact", "entry")}
    found = [message for message in server.messages if str(message["Message-ID"]) in mails]
    counted = Counter(str(message["Message-ID"]) for message in found)
    assert set(counted.values()) == {1}
    assert {key for key, item in mails.items() if item.state == "sent"} <= set(counted)
    for message in found:
        contact = mails[str(message["Message-ID"])].contact
        subject = {"fr": "Les nouvelles de", "de": "Neuigkeiten von"}[contact.language[:2]]
        assert contact.email in str(message["To"])
        assert str(message["Subject"]).startswith(own.get(contact.email, subject))
        text = message.get_body(("plain",))
        assert text is not None
        assert "{{" not in text.get_content()
        assert "/preferences/" in str(message["List-Unsubscribe"])


def refuse(chromium: Browser, server: MailServer, items: Any) -> None:
    """Take the link of the last mail, without signing in and without scripts."""
    mails = {one.message_id: one.contact for one in items.filter(channel="email").select_related("contact")}
    message = [one for one in server.messages if str(one["Message-ID"]) in mails][-1]
    contact = mails[str(message["Message-ID"])]
    text = message.get_body(("plain",))
    assert text is not None
    link = re.search(r"http://[^\s<>\"]+/preferences/[^\s<>\"]+", text.get_content())
    assert link is not None
    context = chromium.new_context(java_script_enabled=False, locale="fr-CH")
    page = context.new_page()
    page.goto(link[0])
    page.locator("button[name=unsubscribe]").first.click()
    expect(page.get_by_role("status")).to_be_visible()
    context.close()
    assert Consent.objects.filter(contact=contact, agreement="withdrawn").count() == 1
