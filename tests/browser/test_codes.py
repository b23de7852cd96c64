"""The codes of a contact in the browser: added by typing, taken away by a press, set up in a dialog."""

from __future__ import annotations

from datetime import UTC, datetime

from playwright.sync_api import expect

from liaison.contacts.actions import assign_code, save_code
from liaison.contacts.fields import CodeFields
from liaison.contacts.kinds import INDUSTRY_GROUP, JOB_RESPONSIBILITY, MAILING_GROUP
from liaison.contacts.models import MailingGroup
from liaison.contacts.queries import codes_of
from tests.browser.conftest import Screen
from tests.cast import Cast

AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def test_ticked_contacts_get_a_code_and_lose_it(screen: Screen, cast: Cast) -> None:
    save_code(MAILING_GROUP, CodeFields(code="NEWS", description="Lettre d’information"), by=None, at=AT)
    screen.sign_in(cast.aline)
    page = screen.go("/contacts/")
    for name in ("Nora Béguelin", "Yves Monnier"):
        page.get_by_role("row").filter(has=page.get_by_role("link", name=name)).locator("[name=pk]").check()
    page.locator("button[value=give]").click()
    page.locator("dialog[open] [name=code]").select_option("mailing_group:NEWS")
    screen.check_accessible()
    page.locator("dialog[open] .btn.primary").click()
    expect(page.locator(".toast")).to_contain_text("NEWS")

    page = screen.go("/contacts/?mailing_group=NEWS")
    expect(page.locator("tbody tr[data-row]")).to_have_count(2)
    page.locator("[data-select-page]").check()
    page.locator("button[value=take]").click()
    expect(page.locator("dialog[open] [name=code]")).to_have_value("mailing_group:NEWS")
    page.locator("dialog[open] .btn.danger").click()
    expect(page.locator("tbody tr[data-row]")).to_have_count(0)


def test_codes_are_added_and_taken_away_on_the_card(screen: Screen, cast: Cast) -> None:
    for kind, code, words in (
        (MAILING_GROUP, "NEWS", "Lettre d’information"),
        (JOB_RESPONSIBILITY, "PURCH", "Achats"),
        (INDUSTRY_GROUP, "MACHINE", "Machines"),
    ):
        save_code(kind, CodeFields(code=code, description=words), by=None, at=AT)
    assign_code(cast.company, INDUSTRY_GROUP, "MACHINE", by=None, at=AT)
    screen.sign_in(cast.aline)
    screen.expect("422")
    page = screen.go("/contacts/CT-000482/")
    panel = page.locator("#codes")
    panel.locator("a.chip").last.click()
    picker = page.locator("#code-picker")
    expect(picker).to_be_focused()

    for typed, words in (("info", "Lettre d’information"), ("acha", "Achats")):
        picker.press_sequentially(typed)
        expect(panel.get_by_role("option")).to_have_count(1)
        picker.press("Enter")
        expect(panel.locator(".chip.removable", has_text=words)).to_be_visible()
        expect(picker).to_be_focused()
    screen.check_accessible()
    picker.fill("nothing of the kind")
    picker.press("Enter")
    expect(picker).to_have_attribute("aria-invalid", "true")
    panel.locator(".chip", has_text="Achats").locator("button").click()
    expect(panel.locator(".chip", has_text="Achats")).to_have_count(0)
    expect(panel.locator(".chip", has_text="Machines").locator("button")).to_have_count(0)
    with screen.phone():
        screen.check_width()
    panel.locator("header a").click()

    expect(panel.locator(".chip.removable")).to_have_count(0)
    expect(panel.get_by_role("link", name="Lettre d’information")).to_be_visible()
    screen.check_accessible()
    held = codes_of(cast.viewer, cast.nora)
    assert ([row.code for row in held["mailing_group"]], held["job_responsibility"]) == (["NEWS"], [])


def test_code_is_set_up_in_a_dialog(screen: Screen, cast: Cast) -> None:
    screen.sign_in(cast.administrator)
    page = screen.go("/setup/codes/")
    page.locator(".page-head .btn.primary, header .btn.primary").last.click()
    page.locator("dialog[open] [name=code]").fill("gift")
    page.locator("dialog[open] [name=description]").fill("Cadeau de fin d’année")
    page.keyboard.press("Enter")

    expect(page.get_by_role("link", name="GIFT")).to_be_visible()
    screen.check_accessible()
    with screen.phone():
        screen.check_width()
    assert MailingGroup.objects.get().code == "GIFT"
