from __future__ import annotations

from pathlib import Path

import pytest

from liaison import config
from liaison.ops.web_address import address, lost_links


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({}, "http://127.0.0.1:8000/"),
        ({"LIAISON_BIND": "0.0.0.0", "LIAISON_PORT": "80"}, "http://127.0.0.1:80/"),
        ({"LIAISON_BIND": "::"}, "http://[::1]:8000/"),
        ({"LIAISON_BIND": "::1"}, "http://[::1]:8000/"),
        ({"LIAISON_BIND": "192.168.1.5"}, "http://192.168.1.5:8000/"),
        ({"LIAISON_PUBLIC_URL": "https://liaison.example.ch"}, "https://liaison.example.ch/"),
    ],
)
def test_address_is_one_that_a_browser_here_reaches(
    tmp_path: Path, environ: dict[str, str], expected: str
) -> None:
    settings = config.read({"LIAISON_HOME": str(tmp_path), "LIAISON_SECRET_KEY": "x" * 32, **environ})

    assert address(settings) == expected


LOST = "links in messages lead to {}; set LIAISON_PUBLIC_URL"


@pytest.mark.parametrize(
    ("environ", "lost"),
    [
        ({}, ""),
        ({"LIAISON_BIND": "0.0.0.0"}, ""),
        ({"EMAIL_URL": "smtp://mail.example.ch"}, LOST.format("http://127.0.0.1:8000")),
        ({"EMAIL_URL": "smtp://mail.example.ch", "LIAISON_BIND": "::1"}, LOST.format("http://[::1]:8000")),
        ({"EMAIL_URL": "smtp://127.0.0.1", "LIAISON_BIND": "::"}, LOST.format("http://[::]:8000")),
        ({"EMAIL_URL": "smtp://localhost:1025"}, ""),
        ({"EMAIL_URL": "smtp://mail.example.ch", "LIAISON_BIND": "192.168.1.5"}, ""),
        ({"EMAIL_URL": "smtp://mail.example.ch", "LIAISON_PUBLIC_URL": "https://liaison.example.ch"}, ""),
        (
            {"EMAIL_URL": "smtp://mail.example.ch", "LIAISON_PUBLIC_URL": "http://localhost:8000"},
            LOST.format("http://localhost:8000"),
        ),
    ],
)
def test_links_that_lead_nowhere_are_told_where_messages_leave(
    tmp_path: Path, environ: dict[str, str], lost: str
) -> None:
    settings = config.read({"LIAISON_HOME": str(tmp_path), "LIAISON_SECRET_KEY": "x" * 32, **environ})

    assert lost_links(settings) == lost
