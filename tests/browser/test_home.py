"""The home page: the figures, the weeks, what happened last, what was put aside, what did not arrive."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from playwright.sync_api import expect

from liaison.interactions.actions.drafts import postpone
from liaison.interactions.actions.log import log_values
from liaison.interactions.actions.sent import note_delivery
from liaison.interactions.draft import Values
from liaison.interactions.models import DeliveryStatus
from liaison.kit.clock import now
from tests import make
from tests.browser.conftest import Screen
from tests.browser.test_record import warm_up
from tests.cast import Cast

REFUSED = "550 5.1.1 unknown recipient"


@pytest.fixture
def failed(cast: Cast) -> int:
    """The number of an e-mail that was refused, after two calls; a letter is put aside."""
    warm_up(cast)
    make.make_template("E-MAIL", make.make_group("E-MAIL"), channel="email")
    make.make_template("LETTRE", make.make_group("LETTRE"), channel="letter")

    def log(template: str, description: str, minutes: int) -> int:
        values = Values(
            contact="CT-000482", template=template, description=description, duration_min=Decimal(minutes)
        )
        return log_values(values, by=cast.aline, at=now())

    log("APPEL", "Relance du devis", 20)
    log("APPEL", "Prise de rendez-vous", 10)
    number = log("E-MAIL", "Devis révisé", 5)
    note_delivery(number, cast.nora.pk, DeliveryStatus.FAILED, at=now(), note=REFUSED)
    postpone(
        Values(contact="CT-000482", template="LETTRE", description="Remerciements"), by=cast.aline, at=now()
    )
    return number


def test_the_day_at_a_glance(screen: Screen, cast: Cast, failed: int) -> None:
    screen.sign_in(cast.aline)
    page = screen.go("/")
    expect(page.locator(".stat b")).to_have_text(["3", "35 min", "1"])
    weeks = page.locator(".chart table tbody tr")
    expect(weeks).to_have_count(12)
    expect(weeks.last.locator("td")).to_have_text(["1", "2"])
    expect(page.locator(".timeline .entry header a").first).to_have_text("Devis révisé")
    screen.check_accessible()
    with screen.phone():
        screen.check_width()
        screen.check_accessible()


def test_what_did_not_arrive_leads_to_its_entry(screen: Screen, cast: Cast, failed: int) -> None:
    screen.sign_in(cast.aline)
    page = screen.go("/")
    page.locator(".note a").click()
    page.wait_for_url("**/interactions/?*delivery=failed*")
    line = page.locator("table tbody tr")
    expect(line).to_have_count(1)
    line.get_by_role("link", name="Devis révisé").click()
    page.wait_for_url(f"**/interactions/{failed}/")
    expect(page.locator("main")).to_contain_text(REFUSED)


def test_what_was_put_aside_is_resumed_where_one_stands(screen: Screen, cast: Cast, failed: int) -> None:
    """R-INT-76, R-INT-77"""
    screen.sign_in(cast.aline)
    page = screen.go("/")
    page.locator("a[href*='/interactions/drafts/'][data-dialog]").click()
    dialog = page.locator("dialog#dialog")
    expect(dialog.locator("[name=description]")).to_have_value("Remerciements")
    dialog.locator("button[value=postpone]").click()
    expect(dialog).to_be_hidden()
    expect(page).to_have_url(re.compile(r"/$"))
