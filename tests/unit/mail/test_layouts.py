"""The layouts a mail's text can stand in."""

from __future__ import annotations

import re
from importlib import resources

import pytest

from liaison.interactions.template_rules import LAYOUTS
from liaison.kit.errors import Refused
from liaison.letters.plain import plain_text
from liaison.mail.layouts import Parts, find_layout, lay_out, uses_logo

PARTS = Parts(
    body="<h2>Nouveautés</h2><p>Voici [[foot]] &amp; {{ x }}</p>",
    language="fr-CH",
    subject="Infolettre <mars>",
    salutation="Madame Béguelin,",
    informal_salutation="Chère Nora,",
    signature="Aline Rochat\nCheffe des ventes",
    foot="Machines du Léman SA\nRue du Lac 1, 1020 Renens VD",
    date="2 mars 2026",
    organization="Machines du Léman SA",
)


def lines(page: str) -> list[str]:
    body = re.sub(r"(?s).*<body[^>]*>", "", page)
    return [
        line for line in plain_text(body.replace("<td", "<div").replace("</td", "</div")).splitlines() if line
    ]


def test_the_newsletter_offers_everything() -> None:
    """R-INT-131, 142"""
    assert lines(lay_out("newsletter", PARTS)) == [
        "Machines du Léman SA",
        "2 mars 2026",
        "Madame Béguelin,",
        "Nouveautés",
        "Voici [[foot]] & {{ x }}",
        "Aline Rochat",
        "Cheffe des ventes",
        "Machines du Léman SA",
        "Rue du Lac 1, 1020 Renens VD",
    ]


def test_each_layout_has_its_own_way() -> None:
    """R-INT-142"""
    assert lines(lay_out("plain", PARTS))[0] == "Madame Béguelin,"
    assert lines(lay_out("short_message", PARTS)) == [
        "Chère Nora,", "Nouveautés", "Voici [[foot]] & {{ x }}", "Aline Rochat", "Cheffe des ventes",
    ]  # fmt: skip
    assert lines(lay_out("", PARTS)) == ["Nouveautés", "Voici [[foot]] & {{ x }}"]


@pytest.mark.parametrize("name", ["", *LAYOUTS])
def test_a_layout_is_a_whole_document_with_its_styles_inside(name: str) -> None:
    """R-INT-131"""
    page = lay_out(name, PARTS)
    assert page.startswith('<!DOCTYPE html><html lang="fr-CH"')
    assert "<title>Infolettre &lt;mars&gt;</title>" in page
    assert "<style" not in page
    assert re.search(r'<p style="margin: 0(px)? 0(px)? 1\dpx;?">Voici', page)
    assert "[[" not in page.replace("[[foot]]", "")


@pytest.mark.parametrize("name", LAYOUTS)
def test_what_is_empty_leaves_no_gap(name: str) -> None:
    page = lay_out(name, Parts(body="<p>x</p>"))
    assert 'class="salutation"' not in page
    assert 'class="signature"' not in page


def test_a_logo_is_shown_where_the_layout_has_a_place_for_it() -> None:
    """R-INT-142"""
    page = lay_out("newsletter", Parts(body="", organization='A "B"', has_logo=True))
    assert '<img src="cid:logo@liaison" alt="A &quot;B&quot;"' in page
    assert (uses_logo("newsletter"), uses_logo("plain"), uses_logo("")) == (True, False, False)


def test_nothing_of_people_runs_or_is_fetched() -> None:
    page = lay_out(
        "plain",
        Parts(
            body="<script>x()</script><link rel=stylesheet href='http://127.0.0.1:9/x.css'><p onclick='x()'>a</p>",
            signature="<img src=x onerror=y()>",
        ),
    )
    assert "script" not in page
    assert "127.0.0.1" not in page
    assert "onclick" not in page
    assert "&lt;img src=x onerror=y()&gt;" in page


def test_names_are_found_in_any_case_and_unknown_ones_are_refused() -> None:
    """R-INT-24, E-INT-20"""
    assert (find_layout(" Newsletter "), find_layout("")) == ("newsletter", "")
    with pytest.raises(Refused) as refused:
        find_layout("Rundbrief")
    assert [(one.code, one.field, str(one.message)) for one in refused.value.refusals] == [
        ("E-INT-20", "email_layout", "There is no e-mail layout named “Rundbrief”.")
    ]


def test_every_layout_a_template_can_have_has_its_file_and_each_file_its_layout() -> None:
    """R-INT-24"""
    files = {one.name for one in resources.files("liaison.mail").joinpath("layouts").iterdir()}
    pages = {name.removesuffix(".html") for name in files if name.endswith(".html")}
    assert pages - {"none"} == set(LAYOUTS)
