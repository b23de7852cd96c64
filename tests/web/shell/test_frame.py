"""The frame stands around every page and lets only signed-in people in."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.cast import Cast

pytestmark = pytest.mark.django_db


def test_profile_stands_in_the_frame(client: Client, cast: Cast) -> None:
    client.force_login(cast.aline)
    page = client.get("/profile/")
    assert page.status_code == 200
    html = page.content.decode()
    assert '<html lang="fr-CH">' in html
    assert 'aria-label="' in html


@pytest.mark.parametrize("path", ["/profile/", "/account/password/", "/catalogue/", "/search", "/keys"])
def test_pages_render(client: Client, cast: Cast, path: str) -> None:
    client.force_login(cast.administrator)
    assert client.get(path).status_code == 200
