"""Recording from the keyboard: on a contact's page, from anywhere, and in two windows at once."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from django.test import Client
from playwright.sync_api import Response, expect

from liaison.contacts.bulk import refresh_search
from liaison.interactions.actions.log import log_values
from liaison.interactions.draft import Values
from liaison.interactions.models import Draft, Entry
from liaison.kit.clock import now
from liaison.segments.actions import create_segment
from liaison.segments.values import SegmentValues
from tests import make
from tests.browser.conftest import Screen
from tests.cast import Cast

TIMELINE = "/contacts/CT-000482/timeline/"


def warm_up(cast: Cast) -> None:
    """Load addresses and templates before a browser waits for them: the first answer costs a second."""
    client = Client()
    client.force_login(cast.aline)
    client.get(TIMELINE)


@pytest.fixture(autouse=True)
def _templates(cast: Cast) -> None:
    make.make_template("APPEL-ENT", cast.call.group, description="Appel entrant", information_flow="inbound",
                       initiated_by="them", unit_duration_min=8)  # fmt: skip
    make.make_template("VISITE", make.make_group("REUNION"), description="Visite", channel="meeting",
                       unit_duration_min=90, unit_cost=120)  # fmt: skip
    refresh_search([cast.company.pk, cast.nora.pk, cast.yves.pk, cast.lea.pk])
    warm_up(cast)


def test_card_tells_what_was_just_logged(screen: Screen, cast: Cast) -> None:
    """R-INT-174, R-INT-184"""
    screen.sign_in(cast.aline)
    page = screen.go("/contacts/CT-000482/")
    count = page.locator("#relation .stat b").first
    expect(count).to_have_text("0")
    page.locator("textarea[name=text]").fill("Relance du devis")
    page.keyboard.press("Enter")

    expect(count).to_have_text("1")


def test_who_asked_for_nobody_is_not_told_that_nothing_was_found(screen: Screen, cast: Cast) -> None:
    screen.sign_in(cast.administrator)
    page = screen.go("/interactions/new/")
    who = page.get_by_role("combobox", name="Avec qui")
    who.blur()
    who.focus()
    expect(page.locator("#id_contact-options p")).to_have_count(1)
    expect(who).to_have_attribute("aria-expanded", "false")
    who.press_sequentially("zzzz")
    expect(who).to_have_attribute("aria-expanded", "true")
    expect(page.locator("#id_contact-options")).to_have_text("Rien trouvé.")


def test_quick_log_by_keyboard_only(screen: Screen, cast: Cast) -> None:
    """Section 10, item 1: N, a line, Enter; and Undo takes it back."""
    screen.sign_in(cast.aline)
    page = screen.go(TIMELINE)
    page.keyboard.press("n")
    page.keyboard.type("Relance du devis hier 14h20 20 min, pas répondu")
    understood = page.locator(".understood .chip")
    expect(understood).to_have_count(3)
    page.keyboard.press("Enter")

    line = page.locator(".timeline .entry")
    expect(line).to_have_count(1)
    expect(line).to_contain_text("Relance du devis")
    expect(line).to_contain_text("14:20")
    expect(line).to_contain_text("20 min")
    expect(page.locator("textarea[name=text]")).to_be_focused()
    expect(page.locator("textarea[name=text]")).to_have_value("")
    entry = Entry.objects.get()
    assert entry.attempt_failed is True
    page.keyboard.press("Escape")
    expect(page.locator("textarea[name=text]")).not_to_be_focused()

    page.locator(".toast form button").press("Enter")
    expect(line).to_have_class("entry c-phone canceled")


def test_two_key_strokes_record_the_common_case(screen: Screen, cast: Cast) -> None:
    screen.sign_in(cast.aline)
    page = screen.go(TIMELINE)
    page.keyboard.press("n")
    page.keyboard.press("Enter")
    expect(page.locator(".timeline .entry")).to_have_count(1)
    assert Entry.objects.get().content.description == "Appel sortant"


def test_words_choose_the_template_and_can_be_left_alone(screen: Screen, cast: Cast) -> None:
    screen.sign_in(cast.aline)
    page = screen.go(TIMELINE)
    page.keyboard.press("n")
    page.keyboard.type("Visite de l'atelier 30 min")
    expect(page.locator("input[name=kind][value=meeting]")).to_be_checked()
    page.locator(".understood button").click()
    expect(page.locator(".understood .chip")).to_have_count(0)
    page.keyboard.press("Enter")
    expect(page.locator(".timeline .entry")).to_contain_text("Visite de l'atelier 30 min")
    entry = Entry.objects.get()
    assert (entry.template.code, entry.duration_min) == ("VISITE", Decimal(90))


def test_from_anywhere_by_n_with_a_participant(screen: Screen, cast: Cast) -> None:
    """Whom, what was said, Enter; a colleague is chosen by name, with a role that follows the channel."""
    make.make_template("E-MAIL", make.make_group("E-MAIL"), channel="email")
    screen.sign_in(cast.aline)
    page = screen.go("/interactions/")
    page.keyboard.press("n")
    whom = page.locator("dialog input[name=contact-text]")
    expect(whom).to_be_focused()
    page.keyboard.type("monnier")
    expect(page.locator("dialog [role=option][aria-selected=true]")).to_contain_text("Yves Monnier")
    page.keyboard.press("Enter")
    expect(page.locator("dialog textarea[name=text]")).to_be_focused()
    page.locator("dialog [data-people]").click()
    page.keyboard.type("dubuis")
    expect(page.locator("dialog [role=option][aria-selected=true]")).to_contain_text("Marc Dubuis")
    page.keyboard.press("Enter")
    expect(page.locator("dialog .people .chip")).to_contain_text("Marc Dubuis")
    role = page.locator("dialog .people select")
    expect(role).to_have_value("attendee")
    page.locator("dialog .kinds label", has=page.locator("[value=email]")).click()
    expect(role).to_have_value("cc")
    role.select_option("bcc")
    page.locator("dialog .kinds label", has=page.locator("[value=phone]")).click()
    expect(role).to_have_value("bcc")
    screen.check_accessible()
    page.locator("dialog textarea[name=text]").fill("Point de situation")
    page.keyboard.press("Enter")
    expect(page.locator("dialog#dialog")).to_be_hidden()
    expect(page.locator(".toast")).to_contain_text("Point de situation")
    entry = Entry.objects.get()
    assert (entry.contact, [one.salesperson for one in entry.colleagues.all()]) == (cast.yves, [cast.dubuis])


def test_what_quick_fingers_type_while_the_dialog_comes_is_looked_up(screen: Screen, cast: Cast) -> None:
    screen.sign_in(cast.aline)
    page = screen.go("/interactions/")
    page.evaluate("""() => document.addEventListener("htmx:afterSwap", () => {
        const whom = document.querySelector("dialog input[name=contact-text]");
        whom.value = "monnier";
        whom.dispatchEvent(new Event("input", { bubbles: true }));
    }, { once: true })""")
    page.keyboard.press("n")
    expect(page.locator("dialog [role=option][aria-selected=true]")).to_contain_text("Yves Monnier")


def test_a_closed_tab_keeps_the_draft(screen: Screen, cast: Cast) -> None:
    """R-INT-83"""
    screen.sign_in(cast.aline)
    page = screen.go(TIMELINE)
    page.keyboard.press("n")

    def whole(response: Response) -> bool:
        """A slow machine may stop in the middle of typing, long enough for a part to be saved."""
        said = response.request.post_data_buffer or b""
        return response.url.endswith("/quick-draft/") and "Elle veut réfléchir".encode() in said

    with page.expect_response(whole):
        page.keyboard.type("Elle veut réfléchir")
    expect(page.locator("[data-autosave-state]")).not_to_be_empty()
    screen.go("/interactions/")
    page = screen.go(TIMELINE)
    expect(page.locator(".note.draft")).to_contain_text("Elle veut réfléchir")
    page.locator(".note.draft a").click()
    expect(page.locator("dialog [name=description]")).to_have_value("Elle veut réfléchir")
    assert Draft.objects.count() == 1


def test_a_colleagues_entry_appears_and_nothing_typed_is_touched(screen: Screen, cast: Cast) -> None:
    """The timeline keeps itself fresh without stealing focus or text."""
    screen.sign_in(cast.aline)
    mine = log_values(Values(contact="CT-000482", template="APPEL"), by=cast.aline, at=now())
    page = screen.go(TIMELINE)
    page.locator(f"#e{mine} article").hover()
    page.locator(f"#e{mine} .acts a").nth(1).click()
    expect(page.locator(f"#e{mine} textarea")).to_be_focused()
    page.keyboard.type("Un commentaire en cours")
    log_values(Values(contact="CT-000482", template="APPEL", description="De Marc"), by=cast.marc, at=now())

    expect(page.locator(".timeline .entry")).to_have_count(2)

    expect(page.locator(".timeline .entry").first).to_contain_text("De Marc")
    expect(page.locator(f"#e{mine} textarea")).to_be_focused()
    expect(page.locator(f"#e{mine} textarea")).to_have_value("Un commentaire en cours")


def test_phone_width(screen: Screen, cast: Cast) -> None:
    screen.sign_in(cast.aline)
    for text in ("Un", "Deux"):
        log_values(Values(contact="CT-000482", template="APPEL", description=text), by=cast.aline, at=now())
    with screen.phone():
        page = screen.go(TIMELINE)
        screen.check_width()
        screen.check_accessible()
        page.locator("textarea[name=text]").fill("Sur le trottoir")
        page.locator("button[data-record]").click()
        expect(page.locator(".timeline .entry")).to_have_count(3)
        screen.go("/interactions/")
        screen.check_width()


def test_a_word_longer_than_a_phone_is_wide(screen: Screen, cast: Cast) -> None:
    """As an address on the web that somebody pasted as the description, or that heads a page"""
    address = "https://www.example.ch/" + "offre-de-garantie-" * 8
    number = log_values(
        Values(contact="CT-000482", template="APPEL", description=address[:100]), by=cast.aline, at=now()
    )
    segment = create_segment(SegmentValues(description=address[:100]), by=cast.administrator, at=now())
    screen.sign_in(cast.administrator)
    with screen.phone():
        for path in (TIMELINE, "/interactions/", f"/interactions/{number}/", f"/segments/{segment.no}/"):
            screen.go(path)
            screen.check_width()


def test_without_scripts(screen: Screen, cast: Cast) -> None:
    """A plain form post does the same."""
    client = Client()
    client.force_login(cast.aline)
    page = client.get(TIMELINE).content.decode()
    key = re.search(r'name="form" value="([^"]*)"', page)
    assert key
    data = {"form": key[1], "contact": "CT-000482", "kind": "phone", "template": "APPEL", "text": "Relance"}
    assert client.post("/interactions/new/", data).status_code == 303
    assert Entry.objects.get().content.description == "Relance"
