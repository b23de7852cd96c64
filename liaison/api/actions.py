"""Writes of the door: tokens, and what one request does with several verbs at once."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import IO, Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app

from liaison.accounts.models import User
from liaison.accounts.queries import require
from liaison.accounts.rules import Right
from liaison.api.models import Token
from liaison.api.queries import key_hash
from liaison.interactions.actions.languages import add_language, change_language, put_file
from liaison.interactions.models import InteractionTemplate, InteractionTemplateLanguage
from liaison.jobs.actions import queue_job
from liaison.jobs.models import Job
from liaison.kit.errors import Refusal, refuse
from liaison.kit.versions import changed_meanwhile
from liaison.segments.actions import change_segment, refresh_to_log, set_default_language, set_template
from liaison.segments.queries.readiness import readiness, refusals_of
from liaison.segments.queries.segments import segment
from liaison.segments.rules import at_most
from liaison.segments.values import SegmentValues

USE_NOTED_EVERY = timedelta(minutes=1)
LOGGING = "api.log_segment"
"""The work that logs a segment, and sends it: the task, and the kind of the job that tells of it."""


@transaction.atomic
def issue_token(user: User, name: str, *, by: User | None = None, at: datetime) -> str:
    """Issue a key for programs of `user` and return it; it cannot be shown again.

    `by` is None for the installation itself (command line). Refused for a user who may not sign in.
    """
    if by is not None and by.pk != user.pk:
        require(by, Right.MANAGE_USERS)
    if not user.is_active:
        refuse(Refusal(_("This user is not active."), "user"))
    if len(name) > 100:
        refuse(Refusal(_("At most 100 characters."), "name"))
    key = f"lia_{secrets.token_urlsafe(32)}"
    Token.objects.create(user=user, name=name, key_hash=key_hash(key), created_at=at)
    return key


def revoke_tokens(user: User, label: str | None = None, *, by: User | None, at: datetime) -> int:
    """Make the keys of a user useless from now on, or those with that label; returns how many.

    Revoking again changes nothing.
    """
    if by is not None and by.pk != user.pk:
        require(by, Right.MANAGE_USERS)
    found = Token.objects.filter(user=user, revoked_at=None)
    if label is not None:
        found = found.filter(name=label)
    return found.update(revoked_at=at)


def note_use(token: Token, *, by: User, at: datetime) -> None:
    """Remember when the token was last used, to the minute, so that not every request writes."""
    due = at - USE_NOTED_EVERY
    if token.last_used_at is None or token.last_used_at <= due:
        Token.objects.filter(Q(last_used_at=None) | Q(last_used_at__lte=due), pk=token.pk).update(
            last_used_at=at
        )


@transaction.atomic
def write_variant(
    template: InteractionTemplate,
    row: InteractionTemplateLanguage | None,
    language: str,
    fields: Mapping[str, Any],
    *,
    file: tuple[bytes | IO[bytes], str] | None,
    version: int | None,
    by: User,
    at: datetime,
) -> InteractionTemplateLanguage:
    """Create or change what a template says in a language, words and file together or nothing at all.

    `fields` are those of the verbs on languages and ``replace``; `file` is content and name. `version` is
    what the program saw; raises `Conflict` also when that is gone.
    """
    given = dict(fields)
    replace = bool(given.pop("replace", False))
    if row is None:
        if version is not None:
            raise changed_meanwhile()
        row = add_language(template, language, by=by, at=at, **given)
    else:
        row = change_language(row, version=version, replace=replace, by=by, at=at, **given)
    if file is not None:
        row = put_file(template, row.language, file[0], file[1], replace=replace, by=by, at=at)
    return row


@transaction.atomic
def edit_head(  # noqa: PLR0913 - what one request may say of a head
    no: str,
    values: SegmentValues,
    *,
    template: str | None,
    language: str | None,
    version: int | None,
    apply_to_lines: bool,
    overwrite_personalized: bool,
    replace: bool,
    by: User,
    at: datetime,
) -> None:
    """Change the head of a segment: first its template, if one is given, then what overrides it.

    An empty `template` takes it away, the present one is left as it is, with texts that were put right since;
    `language` becomes the default one; `version` is what the program saw.
    """
    head = change_segment(no, SegmentValues(), version=version, by=by, at=at)
    present = head.template.code if head.template is not None else ""
    if template is not None and template.strip().upper() != present:
        replace = True  # what is there then has only just come from the template
        keep = bool(values.campaign)  # one that is archived could not be given again
        set_template(no, template, apply_to_lines=apply_to_lines, keep_campaign=keep, by=by, at=at)
    if language is not None:
        set_default_language(no, language, by=by, at=at)
    change_segment(
        no,
        values,
        apply_to_lines=apply_to_lines,
        overwrite_personalized=overwrite_personalized,
        replace=replace,
        by=by,
        at=at,
    )


def queue_logging(
    no: str,
    *,
    send: bool,
    starts_at: datetime | None = None,
    follow_up: bool,
    most: int | None = None,
    by: User,
    at: datetime,
) -> Job:
    """Let a worker log segment `no`; refused at once when something stands in the way (R-SEG-110).

    One that follows its criteria is brought up to date before, as for a person. `most` is how many messages
    may go out, now and when the worker comes to it (B-18).
    """
    require(by, Right.EDIT_SEGMENTS)
    refresh_to_log(no, by=by, at=at)
    with transaction.atomic():
        head = segment(by, no)
        found = readiness(by, head, send=send)
        refuse(refusals_of(found))
        refuse(at_most(found.messages, most))
        job = queue_job(LOGGING, total=head.line_count, by=by, at=at)
        app.configure_task(LOGGING).defer(
            job_id=str(job.pk),
            no=head.no,
            send=send,
            starts_at=starts_at.isoformat() if starts_at is not None else None,
            follow_up=follow_up,
            most=most,
            username=by.username,
            language=get_language() or "",
        )
        return job
