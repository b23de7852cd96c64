"""What somebody wrote in an answer: without the message answered to, below or above."""

from __future__ import annotations

import html
import re
from functools import cache
from typing import Any

from liaison.letters.cleaning import clean_for_display
from liaison.letters.plain import plain_text

LONGEST = 50_000
MOST_LINES = 1_000
LONGEST_LINE = 200
"""Characters of a line that may be one that introduces what was answered to, as "Am … schrieb …:"."""
_UNWANTED = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_SET_ASIDE = re.compile(r"\x00(\d+)\x00")
"""What stands for a longer line; no text has this sign."""


@cache
def _parser() -> Any:
    from mailparser_reply import EmailReplyParser  # noqa: PLC0415 - heavy, and only readers of mailboxes need it

    return EmailReplyParser(languages=["fr", "de", "it", "en"])


def what_was_answered(text: str, as_html: str) -> str:
    """The answer alone; all of it where nothing can be told apart."""
    whole = _bounded(text if text.strip() else plain_text(clean_for_display(as_html[: 4 * LONGEST])))
    return _without_quotes(whole) or whole


def _without_quotes(whole: str) -> str:
    """What the parser finds; long lines are set aside and put back whole.

    Its time grows with the third power of the length of a line.
    """
    lines = whole.split("\n")
    seen = (f"\x00{at}\x00" if len(line) > LONGEST_LINE else line for at, line in enumerate(lines))
    found = (_parser().parse_reply("\n".join(seen)) or "").strip()
    return _SET_ASIDE.sub(lambda place: lines[int(place[1])], found)


def as_body(text: str) -> str:
    """Plain words as the body of an interaction: paragraphs, and nothing that could be a tag."""
    paragraphs = re.split(r"\n\s*\n", text.strip())
    return "".join(f"<p>{html.escape(one, quote=False).replace(chr(10), '<br>')}</p>" for one in paragraphs)


def _bounded(text: str) -> str:
    lines = _UNWANTED.sub("", text[:LONGEST].replace("\r\n", "\n").replace("\r", "\n")).split("\n")
    return "\n".join(line.rstrip() for line in lines[:MOST_LINES]).strip()
