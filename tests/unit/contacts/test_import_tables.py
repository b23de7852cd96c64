"""CSV and XLSX in every shape."""

import csv
import io
import zipfile
from datetime import date, datetime

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from liaison.contacts.imports import read_source, tables, texts, workbooks
from liaison.contacts.imports.tables import Figure, find_delimiter, read_csv
from liaison.contacts.imports.texts import decode
from liaison.contacts.imports.workbooks import read_workbook
from liaison.kit.errors import Refused

TEXT = "Nom;Localité\nBéguelin;Genève\n"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
def test_encoding_is_found(encoding: str) -> None:
    assert read_csv((TEXT * 3).encode(encoding)).rows[0] == (2, ("Béguelin", "Genève"))


def test_byte_that_windows_does_not_know_is_no_obstacle() -> None:
    assert decode(b"a\x81b\xe9") == "a\x81bé"


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_delimiter_is_found(delimiter: str) -> None:
    rows = [["Name", "Ort"], ["Meier, Hans; Söhne", "Bern | Biel"], ["A", "B"]]
    file = io.StringIO()
    csv.writer(file, delimiter=delimiter).writerows(rows)

    table = read_csv(file.getvalue().encode())

    assert (table.header, [row for _line, row in table.rows]) == (
        ("Name", "Ort"),
        [("Meier, Hans; Söhne", "Bern | Biel"), ("A", "B")],
    )


@pytest.mark.parametrize("delimiter", ["^", "~", ":", "#", "!", "*", "$", "%", "=", "\\"])
def test_rare_delimiter_is_found_if_it_cuts_every_line(delimiter: str) -> None:
    content = f"Name{delimiter}Ort\nMeier, Hans; Söhne{delimiter}Bern\nA{delimiter}B\n"

    assert read_csv(content.encode()).rows == ((2, ("Meier, Hans; Söhne", "Bern")), (3, ("A", "B")))


@pytest.mark.parametrize(
    ("content", "header"),
    [
        ("Page\nhttps://favre.example\nhttps://rey.example\n", ("Page",)),
        ("Name;Page\nFavre\nRey;https://rey.example\n", ("Name", "Page")),
        ("Nr. #,Page:\n# 1,https://a.example\n# 2,https://b.example\n", ("Nr. #", "Page:")),
    ],
)
def test_sign_within_cells_is_no_delimiter(content: str, header: tuple[str, ...]) -> None:
    assert read_csv(content.encode()).header == header


def test_excel_may_name_the_delimiter_and_lines_keep_their_number() -> None:
    table = read_csv(b'sep=|\r\nName|Note\r\n\r\nA|"two\r\nlines"\r\nB|\r\n')

    assert table.header == ("Name", "Note")
    assert table.rows == ((4, ("A", "two\r\nlines")), (6, ("B", "")))


def test_single_column_needs_no_delimiter() -> None:
    assert read_csv(b"Name\nFavre SA\n").rows == ((2, ("Favre SA",)),)
    assert find_delimiter("") == ","


def test_short_and_long_rows_are_evened_out() -> None:
    table = read_csv(b"a,b\n1\n1,2,3\n")

    assert table.header == ("a", "b", "")
    assert [row for _line, row in table.rows] == [("1", "", ""), ("1", "2", "3")]


cells = st.text(
    st.characters(codec="utf-8", exclude_characters="\x00\x1a", exclude_categories=["Cc", "Cs"]), max_size=20
)


@settings(max_examples=60)
@given(
    st.lists(st.lists(cells, min_size=3, max_size=3), min_size=1, max_size=5),
    st.sampled_from([";", ",", "\t", "|"]),
    st.sampled_from(["utf-8", "utf-16"]),
)
def test_what_csv_writes_is_read_again(rows: list[list[str]], delimiter: str, encoding: str) -> None:
    file = io.StringIO()
    header = ["Prénom", "Nom", "Localité"]
    csv.writer(file, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows([header, *rows])
    filled = [tuple(row) for row in rows if any(cell.strip() for cell in row)]

    if not filled:
        with pytest.raises(Refused):
            read_csv(file.getvalue().encode(encoding))
    else:
        assert [row for _line, row in read_csv(file.getvalue().encode(encoding)).rows] == filled


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n\n  \r\n",
        b"\x00\x00\x00",
        b"Name\n",
        b"Name;City\n;\n",
        b"%PDF-1.7 ...",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        b"Name\nA\x00B\n",
        bytes(range(256)) * 40,
        b"\xff\xfe\x00",
        b'Name,City\n"' + b"x" * 200_000 + b'",y\n',
        b"PK\x03\x04 not a zip",
        b"a;" * 600 + b"\n" + b"1;" * 600,
        b"BEGIN:VCARD\nVERSION:3.0\nFN:Ada\n",
        "Nom;Ville\nA;B\n".encode("utf-16-le") + b"\x00\xd8",
    ],
)
def test_file_that_is_none_is_refused_in_words(content: bytes) -> None:
    with pytest.raises(Refused) as refused:
        read_source(content)

    assert refused.value.refusals[0].field == "file"
    assert str(refused.value.refusals[0].message) != ""


def test_file_that_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(texts, "MOST_BYTES", 20)
    assert read_source(b"Name;City\nFavre;Sion\n".ljust(20)[:20]).size == 1
    with pytest.raises(Refused) as refused:
        read_source(b"Name;City\nFavre;Sion\n")
    assert refused.value.refusals[0].code == "file_too_large"


def test_file_of_too_many_lines_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MOST_ROWS", 1)
    with pytest.raises(Refused) as refused:
        read_csv(b"Name\nA\nB\n")
    assert refused.value.refusals[0].code == "file_too_large"


@settings(max_examples=150)
@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    try:
        found = read_source(content).size
    except Refused as refused:
        found = len(refused.refusals)
    assert found > 0


def workbook(rows: list[list[object]], first: list[list[object]] | None = None) -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"default_date_format": "dd.mm.yyyy", "in_memory": True}) as book:
        for content in ([first] if first is not None else []) + [rows]:
            sheet = book.add_worksheet()
            for number, row in enumerate(content):
                sheet.write_row(number, 0, row)
    return file.getvalue()


def test_workbook_becomes_a_table() -> None:
    table = read_workbook(
        workbook(
            [
                ["Name", "NPA", "Tel", "Since", "Share", "Big"],
                ["Favre SA", 1020, 215550142, date(2019, 3, 1), 0.5, True],
                ["", "", "", "", "", ""],
                ["Zeta", "01020", "021 555", datetime(2019, 3, 1, 8, 30), 1e20, False],
            ]
        )
    )

    assert table.header == ("Name", "NPA", "Tel", "Since", "Share", "Big")
    assert table.rows == (
        (2, ("Favre SA", "1020", "215550142", "2019-03-01", "0.5", "1")),
        (4, ("Zeta", "01020", "021 555", "2019-03-01 08:30:00", "1e+20", "0")),
    )
    assert isinstance(table.rows[0][1][2], Figure)


def test_time_that_passed_is_read_as_words() -> None:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Name", "Lasted"])
        sheet.write_row(1, 0, ["Favre SA", 1.5], book.add_format({"num_format": "[h]:mm:ss"}))
    assert read_workbook(file.getvalue()).rows == ((2, ("Favre SA", "1 day, 12:00:00")),)


def test_first_sheet_with_content_is_taken() -> None:
    assert read_workbook(workbook([["Name"], ["A"]], first=[])).rows == ((2, ("A",)),)


def test_workbook_without_content_is_refused() -> None:
    with pytest.raises(Refused):
        read_workbook(workbook([]))


def changed(content: bytes, part: str, new: bytes) -> bytes:
    """The workbook with one of its parts replaced."""
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        for name in old.namelist():
            made.writestr(name, new if name == part else old.read(name))
    return file.getvalue()


def test_workbook_that_unfolds_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "MOST_UNFOLDED", 10 * 1024 * 1024)
    bomb = changed(workbook([["Name"], ["A"]]), "xl/sharedStrings.xml", b" " * (11 * 1024 * 1024))

    assert len(bomb) < 100 * 1024
    with pytest.raises(Refused) as refused:
        read_source(bomb)
    assert refused.value.refusals[0].code == "file_too_large"


@pytest.mark.parametrize(
    "sheet",
    [
        b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        b'<row r="1048576"><c><v>1</v></c></row>',
        b'<row r="1">' + b"<c><v>1</v></c>" * 16_000 + b'</row><row r="300000"><c><v>1</v></c></row>',
        b'<row r="1"><c r="A1"><v>1</v></c></row><row r="300000"><c r="XFD300000"/><c><v>1</v></c></row>',
        b"<row><c><v>1</v></c></row>" * 400_001,
    ],
)
def test_cell_far_away_is_refused(sheet: bytes) -> None:
    book = workbook([["Name"], ["A"]])
    start = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    far = changed(book, "xl/worksheets/sheet1.xml", start + sheet + b"</sheetData></worksheet>")

    with pytest.raises(Refused) as refused:
        read_source(far)
    assert refused.value.refusals[0].code == "file_too_large"


def test_cells_that_are_only_formatted_do_not_count() -> None:
    """Whoever formats whole columns keeps a sheet of a million rows that hold nothing."""
    heading = b'<row r="1"><c r="A1" t="inlineStr"><is><t>Nom</t></is></c></row>'
    line = b'<row r="2"><c r="A2" t="inlineStr"><is><t>Favre</t></is></c><c r="XFD2" s="0"/></row>'
    rest = b"".join(b'<row r="%d"><c r="A%d" s="0"/></row>' % (row, row) for row in range(3, 500_000))
    sheet = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    book = changed(
        workbook([["Name"]]),
        "xl/worksheets/sheet1.xml",
        sheet + heading + line + rest + b"</sheetData></worksheet>",
    )

    table = read_source(book)

    assert table.size == 1


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml"])
def test_broken_workbook_is_refused(part: str) -> None:
    with pytest.raises(Refused):
        read_source(changed(workbook([["Name"], ["A"]]), part, b"<broken"))


@pytest.mark.parametrize("most", [400 * 1024 * 1024, 1])
def test_other_zip_file_is_refused(most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """However large it is: who chose a letter by mistake is told what to choose, not to shorten it."""
    monkeypatch.setattr(workbooks, "MOST_UNFOLDED", most)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        made.writestr("hello.txt", "hello")

    with pytest.raises(Refused) as refused:
        read_source(file.getvalue())
    assert refused.value.refusals[0].code == "file"
