"""What was taken out of Liaison, by whom, and what for (B-20); for administrators."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from liaison.accounts.models import DataExport
from liaison.accounts.queries import data_exports
from liaison.kit.paging import Page, decode_cursor, encode_cursor
from liaison.kit.text import Words
from liaison.web.setup.pages import crumbs
from liaison.web.shell.decorators import signed_in
from liaison.web.shell.lists import ListColumn, ListSpec, answer_list
from liaison.web.shell.requests import UserRequest

TITLE = _("Exports")
PAGE = 50
NAMES: dict[str, Words] = {
    "contacts": _("Contacts"),
    "interactions": _("Interactions"),
    "segment_contacts": _("Contacts"),
    "segment_lines": _("Lines"),
    "segment_list": _("Contacts with their interactions"),
}


@dataclass(frozen=True, slots=True)
class ExportLine:
    """An export as the list shows it."""

    kept: DataExport

    @property
    def name(self) -> str:
        """Contacts; Lines SM-0012."""
        return f"{NAMES.get(self.kept.what, self.kept.what)} {self.kept.subject}".strip()

    @property
    def url(self) -> str:
        """The list that was taken out, narrowed as it was; a segment may be gone, so it has none."""
        if self.kept.subject:
            return ""
        query = f"?{self.kept.narrowed}" if self.kept.narrowed else ""
        return f"{reverse(self.kept.what)}{query}"


Column = ListColumn[ExportLine]
EXPORTS: ListSpec[ExportLine] = ListSpec(
    area="exports",
    route="setup_exports",
    columns=(
        Column("export", TITLE, lambda line: line.name),
        Column("purpose", _("Purpose"), lambda line: line.kept.purpose),
        Column("rows", _("Lines"), lambda line: line.kept.rows, "number"),
        Column("format", _("File"), lambda line: line.kept.file_format.upper()),
        Column("by", _("User"), lambda line: line.kept.exported_by.full_name),
        Column("at", _("Date"), lambda line: line.kept.exported_at, "moment"),
    ),
)


@require_safe
@signed_in
def exports(request: UserRequest) -> HttpResponseBase:
    """Everything that was taken out, newest first."""
    listing = EXPORTS.read(request)
    found = data_exports(request.user)
    if listing.cursor:
        found = found.filter(pk__lt=decode_cursor(listing.cursor, int)[0])
    kept = list(found[: PAGE + 1])
    more = encode_cursor(kept[PAGE - 1].pk) if len(kept) > PAGE else None
    page = Page([ExportLine(one) for one in kept[:PAGE]], more)
    context = {
        "title": TITLE,
        "lede": _("Data of people that left Liaison as a file, and what for"),
        "crumbs": crumbs(request.user),
    }
    return answer_list(request, listing, page, "setup/exports.html", "setup/_exports.html", context)
