"""HTML that would take very long to read is told before it is read, and its words are kept."""

from __future__ import annotations

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
    "a comment that never ends": "<div></div><!--<div>",
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


def test_short_body_is_not_looked_through() -> None:
    assert not too_deep("<div>" * 900)
