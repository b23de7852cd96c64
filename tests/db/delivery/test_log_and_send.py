"""Logging with a delivery: both or nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from procrastinate.contrib.django.models import ProcrastinateJob

from liaison.contacts.models import AlternativeAddress
from liaison.delivery.actions import complete_and_send, complete_written, log_and_send, log_written
from liaison.delivery.models import Item
from liaison.files.actions import store_file
from liaison.interactions.actions.drafts import save_draft
from liaison.interactions.draft import NamedFile, ParticipantValue, Values
from liaison.interactions.models import Content, Draft, Entry, InteractionTemplate
from liaison.kit.errors import Conflict, NotAllowed, Refused
from liaison.letters.actions import create_document_template
from tests import make
from tests.cast import Cast
from tests.db.delivery.conftest import Send
from tests.papers import docx, field, paragraph

MAIL = Values(contact="CT-000482", template="COURRIEL")


def nothing_was_written() -> bool:
    return not (Entry.objects.exists() or Item.objects.exists() or ProcrastinateJob.objects.exists())


def test_the_entry_its_item_and_its_job_are_written_together(cast: Cast, send: Send, at: datetime) -> None:
    """R-INT-116, 128"""
    number = send()
    entry = Entry.objects.get(pk=number)
    assert (entry.correspondence_type, entry.delivery_status) == ("email", "queued")
    item = Item.objects.get()
    assert (item.entry_id, item.contact_id, item.channel, item.state) == (
        number,
        cast.nora.pk,
        "email",
        "queued",
    )
    assert (item.due_at, item.queued_at, item.queued_by, item.attempts) == (at, at, cast.aline, 0)
    job = ProcrastinateJob.objects.get()
    assert (job.task_name, job.args) == ("delivery.deliver", {"item_id": item.pk})


def test_the_fields_are_filled_when_it_is_logged_and_what_was_written_is_kept(send: Send) -> None:
    """R-INT-132, 160"""
    content = Content.objects.get(pk=Entry.objects.get(pk=send()).content_id)
    assert (content.subject, content.body, content.body_text) == (
        "Offre pour Nora Béguelin",
        "<p>Voici notre offre, Nora.</p>",
        "Voici notre offre, Nora.",
    )
    assert Item.objects.get().written == {
        "subject": "Offre pour {{ contact.name }}",
        "body": "<p>Voici notre offre, {{ contact.first_name }}.</p>",
        "description": "E-mail envoyé",
    }


def test_a_text_that_names_its_subject_is_told_it_filled(send: Send) -> None:
    """R-INT-132, 137"""
    number = send(body="<p>Objet: {{ interaction.subject }}</p>")
    assert Entry.objects.get(pk=number).content.body == "<p>Objet: Offre pour Nora Béguelin</p>"


def test_a_text_that_names_the_number_of_its_entry_is_told_it(send: Send) -> None:
    """R-INT-84, 132"""
    number = send(body="<p>Réf. {{ interaction.entry_no }}</p>", subject="Offre {{ Entry_No }}")
    content = Content.objects.get(pk=Entry.objects.get(pk=number).content_id)
    assert (content.subject, content.body) == (f"Offre {number}", f"<p>Réf. {number}</p>")


@pytest.mark.parametrize(
    ("given", "reasons"),
    [
        ({"contact": "CT-000100"}, [("contact", "E-INT-30")]),
        ({"correspondence_type": "none"}, [("correspondence_type", "E-INT-32")]),
        ({"body": ""}, [("body", "E-INT-31")]),
        ({"body": "<p> </p>"}, [("body", "E-INT-31")]),
        ({"body": "{{ contact.shoe }} {{ x }} {{"}, [("body", "E-INT-46")] * 3),
        ({"subject": "{{ contact.shoe }}"}, [("subject", "E-INT-46")]),
        ({"contact": "CT-000100", "body": ""}, [("contact", "E-INT-30"), ("body", "E-INT-31")]),
    ],
)
def test_what_stands_in_the_way_is_told_at_once_and_nothing_is_logged(
    cast: Cast, send: Send, given: dict[str, Any], reasons: list[tuple[str, str]]
) -> None:
    """R-INT-91, 98, 117, 126, E-INT-30, 31, 32, 46"""
    with pytest.raises(Refused) as refused:
        send(**given)
    assert [(one.field, one.code) for one in refused.value.refusals] == reasons
    assert nothing_was_written()


def test_an_address_that_is_none_is_refused(cast: Cast, send: Send) -> None:
    """R-INT-91"""
    cast.nora.email = "nora chez béguelin"
    cast.nora.save()
    with pytest.raises(Refused) as refused:
        send()
    assert [one.code for one in refused.value.refusals] == ["E-INT-30"]
    assert refused.value.message == (
        "“nora chez béguelin” of contact CT-000482 Nora Béguelin is no valid e-mail address."
    )
    assert nothing_was_written()


def test_the_address_of_the_alternative_address_counts(cast: Cast, send: Send) -> None:
    """R-INT-91, 118"""
    AlternativeAddress.objects.create(contact=cast.lea, code="BUREAU", email="lea@bureau.example")
    number = send(contact="CT-000100", alternative_address="BUREAU")
    assert Entry.objects.get(pk=number).correspondence_type == "email"
    AlternativeAddress.objects.update(email="")
    with pytest.raises(Refused) as refused:
        send(contact="CT-000100", alternative_address="BUREAU")
    assert [one.code for one in refused.value.refusals] == ["E-INT-30"]


def test_a_blocked_contact_gets_nothing(cast: Cast, send: Send) -> None:
    """R-INT-42"""
    cast.nora.privacy_blocked = True
    cast.nora.save()
    with pytest.raises(Refused) as refused:
        send()
    assert {one.code for one in refused.value.refusals} == {"E-INT-10"}
    assert nothing_was_written()


def test_an_archived_contact_gets_nothing(cast: Cast, send: Send, at: datetime) -> None:
    """R-INT-127"""
    cast.nora.archived_at = at
    cast.nora.save()
    with pytest.raises(Refused):
        send()
    assert nothing_was_written()


def test_without_an_account_nothing_is_logged(send: Send, no_account: Callable[[], Any]) -> None:
    """R-INT-98, 125, E-INT-33"""
    with no_account(), pytest.raises(Refused) as refused:
        send()
    assert [(one.code, str(one.message)) for one in refused.value.refusals] == [
        ("E-INT-33", "Set up an e-mail account first. Nothing was logged.")
    ]
    assert nothing_was_written()


def test_a_letter_needs_no_account(send: Send, no_account: Callable[[], Any]) -> None:
    with no_account():
        number = send(correspondence_type="hard_copy")
    assert Item.objects.get().channel == "hard_copy"
    assert Entry.objects.get(pk=number).delivery_status == "queued"


def test_people_in_copy_need_an_address_too(cast: Cast, send: Send) -> None:
    with pytest.raises(Refused) as refused:
        send(participants=(ParticipantValue(contact="CT-000100", role="cc"),))
    assert [(one.field, one.code) for one in refused.value.refusals] == [("participants", "E-INT-30")]
    assert send(participants=(ParticipantValue(contact="CT-000100", role="attendee"),))


def test_a_file_that_cannot_be_printed_is_told_before(cast: Cast, send: Send, at: datetime) -> None:
    """R-INT-117"""
    file = NamedFile(store_file(b"plain text", by=cast.aline, at=at).pk, "Prix.txt")
    with pytest.raises(Refused) as refused:
        send(correspondence_type="hard_copy", files=(file,))
    assert [(one.field, one.code) for one in refused.value.refusals] == [("files", "not_printable")]
    assert nothing_was_written()
    assert send(files=(file,))


def test_a_document_template_is_content(cast: Cast, send: Send, at: datetime) -> None:
    """R-INT-117"""
    create_document_template("OFFRE", docx(paragraph(field("Contact_Nom"))), "Offre.docx", by=None, at=at)
    number = send(body="", document_template="OFFRE")
    template = Entry.objects.get(pk=number).document_template
    assert template is not None
    assert template.code == "OFFRE"


def test_who_may_not_record_may_not_send(cast: Cast, send: Send) -> None:
    """R-INT-195"""
    with pytest.raises(NotAllowed):
        send(by=cast.viewer)
    assert nothing_was_written()


def test_a_finished_draft_is_logged_under_its_number_and_sent(
    cast: Cast, mail: InteractionTemplate, at: datetime
) -> None:
    """R-INT-78, 116"""
    draft = save_draft(MAIL, by=cast.aline, at=at)
    number = complete_and_send(draft.entry_no, by=cast.aline, at=at)
    assert (number, Draft.objects.count()) == (draft.entry_no, 0)
    entry = Entry.objects.get(pk=number)
    assert (entry.delivery_status, Item.objects.get().entry_id) == ("queued", number)
    assert Content.objects.get(pk=entry.content_id).subject == "Offre pour Nora Béguelin"


def test_a_draft_that_cannot_be_sent_stays(cast: Cast, mail: InteractionTemplate, at: datetime) -> None:
    draft = save_draft(MAIL, by=cast.aline, at=at)
    given = Values(contact="CT-000100", template="COURRIEL")
    with pytest.raises(Refused):
        complete_and_send(draft.entry_no, given, by=cast.aline, at=at)
    with pytest.raises(Conflict):
        complete_and_send(draft.entry_no, version=9, by=cast.aline, at=at)
    assert Draft.objects.get().entry_no == draft.entry_no
    assert nothing_was_written()


def test_a_draft_given_new_values_sends_these(cast: Cast, mail: InteractionTemplate, at: datetime) -> None:
    draft = save_draft(MAIL, by=cast.aline, at=at)
    given = Values(contact="CT-000483", template="COURRIEL", body="<p>{{ Entry_No }}</p>")
    number = complete_and_send(draft.entry_no, given, by=cast.aline, at=at)
    content = Content.objects.get(pk=Entry.objects.get(pk=number).content_id)
    assert (content.subject, content.body) == ("Offre pour Yves Monnier", f"<p>{number}</p>")
    assert Item.objects.get().contact == cast.yves


def test_a_draft_that_is_only_recorded_says_what_the_contact_was_told(
    cast: Cast, mail: InteractionTemplate, at: datetime
) -> None:
    """R-INT-64, 67"""
    draft = save_draft(MAIL, by=cast.aline, at=at)
    number = complete_written(draft.entry_no, MAIL, by=cast.aline, at=at)
    entry = Entry.objects.get(pk=number)
    content = Content.objects.get(pk=entry.content_id)
    assert (content.subject, content.body_text) == ("Offre pour Nora Béguelin", "Voici notre offre, Nora.")
    assert (entry.delivery_status, Item.objects.count()) == ("none", 0)


def test_what_is_only_recorded_says_what_the_contact_was_told(
    cast: Cast, mail: InteractionTemplate, at: datetime
) -> None:
    """R-INT-84"""
    number = log_written(MAIL, by=cast.aline, at=at)
    content = Content.objects.get(pk=Entry.objects.get(pk=number).content_id)
    assert (content.subject, content.body_text) == ("Offre pour Nora Béguelin", "Voici notre offre, Nora.")
    assert Item.objects.count() == 0


def test_the_number_is_told_without_sending_too(cast: Cast, mail: InteractionTemplate, at: datetime) -> None:
    """R-INT-84"""
    given = replace(MAIL, body="<p>Réf. {{ interaction.entry_no }}</p>")
    number = log_written(given, by=cast.aline, at=at)
    assert Content.objects.get(pk=Entry.objects.get(pk=number).content_id).body_text == f"Réf. {number}"


def test_a_number_reserved_before_is_used(cast: Cast, mail: InteractionTemplate, at: datetime) -> None:
    assert log_and_send(MAIL, by=cast.aline, at=at, entry_no=4711) == 4711


def test_a_template_without_the_language_falls_back_visibly(cast: Cast, send: Send) -> None:
    """R-INT-48"""
    make.make_person("Urs Frei", no="CT-000700", language="it-CH", email="urs@frei.example")
    number = send(contact="CT-000700")
    assert Entry.objects.get(pk=number).language == "fr-CH"


def _statements(work: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as queries:
        work()
    return sum(not query["sql"].startswith(("SAVEPOINT", "RELEASE")) for query in queries)


def test_logging_and_sending_asks_the_database_a_known_number_of_times(cast: Cast, send: Send) -> None:
    assert _statements(lambda: send(subject="Offre", body="<p>Voici.</p>")) == 8
    assert _statements(send) == 10
