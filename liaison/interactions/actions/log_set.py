"""Log a whole set under one heading: the twin of `log_interaction` for a segment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db import transaction

from liaison.accounts.models import User
from liaison.accounts.queries import require
from liaison.accounts.rules import Right
from liaison.contacts.actions.numbers import next_number
from liaison.interactions.bulk import insert_contents, keep_documents
from liaison.interactions.facts import InteractionsLogged
from liaison.interactions.models import ContentFile, LoggedSegment
from liaison.interactions.sets import (
    Heading,
    insert_own_contents,
    insert_own_files,
    insert_set,
    use_campaign_entries,
)
from liaison.kit.clock import local_date
from liaison.kit.facts import announce
from liaison.kit.sql import Question

SERIES = "logged_segments"


@dataclass(frozen=True, slots=True, kw_only=True)
class SetText:
    """A text that entries of the set share; entries name it by `key`. `document` is a document template."""

    key: int
    occurred_at: datetime
    language: str
    subject: str
    description: str
    body: str
    body_text: str
    email_layout: str
    file: int | None = None
    file_name: str = ""
    document: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignUse:
    """A campaign that entries of the set name, with date and salesperson of the first of them."""

    campaign: int
    date: date
    salesperson: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EntrySet:
    """What is logged: the head, the texts, and the questions for entries and for texts of their own.

    See `interactions.sets` for the columns the questions answer.
    """

    segment_no: str
    description: str
    entries: Question
    texts: Sequence[SetText]
    campaigns: Sequence[CampaignUse] = ()
    own_contents: Question | None = None
    own_files: Question | None = None
    sending: bool = False


@transaction.atomic
def log_set(given: EntrySet, *, by: User, at: datetime) -> LoggedSegment:
    """Write a logged segment with its campaign entries, texts and entries (R-SEG-112, 113).

    The number of statements does not depend on the number of entries. Logged segments are numbered
    without gaps; two at once wait for each other's number and for nothing else (R-SEG-118).
    """
    require(by, Right.RECORD)
    logged = LoggedSegment.objects.create(
        entry_no=int(next_number(SERIES, prefix="", digits=1)),
        segment_no=given.segment_no,
        description=given.description,
        created_on=local_date(at),
        created_at=at,
        user=by,
        sending=given.sending,
    )
    heading = Heading(
        logged_segment=logged.pk,
        segment_no=given.segment_no,
        sending=given.sending,
        recorded_by=by.pk,
        recorded_at=at,
    )
    uses = [
        {"campaign": use.campaign, "date": use.date, "salesperson": use.salesperson}
        for use in given.campaigns
    ]
    campaigns = use_campaign_entries(uses, heading, description=given.description)
    contents = _contents(given.texts)
    if given.own_contents is not None:
        insert_own_contents(given.own_contents)
    if given.own_files is not None:
        insert_own_files(given.own_files)
    logged.line_count = insert_set(given.entries, heading, contents, campaigns)
    logged.save(update_fields=["line_count"])
    announce(InteractionsLogged(contents=tuple(contents.values()), count=logged.line_count, by=by.pk, at=at))
    return logged


def _contents(texts: Sequence[SetText]) -> dict[int, int]:
    """Store the shared texts with their files; the content of each key."""
    if not texts:
        return {}
    ids = insert_contents(
        [
            {
                "occurred_at": text.occurred_at,
                "language": text.language or settings.LANGUAGE_CODE,
                "subject": text.subject,
                "description": text.description,
                "body": text.body,
                "body_text": text.body_text,
                "email_layout": text.email_layout,
            }
            for text in texts
        ]
    )
    ContentFile.objects.bulk_create(
        ContentFile(content_id=content, file_id=text.file, name=text.file_name)
        for text, content in zip(texts, ids, strict=True)
        if text.file is not None
    )
    placed = list(zip(texts, ids, strict=True))
    keep_documents({content: text.document for text, content in placed if text.document is not None})
    return {text.key: content for text, content in placed}
