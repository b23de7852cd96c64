"""Lists as downloads: CSV that is sent while it is read, and XLSX."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse

from liaison.accounts.queries import require
from liaison.accounts.rules import Right
from liaison.kit.sheets import CSV, XLSX, csv_lines, file_name, xlsx_file
from liaison.kit.text import Words
from liaison.web.shell.lists import ListColumn
from liaison.web.shell.requests import UserRequest

Row = TypeVar("Row")
FORMATS = ("csv", "xlsx")


def file_asked(request: UserRequest) -> str:
    """The format of ``?format=`` in which a list is asked for as a file, empty for its page.

    Raises `NotAllowed` when the reader may not export.
    """
    ending = request.GET.get("format", "")
    if ending not in FORMATS:
        return ""
    require(request.user, Right.EXPORT)
    return ending


def csv_answer(name: str, header: Sequence[Words], rows: Iterable[Sequence[object]]) -> StreamingHttpResponse:
    """A CSV download that is sent while it is read."""
    response = StreamingHttpResponse(csv_lines(header, rows), content_type=CSV)
    response["Content-Disposition"] = f'attachment; filename="{file_name(name, "csv")}"'
    response["X-Accel-Buffering"] = "no"
    return response


def xlsx_answer(
    name: str, header: Sequence[Words], kinds: Sequence[str], rows: Iterable[Sequence[object]]
) -> FileResponse:
    """An XLSX download; the workbook is written to a temporary file that vanishes after sending."""
    return FileResponse(
        xlsx_file(header, kinds, rows),
        as_attachment=True,
        filename=file_name(name, "xlsx"),
        content_type=XLSX,
    )


def export_answer(
    name: str, ending: str, columns: Sequence[ListColumn[Row]], rows: Iterable[Row]
) -> HttpResponseBase:
    """`rows` (an iterator that reads in pieces) as ``csv`` or ``xlsx`` with the visible `columns`."""
    header = [column.label for column in columns]
    readers: list[Callable[[Row], object]] = [column.value for column in columns]
    lines = ([read(row) for read in readers] for row in rows)
    if ending == "xlsx":
        return xlsx_answer(name, header, [column.kind for column in columns], lines)
    return csv_answer(name, header, lines)
