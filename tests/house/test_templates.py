from __future__ import annotations

import re

from tests.house.tree import PRODUCT, templates

SCRIPT = re.compile(r"<script\b(?![^>]*\b(?:src=|type=[\"']application/json))[^>]*>", re.IGNORECASE)
STYLE = re.compile(r"<style\b|\sstyle\s*=", re.IGNORECASE)
HANDLER = re.compile(r"<[^>]*\son[a-z]+\s*=|\bhx-on[:=-]|javascript:", re.IGNORECASE)
FOREIGN = re.compile(r"""(?:src|href|srcset|action)\s*=\s*["']\s*(?:https?:)?//""", re.IGNORECASE)


def pages() -> list[tuple[str, str]]:
    """Pages for browsers; messages for mail programs need their style in place."""
    found = [(str(path.relative_to(PRODUCT)), path.read_text(encoding="utf-8")) for path in templates()]
    return [(name, text) for name, text in found if "/mail/" not in name and "/letters/" not in name]


def test_there_is_no_script_or_style_in_a_page() -> None:
    found = [
        name for name, text in pages() if SCRIPT.search(text) or STYLE.search(text) or HANDLER.search(text)
    ]

    assert found == []
    assert len(pages()) > 10


def test_pages_take_nothing_from_elsewhere() -> None:
    assert [name for name, text in pages() if FOREIGN.search(text)] == []


def test_nothing_switches_escaping_off_in_a_page() -> None:
    found = [name for name, text in pages() if re.search(r"autoescape off|\|\s*safe\b", text)]

    assert found == []
