from __future__ import annotations

from datetime import datetime

from liaison.contacts.actions import import_contacts, save_salutation
from liaison.contacts.imports import lines_of, read_source
from liaison.contacts.models import Contact, Salutation
from tests.cast import Cast

CARD = b"BEGIN:VCARD\r\nVERSION:3.0\r\nN:Rey;Ada;;Mrs.;\r\nFN:Ada Rey\r\nEND:VCARD\r\n"


def test_a_title_nobody_set_up_does_not_keep_a_card_out(cast: Cast, at: datetime) -> None:
    Salutation.objects.all().delete()

    result = import_contacts(lines_of(read_source(CARD)), by=cast.administrator, at=at)

    assert dict(result.counts)["created"] == 1
    assert Contact.objects.get(name="Ada Rey").salutation is None


def test_a_title_nobody_is_offered_any_more_changes_no_salutation(cast: Cast, at: datetime) -> None:
    ms = Salutation.objects.get(code="MS")
    save_salutation("MS", description="", active=False, salutation=ms, by=cast.administrator, at=at)

    for _twice in range(2):
        import_contacts(lines_of(read_source(CARD)), by=cast.administrator, at=at)
        assert str(Contact.objects.get(name="Ada Rey").salutation) == "NEUTRAL"
