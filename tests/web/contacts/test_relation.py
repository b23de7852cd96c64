"""The figures of a contact, asked for anew after something was recorded."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from tests.cast import Cast

WITHOUT_IDS = re.compile(r"card-[0-9a-f]+")  # every drawing of a card has ids of its own


@pytest.mark.django_db
def test_the_figures_come_alone(client: Client, cast: Cast) -> None:
    client.force_login(cast.aline)
    page = client.get("/contacts/CT-000482/").content.decode()
    part = client.get("/contacts/CT-000482/", headers={"HX-Request": "true", "HX-Target": "relation"})

    figures = WITHOUT_IDS.sub("", part.content.decode().strip())
    assert figures.startswith("<section")
    assert figures in WITHOUT_IDS.sub("", page)
    assert "<html" not in figures
