"""The components: misspellings fail when a template compiles, text is escaped, names are tied to controls."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, get_args

import pytest
from django import forms
from django.template import TemplateSyntaxError, engines
from django.test import RequestFactory
from django.utils import translation
from django_htmx.middleware import HtmxDetails

import liaison.web
from liaison.web.shell.parts import Bar, Tab
from liaison.web.templatetags.ui.controls import initials
from liaison.web.templatetags.ui.icons import IconName

TEMPLATES = Path(liaison.web.__file__).parent / "templates"
STATIC = Path(liaison.web.__file__).parent / "static" / "web"
EVIL = "<b>\"&'"
SAFE = "&lt;b&gt;&quot;&amp;&#x27;"


def render(source: str, **context: Any) -> str:
    request = RequestFactory().get("/page/?q=a&cursor=old")
    request.htmx = HtmxDetails(request)  # type: ignore[attr-defined]
    with translation.override("en"):
        return engines["django"].from_string(source).render(context, request)


def test_toast_leads_on_where_there_is_something_to_see() -> None:
    html = render('{% toast "Saved." href="/x/" link="Open it" %}{% toast "Saved." href="/y/" %}')
    assert re.findall(r'<a href="([^"]*)">([^<]*)</a>', html) == [("/x/", "Open it"), ("/y/", "Show")]


# --- misspellings ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ('{% icon "phnoe" %}', "has no name 'phnoe'"),
        ('{% btn "x" kindd="primary" %}', "unexpected keyword argument 'kindd'"),
        ('{% btn "x" kind="primry" %}', "has no kind 'primry'"),
        ('{% btn "x" icon="phnoe" %}', "has no icon 'phnoe'"),
        ('{% badge "x" "godo" %}', "has no kind 'godo'"),
        ('{% chip "x" channel="fax" %}', "has no channel 'fax'"),
        ('{% mark "fax" %}', "has no channel 'fax'"),
        ('{% rating "best" %}', "has no verdict 'best'"),
        ('{% note "x" "wran" %}{% endnote %}', "has no kind 'wran'"),
        ('{% card titel="x" %}{% endcard %}', "unexpected keyword argument 'titel'"),
        ('{% card "x" level=4 %}{% endcard %}', "has no level '4'"),
        ("{% field %}", "did not receive value(s) for the argument(s): 'bound'"),
        ('{% field form.a look="segmentd" %}', "has no look 'segmentd'"),
        ('{% th "x" listing sotr="a" %}', "unexpected keyword argument 'sotr'"),
        ("{% card %}", "Unclosed tag"),
        ("{% list_head listing exprt='x' %}", "unexpected keyword argument 'exprt'"),
    ],
)  # fmt: skip
def test_misspelling_does_not_compile(source: str, words: str) -> None:
    with pytest.raises(TemplateSyntaxError, match=re.escape(words)):
        engines["django"].from_string(source)


def test_every_template_of_the_web_compiles() -> None:
    names = [str(path.relative_to(TEMPLATES)) for path in sorted(TEMPLATES.rglob("*.html"))]
    for name in names:
        engines["django"].get_template(name)
    assert {"base.html", "outside.html", "account/login.html", "components/list_head.html"} <= set(names)


def test_sprite_and_tag_know_the_same_icons() -> None:
    drawn = re.findall(
        r'<symbol id="([a-z]+)" viewBox="0 0 24 24">', (STATIC / "icons.svg").read_text("utf-8")
    )
    assert len(drawn) == len(set(drawn))
    assert set(drawn) == set(get_args(IconName)) - {""}


def test_stylesheet_has_its_layers_and_no_import() -> None:
    css = (STATIC / "liaison.css").read_text("utf-8")
    assert "@layer tokens, base, layout, components, utilities;" in css
    assert "@import" not in css
    assert "http" not in css.replace("http://www.w3.org", "")
    assert css.count("{") == css.count("}")


# --- escaping ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "source",
    [
        "{% btn text %}", '{% btn "x" href=text %}', "{% badge text %}", '{% badge "x" title=text %}', "{% chip text %}",
        "{% chip text remove=text %}", "{% card text %}{% endcard %}", '{% card "x" footer=text %}{% endcard %}',
        "{% page_head text lede=text line=text %}{% endpage_head %}", "{% stat text text delta=text %}",
        "{% fact text %}x{% endfact %}", "{% note text %}{% endnote %}", "{% empty text %}{% endempty %}",
        "{% toast text %}", "{% input 'n' label=text value=text %}", "{% check 'n' text %}",
        "{% select 'n' pairs label=text %}", "{% segmented 'n' pairs label=text %}", "{% progress 1 2 label=text %}",
        "{% th text %}", "{% select_line 1 label=text %}", "{% icon 'lock' label=text %}", "{% menu text %}{% endmenu %}",
        "{% dialog text %}{% enddialog %}", "{% bars columns text channels=channels %}", "{% legend channels %}",
        "{% rating 'positive' label=text %}", "{% table text %}{% endtable %}",
    ],
)  # fmt: skip
def test_text_is_escaped(source: str) -> None:
    html = render(
        source, text=EVIL, pairs=[(EVIL, EVIL)], columns=[Bar(EVIL, {"email": 1})], channels={"email": EVIL},
    )  # fmt: skip
    assert EVIL not in html
    assert "<b>&quot;" not in html
    assert SAFE in html


def test_content_of_blocks_is_kept_as_it_was_rendered() -> None:
    html = render("{% card 'x' %}<em>{{ text }}</em>{% endcard %}", text=EVIL)
    assert f"<em>{SAFE}</em>" in html


# --- what the parts say ------------------------------------------------------------------------


def test_button_is_a_link_with_href_and_a_button_without() -> None:
    assert (
        render('{% btn "Save" kind="primary" %}') == '<button type="submit" class="btn primary">Save</button>'
    )
    assert render('{% btn "Go" href="/x" small=True %}') == '<a href="/x" class="btn small">Go</a>'
    assert render('{% btn "Go" href="/x" dialog=True %}') == '<a href="/x" data-dialog class="btn">Go</a>'


def test_button_of_htmx_does_not_submit_the_form_around_it() -> None:
    html = render('{% btn "Rate" post="/x" target="#y" swap="outerHTML" confirm="Sure?" %}')
    assert html == (
        '<button type="button" class="btn" hx-post="/x" hx-target="#y" hx-swap="outerHTML" hx-confirm="Sure?">Rate</button>'
    )


def test_icon_only_button_has_a_name() -> None:
    html = render('{% btn "Edit" icon="edit" icon_only=True %}')
    assert '<span class="sr-only">Edit</span>' in html
    assert 'title="Edit"' in html


def test_icon_is_decoration_unless_it_has_a_label() -> None:
    assert 'aria-hidden="true"' in render('{% icon "lock" %}')
    named = render('{% icon "lock" label="Private" %}')
    assert 'role="img" aria-label="Private"' in named
    assert "aria-hidden" not in named
    assert render('{% icon "" %}') == ""


def test_card_is_named_by_its_title() -> None:
    html = render('{% card "Facts" %}x{% endcard %}')
    name = re.search(r'<h2 id="([^"]+)">Facts</h2>', html)
    assert name is not None
    assert html.startswith(f'<section class="card" aria-labelledby="{name[1]}">')
    assert render("{% card %}x{% endcard %}") == '<section class="card"><div class="body">x</div></section>'


def test_ids_are_never_given_twice() -> None:
    html = render(
        "{% card 'a' %}{% endcard %}{% card 'b' %}{% endcard %}{% menu 'c' %}{% endmenu %}{% input 'n' label='x' %}"
    )
    ids = re.findall(r'\bid="([^"]+)"', html)
    assert len(ids) == len(set(ids)) == 4


def test_empty_facts_are_left_out_unless_kept() -> None:
    assert render("{% fact 'Fax' %} {% endfact %}") == ""
    assert render("{% fact 'Fax' keep=True %}{% endfact %}") == "<div><dt>Fax</dt><dd>—</dd></div>"


def test_steps_mark_what_is_done_and_where_one_is() -> None:
    html = render("{% steps names 2 %}", names=["A", "B", "C"])
    assert re.findall(r"<li[^>]*>", html) == ['<li class="done">', '<li aria-current="step">', "<li>"]


def test_tabs_mark_the_open_page() -> None:
    html = render("{% tabs tabs 'Pages' %}", tabs=[Tab("A", "/a", current=True), Tab("B", "/b", count="3")])
    assert html == (
        '<nav class="tabs" aria-label="Pages"><a href="/a" aria-current="page">A</a>'
        '<a href="/b">B<span class="num">3</span></a></nav>'
    )


def test_progress_needs_no_style() -> None:
    html = render("{% progress 6054 8903 label='Logging' %}")
    assert html.startswith('<progress class="progress" value="6054" max="8903" aria-label="Logging">')


@pytest.mark.parametrize(
    ("verdict", "on", "css"),
    [("very_positive", 5, "rating"), ("positive", 4, "rating"), ("neutral", 3, "rating mid"),
     ("negative", 2, "rating low"), ("very_negative", 1, "rating low")],
)  # fmt: skip
def test_rating_fills_points_and_says_them(verdict: str, on: int, css: str) -> None:
    html = render("{% rating verdict %}", verdict=verdict)
    assert html.count('<i class="on">') == on
    assert f'class="{css}" role="img" aria-label="Evaluation: {on} of 5"' in html


def test_no_evaluation_shows_nothing() -> None:
    assert render("{% rating 'none' %}") == ""


def test_day_heads_the_entries_of_a_day() -> None:
    html = render("{% day moment %}", moment=datetime(2020, 2, 3, 23, 30, tzinfo=UTC))
    assert html == (
        '<li class="day" data-day="2020-02-04"><h3><time datetime="2020-02-04">Tuesday 4 February 2020</time></h3></li>'
    )


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Nora Béguelin", "NB"),
        ("Jaquet & Fils", "JF"),
        ("Élodie", "É"),
        ("  ", "?"),
        ("Anne-Marie von Arx", "AA"),
        ("3M", "3"),
    ],
)
def test_initials(name: str, letters: str) -> None:
    assert initials(name) == letters


# --- charts ------------------------------------------------------------------------------------


def test_bars_are_stacked_to_scale_and_told_as_a_table() -> None:
    columns = [Bar("W1", {"email": 10, "phone": 30}), Bar("W2", {"email": 20}), Bar("W3", {})]
    html = render("{% bars columns 'Weeks' channels=channels height=100 %}", columns=columns,
                  channels={"email": "E-mail", "phone": "Phone"})  # fmt: skip
    rects = re.findall(
        r'<rect class="c-(\w+)" x="([\d.]+)%" y="([\d.]+)" width="([\d.]+)%" height="([\d.]+)"', html
    )
    assert rects == [
        ("email", "1.33", "76.0", "30.67", "24.0"),
        ("phone", "1.33", "1.0", "30.67", "74.0"),
        ("email", "34.67", "51.0", "30.67", "49.0"),
    ]
    assert html.count("<tr>") == 4
    assert "<title>W1: E-mail 10, Phone 30</title>" in html


def test_bars_without_figures_say_so() -> None:
    assert render("{% bars columns 'Weeks' channels=channels %}", columns=[], channels={}) == (
        '<p class="muted small">No figures in this period.</p>'
    )


# --- lists -------------------------------------------------------------------------------------


def test_older_replaces_the_cursor_and_keeps_the_rest() -> None:
    html = render("{% older 'new' %}")
    assert 'href="/page/?q=a&amp;cursor=new"' in html
    assert 'hx-target="this"' in html
    assert 'hx-target="closest tr"' in render("{% older 'new' columns=4 %}")
    assert 'hx-target="closest li"' in render("{% older 'new' item=True %}")
    assert render("{% older next %}", next=None) == ""
    assert 'href="/other/?a=1&amp;cursor=new"' in render("{% older 'new' url='/other/?a=1' %}")


# --- fields ------------------------------------------------------------------------------------


class Sample(forms.Form):
    subject = forms.CharField(label="Subject", help_text="Short.", max_length=20)
    kind = forms.ChoiceField(label="Kind", choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    failed = forms.BooleanField(label="Failed", required=False)
    secret = forms.CharField(widget=forms.HiddenInput, required=False)


def test_field_ties_label_hint_and_error_to_its_control() -> None:
    html = render("{% field form.subject %}", form=Sample({"subject": "x" * 30}))
    control = re.search(r"<input[^>]*>", html)
    assert control is not None
    for piece in (
        'id="id_subject"',
        'aria-describedby="id_subject-error id_subject-hint"',
        'aria-invalid="true"',
        'class="input"',
    ):
        assert piece in control[0]
    assert '<label for="id_subject">Subject</label>' in html
    assert '<span class="hint" id="id_subject-hint">Short.</span>' in html
    assert '<span class="error" id="id_subject-error">' in html


def test_field_without_error_and_hint_describes_nothing() -> None:
    html = render("{% field form.subject hint='' %}", form=Sample())
    assert "aria-describedby" not in html
    assert "aria-invalid" not in html


def test_choice_becomes_segmented_with_its_group_named() -> None:
    html = render("{% field form.kind look='segmented' %}", form=Sample(initial={"kind": "b"}))
    assert 'class="segmented" role="radiogroup" aria-labelledby="id_kind-label"' in html
    assert '<input type="radio" name="kind" value="b" id="id_kind_1" checked>' in html
    assert "</input>" not in html


def test_check_box_stands_before_its_label() -> None:
    html = render("{% field form.failed %}", form=Sample())
    assert re.search(r'<label class="check"><input type="checkbox"[^>]*><span>Failed</span></label>', html)


def test_hidden_field_comes_bare() -> None:
    assert (
        render("{% field form.secret %}", form=Sample())
        == '<input type="hidden" name="secret" id="id_secret">'
    )


def test_form_errors_say_what_no_field_can() -> None:
    form = Sample({"subject": "x", "kind": "a"})
    form.add_error(None, "Not today.")
    assert "<p>Not today.</p>" in render("{% form_errors form %}", form=form)
    assert "Please mend the marked fields." in render("{% form_errors form %}", form=Sample({"subject": ""}))
    assert render("{% form_errors form %}", form=Sample()) == ""
    assert render("{% form_errors form %}", form=Sample({"subject": "x", "kind": "a"})) == ""


def test_affix_is_said_by_the_label_not_twice() -> None:
    html = render("{% field form.subject affix='CHF' %}", form=Sample())
    assert '<span class="affix"><input' in html
    assert '<span aria-hidden="true">CHF</span>' in html
