from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from liaison.contacts.models import AddressRange, AlternativeAddress, Contact
from liaison.files.models import StoredFile
from liaison.interactions.draft import Values
from liaison.interactions.models import Entry, InteractionTemplateLanguage
from liaison.interactions.queries.settling import prepare
from tests import make
from tests.cast import Cast
from tests.db.interactions.conftest import Log


@pytest.fixture
def brochure(cast: Cast, at: datetime) -> InteractionTemplateLanguage:
    stored = StoredFile.objects.create(sha256="2" * 64, size=3, media_type="application/pdf", stored_at=at)
    template = make.make_template(
        "BROCHURE", default_correspondence_type="email", default_language="fr-CH", channel="letter"
    )
    return InteractionTemplateLanguage.objects.create(
        template=template, language="fr-CH", file=stored, file_name="Brochure.pdf"
    )


def test_the_template_s_file_becomes_the_entry_s_own(log: Log, brochure: InteractionTemplateLanguage) -> None:
    """R-INT-38, R-INT-63: what the template holds is taken over and stays, whatever the template does later."""
    number = log(template="BROCHURE")
    brochure.file, brochure.file_name = None, ""
    brochure.save()

    assert [file.name for file in Entry.objects.get(pk=number).content.files.all()] == ["Brochure.pdf"]


def test_the_proposed_type_is_the_template_s_whatever_the_contact_prefers(
    cast: Cast, at: datetime, brochure: InteractionTemplateLanguage
) -> None:
    """R-INT-52"""
    Contact.objects.filter(pk=cast.nora.pk).update(correspondence_type="hard_copy")

    filled = prepare(Values(contact="CT-000482", template="BROCHURE"), by=cast.aline, at=at)

    assert filled.correspondence_type == "email"


def test_another_date_brings_the_address_of_that_day_unless_one_was_chosen(cast: Cast, at: datetime) -> None:
    """R-INT-59"""
    chalet = AlternativeAddress.objects.create(contact=cast.nora, code="CHALET")
    work = AlternativeAddress.objects.create(contact=cast.nora, code="ATELIER")
    AddressRange.objects.create(contact=cast.nora, alternative_address=chalet, starting_date=date(2026, 3, 1))

    def address(**given: object) -> int | None:
        values = Values(contact="CT-000482", template="APPEL", **given)  # type: ignore[arg-type]
        return prepare(values, by=cast.aline, at=at).alternative_address_id

    assert address(occurred_at=at) == chalet.pk
    assert address(occurred_at=at - timedelta(days=5)) is None
    assert address(occurred_at=at - timedelta(days=5), alternative_address="ATELIER") == work.pk
