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
"""Characters of a line that the parser sees whole."""
_ENDS = 90
"""Characters that it sees at both ends of a longer line: as "Am … schrieb …:" it may introduce a message."""
_UNWANTED = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_SET_ASIDE = re.compile(r"\x00(\d+)\x00")
"""What stands for the middle of a longer line; no text has this sign."""


@cache
def _parser() -> Any:
    from mailparser_reply import EmailReplyParser  # noqa: PLC0415 - heavy, and only readers of mailboxes need it

    return EmailReplyParser(languages=["fr", "de", "it", "en"])


def what_was_answered(text: str, as_html: str) -> str:
    """The answer alone; all of it where nothing can be told apart."""
    whole = _bounded(text if text.strip() else plain_text(clean_for_display(as_html[: 4 * LONGEST])))
    return _without_quotes(whole) or whole


def _without_quotes(whole: str) -> str:
    """What the parser finds; the middle of long lines is set aside and put back.

    Its time grows with the third power of the length of a line.
    """
    lines = whole.split("\n")
    seen = (_shortened(line, at) if len(line) > LONGEST_LINE else line for at, line in enumerate(lines))
    found = (_parser().parse_reply("\n".join(seen)) or "").strip()
    return _SET_ASIDE.sub(lambda place: lines[int(place[1])][_ENDS:-_ENDS], found)


def _shortened(line: str, at: int) -> str:
    return f"{line[:_ENDS]}\x00{at}\x00{line[-_ENDS:]}"


def as_body(text: str) -> str:
    """Plain words as the body of an interaction: paragraphs, and nothing that could be a tag."""
    paragraphs = re.split(r"\n\s*\n", text.strip())
    return "".join(f"<p>{html.escape(one, quote=False).replace(chr(10), '<br>')}</p>" for one in paragraphs)


def _bounded(text: str) -> str:
    lines = _UNWANTED.sub("", text[:LONGEST].replace("\r\n", "\n").replace("\r", "\n")).split("\n")
    return "\n".join(line.rstrip() for line in lines[:MOST_LINES]).strip()
