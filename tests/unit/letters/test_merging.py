"""Merge fields in written text."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from liaison.kit.errors import Refused
from liaison.letters.merging import captioned, fields_in, merge_html, merge_line, objections
from liaison.letters.values import LocalDate, MergeValue, MergeValues

VALUES: MergeValues = {
    "contact.name": "Nora <Béguelin> & fils",
    "contact.address_block": "Béguelin SA\n1020 Renens VD",
    "interaction.date": LocalDate.of(date(2026, 3, 2), "fr-CH"),
    "salesperson.email": "aline@liaison.example",
    "organization.home_page": "javascript:alert(1)",
}


def test_values_become_text_and_never_markup() -> None:
    """R-INT-137"""
    assert merge_html("<p>Pour {{ contact.name }}, le {{interaction.date}}</p>", VALUES) == (
        "<p>Pour Nora &lt;Béguelin&gt; &amp; fils, le 2 mars 2026</p>"
    )


def test_line_breaks_of_a_value_are_kept() -> None:
    assert merge_html("<p>{{ Contact_Bloc_adresse }}</p>", VALUES) == "<p>Béguelin SA<br>1020 Renens VD</p>"


def test_a_missing_value_leaves_nothing() -> None:
    """R-INT-137"""
    assert merge_html("<p>[{{ contact.fax }}]</p>", VALUES) == "<p>[]</p>"


def test_marks_and_entities_of_an_editor_inside_the_braces_do_not_matter() -> None:
    assert merge_html("<p>{{&nbsp;<b>contact</b>.name }}</p>", {"contact.name": "N"}) == "<p>N</p>"


def test_fields_may_stand_in_links_but_bring_no_scheme_of_their_own() -> None:
    assert merge_html('<a href="mailto:{{ salesperson.email }}">A</a>', VALUES) == (
        '<a href="mailto:aline@liaison.example" rel="noopener noreferrer">A</a>'
    )
    assert merge_html('<a href="{{ organization.home_page }}">S</a>', VALUES) == (
        '<a rel="noopener noreferrer">S</a>'
    )


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("<p>{{ contact.shoe_size }}</p>", "There is no merge field named “contact.shoe_size”."),
        ("<p>{{ }}</p>", "There is no merge field named “”."),
        ("<p>{{ contact.name </p>", "A merge field begins with {{ but does not end with }}."),
        ("{{ settings.SECRET_KEY }}", "There is no merge field named “settings.SECRET_KEY”."),
        ("{{ contact.name|safe }}", "There is no merge field named “contact.name|safe”."),
        ("{{ " + "x" * 5000 + " }}", "A merge field begins with {{ but does not end with }}."),
    ],
)
def test_a_field_that_does_not_exist_is_refused_by_name(body: str, message: str) -> None:
    """E-INT-46"""
    with pytest.raises(Refused) as refused:
        merge_html(body, VALUES)
    assert [(str(one.message), one.field, one.code) for one in refused.value.refusals] == [
        (message, "body", "E-INT-46")
    ]


def test_every_objection_is_told_at_once() -> None:
    assert [str(one.message) for one in objections("{{ a }} {{ b }} {{ contact.name }} {{")] == [
        "There is no merge field named “a”.",
        "There is no merge field named “b”.",
        "A merge field begins with {{ but does not end with }}.",
    ]


def test_other_template_languages_stay_words() -> None:
    assert (
        merge_html("<p>{% now %} ${x} #{y} {z} {# c #}</p>", {}) == "<p>{% now %} ${x} #{y} {z} {# c #}</p>"
    )


def test_a_value_with_braces_is_no_field_when_merged_again() -> None:
    once = merge_html("<p>{{ contact.name }}</p>", {"contact.name": "{{ contact.no }}"})
    assert once == "<p>{ { contact.no }}</p>"
    assert merge_html(once, {"contact.no": "CT-1"}) == once


def test_subjects_stay_one_line() -> None:
    assert (
        merge_line("Offre pour {{ contact.address_block }}", VALUES)
        == "Offre pour Béguelin SA 1020 Renens VD"
    )
    assert merge_line("A\r\nBcc: x@y.example", VALUES) == "A Bcc: x@y.example"


def test_fields_are_listed_once_in_order() -> None:
    assert fields_in("{{ CONTA_Name }} {{ interaction.date }} {{ contact.name }} {{ nope }}") == (
        "contact.name",
        "interaction.date",
    )


@pytest.mark.parametrize(
    "text", ["{</b>{ contact.name", "{<x>{ contact.name }}", "&#123;&#123; contact.name }}"]
)
def test_braces_that_cleaning_brings_together_are_refused(text: str) -> None:
    assert [found.code for found in objections(text)] == ["E-INT-46"]


@example("{<x>{")
@given(st.text(alphabet=st.sampled_from("{}<>/b cont.name|&;"), max_size=80))
def test_any_text_is_merged_or_refused(text: str) -> None:
    if objections(text):
        with pytest.raises(Refused):
            merge_html(text, VALUES)
    else:
        assert "{{" not in merge_html(text, {})


@pytest.mark.parametrize(
    ("text", "language", "read"),
    [
        ("{{ contact.formal_salutation }} Merci", "fr-CH", "«Contact\u00a0: Salutation formelle» Merci"),
        ("Gruss {{salesperson.name}}", "de", "Gruss «Verkäufer: Name»"),
        ("{{ \x02contact\x03.city }}", "en", "«Contact: City»"),
        ("{{ nothing.known }} {{ contact.na", "en", "{{ nothing.known }} {{ contact.na"),
        ("Rien à fusionner", "fr", "Rien à fusionner"),
    ],
)
def test_a_text_kept_for_many_is_read_with_the_names_of_its_fields(
    text: str, language: str, read: str
) -> None:
    assert captioned(text, language) == read
    assert (
        captioned("<p>{{ <b>contact.city</b> }}</p>", "fr", in_html=True)
        == "<p>«Contact\u00a0: Localité»</p>"
    )


@pytest.mark.parametrize(
    ("text", "language", "read", "asked"),
    [
        ("Chez {{ organization.name }}", "fr-CH", "Chez Meier & Co", 1),
        ("Bei {{ Absender_Name }} in {{ organization.city }}", "de", "Bei Meier & Co in Renens", 2),
        ("{{ organization.iban }}!", "en", "!", 1),
        ("{{ contact.city }}", "en", "«Contact: City»", 0),
    ],
)
def test_fields_of_our_own_company_are_read_with_their_values(
    text: str, language: str, read: str, asked: int
) -> None:
    """They say the same to everybody"""
    calls: list[dict[str, MergeValue]] = []

    def ours() -> dict[str, MergeValue]:
        calls.append({"organization.name": "Meier &\nCo", "organization.city": "Renens"})
        return calls[-1]

    assert (captioned(text, language, ours=ours), len(calls)) == (read, asked)
    body = f"<p>{text}</p>".replace("organization.", "<b>organization.</b>")
    assert captioned(body, language, ours=ours, in_html=True) == f"<p>{read.replace('&', '&amp;')}</p>"
