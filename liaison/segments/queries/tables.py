"""The lists of a segment: the contacts to export, the lines with every value, the contacts to print."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, Literal, TypeAlias

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from liaison.accounts.models import User
from liaison.contacts.models import CorrespondenceType
from liaison.interactions.models import Evaluation, InformationFlow, InitiatedBy
from liaison.kit.errors import Refusal, Refused
from liaison.kit.text import Words, gettext_lazy, pgettext_lazy
from liaison.letters.lists import MOST_ROWS, PaperColumn, render_list
from liaison.letters.values import amount
from liaison.segments.models import Segment, SegmentLine
from liaison.segments.queries.lists import segment_contacts, segment_lines
from liaison.segments.queries.papers import export_lines

What: TypeAlias = Literal["contacts", "lines", "list"]


@dataclass(frozen=True, slots=True)
class Table:
    """A list for a spreadsheet: the name of its file, the headings, the kinds, the rows to be read once."""

    name: str
    header: Sequence[Words]
    kinds: Sequence[str]
    rows: Iterator[Sequence[Any]]


def _contact(field: str) -> Callable[[SegmentLine], Any]:
    return lambda line: getattr(line.contact, field)


def _code(field: str) -> Callable[[SegmentLine], Any]:
    return lambda line: getattr(getattr(line.contact, field), "code", "")


def _company(field: str) -> Callable[[SegmentLine], Any]:
    return lambda line: getattr(line.contact.company, field, "")


EXPORT_COLUMNS: tuple[tuple[Words, Callable[[SegmentLine], Any]], ...] = (
    (gettext_lazy("No."), _contact("no")),
    (gettext_lazy("External number"), _contact("external_id")),
    (gettext_lazy("Name"), _contact("name")),
    (gettext_lazy("Name 2"), _contact("name_2")),
    (gettext_lazy("Address"), _contact("address")),
    (gettext_lazy("Address 2"), _contact("address_2")),
    (gettext_lazy("Region"), _contact("region")),
    (gettext_lazy("Post code"), _contact("post_code")),
    (gettext_lazy("City"), _contact("city")),
    (gettext_lazy("Country"), _contact("country")),
    (gettext_lazy("Phone"), _contact("phone")),
    (gettext_lazy("Fax"), lambda line: getattr(line, "fax", "")),
    (gettext_lazy("Territory"), _code("territory")),
    (gettext_lazy("Language"), _contact("language")),
    (gettext_lazy("Salesperson"), _code("salesperson")),
    (gettext_lazy("VAT number"), _contact("vat_no")),
    (gettext_lazy("E-mail"), _contact("email")),
    (gettext_lazy("Web site"), _contact("home_page")),
    (gettext_lazy("Type"), lambda line: line.contact.get_type_display()),
    (gettext_lazy("Company name"), _company("name")),
    (gettext_lazy("Company number"), _company("no")),
    (gettext_lazy("First name"), _contact("first_name")),
    (gettext_lazy("Middle name"), _contact("middle_name")),
    (gettext_lazy("Surname"), _contact("surname")),
    (gettext_lazy("Job title"), _contact("job_title")),
    (gettext_lazy("Initials"), _contact("initials")),
    (gettext_lazy("Mobile"), _contact("mobile_phone")),
    (gettext_lazy("Organizational level"), _code("organizational_level")),
    (gettext_lazy("Exclude from segments"), _contact("exclude_from_segment")),
    (
        gettext_lazy("Correspondence type"),
        lambda line: line.contact.get_correspondence_type_display(),
    ),
    (gettext_lazy("Salutation"), _code("salutation")),
)
"""The columns of R-SEG-96 that a contact has here: telex, pager, extension and currency are none of it."""


LINE_COLUMNS: tuple[tuple[str, Words, str], ...] = (
    ("line_no", gettext_lazy("Line"), "number"),
    ("contact_no", gettext_lazy("Contact No."), ""),
    ("contact_name", gettext_lazy("Contact"), ""),
    ("company_name", gettext_lazy("Company name"), ""),
    ("phone", gettext_lazy("Phone"), ""),
    ("mobile_phone", gettext_lazy("Mobile"), ""),
    ("email", gettext_lazy("E-mail"), ""),
    ("template", gettext_lazy("Template"), ""),
    ("group", gettext_lazy("Interaction group"), ""),
    ("date", gettext_lazy("Date"), "date"),
    ("time", gettext_lazy("Time"), ""),
    ("language", gettext_lazy("Language"), ""),
    ("correspondence_type", gettext_lazy("Correspondence type"), ""),
    ("description", gettext_lazy("Description"), ""),
    ("subject", gettext_lazy("Subject"), ""),
    ("salesperson", gettext_lazy("Salesperson"), ""),
    ("campaign", gettext_lazy("Campaign"), ""),
    ("campaign_target", gettext_lazy("Campaign target"), ""),
    ("campaign_response", gettext_lazy("Campaign response"), ""),
    ("information_flow", gettext_lazy("Information flow"), ""),
    ("initiated_by", gettext_lazy("Initiated by"), ""),
    ("evaluation", gettext_lazy("Evaluation"), ""),
    ("attempt_failed", gettext_lazy("Attempt failed"), ""),
    ("cost", gettext_lazy("Cost"), "money"),
    ("duration_min", gettext_lazy("Duration (min)"), "decimal"),
    ("alternative_address", gettext_lazy("Alternative address"), ""),
    ("contact_via", gettext_lazy("Contact via"), ""),
    ("document_template", gettext_lazy("Document template"), ""),
    ("attachment", gettext_lazy("Attachment"), ""),
    ("document_as_attachment", gettext_lazy("Document as attachment"), ""),
    ("personalized", pgettext_lazy("line", "Personalised"), ""),
)
_IN_WORDS: dict[str, Mapping[Any, Any]] = {
    "correspondence_type": dict(CorrespondenceType.choices),
    "information_flow": dict(InformationFlow.choices),
    "initiated_by": dict(InitiatedBy.choices),
    "evaluation": dict(Evaluation.choices),
}
"""The values of lines that are told in words, as the export of contacts does."""
CONTACT_COLUMNS: tuple[tuple[str, Words, str, float], ...] = (
    ("no", gettext_lazy("No."), "", 1.1),
    ("name", gettext_lazy("Name"), "", 2.4),
    ("name_2", gettext_lazy("Name 2"), "", 1.4),
    ("address", gettext_lazy("Address"), "", 2.2),
    ("address_2", gettext_lazy("Address 2"), "", 1.2),
    ("post_code", gettext_lazy("Post code"), "", 0.9),
    ("city", gettext_lazy("City"), "", 1.8),
    ("country", gettext_lazy("Country"), "", 0.7),
    ("salesperson", gettext_lazy("Salesperson"), "", 1.1),
    ("interactions", gettext_lazy("Interactions"), "number", 1.1),
    ("cost", gettext_lazy("Cost"), "money", 1.0),
)


def segment_table(viewer: User, head: Segment, what: What, *, paper: bool = False) -> Table:
    """The contacts of the lines (R-SEG-96), the `lines` (R-SEG-97), or the `list` of contacts (R-SEG-101).

    Without privacy-blocked and archived contacts; read some thousand at a time. Those for `paper` are read
    here, and refused when they are too many.
    """
    name = f"{head.no}-{what}"
    if what == "lines":
        told = (_in_words(line) for line in segment_lines(viewer, head))
        return Table(name, *_heads(LINE_COLUMNS), told)
    if what == "list":
        found = segment_contacts(viewer, head)
        return Table(name, *_heads(CONTACT_COLUMNS), iter(_for_paper(found)) if paper else found)
    lines = export_lines(viewer, head).iterator(chunk_size=1000)
    rows = ([read(line) for _words, read in EXPORT_COLUMNS] for line in lines)
    return Table(name, [words for words, _read in EXPORT_COLUMNS], ["text"] * len(EXPORT_COLUMNS), rows)


def _in_words(line: Sequence[Any]) -> list[Any]:
    return [
        _IN_WORDS[key].get(value, value) if key in _IN_WORDS else value
        for (key, *_column), value in zip(LINE_COLUMNS, line, strict=True)
    ]


def _heads(columns: Sequence[Sequence[Any]]) -> tuple[list[Words], list[str]]:
    return [column[1] for column in columns], [column[2] for column in columns]


def _for_paper(found: Iterable[Sequence[Any]]) -> list[Sequence[Any]]:
    rows = list(islice(found, MOST_ROWS + 1))
    if len(rows) > MOST_ROWS:
        raise Refused(Refusal(_("That is too long for paper; take the spreadsheet."), code="long_list"))
    return rows


def contact_list(head: Segment, found: Iterable[Sequence[Any]], *, at: datetime) -> bytes:
    """The rows of the `list` on paper, as PDF (R-SEG-101). Refused when they are too many for paper."""
    rows = _for_paper(found)
    language = get_language() or "fr"
    columns = [PaperColumn(str(words), width, bool(kind)) for _key, words, kind, width in CONTACT_COLUMNS]
    cost = len(CONTACT_COLUMNS) - 1
    moment = timezone.localtime(at, timezone.get_default_timezone())
    return render_list(
        columns,
        [
            [*("" if value is None else str(value) for value in row[:cost]), amount(row[cost], language)]
            for row in rows
        ],
        title=_("Segment %(number)s") % {"number": head.no},
        subtitle=head.description,
        foot=f"{moment:%d.%m.%Y %H:%M}",
        language=language,
        at=at,
    )
