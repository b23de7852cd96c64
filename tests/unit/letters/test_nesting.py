"""HTML that would take very long to read is told before it is read, and its words are kept."""

from __future__ import annotations

import time

import pytest

from liaison.letters.cleaning import clean, clean_for_display
from liaison.letters.nesting import MOST, too_deep
from liaison.letters.plain import plain_text

DEEP = {
    "boxes": "<div>",
    "unknown elements": "<x-y>",
    "lists": "<ul><li>",
    "tables": "<table><tr><td>",
    "marks that are opened again in each paragraph": "<b title={i}><p>",
    "an end in a comment": "<div><!--</div>-->",
    "an end in a declaration": "<div><!</div>",
    "an end in a value": "<div title='</div>'>",
    "an end in a text": "<div><textarea></div></textarea>",
    "an end out of order": "<div><table></div></table>",
    "an end in another spelling": "<x\u212a></xk>",
    "no end at all": "<div></ div>",
    "a start that says that it is its end": "<div/>",
    "a start in a value that began in a comment": "<!--><b title='--><i title='\"></i><div>'>",
    "an end in a text that is read as elements": "<svg><style><b title='</style>'></b><div></style>",
    "an end in a script in a script": "<div><script><!--<script></script></div>--></script>",
    "a comment that never ends": "<div></div><!--<div>",
}
ROWS = '<tr><td><div><a href="x?a=b"><span>Wort</span></a></div></td></tr>' * 400
SLOPPY = {
    "no space between": '<table border="0"cellpadding="0"></table>',
    "a sign in a value": '<img alt="a < b">',
    "quotes in quotes": '<p style="font-family:"Times New Roman"">Wort</p>',
    "an address": "<p>Nora <nora@x.example></p>",
    "an end with more": "<span>Wort</span x>",
    "a slash before a space": "<br/ >",
    "styles": "<style>td > a { color: red }</style>",
}
READ = {
    "paragraphs": "<p>Guten Tag</p>" * 5000,
    "paragraphs without end": "<p>Guten Tag<br>" * 5000,
    "a newsletter": "<table><tbody><tr><td>" * 20
    + "<div class=\"a\"><span style='color:red'><a href=x?a=b>Wort</a></span></div>" * 2000
    + "</td></tr></tbody></table>" * 20,
    "what Word writes": "<!--[if mso]><table><tr><td><![endif]-->"
    + "<p class=MsoNormal><span lang=FR>Bonjour <b>vous</b><o:p>&nbsp;</o:p></span></p>" * 3000
    + "<!--[if mso]></td></tr></table><![endif]-->",
    "ends out of order": "<p><b><i>Wort</b></i></p>" * 300 + "<p>Wort</p>" * 1000,
    "styles": "<style>p > b { color: red } <!-- --></style>" + "<div>Wort</div>" * 5000,
}


@pytest.mark.parametrize("piece", DEEP.values(), ids=DEEP.keys())
def test_deep_nesting_is_told_and_its_words_are_kept(piece: str) -> None:
    """A few hundred kB of it took a minute or gigabytes, and again whenever it was shown."""
    body = "Gern, 1 < 2 &amp; 3" + "".join(piece.replace("{i}", str(i)) for i in range(1500)) + "Nora{{ x }}"
    assert too_deep(body)
    for cleaned in (clean(body), clean_for_display(body)):
        assert not too_deep(cleaned)
        assert cleaned.startswith("<p>Gern, 1 &lt; 2 &amp; 3</p>")
        assert plain_text(cleaned).startswith("Gern, 1 < 2 & 3")
        assert piece == DEEP["a comment that never ends"] or "Nora{{ x }}" in cleaned


@pytest.mark.parametrize("body", READ.values(), ids=READ.keys())
def test_what_people_write_is_read(body: str) -> None:
    assert body.count("<") ** 2 > 2 * MOST
    assert not too_deep(body)


@pytest.mark.parametrize("tag", SLOPPY.values(), ids=SLOPPY.keys())
def test_newsletter_with_a_sloppy_tag_keeps_its_form_and_links(tag: str) -> None:
    body = f"{tag}<table><tbody>{ROWS}</tbody></table>"
    assert body.count("<") ** 2 > 2 * MOST
    assert clean(body).count('<a href="x?a=b"') == 400


def test_words_are_what_stands_between_tags() -> None:
    hidden = "<style>td{color:red}</style><!-- <p>a</p> --><script>b()</script>"
    assert clean(f"<p>Wort</p>{hidden}" + "<div>" * 1500) == "<p>Wort</p>"


@pytest.mark.parametrize(
    "piece", ["<a ", "</a ", "<!--", "<style>", "<style></style ", "<svg><style>", "<a b='\""]
)
def test_what_never_ends_is_looked_through_once(piece: str) -> None:
    """Else its time would grow with the square of the length."""
    begun = time.process_time()
    clean(piece * 50_000)
    assert time.process_time() - begun < 5


def test_short_body_is_not_looked_through() -> None:
    assert not too_deep("<div>" * 900)
