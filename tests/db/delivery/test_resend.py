"""Sending again: as it was, or logged anew with the values of today."""

from __future__ import annotations

import email
from collections.abc import Callable
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import default
from importlib import import_module
from typing import Any

import pytest
from django.utils import translation

from liaison.campaigns.actions import create_campaign
from liaison.campaigns.models import Campaign
from liaison.campaigns.rules import CampaignValues
from liaison.contacts.models import AlternativeAddress, Contact, CorrespondenceType
from liaison.delivery import rules
from liaison.delivery.actions import deliver_due, deliver_item, resend_all, resend_entries
from liaison.delivery.actions.resend import resend_failed
from liaison.delivery.actions.run import pause_run, start_run, stop_run
from liaison.delivery.models import Item, Run
from liaison.delivery.queries import entries_of_run, run_of, runs_to_start, sendable
from liaison.files.actions import store_file, sweep_files
from liaison.files.models import StoredFile
from liaison.files.queries import read_file
from liaison.interactions.actions.comments import add_comment
from liaison.interactions.actions.correct import Correction, cancel, correct, evaluate, reinstate
from liaison.interactions.actions.headings import keep_counts
from liaison.interactions.actions.log import log_values
from liaison.interactions.draft import NamedFile, ParticipantValue, Values
from liaison.interactions.models import (
    CampaignEntry,
    Channel,
    Content,
    ContentFile,
    Entry,
    EntryChange,
    EntryComment,
    EntryFile,
    Evaluation,
    InteractionTemplate,
    InteractionTemplateLanguage,
    LoggedSegment,
    Participant,
)
from liaison.interactions.queries.headings import campaign_figures, logged_segment_counts
from liaison.kit.errors import NotAllowed, Refused
from liaison.kit.sql import Question, execute
from liaison.letters import converting
from liaison.letters.actions import create_document_template
from tests import make
from tests.cast import Cast
from tests.db.delivery.conftest import Mailing, Send
from tests.mailserver import mail_server
from tests.papers import docx, field, lines, paragraph, pdf_pages


@pytest.fixture
def later(at: datetime) -> datetime:
    return at + timedelta(days=3)


def rename_nora(cast: Cast) -> None:
    Contact.objects.filter(pk=cast.nora.pk).update(
        name="Nora Dupont", first_name="Nora-Lise", email="nora@dupont.example"
    )


def last_message() -> EmailMessage:
    copy = Item.objects.select_related("copy").order_by("-id")[0].copy
    assert copy is not None
    found = email.message_from_bytes(read_file(copy), policy=default)
    assert isinstance(found, EmailMessage)
    return found


def text(message: EmailMessage) -> str:
    body = message.get_body(preferencelist=("plain",))
    assert body is not None
    return str(body.get_content()).strip()


def test_as_it_was_the_same_words_go_out_again_to_the_address_of_today(
    send: Send, cast: Cast, at: datetime, later: datetime
) -> None:
    """R-INT-158, 159"""
    number = send()
    deliver_item(Item.objects.get().pk, at=at)
    first = last_message()
    rename_nora(cast)
    assert resend_entries([number], by=cast.aline, at=later).entries == (number,)
    entry = Entry.objects.get()
    assert (entry.delivery_status, entry.delivery_at) == ("queued", later)
    assert deliver_due(clock=lambda: later) == 1
    second = last_message()
    assert (second["To"], second["Subject"], text(second)) == (
        "Nora Dupont <nora@dupont.example>", "Offre pour Nora Béguelin", text(first),
    )  # fmt: skip
    assert second["Message-ID"] != first["Message-ID"]
    assert second["Date"] == "Thu, 05 Mar 2026 09:30:00 +0000"
    assert (Entry.objects.get().delivery_status, Entry.objects.count(), Item.objects.count()) == (
        "sent",
        1,
        2,
    )


def test_what_failed_is_sent_again_once_it_can_be(
    send: Send, cast: Cast, at: datetime, later: datetime, use_server: Callable[[Any], None]
) -> None:
    """R-INT-130"""
    with mail_server(answers={"nora@beguelin-meca.example": "550 no such user"}) as server:
        use_server(server.account)
        number = send()
        deliver_item(Item.objects.get().pk, at=at)
        assert Entry.objects.get().delivery_status == "failed"
        rename_nora(cast)
        resend_entries([number], by=cast.aline, at=later)
        deliver_due(clock=lambda: later)
        assert Entry.objects.get().delivery_status == "sent"
        assert server.envelopes == [("info@liaison.example", ["nora@dupont.example"])]


def test_another_channel_takes_the_place_of_the_old_one(
    send: Send, cast: Cast, at: datetime, later: datetime
) -> None:
    """R-INT-158, 159"""
    number = send()
    deliver_item(Item.objects.get().pk, at=at)
    resend_entries([number], channel="hard_copy", by=cast.aline, at=later)
    deliver_due(clock=lambda: later)
    entry, item = Entry.objects.get(), Item.objects.select_related("copy").order_by("-id")[0]
    assert (entry.correspondence_type, entry.delivery_status, item.channel) == (
        "hard_copy",
        "sent",
        "hard_copy",
    )
    assert item.copy is not None
    assert "Voici notre offre, Nora." in pdf_pages(read_file(item.copy))[0]


@pytest.mark.parametrize("many", [False, True])
def test_a_letter_again_goes_to_the_address_of_today(
    send: Send, cast: Cast, at: datetime, later: datetime, monkeypatch: pytest.MonkeyPatch, *, many: bool
) -> None:
    """R-INT-159: with the same words; a Word file is merged again"""
    monkeypatch.setattr(converting, "office_program", lambda: None)
    create_document_template("OFFRE", docx(paragraph(field("Contact_City"))), "Offre.docx", by=None, at=at)
    Contact.objects.filter(pk=cast.nora.pk).update(address="Quai 1", post_code="1000", city="Lausanne")
    word = {"body": "", "document_template": "OFFRE"}
    numbers = [send(correspondence_type="hard_copy", **given) for given in ({}, word)]
    deliver_due(clock=lambda: at)
    Contact.objects.filter(pk=cast.nora.pk).update(address="Rue 7", post_code="1950", city="Sion")

    if many:
        resend_all(every(), by=cast.aline, at=later)
    else:
        resend_entries(numbers, by=cast.aline, at=later)
    deliver_due(clock=lambda: later)

    assert set(Item.objects.values_list("state", flat=True)) == {"sent"}
    (before, page), (merged, merged_again) = (letters_of(number) for number in numbers)
    first, second = (pdf_pages(one)[0] for one in (before, page))
    assert "Lausanne" in first
    assert second == first.replace("1000 Lausanne", "1950 Sion").replace("Quai 1", "Rue 7")
    assert [lines(one) for one in (merged, merged_again)] == [["Lausanne"], ["Sion"]]


def letters_of(number: int) -> list[bytes]:
    """The files that were made of an entry, the oldest first."""
    items = Item.objects.filter(entry=number).select_related("copy").order_by("id")
    return [read_file(item.copy) for item in items if item.copy is not None]


def test_logged_anew_the_fields_have_the_values_of_today(
    send: Send, cast: Cast, at: datetime, later: datetime
) -> None:
    """R-INT-160"""
    stored = store_file(b"%PDF-1.7", by=cast.aline, at=at)
    AlternativeAddress.objects.create(contact=cast.nora, code="BUREAU", email="nora@bureau.example")
    number = send(
        attempt_failed=True,
        contact_via="nora@bureau.example",
        alternative_address="BUREAU",
        campaign_response=True,
        comments=("Un", "Deux"),
        files=(NamedFile(stored.pk, "Offre.pdf"),),
        participants=(ParticipantValue(contact="CT-000483", role="cc"), ParticipantValue(salesperson="MD")),
        visibility="team",
    )
    evaluate([number], Evaluation.POSITIVE, by=cast.aline, at=at)
    deliver_item(Item.objects.get().pk, at=at)
    before = Entry.objects.get()
    rename_nora(cast)
    (anew,) = resend_entries([number], update_merge_fields=True, by=cast.marc, at=later).entries
    old, new = Entry.objects.get(pk=number), Entry.objects.get(pk=anew)
    assert _fields(old) == _fields(before)
    assert {name: getattr(new, name) for name in SAME} == {name: getattr(old, name) for name in SAME}
    assert (new.attempt_failed, new.campaign_response, new.contact_via) == (True, True, "nora@bureau.example")
    assert new.alternative_address is not None
    content = Content.objects.get(pk=new.content_id)
    assert (content.subject, content.body_text, content.description) == (
        "Offre pour Nora Dupont", "Voici notre offre, Nora-Lise.", "Resend: E-mail envoyé",
    )  # fmt: skip
    assert (new.occurred_at, new.recorded_by, new.evaluation, new.visibility, new.salesperson) == (
        later, cast.marc, "positive", "team", cast.rochat,
    )  # fmt: skip
    assert new.has_comments
    assert list(ContentFile.objects.filter(content=content).values_list("file_id", "name")) == [
        (stored.pk, "Offre.pdf")
    ]
    assert list(Participant.objects.filter(entry=anew).values_list("contact", "role")) == [
        (cast.yves.pk, "cc")
    ]
    deliver_due(clock=lambda: later)
    assert Entry.objects.get(pk=anew).delivery_status == "sent"
    assert text(last_message()) == "Voici notre offre, Nora-Lise."


def test_comments_are_copied_with_whose_they_are_and_when(
    send: Send, cast: Cast, at: datetime, later: datetime
) -> None:
    """R-INT-160: they are not those of whoever sends it again"""
    said, silent = send(comments=("Un", "Deux")), send()
    EntryComment.objects.filter(entry=said, comment="Deux").update(code="RAPPEL")
    add_comment(said, "Trois", by=cast.marc, at=at + timedelta(days=1))
    deliver_due(clock=lambda: at)
    new, quiet = resend_entries([said, silent], update_merge_fields=True, by=cast.marc, at=later).entries
    columns = ("date", "code", "comment", "author", "created_at", "changed_at")
    old = EntryComment.objects.filter(entry=said).order_by("id")
    assert [one.comment for one in old] == ["Un", "Deux", "Trois"]
    copied = EntryComment.objects.filter(entry=new).order_by("id")
    assert list(copied.values_list(*columns)) == list(old.values_list(*columns))
    told = Entry.objects.filter(pk__in=[new, quiet]).order_by("id")
    assert list(told.values_list("has_comments", flat=True)) == [True, False]


SAME = (
    "contact_id", "company_id", "template_id", "group_id", "channel", "language", "information_flow",
    "initiated_by", "cost", "duration_min", "correspondence_type", "evaluation", "attempt_failed", "visibility",
    "salesperson_id", "campaign_id", "campaign_target", "campaign_response", "alternative_address_id",
    "contact_via", "document_as_attachment", "follow_up_of", "segment_no", "logged_segment_id",
)  # fmt: skip
"""What an entry that is logged anew has of the old one."""


def _fields(entry: Entry) -> dict[str, Any]:
    return {field.attname: getattr(entry, field.attname) for field in Entry._meta.concrete_fields}


class TestFilesThatWereRemoved:
    """R-INT-148: reinstating does not bring them back, nor does sending again"""

    @pytest.fixture
    def secret(self, send: Send, cast: Cast, at: datetime) -> int:
        """An e-mail that was sent with a file, cancelled with its files, and reinstated."""
        stored = store_file(b"%PDF-1.7 secret", by=cast.aline, at=at)
        number = send(files=(NamedFile(stored.pk, "secret.pdf"),))
        deliver_due(clock=lambda: at)
        assert [one.get_filename() for one in last_message().iter_attachments()] == ["secret.pdf"]
        cancel([number], remove_files=True, by=cast.aline, at=at)
        reinstate([number], by=cast.aline, at=at)
        return number

    @pytest.mark.parametrize("many", [False, True])
    def test_go_out_no_more(self, secret: int, cast: Cast, later: datetime, *, many: bool) -> None:
        if many:
            resend_all(every(), by=cast.aline, at=later)
        else:
            resend_entries([secret], by=cast.aline, at=later)
        deliver_due(clock=lambda: later)
        assert list(last_message().iter_attachments()) == []
        assert text(last_message()) == "Voici notre offre, Nora."
        (copy,) = EntryFile.objects.filter(entry=secret)
        assert b"secret" not in read_file(copy.file)

    def test_nobody_keeps_them(self, secret: int, cast: Cast, later: datetime) -> None:
        sweep_files(by=None, at=later + timedelta(days=30))
        assert StoredFile.objects.count() == 0

    def test_what_waits_to_be_sent_again_goes_without_them(
        self, send: Send, cast: Cast, at: datetime, later: datetime
    ) -> None:
        stored = store_file(b"%PDF-1.7 secret", by=cast.aline, at=at)
        number = send(files=(NamedFile(stored.pk, "secret.pdf"),))
        deliver_due(clock=lambda: at)
        resend_entries([number], by=cast.aline, at=at)
        cancel([number], remove_files=True, by=cast.aline, at=at)
        reinstate([number], by=cast.aline, at=at)
        deliver_due(clock=lambda: later)
        assert list(last_message().iter_attachments()) == []

    def test_history_tells_which(self, secret: int, cast: Cast) -> None:
        told = (
            EntryChange.objects.filter(entry=secret).order_by("id").values_list("kind", "old", "changed_by")
        )
        gone = {"files": ["Offre pour Nora Béguelin.eml", "secret.pdf"]}
        assert list(told) == [
            ("canceled", {"canceled": False}, cast.aline.pk),
            ("files_removed", gone, cast.aline.pk),
            ("reinstated", {"canceled": True}, cast.aline.pk),
        ]


def test_resend_is_said_once_and_the_description_is_cut(
    send: Send, cast: Cast, later: datetime, at: datetime
) -> None:
    """R-INT-160"""
    number = send(description="x" * 255)
    deliver_item(Item.objects.get().pk, at=at)
    (second,) = resend_entries([number], update_merge_fields=True, by=cast.aline, at=later).entries
    deliver_due(clock=lambda: later)
    (third,) = resend_entries([second], update_merge_fields=True, by=cast.aline, at=later).entries
    described = [
        Content.objects.get(pk=Entry.objects.get(pk=pk).content_id).description for pk in (second, third)
    ]
    assert described == ["Resend: " + "x" * 247] * 2


def test_it_is_said_once_whichever_languages_are_spoken(send: Send, cast: Cast, later: datetime) -> None:
    """R-INT-160"""
    number = send(description="Offre")
    for language in ("fr", "de", "it", "en"):
        deliver_due(clock=lambda: later)
        with translation.override(language):
            (number,) = resend_entries([number], update_merge_fields=True, by=cast.aline, at=later).entries
    assert Entry.objects.get(pk=number).content.description == "Renvoi\u00a0: Offre"


def test_logged_anew_it_is_what_it_was_whatever_became_of_its_template(
    send: Send, cast: Cast, mail: InteractionTemplate, at: datetime, later: datetime
) -> None:
    """R-INT-160: out of use, in another group and without that language, it is no new choice"""
    number = send(language="de-CH", body="<p>Guten Tag {{ contact.first_name }}</p>")
    deliver_due(clock=lambda: at)
    before = Entry.objects.get()
    InteractionTemplateLanguage.objects.filter(language="de-CH").delete()
    InteractionTemplate.objects.filter(pk=mail.pk).update(
        active=False, group=make.make_group("AUTRE"), channel=Channel.MESSAGE
    )

    (anew,) = resend_entries([number], update_merge_fields=True, by=cast.aline, at=later).entries

    same = (
        "template",
        "group",
        "channel",
        "language",
        "content__language",
        "content__body",
        "content__subject",
    )
    as_it_was = Entry.objects.values_list(*same).get(pk=number)
    assert Entry.objects.values_list(*same).get(pk=anew) == as_it_was
    assert (before.channel, before.language) == ("email", "de-CH")


def test_logged_anew_a_corrected_subject_stays_corrected(
    send: Send, cast: Cast, at: datetime, later: datetime
) -> None:
    """R-INT-160: though the text of the delivery still has the old one with its fields"""
    number = send()
    deliver_due(clock=lambda: at)
    correct(number, Correction(subject="Notre offre"), by=cast.aline, at=at)
    rename_nora(cast)

    (anew,) = resend_entries([number], update_merge_fields=True, by=cast.aline, at=later).entries

    content = Entry.objects.get(pk=anew).content
    assert (content.subject, content.body_text) == ("Notre offre", "Voici notre offre, Nora-Lise.")


def test_as_it_was_an_email_goes_again_though_its_word_file_is_half_known(
    send: Send, cast: Cast, at: datetime, later: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R-INT-159: it went out before that was asked, and nobody can change it; anew it is refused (E-INT-46)"""
    word = docx(paragraph(field("Contact_Nom"), field("Rabais")))
    with monkeypatch.context() as patched:
        patched.setattr(sendable, "half_known", lambda _content: ())
        number = send(files=(NamedFile(store_file(word, by=None, at=at).pk, "Offre.docx"),))
    deliver_due(clock=lambda: at)
    first = last_message()
    assert resend_entries([number], by=cast.aline, at=later).entries == (number,)
    deliver_due(clock=lambda: later)
    second = last_message()
    assert second["Message-ID"] != first["Message-ID"]
    assert [one.get_content() for one in second.iter_attachments()] == [word]
    for given in ({"update_merge_fields": True}, {"channel": "hard_copy"}):
        with pytest.raises(Refused, match="Rabais"):
            resend_entries([number], by=cast.aline, at=later, **given)


def test_logged_anew_the_contact_is_not_told_so(
    send: Send, cast: Cast, at: datetime, later: datetime
) -> None:
    """R-INT-138, R-INT-160: neither *Resend* nor the result noted since is what the contact reads"""
    document = docx(paragraph(field("Description")))
    create_document_template("OFFRE", document, "Offre.docx", by=None, at=at)
    number = send(
        subject="{{ interaction.description }}", body="<p>Objet : {{ interaction.description }}</p>",
        description="Conditions", document_template="OFFRE", document_as_attachment=True,
    )  # fmt: skip
    deliver_due(clock=lambda: at)
    first = last_message()
    correct(number, Correction(description="Client fâché"), by=cast.aline, at=at)

    with translation.override("fr"):
        (anew,) = resend_entries([number], update_merge_fields=True, by=cast.aline, at=later).entries
    deliver_due(clock=lambda: later)

    content = Entry.objects.get(pk=anew).content
    assert (content.description, content.subject) == ("Renvoi\u00a0: Client fâché", "Conditions")
    for message in (first, last_message()):
        (attached,) = message.iter_attachments()
        assert (message["Subject"], text(message), lines(attached.get_content())) == (
            "Conditions", "Objet : Conditions", ["Conditions"],
        )  # fmt: skip


def test_a_result_noted_before_it_goes_out_is_not_its_subject(
    send: Send, cast: Cast, at: datetime, later: datetime
) -> None:
    """R-INT-66, R-INT-71, R-INT-159, R-INT-160: nor when it is sent again, as it was or anew"""
    number = send(subject="", description="Offre")
    correct(number, Correction(description="Client fâché"), by=cast.aline, at=at)
    deliver_due(clock=lambda: at)
    subjects = [last_message()["Subject"]]
    for anew in (False, True):
        resend_entries([number], update_merge_fields=anew, by=cast.aline, at=later)
        deliver_due(clock=lambda: later)
        subjects.append(last_message()["Subject"])
    assert subjects == ["Offre"] * 3


def test_a_result_noted_on_a_mailing_is_not_its_subject(
    mailing: Mailing, cast: Cast, at: datetime, later: datetime
) -> None:
    """R-INT-71, R-INT-159: of the others neither"""
    InteractionTemplateLanguage.objects.update(subject="")
    mailing(2)
    number, other = Entry.objects.order_by("pk").values_list("pk", flat=True)
    correct(number, Correction(description="Client fâché"), by=cast.aline, at=at)
    deliver_due(clock=lambda: at)
    said = dict(Entry.objects.values_list("pk", "content__subject"))
    assert said == {number: "E-mail envoyé", other: ""}
    resend_entries([number], by=cast.aline, at=later)
    deliver_due(clock=lambda: later)
    assert last_message()["Subject"] == "E-mail envoyé"


def test_a_result_noted_on_a_mailing_is_nowhere_in_what_its_contact_reads(
    mailing: Mailing, cast: Cast, at: datetime, later: datetime
) -> None:
    """R-INT-71, R-INT-159: neither in subject and text nor in the Word file, by whatever way"""
    document = docx(paragraph(field("Description")))
    offer = create_document_template("OFFRE", document, "Offre.docx", by=None, at=at)
    InteractionTemplate.objects.update(document_template=offer)
    InteractionTemplateLanguage.objects.update(
        subject="{{ interaction.description }}",
        body="<p>Objet : {{ interaction.description }}</p>",
        document_template=offer,
    )
    mailing(1)
    Entry.objects.update(document_as_attachment=True)
    entry = Entry.objects.get()
    number = entry.pk
    Contact.objects.filter(pk=entry.contact_id).update(address="Quai 1", post_code="1000", city="Lausanne")
    for noted in ("Client fâché", "Client content"):
        correct(number, Correction(description=noted), by=cast.aline, at=at)
    deliver_due(clock=lambda: at)
    resend_entries([number], update_merge_fields=True, by=cast.aline, at=later)
    deliver_due(clock=lambda: later)
    anew = last_message()
    assert (anew["Subject"], text(anew).splitlines()[0]) == ("E-mail envoyé", "Objet : E-mail envoyé")
    ContentFile.objects.all().delete()  # a letter with a Word file in it asks for another program
    resend_entries([number], channel="hard_copy", by=cast.aline, at=later)
    deliver_due(clock=lambda: later)

    letter, mail = Item.objects.select_related("copy").filter(entry=number).order_by("-id")
    assert letter.copy is not None
    assert mail.copy is not None
    message = email.message_from_bytes(read_file(mail.copy), policy=default)
    assert isinstance(message, EmailMessage)
    (attached,) = message.iter_attachments()
    assert (message["Subject"], text(message).splitlines()[0], lines(attached.get_content())) == (
        "E-mail envoyé", "Objet : E-mail envoyé", ["E-mail envoyé"],
    )  # fmt: skip
    printed = "".join(pdf_pages(read_file(letter.copy)))
    assert "E-mail envoyé" in printed
    assert "Client" not in printed


def test_what_was_only_recorded_is_sent_with_the_description_it_has_then(
    cast: Cast, mail: InteractionTemplate, at: datetime, later: datetime
) -> None:
    """R-INT-71, R-INT-159: corrected before it was put on the list it is right, not afterwards"""
    values = Values(
        contact="CT-000482", template="COURRIEL", description="Ofre",
        body="<p>Objet : {{ interaction.description }}</p>",
    )  # fmt: skip
    number = log_values(values, by=cast.aline, at=at)
    correct(number, Correction(description="Offre"), by=cast.aline, at=at)
    resend_entries([number], by=cast.aline, at=later)
    correct(number, Correction(description="Client fâché"), by=cast.aline, at=later)
    deliver_due(clock=lambda: later)
    assert text(last_message()) == "Objet : Offre"


def test_logged_anew_it_stays_below_its_campaign_and_logged_segment(
    mailing: Mailing, cast: Cast, at: datetime, later: datetime
) -> None:
    """R-INT-92, R-INT-160, R-SEG-126: though the campaign was put away; what was counted is counted anew"""
    campaign = create_campaign(CampaignValues(description="Salon"), no="CP-1", by=cast.administrator, at=at)
    logged = mailing(2).logged_segment
    assert logged is not None
    heading = CampaignEntry.objects.create(
        campaign=campaign, segment_no="SM-0001", logged_segment=logged, date=at.date(), created_at=at
    )
    Entry.objects.update(
        campaign=campaign, campaign_entry=heading, segment_no="SM-0001", campaign_target=True
    )
    deliver_due(clock=lambda: later)
    keep_counts(logged, logged_segment_counts(cast.aline, logged), by=cast.aline, at=later)
    Campaign.objects.update(archived_at=later)

    number = Entry.objects.order_by("pk")[0].pk
    (anew,) = resend_entries([number], update_merge_fields=True, by=cast.aline, at=later).entries

    below = ("campaign", "campaign_entry", "segment_no", "logged_segment", "campaign_target")
    assert Entry.objects.values_list(*below).get(pk=anew) == (
        campaign.pk, heading.pk, "SM-0001", logged.pk, True,
    )  # fmt: skip
    logged.refresh_from_db()
    assert logged.counted is not None
    assert logged_segment_counts(cast.aline, logged).deliveries == {"queued": 1, "sent": 2}
    assert campaign_figures(cast.aline, [campaign.pk])[campaign.pk].contacted == 3


def test_logged_anew_below_a_cancelled_campaign_entry_it_gets_another(
    mailing: Mailing, cast: Cast, at: datetime, later: datetime
) -> None:
    """R-INT-93, R-CMP-12: with the description of its logged segment"""
    campaign = create_campaign(CampaignValues(description="Salon"), no="CP-1", by=cast.administrator, at=at)
    logged = mailing(1).logged_segment
    LoggedSegment.objects.update(description="Portes ouvertes")
    deliver_due(clock=lambda: later)
    Entry.objects.update(campaign=campaign, segment_no="SM-0001")
    CampaignEntry.objects.create(
        campaign=campaign, segment_no="SM-0001", date=at.date(), created_at=at, canceled=True
    )

    resend_entries([Entry.objects.get().pk], update_merge_fields=True, by=cast.aline, at=later)

    made = CampaignEntry.objects.get(canceled=False)
    assert (made.segment_no, made.logged_segment, made.description) == ("SM-0001", logged, "Portes ouvertes")
    assert Entry.objects.order_by("-pk")[0].campaign_entry == made


def test_an_entry_that_was_only_logged_can_be_sent(
    send: Send, cast: Cast, later: datetime, at: datetime
) -> None:
    values = Values(contact="CT-000482", template="COURRIEL", body="<p>Bonjour {{ contact.first_name }}</p>")
    number = log_values(values, by=cast.aline, at=at)
    resend_entries([number], by=cast.aline, at=later)
    deliver_due(clock=lambda: later)
    assert text(last_message()) == "Bonjour Nora"


def test_what_cannot_go_is_skipped(send: Send, cast: Cast, at: datetime, later: datetime) -> None:
    """R-INT-157"""
    good, cancelled, waiting = send(), send(), send()
    deliver_item(Item.objects.get(entry=good).pk, at=at)
    deliver_item(Item.objects.get(entry=cancelled).pk, at=at)
    cancel([cancelled], by=cast.aline, at=at)
    empty = log_values(Values(contact="CT-000482", template="APPEL"), by=cast.aline, at=at)
    done = resend_entries([good, cancelled, waiting, empty], by=cast.aline, at=later)
    assert (done.entries, done.skipped) == ((good,), (cancelled, waiting, empty))
    assert Item.objects.filter(queued_at=later).count() == 1


@pytest.mark.parametrize("channel", ["same", "email", "hard_copy"])
@pytest.mark.parametrize("anew", [False, True])
def test_what_was_never_for_the_contact_does_not_go(
    send: Send, cast: Cast, at: datetime, later: datetime, channel: str, *, anew: bool
) -> None:
    """R-INT-112, R-INT-116, R-INT-157: answers, reports of calls and visits, and what was only recorded of
    a segment, which a follow-up segment writes to
    """
    kinds: dict[str, dict[str, Any]] = {
        "answer": {"information_flow": "inbound"},
        "call": {"channel": "phone"},
        "visit": {"channel": "meeting"},
        "note": {"channel": "note"},
    }
    values = Values(contact="CT-000482", template="COURRIEL", correspondence_type="email")
    numbers = [log_values(values, by=cast.aline, at=at) for _each in (*kinds, "segment")]
    for number, kind in zip(numbers, kinds.values(), strict=False):
        Entry.objects.filter(pk=number).update(**kind)
    logged = LoggedSegment.objects.create(
        entry_no=1, segment_no="SM-0001", created_on=at.date(), created_at=at, user=cast.aline, line_count=1
    )
    Entry.objects.filter(pk=numbers[-1]).update(logged_segment=logged)

    with pytest.raises(Refused) as refused:
        resend_entries(numbers, channel=channel, update_merge_fields=anew, by=cast.aline, at=later)
    assert refused.value.refusals == (rules.nothing_qualifies(),)
    with pytest.raises(Refused) as refused:
        resend_all(every(), channel=channel, by=cast.aline, at=later)
    assert refused.value.refusals == (rules.nothing_qualifies(),)

    Entry.objects.filter(pk__in=numbers).update(delivery_status="failed")
    sent = resend_entries(numbers, channel=channel, update_merge_fields=anew, by=cast.aline, at=later)
    assert (len(sent.entries), sent.skipped) == (5, ())


def test_if_nothing_qualifies_it_is_refused(send: Send, cast: Cast, at: datetime, later: datetime) -> None:
    """R-INT-161, E-INT-39"""
    number = send()
    for given in ([], [number]):
        with pytest.raises(Refused) as refused:
            resend_entries(given, by=cast.aline, at=later)
        assert refused.value.refusals == (rules.nothing_qualifies(),)


def test_as_before_needs_a_way_on_each_entry(send: Send, cast: Cast, at: datetime, later: datetime) -> None:
    """R-INT-158, E-INT-40"""
    number = log_values(
        Values(contact="CT-000482", template="COURRIEL", correspondence_type="none"), by=cast.aline, at=at
    )
    with pytest.raises(Refused) as refused:
        resend_entries([number], by=cast.aline, at=later)
    assert refused.value.refusals == (rules.no_type_of(number),)
    for channel in ("none", "pigeon"):
        with pytest.raises(Refused) as refused:
            resend_entries([number], channel=channel, by=cast.aline, at=later)
        assert refused.value.refusals == (rules.no_type(),)
    resend_entries([number], channel=CorrespondenceType.EMAIL, by=cast.aline, at=later)
    assert Entry.objects.get().correspondence_type == "email"


@pytest.mark.parametrize("update", [False, True])
def test_one_that_cannot_be_sent_refuses_all_and_is_named(
    send: Send, cast: Cast, at: datetime, later: datetime, update: bool
) -> None:
    numbers = [send(), send(contact="CT-000483")]
    deliver_due(clock=lambda: at)
    Contact.objects.filter(pk=cast.yves.pk).update(email="")
    with pytest.raises(Refused) as refused:
        resend_entries(numbers, update_merge_fields=update, by=cast.aline, at=later)
    assert [(one.field, one.code) for one in refused.value.refusals] == [("entries", "E-INT-30")]
    assert refused.value.message == f"{numbers[1]}: Contact CT-000483 Yves Monnier has no e-mail address."
    assert (Entry.objects.count(), Item.objects.filter(queued_at=later).count()) == (2, 0)
    assert set(Entry.objects.values_list("delivery_status", flat=True)) == {"sent"}


def test_without_an_account_nothing_is_sent_again(
    send: Send, cast: Cast, at: datetime, later: datetime, no_account: Callable[[], Any]
) -> None:
    """R-INT-125"""
    number = send()
    deliver_due(clock=lambda: at)
    with no_account(), pytest.raises(Refused) as refused:
        resend_entries([number], by=cast.aline, at=later)
    assert [one.code for one in refused.value.refusals] == ["E-INT-33"]


def test_strangers_and_viewers_send_nothing(send: Send, cast: Cast, at: datetime, later: datetime) -> None:
    """R-INT-195, 198"""
    number = send(visibility="private")
    deliver_due(clock=lambda: at)
    with pytest.raises(Refused):
        resend_entries([number], by=cast.stranger, at=later)
    with pytest.raises(NotAllowed):
        resend_entries([number], by=cast.viewer, at=later)
    assert Item.objects.count() == 1


# --- all that match ------------------------------------------------------------------------------


def every() -> Question:
    return Question("SELECT id FROM interaction_entry", {})


def test_a_whole_list_goes_out_again_as_it_was(send: Send, cast: Cast, at: datetime, later: datetime) -> None:
    """R-INT-157, 159: what cannot go is left out; each item is what sending one again makes."""
    good, letter, cancelled = send(), send(correspondence_type="hard_copy"), send()
    log_values(Values(contact="CT-000482", template="APPEL"), by=cast.aline, at=at)
    deliver_due(clock=lambda: at)
    cancel([cancelled], by=cast.aline, at=at)
    waiting = send()

    assert resend_all(every(), by=cast.aline, at=later).total == 2

    again = Item.objects.filter(queued_at=later).order_by("id")
    assert [(one.entry_id, one.channel, one.state) for one in again] == [
        (good, "email", "queued"),
        (letter, "hard_copy", "queued"),
    ]
    first = Item.objects.filter(entry=good).order_by("id")[0]
    assert [(one.original_id, one.copy_name) for one in again] == [
        (first.copy_id, first.copy_name),
        (None, ""),
    ]
    assert dict(Entry.objects.filter(delivery_status="queued").values_list("pk", "delivery_at")) == {
        good: later, letter: later, waiting: None,
    }  # fmt: skip
    deliver_due(clock=lambda: later)
    assert Entry.objects.get(pk=good).delivery_status == "sent"


@pytest.mark.parametrize("channel", ["same", "hard_copy", "email"])
def test_a_whole_list_makes_the_items_that_one_by_one_makes(
    send: Send, cast: Cast, at: datetime, later: datetime, channel: str
) -> None:
    """R-INT-158, 159: many = each, by whichever channel, which takes the place of the old one."""
    numbers = [send(), send(correspondence_type="hard_copy"), send(contact="CT-000483")]
    said = ["email", "hard_copy", "email"]
    deliver_due(clock=lambda: at)
    columns = ("entry_id", "contact_id", "channel", "state", "references", "written", "original_id",
               "copy_name", "attempts", "due_at", "queued_at", "queued_by_id")  # fmt: skip

    def types() -> list[str]:
        return list(Entry.objects.order_by("pk").values_list("correspondence_type", flat=True))

    resend_all(every(), channel=channel, by=cast.aline, at=later)
    made = Item.objects.filter(queued_at=later)
    many = list(made.order_by("entry_id").values_list(*columns))
    assert types() == (said if channel == "same" else [channel] * 3)
    made.delete()
    for number, before in zip(numbers, said, strict=True):
        Entry.objects.filter(pk=number).update(delivery_status="sent", correspondence_type=before)
    resend_entries(numbers, channel=channel, by=cast.aline, at=later)
    assert types() == (said if channel == "same" else [channel] * 3)

    assert many == list(made.order_by("entry_id").values_list(*columns))


def test_a_whole_list_asks_the_database_as_often_for_many_as_for_one(
    send: Send, cast: Cast, at: datetime, later: datetime, django_assert_num_queries: Any
) -> None:
    for many in (1, 4):
        for _each in range(many):
            send()
        deliver_due(clock=lambda: later)
        with django_assert_num_queries(11):
            resend_all(every(), by=cast.aline, at=later)
        deliver_due(clock=lambda: later)
        with django_assert_num_queries(12):  # one says the channel
            resend_all(every(), channel="email", by=cast.aline, at=later)
        deliver_due(clock=lambda: later)


def test_what_was_sent_again_before_runs_knew_their_items_knows_them(
    send: Send, mailing: Mailing, cast: Cast, at: datetime, later: datetime
) -> None:
    """Of what was sent to a segment the logged segment knows them."""
    numbers = [send() for _ in range(2)]
    of_segment = mailing(2)
    deliver_due(clock=lambda: at)
    again = resend_all(every(), by=cast.aline, at=later)
    assert again.first_item
    columns = list(Run.objects.order_by("pk").values_list("pk", "first_item", "last_item"))
    Run.objects.update(first_item=None, last_item=None)

    execute(import_module("liaison.delivery.migrations.0006_runs_before_know_their_items").FILL)

    assert list(Run.objects.order_by("pk").values_list("pk", "first_item", "last_item")) == columns
    assert columns[0] == (of_segment.pk, None, None)
    assert [one.pk for one in entries_of_run(cast.aline, Run.objects.get(pk=again.pk))][:2] == numbers


def test_a_whole_list_of_which_nothing_can_go_is_refused(
    send: Send, cast: Cast, later: datetime, at: datetime, no_account: Callable[[], Any]
) -> None:
    """R-INT-125, R-INT-161, R-INT-195"""
    with pytest.raises(Refused) as refused:
        resend_all(every(), by=cast.aline, at=later)
    assert refused.value.refusals == (rules.nothing_qualifies(),)
    send()
    deliver_due(clock=lambda: at)
    with no_account(), pytest.raises(Refused) as refused:
        resend_all(every(), by=cast.aline, at=later)
    assert [one.code for one in refused.value.refusals] == ["E-INT-33"]
    with pytest.raises(NotAllowed):
        resend_all(every(), by=cast.viewer, at=later)
    assert Item.objects.count() == 1


def test_a_whole_list_that_was_only_recorded_can_go_by_a_channel(
    send: Send, cast: Cast, at: datetime, later: datetime
) -> None:
    """R-INT-158, E-INT-40: "as before" needs a way on each, a channel gives it one"""
    log_values(
        Values(contact="CT-000482", template="COURRIEL", correspondence_type="none"), by=cast.aline, at=at
    )
    for channel, wrong in (("same", rules.nothing_qualifies()), ("none", rules.no_type())):
        with pytest.raises(Refused) as refused:
            resend_all(every(), channel=channel, by=cast.aline, at=later)
        assert refused.value.refusals == (wrong,)
    assert resend_all(every(), channel="hard_copy", by=cast.aline, at=later).total == 1
    assert Item.objects.get().channel == "hard_copy"


def test_what_failed_of_a_segment_needs_an_account_to_go_again(
    mailing: Mailing, cast: Cast, at: datetime, later: datetime, no_account: Callable[[], Any]
) -> None:
    """R-INT-125, R-SEG-139"""
    run = mailing(2)
    Contact.objects.filter(name="Person 1").update(email="")
    deliver_due(clock=lambda: at)
    assert run.logged_segment_id is not None
    with no_account(), pytest.raises(Refused) as refused:
        resend_failed(run.logged_segment_id, by=cast.aline, at=later)
    assert [one.code for one in refused.value.refusals] == ["E-INT-33"]
    assert Run.objects.count() == 1
    again = resend_failed(run.logged_segment_id, by=cast.aline, at=later)
    assert (again.total, Run.objects.count()) == (1, 2)


def test_what_failed_of_a_segment_waits_while_the_rest_goes(
    mailing: Mailing, cast: Cast, at: datetime, later: datetime
) -> None:
    """R-SEG-139, B-9: a sending that is paused would be out of sight behind a second one"""
    run = mailing(3)
    assert run.logged_segment_id is not None
    first = Contact.objects.filter(pk=Item.objects.order_by("id")[0].contact_id)
    first.update(email="")
    deliver_due(clock=lambda: at, limit=1)
    pause_run(run.pk, by=cast.aline, at=at)
    with pytest.raises(Refused) as refused:
        resend_failed(run.logged_segment_id, by=cast.aline, at=later)
    assert refused.value.refusals == (rules.run_is_open(),)
    assert Run.objects.count() == 1


def test_a_stopped_sending_stays_in_reach_behind_a_later_one(
    mailing: Mailing, cast: Cast, at: datetime, later: datetime
) -> None:
    """R-SEG-139, B-9"""
    run = mailing(3)
    segment = run.logged_segment_id
    assert segment is not None

    def shown() -> tuple[int | None, list[int]]:
        found = run_of(cast.aline, segment, at=later)
        return found.run.pk if found else None, [
            one.run.pk for one in runs_to_start(cast.aline, segment, at=later)
        ]

    first = Contact.objects.filter(pk=Item.objects.order_by("id")[0].contact_id)
    first.update(email="")
    deliver_due(clock=lambda: at, limit=1)
    stop_run(run.pk, by=cast.aline, at=at)
    first.update(email="p@x.example")
    again = resend_failed(segment, by=cast.aline, at=later)
    assert shown() == (again.pk, [run.pk])
    with pytest.raises(Refused) as refused:
        start_run(run.pk, by=cast.aline, at=later)  # one of the two would be out of sight
    assert refused.value.refusals == (rules.run_is_open(),)
    deliver_due(clock=lambda: later)
    assert shown() == (again.pk, [run.pk])
    start_run(run.pk, by=cast.aline, at=later)
    assert shown() == (run.pk, [])  # the one that is open
    assert deliver_due(clock=lambda: later) == 2
    assert shown() == (again.pk, [])
    assert set(Entry.objects.values_list("delivery_status", flat=True)) == {"sent"}


def test_a_stopped_sending_whose_rest_went_another_way_has_nothing_to_start(
    mailing: Mailing, cast: Cast, at: datetime, later: datetime
) -> None:
    """B-9: what is cancelled does not count either"""
    run = mailing(2)
    assert run.logged_segment_id is not None
    stop_run(run.pk, by=cast.aline, at=at)
    gone, other = Entry.objects.order_by("pk")
    resend_entries([gone.pk], by=cast.aline, at=later)
    assert [one.run.pk for one in runs_to_start(cast.aline, run.logged_segment_id, at=later)] == [run.pk]
    cancel([other.pk], by=cast.aline, at=later)
    assert runs_to_start(cast.aline, run.logged_segment_id, at=later) == []
