"""The session ends while somebody writes: nothing that was typed is lost, and it is recorded after signing in."""

from __future__ import annotations

from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from liaison.interactions.models import Draft, Entry
from tests.browser.conftest import Screen
from tests.browser.test_record import TIMELINE, warm_up
from tests.cast import Cast

PASSWORD = "un mot de passe"


def test_what_is_written_outlives_the_session(screen: Screen, cast: Cast) -> None:
    warm_up(cast)
    screen.sign_in(cast.aline)
    screen.expect("401", "403", "ERR_FAILED", "Failed to fetch", "redirect")
    page = screen.go(TIMELINE)
    text = page.locator("main [name=text]")
    expect(text).to_be_visible()
    Session.objects.all().delete()
    text.fill("Relance du devis")
    expect(page.locator("main [data-autosave-state]")).to_have_text("Brouillon non enregistré")
    page.locator("main button[data-record]").click()
    toast = page.locator("#toasts .toast.bad")
    expect(toast).to_have_count(1)
    expect(toast).to_contain_text("Vous n’êtes plus connecté")
    expect(text).to_have_value("Relance du devis")
    screen.check_accessible()
    assert (Draft.objects.count(), Entry.objects.count()) == (0, 0)

    other = screen.context.new_page()
    other.goto(f"{screen.base}/account/login/")
    other.locator("[name=login]").fill(cast.aline.username)
    other.locator("[name=password]").fill(PASSWORD)
    other.keyboard.press("Enter")
    other.wait_for_url(f"{screen.base}/")
    other.close()

    page.locator("main button[data-record]").click()
    again = page.locator("#toasts .toast.bad", has_text="Vous vous êtes reconnecté entre-temps")
    expect(again).to_be_visible()
    page.locator("main button[data-record]").click()
    expect(page.locator("main #timeline")).to_contain_text("Relance du devis")
    expect(text).to_have_value("")
    assert Entry.objects.get().content.description == "Relance du devis"


TOLD = """() => {
  window.spoken = window.failures = 0;
  document.addEventListener("speak", () => window.spoken++);
  const place = document.querySelector("main [data-autosave-state]");
  new MutationObserver(() => place.textContent && window.failures++).observe(place, { childList: true });
}"""
"""Counts what is spoken, and how often a draft was not kept."""
POLLED = """() => new Promise((done) => document.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (detail.elt.matches("[hx-trigger^=every]") && detail.xhr.status === 401) done();
}))"""
"""The page has asked by itself once more, and heard that nobody is signed in."""


def test_a_draft_that_is_not_kept_is_spoken_of_once(screen: Screen, cast: Cast) -> None:
    """Not at every pause in typing."""
    warm_up(cast)
    screen.sign_in(cast.aline)
    screen.expect("401", "403", "ERR_FAILED", "Failed to fetch", "redirect")
    page = screen.go(TIMELINE)
    page.evaluate(TOLD)
    page.route("**/interactions/quick-draft/", lambda route: route.abort())
    for count, text in enumerate(("Relance", "Relance du devis"), 1):
        page.locator("main [name=text]").fill(text)
        page.wait_for_function("count => window.failures >= count", arg=count)
    assert page.evaluate("window.spoken") == 1


def test_what_asks_by_itself_leaves_no_page_and_warns_once(screen: Screen, cast: Cast) -> None:
    """What was composed is no text at times, and one who has read the words need not read them again.

    They are in the language of the user, whatever that of the browser is.
    """
    warm_up(cast)
    cast.aline.language = "de"
    cast.aline.save()
    screen.sign_in(cast.aline)
    screen.expect("401")
    page = screen.go(TIMELINE)
    Session.objects.all().delete()
    toast = page.locator("#toasts .toast.bad")
    expect(toast).to_contain_text("Sie sind abgemeldet")
    assert page.url.endswith(TIMELINE)
    toast.locator("[data-close]").click()
    page.evaluate(POLLED)
    expect(toast).to_have_count(0)


def test_who_writes_nothing_is_led_to_sign_in_and_back(screen: Screen, cast: Cast) -> None:
    screen.sign_in(cast.aline)
    screen.expect("401")
    page = screen.go("/profile/")
    Session.objects.all().delete()
    page.evaluate("htmx.ajax('GET', '/search?q=x', { target: 'main' })")
    page.wait_for_url("**/account/login/?next=/profile/")
