"""The guide: postponed, resumed, a letter with its preview, and what is wrong said beside the field."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from liaison.contacts.bulk import refresh_search
from liaison.interactions.actions.drafts import postpone
from liaison.interactions.draft import Values
from liaison.interactions.models import Draft, Entry, InteractionTemplateLanguage, TemplateSlot
from liaison.kit.clock import now
from liaison.segments.models import SavedCriteria, SavedCriteriaStep
from tests import make
from tests.browser.conftest import Screen, caret_to_end
from tests.browser.test_record import TIMELINE, warm_up
from tests.cast import Cast


@pytest.fixture(autouse=True)
def _templates(cast: Cast) -> None:
    letter = make.make_template(
        "LETTRE", make.make_group("LETTRE"), description="Lettre personnelle", channel="letter",
        wizard_action="open", default_correspondence_type="hard_copy", default_language="fr-CH",
    )  # fmt: skip
    InteractionTemplateLanguage.objects.create(
        template=letter, language="fr-CH", subject="Conditions", body="<p>Chère {{ contact.name }}</p>"
    )
    TemplateSlot.objects.create(slot="outgoing_calls", template=cast.call)
    refresh_search([cast.company.pk, cast.nora.pk, cast.yves.pk, cast.lea.pk])
    warm_up(cast)


def test_postponed_and_resumed(screen: Screen, cast: Cast) -> None:
    """F3, R-INT-72, R-INT-77, R-INT-78"""
    screen.sign_in(cast.aline)
    page = screen.go(TIMELINE)
    page.keyboard.press("n")
    page.keyboard.type("Visite de l'atelier")
    page.locator("button[name=more]").click()
    dialog = page.locator("dialog#dialog")
    expect(dialog.locator("[name=description]")).to_have_value("Visite de l'atelier")
    expect(page.locator("#unfinished")).to_contain_text("Visite de l'atelier")
    screen.check_accessible()
    dialog.locator("[name=comment]").fill("Trois machines")
    dialog.locator("button[value=postpone]").click()
    expect(dialog).to_be_hidden()
    expect(page.locator("#unfinished")).not_to_contain_text("Visite de l'atelier")
    expect(page.locator("#unfinished a")).to_have_attribute("href", "/interactions/drafts/?contact=CT-000482")
    screen.check_accessible()
    assert Draft.objects.get().postponed is True
    # The composer waits for the next line, which is an interaction of its own.
    expect(page.locator("main [name=text]")).to_be_focused()
    page.keyboard.type("Rappelée")
    page.keyboard.press("Enter")
    expect(page.locator("main #timeline")).to_contain_text("Rappelée")
    assert list(Entry.objects.values_list("content__description", flat=True)) == ["Rappelée"]

    page = screen.go("/interactions/drafts/")
    screen.check_accessible()
    page.get_by_role("link", name="Visite de l'atelier").click()
    expect(dialog.locator("[name=comment]")).to_have_value("Trois machines")
    dialog.locator("button.primary").click()
    expect(dialog.locator("[name=evaluation]").first).to_be_attached()
    screen.check_accessible()
    dialog.locator("label", has=page.locator("[value=very_positive]")).click()
    dialog.locator("[name=comment]").fill("Offre suit")
    page.keyboard.press("Escape")  # what is typed there is not left without a question
    page.locator("#confirm[open] [value=no]").click()
    dialog.locator("button.primary").click()
    expect(dialog).to_be_hidden()
    entry = Entry.objects.get(content__description="Visite de l'atelier")
    assert (entry.evaluation, [one.comment for one in entry.comments.order_by("id")]) == (
        "very_positive", ["Trois machines", "Offre suit"],
    )  # fmt: skip
    assert Draft.objects.count() == 0


def test_choosing_that_it_is_sent_leads_on_to_what_is_sent(screen: Screen, cast: Cast) -> None:
    """R-INT-52, R-INT-61: the button follows the type, and nothing that was typed is lost"""
    screen.sign_in(cast.aline)
    page = screen.go(TIMELINE)
    page.keyboard.press("n")
    page.keyboard.type("Visite de l'atelier")
    page.locator("button[name=more]").click()
    dialog = page.locator("dialog#dialog")
    expect(dialog.locator("button.primary")).to_have_text("Enregistrer")
    dialog.locator("[name=comment]").fill("Trois machines")
    kind = dialog.locator("select[name=correspondence_type]")
    kind.focus()
    kind.select_option("email")
    expect(dialog.locator("button.primary")).to_have_text("Continuer")
    expect(kind).to_be_focused()
    expect(dialog.locator("[name=comment]")).to_have_value("Trois machines")
    screen.check_accessible()
    dialog.locator("button.primary").click()
    expect(dialog.locator("[name=subject]")).to_be_visible()


def test_a_letter_is_written_previewed_and_recorded(screen: Screen, cast: Cast) -> None:
    """F2, R-INT-62, R-INT-68"""
    screen.sign_in(cast.aline)
    page = screen.go("/contacts/CT-000482/letter/")
    page.locator("main button.primary").click()
    editor = page.locator(".ProseMirror")
    expect(editor).to_contain_text("Chère {{ contact.name }}")
    caret_to_end(editor)
    page.keyboard.press("Enter")
    page.keyboard.type("Merci de votre visite.")
    page.locator(".prose-tools select").select_option("salesperson.name")
    screen.check_accessible()
    page.locator("select[name=correspondence_type]").select_option("email")
    expect(page.locator("button[value=send]")).to_be_visible()
    expect(page.locator(".ProseMirror")).to_contain_text("Merci de votre visite.")
    page.locator("button[value=preview]").click()
    mail = page.frame_locator("iframe.sheet-frame")
    expect(mail.locator("body")).to_contain_text("Chère Nora Béguelin")
    expect(mail.locator("body")).to_contain_text("Aline Rochat")
    expect(page.locator("iframe.sheet-frame")).to_be_in_viewport(ratio=0.9)
    assert Entry.objects.count() == 0
    page.locator("footer button[value=next]").click()
    page.wait_for_url("**/result/")
    content = Entry.objects.get().content
    assert content.body_text == "Chère Nora Béguelin\n\nMerci de votre visite.Aline Rochat"


def test_a_text_that_was_emptied_is_none(screen: Screen, cast: Cast) -> None:
    """E-INT-7"""
    screen.sign_in(cast.aline)
    page = screen.go("/contacts/CT-000482/letter/")
    page.locator("main button.primary").click()
    page.locator(".ProseMirror").click()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.press("Delete")
    expect(page.locator("textarea[name=body]")).to_have_value("")

    screen.expect("422")
    page.locator("select[name=correspondence_type]").select_option("email")
    page.locator("button[value=send]").click()

    editor = page.locator(".ProseMirror[aria-invalid=true]")
    expect(editor).to_be_focused()
    expect(editor).to_have_accessible_description(re.compile("contenu"))
    screen.check_accessible()


def test_what_is_wrong_stands_beside_its_field(screen: Screen, cast: Cast) -> None:
    """R-INT-61, R-INT-70"""
    screen.sign_in(cast.aline)
    screen.expect("422")
    page = screen.go("/interactions/guide/?contact=CT-000482&lock=contact")
    page.locator("main button.primary").click()
    expect(page.locator("#template-error")).to_be_visible()
    first = page.locator("[name=template]").first
    expect(first).to_be_focused()
    expect(first).to_have_accessible_description("Choisissez un modèle interaction.")
    screen.check_accessible()
    page.locator("label.chip", has=page.locator("[value=APPEL]")).click()
    page.locator("main button.primary").click()
    description = page.locator("[name=description]")
    description.fill("")
    page.locator("main button.primary").click()
    expect(description).to_have_attribute("aria-invalid", "true")
    expect(description).to_be_focused()
    screen.check_accessible()
    description.fill("Relance")
    page.keyboard.press("Enter")
    page.wait_for_url("**/result/")
    assert Entry.objects.get().content.description == "Relance"


def test_a_call_is_dialled_and_finished(screen: Screen, cast: Cast) -> None:
    """F4, R-INT-109, R-INT-112"""
    screen.sign_in(cast.aline)
    screen.expect("404")
    page = screen.go("/contacts/CT-000482/call/")
    screen.check_accessible()
    expect(page.locator("a[href^='tel:']").first).to_have_attribute("href", "tel:+41215550142")
    page.locator("[name=attempt_failed]").check()
    page.locator("main button.primary").click()
    page.wait_for_url("**/contacts/CT-000482/")
    assert Entry.objects.get().attempt_failed is True


def test_dialling_asks_for_nothing(screen: Screen, cast: Cast) -> None:
    """A number that is pressed leaves no page, though the browser acts as if it did."""
    screen.sign_in(cast.aline)
    page = screen.go("/contacts/CT-000482/")
    press = """(pressed) => {
      if (pressed) document.querySelector("#dialog a[data-number]").click();
      return !window.dispatchEvent(new Event("beforeunload", { cancelable: true }));
    }"""
    page.locator("main a[data-dialog][href*='/call/']").first.click()
    page.locator("#dialog [name=comment]").fill("Rappelle demain")
    assert page.evaluate(press, False)
    assert not page.evaluate(press, True)
    page.wait_for_function(press, arg=False)  # another way to leave, a moment later


def test_phone_width(screen: Screen, cast: Cast) -> None:
    postpone(Values(contact="CT-000482", template="LETTRE"), by=cast.aline, at=now())
    screen.sign_in(cast.aline)
    with screen.phone():
        for path in ("guide/?contact=CT-000482", f"drafts/{Draft.objects.get().entry_no}/?step=2",
                     f"drafts/{Draft.objects.get().entry_no}/?step=3", "drafts/", "new/"):  # fmt: skip
            screen.go(f"/interactions/{path}")
            screen.check_width()
        screen.go("/contacts/CT-000482/call/")
        screen.check_width()
        screen.check_accessible()


def test_lists_of_what_was_kept_are_told_line_by_line_on_a_phone(screen: Screen, cast: Cast) -> None:
    postpone(Values(contact="CT-000482", template="LETTRE"), by=cast.aline, at=now())
    saved = SavedCriteria.objects.create(code="OPENDAY", description="Portes ouvertes", user=cast.aline,
                                         created_at=now())  # fmt: skip
    SavedCriteriaStep.objects.create(saved_criteria=saved, position=1, action="add")
    screen.sign_in(cast.aline)
    with screen.phone():
        for path in ("/interactions/drafts/", "/segments/criteria/"):
            page = screen.go(path)
            rows = page.locator("main tbody tr")
            expect(rows).to_have_css("display", "flex")
            expect(page.locator("main tbody td").last).to_be_in_viewport(ratio=1)
