"""A page weighs at most 60 kB on the wire, with all it needs."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from tests.cast import Cast

WIRE = 60_000


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/profile/", "/catalogue/", "/account/login/"])
def test_page_and_all_it_needs_weigh_at_most_60_kilobytes(client: Client, cast: Cast, path: str) -> None:
    if "account" not in path:
        client.force_login(cast.administrator)
    page = client.get(path, headers={"Accept-Encoding": "gzip"})
    assert page["Content-Encoding"] == "gzip"
    html = gzip.decompress(page.content).decode()
    needed = set(re.findall(r'(?:src|href)="/static/([^"#]+)', html))
    assert "web/liaison.css" in needed
    weight = len(page.content)
    for name in needed:
        file = finders.find(name)
        assert isinstance(file, str), name
        weight += len(gzip.compress(Path(file).read_bytes()))
    assert weight <= WIRE
