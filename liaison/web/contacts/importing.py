"""Take contacts in from a file: choose it, see what would happen line by line, then do it.

A small file is tried and taken in at once. A large one is work for a job, whose page shows how far it is
and afterwards what became of the lines.
"""

from __future__ import annotations

from uuid import UUID

from django.db import IntegrityError
from django.http import Http404, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from liaison.accounts.queries import require
from liaison.accounts.rules import Right
from liaison.contacts.actions import import_contacts, queue_import
from liaison.contacts.imports import FIELDS, check_mapping, lines_of, read_source
from liaison.contacts.models import ContactType
from liaison.files.actions import store_file
from liaison.files.models import StoredFile
from liaison.files.queries import read_file, stored_file
from liaison.jobs.actions import ask_stop
from liaison.jobs.models import Job
from liaison.jobs.queries import job
from liaison.kit.clock import now
from liaison.kit.errors import Refused
from liaison.kit.versions import DEPENDS, others_were_quicker
from liaison.web.contacts.forms import UploadForm
from liaison.web.contacts.trial import AT_ONCE, ShownResult, Upload, Work
from liaison.web.shell.answers import answer, moved, or_404, posted, refusals_in
from liaison.web.shell.decorators import signed_in
from liaison.web.shell.requests import UserRequest

KEPT = "imports"
"""Where the session remembers which files its user may import."""


@require_http_methods(["GET", "POST"])
@signed_in
def contacts_import(request: UserRequest) -> HttpResponse:
    """Choose a file; it is read at once, so that a wrong one is refused here."""
    require(request.user, Right.IMPORT_CONTACTS)
    form = UploadForm(posted(request), request.FILES or None)
    if form.is_valid():
        with refusals_in(form):
            content = form.cleaned_data["file"].read()
            read_source(content)
            stored = store_file(content, by=request.user, at=now())
            request.session[KEPT] = [*request.session.get(KEPT, [])[-9:], stored.pk]
            kind = form.cleaned_data["kind"]
            url = reverse("contacts_import_trial", args=[stored.pk])
            return moved(request, f"{url}?kind={kind}" if kind else url)
    return answer(request, "contacts/import.html", {"form": form, "back": reverse("contacts")})


def _uploaded(request: UserRequest, pk: int) -> StoredFile:
    """The file, for who brought it in this session."""
    require(request.user, Right.IMPORT_CONTACTS)
    stored = stored_file(pk) if pk in request.session.get(KEPT, []) else None
    if stored is None:
        raise Http404
    return stored


def _kind(request: UserRequest) -> str:
    kind = request.GET.get("kind", "")
    return kind if kind in ContactType.values else ""


@require_http_methods(["GET", "POST"])
@signed_in
def contacts_import_trial(request: UserRequest, pk: int) -> HttpResponse:
    """What an import would do, line by line; ``do`` does it, all that the rules let in."""
    stored = _uploaded(request, pk)
    given = request.POST if request.method == "POST" else request.GET
    upload = Upload.read(read_source(read_file(stored)), given)
    size, wanted = upload.source.size, "do" in request.POST
    context = {
        "upload": upload,
        "fields": FIELDS,
        "action": request.get_full_path(),
        "large": size > AT_ONCE,
        "size": size,
    }
    try:
        if size <= AT_ONCE:
            lines = lines_of(upload.source, upload.mapping, kind=_kind(request))
            result = import_contacts(lines, by=request.user, at=now(), dry_run=not wanted)
            context["result"] = ShownResult.of(result)
        elif request.method == "POST":
            if upload.source.table is not None:
                check_mapping(upload.mapping)
            queued = queue_import(
                stored, upload.mapping, kind=_kind(request), dry_run=not wanted, total=size,
                by=request.user, at=now(),
            )  # fmt: skip
            asked = QueryDict(mutable=True)
            asked.update({"kind": _kind(request), **upload.chosen})
            return moved(
                request, f"{reverse('contacts_import_job', args=[pk, queued.pk])}?{asked.urlencode()}"
            )
    except Refused as refused:
        context["refusal"] = refused.message
    except IntegrityError as error:
        if not others_were_quicker(error):
            raise
        context["refusal"] = DEPENDS
    status = 422 if "refusal" in context and request.method == "POST" else 200
    return answer(request, "contacts/import_trial.html", context, status=status)


def _job(request: UserRequest, job_id: UUID) -> Job:
    with or_404():
        return job(request.user, job_id)


@require_GET
@signed_in
def contacts_import_job(request: UserRequest, pk: int, job_id: UUID) -> HttpResponse:
    """How far a large import is, then what it did; after a trial, the way to do what was tried.

    The address keeps what was chosen for the file.
    """
    asked = request.GET.urlencode()
    again = reverse("contacts_import_trial", args=[pk]) if pk in request.session.get(KEPT, []) else ""
    context = {
        "work": Work(_job(request, job_id)),
        "again": f"{again}?{asked}" if again else "",
        "chosen": request.GET.items(),
        "here": request.get_full_path(),
        "stop": f"{reverse('contacts_import_stop', args=[pk, job_id])}?{asked}",
    }
    return answer(request, "contacts/import_job.html", context, part="contacts/_import_job.html")


@require_POST
@signed_in
def contacts_import_stop(request: UserRequest, pk: int, job_id: UUID) -> HttpResponse:
    """Stop a large import; nothing of it stays."""
    ask_stop(_job(request, job_id), by=request.user, at=now())
    here = f"{reverse('contacts_import_job', args=[pk, job_id])}?{request.GET.urlencode()}"
    return moved(request, here, toast=_("The import is being stopped."))
