"""Log an interaction."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime

from django.db import transaction

from liaison.accounts.models import User
from liaison.accounts.queries import require
from liaison.accounts.rules import Right
from liaison.contacts.models import CorrespondenceType
from liaison.interactions import rules
from liaison.interactions.bulk import insert_logged, keep_documents
from liaison.interactions.draft import (
    Filled,
    Values,
    settle_correspondence_type,
)
from liaison.interactions.facts import InteractionLogged
from liaison.interactions.models import (
    ColleagueParticipant,
    ContentFile,
    DeliveryStatus,
    EntryComment,
    LoggedChange,
    Participant,
)
from liaison.interactions.queries.settling import prepare
from liaison.interactions.sets import use_campaign_entry
from liaison.kit.clock import local_date
from liaison.kit.errors import Refused, refuse
from liaison.kit.facts import announce, heard
from liaison.kit.text import gettext_lazy as _


def log_interaction(
    filled: Filled,
    *,
    by: User,
    at: datetime,
    delivery: DeliveryStatus = DeliveryStatus.NONE,
    entry_no: int | None = None,
    call: bool = False,
) -> int:
    """Write one entry with its content, files, people and comments; returns its number (R-INT-84 to 90).

    `delivery` is where the sending starts; without address an e-mail then is refused (E-INT-30),
    and without sending its type becomes none (R-INT-91). `entry_no` is a number reserved for a
    draft. A `call` needs nothing to open (R-INT-110). Refuses with every reason at once and leaves
    nothing behind.
    """
    require(by, Right.RECORD)
    settled = settle_correspondence_type(filled.correspondence_type, filled.contact)
    if settled != filled.correspondence_type and delivery != DeliveryStatus.NONE:
        raise Refused(rules.no_address(filled.contact.no, filled.contact.name))
    if settled != filled.correspondence_type:
        filled = filled.changed(correspondence_type=settled)
    refuse(
        [
            *filter(None, [rules.may_record_for(filled.contact), rules.may_use(filled.template)]),
            *rules.content_refusals(filled, call=call),
        ]
    )
    if filled.correspondence_type == CorrespondenceType.NONE:
        delivery = DeliveryStatus.NONE  # R-INT-116: there is no way it could go
    with _together(filled):
        if filled.campaign_id is not None:
            filled = filled.changed(campaign_entry_id=campaign_entry_of(filled, by=by, at=at))
        content, number = insert_logged(
            filled, recorded_by=by.pk, recorded_at=at, delivery_status=delivery, entry_no=entry_no
        )
        _write_surroundings(filled, content, number, by=by, at=at)
        if filled.logged_segment_id is not None:
            # What was counted of the logged segment does not hold any more: it has one entry more.
            LoggedChange.objects.create(logged_segment=filled.logged_segment_id)
        announce(InteractionLogged(entry=number, contact=filled.contact.id, by=by.pk, at=at))
    return number


def _together(filled: Filled) -> AbstractContextManager[object]:
    """A transaction around all that is written for one interaction.

    Mostly that is one statement and nobody listens. It is a transaction by itself then, and to begin and
    end another would be two more ways to the server, a tenth of the time of recording.
    """
    files = filled.files or filled.document_template_id is not None
    beside = files or filled.participants or filled.colleagues or filled.comments
    below = filled.campaign_id is not None or filled.logged_segment_id is not None
    if beside or below or heard(InteractionLogged):
        return transaction.atomic()
    return nullcontext()


def log_values(values: Values, *, by: User, at: datetime) -> int:
    """Settle what was given and log it, without sending anything; returns the entry's number."""
    require(by, Right.RECORD)
    return log_interaction(prepare(values, by=by, at=at), by=by, at=at)


def campaign_entry_of(filled: Filled, *, by: User | None, at: datetime) -> int:
    """The entry that the campaign's manual interactions share, those of a segment its own (R-INT-92 to 94).

    One statement.
    """
    assert filled.campaign_id is not None
    return use_campaign_entry(
        filled.campaign_id,
        segment_no=filled.segment_no,
        logged_segment=filled.logged_segment_id,
        date=filled.occurred_on,
        salesperson=filled.salesperson_id,
        description=str(_("Interactions")),
        by=by.pk if by is not None else None,
        at=at,
    )


def _write_surroundings(filled: Filled, content: int, number: int, *, by: User, at: datetime) -> None:
    """Files, people and comments; one statement for each kind that is there."""
    contact = filled.contact.id
    write_files(content, filled)
    if filled.participants:
        Participant.objects.bulk_create(
            Participant(
                entry_id=number,
                entry_contact_id=contact,
                contact_id=person.contact_id,
                company_id=person.company_id,
                occurred_at=filled.occurred_at,
                role=person.role,
            )
            for person in filled.participants
        )
    if filled.colleagues:
        ColleagueParticipant.objects.bulk_create(
            ColleagueParticipant(entry_id=number, contact_id=contact, salesperson_id=salesperson, role=role)
            for salesperson, role in filled.colleagues
        )
    if filled.comments:
        EntryComment.objects.bulk_create(comments(filled.comments, number, contact, by=by, at=at))


def write_files(content: int, filled: Filled) -> None:
    """The files of an interaction belong to its content; a statement if there are any, one for a document."""
    files = [
        ContentFile(content_id=content, file_id=file.file_id, name=file.name, position=position)
        for position, file in enumerate(filled.files)
    ]
    if (kept := filled.document) is not None:
        files.append(
            ContentFile(content_id=content, file_id=kept.file_id, name=kept.name, from_template=True)
        )
    elif filled.document_template_id is not None:
        keep_documents({content: filled.document_template_id})
    if files:
        ContentFile.objects.bulk_create(files)


def comments(texts: Iterable[str], entry: int, contact: int, *, by: User, at: datetime) -> list[EntryComment]:
    """The rows of a block of comments: the first carries the date, the others continue it (R-INT-96)."""
    today = local_date(at)
    return [
        EntryComment(
            entry_id=entry,
            contact_id=contact,
            date=today if position == 0 else None,
            comment=text,
            author=by,
            created_at=at,
            changed_at=at,
        )
        for position, text in enumerate(texts)
    ]
