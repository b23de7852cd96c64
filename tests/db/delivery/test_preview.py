"""What would go out, before anything is logged."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from liaison.contacts.models import Contact, Salutation
from liaison.delivery.actions import log_and_send
from liaison.delivery.models import Item
from liaison.delivery.queries import laid_out, preview
from liaison.files.actions import store_file
from liaison.interactions.draft import NamedFile, ParticipantValue, Values
from liaison.interactions.models import Entry, InteractionTemplate
from liaison.kit.errors import NotAllowed, Refused
from liaison.letters import converting
from liaison.letters.actions import create_document_template
from tests.cast import Cast
from tests.papers import docx, field, paragraph, pdf_pages
from tests.unit.delivery.papers import MERGED

MAIL = Values(contact="CT-000482", template="COURRIEL")


def given(**changes: Any) -> Values:
    return Values(**{"contact": "CT-000482", "template": "COURRIEL", **changes})


def test_a_mail_is_shown_as_it_would_arrive(cast: Cast, mail: InteractionTemplate, at: datetime) -> None:
    file = NamedFile(store_file(b"%PDF-1.7", by=None, at=at).pk, "Offre.pdf")
    shown = preview(cast.aline, given(files=(file,)), at=at)
    assert (shown.channel, shown.subject, shown.text) == (
        "email", "Offre pour Nora Béguelin", "Voici notre offre, Nora.",
    )  # fmt: skip
    assert shown.sender == "Aline Rochat <info@liaison.example>"
    assert shown.reply_to == "Aline Rochat <aline@liaison.example>"
    assert shown.recipients == ("Nora Béguelin <nora@beguelin-meca.example>",)
    assert "Voici notre offre, Nora.</p>" in shown.html
    assert [(one.name, one.media_type) for one in shown.attachments] == [("Offre.pdf", "application/pdf")]
    assert (shown.objections, shown.file) == ((), None)
    assert [model.objects.count() for model in (Entry, Item, ProcrastinateJob)] == [0, 0, 0]


def test_a_letter_is_shown_as_it_would_be_printed(
    cast: Cast, mail: InteractionTemplate, at: datetime
) -> None:
    shown = preview(cast.aline, given(correspondence_type="hard_copy"), at=at)
    assert shown.file is not None
    assert (shown.file.name, shown.recipients) == ("Offre pour Nora Béguelin.pdf", ("Béguelin Mécanique SA",))
    assert "Voici notre offre, Nora." in pdf_pages(shown.file.content)[0]


def test_what_would_refuse_the_sending_stands_beside(
    cast: Cast, mail: InteractionTemplate, at: datetime, no_account: Callable[[], Any]
) -> None:
    """R-INT-91, 125"""
    with no_account():
        shown = preview(cast.aline, given(contact="CT-000100"), at=at)
    assert [one.code for one in shown.objections] == ["E-INT-30", "E-INT-33"]
    assert shown.text == "Voici notre offre, Lea."


@pytest.mark.parametrize(
    ("changes", "code"),
    [({"body": ""}, "E-INT-31"), ({"body": "<p>{{ contact.shoe }}</p>"}, "E-INT-46")],
)
def test_without_content_there_is_nothing_to_show(
    cast: Cast, mail: InteractionTemplate, at: datetime, changes: dict[str, Any], code: str
) -> None:
    """R-INT-117"""
    shown = preview(cast.aline, given(**changes), at=at)
    assert ([one.code for one in shown.objections], shown.html) == ([code], "")


def test_a_file_that_cannot_be_printed_is_told(cast: Cast, mail: InteractionTemplate, at: datetime) -> None:
    file = NamedFile(store_file(b"%PDF-1.7 broken", by=None, at=at).pk, "Offre.pdf")
    shown = preview(cast.aline, given(correspondence_type="hard_copy", files=(file,)), at=at)
    assert ([one.code for one in shown.objections], shown.file) == (["not_printable"], None)


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (("Contact_Nom", "Rabais"), ["There is no merge field named “Rabais”."]),
        (("Contact_Nom",), []),
        (("Rabais", "Délai"), []),
    ],
)
def test_a_word_file_is_not_sent_half_known(
    cast: Cast, mail: InteractionTemplate, at: datetime, names: tuple[str, ...], said: list[str]
) -> None:
    """E-INT-46: none of its fields would be filled; one that names none of ours goes as it is"""
    word = docx(paragraph(*map(field, names)))
    values = given(files=(NamedFile(store_file(word, by=None, at=at).pk, "Offre.docx"),))
    shown = preview(cast.aline, values, at=at)
    assert [str(one.message) for one in shown.objections] == said
    assert shown.text == "Voici notre offre, Nora."
    assert [one.name for one in shown.attachments] == ["Offre.docx"]
    if said:
        with pytest.raises(Refused):
            log_and_send(values, by=cast.aline, at=at)


def test_without_a_channel_nothing_is_shown(cast: Cast, mail: InteractionTemplate, at: datetime) -> None:
    shown = preview(cast.aline, given(correspondence_type="none"), at=at)
    assert (shown.channel, shown.html, shown.file) == ("none", "", None)


def test_what_a_person_should_look_at_is_a_warning(
    cast: Cast, mail: InteractionTemplate, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R-INT-141"""
    monkeypatch.setattr(converting, "office_program", lambda: None)
    create_document_template("OFFRE", docx(paragraph(field("Contact_Nom"))), "Offre.docx", by=None, at=at)
    values = given(
        contact="CT-000100",
        correspondence_type="hard_copy",
        body="",
        language="fr-CH",
        document_template="OFFRE",
    )
    assert preview(cast.aline, values, at=at).warnings == (
        "No salutation is defined for this contact and language; “Bonjour Lea Bernasconi,” is used.",
        "The contact has no postal address.",
        "LibreOffice is not installed here, so Word letters stay Word files (.docx).",
    )


@pytest.mark.parametrize(("address", "codes"), [("yves@x.example", []), ("", ["E-INT-30"])])
def test_who_is_in_copy_is_shown_where_there_is_an_address(
    cast: Cast, mail: InteractionTemplate, at: datetime, address: str, codes: list[str]
) -> None:
    """R-INT-42"""
    Contact.objects.filter(pk=cast.yves.pk).update(email=address)
    people = (ParticipantValue(contact="CT-000483", role="cc"),)
    shown = preview(cast.aline, given(participants=people), at=at)
    assert [one.code for one in shown.objections] == codes
    assert shown.recipients[1:] == ((f"Yves Monnier <{address}>",) if address else ())


def test_a_letter_that_needs_no_look_has_no_warning(
    cast: Cast, mail: InteractionTemplate, at: datetime
) -> None:
    cast.nora.salutation = Salutation.objects.get(code="MS")
    cast.nora.save()
    assert preview(cast.aline, given(correspondence_type="hard_copy"), at=at).warnings == ()


def test_a_text_that_is_not_written_yet_is_laid_out_as_nothing(
    mail: InteractionTemplate, at: datetime
) -> None:
    assert laid_out(MERGED, subject="Offre", body="", layout="", at=at) == ""
    assert "Voici" in laid_out(MERGED, subject="Offre", body="<p>Voici</p>", layout="", at=at)


def test_an_interaction_that_is_not_complete_is_refused(
    cast: Cast, mail: InteractionTemplate, at: datetime
) -> None:
    with pytest.raises(Refused):
        preview(cast.aline, Values(template="COURRIEL"), at=at)
    with pytest.raises(NotAllowed):
        preview(cast.viewer, MAIL, at=at)
