"""The preference page in a browser that knows nobody and runs no script."""

from __future__ import annotations

from playwright.sync_api import Browser, expect

from liaison.campaigns.models import Consent
from liaison.campaigns.preference_link import PreferenceLink
from liaison.contacts.models import Contact
from tests import make
from tests.browser.conftest import Screen
from tests.cast import Cast


def test_unsubscribing_is_accessible_and_fits_a_phone(screen: Screen, cast: Cast) -> None:
    """B-6"""
    Contact.objects.filter(pk=cast.nora.pk).update(language="en")
    make.make_group("NEWS", description="Newsletter")
    path = f"/preferences/{PreferenceLink(cast.nora.pk, 1, 'email', 'NEWS').token()}/"
    page = screen.go(path)
    screen.check_accessible()
    with screen.phone():
        screen.check_width()
        page.get_by_role("button", name="Unsubscribe from Newsletter").press("Enter")
        expect(page.get_by_role("status")).to_be_visible()
        screen.check_width()
    screen.check_accessible()
    assert Consent.objects.values_list("topic", "agreement").get() == ("NEWS", "withdrawn")

    screen.expect("404")
    screen.go("/preferences/forged/")
    screen.check_accessible()


def test_it_needs_no_script(chromium: Browser, screen: Screen, cast: Cast) -> None:
    """B-6"""
    Contact.objects.filter(pk=cast.nora.pk).update(language="en")
    link = PreferenceLink(cast.nora.pk, 1, "email", "")
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{screen.base}/preferences/{link.token()}/")
    page.get_by_role("button", name="Unsubscribe from everything").click()
    expect(page.get_by_text("You no longer receive any mailing.")).to_be_visible()
    context.close()
    assert Consent.objects.values_list("topic", "agreement").get() == ("", "withdrawn")
