"""Segments in the browser: choose contacts with a live preview, personalise, mend, log, look back."""

from __future__ import annotations

import time

import pytest
from playwright.sync_api import Page, Route, expect

from liaison.accounts.models import Role
from liaison.campaigns.actions import create_campaign
from liaison.campaigns.rules import CampaignValues
from liaison.contacts.bulk import refresh_search
from liaison.contacts.models import Contact, ContactMailingGroup, MailingGroup
from liaison.delivery.models import Run
from liaison.interactions.models import Entry, InteractionTemplateLanguage, TemplateSlot
from liaison.kit.clock import now
from liaison.segments.actions import create_segment, enter_line, log_segment
from liaison.segments.models import Segment, SegmentLine
from liaison.segments.values import SegmentValues
from tests import make
from tests.browser.conftest import Screen
from tests.cast import Cast


@pytest.fixture
def groups(cast: Cast) -> MailingGroup:
    """A mailing group with three people, one of them without address; a template that writes."""
    group = MailingGroup.objects.create(code="OPENDAY", description="Journée portes ouvertes")
    MailingGroup.objects.create(code="GIFT", description="Cadeau de fin d’année")
    for person in (cast.nora, cast.yves, cast.lea):
        ContactMailingGroup.objects.create(contact=person, mailing_group=group)
    Contact.objects.filter(pk__in=[cast.nora.pk, cast.yves.pk, cast.lea.pk]).update(
        correspondence_type="email", salesperson=cast.rochat
    )
    template = make.make_template(
        "INVIT",
        channel="email",
        default_correspondence_type="email",
        default_language="fr",
        description="Invitation",
    )
    InteractionTemplateLanguage.objects.create(
        template=template, language="fr", subject="Invitation", body="<p>Bonjour</p>"
    )
    refresh_search([cast.nora.pk, cast.yves.pk, cast.lea.pk])
    return group


def new_segment(screen: Screen, cast: Cast) -> Page:
    """A new segment, made with the keyboard."""
    screen.sign_in(make.make_user("mireille", Role.MARKETING, salesperson=cast.rochat))
    page = screen.go("/segments/")
    screen.check_accessible()
    page.locator("main .page-head a[data-dialog]").focus()
    page.keyboard.press("Enter")
    expect(page.locator("dialog[open] [name=description]")).to_be_focused()
    page.keyboard.type("Journée portes ouvertes")
    page.locator("dialog[open] [name=template]").select_option("INVIT")
    page.locator("dialog[open] [name=description]").press("Enter")
    expect(page.locator("h1")).to_have_text("Journée portes ouvertes")
    return page


def test_contacts_are_chosen_mended_and_logged(screen: Screen, cast: Cast, groups: MailingGroup) -> None:
    """F1, F2, F4, B-1, B-8, B-19"""
    page = new_segment(screen, cast)

    page.keyboard.press("a")
    expect(page.locator("#criteria")).to_be_visible()
    page.locator("#s0").select_option("mailing_group")
    offer = page.locator("#criteria .offers label", has_text="Journée portes ouvertes")
    expect(offer).to_be_visible()
    offer.locator("input").focus()
    page.keyboard.press("Space")
    expect(page.locator("#preview .change b")).to_have_text("3")
    expect(page.locator("#preview .samples li")).to_have_count(3)
    screen.check_accessible()
    with screen.phone():
        screen.check_width()
    page.locator("#preview button[value=do]").focus()
    page.keyboard.press("Enter")
    expect(page.locator("tbody tr[data-row]")).to_have_count(3)

    mend = page.locator("#readiness button[value=use_hard_copy]")
    expect(mend).to_be_visible()
    screen.check_accessible()
    with screen.phone():
        screen.check_width()
    page.locator("#readiness form", has=page.locator("button[value=use_hard_copy]")).locator(
        "button[value=no_sending]"
    ).click()
    expect(page.locator("#readiness button[value=use_hard_copy]")).to_have_count(0)

    page.locator("tbody tr[data-row]", has_text="Nora").locator("a[href*='?pk=']").click()
    expect(page.locator("dialog[open] [name=subject]")).to_be_visible()
    screen.check_accessible()
    page.locator("dialog[open] [name=subject]").fill("Chère Nora")
    page.locator("dialog[open] [name=subject]").press("Enter")
    expect(page.locator("tbody tr[data-row]", has_text="Nora").locator(".badge.brand")).to_be_visible()
    assert SegmentLine.objects.filter(subject="Chère Nora").count() == 1

    page.locator(".page-head .btn.primary").click()
    expect(page.locator("dialog[open] [name=send]")).to_be_checked()
    screen.check_accessible()
    page.locator("dialog[open] .btn.primary").click()
    expect(page.locator("#sending progress")).to_be_visible()
    screen.check_accessible()
    with screen.phone():
        screen.check_width()
    assert Entry.objects.filter(segment_no="SM-0001").count() == 3
    assert Entry.objects.filter(segment_no="SM-0001", delivery_status="queued").count() == 2
    assert not Segment.objects.filter(logged_as=None).exists()


def test_a_campaign_and_its_figures_fit_a_phone(screen: Screen, cast: Cast) -> None:
    """R-CMP-9: entries, waves, interactions of a logged segment and reports are told line by line."""
    values = CampaignValues(description="Journée portes ouvertes des ateliers 2027")
    campaign = create_campaign(values, by=cast.administrator, at=now())
    given = SegmentValues(description="Invitation personnelle à la journée", campaign=campaign.no)
    for _ in range(2):
        head = create_segment(given, template="APPEL", by=cast.administrator, at=now())
        enter_line(head.no, cast.nora.no, by=cast.administrator, at=now())
    logged = log_segment(head.no, send=False, by=cast.administrator, at=now())
    screen.sign_in(cast.administrator)
    for path in (f"/campaigns/{campaign.no}/", f"/segments/logged/{logged.entry_no}/", "/reports/"):
        page = screen.go(path)
        expect(page.locator("main tbody tr").first).to_be_visible()
        with screen.phone():
            screen.check_width()
            screen.check_accessible()


def test_a_slow_answer_is_not_overtaken_by_the_preview(
    screen: Screen, cast: Cast, groups: MailingGroup
) -> None:
    """B-1"""
    page = new_segment(screen, cast)
    page.keyboard.press("a")
    expect(page.locator("#criteria")).to_be_visible()

    def slowly(route: Route) -> None:
        time.sleep(0.6)
        route.continue_()

    page.route("**/segments/**", slowly)
    page.locator("#s0").select_option("mailing_group")
    expect(page.locator("#criteria .offers label", has_text="Journée portes ouvertes")).to_be_visible()
    page.unroute("**/segments/**")


def test_readiness_that_comes_by_itself_keeps_the_focus_in_its_card(
    screen: Screen, cast: Cast, groups: MailingGroup
) -> None:
    """Its answer brings the number on a chip of another card along, which is put in first."""
    head = create_segment(
        SegmentValues(description="Essai"), template="INVIT", by=cast.administrator, at=now()
    )
    enter_line(head.no, cast.nora.no, by=cast.administrator, at=now())
    screen.sign_in(cast.administrator)

    def pressed_meanwhile(route: Route) -> None:
        screen.page.locator("#readiness a").focus()
        route.continue_()

    screen.page.route("**/readiness/", pressed_meanwhile)
    page = screen.go(f"/segments/{head.no}/")
    expect(page.locator("#readiness .badge").first).to_be_visible()
    expect(page.locator("#readiness h2")).to_be_focused()


def test_steps_are_gone_back_over_and_explained(screen: Screen, cast: Cast, groups: MailingGroup) -> None:
    """R-SEG-78, B-1, B-2"""
    page = new_segment(screen, cast)
    page.locator(".card a[href$='entering/']").click()
    page.locator("dialog[open] [name=contact-text]").fill("CT-000482")
    page.locator("dialog[open] .options [role=option]").first.click()
    page.locator("dialog[open] .btn.primary").click()
    expect(page.locator("tbody tr[data-row]")).to_have_count(1)

    page.goto(page.url + "explanation/?contact=CT-000482")
    expect(page.locator(".pipeline li")).to_have_count(1)
    screen.check_accessible()
    with screen.phone():
        screen.check_width()
    page.go_back()

    page.locator("a[href$='/back/']").click()
    expect(page.locator("dialog[open] .change b")).to_have_text("0")
    page.locator("dialog[open] .btn.primary").click()
    expect(page.locator("tbody tr[data-row]")).to_have_count(0)


def test_criteria_without_scripts(screen: Screen, cast: Cast, groups: MailingGroup) -> None:
    """The editor is a form: each press is answered with the whole page."""
    page = new_segment(screen, cast)
    path = page.url.removeprefix(screen.base)
    plain = screen.context.browser.new_context(java_script_enabled=False)  # type: ignore[union-attr]
    plain.add_cookies(screen.context.cookies())  # type: ignore[arg-type]
    bare = plain.new_page()
    bare.goto(f"{screen.base}{path}selection/?action=add")
    bare.locator("#s0").select_option("mailing_group")
    bare.locator("button[value=update]").click()
    bare.locator("#criteria .offers input").first.check(force=True)
    bare.locator("#criteria .offers input").nth(1).check(force=True)
    bare.locator("button[value=update]").click()
    expect(bare.locator("#preview .change b")).to_have_text("3")
    bare.locator("button[value=do]").click()
    expect(bare.locator("tbody tr[data-row]")).to_have_count(3)
    plain.close()


def test_a_list_is_called_through(screen: Screen, cast: Cast) -> None:
    """F8, R-INT-109, R-SEG-104, R-SEG-105: with the keyboard from line to line, and on a telephone."""
    TemplateSlot.objects.create(slot="outgoing_calls", template=cast.call)
    head = create_segment(SegmentValues(description="Relance"), by=cast.administrator, at=now())
    for person in (cast.nora, cast.yves, cast.lea):
        enter_line(head.no, person.no, by=cast.administrator, at=now())
    screen.sign_in(cast.aline)
    page = screen.go(f"/segments/{head.no}/")
    dialog = page.locator("dialog[open]")

    page.keyboard.press("c")
    expect(dialog.locator("h2")).to_contain_text("Nora Béguelin")
    expect(dialog.locator("[name=number]")).to_be_focused()
    screen.check_accessible()
    dialog.locator("[name=description]").fill("Viendra avec un collègue")
    page.keyboard.press("Enter")
    expect(dialog.locator("h2")).to_contain_text("Yves Monnier")
    dialog.locator("[name=attempt_failed]").check()
    page.keyboard.press("Escape")
    page.locator("#confirm[open] [value=no]").click()
    dialog.locator("footer button:not(.primary)").click()
    expect(dialog).to_have_count(0)
    expect(page.locator("tbody tr[data-row] .badge:is(.good, .warn):nth-of-type(2)")).to_have_count(2)

    with screen.phone():
        screen.check_width()
        page.locator("tbody tr[data-row]", has_text="Lea").locator("a[id^=call]").click()
        expect(dialog.locator("h2")).to_contain_text("Lea Bernasconi")
        typed = dialog.locator("a[data-dials]")
        expect(typed).to_be_hidden()
        dialog.locator("[name=number]").fill("091 555 10 10")
        expect(typed).to_have_attribute("href", "tel:0915551010")
        expect(typed).to_be_visible()
        screen.check_width()
        dialog.locator(".btn.primary").click()
        expect(dialog).to_have_count(0)
    found = Entry.objects.filter(segment_no=head.no).order_by("pk")
    assert list(found.values_list("contact__no", "contact_via", "attempt_failed")) == [
        ("CT-000482", "+41 21 555 01 42", False),
        ("CT-000483", "021 555 01 40", True),
        ("CT-000100", "091 555 10 10", False),
    ]


def being_sent(screen: Screen, cast: Cast) -> Page:
    """The page of a logged segment with one message, while it is sent."""
    head = create_segment(
        SegmentValues(description="Invitation"), template="INVIT", by=cast.administrator, at=now()
    )
    enter_line(head.no, cast.nora.no, by=cast.administrator, at=now())
    logged = log_segment(head.no, send=True, by=cast.administrator, at=now())
    screen.sign_in(cast.administrator)
    return screen.go(f"/segments/logged/{logged.entry_no}/")


def test_what_renews_itself_keeps_the_focus_and_tells_a_change(
    screen: Screen, cast: Cast, groups: MailingGroup
) -> None:
    """WCAG 2.4.3, 4.1.3: a sending asks for itself every three seconds"""
    page = being_sent(screen, cast)
    pause = page.locator("#sending button[value=pause]")

    def renewed() -> None:
        page.locator("#sending").evaluate("part => (part.dataset.old = '')")
        expect(page.locator("#sending:not([data-old])")).to_be_attached()

    pause.focus()
    renewed()
    expect(pause).to_be_focused()
    expect(page.locator("body > [role=status]")).to_have_count(0)

    page.locator("#sending a[data-dialog]").press("Enter")
    expect(page.locator("dialog[open] .body")).to_be_visible()
    renewed()
    page.keyboard.press("Escape")
    expect(page.locator("#sending a[data-dialog]")).to_be_focused()

    pause.focus()
    Run.objects.update(state="paused")
    renewed()
    expect(page.locator("#sending h2").first).to_be_focused()
    expect(page.locator("body > [role=status]")).to_contain_text("Envoi · ")
    screen.check_accessible()


def test_the_end_of_a_sending_waits_for_an_open_dialog(
    screen: Screen, cast: Cast, groups: MailingGroup
) -> None:
    """B-9: the page comes anew at the end, but not while somebody writes on it"""
    page = being_sent(screen, cast)
    page.locator("#sending a[data-dialog]").click()
    dialog = page.locator("dialog[open] .body")
    expect(dialog).to_be_visible()

    Run.objects.update(state="stopped")
    for _twice in range(2):  # a page that came anew would ask no second time
        page.wait_for_event("response", lambda answer: "hx-refresh" in answer.headers, timeout=60_000)

    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#sending:not([hx-get])")).to_be_attached()


def test_a_condition_that_is_removed_leaves_the_focus_in_the_editor(
    screen: Screen, cast: Cast, groups: MailingGroup
) -> None:
    page = new_segment(screen, cast)
    screen.go(page.url.removeprefix(screen.base) + "selection/?action=add")
    page.locator("[id='row0']").press("Enter")
    remove = page.get_by_role("button", name="Retirer la condition")
    expect(remove).to_have_count(2)
    remove.nth(1).press("Enter")
    expect(remove).to_have_count(1)
    assert page.evaluate("document.getElementById('criteria').contains(document.activeElement)")
