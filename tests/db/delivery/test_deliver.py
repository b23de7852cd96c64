"""Delivering one item: what goes out, what is kept, what is written down."""

from __future__ import annotations

import email
from collections.abc import Callable
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from liaison.campaigns.actions import create_campaign
from liaison.campaigns.rules import CampaignValues
from liaison.contacts.models import AlternativeAddress, Contact
from liaison.delivery import rules
from liaison.delivery.actions import deliver_due, deliver_item, resend_entries
from liaison.delivery.facts import DeliverySettled
from liaison.delivery.models import Item
from liaison.delivery.queries.papers import writing_of_entry
from liaison.delivery.rules import MOST_ATTEMPTS, PAUSES
from liaison.files.actions import store_file
from liaison.files.queries import read_file
from liaison.interactions.actions.correct import cancel
from liaison.interactions.actions.log_many import log_many
from liaison.interactions.draft import ManyValues, NamedFile, ParticipantValue
from liaison.interactions.models import (
    Content,
    ContentFile,
    Entry,
    EntryFile,
    InteractionTemplate,
    InteractionTemplateLanguage,
)
from liaison.interactions.queries.entry import entry_detail
from liaison.kit import facts
from liaison.letters import converting
from liaison.letters.actions import (
    change_document_template,
    create_document_template,
    replace_document_file,
)
from liaison.letters.models import DocumentTemplate
from tests.cast import Cast
from tests.db.delivery.conftest import Send
from tests.mailserver import mail_server
from tests.papers import docx, field, paragraph, pdf_pages, run

Use = Callable[[Any], None]
LAST_OF_NEWSLETTER = "Machines du Léman SA\nRue du Lac 1, 1020 Renens VD"


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[DeliverySettled]:
    """What was announced about deliveries."""
    heard: list[DeliverySettled] = []
    monkeypatch.setattr(facts, "_listeners", {**facts._listeners, DeliverySettled: [heard.append]})
    return heard


def the_item() -> Item:
    return Item.objects.select_related("copy", "entry").get()


def state_of(entry: int) -> tuple[str, datetime | None, str]:
    found = Entry.objects.get(pk=entry)
    return found.delivery_status, found.delivery_at, found.delivery_note


def test_a_message_goes_into_the_outbox_and_its_copy_stays(
    send: Send, outbox: Path, at: datetime, told: list[DeliverySettled], cast: Cast
) -> None:
    """R-INT-122, 123, 124, 128"""
    number = send()
    later = at + timedelta(seconds=2)
    assert deliver_item(the_item().pk, at=later)
    item = the_item()
    assert item.copy is not None
    (file,) = outbox.iterdir()
    assert file.name == f"{item.message_id.strip('<>')}.eml"
    assert file.read_bytes() == read_file(item.copy)
    message = email.message_from_bytes(file.read_bytes(), policy=default)
    assert {name: message[name] for name in ("From", "Reply-To", "To", "Subject", "Message-ID", "Date")} == {
        "From": "Aline Rochat <info@liaison.example>",
        "Reply-To": "Aline Rochat <aline@liaison.example>",
        "To": "Nora Béguelin <nora@beguelin-meca.example>",
        "Subject": "Offre pour Nora Béguelin",
        "Message-ID": f"<liaison.{item.pk}.{int(at.timestamp() * 1e6)}@liaison.example>",
        "Date": "Mon, 02 Mar 2026 09:30:02 +0000",
    }
    assert (item.state, item.finished_at, item.attempts, item.recipient, item.reply) == (
        "sent", later, 1, "nora@beguelin-meca.example", file.name,
    )  # fmt: skip
    assert state_of(number) == ("sent", later, "")
    kept = EntryFile.objects.get()
    assert (kept.entry_id, kept.contact, kept.file, kept.name, kept.sent_copy) == (
        number, cast.nora, item.copy, "Offre pour Nora Béguelin.eml", True,
    )  # fmt: skip
    assert told == [DeliverySettled(item.pk, number, cast.nora.pk, "email", "sent", file.name, later)]


def test_the_copy_is_found_on_the_entry(send: Send, cast: Cast, at: datetime) -> None:
    """R-INT-122, 123"""
    number = send()
    deliver_item(the_item().pk, at=at)
    assert [file.name for file in entry_detail(cast.aline, number).own_files] == [
        "Offre pour Nora Béguelin.eml"
    ]


def test_a_delivery_asks_the_database_a_known_number_of_times(send: Send, at: datetime) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as queries:
            deliver_due(clock=lambda: at)
        return sum(not query["sql"].startswith(("SAVEPOINT", "RELEASE")) for query in queries)

    nothing = statements()
    send()
    one = statements()
    for _ in range(3):
        send()
    assert (nothing, one - nothing, statements() - nothing) == (4, 20, 24)


def test_delivering_twice_is_delivering_once(send: Send, outbox: Path, at: datetime) -> None:
    send()
    assert deliver_item(the_item().pk, at=at)
    assert not deliver_item(the_item().pk, at=at + timedelta(days=1))
    assert deliver_due(clock=lambda: at + timedelta(days=1)) == 0
    assert (len(list(outbox.iterdir())), the_item().attempts) == (1, 1)


def test_an_item_that_does_not_exist_is_no_error(db: None, outbox: Path, at: datetime) -> None:
    assert not deliver_item(4711, at=at)


def test_nothing_is_delivered_before_it_is_due(send: Send, at: datetime) -> None:
    send()
    Item.objects.update(due_at=at + timedelta(minutes=1))
    assert not deliver_item(the_item().pk, at=at)
    assert the_item().state == "queued"


def test_later_changes_of_the_template_change_nothing(send: Send, outbox: Path, at: datetime) -> None:
    """R-INT-132"""
    send()
    InteractionTemplateLanguage.objects.update(subject="Autre", body="<p>Autre</p>")
    deliver_item(the_item().pk, at=at)
    (file,) = outbox.iterdir()
    assert b"Autre" not in file.read_bytes()


def test_what_is_written_as_subject_is_the_subject_of_the_one_message(
    send: Send, outbox: Path, at: datetime
) -> None:
    """R-INT-114"""
    number = send(subject="Votre question", body="<p>Oui.</p>")
    deliver_due(clock=lambda: at)
    assert (Entry.objects.count(), the_item().entry_id, len(list(outbox.iterdir()))) == (1, number, 1)
    assert _subject(outbox) == "Votre question"


def test_without_subject_the_description_stands_in(send: Send, outbox: Path, at: datetime) -> None:
    """R-INT-66, 118"""
    number = send(subject="", description="Offre du mois")
    deliver_due(clock=lambda: at)
    assert _subject(outbox) == "Offre du mois"
    assert Entry.objects.get(pk=number).content.subject == "Offre du mois"


def test_the_layout_of_the_template_is_used(send: Send, outbox: Path, at: datetime) -> None:
    """R-INT-24, 131"""
    InteractionTemplateLanguage.objects.update(email_layout="newsletter")
    send()
    deliver_item(the_item().pk, at=at)
    text = _text(outbox)
    assert text.split("\n\n")[-1] == LAST_OF_NEWSLETTER


@pytest.mark.parametrize("layout", ["", "newsletter"])
def test_another_layout_of_the_template_changes_nothing_that_was_logged(
    send: Send, outbox: Path, cast: Cast, at: datetime, layout: str
) -> None:
    """R-INT-131, R-INT-132, R-INT-160: neither what waits nor what is sent again or logged anew"""
    languages = InteractionTemplateLanguage.objects
    languages.update(email_layout=layout)
    number = send()
    languages.update(email_layout="" if layout else "newsletter")
    deliver_item(the_item().pk, at=at)
    assert (_text(outbox).split("\n\n")[-1] == LAST_OF_NEWSLETTER) is bool(layout)

    for anew in (False, True):
        for file in outbox.iterdir():
            file.unlink()
        resend_entries([number], update_merge_fields=anew, by=cast.aline, at=at)
        deliver_due(clock=lambda: at)
        assert (_text(outbox).split("\n\n")[-1] == LAST_OF_NEWSLETTER) is bool(layout)


def test_many_have_the_layout_of_their_language(mail: InteractionTemplate, cast: Cast, at: datetime) -> None:
    """R-INT-131, R-INT-132"""
    InteractionTemplateLanguage.objects.filter(language="de-CH").update(email_layout="newsletter")
    people = Contact.objects.filter(pk__in=[cast.nora.pk, cast.yves.pk, cast.lea.pk])
    values = ManyValues(template="COURRIEL", salesperson=cast.rochat.pk, occurred_at=at)
    log_many(people, values, by=cast.aline, at=at)
    kept = Content.objects.values_list("language", "email_layout")
    assert set(kept) == {("de-CH", "newsletter"), ("fr-CH", "")}


def test_what_was_logged_before_layouts_were_kept_has_that_of_the_template(send: Send, at: datetime) -> None:
    """R-INT-131"""
    entry = Entry.objects.select_related("template").get(pk=send())
    InteractionTemplateLanguage.objects.update(email_layout="newsletter")
    assert writing_of_entry(entry).layout == ""
    entry.content_id = Content.objects.create(occurred_at=at, body="<p>Bonjour</p>").pk
    assert writing_of_entry(entry).layout == "newsletter"


def test_the_message_goes_to_the_alternative_address_if_it_has_an_email(
    send: Send, cast: Cast, at: datetime
) -> None:
    """R-INT-118"""
    AlternativeAddress.objects.create(contact=cast.nora, code="CHALET", email="nora@chalet.example")
    send(alternative_address="CHALET")
    deliver_item(the_item().pk, at=at)
    assert the_item().recipient == "nora@chalet.example"


def test_an_address_that_vanished_meanwhile_fails_in_words(
    send: Send, cast: Cast, outbox: Path, at: datetime, told: list[DeliverySettled]
) -> None:
    """R-INT-118, 128"""
    number = send()
    Contact.objects.filter(pk=cast.nora.pk).update(email="")
    deliver_item(the_item().pk, at=at)
    assert state_of(number)[0] == "failed"
    assert state_of(number)[2] == the_item().reply != ""
    assert (outbox.exists(), [fact.state for fact in told]) == (False, ["failed"])


def test_reasons_are_told_in_the_language_of_who_sent(send: Send, cast: Cast, at: datetime) -> None:
    number = send()
    Contact.objects.filter(pk=cast.nora.pk).update(email="")
    deliver_item(the_item().pk, at=at)
    assert state_of(number)[2] == "Contact CT-000482 Nora Béguelin has no e-mail address."


def test_a_contact_blocked_meanwhile_gets_nothing(send: Send, cast: Cast, outbox: Path, at: datetime) -> None:
    """R-INT-42"""
    number = send()
    Contact.objects.filter(pk=cast.nora.pk).update(privacy_blocked=True)
    deliver_item(the_item().pk, at=at)
    assert (state_of(number)[0], outbox.exists()) == ("failed", False)


def test_a_cancelled_interaction_is_not_sent(send: Send, cast: Cast, outbox: Path, at: datetime) -> None:
    number = send()
    cancel([number], by=cast.aline, at=at)
    deliver_item(the_item().pk, at=at)
    assert (state_of(number)[0], the_item().state, outbox.exists()) == ("stopped", "stopped", False)


def test_people_in_copy_get_the_same_message(send: Send, cast: Cast, use_server: Use, at: datetime) -> None:
    with mail_server() as server:
        use_server(server.account)
        send(
            participants=(
                ParticipantValue(contact="CT-000483", role="cc"),
                ParticipantValue(salesperson="MD", role="bcc"),
                ParticipantValue(contact="CT-000100", role="attendee"),
            )
        )
        deliver_item(the_item().pk, at=at)
        assert server.envelopes == [
            (
                "info@liaison.example",
                ["nora@beguelin-meca.example", "yves@beguelin-meca.example", "marc@liaison.example"],
            )
        ]
        assert server.messages[0]["Cc"] == "Yves Monnier <yves@beguelin-meca.example>"
        assert server.messages[0]["Bcc"] is None


def test_a_copy_that_is_refused_is_told_and_the_message_is_sent(
    send: Send, use_server: Use, at: datetime
) -> None:
    with mail_server(answers={"yves@beguelin-meca.example": "550 5.1.1 gone"}) as server:
        use_server(server.account)
        number = send(participants=(ParticipantValue(contact="CT-000483", role="cc"),))
        deliver_item(the_item().pk, at=at)
        assert (state_of(number)[0], state_of(number)[2]) == (
            "sent", "yves@beguelin-meca.example: 550 5.1.1 gone",
        )  # fmt: skip


def test_a_refusal_of_the_server_is_kept_in_its_words(send: Send, use_server: Use, at: datetime) -> None:
    """R-INT-128"""
    with mail_server(answers={"nora@beguelin-meca.example": "550 5.1.1 no such user"}) as server:
        use_server(server.account)
        number = send()
        deliver_item(the_item().pk, at=at)
        assert state_of(number) == ("failed", at, "550 5.1.1 no such user")
        assert (the_item().state, the_item().handed_over_at, EntryFile.objects.count()) == ("failed", None, 0)
        assert server.taken == []


def test_what_may_be_tried_later_waits_a_growing_pause_and_arrives_once(
    send: Send, use_server: Use, at: datetime
) -> None:
    """R-INT-128"""
    with mail_server(answers={"data": "451 4.7.1 greylisted"}) as server:
        use_server(server.account)
        number = send()
        moment = at
        for attempt, pause in enumerate(PAUSES[:3], 1):
            deliver_item(the_item().pk, at=moment)
            item = the_item()
            assert (item.state, item.attempts, item.due_at, item.handed_over_at) == (
                "queued", attempt, moment + pause, None,
            )  # fmt: skip
            assert state_of(number) == ("queued", moment, "451 4.7.1 greylisted")
            assert not deliver_item(item.pk, at=moment + pause / 2)
            moment += pause
        server.answers.clear()
        deliver_item(the_item().pk, at=moment)
        assert state_of(number) == ("sent", moment, "")
        assert len(server.taken) == 1


def test_after_the_last_attempt_it_has_failed(send: Send, use_server: Use, at: datetime) -> None:
    """R-INT-128"""
    with mail_server(answers={"mail": "451 4.3.0 busy"}) as server:
        use_server(server.account)
        number = send()
        Item.objects.update(attempts=MOST_ATTEMPTS - 1)
        deliver_item(the_item().pk, at=at)
        assert state_of(number) == ("failed", at, "451 4.3.0 busy")


def test_an_answer_that_got_lost_is_not_tried_again(send: Send, use_server: Use, at: datetime) -> None:
    with mail_server(drop="after") as server:
        use_server(server.account)
        number = send()
        deliver_item(the_item().pk, at=at)
        assert state_of(number)[0] == "failed"
        assert state_of(number)[2].startswith(str(rules.UNKNOWN))
        assert deliver_due(clock=lambda: at + timedelta(days=2)) == 0
        assert (len(server.taken), the_item().handed_over_at) == (1, at)


def test_an_answer_in_a_conversation_names_the_messages_before(
    send: Send, outbox: Path, at: datetime
) -> None:
    first = send()
    deliver_item(the_item().pk, at=at)
    second = send(follow_up_of=first)
    deliver_due(clock=lambda: at)
    third = send(follow_up_of=second)
    deliver_due(clock=lambda: at)
    ids = [Item.objects.get(entry=number).message_id for number in (first, second, third)]
    item = Item.objects.select_related("copy").get(entry=third)
    assert item.copy is not None
    message = email.message_from_bytes(read_file(item.copy), policy=default)
    assert (message["In-Reply-To"], message["References"]) == (ids[1], f"{ids[0]} {ids[1]}")
    assert len(set(ids)) == 3


def test_what_was_never_sent_is_no_part_of_a_conversation(send: Send, at: datetime) -> None:
    first = send()
    send(follow_up_of=first)
    assert list(Item.objects.order_by("id").values_list("references", flat=True)) == ["", ""]


def test_files_are_attached(send: Send, cast: Cast, use_server: Use, at: datetime) -> None:
    """R-INT-117"""
    stored = store_file(b"%PDF-1.7 ...", by=cast.aline, at=at)
    with mail_server() as server:
        use_server(server.account)
        send(files=(NamedFile(stored.pk, "Offre.pdf"),))
        deliver_item(the_item().pk, at=at)
        (file,) = server.messages[0].iter_attachments()
        assert (file.get_filename(), file.get_content_type(), file.get_content()) == (
            "Offre.pdf", "application/pdf", b"%PDF-1.7 ...",
        )  # fmt: skip


@pytest.fixture
def offer(cast: Cast, at: datetime) -> DocumentTemplate:
    content = docx(paragraph(run("Pour "), field("Contact_Nom"), run(", no "), field("No_séquence")))
    return create_document_template("OFFRE", content, "Offre.docx", by=None, at=at)


def test_a_document_template_is_merged_for_this_entry(
    send: Send, offer: DocumentTemplate, outbox: Path, at: datetime
) -> None:
    """R-INT-119, 121, 133"""
    number = send(body="", document_template="OFFRE")
    deliver_item(the_item().pk, at=at)
    assert _text(outbox) == f"Pour Nora Béguelin, no {number}"


def test_a_document_goes_as_attachment_when_it_is_wished(
    send: Send, offer: DocumentTemplate, outbox: Path, cast: Cast, at: datetime
) -> None:
    """R-INT-119, R-SEG-132: with an empty text, again when it is sent again or logged anew"""
    number = send(body="", document_template="OFFRE", document_as_attachment=True)
    for anew in (None, False, True):
        if anew is not None:
            resend_entries([number], update_merge_fields=anew, by=cast.aline, at=at)
        deliver_due(clock=lambda: at)
        (attached,) = _message(outbox).iter_attachments()
        assert (attached.get_filename(), _text(outbox)) == ("Offre pour Nora Béguelin.docx", "")
        for file in outbox.iterdir():
            file.unlink()


def test_another_file_of_the_document_template_changes_nothing_that_was_logged(
    send: Send, offer: DocumentTemplate, outbox: Path, cast: Cast, at: datetime
) -> None:
    """R-INT-67, R-INT-132, R-INT-160: neither what waits nor what is sent again or logged anew"""
    number = send(body="", document_template="OFFRE")
    content = docx(paragraph(run("Autre lettre pour "), field("Contact_Nom")))
    replace_document_file(offer, content, "Autre.docx", by=cast.administrator, at=at)
    change_document_template(offer, active=False, by=cast.administrator, at=at)
    deliver_item(the_item().pk, at=at)
    assert _text(outbox) == f"Pour Nora Béguelin, no {number}"

    for anew in (False, True):
        for file in outbox.iterdir():
            file.unlink()
        (again,) = resend_entries([number], update_merge_fields=anew, by=cast.aline, at=at).entries
        deliver_due(clock=lambda: at)
        assert _text(outbox) == f"Pour Nora Béguelin, no {again}"


def test_the_document_is_kept_once_for_a_mailing(
    mail: InteractionTemplate, offer: DocumentTemplate, cast: Cast, outbox: Path, at: datetime
) -> None:
    """R-INT-132, R-SEG-142: and the file of the template is attached once"""
    brochure = store_file(b"%PDF-1.7 brochure", by=None, at=at)
    InteractionTemplateLanguage.objects.filter(language="fr-CH").update(document_template=offer)
    InteractionTemplateLanguage.objects.filter(language="de-CH").update(file=brochure, file_name="B.pdf")
    InteractionTemplate.objects.update(default_language="de-CH")
    people = Contact.objects.filter(pk__in=[cast.nora.pk, cast.yves.pk, cast.lea.pk])
    before = offer.file_id

    log_many(
        people,
        ManyValues(template="COURRIEL", salesperson=cast.rochat.pk, occurred_at=at),
        by=cast.aline,
        at=at,
    )
    replace_document_file(
        offer, docx(paragraph(field("Contact_Nom"))), "A.docx", by=cast.administrator, at=at
    )

    kept = ContentFile.objects.order_by("content").values_list(
        "content__language", "file", "name", "from_template"
    )
    assert list(kept) == [("de-CH", brochure.pk, "B.pdf", False), ("fr-CH", before, "Offre.docx", True)]


def test_the_numbers_of_campaign_and_segment_are_filled(
    send: Send, mail: InteractionTemplate, cast: Cast, outbox: Path, at: datetime
) -> None:
    """R-INT-138: in what is filled when it is logged, and in a document that is filled when it goes out"""
    create_campaign(CampaignValues(description="Salon"), no="CP-012", by=cast.administrator, at=at)
    content = docx(paragraph(field("Campaign_No"), run(" "), field("Segment_No")))
    create_document_template("OFFRE", content, "Offre.docx", by=None, at=at)
    body = "<p>{{ interaction.campaign_no }} {{ interaction.segment_no }}</p>"
    given = {"campaign": "CP-012", "segment_no": "SM-0001"}
    send(body="", document_template="OFFRE", **given)
    deliver_due(clock=lambda: at)
    assert _text(outbox) == "CP-012 SM-0001"
    number = send(body=body, **given)
    assert Entry.objects.get(pk=number).content.body_text == "CP-012 SM-0001"


def test_a_letter_is_made_and_waits_to_be_printed(
    send: Send, cast: Cast, at: datetime, told: list[DeliverySettled]
) -> None:
    """R-INT-117, 120, 122, 128"""
    number = send(correspondence_type="hard_copy")
    later = at + timedelta(seconds=3)
    deliver_item(the_item().pk, at=later)
    item = the_item()
    assert item.copy is not None
    assert (item.state, item.copy_name, item.copy.media_type, item.message_id) == (
        "sent", "Offre pour Nora Béguelin.pdf", "application/pdf", "",
    )  # fmt: skip
    assert state_of(number) == ("sent", later, "")
    (page,) = pdf_pages(read_file(item.copy))
    lines = page.splitlines()
    assert lines[:5] == [
        "Machines du Léman SA",
        "Machines du Léman SA · Rue du Lac 1 · 1020 Renens VD",
        "Béguelin Mécanique SA",
        "Nora Béguelin",
        "Renens VD",
    ]
    assert "Renens, le 2 mars 2026" in lines
    assert "Voici notre offre, Nora." in lines
    kept = EntryFile.objects.get()
    assert (kept.file, kept.sent_copy) == (item.copy, True)
    assert [fact.channel for fact in told] == ["hard_copy"]


def test_without_libreoffice_a_word_letter_is_told_to_stay_one(
    send: Send, offer: DocumentTemplate, at: datetime, monkeypatch: pytest.MonkeyPatch, cast: Cast
) -> None:
    monkeypatch.setattr(converting, "office_program", lambda: None)
    number = send(correspondence_type="hard_copy", body="", document_template="OFFRE")
    deliver_item(the_item().pk, at=at)
    assert the_item().copy_name == "Offre pour Nora Béguelin.docx"
    assert state_of(number) == (
        "sent", at, "LibreOffice is not installed here, so Word letters stay Word files (.docx).",
    )  # fmt: skip


def _message(outbox: Path) -> EmailMessage:
    (file,) = outbox.iterdir()
    message = email.message_from_bytes(file.read_bytes(), policy=default)
    assert isinstance(message, EmailMessage)
    return message


def _subject(outbox: Path) -> str:
    return str(_message(outbox)["Subject"])


def _text(outbox: Path) -> str:
    message = _message(outbox)
    body = message.get_body(preferencelist=("plain",))
    assert body is not None
    return "\n".join(body.get_content().splitlines())
