"""The file that goes to the contact of one line of a segment only."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from ninja import Router
from pydantic import Field

from liaison.api.auth import ApiRequest
from liaison.api.door import takes_files
from liaison.api.errors import NOT_FOUND, Problem
from liaison.api.etags import expected_version
from liaison.api.files import binary, stored_answer
from liaison.api.segment_lines import LineNo, LineOut, shown_line
from liaison.api.segments import SegmentNo, segment_of
from liaison.api.shapes import Flag, Given, Shape, UploadedAttachment
from liaison.files.actions import store_file
from liaison.files.rules import clean_name
from liaison.segments.actions import put_line_file, remove_line_file
from liaison.segments.queries.lines import own_text_of_line, state_of_line

router = Router(tags=["Segments"])


class LineFileIn(Shape):
    """A file for one line."""

    file: UploadedAttachment
    replace: Annotated[Flag, Field(description="Another file that the line has may be replaced.")] = False


@router.get(
    "/segments/{no}/lines/{line_no}/file",
    response=None,
    summary="The file of a line",
    openapi_extra=binary("The bytes of the file, as its own media type."),
)
def read_segment_line_file(request: ApiRequest, no: SegmentNo, line_no: LineNo) -> HttpResponseBase:
    """Hands out the file a line has of its own; what the segment sends is with its language."""
    state = state_of_line(request.user, segment_of(request, no), line_no)
    row = own_text_of_line(request.user, state) if state is not None else None
    if row is None or row.file is None:
        raise Problem(404, NOT_FOUND)
    return stored_answer(request, row.file, row.file_name)


@router.put(
    "/segments/{no}/lines/{line_no}/file",
    response=LineOut,
    summary="Give a line a file of its own",
    openapi_extra={"x-etag": True},
)
def put_segment_line_file(
    request: ApiRequest, no: SegmentNo, line_no: LineNo, body: Annotated[LineFileIn, Given()]
) -> HttpResponse:
    """Sends a file to the contact of one line only, with the words the line says now.

    Later changes of the segment's text do not reach it.
    """
    return _put(request, no, line_no, body)


@router.post(
    "/segments/{no}/lines/{line_no}/file",
    response=LineOut,
    summary="Give a line a file of its own, with a form",
    openapi_extra={"x-etag": True, "x-if-match": True, "x-files": True},
)
@takes_files
def post_segment_line_file(
    request: ApiRequest, no: SegmentNo, line_no: LineNo, body: Annotated[LineFileIn, Given()]
) -> HttpResponse:
    """The same as PUT; takes a form with the file as well."""
    return _put(request, no, line_no, body)


@router.delete(
    "/segments/{no}/lines/{line_no}/file",
    response=LineOut,
    summary="Remove the file of a line",
    openapi_extra={"x-etag": True},
)
def remove_segment_line_file(request: ApiRequest, no: SegmentNo, line_no: LineNo) -> HttpResponse:
    """Takes the file of its own away: the line says what the segment says; words of its own it keeps."""
    head = segment_of(request, no)
    remove_line_file(head.no, line_no, version=expected_version(request), by=request.user, at=request.at)
    return shown_line(request, head, line_no)


def _put(request: ApiRequest, no: str, line_no: int, body: LineFileIn) -> HttpResponse:
    head = segment_of(request, no)
    stored = store_file(body.file.content, by=request.user, at=request.at)
    put_line_file(
        head.no,
        line_no,
        stored.pk,
        clean_name(body.file.name),
        replace=body.replace,
        version=expected_version(request),
        by=request.user,
        at=request.at,
    )
    return shown_line(request, head, line_no)
