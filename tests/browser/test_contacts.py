"""Contacts in the browser: import an address book, find, create and change by keyboard, on a phone."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from liaison.contacts.models import Contact
from tests.browser.conftest import Screen
from tests.cast import Cast

DATA = Path(__file__).resolve().parents[2] / "../shared/data/vcard"
BOOK = (
    "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Angstadt;Michael;;;\r\nORG:TheCompany\r\nTEL;TYPE=CELL:079 555 44 44\r\n"
    "EMAIL:mike@angstadt.example\r\nEND:VCARD\r\n"
)


def take_in(screen: Screen, file: str | dict[str, object]) -> None:
    """Walk through the pages of the import with one file."""
    page = screen.go("/contacts/import/")
    page.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]
    page.locator("main form .btn.primary").click()
    take = page.locator("button[name=do]")
    expect(take).to_be_visible()
    screen.check_accessible()
    take.click()
    expect(page.locator("button[name=do]")).to_have_count(0)


def test_address_book_is_imported_and_found(screen: Screen, cast: Cast) -> None:
    screen.sign_in(cast.aline)
    take_in(screen, {"name": "book.vcf", "mimeType": "text/vcard", "buffer": BOOK.encode()})

    page = screen.go("/contacts/?q=angstat")

    expect(page.locator("tbody tr[data-row]")).to_have_count(1)
    expect(page.get_by_role("link", name="Michael Angstadt")).to_be_visible()
    screen.check_accessible()


@pytest.mark.skipif(not DATA.is_dir(), reason="the address books of ../shared/data are not here")
def test_real_address_books_are_imported(screen: Screen, cast: Cast) -> None:
    screen.sign_in(cast.aline)
    for name in ("ANDROID.vcf", "outlook-2007.vcf"):
        take_in(screen, str(DATA / name))

    assert Contact.objects.get(surname="Angstadt").email == "mike.angstadt@gmail.com"
    assert Contact.objects.filter(email="henry@company.com").count() == 1


def test_person_is_changed_by_keyboard_in_a_dialog(screen: Screen, cast: Cast) -> None:
    screen.sign_in(cast.aline)
    screen.expect("422")
    page = screen.go("/contacts/CT-000482/")
    page.keyboard.press("e")
    name = page.locator("dialog[open] [name=first_name]")
    expect(name).to_be_focused()
    page.locator("dialog[open] [name=email_0]").fill("nora@")
    page.keyboard.press("Enter")
    expect(page.locator("dialog[open] [name=email_0]")).to_have_attribute("aria-invalid", "true")

    page.locator("dialog[open] [name=email_0]").fill("nora@neu.example")
    page.keyboard.press("Enter")

    expect(page.get_by_role("link", name="nora@neu.example")).to_be_visible()
    assert Contact.objects.get(no="CT-000482").email == "nora@neu.example"


def test_pages_fit_a_phone_and_everybody(screen: Screen, cast: Cast) -> None:
    screen.sign_in(cast.aline)
    for path in ("/contacts/", "/contacts/CT-000480/", "/contacts/CT-000482/edit/", "/contacts/import/"):
        screen.go(path)
        screen.check_accessible()
        with screen.phone():
            screen.check_width()


def test_only_the_name_heads_a_line_of_the_list_on_a_phone(screen: Screen, cast: Cast) -> None:
    screen.sign_in(cast.aline)
    page = screen.go("/contacts/")
    with screen.phone():
        line = page.get_by_role("row").filter(has=page.get_by_role("link", name="Nora Béguelin"))
        first, *others = line.locator("td:not(:empty, :has(> input))").all()
        look = "cell => [getComputedStyle(cell).order, parseFloat(getComputedStyle(cell).fontSize)]"
        order, size = first.evaluate(look)
        assert order == "-1"
        for other in others:
            its_order, its_size = other.evaluate(look)
            assert (its_order, its_size < size) == ("0", True), other.inner_text()
        expect(line.get_by_role("link", name="nora@")).to_have_attribute("data-dialog", "")
