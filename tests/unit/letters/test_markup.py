"""Bodies as a tree and as plain text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaison.letters import plain
from liaison.letters.cleaning import SIMPLE, clean_for_display, html_of
from liaison.letters.markup import Break, Listing, Mark, Paragraph, Quote, Rule, Table, Text, _read, parse
from liaison.letters.plain import plain_text


def test_paragraphs_marks_and_breaks() -> None:
    body = '<p style="text-align: right"> Un <b>mot</b>,<br> <a href="https://x.example/">ici</a> </p>'
    assert parse(body) == (
        Paragraph(
            (
                Text("Un "),
                Mark("b", (Text("mot"),)),
                Text(","),
                Break(),
                Mark("a", (Text("ici"),), "https://x.example/"),
            ),
            "right",
        ),
    )


def test_lists_quotes_rules_and_headings() -> None:
    body = (
        "<h2>Titre</h2><ol start='3'><li>un</li><li><p>deux</p><ul><li>x</li></ul></li></ol>"
        "<blockquote>q</blockquote><hr>fin"
    )
    assert parse(body) == (
        Paragraph((Text("Titre"),), level=2),
        Listing(
            (
                (Paragraph((Text("un"),)),),
                (Paragraph((Text("deux"),)), Listing(((Paragraph((Text("x"),)),),))),
            ),
            ordered=True,
            start=3,
        ),
        Quote((Paragraph((Text("q"),)),)),
        Rule(),
        Paragraph((Text("fin"),)),
    )


def test_table_with_head() -> None:
    head, row = "<tr><th>A</th><th>B</th></tr>", "<tr><td>1</td><td>2</td></tr>"
    body = f"<table><thead>{head}</thead><tbody>{row}</tbody></table>"
    cell = [(Paragraph((Text(word),)),) for word in "AB12"]
    assert parse(body) == (Table(((cell[0], cell[1]), (cell[2], cell[3])), heads=1),)


def test_a_link_without_address_is_plain_words() -> None:
    assert parse("<p><a href='javascript:x'>a</a></p>") == (Paragraph((Text("a"),)),)


def test_nesting_beyond_the_bound_keeps_its_words() -> None:
    assert plain_text("<div>" * 5000 + "mot" + "</div>" * 5000) == "mot"
    assert plain_text("<ul><li>" * 400 + "mot").endswith("mot")


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<p>Bonjour  Nora,</p>\n<p>à <i>demain</i>.<br>A.</p>", "Bonjour Nora,\n\nà demain.\nA."),
        ("<ul><li>un</li><li>deux</li></ul>", "- un\n- deux"),
        ("<ol><li><p>un</p><p>bis</p></li><li>deux</li></ol>", "1. un\n   bis\n2. deux"),
        ("<blockquote><p>a</p><p>b</p></blockquote>", "> a\n>\n> b"),
        ("<table><tr><td>a</td><td>b</td></tr></table>", "a\tb"),
        ("a<hr>b", "a\n\n--------------------\n\nb"),
        ("<pre>x\n  y</pre>", "x\n  y"),
        ("<p></p><p> </p>", ""),
        ("<img alt='Plan' src='cid:1'>", "Plan"),
        ("x &lt;b&gt; &amp; y", "x <b> & y"),
        ("<pre>x<br><b>y</b></pre>", "x\ny"),
        ("<p>a<img src='cid:1'>b<span>c</span></p>", "abc"),
        ("<table><caption><table><tr><td>a</td></tr></table></caption><tr><td>b</td></tr></table>", "b"),
    ],
)
def test_plain_text(body: str, text: str) -> None:
    assert plain_text(body) == text


def test_a_tag_that_ends_what_was_not_begun_changes_nothing() -> None:
    assert _read("<p>a</i>b</p>c</p>") == (Paragraph((Text("a"), Text("b"))), Paragraph((Text("c"),)))


def test_plain_text_names_link_addresses_when_asked() -> None:
    body = '<a href="https://x.example">le site</a> <a href="mailto:a@b.example">a@b.example</a>'
    assert plain_text(body) == "le site a@b.example"
    assert plain_text(body, links=True) == "le site <https://x.example> a@b.example"


ROWS = st.lists(
    st.sampled_from(
        [
            "<p>Un <b>mot</b><br>",
            '<p style="text-align: center">',
            '<p><a href="https://x.example/" title="a</p>b">ici</a>',
            "<h2>Titre",
            "<ul><li>un<ul><li>deux</li></ul>",
            "<ol start=3><li><p>trois</p><ul><li>x</li></ul>",
            "</p>",
            "</h2>",
            "</ul>",
            "</li></ol>",
            "<br>",
            "loose words",
            " ",
        ]
    ),
    max_size=12,
).map("".join)


@given(ROWS)
def test_a_body_read_in_pieces_is_the_body_read_at_once(body: str) -> None:
    assert parse(body) == _read(clean_for_display(body))


@given(st.text(alphabet=st.sampled_from("<>/bpliu oltrdh1=\"'&; \n"), max_size=200))
def test_any_text_can_be_read(text: str) -> None:
    assert plain_text(text) == plain_text(text).strip("\n")


@given(
    st.lists(
        st.text(
            alphabet=st.characters(exclude_categories=["Cs"]) | st.sampled_from("<>&; \u00a0\n\t"),
            max_size=12,
        ),
        max_size=4,
    )
)
def test_simple_bodies_read_the_quick_way_as_the_long_way(lines: list[str]) -> None:
    body = html_of("\n".join(lines))
    if SIMPLE.fullmatch(body) and "  " not in body:
        assert plain._of_simple(body) == plain._of_any(body, links=False)


def test_notes_are_read_the_quick_way() -> None:
    assert SIMPLE.fullmatch(html_of("Rappeler Nora & Yves lundi\nsi < 10 h\n\nMerci !"))
    assert not SIMPLE.fullmatch("<p>Un <b>mot</b></p>")
