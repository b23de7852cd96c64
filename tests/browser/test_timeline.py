"""The timeline: acts inside a line by mouse and by key, filters in the address."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from liaison.interactions.actions.log import log_values
from liaison.interactions.draft import Values
from liaison.interactions.models import Entry
from liaison.kit.clock import now
from tests import make
from tests.browser.conftest import Screen
from tests.browser.test_record import TIMELINE, warm_up
from tests.cast import Cast

#: Types and sends before the browser comes to anything else: nobody can be quicker.
SUBMIT_AS_IT_COMES = """acts => new MutationObserver(() => {
  const text = acts.querySelector("textarea");
  if (!text) return;
  text.value = "Tout de suite";
  text.form.requestSubmit();
}).observe(acts, {childList: true})"""


@pytest.fixture(autouse=True)
def number(cast: Cast) -> int:
    warm_up(cast)
    make.make_template("LETTRE", make.make_group("LETTRE"), channel="letter")
    log_values(
        Values(contact="CT-000482", template="LETTRE", description="Une lettre"), by=cast.aline, at=now()
    )
    return log_values(
        Values(contact="CT-000482", template="APPEL", description="Un appel"), by=cast.aline, at=now()
    )


def test_evaluate_comment_and_cancel_in_place(screen: Screen, cast: Cast, number: int) -> None:
    """R-INT-144, R-INT-146, R-INT-96"""
    screen.sign_in(cast.aline)
    page = screen.go(TIMELINE)
    line = page.locator(f"#e{number}")
    page.locator("main").press("j")
    expect(line.locator("article")).to_be_focused()
    page.keyboard.press("Tab")
    acts = line.locator(".acts")
    expect(acts).to_be_visible()
    acts.locator("a").nth(0).press("Enter")
    expect(acts.locator("button[value=very_positive]")).to_be_focused()
    screen.check_accessible()
    acts.locator("button[value=positive]").press("Enter")
    expect(line.locator("header .rating")).to_be_visible()

    acts.locator("a").nth(1).press("Enter")
    expect(acts.locator("textarea")).to_be_focused()
    page.keyboard.type("Rappeler jeudi")
    page.keyboard.press("Control+Enter")
    expect(line.locator(".remarks")).to_contain_text("Rappeler jeudi")

    acts.locator("a.danger").press("Enter")
    dialog = page.locator("dialog#dialog")
    dialog.locator("[name=reason]").fill("Doublon")
    dialog.locator("footer .danger").click()
    expect(line).to_have_class(re.compile("canceled"))
    expect(dialog).to_be_hidden()
    entry = Entry.objects.get(pk=number)
    assert (entry.evaluation, entry.canceled, entry.comments.get().comment) == (
        "positive",
        True,
        "Rappeler jeudi",
    )
    screen.check_accessible()


def test_a_part_that_comes_listens_at_once(screen: Screen, cast: Cast, number: int) -> None:
    screen.sign_in(cast.aline)
    page = screen.go(TIMELINE)
    line = page.locator(f"#e{number}")
    line.locator(".acts").evaluate(SUBMIT_AS_IT_COMES)
    line.locator(".acts a").nth(1).press("Enter")
    expect(line.locator(".remarks")).to_contain_text("Tout de suite")
    expect(page).to_have_url(f"{screen.base}{TIMELINE}")


def test_escape_gives_the_line_back(screen: Screen, cast: Cast, number: int) -> None:
    screen.sign_in(cast.aline)
    page = screen.go(TIMELINE)
    acts = page.locator(f"#e{number} .acts")
    page.locator(f"#e{number} article").hover()
    acts.locator("a").nth(1).click()
    expect(acts.locator("textarea")).to_be_focused()
    page.keyboard.press("Escape")
    expect(acts.locator("textarea")).to_have_count(0)
    expect(acts.locator("a").first).to_be_focused()


def test_filters_stand_in_the_address(screen: Screen, cast: Cast) -> None:
    screen.sign_in(cast.aline)
    page = screen.go(TIMELINE)
    lines = page.locator(".timeline .entry")
    expect(lines).to_have_count(2)
    page.locator("#record-log a.chip").nth(4).click()
    expect(lines).to_have_count(1)
    expect(page).to_have_url(f"{screen.base}{TIMELINE}?channel=letter")
    expect(page.locator("#record-log a.chip").nth(4)).to_be_focused()
    page.reload()
    expect(lines).to_have_count(1)
    page.locator("#record-log a[data-dialog]").first.click()
    dialog = page.locator("dialog#dialog")
    dialog.locator("[name=template]").select_option("APPEL")
    screen.check_accessible()
    dialog.locator("footer button.primary").click()
    expect(page.locator("#record-log .empty")).to_be_visible()
    screen.check_accessible()
