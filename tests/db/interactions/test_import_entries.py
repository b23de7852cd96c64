"""Taking over an old log: the same rules as logging each, everything or nothing, few statements."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from liaison.accounts.models import Role
from liaison.contacts.models import AddressRange, AlternativeAddress
from liaison.files.models import StoredFile
from liaison.interactions.actions import import_entries as module
from liaison.interactions.actions.import_entries import import_entries
from liaison.interactions.actions.log import log_values
from liaison.interactions.draft import NamedFile, ParticipantValue, Values
from liaison.interactions.facts import InteractionsImported
from liaison.interactions.models import (
    Content,
    ContentFile,
    Entry,
    EntryChange,
    EntryComment,
    InteractionTemplateLanguage,
)
from liaison.interactions.past import PastEntry
from liaison.kit import facts
from liaison.kit.errors import NotAllowed, Refused
from tests import make
from tests.cast import Cast
from tests.conftest import AT
from tests.db.interactions.test_many_equals_one import OUTCOME

THEN = datetime(2024, 5, 6, 8, 15, tzinfo=UTC)


def _call(**given: Any) -> Values:
    return Values(**{"contact": "CT-000482", "template": "APPEL", "occurred_at": THEN, **given})


GIVEN: dict[str, dict[str, Any]] = {
    "nothing but the template": {},
    "everything": {
        "description": " Relance du devis ",
        "subject": "Devis",
        "body": "<p>Bonjour<script>x</script> &amp; merci</p>",
        "information_flow": "inbound",
        "initiated_by": "them",
        "cost": Decimal("3.25"),
        "duration_min": Decimal(5),
        "evaluation": "positive",
        "attempt_failed": True,
        "visibility": "team",
        "contact_via": "021 555 01 42",
        "comments": ("Premier", " Second "),
        "participants": (
            ParticipantValue(contact="CT-000483", role="to"),
            ParticipantValue(contact="CT-000482"),
            ParticipantValue(salesperson="MD"),
        ),
    },
    "an e-mail to the address of the season": {"correspondence_type": "email", "body": "<p>Bonjour</p>"},
    "an e-mail without address": {
        "contact": "CT-000100",
        "correspondence_type": "email",
        "body": "<p>Buongiorno</p>",
        "salesperson": "MD",
    },
    "a company": {"contact": "CT-000480"},
    "out of season": {"occurred_at": THEN + timedelta(days=90)},
    "no campaign": {"campaign": ""},
    "a template with languages": {"template": "LETTRE"},
    "another language": {"template": "LETTRE", "contact": "CT-000100", "salesperson": "AR"},
}


@pytest.fixture
def ground(cast: Cast) -> Cast:
    """A template with texts in two languages, and an address of Nora that held in spring 2024."""
    letter = make.make_template("LETTRE", channel="letter", default_language="fr-CH")
    for language, text in (("fr-CH", "Bonjour"), ("it", "Buongiorno")):
        InteractionTemplateLanguage.objects.create(
            template=letter, language=language, subject=f"Sujet {language}", body=f"<p>{text}</p>"
        )
    address = AlternativeAddress.objects.create(contact=cast.nora, code="CHALET", email="chalet@x.example")
    AddressRange.objects.create(
        contact=cast.nora,
        alternative_address=address,
        starting_date=date(2024, 4, 1),
        ending_date=date(2024, 5, 31),
    )
    return cast


def _outcome() -> list[dict[str, Any]]:
    found = list(Entry.objects.order_by("pk").values(*OUTCOME, "content__language"))
    people = Entry.objects.order_by("pk").prefetch_related("participants", "colleagues", "comments")
    for row, entry in zip(found, people, strict=True):
        row["people"] = sorted(
            (p.entry_contact_id, p.contact_id, p.company_id, p.role) for p in entry.participants.all()
        )
        row["colleagues"] = [(c.contact_id, c.salesperson_id, c.role) for c in entry.colleagues.all()]
        row["comments"] = [(c.contact_id, c.date, c.comment, c.author_id) for c in entry.comments.all()]
    return found


@pytest.mark.parametrize("name", GIVEN)
def test_importing_equals_logging_each(ground: Cast, name: str) -> None:
    """R-INT-43, R-INT-47, R-INT-48, R-INT-84 to 91"""
    given = _call(**{"salesperson": "AR", **GIVEN[name]})
    log_values(given, by=ground.administrator, at=AT)
    logged = _outcome()
    Entry.objects.all().delete()

    import_entries([PastEntry(values=given)], by=ground.administrator, at=AT)

    assert _outcome() == logged


def test_without_salesperson_the_contact_s_is_taken(cast: Cast) -> None:
    import_entries([PastEntry(values=_call())], by=cast.administrator, at=AT)

    entry = Entry.objects.get()
    assert (entry.salesperson, entry.team) == (cast.rochat, cast.rochat.team)


def test_the_history_comes_along(cast: Cast) -> None:
    recorded, cancelled = THEN + timedelta(minutes=30), THEN + timedelta(days=1)
    imported = import_entries(
        [
            PastEntry(values=_call(comments=("Un mot",)), recorded_by="aline", recorded_at=recorded),
            PastEntry(
                values=_call(), canceled_at=cancelled, cancel_reason="Saisi deux fois", recorded_by="marc"
            ),
            PastEntry(values=_call(), delivery_status="failed", delivery_at=recorded, delivery_note="550"),
            PastEntry(values=_call(), answers=1),
        ],
        by=cast.administrator,
        at=AT,
    )

    first, second, third, fourth = Entry.objects.order_by("pk")
    assert (imported.count, imported.first, imported.last) == (4, first.pk, fourth.pk)
    assert (first.recorded_by, first.recorded_at) == (cast.aline, recorded)
    comment = EntryComment.objects.get()
    assert (comment.date, comment.author, comment.created_at) == (date(2024, 5, 6), cast.aline, recorded)
    assert (second.recorded_by, second.recorded_at, second.canceled) == (cast.marc, AT, True)
    change = EntryChange.objects.get()
    assert (change.entry, change.contact_id, change.kind, change.reason, change.old, change.new) == (
        second, cast.nora.pk, "canceled", "Saisi deux fois", {"canceled": False}, {"canceled": True},
    )  # fmt: skip
    assert (change.changed_by, change.changed_at) == (cast.marc, cancelled)
    assert (third.delivery_status, third.delivery_at, third.delivery_note) == ("failed", recorded, "550")
    assert fourth.follow_up_of == first.pk


def test_what_was_sent_keeps_its_type_when_the_address_is_gone(cast: Cast) -> None:
    given = _call(contact="CT-000100", salesperson="AR", correspondence_type="email", body="<p>Ciao</p>")
    import_entries([PastEntry(values=given, delivery_status="sent")], by=cast.administrator, at=AT)

    assert Entry.objects.get().correspondence_type == "email"


def test_neighbours_that_say_the_same_share_their_text(cast: Cast) -> None:
    file = NamedFile(_stored(), "Plan.pdf")
    lines = [
        PastEntry(values=_call(body="<p>Bonjour</p>", files=(file,))),
        PastEntry(values=_call(contact="CT-000483", body="<p>Bonjour</p>", files=(file,), salesperson="AR")),
        PastEntry(values=_call(body="<p>Bonjour</p>")),
    ]
    import_entries(lines, by=cast.administrator, at=AT)

    first, second, third = Entry.objects.order_by("pk").values_list("content_id", flat=True)
    assert (first == second, first == third) == (True, False)
    assert list(ContentFile.objects.values_list("content_id", "name")) == [(first, "Plan.pdf")]


def _stored() -> int:
    return StoredFile.objects.create(sha256="0" * 64, size=1, media_type="application/pdf", stored_at=AT).pk


def test_all_reasons_are_told_with_their_line_and_nothing_is_left(cast: Cast) -> None:
    cast.lea.privacy_blocked = True
    cast.lea.save()
    lines = [
        PastEntry(values=_call()),
        PastEntry(values=_call(contact="CT-999999", cost=Decimal(-1))),
        PastEntry(values=_call(template="RIEN")),
        PastEntry(values=_call(contact="CT-000100", salesperson="XX")),
        PastEntry(values=_call(evaluation="superbe"), recorded_by="personne"),
        PastEntry(values=_call(participants=(ParticipantValue(contact="CT-000100"),))),
        PastEntry(values=_call(), delivery_status="queued"),
        PastEntry(values=_call(), answers=8),
        PastEntry(values=_call(correspondence_type="email")),
    ]
    with pytest.raises(Refused) as refused:
        import_entries(lines, by=cast.administrator, at=AT)

    with translation.override("en"):
        told = [(str(r.message).partition(":")[0], r.field, r.code) for r in refused.value.refusals]
    assert told == [
        ("Line 2", "cost", "E-INT-9"),
        ("Line 2", "contact", "E-INT-29"),
        ("Line 2", "salesperson", "E-INT-4"),
        ("Line 3", "template", "E-INT-29"),
        ("Line 3", "description", "E-INT-2"),
        ("Line 4", "salesperson", "E-INT-29"),
        ("Line 4", "contact", "E-INT-10"),
        ("Line 5", "evaluation", "choice"),
        ("Line 5", "recorded_by", "E-INT-29"),
        ("Line 6", "participants.0.contact", "E-INT-10"),
        ("Line 7", "delivery_status", "choice"),
        ("Line 8", "answers", "E-INT-29"),
        ("Line 9", "body", "E-INT-7"),
    ]
    assert (Entry.objects.count(), Content.objects.count()) == (0, 0)


def test_a_fault_in_a_later_block_undoes_the_earlier_ones(cast: Cast, monkeypatch: Any) -> None:
    monkeypatch.setattr(module, "BLOCK", 2)
    lines = [PastEntry(values=_call())] * 5 + [PastEntry(values=_call(template="RIEN"))]
    with pytest.raises(Refused):
        import_entries(lines, by=cast.administrator, at=AT)

    assert (Entry.objects.count(), Content.objects.count()) == (0, 0)


def test_no_more_reasons_than_one_reads(cast: Cast, monkeypatch: Any) -> None:
    monkeypatch.setattr(module, "BLOCK", 60)
    read = 0

    def lines() -> Iterator[PastEntry]:
        nonlocal read
        while True:
            read += 1
            yield PastEntry(values=_call(contact="CT-999999", salesperson="AR"))

    with pytest.raises(Refused) as refused:
        import_entries(lines(), by=cast.administrator, at=AT)

    assert (len(refused.value.refusals), read) == (100, 120)


def test_a_template_out_of_use_may_stand_in_an_old_log(cast: Cast) -> None:
    cast.call.active = False
    cast.call.save()
    import_entries([PastEntry(values=_call())], by=cast.administrator, at=AT)

    assert Entry.objects.get().template == cast.call


def test_statements_do_not_grow_with_the_lines(cast: Cast) -> None:
    def statements(lines: list[PastEntry]) -> int:
        with CaptureQueriesContext(connection) as captured:
            import_entries(lines, by=cast.administrator, at=AT)
        return len(captured)

    line = PastEntry(values=_call(comments=("Un mot",)), recorded_by="aline")
    other = replace(line, values=_call(contact="CT-000483", salesperson="MD"))
    # the transaction twice, six look-ups, two series of numbers, three times COPY
    assert (statements([line]), statements([line, other] * 50)) == (13, 13)


def test_only_administrators_may(cast: Cast) -> None:
    manager = make.make_user("chef", Role.MANAGER)
    with pytest.raises(NotAllowed):
        import_entries([PastEntry(values=_call())], by=manager, at=AT)

    assert Entry.objects.count() == 0


def test_the_import_is_announced_once(cast: Cast, monkeypatch: Any) -> None:
    heard: list[object] = []
    monkeypatch.setattr(facts, "_listeners", {InteractionsImported: [heard.append]})
    imported = import_entries([PastEntry(values=_call())] * 2, by=cast.administrator, at=AT)
    import_entries([], by=cast.administrator, at=AT)

    assert imported.first is not None
    assert imported.last is not None
    assert heard == [InteractionsImported(imported.first, imported.last, 2, cast.administrator.pk, AT)]
