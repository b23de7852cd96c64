"""Noting what a contact agrees to or refuses (B-6)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from liaison.accounts.models import User
from liaison.accounts.queries import require
from liaison.accounts.rules import Right
from liaison.campaigns import rules
from liaison.campaigns.facts import ConsentNoted
from liaison.campaigns.models import Agreement, Consent
from liaison.contacts.models import CorrespondenceType
from liaison.kit.errors import Refused
from liaison.kit.facts import announce


@transaction.atomic
def note_consent(
    contact: int,
    channel: str,
    agreement: str,
    *,
    topic: str = "",
    source: str = "",
    by: User | None,
    at: datetime,
) -> Consent:
    """The contact's present word on a channel and topic (an interaction group's code; blank: everything).

    The newest word counts; `by` None is the contact itself or the mail system. A blank topic does not
    touch what was said on single topics.
    """
    if by is not None:
        require(by, Right.CHANGE_CONTACTS)
    if channel not in {CorrespondenceType.EMAIL, CorrespondenceType.HARD_COPY}:
        raise Refused(rules.unknown(channel, "channel"))
    if agreement not in Agreement.values:
        raise Refused(rules.unknown(agreement, "agreement"))
    noted, _made = Consent.objects.update_or_create(
        contact_id=contact,
        channel=channel,
        topic=topic.strip().upper(),
        defaults={
            "agreement": agreement,
            "source": source[: rules.MAX_TEXT],
            "noted_at": at,
            "noted_by": by,
        },
    )
    announce(ConsentNoted(contact, noted.channel, noted.topic, noted.agreement, noted.source, at))
    return noted
