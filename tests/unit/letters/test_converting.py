"""Word files as HTML, and as PDF through LibreOffice."""

from __future__ import annotations

import errno
import http.server
import io
import os
import tempfile
import threading
import time
import zipfile
from contextlib import ExitStack
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from liaison.kit.errors import Refused
from liaison.letters import converting, office
from liaison.letters.converting import NoOffice, NotConverted, NotNow, without_template_link, word_to_pdf
from liaison.letters.reading import word_as_html
from liaison.letters.word import merge_document
from tests.papers import W, docx, external, field, needs, paragraph, pdf_pages, run, table


def test_a_word_file_becomes_the_text_of_a_mail() -> None:
    """R-INT-119"""
    bullet = '<w:pPr><w:numPr><w:ilvl w:val="0"/></w:numPr></w:pPr>'
    bold = "<w:r><w:rPr><w:b/><w:i w:val='0'/></w:rPr><w:t>gras</w:t></w:r>"
    content = docx(
        '<w:p><w:pPr><w:pStyle w:val="Heading 1"/></w:pPr><w:r><w:t>Titre</w:t></w:r></w:p>',
        paragraph(run("Bonjour "), bold, "<w:r><w:br/></w:r>", run("<b>")),
        f"<w:p>{bullet}{run('un')}</w:p>",
        f"<w:p>{bullet}{run('deux')}</w:p>",
        paragraph(
            f'<w:hyperlink r:id="rId50">{run("site")}</w:hyperlink>', f"<w:hyperlink>{run('x')}</w:hyperlink>"
        ),
        table((run("a"), run("b"))),
        f"<w:sdt><w:sdtContent>{paragraph(run('dedans'))}</w:sdtContent></w:sdt>",
        '<w:p><w:pPr><w:jc w:val="right"/></w:pPr><w:r><w:t>fin</w:t></w:r></w:p>',
        relations=external("hyperlink", "https://liaison.example"),
    )
    assert word_as_html(content) == (
        "<h1>Titre</h1><p>Bonjour <strong>gras</strong><br>&lt;b&gt;</p><ul><li>un</li><li>deux</li></ul>"
        '<p><a href="https://liaison.example" rel="noopener noreferrer">site</a>x</p>'
        "<table><tbody><tr><td><p>a</p></td><td><p>b</p></td></tr></tbody></table>"
        '<p>dedans</p><p style="text-align:right">fin</p>'
    )


@pytest.mark.parametrize(
    ("block", "html"),
    [
        (
            '<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/></w:numPr></w:pPr><w:r><w:t>un</w:t></w:r></w:p>',
            "<ul><li>un</li></ul>",
        ),
        ("<w:sdt><w:sdtPr/></w:sdt>", ""),
        ("<w:p><w:r><w:t>e</w:t><w:noBreakHyphen/><w:t>mail</w:t></w:r></w:p>", "<p>e\u2011mail</p>"),
        (
            '<w:p><w:ins w:id="1"><w:r><w:t>neuf</w:t></w:r></w:ins><w:r><w:rPr><w:b/></w:rPr></w:r></w:p>',
            "<p>neuf</p>",
        ),
        ('<w:p><w:del w:id="1"><w:r><w:delText>vieux</w:delText></w:r></w:del></w:p>', ""),
    ],
)
def test_only_what_a_reader_of_the_file_sees_comes_over(block: str, html: str) -> None:
    assert word_as_html(docx(block)) == html


def test_headings_are_known_by_the_name_of_their_style() -> None:
    """Word in French writes `Titre1`, in German `berschrift1`; the name behind it is always English."""
    styles = (
        f'<w:styles {W}><w:style w:type="paragraph" w:styleId="Titre2"><w:name w:val="heading 2"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="Citation"><w:name w:val="Quote"/></w:style></w:styles>'
    )
    blocks = (
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{run(style)}</w:p>'
        for style in ("Titre2", "Citation")
    )
    content = docx(*blocks, left_out=("word/styles.xml",), more={"word/styles.xml": styles.encode()})
    assert word_as_html(content) == "<h2>Titre2</h2><p>Citation</p>"
    assert word_as_html(docx(paragraph(run("x")), left_out=("word/styles.xml",))) == "<p>x</p>"


def test_a_word_file_without_links_is_read() -> None:
    content = docx(paragraph(run("seul")), left_out=("word/_rels/document.xml.rels",))
    assert word_as_html(content) == "<p>seul</p>"


def test_merged_words_come_over() -> None:
    content = merge_document(
        docx(paragraph(run("Pour "), field("Contact_Nom"))), {"contact.name": "Nora & Co"}
    )
    assert word_as_html(content) == "<p>Pour Nora &amp; Co</p>"


def test_a_link_to_a_script_is_words_only() -> None:
    content = docx(
        paragraph(f'<w:hyperlink r:id="rId50">{run("x")}</w:hyperlink>'),
        relations=external("hyperlink", "javascript:alert(1)"),
    )
    assert word_as_html(content) == '<p><a rel="noopener noreferrer">x</a></p>'


def test_a_word_file_becomes_a_pdf() -> None:
    """R-INT-120"""
    needs("soffice", "libreoffice-writer-nogui")
    content = docx(
        paragraph(run("Madame Béguelin,")),
        '<w:p><w:r><w:br w:type="page"/></w:r></w:p>',
        paragraph(run("Meilleures salutations")),
        header=paragraph(run("Machines du Léman SA")),
    )
    assert pdf_pages(word_to_pdf(content)) == [
        "Machines du Léman SA\nMadame Béguelin,",
        "Machines du Léman SA\nMeilleures salutations",
    ]


def test_a_conversion_that_takes_too_long_is_ended_with_all_it_started() -> None:
    needs("soffice", "libreoffice-writer-nogui")
    started = time.monotonic()
    with pytest.raises(NotNow):
        word_to_pdf(docx(paragraph(run("x"))), time_limit=0.2)
    assert time.monotonic() - started < 30
    profile = str(office.profile(os.getpid(), 0))
    left = [one for one in Path("/proc").glob("[0-9]*/cmdline") if profile.encode() in _read(one)]
    assert left == []
    assert word_to_pdf(docx(paragraph(run("x")))).startswith(b"%PDF")


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


def test_nothing_is_fetched_while_converting(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file with linked pictures is refused before; even one that slips through asks nobody."""
    needs("soffice", "libreoffice-writer-nogui")
    asked: list[str] = []

    class Listener(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Listener) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_address[1]}"
        linked = docx(
            paragraph(run("x"), _linked_picture()), relations=external("image", f"{address}/picture.png")
        )
        with pytest.raises(Refused):
            word_to_pdf(linked)
        monkeypatch.setattr(converting, "check_package", lambda _content: None)
        assert word_to_pdf(linked).startswith(b"%PDF")
        server.shutdown()
    assert asked == []


def _linked_picture() -> str:
    drawing = "http://schemas.openxmlformats.org/drawingml/2006"
    return (
        f'<w:r><w:drawing><wp:inline xmlns:wp="{drawing}/wordprocessingDrawing"><wp:extent cx="900000" cy="900000"/>'
        f'<wp:docPr id="1" name="p"/><a:graphic xmlns:a="{drawing}/main"><a:graphicData uri="{drawing}/picture">'
        f'<pic:pic xmlns:pic="{drawing}/picture"><pic:nvPicPr><pic:cNvPr id="1" name="p"/><pic:cNvPicPr/></pic:nvPicPr>'
        '<pic:blipFill><a:blip r:link="rId50"/></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/>'
        '<a:ext cx="900000" cy="900000"/></a:xfrm><a:prstGeom prst="rect"/></pic:spPr></pic:pic>'
        "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )


def test_the_link_to_the_template_is_taken_out() -> None:
    content = docx(paragraph(run("x")), relations=external("attachedTemplate", "http://evil.example/x.dotm"))
    assert b"evil.example" not in b"".join(_parts(without_template_link(content)))
    assert b"settings.xml" in b"".join(_parts(without_template_link(content)))


def _parts(content: bytes) -> list[bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return [package.read(name) for name in package.namelist()]


def test_without_libreoffice_the_reader_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(converting, "office_program", lambda: None)
    with pytest.raises(NoOffice) as refused:
        word_to_pdf(docx(paragraph(run("x"))))
    assert refused.value.message == (
        "LibreOffice is not installed here, so Word letters stay Word files (.docx)."
    )


def test_a_program_that_fails_gives_no_letter(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    broken = tmp_path / "soffice"
    broken.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    broken.chmod(0o755)
    monkeypatch.setattr(converting, "office_program", lambda: str(broken))
    with pytest.raises(NotConverted):
        word_to_pdf(docx(paragraph(run("x"))))


def test_who_waits_before_a_page_is_told_soon_that_all_programs_are_at_work(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Otherwise a few previews would hold every thread of the web for minutes."""
    begun = tmp_path / "begun"
    program = tmp_path / "soffice"
    program.write_text(f"#!/bin/sh\ntouch {begun}\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setattr(converting, "office_program", lambda: str(program))
    monkeypatch.setattr(office, "LONGEST_WAIT", 0.05)
    with ExitStack() as others:
        for _number in range(office.AT_ONCE):
            others.enter_context(office._lane())
        with pytest.raises(NotNow), capture_logs() as logged:
            word_to_pdf(docx(paragraph(run("x"))), hurried=True)
        assert not begun.exists()
    assert [(line["reason"], line["seconds"]) for line in logged] == [("others at work", 0.05)]
    with pytest.raises(NotConverted):
        word_to_pdf(docx(paragraph(run("x"))), hurried=True)
    assert begun.exists()


def test_for_a_page_a_file_has_less_time(monkeypatch: pytest.MonkeyPatch) -> None:
    limits: list[float] = []
    monkeypatch.setattr(converting, "office_program", lambda: "/bin/true")
    monkeypatch.setattr(office, "convert_soon", lambda *given: limits.append(given[-1]))
    with pytest.raises(NotConverted):
        word_to_pdf(docx(paragraph(run("x"))), hurried=True)
    assert limits == [converting.HURRIED_LIMIT]


def test_the_program_gets_nothing_of_our_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    shown = tmp_path / "environment"
    program = tmp_path / "soffice"
    program.write_text(f"#!/bin/sh\nenv > {shown}\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("EMAIL_URL", "smtp://user:secret@mail.example")
    monkeypatch.setattr(converting, "office_program", lambda: str(program))
    with pytest.raises(NotConverted):
        word_to_pdf(docx(paragraph(run("x"))))
    assert "secret" not in shown.read_text(encoding="utf-8")


def test_what_has_no_room_may_be_made_later(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """R-INT-129: the disk is full for us, or for the program; with room left the file itself is to blame"""

    def full(*_args: object, **_more: object) -> str:
        raise OSError(errno.ENOSPC, "No space left on device")

    def nothing(*_args: object) -> None:
        pass

    def code() -> str:
        with pytest.raises(Refused) as refused:
            word_to_pdf(docx(paragraph(run("x"))))
        return refused.value.refusals[0].code

    monkeypatch.setattr(converting, "office_program", lambda: "/bin/true")
    monkeypatch.setattr(converting._converted, "__defaults__", (nothing,))
    assert code() == "not_converted"
    with monkeypatch.context() as little:
        little.setattr(converting, "ROOM", 1 << 62)
        assert code() == "letter_later"
    monkeypatch.setattr(tempfile, "mkdtemp", full)
    assert code() == "letter_later"
