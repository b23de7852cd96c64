"""The log list: searched, walked through by keys, cancelled in bulk, cleaned up."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from liaison.interactions.actions.log import log_values
from liaison.interactions.draft import Values
from liaison.interactions.models import Entry
from liaison.kit.clock import now
from tests.browser.conftest import Screen
from tests.browser.test_record import warm_up
from tests.cast import Cast


@pytest.fixture(autouse=True)
def entries(cast: Cast) -> list[int]:
    warm_up(cast)
    texts = ("Extension de garantie", "Relance du devis", "Prise de rendez-vous")
    return [
        log_values(Values(contact="CT-000482", template="APPEL", description=text), by=cast.aline, at=now())
        for text in texts
    ]


def test_search_marks_the_hit(screen: Screen, cast: Cast) -> None:
    """Words with another ending are found too, and the hit is marked."""
    screen.sign_in(cast.aline)
    page = screen.go("/interactions/")
    screen.check_accessible()
    page.keyboard.press("/")
    page.keyboard.type("garanties")
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.locator("tbody mark")).to_have_text("garantie")
    expect(page).to_have_url(f"{screen.base}/interactions/?q=garanties")
    spoken = page.locator("body > [role=status]")
    expect(spoken).to_have_text("Lignes affichées : 1")
    screen.check_accessible()
    page.keyboard.type("x")
    expect(page.locator("#list .empty")).to_be_visible()
    expect(spoken).to_have_text(page.locator("#list .empty .strong").inner_text())
    page.keyboard.press("Backspace")
    expect(page.locator("tbody tr")).to_have_count(1)
    page.keyboard.press("Escape")  # leaves the field and keeps its words: the keys go on with the list
    page.keyboard.press("j")
    expect(page.locator("tbody tr")).to_be_focused()
    expect(page.locator("input[type=search][name=q]")).to_have_value("garanties")


def test_cancel_in_bulk_and_clean_up(screen: Screen, cast: Cast, entries: list[int]) -> None:
    """F7, R-INT-146, R-INT-153: the count is said before, the reason is kept, deleting is counted first."""
    screen.sign_in(cast.administrator)
    page = screen.go("/interactions/")
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.locator(".bulk button[value=cancel]").click()
    dialog = page.locator("dialog#dialog")
    expect(dialog).to_contain_text("2 interactions")
    screen.check_accessible()
    dialog.locator("[name=reason]").fill("Doublons")
    dialog.locator("footer button.danger").click()
    expect(page.locator("tr.canceled")).to_have_count(2)
    assert set(Entry.objects.filter(canceled=True).values_list("pk", flat=True)) == set(entries[1:])

    page.locator("a[href='/interactions/clean-up/']").click()
    dialog.locator("footer button").first.click()
    expect(dialog.get_by_role("status")).to_contain_text("2")
    screen.check_accessible()
    dialog.locator("footer button.danger").click()
    expect(page.locator("tbody tr")).to_have_count(1)
    assert list(Entry.objects.values_list("pk", flat=True)) == entries[:1]


def test_cancel_in_bulk_without_scripts(screen: Screen, cast: Cast, entries: list[int]) -> None:
    """Principle 7: the bar stands there from the start, without what only scripts could do"""
    screen.sign_in(cast.aline)
    context = screen.context.browser.new_context(java_script_enabled=False)  # type: ignore[union-attr]
    try:
        context.add_cookies(screen.context.cookies())  # type: ignore[arg-type]
        page = context.new_page()
        page.goto(screen.base + "/interactions/")
        bar = page.locator(".bulk")
        expect(bar.locator("[aria-live], [data-select-none]").first).to_be_hidden()
        page.locator(f"[name=pk][value='{entries[0]}']").check()
        bar.locator("button[value=cancel]").click()
        page.locator("main [name=reason]").fill("Doublon")
        page.locator("main form button.danger").click()
        expect(page.locator("tr.canceled")).to_have_count(1)
    finally:
        context.close()
    assert Entry.objects.get(canceled=True).pk == entries[0]


def test_keys_walk_and_open(screen: Screen, cast: Cast, entries: list[int]) -> None:
    screen.sign_in(cast.aline)
    page = screen.go("/interactions/")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/interactions/{entries[1]}/")
    screen.check_accessible()
    page.keyboard.press("e")
    dialog = page.locator("dialog#dialog")
    expect(dialog.locator("[name=description]")).to_be_focused()
    screen.check_accessible()
    page.keyboard.press("Control+a")
    page.keyboard.type("Relance corrigée")
    page.keyboard.press("Enter")
    expect(page.locator("main h2").filter(has_text="Relance corrigée")).to_be_visible()


def test_phone_width(screen: Screen, cast: Cast, entries: list[int]) -> None:
    screen.sign_in(cast.aline)
    with screen.phone():
        for path in ("", f"{entries[0]}/", f"{entries[0]}/correction/"):
            screen.go(f"/interactions/{path}")
            screen.check_width()
        screen.check_accessible()


def test_figures_are_told_and_ordered_by_on_a_phone(screen: Screen, cast: Cast, entries: list[int]) -> None:
    """R-INT-182: what is chosen to be shown is, with its name, and the list is ordered there too"""
    screen.sign_in(cast.aline)
    page = screen.go("/interactions/?sort=entry_no")
    with screen.phone():
        figure = page.locator("tbody td.num[data-label='N°']", has_text=str(entries[0]))
        expect(figure).to_be_visible()
        expect(page.locator("tbody tr").first).to_contain_text(str(entries[0]))
        page.locator("thead a.sort[href*='-entry_no']").click()
        expect(page.locator("tbody tr").first).to_contain_text(str(entries[-1]))
        screen.check_width()
        screen.check_accessible()
