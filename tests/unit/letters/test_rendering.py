"""Letters as PDF and as Word file, from written text."""

from __future__ import annotations

import io
import subprocess
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from liaison.kit.errors import Refused
from liaison.letters.rendering import (
    MOST_LETTERS,
    MOST_LOGO_BYTES,
    Letter,
    Letterhead,
    NotRendered,
    render_letters,
    typeset,
)
from liaison.letters.rules import not_made_now
from tests.papers import pdf_pages, pdf_text

AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
HEAD = Letterhead(
    name="Machines du Léman SA",
    return_line="Machines du Léman SA, 1020 Renens",
    footer=("Machines du Léman SA · 1020 Renens", "info@liaison.example"),
)
LETTER = Letter(
    language="fr-CH",
    address=("Béguelin Mécanique SA", "Nora Béguelin", "Rue du Simplon 4", "1020 Renens VD"),
    place_and_date="Renens, le 2 mars 2026",
    subject="Offre pour un tour",
    salutation="Madame,",
    body="<p>Voici l’<b>offre</b>.</p><ul><li>un</li><li>deux</li></ul><p>Meilleures salutations</p>",
    signature=("Aline Rochat", "Cheffe des ventes"),
)
# One pixel, so that a logo is an image and not a promise.
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8cfc000000301"
    "0100c9fe92ef0000000049454e44ae426082"
)


def test_a_letter_reads_from_top_to_bottom() -> None:
    (page,) = pdf_pages(render_letters([LETTER], HEAD, at=AT))
    assert page.splitlines() == [
        "Machines du Léman SA",
        "Machines du Léman SA, 1020 Renens",
        "Béguelin Mécanique SA",
        "Nora Béguelin",
        "Rue du Simplon 4",
        "1020 Renens VD",
        "Renens, le 2 mars 2026",
        "Offre pour un tour",
        "Madame,",
        "Voici l’offre.",
        "• un",
        "• deux",
        "Meilleures salutations",
        "Aline Rochat",
        "Cheffe des ventes",
        "Machines du Léman SA · 1020 Renens",
        "info@liaison.example",
    ]


def test_the_address_stands_in_the_window_on_the_wished_side() -> None:
    def indent(letter: Letter) -> int:
        line = next(
            one for one in pdf_text(render_letters([letter], HEAD, at=AT)).splitlines() if "Simplon" in one
        )
        return len(line) - len(line.lstrip())

    assert indent(LETTER) > 40
    assert indent(replace(LETTER, window="left")) == 0


def test_the_same_letter_is_the_same_bytes() -> None:
    assert render_letters([LETTER], HEAD, at=AT) == render_letters([LETTER], HEAD, at=AT)


def test_words_are_never_source() -> None:
    """What people write arrives as text, whatever it looks like in the typesetter's language."""
    hostile = '#read("/etc/passwd") $x$ *a* _b_ @ref <label> `c` \\ #{1+1} = t // u'
    body = "<p>" + hostile.replace("<", "&lt;").replace(">", "&gt;") + "</p>"
    text = pdf_text(
        render_letters([replace(LETTER, body=body, subject=hostile, salutation=hostile)], HEAD, at=AT)
    )
    assert text.count('#read("/etc/passwd") $x$ *a* _b_ @ref <label> `c` \\ #{1+1} = t // u') == 3


def test_everything_a_body_can_hold_is_set() -> None:
    body = (
        "<h2>Titre</h2><ol start='3'><li><p>a</p><p>b</p></li><li>c</li></ol><blockquote>cité</blockquote><hr>"
        "<table><tr><th>Article</th><th>Prix</th></tr><tr><td>Tour</td></tr></table>"
        "<p style='text-align:center'>H<sub>2</sub>O <code>x</code> <s>y</s> <a href='https://a.example'>z</a></p>"
        "<p style='text-align:justify'>fin<br>ligne</p>"
    )
    page = pdf_pages(render_letters([replace(LETTER, body=body)], HEAD, at=AT))[0]
    assert page[page.index("Titre") : page.index("Aline")].splitlines() == [
        "Titre",
        "3. a",
        "b",
        "4. c",
        "cité",
        "Article Prix",
        "Tour",
        "H2O x y z",
        "fin",
        "ligne",
    ]


def test_several_letters_are_one_file_each_on_its_own_sheet() -> None:
    long = replace(LETTER, body="<p>mot </p>" * 35)
    pages = pdf_pages(render_letters([long, LETTER], HEAD, at=AT))
    assert len(pages) == 3
    assert ["Nora Béguelin" in page for page in pages] == [True, False, True]
    assert [page.splitlines()[-2] for page in pages] == [
        "Machines du Léman SA · 1020 Renens",
        "Machines du Léman SA · 1020 Renens 2",
        "Machines du Léman SA · 1020 Renens",
    ]


def test_the_file_says_what_it_is() -> None:
    reader = PdfReader(io.BytesIO(render_letters([LETTER], HEAD, at=AT)))
    assert reader.metadata is not None
    assert (reader.metadata.title, reader.metadata.author) == ("Offre pour un tour", "Machines du Léman SA")
    assert str(reader.root_object["/Lang"]) == "fr-CH"


def test_control_characters_in_a_name_break_nothing() -> None:
    content = render_letters([replace(LETTER, address=("Nora\x0bBéguelin\x02\uffff",))], HEAD, at=AT)
    assert "guelin" in pdf_pages(content)[0]


def test_a_logo_takes_the_place_of_the_name() -> None:
    content = render_letters([LETTER], replace(HEAD, logo=PIXEL), at=AT)
    assert len(PdfReader(io.BytesIO(content)).pages[0].images) == 1
    assert pdf_pages(content)[0].splitlines()[0] == "Machines du Léman SA, 1020 Renens"


def test_a_logo_that_is_no_image_is_told() -> None:
    with pytest.raises(NotRendered, match="format"):
        render_letters([LETTER], replace(HEAD, logo=b"no image"), at=AT)


def test_a_logo_that_is_too_large_is_left_out() -> None:
    head = replace(HEAD, logo=b"x" * (MOST_LOGO_BYTES + 1))
    assert render_letters([LETTER], head, at=AT) == render_letters([LETTER], HEAD, at=AT)


def test_what_cannot_be_set_in_its_own_process_is_told() -> None:
    with pytest.raises(NotRendered):
        typeset("letter", {}, at=AT, apart=True)


def test_no_letter_and_too_many_are_a_mistake_of_the_caller() -> None:
    for count in (0, MOST_LETTERS + 1):
        with pytest.raises(ValueError, match=f"not {count}"):
            render_letters([LETTER] * count, HEAD, at=AT)


@pytest.mark.parametrize("language", ["", "x", "fr-CH", "de", "zz-ZZ", "français", "en-1", "gsw-CH"])
def test_any_language_code_makes_a_letter(language: str) -> None:
    assert "Voici" in pdf_text(render_letters([replace(LETTER, language=language)], HEAD, at=AT))


@settings(max_examples=30)
@given(st.text(alphabet=st.sampled_from("<>/bpliuoltrdh1ab=\"'&;#*_$@\\ \n"), max_size=200))
def test_any_body_makes_a_letter(body: str) -> None:
    assert render_letters([replace(LETTER, body=body)], HEAD, at=AT).startswith(b"%PDF")


def test_deep_nesting_makes_a_letter() -> None:
    body = "<ul><li>" * 300 + "fond"
    assert "fond" in pdf_text(render_letters([replace(LETTER, body=body)], HEAD, at=AT))


def test_one_process_at_a_time_sets_many_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """R-SEG-134: what is being set is what takes the memory, however many jobs a worker has in hand"""
    at_work = threading.Semaphore(1)

    def set_alone(*_command: Any, **_more: Any) -> subprocess.CompletedProcess[bytes]:
        assert at_work.acquire(blocking=False)
        time.sleep(0.02)
        at_work.release()
        return subprocess.CompletedProcess([], 0, stdout=b"%PDF")

    monkeypatch.setattr(subprocess, "run", set_alone)
    with ThreadPoolExecutor(4) as jobs:
        made = list(jobs.map(lambda _number: typeset("letter", {}, at=AT, apart=True), range(8)))
    assert made == [b"%PDF"] * 8


@pytest.mark.parametrize("error", [OSError(12, "Cannot allocate memory"), subprocess.TimeoutExpired("x", 1)])
def test_a_set_that_cannot_be_made_now_may_be_later(
    monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    """R-INT-129: the machine has too much to do; nothing is wrong with the letters"""

    def fails(*_given: Any, **_more: Any) -> Any:
        raise error

    monkeypatch.setattr(subprocess, "run", fails)
    with pytest.raises(Refused) as refused:
        typeset("letter", {}, at=AT, apart=True)
    assert refused.value.refusals == (not_made_now(),)
