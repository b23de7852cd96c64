"""What belongs to an entry: its cancellation, comments and files; and what is done to many at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from django.http import HttpResponse, HttpResponseBase
from ninja import Path, Query, Router
from pydantic import Field

from liaison.api.answers import answer, empty
from liaison.api.auth import ApiRequest
from liaison.api.deletions import LEFT_OUT, Counted
from liaison.api.entries import CommentOut, EntryOut, show_comment, show_row
from liaison.api.errors import NOT_FOUND, Problem
from liaison.api.etags import expected_version
from liaison.api.files import binary, made_answer, stored_answer
from liaison.api.interactions import EntryNo, row_of
from liaison.api.paging import Paged, list_of, of_record
from liaison.api.shapes import Code, Day, Flag, Given, Named, Number, Out, QueryNumber, Shape, Text
from liaison.delivery.paper import SentFile
from liaison.delivery.queries import shown_file
from liaison.interactions.actions.clean_up import CleanUp, clean_up
from liaison.interactions.actions.comments import add_comment, change_comment, delete_comment
from liaison.interactions.actions.correct import cancel, reinstate
from liaison.interactions.models import ContentFile, DraftFile, EntryComment, EntryFile
from liaison.interactions.queries.drafts import file_of_draft
from liaison.interactions.queries.entry import NoSuchEntry, entry_detail

router = Router(tags=["Interactions"])

CommentId = Annotated[QueryNumber, Path(description="Id of the comment.")]


class CancellationIn(Shape):
    """Why an entry is cancelled or reinstated."""

    reason: Annotated[Text, Field(description="Kept in the entry's history.")] = ""


class CancellationsIn(CancellationIn):
    """Which entries are cancelled at once."""

    entries: Annotated[list[Number], Field(min_length=1, max_length=10_000)]
    canceled: Annotated[Flag, Field(description="False reinstates them.")] = True


class CancellationsOut(Out):
    """How many entries changed; those that stood so already are not counted."""

    changed: int


class CommentIn(Shape):
    """A note on an entry."""

    comment: Annotated[Text, Field(min_length=1)]
    code: Code = ""


class CommentPatch(Shape):
    """The new words of a note."""

    comment: Annotated[Text, Field(min_length=1)]


class CleanUpIn(Shape):
    """Which cancelled entries are deleted; each field that is given narrows."""

    first_entry: Number = LEFT_OUT
    last_entry: Number = LEFT_OUT
    contact: Named = LEFT_OUT
    since: Day = LEFT_OUT
    until: Day = LEFT_OUT
    campaign: Named = LEFT_OUT
    group: Named = LEFT_OUT
    template: Named = LEFT_OUT
    salesperson: Named = LEFT_OUT


class CleanUpOut(Out):
    """How many cancelled entries were deleted, or would be."""

    entries: int
    dry_run: bool


class FileQuery(Shape):
    """Which file of the entry."""

    file: Annotated[QueryNumber | None, Field(description="Id of the file; the first when left out.")] = None


@router.post(
    "/interactions/{entry_no}/cancellation",
    response={200: EntryOut},
    summary="Cancel an interaction",
    openapi_extra={"x-etag": True, "x-if-match": True},
)
def cancel_interaction(
    request: ApiRequest, entry_no: EntryNo, body: Annotated[CancellationIn | None, Given(None)]
) -> HttpResponse:
    """Strikes an entry out of every figure, keeping it; cancelling again changes nothing."""
    _set_canceled(cancel, request, entry_no, body)
    return _shown(request, entry_no)


@router.delete(
    "/interactions/{entry_no}/cancellation",
    response={200: EntryOut},
    summary="Reinstate an interaction",
    openapi_extra={"x-etag": True},
)
def reinstate_interaction(
    request: ApiRequest, entry_no: EntryNo, body: Annotated[CancellationIn | None, Given(None)]
) -> HttpResponse:
    """Takes a cancelling back."""
    _set_canceled(reinstate, request, entry_no, body)
    return _shown(request, entry_no)


@router.post(
    "/interaction-cancellations",
    response=CancellationsOut,
    summary="Cancel or reinstate several interactions",
)
def cancel_interactions(request: ApiRequest, body: Annotated[CancellationsIn, Given()]) -> HttpResponse:
    """Cancels all of the entries or, if one of them is not yours to see, none."""
    verb = cancel if body.canceled else reinstate
    return answer({"changed": verb(body.entries, reason=body.reason, by=request.user, at=request.at)})


@router.get(
    "/interactions/{entry_no}/comments",
    response=list_of(CommentOut),
    summary="The comments of an interaction",
)
def list_comments(request: ApiRequest, entry_no: EntryNo, query: Annotated[Paged, Query()]) -> HttpResponse:
    """Lists the notes on an entry, oldest first."""
    found = entry_detail(request.user, entry_no).comments
    return answer(of_record(found, query, show_comment, key=lambda comment: comment.pk))


@router.post(
    "/interactions/{entry_no}/comments",
    response={201: CommentOut},
    summary="Comment on an interaction",
    openapi_extra={"x-etag": True},
)
def create_comment(
    request: ApiRequest, entry_no: EntryNo, body: Annotated[CommentIn, Given()]
) -> HttpResponse:
    """Puts a note on an entry; the first of a day carries its date."""
    pk = add_comment(entry_no, body.comment, code=body.code, by=request.user, at=request.at)
    location = f"/api/v1/interactions/{entry_no}/comments/{pk}"
    return _shown_comment(_comment(request, entry_no, pk), status=201, location=location)


@router.get(
    "/interactions/{entry_no}/comments/{comment_id}",
    response=CommentOut,
    summary="One comment",
    openapi_extra={"x-etag": True},
)
def read_comment(request: ApiRequest, entry_no: EntryNo, comment_id: CommentId) -> HttpResponse:
    """Shows a note on an entry."""
    return _shown_comment(_comment(request, entry_no, comment_id))


@router.patch(
    "/interactions/{entry_no}/comments/{comment_id}",
    response=CommentOut,
    summary="Change a comment",
    openapi_extra={"x-etag": True},
)
def edit_comment(
    request: ApiRequest, entry_no: EntryNo, comment_id: CommentId, body: Annotated[CommentPatch, Given()]
) -> HttpResponse:
    """Changes the words of a note; the old ones stay in the entry's history."""
    _comment(request, entry_no, comment_id)
    seen = expected_version(request)
    change_comment(comment_id, body.comment, version=seen, by=request.user, at=request.at)
    return _shown_comment(_comment(request, entry_no, comment_id))


@router.delete(
    "/interactions/{entry_no}/comments/{comment_id}",
    response={204: None},
    summary="Delete a comment",
    openapi_extra={"x-etag": True},
)
def remove_comment(request: ApiRequest, entry_no: EntryNo, comment_id: CommentId) -> HttpResponse:
    """Takes a note off its entry; its words stay in the entry's history."""
    _comment(request, entry_no, comment_id)
    delete_comment(comment_id, version=expected_version(request), by=request.user, at=request.at)
    return empty()


@router.get(
    "/interactions/{entry_no}/attachment",
    response=None,
    summary="A file of an interaction",
    openapi_extra=binary("The bytes of the file, as its own media type."),
)
def read_attachment(
    request: ApiRequest, entry_no: EntryNo, query: Annotated[FileQuery, Query()]
) -> HttpResponseBase:
    """Hands out a file that was recorded with the entry, unchanged since, or one of a draft of yours.

    Of an entry, a Word file with merge fields is filled for the contact and made a PDF.
    """
    found: ContentFile | EntryFile | SentFile | DraftFile
    try:
        found = shown_file(request.user, entry_no, query.file or _first_file(request, entry_no))
    except NoSuchEntry:
        found = file_of_draft(request.user, entry_no, query.file)
    if isinstance(found, SentFile):
        return made_answer(found.content, found.media_type, found.name)
    return stored_answer(request, found.file, found.name)


@router.post("/interaction-clean-ups", response=CleanUpOut, summary="Delete cancelled interactions")
def create_clean_up(
    request: ApiRequest,
    query: Annotated[Counted, Query()],
    body: Annotated[CleanUpIn | None, Given(None)],
) -> HttpResponse:
    """Deletes cancelled entries for good, with comments and files nobody else uses; never another one."""
    narrowed = CleanUp(**(body.given() if body else {}))
    count = clean_up(narrowed, dry_run=query.dry_run, counted=query.expected, by=request.user, at=request.at)
    return answer({"entries": count, "dry_run": query.dry_run})


def _set_canceled(
    verb: Callable[..., int], request: ApiRequest, number: int, body: CancellationIn | None
) -> None:
    row_of(request, number)
    reason = body.reason if body else ""
    verb([number], reason=reason, version=expected_version(request), by=request.user, at=request.at)


def _shown(request: ApiRequest, number: int) -> HttpResponse:
    row = row_of(request, number)
    return answer(show_row(row), version=row.version)


def _shown_comment(comment: EntryComment, *, status: int = 200, location: str | None = None) -> HttpResponse:
    return answer(show_comment(comment), status=status, version=comment.version, location=location)


def _comment(request: ApiRequest, number: int, pk: int) -> EntryComment:
    """The comment of that entry; 404 when it is another entry's."""
    for comment in entry_detail(request.user, number).comments:
        if comment.pk == pk:
            return comment
    raise Problem(404, NOT_FOUND)


def _first_file(request: ApiRequest, number: int) -> int:
    found = entry_detail(request.user, number)
    files = [file.file_id for file in found.files] + [file.file_id for file in found.own_files]
    if not files:
        raise Problem(404, NOT_FOUND)
    return files[0]
