"""The log for programs: list it, record into it, read and correct one entry."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Path, Query, Router

from liaison.api.answers import answer, empty
from liaison.api.auth import ApiRequest
from liaison.api.door import takes_files
from liaison.api.drafts import page_of_drafts
from liaison.api.entries import DraftOut, EntryDetailOut, EntryOut, show_detail, show_draft, show_row
from liaison.api.entry_fields import (
    CORRECTABLE,
    VALUES,
    CompletionIn,
    EntriesQuery,
    EntryIn,
    EntryPatch,
    filter_from,
    values_from,
)
from liaison.api.errors import NOT_FOUND, Problem, fields_as_sent
from liaison.api.etags import expected_version, written_at_once
from liaison.api.paging import list_of, page
from liaison.api.shapes import Attachment, Given, QueryNumber
from liaison.delivery.actions import complete_and_send, complete_written, log_and_send, log_written
from liaison.files.actions import store_file
from liaison.files.rules import clean_name
from liaison.interactions.actions.correct import Correction, correct
from liaison.interactions.actions.drafts import discard, postpone, save_draft
from liaison.interactions.draft import NamedFile
from liaison.interactions.models import Draft
from liaison.interactions.queries.drafts import draft as draft_of
from liaison.interactions.queries.drafts import values_of
from liaison.interactions.queries.entry import NoSuchEntry, entry_detail
from liaison.interactions.queries.guide import chosen_anew
from liaison.interactions.queries.log_list import LogFilter, count_entries, log_entry, log_list
from liaison.interactions.queries.rows import EntryRow, Order
from liaison.kit.errors import Refusal, Refused

router = Router(tags=["Interactions"])

EntryNo = Annotated[QueryNumber, Path(description="Number of the entry.")]


@router.get(
    "/interactions", response=list_of(EntryOut, DraftOut, name="EntryList"), summary="List interactions"
)
def list_interactions(request: ApiRequest, query: Annotated[EntriesQuery, Query()]) -> HttpResponse:
    """Lists the entries of the log that you may see, newest first; or what you have postponed."""
    if query.postponed:
        return answer(page_of_drafts(request.user, query))
    if query.segment is not None and query.segment_no is not None:
        raise Problem(422, _("Give this parameter only once."), field="segment")
    narrowed = filter_from(
        query,
        contact=query.contact,
        people=query.people,
        campaign=query.campaign,
        segment=query.segment if query.segment_no is None else query.segment_no,
    )
    order = Order(query.order.removeprefix("-"), descending=query.order.startswith("-"))
    found = log_list(
        request.user, narrowed, limit=query.limit, cursor=query.cursor, order=order, own_files=True
    )
    count = (lambda: count_entries(request.user, narrowed)) if query.count else None
    return answer(page(found.items, show_row, cursor=found.next, count=count))


@router.post(
    "/interactions",
    response={201: EntryOut | DraftOut},
    summary="Record an interaction",
    openapi_extra={"x-etag": True, "x-files": True},
)
@takes_files
def create_interaction(request: ApiRequest, body: Annotated[EntryIn, Given()]) -> HttpResponse:
    """Records one interaction, and delivers it with `send`; or keeps it for later with `postponed`."""
    given = body.given()
    if body.postponed and body.send:
        raise Refused(Refusal(_("What is postponed is sent when it is completed."), field="send"))
    _check_follow_up(request, body)
    values = values_from(given, files=_kept_files(request, body.attachment))
    if body.postponed:
        draft = postpone(values, by=request.user, at=request.at)
        return answer(show_draft(draft), status=201, version=draft.version, location=_address(draft.entry_no))
    verb = log_and_send if body.send else log_written
    number = verb(values, by=request.user, at=request.at)
    return answer(show_row(row_of(request, number)), status=201, version=1, location=_address(number))


@router.get(
    "/interactions/{entry_no}",
    response=EntryDetailOut | DraftOut,
    summary="One interaction",
    openapi_extra={"x-etag": True},
)
def read_interaction(request: ApiRequest, entry_no: EntryNo) -> HttpResponse:
    """Shows an entry with everything that hangs on it, or a draft of yours."""
    try:
        found = entry_detail(request.user, entry_no)
    except NoSuchEntry:
        draft = draft_of(request.user, entry_no)
        return answer(show_draft(draft), version=draft.version)
    return answer(show_detail(found), version=found.entry.version)


@router.patch(
    "/interactions/{entry_no}",
    response=EntryOut | DraftOut,
    summary="Correct an interaction",
    openapi_extra={"x-etag": True},
)
def change_interaction(
    request: ApiRequest, entry_no: EntryNo, body: Annotated[EntryPatch, Given()]
) -> HttpResponse:
    """Corrects a logged entry, its old values stay in its history; or changes a draft of yours."""
    given, version = body.given(), expected_version(request)
    if not _is_logged(request, entry_no):
        return _change_draft(request, entry_no, body)
    locked = sorted(given.keys() - CORRECTABLE - {"reason"})
    if locked:
        raise Refused(
            *(Refusal(_("This cannot be changed once it is logged."), field=name) for name in locked)
        )
    changes = {name: value for name, value in given.items() if name in CORRECTABLE}
    new = correct(
        entry_no, Correction(**changes), version=version, reason=body.reason, by=request.user, at=request.at
    )
    return answer(show_row(row_of(request, entry_no)), version=new)


@router.delete(
    "/interactions/{entry_no}",
    response={204: None},
    summary="Discard a postponed interaction",
    openapi_extra={"x-etag": True},
)
def delete_interaction(request: ApiRequest, entry_no: EntryNo) -> HttpResponse:
    """Throws a draft of yours away. A logged entry is cancelled instead, see `cancellation`."""
    if _is_logged(request, entry_no):
        raise Refused(Refusal(_("A logged interaction is cancelled, not deleted."), code="E-INT-49"))
    discard([entry_no], version=expected_version(request), by=request.user, at=request.at)
    return empty()


@router.post(
    "/interactions/{entry_no}/completion",
    response={201: EntryOut},
    summary="Complete a postponed interaction",
    openapi_extra={"x-etag": True, "x-if-match": True},
)
def complete_interaction(
    request: ApiRequest, entry_no: EntryNo, body: Annotated[CompletionIn | None, Given(None)]
) -> HttpResponse:
    """Logs a draft of yours as it stands, and delivers it with `send`; it keeps its number."""
    draft_of(request.user, entry_no)
    verb = complete_and_send if body is not None and body.send else complete_written
    number = verb(entry_no, version=expected_version(request), by=request.user, at=request.at)
    return answer(show_row(row_of(request, number)), status=201, version=1, location=_address(number))


def row_of(request: ApiRequest, number: int) -> EntryRow:
    """The entry as lists show it; 404 when there is none the caller may see."""
    found = log_entry(request.user, number)
    if found is None:
        raise Problem(404, NOT_FOUND)
    return found


def _is_logged(request: ApiRequest, number: int) -> bool:
    return count_entries(request.user, LogFilter(entries=(number,))) > 0


def _change_draft(request: ApiRequest, number: int, body: EntryPatch) -> HttpResponse:
    """Write what was sent over what the draft holds; the rest stays, also what saves itself meanwhile.

    Another contact or template fills it anew first (R-INT-43, 46).
    """
    found = draft_of(request.user, number)
    if found.postponed and "postponed" in body.model_fields_set and not body.postponed:
        words = _("It stays postponed until it is completed or discarded.")
        raise Refused(Refusal(words, field="postponed"))
    _check_follow_up(request, body)
    sent = values_from(body.given(), files=_kept_files(request, body.attachment))
    named = body.model_fields_set & VALUES | ({"files"} if "attachment" in body.model_fields_set else set())

    def write(wanted: int | None) -> Draft:
        draft = draft_of(request.user, number)
        values = values_of(draft)
        contact, template = (
            getattr(sent if name in named else values, name) or "" for name in ("contact", "template")
        )
        values = chosen_anew(values, contact=contact, template=template, by=request.user, at=request.at)
        values = replace(values, **{name: getattr(sent, name) for name in named})
        if "files" in named:  # in the place of the template's own, or none at all
            values = replace(values, template_file=None if sent.files else 0)
        verb = postpone if body.postponed or draft.postponed else save_draft
        version = draft.version if wanted is None else wanted
        return verb(values, number=number, version=version, by=request.user, at=request.at)

    changed = written_at_once(request, write)
    return answer(show_draft(changed), version=changed.version)


def _check_follow_up(request: ApiRequest, body: EntryIn | EntryPatch) -> None:
    """What is followed must be an entry the caller sees: an e-mail goes on in its conversation."""
    if body.follow_up_of is not None and not _is_logged(request, body.follow_up_of):
        words = _("There is no such interaction.")
        raise Refused(Refusal(words, field="follow_up_of", code="E-INT-29"))


def _kept_files(request: ApiRequest, attachment: Attachment | None) -> tuple[NamedFile, ...]:
    """The file that was sent, stored by its content."""
    if attachment is None:
        return ()
    with fields_as_sent({"file": "attachment"}):
        stored = store_file(attachment.content, by=request.user, at=request.at)
    return (NamedFile(stored.pk, clean_name(attachment.name)),)


def _address(number: int) -> str:
    return f"/api/v1/interactions/{number}"
