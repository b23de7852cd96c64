"""The log list is one click away from whatever stands in it, narrowed to that."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import Client

from tests import make
from tests.cast import Cast
from tests.web.interactions.conftest import Log
from tests.web.interactions.test_log_list import shown


@pytest.mark.parametrize(
    ("page", "query", "found"),
    [
        ("/contacts/CT-000482/", "contact=CT-000482", "nora visit"),
        ("/contacts/CT-000480/", "contact=CT-000480", "nora yves visit"),
        ("/setup/templates/APPEL/", "template=APPEL", "nora yves"),
        ("/setup/templates/A&B É/", "template=A%26B+%C3%89", "visit"),
        ("/setup/salespeople/", "salesperson=MD", "yves"),
        ("/reports/groups/", "group=TEL", "nora yves"),
        ("/reports/templates/", "template=APPEL", "nora yves"),
        ("/reports/salespeople/", "salesperson=MD", "yves"),
    ],
)
def test_the_log_is_reached_already_filtered(
    aline: Client, cast: Cast, log: Log, page: str, query: str, found: str
) -> None:
    """R-INT-184: from a contact (a company has all its people's), group, template, salesperson."""
    make.make_template("A&B É", make.make_group("VISITES"))
    names = {
        log(): "nora",
        log(contact="CT-000483", salesperson="MD"): "yves",
        log(template="A&B É"): "visit",
    }
    links = [
        unescape(link)
        for link in re.findall(r'href="(/interactions/\?[^"]*)"', aline.get(page).content.decode())
    ]
    narrowed = [link for link in links if re.search(rf"[?&]{re.escape(query)}(&|$)", link)]
    link = min(narrowed, key=len)  # others sort it too, or narrow it to a day

    numbers = shown(aline.get(link).content.decode())

    assert {names[number] for number in numbers} == set(found.split())


def test_from_a_salesperson_a_new_interaction_is_opened(aline: Client, log: Log) -> None:
    """R-INT-41, R-INT-184: by the list of what that one did, the salesperson fixed"""
    log(salesperson="MD")
    report = aline.get("/reports/salespeople/").content.decode()
    (of_marc,) = set(re.findall(r'href="(/interactions/\?[^"]*salesperson=MD[^"]*)"', report))
    page = aline.get(unescape(of_marc)).content.decode()
    assert 'href="/interactions/guide/?salesperson=MD&amp;lock=salesperson" data-dialog' in page
