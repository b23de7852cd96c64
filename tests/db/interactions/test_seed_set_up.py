from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from liaison.accounts.models import Role
from liaison.files.queries import read_file
from liaison.interactions.actions.groups import change_group
from liaison.interactions.actions.seed import Seeded, seed_set_up
from liaison.interactions.actions.slots import assign_slot
from liaison.interactions.actions.templates import change_template
from liaison.interactions.models import (
    InteractionGroup,
    InteractionTemplate,
    InteractionTemplateLanguage,
    Slot,
    TemplateSlot,
)
from liaison.interactions.queries.set_up import template_check
from liaison.kit.errors import NotAllowed
from liaison.letters.models import DocumentTemplate
from liaison.letters.sources import find_field
from liaison.letters.word import fields_of, merge_document
from tests import make
from tests.conftest import AT
from tests.papers import pdf_text

pytestmark = pytest.mark.django_db


def test_french_installation() -> None:
    """R-INT-199: interactions.md 9.1 to 9.3 with the French codes."""
    assert seed_set_up("fr", by=None, at=AT) == Seeded(groups=10, templates=38)

    groups = dict(InteractionGroup.objects.values_list("code", "description"))
    assert groups == {
        "LETTRE": "Lettres et envois", "TEL": "Téléphone", "E-MAIL": "E-mail",
        "REUNION": "Réunions et visites", "EVENEMENT": "Événements et foires",
        "CAMPAGNE": "Actions de campagne", "AVIS": "Avis et réclamations", "DOCUMENT": "Documents vente",
        "ACHAT": "Documents achat", "SERVICE": "Documents service",
    }  # fmt: skip
    visit = InteractionTemplate.objects.get(code="VISITE")
    assert (visit.group.code, visit.channel, visit.unit_cost, visit.unit_duration_min) == (
        "REUNION", "meeting", Decimal(120), Decimal(90),
    )  # fmt: skip
    assert (visit.information_flow, visit.initiated_by, visit.default_correspondence_type) == (
        "outbound", "us", "none",
    )  # fmt: skip
    assert visit.ignore_contact_correspondence_type
    assert visit.descriptions == {
        "en": "Visit to the customer", "fr": "Visite chez le client", "de": "Besuch beim Kunden",
        "it": "Visita presso il cliente",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("language", "code", "description"),
    [
        ("fr-CH", "APPEL", "Appel sortant"),
        ("de", "CALL-OUT", "Ausgehender Anruf"),
        ("it", "CALL-OUT", "Chiamata in uscita"),
        ("en", "CALL-OUT", "Outgoing call"),
        ("rm", "CALL-OUT", "Outgoing call"),
        (None, "APPEL", "Appel sortant"),
    ],
)
def test_code_column_and_words_follow_the_language(language: str | None, code: str, description: str) -> None:
    seed_set_up(language, by=None, at=AT)

    assert InteractionTemplate.objects.get(position=10).code == code
    assert InteractionTemplate.objects.get(code=code).description == description


def test_slots_are_assigned() -> None:
    """R-INT-102, R-INT-113"""
    seed_set_up("fr", by=None, at=AT)

    assert dict(TemplateSlot.objects.values_list("slot", "template__code")) == {
        "emails": "E-MAIL", "cover_sheets": "BORD-ENVOI", "outgoing_calls": "APPEL",
        "meeting_invitation": "REUNION", "unsubscription": "DESINSCR",
    }  # fmt: skip


def test_template_languages() -> None:
    """interactions.md 9.4; each with its action of 9.2, which R-INT-12 allows."""
    seed_set_up("en", by=None, at=AT)

    found: dict[str, Any] = {}
    for template in InteractionTemplate.objects.prefetch_related("languages").exclude(default_language=""):
        rows = list(template.languages.all())
        assert template.default_language == "fr-CH"
        assert all(row.subject and row.description for row in rows)
        found[template.code] = (
            template.wizard_action,
            {
                row.language: row.email_layout or row.file_name or str(row.document_template or "text")
                for row in rows
            },
        )
    assert found == {
        "LETTER": ("open", dict.fromkeys(("fr-CH", "de-CH", "it-CH", "en"), "text")),
        "BROCHURE": ("none", {"fr-CH": "Brochure.pdf", "de-CH": "Broschüre.pdf", "en": "Brochure.pdf"}),
        "GREETING": ("merge", {"fr-CH": "GREET-FR", "de-CH": "GREET-DE", "it-CH": "GREET-IT"}),
        "NEWSLETTER": ("merge", dict.fromkeys(("fr-CH", "de-CH", "it-CH"), "newsletter")),
        "INVITE": ("merge", {"fr-CH": "INVITE-FR", "de-CH": "INVITE-DE"}),
        "SURVEY": ("merge", dict.fromkeys(("fr-CH", "de-CH", "en"), "short_message")),
    }  # fmt: skip


def test_every_template_is_complete_in_the_four_languages() -> None:
    seed_set_up("fr", by=None, at=AT)
    viewer = make.make_user("lecteur", Role.VIEWER)

    for template in InteractionTemplate.objects.all():
        assert template_check(viewer, template).complete, template.code


def test_templates_of_documents_and_calls_have_no_languages() -> None:
    """R-INT-99"""
    seed_set_up("fr", by=None, at=AT)

    spoken = InteractionTemplateLanguage.objects.filter(template__code__startswith="DOC-")
    assert not spoken.exists()
    assert not InteractionTemplateLanguage.objects.filter(template__code="APPEL").exists()


def test_word_files_name_fields_that_can_be_merged() -> None:
    seed_set_up("fr", by=None, at=AT)
    content = read_file(DocumentTemplate.objects.get(code="INVITE-DE").file)

    assert "Kontakt_Adressblock" in fields_of(content)
    for document in DocumentTemplate.objects.all():
        assert document.fields
        assert all(find_field(name) for name in document.fields)
    merged = merge_document(content, {"contact.formal_salutation": "Sehr geehrte Frau Béguelin"})
    assert merged != content


def test_brochure_is_a_pdf_that_reads_well() -> None:
    seed_set_up("fr", by=None, at=AT)
    row = InteractionTemplateLanguage.objects.get(template__code="BROCHURE", language="de-CH")
    assert row.file is not None

    assert row.file.media_type == "application/pdf"
    assert "Unsere Produkte" in pdf_text(read_file(row.file))


def test_twice_is_once_and_nothing_changed_is_touched() -> None:
    seed_set_up("fr", by=None, at=AT)
    administrator = make.make_user("chef", Role.ADMINISTRATOR)
    group, call = InteractionGroup.objects.get(code="TEL"), InteractionTemplate.objects.get(code="APPEL")
    change_group(group, description="Appels", by=administrator, at=AT)
    change_template(call, unit_cost=Decimal(9), by=administrator, at=AT)
    assign_slot(Slot.EMAILS, None, by=administrator, at=AT)
    InteractionTemplate.objects.get(code="VISIO").delete()

    assert seed_set_up("fr", by=None, at=AT + timedelta(days=1)) == Seeded(groups=0, templates=1)

    assert InteractionGroup.objects.get(code="TEL").description == "Appels"
    assert InteractionTemplate.objects.get(code="APPEL").unit_cost == Decimal(9)
    assert InteractionTemplate.objects.count() == 38
    assert not TemplateSlot.objects.filter(slot="emails").exists()


def test_only_administrators_seed() -> None:
    with pytest.raises(NotAllowed):
        seed_set_up("fr", by=make.make_user("aline"), at=AT)

    assert not InteractionGroup.objects.exists()
