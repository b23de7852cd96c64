from __future__ import annotations

from datetime import datetime

from liaison.contacts.actions import import_contacts
from liaison.contacts.imports import lines_of, read_source
from liaison.contacts.models import Contact, Salutation
from tests.cast import Cast

CARD = b"BEGIN:VCARD\r\nVERSION:3.0\r\nN:Rey;Ada;;Mrs.;\r\nFN:Ada Rey\r\nEND:VCARD\r\n"


def test_a_title_nobody_set_up_does_not_keep_a_card_out(cast: Cast, at: datetime) -> None:
    Salutation.objects.all().delete()

    result = import_contacts(lines_of(read_source(CARD)), by=cast.administrator, at=at)

    assert dict(result.counts)["created"] == 1
    assert Contact.objects.get(name="Ada Rey").salutation is None
