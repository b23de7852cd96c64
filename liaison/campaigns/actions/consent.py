"""Noting what a contact agrees to or refuses (B-6)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from liaison.accounts.models import User
from liaison.accounts.queries import require
from liaison.accounts.rules import Right
from liaison.campaigns import rules
from liaison.campaigns.bulk import lift_bounces, write_consents
from liaison.campaigns.facts import ConsentNoted
from liaison.campaigns.models import Agreement, Consent, ConsentSource, DeadAddress
from liaison.campaigns.queries import refuses
from liaison.contacts.models import CorrespondenceType
from liaison.kit.errors import Refused
from liaison.kit.facts import announce
from liaison.kit.sql import Question


@transaction.atomic
def note_consent(
    contact: int,
    channel: str,
    agreement: str,
    *,
    topic: str = "",
    source: str = "",
    entry: int | None = None,
    by: User | None,
    at: datetime,
) -> Consent:
    """The contact's present word on a channel and topic (an interaction group's code; blank: everything).

    The newest word counts and the older ones are kept; the same word again changes nothing. `by` None is
    the contact itself or the mail system; `entry` is the message that led to it. A blank topic does not
    touch what was said on single topics. That the address does not work is said of the present
    one, and not over another no.
    """
    asked = Question("SELECT %(the_contact)s::bigint", {"the_contact": contact})
    new = note_consents(asked, channel, agreement, topic=topic, source=source, entry=entry, by=by, at=at)
    noted = Consent.objects.get(contact=contact, channel=channel, topic=_topic(topic))
    if new:
        announce(ConsentNoted(contact, noted.channel, noted.topic, noted.agreement, noted.source, at, entry))
    return noted


def note_consents(
    contacts: Question,
    channel: str,
    agreement: str,
    *,
    topic: str = "",
    source: str = "",
    entry: int | None = None,
    by: User | None,
    at: datetime,
) -> int:
    """The same word of a whole set, in one statement; returns for how many contacts it is new."""
    if by is not None:
        require(by, Right.CHANGE_CONTACTS)
    if channel not in {CorrespondenceType.EMAIL, CorrespondenceType.HARD_COPY}:
        raise Refused(rules.unknown(channel, "channel"))
    if agreement not in Agreement.values or agreement == Agreement.UNSAID:
        raise Refused(rules.unknown(agreement, "agreement"))
    return write_consents(
        contacts,
        channel,
        agreement,
        topic=_topic(topic),
        source=source[: rules.MAX_TEXT],
        entry=entry,
        by=by.pk if by is not None else None,
        at=at,
    )


def unsubscribe(
    contact: int,
    channel: str,
    topic: str,
    *,
    source: str,
    entry: int | None = None,
    by: User | None = None,
    at: datetime,
) -> None:
    """The contact wants no more of `topic` by `channel`; said again, it changes nothing (B-6).

    Who refused everything has refused each topic.
    """
    held = refuses(contact, channel, _topic(topic))
    if held is None or held.agreement != Agreement.WITHDRAWN:
        said = Agreement.WITHDRAWN
        note_consent(contact, channel, said, topic=topic, source=source, entry=entry, by=by, at=at)


def subscribe_again(
    contact: int,
    channel: str,
    topic: str,
    *,
    source: str,
    entry: int | None = None,
    by: User | None = None,
    at: datetime,
) -> None:
    """The contact wants `topic` by `channel` after all."""
    note_consent(contact, channel, Agreement.GIVEN, topic=topic, source=source, entry=entry, by=by, at=at)


def forget_bounces(contacts: Collection[int], *, by: int | None, at: datetime) -> int:
    """Contacts whose address changed may be written to again; returns how many (B-5). One statement."""
    return lift_bounces(contacts, source=ConsentSource.NEW_ADDRESS, by=by, at=at)


def note_dead_address(contact: int, email: str, *, entry: int | None, at: datetime) -> None:
    """The e-mail of an alternative address does not work; no mailing writes there (B-5). Twice is once."""
    dead = DeadAddress(contact_id=contact, email=email.strip().lower(), entry_no=entry, noted_at=at)
    DeadAddress.objects.bulk_create([dead], ignore_conflicts=True)


@transaction.atomic
def revive_address(contact: int, email: str, *, by: User, at: datetime) -> bool:
    """Somebody knows that it works after all; False when nothing said that it did not."""
    require(by, Right.CHANGE_CONTACTS)
    return bool(DeadAddress.objects.filter(contact=contact, email=email.strip().lower()).delete()[0])


def _topic(topic: str) -> str:
    return topic.strip().upper()
