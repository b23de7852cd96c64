"""The reader's words on the pages of contacts."""

from dataclasses import replace
from datetime import datetime

import pytest
from django.test import Client
from django.utils import translation

from liaison.contacts.actions import archive_contact, change_contact
from liaison.contacts.queries import fields_of
from liaison.web.contacts.words import language_name
from liaison.web.templatetags.contacts import web_link
from tests.cast import Cast


@pytest.mark.parametrize(
    ("reader", "code", "name"),
    [
        ("fr", "fr-CH", "Français (Suisse)"),
        ("de", "it", "Italienisch"),
        ("fr", "x!", "x!"),
        ("en", "zz", "zz"),
    ],
)
def test_languages_are_named_for_the_reader(reader: str, code: str, name: str) -> None:
    with translation.override(reader):
        assert language_name(code) == name


@pytest.mark.parametrize(
    ("address", "href"),
    [
        ("www.rey.example", "https://www.rey.example"),
        ("http://rey.example/", "http://rey.example/"),
        ("javascript://alert(1)", ""),
        ("", ""),
    ],
)
def test_only_web_addresses_become_links(address: str, href: str) -> None:
    found = str(web_link(address))

    assert (f'href="{href}"' in found) is bool(href)
    assert ("href" in found) is bool(href)


def test_history_names_the_fields(cast: Cast, at: datetime) -> None:
    change_contact(
        cast.nora, replace(fields_of(cast.nora), city="Nyon", language="de-CH"), by=cast.aline, at=at
    )
    archive_contact(cast.nora, by=cast.aline, at=at)
    client = Client()
    client.force_login(cast.aline)

    page = client.get("/contacts/CT-000482/history/").content.decode()

    assert "Localité" in page
    assert "Allemand (Suisse)" in page
    assert "02.03.2026 10:30" in page


def test_list_is_narrowed_by_city_company_and_block(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.aline)
    cast.lea.privacy_blocked = True
    cast.lea.save()

    def shown(query: str) -> list[bool]:
        page = client.get(f"/contacts/?{query}").content.decode()
        return [
            f">{name}</a>" in page for name in ("Béguelin Mécanique SA", "Nora Béguelin", "Lea Bernasconi")
        ]

    assert shown("city=renens+vd") == [True, False, False]
    assert shown("company=CT-000480") == [True, True, False]
    assert shown("blocked=1") == [False, False, True]
    assert shown("company=nobody") == [False, False, False]
