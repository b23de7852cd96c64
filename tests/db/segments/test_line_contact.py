"""No line is without its contact, though no row is checked by itself."""

from __future__ import annotations

import psycopg
import pytest
from django.db import IntegrityError, OperationalError, connection, transaction

from liaison.contacts.models import Contact
from liaison.kit.sql import execute
from liaison.segments.actions import select_contacts
from liaison.segments.models import Segment, SegmentLine
from liaison.segments.rules import Selection
from tests.cast import Cast
from tests.db.segments.sample import AT, TODAY, Sample
from tests.db.segments.test_worked_example import OPENDAY

NOBODY = 987_654_321
INSERT = """
    INSERT INTO segment_line (segment_id, line_no, contact_id, personalized)
    SELECT {segment}, 1, contact, FALSE FROM unnest(ARRAY[{contacts}]::bigint[]) contact"""


def test_line_of_nobody_is_refused_with_all_of_its_statement(segment: Segment) -> None:
    known = Contact.objects.order_by("id")[0].pk
    with pytest.raises(IntegrityError, match=f"contact {NOBODY} does not exist"), transaction.atomic():
        execute(INSERT.format(segment=segment.pk, contacts=f"{known}, {NOBODY}"))
    assert SegmentLine.objects.count() == 0
    assert execute(INSERT.format(segment=segment.pk, contacts=f"{known}, {known}")) == 2


def test_who_selects_contacts_is_spared_for_that_statement_only(sample: Sample, segment: Segment) -> None:
    for _turn in range(2):  # the second finds nobody new
        select_contacts(segment.no, Selection(action="add", filters=[OPENDAY]), by=sample.by, at=AT)
        with pytest.raises(IntegrityError, match=f"contact {NOBODY} does not exist"), transaction.atomic():
            execute(INSERT.format(segment=segment.pk, contacts=NOBODY))


def test_line_cannot_move_to_nobody(segment: Segment) -> None:
    first, second = Contact.objects.order_by("id")[:2]
    execute(INSERT.format(segment=segment.pk, contacts=first.pk))
    with pytest.raises(IntegrityError, match=f"contact {NOBODY} does not exist"), transaction.atomic():
        execute(f"UPDATE segment_line SET contact_id = {NOBODY} WHERE contact_id = {first.pk}")
    assert execute(f"UPDATE segment_line SET contact_id = {second.pk} WHERE contact_id = {first.pk}") == 1


@pytest.mark.django_db(transaction=True)
def test_who_deletes_a_contact_waits_for_who_selects(cast: Cast) -> None:
    """The lines of a transaction that still runs are seen by nobody, but they count."""
    contact = cast.yves.pk
    segment = Segment.objects.create(no="SM-0001", occurred_on=TODAY, created_at=AT, changed_at=AT)
    params = connection.get_connection_params()
    server = {
        name: params[name] for name in ("dbname", "user", "password", "host", "port") if params.get(name)
    }
    with psycopg.connect(**server) as selecting:
        selecting.execute(INSERT.format(segment=segment.pk, contacts=contact))
        with pytest.raises(OperationalError, match="lock timeout"), transaction.atomic():
            execute("SET LOCAL lock_timeout = '200ms'")
            execute(f"DELETE FROM contact WHERE id = {contact}")
        selecting.commit()
    with pytest.raises(IntegrityError, match=f"contact {contact} stands in a segment"), transaction.atomic():
        execute(f"DELETE FROM contact WHERE id = {contact}")
