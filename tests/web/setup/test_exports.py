"""What was taken out of Liaison is told to administrators."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from liaison.accounts.actions import note_export
from liaison.accounts.models import DataExport
from tests.cast import Cast
from tests.conftest import AT
from tests.web.setup.conftest import SignIn

URL = "/setup/exports/"


def test_tells_who_took_what_for_what(admin: Client, cast: Cast) -> None:
    """B-20"""
    note_export("contacts", "csv", purpose="Phone list", narrowed="city=Nyon", by=cast.aline, at=AT)
    note_export("segment_lines", "xlsx", purpose="Printer", subject="SM-0007", by=cast.marc, at=AT)
    DataExport.objects.filter(what="contacts").update(rows=1234)
    html = admin.get(URL).content.decode()
    assert re.findall(r"<tr data-row>(.*?)</tr>", html)[1].startswith(
        '<td class="name"><a href="/contacts/?city=Nyon">Contacts</a></td><td>Phone list</td>'
    )
    assert "1’234" in html
    assert "Lines SM-0007" in html
    assert cast.aline.full_name in html


def test_page_by_page(admin: Client, cast: Cast) -> None:
    """B-20"""
    for number in range(52):
        note_export("interactions", "csv", purpose=f"Reason {number:03d}.", by=cast.aline, at=AT)
    first = admin.get(URL).content.decode()
    found = re.search(r'hx-get="([^"]*cursor=[^"]*)"', first)
    assert found is not None
    rest = admin.get(found[1].replace("&amp;", "&"), headers={"HX-Request": "true"}).content.decode()
    told = re.findall(r"Reason (\d+)\.", first + rest)
    assert [int(one) for one in told] == list(range(51, -1, -1))


@pytest.mark.parametrize("who", ["marc", "aline"])
def test_not_for_others(sign_in: SignIn, cast: Cast, who: str) -> None:
    """B-20"""
    client = sign_in(getattr(cast, who))
    assert client.get(URL).status_code == 403
    assert URL not in client.get("/setup/").content.decode()
