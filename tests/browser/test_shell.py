"""The frame in a real browser: sign-in, palette, keys, dialogs, toasts, pickers, lists, phone."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from liaison.contacts.bulk import refresh_search
from liaison.interactions.actions.log import log_values
from liaison.interactions.draft import Values
from tests.browser.conftest import Screen
from tests.cast import Cast
from tests.conftest import AT

PASSWORD = "un mot de passe"
ASKS = "() => !window.dispatchEvent(new Event('beforeunload', { cancelable: true }))"
"""Whether the page would ask before it is left."""


def test_sign_in_and_out(screen: Screen, cast: Cast) -> None:
    page = screen.go("/profile/")
    expect(page).to_have_url(re.compile(r"/account/login/\?next=/profile/"))
    screen.check_accessible()
    screen.expect("422")
    page.locator("[name=login]").fill("aline")
    page.locator("[name=password]").fill("falsch")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_be_visible()
    screen.check_accessible()
    page.locator("[name=login]").fill("Aline")
    page.locator("[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/profile/$"))
    page.locator(".me").click()
    page.locator("#me-menu button", has=page.locator("use[href$='#leave']")).click()
    expect(page).to_have_url(re.compile("/account/login/"))


def test_language_is_chosen_before_and_after_sign_in(screen: Screen, cast: Cast) -> None:
    page = screen.go("/account/login/")
    page.get_by_role("button", name="Deutsch").click()
    expect(page.locator("html")).to_have_attribute("lang", "de-CH")
    screen.sign_in(cast.aline)
    screen.go("/profile/")
    expect(page.locator("html")).to_have_attribute("lang", "fr-CH")
    page.locator(".me").click()
    page.locator("#me-menu button[value=it]").click()
    expect(page.locator("html")).to_have_attribute("lang", "it-CH")
    cast.aline.refresh_from_db()
    assert cast.aline.language == "it"


def test_appearance_is_kept_without_a_flash(screen: Screen, cast: Cast) -> None:
    screen.sign_in(cast.aline)
    page = screen.go("/profile/")
    page.locator("main button[name=theme][value=dark]").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "dark"
    page.locator("main button[name=theme][value=auto]").click()
    expect(page.locator("html")).not_to_have_attribute("data-theme", "dark")


def test_palette_finds_commands_by_keyboard_alone(screen: Screen, cast: Cast) -> None:
    screen.sign_in(cast.administrator)
    page = screen.go("/catalogue/")
    page.keyboard.press("Control+k")
    box = page.get_by_role("combobox").first
    expect(box).to_be_focused()
    expect(box).to_have_attribute("aria-expanded", "true")
    screen.check_accessible()
    box.fill(page.locator("#me-menu a[href='/profile/']").inner_text().strip() or "profil")
    expect(page.locator("#palette [aria-selected=true]")).to_have_attribute("href", "/profile/")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/profile/$"))
    # A word in some interaction does not come before the command of that name.
    values = Values(contact="CT-000482", template="APPEL", description="Profil du client")
    number = log_values(values, by=cast.administrator, at=AT)
    page.keyboard.press("Control+k")
    box.fill("profil")
    expect(page.locator(f"#palette [href='/interactions/{number}/']")).to_be_visible()
    expect(page.locator("#palette [aria-selected=true]")).to_have_attribute("href", "/profile/")
    page.keyboard.press("Escape")
    expect(page.locator("#palette")).to_be_hidden()


def test_enter_means_the_words_and_not_an_older_list(screen: Screen, cast: Cast) -> None:
    """Quick fingers press Enter before the answer to what they typed is there."""
    refresh_search([cast.company.pk, cast.nora.pk, cast.yves.pk, cast.lea.pk])
    screen.sign_in(cast.aline)
    page = screen.go("/profile/")
    page.keyboard.press("Control+k")
    page.keyboard.type("nora")
    expect(page.locator("#palette [aria-selected=true]")).to_contain_text("Nora Béguelin")
    page.keyboard.press("Control+a")
    page.keyboard.type(cast.yves.name)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/contacts/{cast.yves.no}/")


def test_keys_open_the_help_and_rest_while_typing(screen: Screen, cast: Cast) -> None:
    screen.sign_in(cast.aline)
    page = screen.go("/profile/")
    page.keyboard.press("?")
    dialog = page.locator("#dialog")
    expect(dialog).to_be_visible()
    screen.check_accessible()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    name = page.locator("main [name=name]")
    name.fill("")
    name.press_sequentially("n?e")
    expect(name).to_have_value("n?e")
    expect(dialog).to_be_hidden()


def test_keys_can_be_switched_off(screen: Screen, cast: Cast) -> None:
    screen.sign_in(cast.aline)
    page = screen.go("/profile/")
    page.locator("main button[name=keys][value=off]").click()
    expect(page.locator("html")).to_have_attribute("data-keys", "off")
    page.keyboard.press("?")
    page.wait_for_timeout(300)
    expect(page.locator("#dialog")).to_be_hidden()


def test_dialog_shows_errors_beside_fields_then_closes_with_a_toast(screen: Screen, cast: Cast) -> None:
    screen.sign_in(cast.administrator)
    screen.expect("422")
    page = screen.go("/catalogue/")
    page.get_by_role("link", name="Ouvrir un dialogue").click()
    dialog = page.locator("#dialog")
    expect(dialog).to_be_visible()
    screen.check_accessible()
    dialog.locator("[name=subject]").fill("")
    dialog.get_by_role("button", name="Continuer").click()
    subject = dialog.locator("[name=subject]")
    expect(subject).to_have_attribute("aria-invalid", "true")
    expect(subject).to_be_focused()
    assert page.locator(f"#{subject.get_attribute('aria-describedby')}").inner_text() != ""
    screen.check_accessible()
    subject.fill("Relance")
    dialog.get_by_role("button", name="Continuer").click()
    expect(dialog).to_be_hidden()
    toast = page.locator("#toasts .toast")
    expect(toast).to_have_count(1)
    toast.locator("form button").click()
    expect(page.locator("#toasts .toast")).to_have_count(1)


def test_dialog_left_with_unsaved_input_asks(screen: Screen, cast: Cast) -> None:
    screen.sign_in(cast.administrator)
    page = screen.go("/catalogue/")
    page.get_by_role("link", name="Ouvrir un dialogue").click()
    page.locator("#dialog [name=subject]").fill("Autre chose")
    page.keyboard.press("Escape")
    question = page.locator("#confirm")
    expect(question).to_be_visible()
    screen.check_accessible()
    question.locator("button[value=no]").click()
    expect(page.locator("#dialog [name=subject]")).to_have_value("Autre chose")
    page.keyboard.press("Escape")
    question.locator("button[value=yes]").click()
    expect(page.locator("#dialog")).to_be_hidden()


def test_dialog_that_came_back_with_an_error_asks_too(screen: Screen, cast: Cast) -> None:
    screen.sign_in(cast.administrator)
    screen.expect("422")
    page = screen.go("/catalogue/")
    page.get_by_role("link", name="Ouvrir un dialogue").click()
    dialog = page.locator("#dialog")
    dialog.locator("[name=comment]").fill("Dix lignes")
    dialog.locator("[name=subject]").fill("")
    dialog.get_by_role("button", name="Continuer").click()
    expect(dialog.locator("[name=subject]")).to_have_attribute("aria-invalid", "true")
    page.keyboard.press("Escape")
    page.locator("#confirm[open] button[value=no]").click()
    expect(dialog.locator("[name=comment]")).to_have_value("Dix lignes")
    assert page.evaluate(ASKS)


def test_leaving_the_page_with_unsaved_input_in_a_dialog_asks(screen: Screen, cast: Cast) -> None:
    screen.sign_in(cast.administrator)
    page = screen.go("/catalogue/")
    page.get_by_role("link", name="Ouvrir un dialogue").click()
    subject = page.locator("#dialog [name=subject]")
    expect(subject).to_be_visible()
    assert not page.evaluate(ASKS)
    subject.fill("Autre chose")
    assert page.evaluate(ASKS)


def test_page_that_came_back_with_an_error_asks_before_it_is_left(screen: Screen, cast: Cast) -> None:
    screen.sign_in(cast.aline)
    screen.expect("422")
    page = screen.go("/profile/")
    assert not page.evaluate(ASKS)
    page.locator("[name=name]").fill("")
    page.locator("form[data-guard] .btn.primary").first.click()
    expect(page.locator("[name=name]")).to_have_attribute("aria-invalid", "true")
    page.wait_for_function(ASKS)  # the field stands there before the scripts of the page have come


def test_dialog_opened_again_at_once_keeps_what_it_shows(screen: Screen, cast: Cast) -> None:
    """A browser tells a moment later that a dialog was closed: the next thing may stand in it by then."""
    screen.sign_in(cast.administrator)
    page = screen.go("/catalogue/")
    page.get_by_role("link", name="Ouvrir un dialogue").click()
    expect(page.locator("#dialog [name=subject]")).to_be_visible()
    page.evaluate("""() => new Promise((told) => {
      const dialog = document.getElementById("dialog");
      dialog.addEventListener("close", told, { once: true });
      dialog.close();
      dialog.showModal();
    })""")
    expect(page.locator("#dialog [name=subject]")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#dialog")).to_be_hidden()
    expect(page.locator("#dialog > *")).to_have_count(0)


def test_refusal_becomes_a_toast_and_changes_nothing(screen: Screen, cast: Cast) -> None:
    screen.sign_in(cast.administrator)
    screen.expect("422", "409")
    page = screen.go("/catalogue/")
    before = page.locator("main").inner_html()
    page.get_by_role("button", name="Refus").click()
    expect(page.locator("#toasts .toast.bad")).to_have_count(1)
    page.get_by_role("button", name="Conflit").click()
    page.locator("#confirm button[value=yes]").click()
    expect(page.locator("#toasts .toast.bad")).to_have_count(2)
    assert page.locator("main").inner_html() == before


def test_toast_stays_while_it_is_focused_or_pointed_at(screen: Screen, cast: Cast) -> None:
    screen.sign_in(cast.aline)
    screen.page.clock.install()
    page = screen.go("/profile/")
    page.evaluate(
        "document.dispatchEvent(new CustomEvent('toasts', { detail: { items: [{ text: 'Fait' }] } }))"
    )
    toast = page.locator("#toasts .toast")
    toast.locator("[data-close]").focus()
    toast.hover()
    page.mouse.move(1, 1)
    page.clock.fast_forward(10_000)
    expect(toast).to_have_count(1)
    page.locator(".me").focus()
    page.clock.fast_forward(10_000)
    expect(toast).to_have_count(0)


def test_picker_is_a_combobox(screen: Screen, cast: Cast) -> None:
    screen.sign_in(cast.administrator)
    page = screen.go("/catalogue/")
    field = page.locator("main [name=contact-text]")
    field.press_sequentially("bernas")
    chosen = page.locator(".picker [role=option]")
    expect(chosen).to_have_count(1)
    expect(field).to_have_attribute("aria-expanded", "true")
    screen.check_accessible()
    page.keyboard.press("Enter")
    expect(field).to_have_value("Luca Bernasconi")
    expect(page.locator("main input[type=hidden][name=contact]")).to_have_value("CT-001207")
    field.fill("quelqu'un d'autre")
    field.blur()
    expect(page.locator("main input[type=hidden][name=contact]")).to_have_value("")


def test_lines_are_chosen_by_mouse_and_key(screen: Screen, cast: Cast) -> None:
    screen.sign_in(cast.administrator)
    page = screen.go("/catalogue/")
    boxes = page.locator("input[name=pk]")
    boxes.nth(0).check()
    boxes.nth(2).click(modifiers=["Shift"])
    expect(page.locator("[data-count]")).to_have_text("3")
    page.locator("[data-select-page]").check()
    expect(page.locator("[data-select-all]")).to_be_visible()
    page.locator("[data-select-all]").check()
    expect(page.locator("[data-count]")).to_have_text("8 903")
    screen.check_accessible()
    page.locator("[data-select-none]").click()
    expect(page.locator("[data-bulk]")).to_be_hidden()
    page.locator("[data-row] a").first.focus()
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.locator("[data-row]").nth(1).locator("input[name=pk]")).to_be_checked()
    expect(page.locator("[data-count]")).to_have_text("1")


def test_filters_follow_without_a_reload_and_older_rows_follow(screen: Screen, cast: Cast) -> None:
    screen.sign_in(cast.administrator)
    page = screen.go("/catalogue/")
    page.locator("#filters select[name=language]").select_option("de")
    expect(page).to_have_url(re.compile(r"/catalogue/\?language=de$"))
    expect(page.locator("#list .chip")).to_have_count(1)
    page.locator("#list tr.older a").click()
    expect(page.locator("#list [data-row]")).to_have_count(6)
    expect(page.locator("#list tr.older")).to_have_count(0)
    page.locator("#list .chip .remove").click()
    expect(page).to_have_url(re.compile(r"/catalogue/$"))


def test_view_is_saved_used_and_deleted(screen: Screen, cast: Cast) -> None:
    screen.sign_in(cast.administrator)
    page = screen.go("/catalogue/?language=fr")
    page.locator("#list-tools button[popovertarget]").first.click()
    page.locator(".menu [name=name]").fill("En français")
    page.locator(".menu form[action='/views'] button").click()
    expect(page).to_have_url(re.compile("language=fr"))
    expect(page.locator("#list-tools button[popovertarget]").first).to_contain_text("En français")
    page.locator("#list-tools button[popovertarget]").first.click()
    page.locator(".menu .delete").click()
    expect(page.locator("#list-tools button[popovertarget]").first).not_to_contain_text("En français")


def test_catalogue_is_accessible_and_fits_a_phone(screen: Screen, cast: Cast) -> None:
    screen.sign_in(cast.administrator)
    screen.go("/catalogue/")
    screen.check_accessible()
    with screen.phone():
        screen.go("/catalogue/")
        screen.check_width()
        bar = screen.page.locator(".side")
        expect(bar.locator("nav")).to_be_in_viewport()
        assert bar.evaluate("bar => bar.scrollWidth - bar.clientWidth") == 0
        bar.locator(".tab").click()
        expect(screen.page.locator("#areas-menu a[href='/profile/']")).to_be_in_viewport()
        screen.check_accessible()


def test_pages_work_without_scripts(screen: Screen, cast: Cast) -> None:
    """Principle 7: HTML first."""
    context = screen.context.browser.new_context(java_script_enabled=False, locale="fr-CH")  # type: ignore[union-attr]
    page = context.new_page()
    page.goto(screen.base + "/account/login/")
    page.locator("[name=login]").fill("admin")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("form.card button").click()
    page.goto(screen.base + "/catalogue/")
    page.get_by_role("link", name="Ouvrir un dialogue").click()
    assert page.url.endswith("/catalogue/dialog")
    page.locator("main [name=subject]").fill("")
    page.get_by_role("button", name="Continuer").click()
    assert page.locator("main [aria-invalid=true]").count() == 1
    page.goto(screen.base + "/search?q=profil")
    assert page.locator("main a[href='/profile/']").count() == 1
    context.close()


def test_the_focus_is_not_covered_by_the_bars(screen: Screen, cast: Cast) -> None:
    """WCAG 2.4.11: neither by the one above, nor by the one that a phone has below"""
    screen.sign_in(cast.administrator)
    page = screen.go("/catalogue/")
    behind = """([place, bar]) => {
      const all = [...document.querySelectorAll("main :is(a, button, input):not([type=hidden])")];
      const seen = all.filter((one) => one.checkVisibility() && !one.closest("dialog, [popover], .bulk"));
      const edge = () => document.querySelector(bar).getBoundingClientRect();
      const covered = [];
      for (const one of place === "above" ? seen.reverse() : seen) {
        one.focus();
        const box = one.getBoundingClientRect();
        if (place === "above" ? box.top < edge().bottom : box.bottom > edge().top) covered.push(one.outerHTML.slice(0, 150));
      }
      return covered;
    }"""
    assert page.evaluate(behind, ["above", ".top"]) == []
    with screen.phone():
        assert page.evaluate(behind, ["below", ".side"]) == []


def test_page_is_light_and_stands_still(screen: Screen, cast: Cast) -> None:
    """A page weighs at most 60 kB on the wire with all it needs, and nothing jumps while it loads."""
    screen.sign_in(cast.aline)
    page = screen.page
    page.add_init_script(
        "window.shift = 0; new PerformanceObserver((list) => { for (const one of list.getEntries())"
        " window.shift += one.value; }).observe({type: 'layout-shift', buffered: true});"
    )
    screen.go("/profile/")
    assert page.evaluate("window.shift") < 0.01
