"""No entry is without its contact, though no row is checked by itself."""

from __future__ import annotations

from collections.abc import Callable

import psycopg
import pytest
from django.db import IntegrityError, OperationalError, connection, transaction

from liaison.contacts.models import Contact
from liaison.interactions.models import Entry
from liaison.kit.sql import known
from tests.cast import Cast

NOBODY = 987_654_321
COPY = """
    INSERT INTO interaction_entry (
        contact_id, occurred_at, occurred_on, content_id, template_id, group_id, recorded_at, channel,
        information_flow, initiated_by, cost, duration_min, language, correspondence_type, evaluation,
        attempt_failed, canceled, campaign_target, campaign_response, visibility, delivery_status,
        delivery_note, contact_via, document_as_attachment, has_comments, has_participants, version
    )
    SELECT {contact}, occurred_at, occurred_on, content_id, template_id, group_id, recorded_at, channel,
        information_flow, initiated_by, cost, duration_min, language, correspondence_type, evaluation,
        attempt_failed, canceled, campaign_target, campaign_response, visibility, delivery_status,
        delivery_note, contact_via, document_as_attachment, has_comments, has_participants, version
    FROM interaction_entry"""


def _run(sql: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return int(cursor.rowcount)


def test_entry_of_nobody_is_refused_with_all_of_its_statement(cast: Cast, log: Callable[..., int]) -> None:
    log()
    log()
    one_of_them = f"CASE WHEN id = (SELECT max(id) FROM interaction_entry) THEN {NOBODY} ELSE contact_id END"
    with pytest.raises(IntegrityError, match=f"contact {NOBODY} does not exist"), transaction.atomic():
        _run(COPY.format(contact=one_of_them))
    assert Entry.objects.count() == 2
    assert _run(COPY.format(contact="contact_id")) == 2


def test_who_knows_the_contacts_is_spared_for_that_block_only(cast: Cast, log: Callable[..., int]) -> None:
    log()
    with transaction.atomic():
        with known("contacts_known"):
            assert _run(COPY.format(contact="contact_id")) == 1
        with pytest.raises(IntegrityError, match=f"contact {NOBODY} does not exist"), transaction.atomic():
            _run(COPY.format(contact=NOBODY))
    assert Entry.objects.count() == 2


def test_entry_cannot_move_to_nobody(cast: Cast, log: Callable[..., int]) -> None:
    number = log()
    with pytest.raises(IntegrityError, match=f"contact {NOBODY} does not exist"), transaction.atomic():
        _run(f"UPDATE interaction_entry SET contact_id = {NOBODY} WHERE id = {number}")
    assert _run(f"UPDATE interaction_entry SET contact_id = {cast.lea.pk} WHERE id = {number}") == 1


def test_contact_with_entries_cannot_vanish(cast: Cast, log: Callable[..., int]) -> None:
    contact = Entry.objects.get(pk=log()).contact_id
    with pytest.raises(IntegrityError, match=f"contact {contact} has entries"), transaction.atomic():
        _run(f"DELETE FROM contact WHERE id = {contact}")
    assert Contact.objects.filter(pk=contact).exists()


@pytest.mark.django_db(transaction=True)
def test_who_deletes_a_contact_waits_for_who_records(cast: Cast, log: Callable[..., int]) -> None:
    """The entries of a transaction that still runs are seen by nobody, but they count."""
    log()
    params = connection.get_connection_params()
    server = {
        name: params[name] for name in ("dbname", "user", "password", "host", "port") if params.get(name)
    }
    with psycopg.connect(**server) as recording:
        recording.execute(COPY.format(contact=cast.yves.pk))
        with pytest.raises(OperationalError, match="lock timeout"), transaction.atomic():
            _run("SET LOCAL lock_timeout = '200ms'")
            _run(f"DELETE FROM contact WHERE id = {cast.yves.pk}")
        recording.commit()
    with pytest.raises(IntegrityError, match="has entries"), transaction.atomic():
        _run(f"DELETE FROM contact WHERE id = {cast.yves.pk}")
