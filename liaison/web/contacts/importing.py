"""Take contacts in from a file: choose it, see what would happen line by line, then do it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from liaison.accounts.queries import require
from liaison.accounts.rules import Right
from liaison.contacts.actions import import_contacts
from liaison.contacts.imports import (
    FIELDS,
    ImportResult,
    Source,
    lines_of,
    propose_mapping,
    read_source,
)
from liaison.contacts.models import ContactType
from liaison.files.actions import store_file
from liaison.files.queries import read_file, stored_file
from liaison.kit.clock import now
from liaison.kit.errors import Refused
from liaison.web.contacts.forms import UploadForm
from liaison.web.shell.answers import answer, moved, posted, refusals_in, say
from liaison.web.shell.decorators import signed_in
from liaison.web.shell.requests import UserRequest

KEPT = "imports"
"""Where the session remembers which files its user may import."""
MOST_LINES = 200


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


@dataclass(frozen=True)
class Trial:
    """A file with its columns and what would become of its lines."""

    source: Source
    mapping: Mapping[str, Sequence[int]]
    result: ImportResult | None
    refusal: str = ""

    @property
    def columns(self) -> list[dict[str, Any]]:
        """Each column of a table: heading, first values, and the field it fills."""
        filled = {place: name for name, places in self.mapping.items() for place in places}
        rows = self.source.table.rows[:3] if self.source.table is not None else []
        return [
            {
                "name": f"column_{place}",
                "heading": heading,
                "values": [row[place] for _line, row in rows if place < len(row) and row[place]],
                "field": filled.get(place, ""),
            }
            for place, heading in enumerate(self.source.header)
        ]

    @property
    def telling(self) -> list[Any]:
        """The lines that say something: refused ones first."""
        if self.result is None:
            return []
        lines = [line for line in self.result.lines if line.reason]
        return sorted(lines, key=lambda line: (line.outcome.value != "refused", line.line))[:MOST_LINES]

    @property
    def usable(self) -> bool:
        """Whether there is anything to take in."""
        counts = self.result.counts if self.result is not None else {}
        return bool(counts.get("created") or counts.get("updated"))


def _mapping(request: UserRequest, source: Source) -> dict[str, list[int]]:
    """The columns as chosen on the page, else as their headings propose."""
    if source.table is None:
        return {}
    if "column_0" not in request.POST:
        return propose_mapping(source.header)
    chosen: dict[str, list[int]] = {}
    for place in range(len(source.header)):
        field = request.POST.get(f"column_{place}", "")
        if field in FIELDS:
            chosen.setdefault(field, []).append(place)
    return chosen


@require_http_methods(["GET", "POST"])
@signed_in
def contacts_import_trial(request: UserRequest, pk: int) -> HttpResponse:
    """What an import would do, line by line; ``do`` does it, all or what the rules let in."""
    require(request.user, Right.IMPORT_CONTACTS)
    if pk not in request.session.get(KEPT, []):
        raise Http404
    stored = stored_file(pk)
    if stored is None:
        raise Http404
    kind = request.GET.get("kind", "")
    source = read_source(read_file(stored))
    mapping = _mapping(request, source)
    wanted = "do" in request.POST
    trial = _try(request, source, mapping, kind if kind in ContactType.values else "", dry_run=not wanted)
    if wanted and trial.result is not None:
        say(request, _("The contacts were taken in."))
    context = {"trial": trial, "fields": FIELDS, "action": request.get_full_path(), "done": wanted}
    return answer(
        request, "contacts/import_trial.html", context, status=422 if trial.refusal and wanted else 200
    )


def _try(
    request: UserRequest, source: Source, mapping: Mapping[str, Sequence[int]], kind: str, *, dry_run: bool
) -> Trial:
    try:
        lines = lines_of(source, mapping, kind=kind)
        result = import_contacts(lines, by=request.user, at=now(), dry_run=dry_run)
    except Refused as refused:
        return Trial(source, mapping, None, refused.message)
    return Trial(source, mapping, result)
