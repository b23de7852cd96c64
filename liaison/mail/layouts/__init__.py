"""The layouts a mail's text can stand in: our own files, filled by plain substitution (R-INT-24, 142).

What comes from people arrives either escaped or cleaned; styles are written into the elements, as
mail programs want them, and nothing is fetched while doing so.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from functools import cache
from importlib import resources

import css_inline

from liaison.interactions.template_rules import LAYOUTS, no_layout
from liaison.kit.errors import Refused
from liaison.letters.cleaning import clean_for_display

LOGO_ID = "logo@liaison"
_PLACE = re.compile(r"\[\[([a-z_]+)\]\]")
_INLINER = css_inline.CSSInliner(load_remote_stylesheets=False)
_EMPTY = re.compile(r'<(p|td) class="(?:salutation|signature|foot|date|unsubscribe)"[^>]*></\1>\s*')


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What a layout offers: plain words except `body`, which is HTML; line breaks in words are kept."""

    body: str
    language: str = ""
    subject: str = ""
    salutation: str = ""
    informal_salutation: str = ""
    signature: str = ""
    foot: str = ""
    date: str = ""
    organization: str = ""
    unsubscribe: str = ""
    """The words of the link at the very end; it leads to `unsubscribe_url`."""
    unsubscribe_url: str = ""
    has_logo: bool = False


def find_layout(name: str) -> str:
    """The layout of that name in any case, empty for none; raises `Refused` (E-INT-20)."""
    wanted = name.strip().casefold()
    if wanted and wanted not in LAYOUTS:
        raise Refused(no_layout(name))
    return wanted


def lay_out(name: str, parts: Parts) -> str:
    """A whole HTML document with `parts` in the layout of that name (R-INT-131, 142)."""

    def words(text: str) -> str:
        return html.escape(text).replace("\n", "<br>")

    logo = f'<img src="cid:{LOGO_ID}" alt="{html.escape(parts.organization)}" height="48">'
    filled = {
        "body": clean_for_display(parts.body),
        "language": words(parts.language or "fr"),
        "subject": words(parts.subject),
        "salutation": words(parts.salutation),
        "informal_salutation": words(parts.informal_salutation),
        "signature": words(parts.signature),
        "foot": words(parts.foot),
        "date": words(parts.date),
        "unsubscribe": _unsubscribe(parts),
        "logo": logo if parts.has_logo else words(parts.organization),
    }
    # One pass: what was filled in is never looked at again for places.
    page = _PLACE.sub(lambda found: filled[found[1]], _source(find_layout(name) or "none"))
    return _INLINER.inline(_EMPTY.sub("", page))


def _unsubscribe(parts: Parts) -> str:
    if not parts.unsubscribe_url:
        return ""
    return f'<a href="{html.escape(parts.unsubscribe_url)}">{html.escape(parts.unsubscribe)}</a>'


@cache
def _source(name: str) -> str:
    return resources.files("liaison.mail").joinpath("layouts", f"{name}.html").read_text(encoding="utf-8")


def uses_logo(name: str) -> bool:
    """Whether the layout shows the logo, so that it must travel with the message."""
    return "[[logo]]" in _source(find_layout(name) or "none")
