"""The letters of a logged segment as files to print: made by a worker, then handed out."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from ninja import Path, Router
from pydantic import Field

from liaison.api.answers import answer
from liaison.api.auth import ApiRequest
from liaison.api.files import binary
from liaison.api.logged_segments import LoggedNo, QueuedOut, logged_of
from liaison.api.shapes import Flag, Given, Shape
from liaison.api.work import file_of_job
from liaison.delivery.actions.letter_files import LetterOptions, queue_letter_files
from liaison.delivery.queries.letters import job_kind

router = Router(tags=["Deliveries"])

LettersJob = Annotated[UUID, Path(description="What the request for the letters answered.")]


class LettersIn(Shape):
    """How the letters are bound (B-16)."""

    form: Annotated[
        Literal["one", "language", "archive"],
        Field(
            description="One PDF in posting order, one for each language, or an archive of single files as"
            " they were made, with which sides, marks and cover are refused."
        ),
    ] = "one"
    duplex: Annotated[Flag, Field(description="Each letter begins on a front.")] = False
    fold: Annotated[Flag, Field(description="With fold marks.")] = False
    enclose: Annotated[Flag, Field(description="With marks for the enclosing machine.")] = False
    cover: Annotated[Flag, Field(description="With a sheet in front that tells what is in the file.")] = False
    last_sending: Annotated[
        Flag,
        Field(description="Of a segment that was sent more than once only the letters of the last time."),
    ] = False


@router.post("/logged-segments/{no}/letters", response={202: QueuedOut}, summary="Print the letters")
def create_letter_files(
    request: ApiRequest, no: LoggedNo, body: Annotated[LettersIn | None, Given(None)]
) -> HttpResponse:
    """Lets a worker bind the letters that were made; fetch the file once the job has succeeded."""
    options = LetterOptions(**(body or LettersIn()).model_dump())
    job = queue_letter_files(logged_of(request, no), options, by=request.user, at=request.at)
    return answer({"job": str(job.pk)}, status=202, location=f"/api/v1/jobs/{job.pk}")


@router.get(
    "/logged-segments/{no}/letters/{job_id}",
    response=None,
    summary="The letters to print",
    openapi_extra=binary("A PDF, or a ZIP archive."),
)
def read_letter_files(request: ApiRequest, no: LoggedNo, job_id: LettersJob) -> HttpResponseBase:
    """Hands out the file of a job of yours; 409 while it is made, 404 once its day is over."""
    logged = logged_of(request, no)
    return file_of_job(request, job_id, job_kind(logged.entry_no))
