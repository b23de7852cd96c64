from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaison.files.rules import Disposition, choose_disposition, clean_name, headers_for


@pytest.mark.parametrize(
    ("media_type", "expected"),
    [
        ("application/pdf", Disposition("application/pdf", inline=True)),
        ("image/png", Disposition("image/png", inline=True)),
        ("text/plain", Disposition("text/plain; charset=utf-8", inline=True)),
        (
            "text/plain; charset=windows-1252",
            Disposition("text/plain; charset=windows-1252", inline=True),
        ),
        ("text/html", Disposition("application/octet-stream", inline=False)),
        ("image/svg+xml", Disposition("application/octet-stream", inline=False)),
        ("application/xml", Disposition("application/octet-stream", inline=False)),
        ("application/msword", Disposition("application/msword", inline=False)),
        ("application/octet-stream", Disposition("application/octet-stream", inline=False)),
    ],
)
def test_only_harmless_types_are_shown_in_place(media_type: str, expected: Disposition) -> None:
    assert choose_disposition(media_type) == expected


@pytest.mark.parametrize(
    ("given_name", "cleaned"),
    [
        ("Offre 2026.pdf", "Offre 2026.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\aline\\Lettre.docx", "Lettre.docx"),
        ("a\r\nSet-Cookie: x=1.pdf", "aSet-Cookie: x=1.pdf"),
        ("  . ", "file"),
        ("", "file"),
        ("x" * 300 + ".docx", "x" * 145 + ".docx"),
        (".docx", "docx"),
    ],
)
def test_name_holds_no_folder_no_control_and_keeps_its_ending(given_name: str, cleaned: str) -> None:
    assert clean_name(given_name) == cleaned


def test_headers_say_the_name_in_both_ways_and_forbid_guessing() -> None:
    assert headers_for("text/html", 'Réponse "finale".html') == {
        "Content-Type": "application/octet-stream",
        "Content-Disposition": "attachment; filename=\"R_ponse 'finale'.html\"; "
        "filename*=UTF-8''R%C3%A9ponse%20%22finale%22.html",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "X-Frame-Options": "DENY",
        "Cache-Control": "private, no-cache",
    }


def test_a_stored_file_is_asked_for_by_its_hash() -> None:
    assert headers_for("text/html", "a.html", "0f3a")["ETag"] == '"0f3a"'


def test_pdf_may_stand_in_a_frame_of_our_own() -> None:
    headers = headers_for("application/pdf", "a.pdf")

    assert headers["Content-Disposition"] == "inline; filename=\"a.pdf\"; filename*=UTF-8''a.pdf"
    assert headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in headers["Content-Security-Policy"]


@given(st.text(max_size=400))
def test_any_name_gives_one_header_line(name: str) -> None:
    line = headers_for("application/pdf", name)["Content-Disposition"]

    assert line.isascii()
    assert line.isprintable()
    assert len(clean_name(name)) <= 150
