"""What comes back from what was sent, and what it does."""

from __future__ import annotations

import email
import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from liaison.campaigns.actions import revive_address, unsubscribe
from liaison.campaigns.models import Campaign, Consent, ConsentNote, DeadAddress
from liaison.contacts.models import AlternativeAddress, Contact
from liaison.delivery import rules
from liaison.delivery.actions import deliver_due
from liaison.delivery.actions.returns import take_returned
from liaison.delivery.facts import DeliverySettled
from liaison.delivery.jobs import read_mailbox_again
from liaison.delivery.models import Item, Run
from liaison.files import blobs
from liaison.files.queries import read_file
from liaison.interactions.actions.slots import assign_slot
from liaison.interactions.draft import ParticipantValue
from liaison.interactions.models import ContentFile, Entry, InteractionTemplate, Slot
from liaison.interactions.queries.headings import campaign_figures
from liaison.kit import facts
from liaison.mail.actions import NotNow
from liaison.mail.models import ReturnedMessage
from liaison.mail.received import read_received
from liaison.mail.return_address import return_address_for
from tests import make
from tests.cast import Cast
from tests.db.delivery.conftest import Mailing, Send
from tests.mailserver import mail_server
from tests.unit.mail.returned import answer, complaint, recipient, report

NORA = "nora@beguelin-meca.example"
LATER = timedelta(minutes=10)
Take = Callable[..., None]


@pytest.fixture(autouse=True)
def mailbox(outbox: Path, settings: Any) -> None:
    settings.CONFIG = replace(settings.CONFIG, return_address="retour@liaison.example")


@pytest.fixture
def sent(send: Send, at: datetime) -> Item:
    """A mail to Nora that the server took."""
    send()
    deliver_due(clock=lambda: at)
    return the_item()


@pytest.fixture
def inbound(cast: Cast, at: datetime) -> InteractionTemplate:
    """The template that answers are made from."""
    template = make.make_template(
        "MAIL-IN", make.make_group("MAILS"), description="E-mail", channel="email", unit_duration_min=3
    )
    assign_slot(Slot.EMAILS, template, by=None, at=at)
    return template


@pytest.fixture
def take(at: datetime) -> Take:
    """Let messages come back ten minutes later."""

    def back(content: bytes, *, key: str = "") -> None:
        made = key or hashlib.sha256(content).hexdigest()
        take_returned(read_received(content), made, at + LATER)

    return back


def the_item() -> Item:
    return Item.objects.select_related("entry", "contact").get()


def state_of(item: Item) -> tuple[str, str, str]:
    item.refresh_from_db()
    entry = Entry.objects.get(pk=item.entry_id)
    return item.state, entry.delivery_status, entry.delivery_note


def bounce_of(item: Item, *, address: str = NORA, **told: Any) -> bytes:
    return report(
        recipient(address, **told), to=return_address_for(item.pk), returned="<something@else.example>"
    )


def words_of(entry: Entry) -> tuple[str, str, str]:
    return entry.content.subject, entry.content.body, entry.content.body_text


# -- the address -------------------------------------------------------------------------------------


def test_a_message_carries_the_address_it_comes_back_to(sent: Item, outbox: Path) -> None:
    """B-13: beside the salesperson's own (R-INT-124)"""
    (file,) = outbox.iterdir()
    message = email.message_from_bytes(file.read_bytes(), policy=default)
    assert message["From"] == "Aline Rochat <info@liaison.example>"
    assert message["Reply-To"] == (
        f"Aline Rochat <aline@liaison.example>, Aline Rochat <{return_address_for(sent.pk)}>"
    )


def test_servers_are_told_it_as_the_sender(send: Send, use_server: Any, at: datetime) -> None:
    """B-10"""
    with mail_server() as server:
        use_server(server.account)
        send()
        deliver_due(clock=lambda: at)
        assert server.envelopes == [(return_address_for(the_item().pk), [NORA])]


# -- bounces -----------------------------------------------------------------------------------------


def test_a_bounce_ends_the_delivery_in_the_servers_words(
    sent: Item, take: Take, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """B-10, R-INT-128"""
    told: list[DeliverySettled] = []
    monkeypatch.setattr(facts, "_listeners", {**facts._listeners, DeliverySettled: [told.append]})
    take(bounce_of(sent))
    words = "550 5.1.1 no such user"
    assert state_of(sent) == ("bounced", "bounced", words)
    assert (sent.reply, sent.finished_at) == (words, at + LATER)
    assert told == [
        DeliverySettled(sent.pk, sent.entry_id, sent.contact_id, "email", "bounced", words, at + LATER)
    ]


def test_a_hard_bounce_marks_the_address(sent: Item, take: Take, at: datetime, cast: Cast) -> None:
    """B-5, B-10: with source and date"""
    take(bounce_of(sent))
    (consent,) = Consent.objects.all()
    assert (consent.contact, consent.channel, consent.topic, consent.agreement, consent.source) == (
        cast.nora, "email", "", "bounced", "bounce",
    )  # fmt: skip
    assert (consent.address, consent.noted_at, consent.noted_by) == (NORA, at + LATER, None)
    (note,) = ConsentNote.objects.all()
    assert (note.agreement, note.entry_no) == ("bounced", sent.entry_id)


@pytest.mark.parametrize(
    ("told", "state"),
    [
        ({"status": "5.2.2", "words": "552 5.2.2 mailbox full"}, "bounced"),
        ({"status": "5.7.1", "words": "554 5.7.1 spam"}, "bounced"),
        ({"status": "4.4.7", "words": "451 4.4.7 given up"}, "bounced"),
        ({"action": "delayed", "status": "4.4.1", "words": "451 4.4.1 no answer yet"}, "sent"),
    ],
)
def test_a_soft_bounce_says_nothing_against_the_address(
    sent: Item, take: Take, told: dict[str, str], state: str
) -> None:
    """B-10: given up it is lost all the same, delayed it is only noted"""
    take(bounce_of(sent, **told))
    assert state_of(sent) == (state, state, told["words"])
    assert Consent.objects.count() == 0


def test_a_bounce_is_found_by_the_number_of_the_message(sent: Item, take: Take) -> None:
    """B-10: without such an address, or when the server forgot it"""
    take(report(recipient(NORA), to="info@liaison.example", returned=sent.message_id))
    assert state_of(sent)[0] == "bounced"


@pytest.mark.parametrize("what", ["signature", "number", "stranger"])
def test_what_is_forged_or_about_others_is_let_be(sent: Item, take: Take, what: str) -> None:
    """B-10: nobody settles a delivery by guessing"""
    address, number = "info@liaison.example", "<x@y.example>"
    if what == "signature":
        address = return_address_for(sent.pk).replace(".", ".aaa", 1)
    elif what == "number":
        number = f"<liaison.{sent.pk}.123@liaison.example>"
    take(report(recipient(NORA), to=address, returned=number))
    assert state_of(sent)[0] == "sent"
    assert (Consent.objects.count(), ReturnedMessage.objects.count()) == (0, 0)


def test_a_bounce_of_another_message_of_the_same_number_is_let_be(sent: Item, take: Take) -> None:
    """B-10: it went out after a copy was made that is back since, and the number was given again"""
    before = f"<liaison.{sent.pk}.123@liaison.example>"
    take(report(recipient(NORA), to=return_address_for(sent.pk), returned=before))
    assert state_of(sent)[0] == "sent"
    take(report(recipient(NORA), to=return_address_for(sent.pk), returned=sent.message_id))
    assert state_of(sent)[0] == "bounced"


def test_the_same_bounce_twice_is_one(sent: Item, take: Take) -> None:
    """B-10"""
    take(bounce_of(sent), key="k")
    Item.objects.update(state="sent")
    take(bounce_of(sent), key="k")
    assert (state_of(sent)[0], ReturnedMessage.objects.count()) == ("sent", 1)


def test_two_bounces_of_one_message_count_once(mailing: Mailing, take: Take, at: datetime) -> None:
    """B-9, B-10: the counters of the sending follow"""
    run = mailing(3)
    deliver_due(clock=lambda: at)
    first, *_others = Item.objects.order_by("pk").select_related("entry", "contact")
    for key in ("a", "b"):
        take(bounce_of(first, address=first.recipient), key=key)
    found = Run.objects.get(pk=run.pk)
    assert (found.sent, found.failed, found.stopped, found.state) == (2, 1, 0, "finished")


def test_what_bounced_can_be_sent_again_and_an_old_bounce_changes_nothing_then(
    sent: Item, take: Take, cast: Cast, at: datetime
) -> None:
    """B-10: the bounce of the first copy says nothing of the second"""
    take(bounce_of(sent), key="a")
    Entry.objects.update(logged_segment=None)
    Item.objects.create(
        entry_id=sent.entry_id, contact_id=sent.contact_id, channel="email", state="sent",
        recipient="nora@neuf.example", message_id="<liaison.2@x>", due_at=at, queued_at=at, finished_at=at,
    )  # fmt: skip
    Entry.objects.update(delivery_status="sent", delivery_note="")
    Item.objects.filter(pk=sent.pk).update(state="sent")
    take(bounce_of(sent), key="b")
    assert state_of(sent) == ("bounced", "sent", "")


def test_a_copy_that_did_not_arrive_is_no_failed_delivery(
    send: Send, take: Take, at: datetime, cast: Cast
) -> None:
    """R-INT-128"""
    send(participants=(ParticipantValue(contact="CT-000483", role="cc"),))
    deliver_due(clock=lambda: at)
    take(bounce_of(the_item(), address="yves@beguelin-meca.example"))
    assert state_of(the_item()) == (
        "sent", "sent", "yves@beguelin-meca.example: 550 5.1.1 no such user",
    )  # fmt: skip
    assert Consent.objects.count() == 0


def test_an_address_behind_the_address_ends_the_delivery_and_blames_nobody(sent: Item, take: Take) -> None:
    """B-10: the recipient forwards to where nothing arrives"""
    take(bounce_of(sent, address="n.b@elsewhere.example"))
    assert (state_of(sent)[0], Consent.objects.count()) == ("bounced", 0)


def test_an_address_that_has_changed_meanwhile_is_not_blamed(sent: Item, take: Take, cast: Cast) -> None:
    """B-5"""
    Contact.objects.filter(pk=cast.nora.pk).update(email="nora@neuf.example")
    take(bounce_of(sent))
    assert (state_of(sent)[0], Consent.objects.count()) == ("bounced", 0)


def test_an_unknown_delivery_is_known_by_its_bounce(sent: Item, take: Take, at: datetime) -> None:
    Item.objects.update(state="failed", reply=str(rules.UNKNOWN))
    take(bounce_of(sent))
    assert state_of(sent)[:2] == ("bounced", "bounced")


@pytest.mark.parametrize("state", ["queued", "stopped", "bounced"])
def test_what_was_not_sent_does_not_bounce(sent: Item, take: Take, state: str) -> None:
    Item.objects.update(state=state)
    take(bounce_of(sent))
    assert state_of(sent)[0] == state


def test_a_bounce_without_words_says_that_it_came_back(sent: Item, take: Take) -> None:
    block = f"Final-Recipient: rfc822; {NORA}\r\nAction: failed"
    take(report(block, to=return_address_for(sent.pk)))
    assert state_of(sent) == ("bounced", "bounced", "The message came back.")


def test_who_bounced_is_sent_nothing_more_by_a_mailing(
    sent: Item, take: Take, send: Send, at: datetime, outbox: Path
) -> None:
    """B-5"""
    take(bounce_of(sent))
    again = send()
    Entry.objects.filter(pk=again).update(logged_segment=1)
    deliver_due(clock=lambda: at + LATER)
    entry = Entry.objects.get(pk=again)
    assert (entry.delivery_status, entry.delivery_note) == ("stopped", str(rules.BOUNCED))


def test_who_refuses_and_bounced_is_said_to_refuse(sent: Item, take: Take, send: Send, at: datetime) -> None:
    """B-5"""
    take(bounce_of(sent))
    unsubscribe(sent.contact_id, "email", "COURRIEL", source="link", at=at)
    again = send()
    Entry.objects.filter(pk=again).update(logged_segment=1)
    deliver_due(clock=lambda: at + LATER)
    assert Entry.objects.get(pk=again).delivery_note == str(rules.UNSUBSCRIBED)


OFFICE = "nora@bureau.example"


def test_an_alternative_address_that_bounces_is_kept_away_from(
    take: Take, send: Send, cast: Cast, at: datetime, outbox: Path
) -> None:
    """B-5: the address, not the contact, until somebody says otherwise"""
    address = AlternativeAddress.objects.create(contact=cast.nora, code="BUREAU", email=OFFICE)
    send(alternative_address="BUREAU")
    deliver_due(clock=lambda: at)
    sent = the_item()
    take(bounce_of(sent, address=OFFICE.upper(), words="552 5.2.2 full", status="5.2.2"), key="soft")
    assert not DeadAddress.objects.exists()
    Item.objects.update(state="sent")
    take(bounce_of(sent, address=OFFICE.upper()), key="hard")
    take(bounce_of(sent, address=OFFICE), key="again")
    dead = DeadAddress.objects.get()
    assert (dead.contact, dead.email, dead.entry_no, dead.noted_at) == (
        cast.nora,
        OFFICE,
        sent.entry_id,
        at + LATER,
    )
    assert Consent.objects.count() == 0

    def mailed(**given: Any) -> tuple[str, str]:
        number = send(**given)
        Entry.objects.filter(pk=number).update(logged_segment=1)
        deliver_due(clock=lambda: at + LATER)
        entry = Entry.objects.get(pk=number)
        return entry.delivery_status, entry.delivery_note

    assert mailed(alternative_address="BUREAU") == ("stopped", str(rules.BOUNCED))
    assert mailed() == ("sent", "")
    assert revive_address(cast.nora.pk, OFFICE, by=cast.aline, at=at)
    assert mailed(alternative_address="BUREAU") == ("sent", "")
    assert address.email == OFFICE


@pytest.mark.parametrize(("email", "state"), [(OFFICE, "sent"), (NORA.upper(), "stopped"), ("", "stopped")])
def test_an_own_address_that_bounces_says_nothing_of_another(
    sent: Item, take: Take, send: Send, cast: Cast, at: datetime, email: str, state: str
) -> None:
    """B-5: a mailing to an alternative address goes out, if that has an e-mail of its own"""
    take(bounce_of(sent))
    AlternativeAddress.objects.create(contact=cast.nora, code="BUREAU", email=email)
    number = send(alternative_address="BUREAU")
    Entry.objects.filter(pk=number).update(logged_segment=1)
    deliver_due(clock=lambda: at + LATER)
    assert Entry.objects.get(pk=number).delivery_status == state


ACCENTS = "nora@müller-bau.example"


def test_an_address_with_accents_is_blamed_as_it_is_typed(
    take: Take, send: Send, cast: Cast, at: datetime, outbox: Path
) -> None:
    """B-5, B-10: servers name it in another form"""
    Contact.objects.filter(pk=cast.nora.pk).update(email=ACCENTS)
    send()
    deliver_due(clock=lambda: at)
    sent = the_item()
    assert sent.recipient != ACCENTS
    take(bounce_of(sent, address=sent.recipient))
    assert Consent.objects.get().agreement == "bounced"


def test_an_alternative_address_with_accents_is_kept_away_from(
    take: Take, send: Send, cast: Cast, at: datetime, outbox: Path
) -> None:
    """B-5, B-10"""
    AlternativeAddress.objects.create(contact=cast.nora, code="BUREAU", email=ACCENTS)
    send(alternative_address="BUREAU")
    deliver_due(clock=lambda: at)
    take(bounce_of(the_item(), address=the_item().recipient))
    assert DeadAddress.objects.get().email == ACCENTS
    again = send(alternative_address="BUREAU")
    Entry.objects.filter(pk=again).update(logged_segment=1)
    deliver_due(clock=lambda: at + LATER)
    assert Entry.objects.get(pk=again).delivery_status == "stopped"


# -- complaints --------------------------------------------------------------------------------------


@pytest.mark.parametrize("known_by", ["address", "number"])
def test_a_complaint_holds_the_contact_back(
    sent: Item, take: Take, at: datetime, cast: Cast, known_by: str
) -> None:
    """B-5, B-10: RFC 5965"""
    content = complaint(mail_from=return_address_for(sent.pk) if known_by == "address" else "x@y.example")
    if known_by == "number":
        content = content.replace(b"<liaison.7.1772443800000000@liaison.example>", sent.message_id.encode())
    take(content)
    (note,) = ConsentNote.objects.all()
    assert (note.contact, note.agreement, note.source, note.source_words, note.entry_no, note.noted_at) == (
        cast.nora, "complained", "complaint", "Complaint", sent.entry_id, at + LATER,
    )  # fmt: skip
    words = "The recipient complained about it."
    assert (state_of(sent), sent.reply) == (("sent", "sent", words), words)


def test_a_complaint_about_an_earlier_message_says_nothing_of_the_next(
    sent: Item, take: Take, at: datetime
) -> None:
    """B-10"""
    Item.objects.create(
        entry_id=sent.entry_id, contact_id=sent.contact_id, channel="email", state="sent",
        recipient=NORA, message_id="<liaison.2@x>", due_at=at, queued_at=at, finished_at=at,
    )  # fmt: skip
    take(complaint(mail_from=return_address_for(sent.pk)))
    assert state_of(sent) == ("sent", "sent", "")
    assert sent.reply == "The recipient complained about it."


# -- answers -----------------------------------------------------------------------------------------


def test_an_answer_becomes_an_interaction(
    sent: Item, take: Take, at: datetime, cast: Cast, inbound: InteractionTemplate
) -> None:
    """B-13, R-EML-26"""
    content = answer("Oui, volontiers.\r\n\r\nNora", to=return_address_for(sent.pk), sender=f"Nora <{NORA}>")
    take(content)
    found = Entry.objects.select_related("content").exclude(pk=sent.entry_id).get()
    assert (found.contact, found.template, found.follow_up_of, found.salesperson, found.recorded_by) == (
        cast.nora, inbound, sent.entry_id, cast.rochat, None,
    )  # fmt: skip
    assert (found.information_flow, found.initiated_by, found.channel, found.delivery_status) == (
        "inbound", "them", "email", "none",
    )  # fmt: skip
    assert words_of(found) == ("Re: Offre", "<p>Oui, volontiers.</p><p>Nora</p>", "Oui, volontiers.\n\nNora")
    assert (found.content.description, found.contact_via, found.occurred_at) == (
        "Re: Offre",
        NORA,
        datetime(2026, 3, 2, 8, 45, tzinfo=UTC),
    )
    assert (found.campaign, found.campaign_response) == (None, False)
    (file,) = ContentFile.objects.filter(content=found.content).select_related("file")
    assert (file.name, read_file(file.file)) == ("message.eml", content)
    assert ReturnedMessage.objects.get().answer_no == found.pk


def test_an_answer_to_a_campaign_is_its_response(
    sent: Item, take: Take, at: datetime, cast: Cast, inbound: InteractionTemplate
) -> None:
    """B-13, R-CMP-13: and the figures of the campaign follow"""
    campaign = Campaign.objects.create(no="CP-001", last_modified_on=at, created_at=at, changed_at=at)
    Entry.objects.filter(pk=sent.entry_id).update(campaign=campaign, campaign_target=True)
    cast.aline.role = "marketing"
    cast.aline.save()
    take(answer(to="info@liaison.example", about=sent.message_id))
    found = Entry.objects.exclude(pk=sent.entry_id).get()
    assert (found.campaign, found.campaign_response, found.campaign_target) == (campaign, True, False)
    figures = campaign_figures(cast.aline, [campaign.pk])[campaign.pk]
    assert (figures.contacted, figures.responded, figures.contacts_responded) == (1, 1, 1)


@pytest.mark.parametrize(
    ("sender", "whose"), [("Yves@beguelin-meca.example", "CT-000483"), ("x@y.example", "CT-000482")]
)
def test_who_was_in_copy_answers_for_itself(
    send: Send, take: Take, at: datetime, inbound: InteractionTemplate, sender: str, whose: str
) -> None:
    """B-13"""
    number = send(participants=(ParticipantValue(contact="CT-000483", role="cc"),))
    deliver_due(clock=lambda: at)
    take(answer(to=return_address_for(the_item().pk), sender=sender))
    found = Entry.objects.select_related("contact").exclude(pk=number).get()
    assert (found.contact.no, found.follow_up_of, found.contact_via) == (whose, number, sender)


def test_the_same_answer_twice_is_one(sent: Item, take: Take, inbound: InteractionTemplate) -> None:
    """B-13"""
    content = answer(to=return_address_for(sent.pk))
    for _ in range(2):
        take(content)
    assert Entry.objects.count() == 2


@pytest.mark.parametrize("headers", ["Auto-Submitted: auto-replied\r\n", "Precedence: bulk\r\n"])
def test_an_absence_is_no_response(
    sent: Item, take: Take, inbound: InteractionTemplate, headers: str
) -> None:
    """B-13, R-EML-45"""
    take(answer(to=return_address_for(sent.pk), headers=headers))
    assert (Entry.objects.count(), ReturnedMessage.objects.get().kind) == (1, "automatic")


def test_a_colleague_who_answers_to_all_is_no_response(
    sent: Item, take: Take, inbound: InteractionTemplate
) -> None:
    """B-13"""
    take(answer(to=return_address_for(sent.pk), sender="Aline <ALINE@liaison.example>"))
    assert Entry.objects.count() == 1


def test_files_of_an_answer_are_stored(sent: Item, take: Take, inbound: InteractionTemplate) -> None:
    """B-13"""
    message = email.message.EmailMessage()
    message["From"], message["To"], message["Subject"] = NORA, return_address_for(sent.pk), "Plan"
    message.set_content("Voici.")
    message.add_attachment(b"%PDF-1.4 plan", "application", "pdf", filename="plan.pdf")
    message.add_attachment(b"", "application", "pdf", filename="nothing.pdf")
    take(message.as_bytes())
    found = Entry.objects.exclude(pk=sent.entry_id).get()
    assert [file.name for file in ContentFile.objects.filter(content=found.content)] == [
        "plan.pdf", "message.eml",
    ]  # fmt: skip


@pytest.mark.parametrize("why", ["blocked", "no template", "deleted"])
def test_an_answer_that_may_not_be_recorded_is_let_be(
    sent: Item, take: Take, inbound: InteractionTemplate, cast: Cast, why: str
) -> None:
    """R-INT-42"""
    if why == "blocked":
        Contact.objects.filter(pk=cast.nora.pk).update(privacy_blocked=True)
    elif why == "no template":
        inbound.slots.all().delete()
    else:
        Item.objects.all().delete()
    take(answer(to=return_address_for(sent.pk)))
    assert Entry.objects.count() == 1


def test_a_full_disk_leaves_the_answer_for_later(
    sent: Item, take: Take, inbound: InteractionTemplate, monkeypatch: pytest.MonkeyPatch
) -> None:
    """B-13: nothing of it is written, and it is read again"""

    def full(*_args: Any) -> None:
        raise OSError(28, "No space left on device")

    content = answer(to=return_address_for(sent.pk))
    with monkeypatch.context() as patch, pytest.raises(NotNow):
        patch.setattr(blobs, "place", full)
        take(content)
    assert (Entry.objects.count(), ReturnedMessage.objects.count()) == (1, 0)
    take(content)
    assert Entry.objects.count() == 2


def test_words_that_would_be_tags_or_fields_stay_words(
    sent: Item, take: Take, inbound: InteractionTemplate
) -> None:
    take(answer("<img src=x onerror=alert(1)> {{ contact.name }}", to=return_address_for(sent.pk)))
    found = Entry.objects.select_related("content").exclude(pk=sent.entry_id).get()
    assert found.content.body_text == "<img src=x onerror=alert(1)> {{ contact.name }}"
    assert "<img" not in found.content.body


def test_without_a_mailbox_the_job_does_nothing(db: None, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        read_mailbox_again()


def test_the_answer_stands_on_the_timeline(
    sent: Item, take: Take, inbound: InteractionTemplate, cast: Cast, client: Client
) -> None:
    """B-13"""
    take(answer(to=return_address_for(sent.pk)))
    client.force_login(cast.aline)
    page = client.get(f"/contacts/{cast.nora.no}/").content.decode()
    assert "Oui, volontiers." in page
