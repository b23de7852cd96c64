"""Postponed interactions as a list, newest first."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from liaison.accounts.models import User
from liaison.api.entries import show_draft
from liaison.api.entry_fields import EntriesQuery
from liaison.api.errors import Problem
from liaison.api.paging import page
from liaison.interactions.queries.drafts import postponed
from liaison.interactions.queries.log_list import LogFilter, contact_of_filter
from liaison.kit.paging import decode_cursor, decode_moment, encode_cursor

NARROWING = {"limit", "cursor", "count", "postponed", "contact", "people"}


def page_of_drafts(viewer: User, query: EntriesQuery) -> dict[str, Any]:
    """The drafts that `viewer` may see; only the contact narrows them, with or without a company's people."""
    if unknown := sorted(query.model_fields_set - NARROWING):
        raise Problem(422, _("Postponed interactions cannot be narrowed by this."), field=unknown[0])
    contact = contact_of_filter(LogFilter(contact=query.contact))
    found = postponed(viewer, contact=contact, people=query.people)
    if query.contact is not None and contact is None:
        found = found.none()
    rows = found.prefetch_related("files")
    if query.cursor:
        saved_at, pk = _keys(query.cursor)
        rows = rows.filter(Q(saved_at__lt=saved_at) | Q(saved_at=saved_at, pk__lt=pk))
    shown = list(rows[: query.limit + 1])
    more = None
    if len(shown) > query.limit:
        last = shown[query.limit - 1]
        more = encode_cursor(last.saved_at.isoformat(), last.pk)
    return page(shown[: query.limit], show_draft, cursor=more, count=found.count if query.count else None)


def _keys(cursor: str) -> tuple[datetime, int]:
    text, pk = decode_cursor(cursor, str, int)
    return decode_moment(text), pk
