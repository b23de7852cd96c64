"""A file that a worker makes: how far it is, then the file, which is kept for a day."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponseBase

from liaison.files.queries import stored_file
from liaison.jobs.models import UNFINISHED, Job, JobState
from liaison.jobs.queries import job
from liaison.web.shell.answers import or_404
from liaison.web.shell.files import stored_answer
from liaison.web.shell.requests import UserRequest


def making_or_404(request: UserRequest, job_id: UUID, kind: str) -> Job:
    """The reader's job of this kind."""
    with or_404():
        found = job(request.user, job_id)
    if found.kind != kind:
        raise Http404
    return found


def how_far(request: UserRequest, found: Job) -> dict[str, Any]:
    """What ``segments/_making.html`` needs of the job, beside the ways to the `file` and to do it `again`."""
    return {
        "job": found,
        "going_on": found.state in UNFINISHED,
        "done": found.state == JobState.SUCCEEDED,
        "here": request.path,
        "reasons": [one["message"] for one in found.result.get("errors", ()) if one["message"]],
    }


def made_file(request: UserRequest, found: Job) -> HttpResponseBase:
    """The file as long as it is kept; else there is none."""
    stored = stored_file(int(found.result.get("file", 0)))
    if found.state != JobState.SUCCEEDED or stored is None:
        raise Http404
    return stored_answer(request, stored, str(found.result["name"]))
