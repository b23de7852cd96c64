from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from liaison.campaigns.models import Campaign
from liaison.contacts.models import AddressRange, AlternativeAddress, Contact, ContactEmail, ContactPhone
from liaison.interactions.models import Entry, InteractionTemplate, TemplateSlot
from tests import make
from tests.cast import Cast
from tests.conftest import AT
from tests.web.interactions.conftest import HTMX

URL = "/contacts/CT-000482/call/"


@pytest.fixture
def slot(cast: Cast) -> None:
    TemplateSlot.objects.create(slot="outgoing_calls", template=cast.call)


def numbers(client: Client, url: str = URL, **headers: str) -> list[str]:
    return re.findall(r'href="tel:([^"]*)"', client.get(url, headers=headers).content.decode())


def sent(**given: Any) -> dict[str, Any]:
    return {"form": str(uuid4()), "number": "+41 21 555 01 42", "occurred_at": "2026-03-02T10:30",
            "description": "Appel sortant", "salesperson": "AR", **given}  # fmt: skip


def test_numbers_of_the_contact_its_address_then_its_company(aline: Client, cast: Cast, slot: None) -> None:
    """R-INT-103, R-INT-104, R-CON-87: never those of other people."""
    ContactPhone.objects.create(contact=cast.nora, kind="mobile", number="079 555 00 01", e164="+41795550001")
    ContactPhone.objects.create(contact=cast.nora, kind="fax", number="021 555 99 99")
    ContactPhone.objects.create(contact=cast.yves, number="021 555 77 77")
    chalet = AlternativeAddress.objects.create(contact=cast.nora, code="CHALET", phone="027 555 00 02")
    AddressRange.objects.create(contact=cast.nora, alternative_address=chalet, starting_date=date(2026, 1, 1))
    assert numbers(aline) == ["+41215550142", "+41795550001", "0275550002", "0215550140"]
    assert numbers(aline, **{"User-Agent": "Mozilla/5.0 (iPhone) Mobile"})[0] == "+41795550001"


def test_a_number_that_is_the_companys_too_keeps_its_place(aline: Client, cast: Cast, slot: None) -> None:
    """R-INT-103, R-INT-104"""
    ContactPhone.objects.filter(contact=cast.nora).update(number="021 555 01 40")
    ContactPhone.objects.create(contact=cast.nora, kind="mobile", number="079 555 00 01")
    assert numbers(aline) == ["0215550140", "0795550001"]
    assert numbers(aline, **{"User-Agent": "Mozilla/5.0 (iPhone) Mobile"}) == ["0795550001", "0215550140"]


def test_a_number_that_is_not_stored_has_a_link_as_well(aline: Client, cast: Cast, slot: None) -> None:
    """R-INT-109: one it was opened with, or typed before something else was refused"""
    (stored,) = {*numbers(aline)} - {"0215550140"}
    assert numbers(aline, f"{URL}?number=%2B41%2021%20555%2001%2042") == numbers(aline)
    assert numbers(aline, f"{URL}?number=091%20555%2010%2010") == [stored, "0215550140", "+41915551010"]
    again = aline.post(URL, sent(number="091 555 10 11", description="")).content.decode()
    assert 'href="tel:+41915551011"' in again
    for empty in ("", "x"):
        again = aline.post(URL, sent(number=empty, description="")).content.decode()
        assert re.search(r"<a[^>]*data-dials hidden", again)


def test_opening_defaults(aline: Client, cast: Cast, slot: None) -> None:
    """R-INT-105: today and now, not rounded; the template's description; a clicked number comes first."""
    page = aline.get(URL, {"number": "021 000 00 00"}).content.decode()
    values = dict(re.findall(r'<input[^>]*name="(\w+)"[^>]*value="([^"]*)"', page))
    assert (values["number"], values["description"], values["occurred_at"]) == (
        "021 000 00 00", "Appel sortant", "2026-03-02T10:30",
    )  # fmt: skip
    assert Entry.objects.count() == 0


def test_the_page_opens_from_the_contacts_page(aline: Client, cast: Cast, slot: None) -> None:
    """R-INT-101: of a person and of a company; in the dialog and as a page; a stranger's is not found."""
    for no in ("CT-000482", "CT-000480"):
        address = f"/contacts/{no}/call/"
        assert f'href="{address}"' in aline.get(f"/contacts/{no}/").content.decode()
        for headers in ({}, HTMX | {"HX-Target": "dialog"}):
            assert f'action="{address}"' in aline.get(address, headers=headers).content.decode()
    assert aline.get("/contacts/CT-999999/call/").status_code == 404


def links(client: Client, page: str, shown: str) -> list[tuple[str, bool]]:
    """Where `shown` leads on a page, a number or an address, and whether in the dialog."""
    html = client.get(page).content.decode()
    found = re.findall(rf'<a href="([^"]+)"([^>]*)>{re.escape(shown)}</a>', html)
    return [(href, "data-dialog" in others) for href, others in found]


@pytest.mark.parametrize("page", ["/contacts/CT-000482/", "/contacts/"])
def test_a_number_that_is_clicked_opens_the_call_page_with_it(
    aline: Client, client: Client, cast: Cast, slot: None, page: str
) -> None:
    """R-INT-101, R-INT-103: from card and list; who may not record, or with a blocked contact, just dials"""
    shown, dialled = "+41 21 555 01 42", [("tel:+41215550142", False)]
    ContactPhone.objects.filter(contact=cast.nora).update(e164="+41215550142")
    ((href, in_dialog),) = links(aline, page, shown)
    assert href.startswith(URL)
    assert in_dialog
    assert 'name="number" value="+41 21 555 01 42"' in aline.get(href).content.decode()

    Contact.objects.filter(pk=cast.nora.pk).update(privacy_blocked=True)
    assert links(aline, page, shown) == dialled
    Contact.objects.filter(pk=cast.nora.pk).update(privacy_blocked=False)
    client.force_login(cast.viewer)
    assert links(client, page, shown) == dialled


MAIN, OTHER = "nora@beguelin-meca.example", "nora@home.example"


@pytest.mark.parametrize("page", ["/contacts/CT-000482/", "/contacts/"])
def test_an_address_that_is_clicked_opens_the_page_to_write(
    aline: Client, client: Client, cast: Cast, page: str
) -> None:
    """R-INT-113: from card and list; who may not record, or to a blocked contact, writes elsewhere"""
    elsewhere = [(f"mailto:{MAIN}", False)]
    assert links(aline, page, MAIN) == [("/contacts/CT-000482/write/", True)]

    Contact.objects.filter(pk=cast.nora.pk).update(privacy_blocked=True)
    assert links(aline, page, MAIN) == elsewhere
    Contact.objects.filter(pk=cast.nora.pk).update(privacy_blocked=False)
    client.force_login(cast.viewer)
    assert links(client, page, MAIN) == elsewhere


def test_only_the_main_address_of_who_is_there_is_written_to(aline: Client, cast: Cast) -> None:
    """R-INT-113, R-INT-118: where a message would not go, the page to write is not opened"""
    ContactEmail.objects.create(contact=cast.nora, address=OTHER, kind="private", position=1)
    assert links(aline, "/contacts/CT-000482/", OTHER) == [(f"mailto:{OTHER}", False)]
    Contact.objects.filter(pk=cast.nora.pk).update(archived_at=AT)
    for page in ("/contacts/CT-000482/", "/contacts/?archived=1"):
        assert links(aline, page, MAIN) == [(f"mailto:{MAIN}", False)]


def test_a_fax_is_not_called(aline: Client, cast: Cast) -> None:
    """R-INT-104"""
    ContactPhone.objects.create(contact=cast.nora, kind="fax", number="021 555 99 99", e164="+41215559999")
    assert links(aline, "/contacts/CT-000482/", "+41 21 555 99 99") == [("tel:+41215559999", False)]


@pytest.mark.parametrize("verb", ["write", "letter"])
def test_to_a_blocked_contact_nothing_is_written_at_all(aline: Client, cast: Cast, verb: str) -> None:
    """R-INT-42, R-INT-113, R-CON-256: said before anything is typed"""
    make.make_template("LETTRE", channel="letter", information_flow="outbound")
    TemplateSlot.objects.create(slot="emails", template=cast.call)
    Contact.objects.filter(pk=cast.nora.pk).update(privacy_blocked=True)
    page = aline.get(f"/contacts/CT-000482/{verb}/")
    assert page.status_code == 422
    html = page.content.decode()
    assert "Contact CT-000482 Nora Béguelin is blocked for privacy reasons." in html
    assert 'name="description"' not in html


def test_a_call_that_says_something_else_by_now_is_told(aline: Client, cast: Cast, slot: None) -> None:
    """As after the browser's way back: nothing is passed over; pressed again it is a call of its own."""
    first = sent(comment="Rappelle demain")
    for _press in range(2):
        assert aline.post(URL, first).status_code == 303
    again = aline.post(URL, {**first, "comment": "A rappelé"})
    assert (again.status_code, Entry.objects.count()) == (422, 1)
    html = again.content.decode()
    assert f"recorded already, as no. {Entry.objects.get().pk}" in html
    key = re.findall(r'name="form" value="([^"]+)"', html)
    assert aline.post(URL, {**first, "comment": "A rappelé", "form": key[0]}).status_code == 303
    assert Entry.objects.count() == 2


def parts(page: str) -> tuple[str, str]:
    """What a page shows at once, and what under "more"."""
    form = page.partition('action="/contacts/CT-000482/call/"')[2].partition("</form>")[0]
    shown, _, more = form.partition("<details")
    return shown, more


def fields(html: str) -> list[str]:
    return list(
        dict.fromkeys(re.findall(r'<(?:input|select|textarea)(?! type="hidden")[^>]* name="(\w+)"', html))
    )


def test_whom_to_call_and_the_result_stand_in_front_the_rest_under_more(aline: Client, slot: None) -> None:
    """R-INT-106, R-INT-107: the contact is fixed, the description is the result as well."""
    shown, more = parts(aline.get(URL).content.decode())
    assert fields(shown) == ["number", "description", "attempt_failed", "evaluation", "comment"]
    assert fields(more) == ["occurred_at", "salesperson", "initiated_by", "cost", "duration_min"]


def test_a_call_may_belong_to_a_campaign(aline: Client, cast: Cast, slot: None) -> None:
    """R-INT-108: under more, so that a call stays quick; what the template says is proposed."""
    campaign = Campaign.objects.create(no="CP-1", last_modified_on=AT.date(), created_at=AT, changed_at=AT)
    InteractionTemplate.objects.filter(pk=cast.call.pk).update(campaign=campaign, campaign_target=True)
    _shown, more = parts(aline.get(URL).content.decode())
    assert fields(more)[-3:] == ["campaign", "campaign_target", "campaign_response"]
    assert '<option value="CP-1" selected>' in more
    assert re.findall(r'<input[^>]*name="(campaign_\w+)"[^>]* checked', more) == ["campaign_target"]

    aline.post(URL, sent(campaign="CP-1", campaign_response="on"))
    aline.post(URL, sent(campaign="", campaign_target="on"))

    found = Entry.objects.order_by("pk").values_list("campaign__no", "campaign_target", "campaign_response")
    assert list(found) == [("CP-1", False, True), (None, True, False)]
    assert "Select a valid choice" in aline.post(URL, sent(campaign="CP-9")).content.decode()


def test_a_call_is_recorded_afterwards_with_its_result(aline: Client, cast: Cast, slot: None) -> None:
    """R-INT-106, R-INT-107: another day, who called whom, how it went, what it took."""
    data = sent(occurred_at="2026-02-27T16:05", description="Commande promise", salesperson="MD",
                initiated_by="them", evaluation="very_positive", cost="4.20", duration_min="25",
                contact="CT-000483")  # fmt: skip
    aline.post(URL, data)
    entry = Entry.objects.get()
    assert (entry.contact.no, entry.content.description, entry.salesperson, entry.initiated_by) == (
        "CT-000482", "Commande promise", cast.dubuis, "them",
    )  # fmt: skip
    assert (entry.occurred_on, entry.evaluation, str(entry.cost), entry.duration_min, entry.attempt_failed) == (
        date(2026, 2, 27), "very_positive", "4.20", Decimal(25), False,
    )  # fmt: skip


def test_finishing_records_the_call_and_the_number(aline: Client, cast: Cast, slot: None) -> None:
    """F4, R-INT-112: never delivered, and a failed attempt keeps cost and minutes."""
    data = sent(attempt_failed="on", evaluation="negative", comment="Répondeur")
    for _ in range(2):
        answer = aline.post(URL, data, headers=HTMX | {"HX-Target": "dialog"})
        assert answer.status_code == 204
    entry = Entry.objects.get()
    assert (entry.contact_via, entry.attempt_failed, entry.evaluation, entry.delivery_status) == (
        "+41 21 555 01 42", True, "negative", "none",
    )  # fmt: skip
    assert (str(entry.cost), entry.duration_min) == ("1.50", Decimal(12))
    assert entry.comments.get().comment == "Répondeur"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"evaluation": "negative"}, (False, "negative")),
        ({"attempt_failed": "on", "evaluation": "positive"}, (True, "positive")),
    ],
)
def test_how_it_went_and_whether_somebody_answered_are_two_things(
    aline: Client, slot: None, given: dict[str, str], expected: tuple[bool, str]
) -> None:
    """R-INT-112: a negative evaluation does not make the call unsuccessful, nor the other way round"""
    aline.post(URL, sent(**given))
    entry = Entry.objects.get()
    assert (entry.attempt_failed, entry.evaluation) == expected


@pytest.mark.parametrize(("own", "kept"), [("email", "none"), ("hard_copy", "hard_copy")])
def test_a_call_asks_for_no_content_whatever_its_template_proposes(
    aline: Client, cast: Cast, slot: None, own: str, kept: str
) -> None:
    """R-INT-7, R-INT-110, R-INT-112: a new template proposes e-mail, and a call is never delivered"""
    InteractionTemplate.objects.update(default_correspondence_type=own)
    assert aline.post(URL, sent()).status_code == 303
    entry = Entry.objects.get()
    assert (entry.correspondence_type, entry.delivery_status) == (kept, "none")


@pytest.mark.parametrize(
    ("field", "words"),
    [("number", "Enter a phone number."), ("occurred_at", "Enter the date."),
     ("description", "Enter a description."), ("salesperson", "Enter the salesperson.")],
)  # fmt: skip
def test_checks(aline: Client, slot: None, field: str, words: str) -> None:
    """R-INT-110, E-INT-11"""
    answer = aline.post(URL, sent(**{field: ""}))
    assert (answer.status_code, Entry.objects.count()) == (422, 0)
    assert words in answer.content.decode()


def test_a_call_needs_nothing_to_open(aline: Client, cast: Cast, slot: None) -> None:
    """R-INT-110: four checks, whatever the template does in the guide"""
    InteractionTemplate.objects.filter(pk=cast.call.pk).update(wizard_action="open")
    aline.post(URL, sent())
    assert Entry.objects.get().contact_via == "+41 21 555 01 42"


def test_without_template_or_number_or_for_a_blocked_contact(aline: Client, cast: Cast) -> None:
    """R-INT-102, R-INT-104, R-INT-112, E-INT-10, E-INT-12, E-INT-14"""
    assert "No template is set up for outgoing calls." in aline.get(URL).content.decode()
    TemplateSlot.objects.create(slot="outgoing_calls", template=cast.call)
    page = aline.get("/contacts/CT-000100/call/")
    assert page.status_code == 422
    assert "No phone numbers are stored for this contact." in page.content.decode()
    Contact.objects.filter(pk=cast.nora.pk).update(privacy_blocked=True)
    assert "is blocked for privacy reasons" in aline.get(URL).content.decode()
    assert aline.post(URL, sent()).status_code == 422
    assert Entry.objects.count() == 0


def test_who_may_not_record(client: Client, cast: Cast, slot: None) -> None:
    client.force_login(cast.viewer)
    assert client.get(URL).status_code == 403
    assert client.post(URL, sent()).status_code == 403
    assert client.get("/contacts/CT-999999/call/").status_code == 404


def test_a_letter_needs_a_template_and_takes_one_that_goes_out(aline: Client, cast: Cast) -> None:
    page = aline.get("/contacts/CT-000482/letter/")
    assert page.status_code == 422
    assert "There is no template for letters; create one in the set-up." in page.content.decode()
    for code, flow in (("COURRIER", "inbound"), ("LETTRE", "outbound")):
        make.make_template(code, description=code, channel="letter", information_flow=flow)
    assert 'value="LETTRE"' in aline.get("/contacts/CT-000482/letter/").content.decode()


def test_without_a_template_for_mails_nothing_is_written_that_could_leave_no_trace(
    aline: Client, cast: Cast
) -> None:
    """R-INT-113, R-INT-114 as in the deviations: it is said before, with where to mend it."""
    page = aline.get("/contacts/CT-000482/write/")
    assert page.status_code == 422
    assert (
        "No template is set up for e-mails. Choose one in the set-up under “Templates of events”."
        in page.content.decode()
    )
    TemplateSlot.objects.create(slot="emails", template=cast.call)
    assert "Nora Béguelin" in aline.get("/contacts/CT-000482/write/").content.decode()
