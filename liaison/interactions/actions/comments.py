"""Comments on a logged entry: added, changed and deleted with their author known (R-INT-96, 97)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F

from liaison.accounts.models import User
from liaison.accounts.queries import require
from liaison.accounts.rules import Right
from liaison.interactions.bulk import copy_comments_to
from liaison.interactions.facts import InteractionChanged
from liaison.interactions.models import Entry, EntryChange, EntryComment
from liaison.interactions.queries.entry import comment_to_change, entry_to_change
from liaison.kit.clock import local_date
from liaison.kit.errors import Refusal, Refused
from liaison.kit.facts import announce
from liaison.kit.text import gettext_lazy as _
from liaison.kit.versions import changed_meanwhile


def _checked(text: str) -> str:
    text = text.strip()
    if not text:
        raise Refused(Refusal(_("Write a comment."), field="comment", code="required"))
    return text


@transaction.atomic
def add_comment(number: int, text: str, *, code: str = "", by: User, at: datetime) -> int:
    """Put a comment on entry `number`; returns the comment's id.

    It gets today's date unless the entry has a comment of that date already (R-INT-96).
    """
    require(by, Right.COMMENT)
    text = _checked(text)
    entry = entry_to_change(by, number)
    today = local_date(at)
    dated = EntryComment.objects.filter(entry=number, contact=entry.contact_id, date=today).exists()
    comment = EntryComment.objects.create(
        entry_id=number,
        contact_id=entry.contact_id,
        date=None if dated else today,
        code=code,
        comment=text,
        author=by,
        created_at=at,
        changed_at=at,
    )
    Entry.objects.filter(pk=number, contact=entry.contact_id).update(
        has_comments=True, version=F("version") + 1
    )
    announce(InteractionChanged(entry=number, contact=entry.contact_id, kind="commented", by=by.pk, at=at))
    return comment.pk


def copy_comments(entry: Entry, anew: int) -> None:
    """Put the comments of `entry` on the entry of the same contact that it was logged anew as (R-INT-160).

    With their dates, codes and authors; what was changed or deleted of them stays in the old history. One
    statement.
    """
    copy_comments_to(anew, entry=entry.pk, contact=entry.contact_id)


@transaction.atomic
def change_comment(pk: int, text: str, *, version: int | None = None, by: User, at: datetime) -> None:
    """Change the words of a comment; the old ones stay in the entry's history.

    Raises `Conflict` when it has another `version`, the one that was seen, by now; not when it says this
    already, as after "Save" was pressed twice.
    """
    require(by, Right.COMMENT)
    text = _checked(text)
    comment = comment_to_change(by, pk)
    if comment.comment == text:
        return
    _check_seen(comment, version)
    _remember(comment, "comment_changed", text, by=by, at=at)
    EntryComment.objects.filter(pk=pk, contact=comment.contact_id).update(comment=text, changed_at=at)


@transaction.atomic
def delete_comment(pk: int, *, version: int | None = None, by: User, at: datetime) -> None:
    """Take a comment off its entry; its words stay in the entry's history.

    Raises `Conflict` when it has another `version`, the one that was seen, by now.
    """
    require(by, Right.COMMENT)
    comment = comment_to_change(by, pk)
    _check_seen(comment, version)
    _remember(comment, "comment_deleted", "", by=by, at=at)
    EntryComment.objects.filter(pk=pk, contact=comment.contact_id).delete()
    left = EntryComment.objects.filter(entry=comment.entry_id, contact=comment.contact_id).exists()
    Entry.objects.filter(pk=comment.entry_id, contact=comment.contact_id).update(has_comments=left)


def _check_seen(comment: EntryComment, version: int | None) -> None:
    if version is not None and comment.version != version:
        raise changed_meanwhile()


def _remember(comment: EntryComment, kind: str, text: str, *, by: User, at: datetime) -> None:
    EntryChange.objects.create(
        entry_id=comment.entry_id,
        contact_id=comment.contact_id,
        kind=kind,
        old={"comment": comment.comment},
        new={"comment": text} if text else {},
        changed_by=by,
        changed_at=at,
    )
    Entry.objects.filter(pk=comment.entry_id, contact=comment.contact_id).update(version=F("version") + 1)
