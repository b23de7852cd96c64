"""HTML from people: what may stay in it, on the way in and again on the way out.

An allow-list, not a list of bad things: tags, attributes, address schemes and style properties that
are not named here are gone, scripts and styles together with their content.
"""

from __future__ import annotations

import html
import re
from functools import lru_cache

import nh3

from liaison.letters.nesting import COMMENT, too_deep

TAGS = frozenset(
    "a abbr b blockquote br caption code del div em figcaption figure h1 h2 h3 h4 h5 h6 hr i img ins li "  # noqa: SIM905
    "ol p pre q s small span strong sub sup table tbody td tfoot th thead tr u ul".split()
)
ATTRIBUTES: dict[str, set[str]] = {
    "*": {"style", "lang", "dir"},
    "a": {"href", "title"},
    "abbr": {"title"},
    "img": {"src", "alt", "title", "width", "height"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
}
STYLES = frozenset(
    "background-color color font-style font-weight list-style-type text-align text-decoration "  # noqa: SIM905
    "text-decoration-line vertical-align".split()
)
SCHEMES = frozenset({"cid", "http", "https", "mailto", "tel"})
GONE_WITH_CONTENT = frozenset({"script", "style", "title", "template", "iframe", "object", "svg", "math"})

# Written bodies keep relative addresses, because a merge field may stand there: href="{{ ... }}".
_INWARD = nh3.Cleaner(
    tags=set(TAGS),
    clean_content_tags=set(GONE_WITH_CONTENT),
    attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
    url_schemes=set(SCHEMES),
    filter_style_properties=set(STYLES),
    link_rel="noopener noreferrer",
)
_OUTWARD = nh3.Cleaner(
    tags=set(TAGS),
    clean_content_tags=set(GONE_WITH_CONTENT),
    attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
    url_schemes=set(SCHEMES),
    filter_style_properties=set(STYLES),
    link_rel="noopener noreferrer",
    url_relative="deny",
)


_CONTROLS = r"\x00-\x1f\x7f-\x9f"
_WORDS = rf"[^\s<>&{_CONTROLS}](?:(?:[^<>&{_CONTROLS}]|&(?:amp|lt|gt);)*[^\s<>&;{_CONTROLS}])?"
SIMPLE = re.compile(rf"(?:<p>{_WORDS}(?:<br>{_WORDS})*</p>){{1,200}}")
"""Paragraphs of plain lines, as most notes are: nothing to clean, and read without building a tree."""

_NO_WORDS = re.compile(
    rf"(?is){COMMENT}|<!--.*|<(script|style)\b[^<>]*>.*?(?:</\1\b[^<>]*>|\Z)|<(?=[a-z/!?])[^<>]*>?"
)
"""Tags and comments, and what is no text between tags."""

_NOTHING = re.compile(r"(?:<(?!img\b)[^<>]*>|\s|&nbsp;)*")
"""Tags around nothing, as an editor leaves them that was emptied; an image is something."""


def clean(body: str) -> str:
    """`body` as it may be stored: only what the allow-list names, without NUL; empty without content."""
    if SIMPLE.fullmatch(body) and "\xa0" not in body:
        return body
    cleaned = _INWARD.clean(_readable(body))
    return "" if _NOTHING.fullmatch(cleaned) else cleaned


@lru_cache(8)
def clean_for_display(body: str) -> str:
    """`body` as it may be shown or sent: cleaned again, and links only to full addresses.

    The last ones are remembered: a message asks for the same body as words and as HTML.
    """
    return _OUTWARD.clean(_readable(body))


def _readable(body: str) -> str:
    """`body` without NUL; where it is nested so that reading it would hardly end, its words alone."""
    body = body.replace("\x00", "")
    return html_of(html.unescape(_NO_WORDS.sub("\n", body))) if too_deep(body) else body


def html_of(text: str) -> str:
    """Plain text as HTML: an empty line begins a paragraph, a line break stays one."""
    text = text.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n").strip("\n")
    paragraphs = [part.strip("\n") for part in text.split("\n\n")]
    return "".join(
        f"<p>{html.escape(part, quote=False).replace(chr(10), '<br>')}</p>" for part in paragraphs if part
    )
