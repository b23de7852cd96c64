"""The set-up in a real browser: a template from nothing to a text seen merged, dialogs, phone, day and night."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from liaison.contacts.models import Salutation
from liaison.interactions.actions.languages import add_language
from liaison.interactions.models import InteractionGroup, InteractionTemplate, InteractionTemplateLanguage
from tests import make
from tests.browser.conftest import Screen
from tests.cast import Cast
from tests.conftest import AT


def sign_in(screen: Screen, cast: Cast) -> None:
    """The administrator, in English so that words can be found."""
    cast.administrator.language = "en"
    cast.administrator.save()
    screen.sign_in(cast.administrator)


def test_template_is_made_written_and_seen_as_a_contact_reads_it(screen: Screen, cast: Cast) -> None:
    """interactions.md, section 10, items 10 and 11: fallback chain, editor, merge fields, live preview."""
    sign_in(screen, cast)
    page = screen.go("/setup/")
    page.get_by_role("link", name="Interaction templates").click()
    page.get_by_role("link", name="New template").click()
    dialog = page.locator("#dialog")
    dialog.get_by_label("Code").fill("offre")
    dialog.get_by_label("Description", exact=True).fill("Offre")
    dialog.get_by_label("Channel").select_option("email")
    dialog.get_by_role("button", name="Save").click()
    expect(page).to_have_url(re.compile("/setup/templates/OFFRE/$"))

    page.get_by_label("Default language").select_option("fr-CH")
    page.get_by_text("Save", exact=True).click()
    expect(page.get_by_role("link", name="Français (CH)").first).to_be_visible()
    expect(page.locator(".checks")).to_contain_text("incomplete")
    page.get_by_role("link", name="Français (CH)").first.click()

    page.get_by_label("Subject").fill("Notre offre pour {{ contact.name }}")
    editor = page.locator(".ProseMirror")
    editor.click()
    page.keyboard.type("Bonjour ")
    page.get_by_label("Insert a merge field").select_option("contact.first_name")
    page.keyboard.type(", voici notre offre.")
    page.get_by_label("Contact to try the text with").fill("nora")
    page.get_by_role("option", name=re.compile("Nora Béguelin")).click()
    page.get_by_role("button", name="Show").click()
    expect(page.locator("#preview")).to_contain_text("Notre offre pour Nora Béguelin")
    expect(page.locator("#preview .prose")).to_contain_text("Bonjour Nora, voici notre offre.")
    assert InteractionTemplateLanguage.objects.get().body == ""

    page.locator("#text").get_by_role("button", name="Save").click()
    expect(page.locator(".toast")).to_contain_text("Text saved.")
    expect(page.locator(".checks")).to_contain_text("own text")
    expect(page.locator(".checks")).to_contain_text("fallback")
    assert InteractionTemplateLanguage.objects.get().body == (
        "<p>Bonjour {{ contact.first_name }}, voici notre offre.</p>"
    )
    screen.check_accessible()


def test_group_is_changed_in_its_dialog_and_a_wrong_one_says_why(screen: Screen, cast: Cast) -> None:
    sign_in(screen, cast)
    screen.expect("422")
    page = screen.go("/setup/groups/")
    page.get_by_role("link", name="New group").click()
    dialog = page.locator("#dialog")
    dialog.get_by_label("Code").fill("tel")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_contain_text("“TEL” already exists.")
    dialog.get_by_label("Code").fill("avis")
    dialog.get_by_role("button", name="Save").click()
    expect(page.get_by_role("link", name="AVIS")).to_be_visible()
    page.get_by_role("link", name="AVIS").click()
    dialog.get_by_text("Translations").click()
    dialog.get_by_label("Description (Deutsch)").fill("Rückmeldungen")
    screen.check_accessible()
    dialog.get_by_role("button", name="Save").click()
    expect(page.locator(".toast")).to_contain_text("Group saved.")
    assert InteractionGroup.objects.get(code="AVIS").descriptions == {"de": "Rückmeldungen"}
    page.get_by_role("link", name="AVIS").click()
    dialog.get_by_role("button", name="Delete").click()
    page.locator("#confirm").get_by_role("button", name="Delete").click()
    expect(page.locator(".toast")).to_contain_text("Group deleted.")
    assert not InteractionGroup.objects.filter(code="AVIS").exists()


def test_event_saves_itself(screen: Screen, cast: Cast) -> None:
    sign_in(screen, cast)
    page = screen.go("/setup/events/")
    page.get_by_label("Outgoing calls").select_option("APPEL")
    expect(page.locator(".toast")).to_contain_text("Saved.")
    expect(page.get_by_label("Outgoing calls")).to_have_value("APPEL")


def test_every_page_is_accessible_and_fits_a_phone(screen: Screen, cast: Cast) -> None:
    sign_in(screen, cast)
    letter: InteractionTemplate = make.make_template("LETTRE", channel="letter")
    add_language(letter, "fr-CH", subject="Offre", body="<p>Bonjour</p>", by=None, at=AT)
    salutation = Salutation.objects.get(code="MS")
    for path in (
        "", "groups/", "templates/", "templates/APPEL/", "templates/LETTRE/languages/fr-CH/", "events/",
        "document-templates/", "merge-fields/", "salutations/", f"salutations/{salutation.pk}/", "company/",
        "salespeople/", "teams/", "users/", "users/new",
    ):  # fmt: skip
        screen.go(f"/setup/{path}")
        screen.check_accessible()
        with screen.phone():
            screen.check_width()
