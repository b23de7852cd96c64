"""HTML from people keeps only what the allow-list names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaison.letters import cleaning
from liaison.letters.cleaning import clean, clean_for_display, html_of


@pytest.mark.parametrize(
    ("given_html", "kept"),
    [
        ("<p>Bonjour <b>Nora</b></p>", "<p>Bonjour <b>Nora</b></p>"),
        ("<script>alert(1)</script>ok", "ok"),
        ("<p onclick='x()'>a</p>", "<p>a</p>"),
        ("<a href='javascript:x()'>a</a>", '<a rel="noopener noreferrer">a</a>'),
        ("<img src='data:image/png;base64,AAAA'>", "<img>"),
        ("<img src='cid:logo' onerror='x()'>", '<img src="cid:logo">'),
        ("<p style='position:fixed;text-align:right'>a</p>", '<p style="text-align:right">a</p>'),
        ("<iframe src='https://evil.example'>x</iframe>b", "b"),
        ("a\x00b", "ab"),
        ("<p>a\x00</p>", "<p>a</p>"),
        ("<p>\x00a<br>\x00b</p>", "<p>a<br>b</p>"),
        ("<p>5 < 6 & 7</p>", "<p>5 &lt; 6 &amp; 7</p>"),
        ("<form action='/x'><input name='a'>b</form>", "b"),
    ],
)
def test_only_the_allowed_stays(given_html: str, kept: str) -> None:
    assert clean(given_html) == kept
    assert clean_for_display(given_html) == kept


@pytest.mark.parametrize(
    "emptied",
    [
        "<p></p>",
        "<p><br></p> <p>\u00a0</p>\n",
        "<p>&nbsp;</p>",
        "<ul><li><p></p></li></ul>",
        "<p><strong> </strong></p><script>x</script>",
        " ",
    ],
)
def test_what_an_emptied_editor_leaves_is_no_text(emptied: str) -> None:
    """E-INT-6, E-INT-7, R-INT-70"""
    assert clean(emptied) == ""


@pytest.mark.parametrize(
    "something", ['<p><img src="cid:logo"></p>', "<p>{{ contact.name }}</p>", "<p>0</p>"]
)
def test_an_image_or_a_field_is_a_text(something: str) -> None:
    assert clean(something) == something


def test_a_merge_field_may_stand_in_a_link_until_it_is_shown() -> None:
    written = '<a href="{{ organization.home_page }}">Site</a>'
    assert clean(written) == '<a href="{{ organization.home_page }}" rel="noopener noreferrer">Site</a>'
    assert clean_for_display(written) == '<a rel="noopener noreferrer">Site</a>'


@given(
    st.lists(
        st.text(
            alphabet=st.characters(exclude_categories=["Cs"]) | st.sampled_from("<>&;'\" \u00a0\n\t"),
            max_size=12,
        ),
        max_size=4,
    )
)
def test_plain_paragraphs_stay_what_they_are(lines: list[str]) -> None:
    body = html_of("\n".join(lines))
    assert clean(body) == ("" if cleaning._NOTHING.fullmatch(body) else cleaning._INWARD.clean(body))


CONTROLS = "".join(map(chr, (*range(0x20), *range(0x7F, 0xA0))))


@given(
    st.lists(
        st.sampled_from(["<p>", "</p>", "<br>", "&amp;", "&", ";", "a", " ", "\u00a0"])
        | st.sampled_from(CONTROLS),
        max_size=6,
    )
)
def test_only_what_the_cleaner_leaves_as_it_is_goes_past_it(parts: list[str]) -> None:
    body = f"<p>{''.join(parts)}</p>"
    cleaned = cleaning._INWARD.clean(body.replace("\x00", ""))
    assert clean(body) == ("" if cleaning._NOTHING.fullmatch(cleaned) else cleaned)


@given(st.text(alphabet=st.sampled_from("<>/ab='\"&;:{} \n\x00")) | st.text())
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    once = clean(text)
    assert clean(once) == once


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("Bonjour", "<p>Bonjour</p>"),
        ("a\nb\n\nc & <d>", "<p>a<br>b</p><p>c &amp; &lt;d&gt;</p>"),
        ("a\r\n\r\nb\r", "<p>a</p><p>b</p>"),
        ("\n\n", ""),
    ],
)
def test_text_becomes_paragraphs(text: str, made: str) -> None:
    assert html_of(text) == made
