"""Drafts: saved as one types, postponed with a place in the list, resumed and finished (R-INT-72 to 83)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from liaison.accounts.models import User
from liaison.accounts.queries import require
from liaison.accounts.rules import Right
from liaison.interactions.actions.forms import take_number
from liaison.interactions.actions.log import log_interaction
from liaison.interactions.bulk import next_entry_no
from liaison.interactions.draft import NamedFile, Values, Window
from liaison.interactions.models import DeliveryStatus, Draft, DraftFile, Entry
from liaison.interactions.queries.drafts import (
    NoSuchDraft,
    draft_to_change,
    drafts_to_change,
    keys_of,
    sees_draft,
    title_of,
    values_of,
    was_logged,
)
from liaison.interactions.queries.look_up import template_facts
from liaison.interactions.queries.settling import prepare
from liaison.interactions.rules import blocked, may_use, may_write_in, would_hide, would_hide_from
from liaison.interactions.visibility import seen_by
from liaison.kit.errors import Conflict, Refusal, Refused, refuse
from liaison.kit.text import gettext_lazy as _


@transaction.atomic
def save_draft(
    values: Values,
    *,
    number: int | None = None,
    form: UUID | None = None,
    version: int | None = None,
    window: Window | None = None,
    by: User,
    at: datetime,
) -> Draft:
    """Keep what was typed so far, complete or not (R-INT-83); returns the draft.

    Without `number` a new draft takes the next entry number, or the one of `form`, the key of a form
    that saves itself: its first save makes the draft, once it is logged `NoSuchDraft` is raised.
    `version` is what a program saw, `window` says it for a screen that saves itself again and again:
    a draft saved elsewhere in the meantime is not overwritten. None is begun for a contact that is privacy
    blocked (`Refused`, R-INT-42); one that was begun before is kept on. So it is with a template that is in
    use no more, or a language that it has not: neither is chosen newly, and a draft that has it is finished
    with it (R-INT-18, 19, 60). Nobody hides a colleague's draft from themselves: what they do with it next
    would find nothing (R-INT-198).
    """
    require(by, Right.RECORD)
    keys = keys_of(values)
    fresh = number is None
    if number is None:
        number = next_entry_no() if form is None else take_number(form, by=by, at=at)
        fresh = form is None or not Draft.objects.filter(entry_no=number).exists()
        if form is not None and fresh and was_logged(number):
            raise NoSuchDraft
    if fresh:
        if keys.contact_blocked:
            raise Refused(blocked(values.contact or "", keys.contact_name))
        draft = Draft(entry_no=number, user=by, created_at=at)
    else:
        draft = draft_to_change(by, number)
        elsewhere = window is not None and draft.window != window.key and draft.version != window.seen
        if elsewhere or (version is not None and draft.version != version):
            raise Conflict(_("This draft was saved in another window in the meantime."))
        draft.version += 1
    refuse(_may_choose(values, draft.values))
    draft.window = window.key if window is not None else None
    draft.contact_id, draft.company_id, draft.salesperson_id = (
        keys.contact_id,
        keys.company_id,
        keys.salesperson_id,
    )
    draft.name = title_of(values, keys)
    draft.values, draft.comments, draft.saved_at = values.as_json(), list(values.comments), at
    draft.save()
    if draft.user_id != by.pk and not sees_draft(by, draft):
        raise Refused(would_hide())
    _keep_files(draft, values.files)
    return draft


def _may_choose(values: Values, before: Mapping[str, Any]) -> Iterator[Refusal]:
    """What is wrong with template and language as far as they are chosen newly; a statement if one is.

    The language that the template says itself is one of them, though it may have no text in it (R-INT-48).
    """
    if not values.template:
        return
    another = values.template != before.get("template")
    language = values.language if another or values.language != before.get("language") else None
    template = template_facts(values.template) if another or language else None
    if template is None:
        return
    if another:
        yield from filter(None, [may_use(template)])
    if language and language != template.default_language:
        yield from filter(None, [may_write_in(template, language)])


def _keep_files(draft: Draft, files: tuple[NamedFile, ...]) -> None:
    """Exactly these files on the draft; statements only where something differs."""
    kept = {(file.file_id, file.name): file.pk for file in DraftFile.objects.filter(draft=draft)}
    wanted = {(file.file_id, file.name) for file in files}
    if gone := [pk for key, pk in kept.items() if key not in wanted]:
        DraftFile.objects.filter(pk__in=gone).delete()
    DraftFile.objects.bulk_create(
        DraftFile(draft=draft, file_id=file.file_id, name=file.name)
        for file in files
        if (file.file_id, file.name) not in kept
    )


@transaction.atomic
def postpone(
    values: Values,
    *,
    number: int | None = None,
    form: UUID | None = None,
    version: int | None = None,
    window: Window | None = None,
    by: User,
    at: datetime,
) -> Draft:
    """Keep the draft in the list of postponed interactions; it need not be complete (R-INT-73)."""
    draft = save_draft(values, number=number, form=form, version=version, window=window, by=by, at=at)
    Draft.objects.filter(pk=draft.pk).update(postponed=True)
    draft.postponed = True
    return draft


@transaction.atomic
def complete(
    number: int,
    values: Values | None = None,
    *,
    version: int | None = None,
    by: User,
    at: datetime,
    delivery: DeliveryStatus = DeliveryStatus.NONE,
) -> int:
    """Finish a draft: it becomes the entry of the same number, the draft is gone (R-INT-78).

    Without `values` the stored ones count. Refused, the draft stays as it was. Finishing twice at
    once gives one entry: the draft's row is locked until the first is done. Refused, too, when its author
    would not see the entry: that is recorded by who finishes it.
    """
    require(by, Right.RECORD)
    draft = draft_to_change(by, number)
    if version is not None and draft.version != version:
        raise Conflict(_("This draft was saved in another window in the meantime."))
    given = values if values is not None else values_of(draft)
    filled = prepare(given, by=by, at=at, chosen_before=True)
    entry = log_interaction(filled, by=by, at=at, delivery=delivery, entry_no=draft.entry_no)
    if draft.user_id != by.pk and draft.user.is_active:
        written = Entry.objects.filter(seen_by(draft.user).q, pk=entry, contact=filled.contact.id)
        if not written.exists():
            raise Refused(would_hide_from(draft.user.full_name))
    draft.delete()
    return entry


@transaction.atomic
def discard(
    numbers: list[int], *, by: User, at: datetime, version: int | None = None, left: bool = False
) -> int:
    """Throw drafts away for good (R-INT-76), all of them or, with `left`, those left; returns how many.

    Raises `Conflict` if `version`, the one that was seen of all of them, is old.
    """
    require(by, Right.RECORD)
    drafts = drafts_to_change(by, numbers, left=left)
    if version is not None and drafts.exclude(version=version).exists():
        raise Conflict(_("This draft was saved in another window in the meantime."))
    _rows, kinds = drafts.delete()
    return kinds.get("interactions.Draft", 0)
