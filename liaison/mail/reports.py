"""Reports that mail programs send: what could not be delivered (RFC 3464), who complained (RFC 5965).

A recipient for whom the report says `failed` will not get the message. The address is to blame only where
the status (RFC 3463, 5248) speaks of the mailbox or its domain, or where it says little and the server's
words do. A full mailbox, a message too large, one that is not wanted or not understood, and its sender
say nothing against the address.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_string
from email.message import Message as Parsed

import structlog

from liaison.mail.messages import one_line

log = structlog.get_logger(__name__)

LONGEST_WORDS = 1000
MOST_FAILURES = 100
_LONGEST_ODD = 200_000
_DEAD = frozenset({"5.1.1", "5.1.2", "5.1.3", "5.1.4", "5.1.6", "5.1.10", "5.2.1"})
"""No such mailbox, domain or address; moved away; takes no mail; disabled."""
_GENERAL = frozenset({"", "5.0.0", "5.1.0", "5.2.0", "5.4.0", "5.4.1", "5.4.4", "5.4.310"})
"""Statuses that are also said of messages and servers: the words decide."""
_MAILBOX_CODES = frozenset({"550", "551", "553"})
"""The answers to a recipient (RFC 5321, 4.2.3) that speak of its mailbox."""
_WHO = r"(?:mailbox|user|recipient|e?-?mail|address(?:ee)?|account|domain)"
_BLAMED = re.compile(
    rf"\bno (?:such )?(?:{_WHO}|person)\b"
    r"|\b(?:unknown|invalid|bad|inactive|disabled|non-?existent) (?:local )?"
    rf"(?:(?:recipient|e?-?mail|user) )?{_WHO}|\b{_WHO}\b.{{0,60}}"
    r"(?:unknown|unavailable|invalid|inactive|disabled|suspended|deactivated|rejected|n't exist|no longer"
    r"|not (?:exist|found|valid|known|local)|null mx|does not accept mail)",
    re.IGNORECASE,
)
_NOT_BLAMED = re.compile(
    r"\b(?:spam|unsolicited|virus|content|polic(?:y|ies)|reputation|block(?:ed|ing|list)?|banned|rbl|dnsbl"
    r"|black ?list(?:ed)?|spf|dkim|dmarc|relay(?:ing)?|sender|client|helo|ehlo|reverse|quota|full"
    r"|too (?:large|big|many))\b",
    re.IGNORECASE,
)
"""What says that the message, its sender or the moment was refused, whatever else is said of a mailbox."""
_ADDRESS = re.compile(r"(?<![^\s<>;,:\"()])[^\s<>;,:\"()]{1,255}@[^\s<>;,:\"()]{1,255}")
_CODE = re.compile(r"(?<![\d.])[45]\.\d{1,3}\.\d{1,3}(?![\d.])|(?<![\d.])[45]\d\d(?=[ -])")
_STATUS = re.compile(r"(?<![\d.])[45]\.\d{1,3}\.\d{1,3}(?![\d.])")
_DAEMONS = ("mailer-daemon", "postmaster", "mail-daemon", "mdaemon")


@dataclass(frozen=True, slots=True)
class Failure:
    """One recipient that a message did not reach, or not yet.

    `lost`: the server gave up. `hard`: the address does not work and will not later. `words` are the
    server's.
    """

    address: str
    lost: bool
    hard: bool
    words: str


def failures_of(parsed: Parsed) -> tuple[Failure, ...]:
    """Whom a message says it did not reach; nothing when it is no bounce."""
    reports = [part for part in parsed.walk() if part.get_content_type() == "message/delivery-status"]
    if reports:
        found = (failure for report in reports[:10] for failure in _of_report(report))
        return tuple(failure for failure, _number in zip(found, range(MOST_FAILURES), strict=False))
    if feedback_of(parsed) is None and is_daemon(parsed):
        return tuple(_of_odd(parsed))
    return ()


def feedback_of(parsed: Parsed) -> str | None:
    """The type of complaint that a message reports, e.g. `abuse`; None when it is no such report."""
    for part in parsed.walk():
        if part.get_content_type() == "message/feedback-report":
            told = [str(block.get("feedback-type") or "").strip().lower() for block in blocks_of(part)]
            return next(filter(None, told), "abuse")
    return None


def returned_headers(parsed: Parsed) -> Parsed | None:
    """The header fields of the message that a report returns, if it does."""
    for part in parsed.walk():
        if part.get_content_type() == "message/rfc822":
            return next(iter(_inside(part)), None)
        if part.get_content_type() == "text/rfc822-headers":
            return message_from_string(_text(part))
    return None


def is_daemon(parsed: Parsed) -> bool:
    """Whether a mail program speaks, not a person: it leaves no way back, or says its name."""
    if str(parsed.get("return-path") or "").strip() == "<>" or "x-failed-recipients" in parsed:
        return True
    found = _ADDRESS.search(str(parsed.get("from") or ""))
    return found is not None and found[0].partition("@")[0].lower() in _DAEMONS


def _of_report(report: Parsed) -> Iterator[Failure]:
    for block in blocks_of(report):
        address = _after_type(block, "original-recipient") or _after_type(block, "final-recipient")
        action = str(block.get("action") or "").strip().lower()
        if not address or action not in {"failed", "delayed"}:
            continue
        status = str(block.get("status") or "").strip()
        words = one_line(_after_type(block, "diagnostic-code") or status)[:LONGEST_WORDS]
        yield Failure(address, lost=action == "failed", hard=_is_hard(action, status, words), words=words)


def _is_hard(action: str, status: str, words: str) -> bool:
    """Whether the address is to blame; a status that says little is made up for by the server's words."""
    if action != "failed":
        return False
    if status in _GENERAL and (better := _STATUS.search(words)) is not None:
        status = better[0]
    if status not in _GENERAL:
        return status in _DEAD
    code = _CODE.search(_STATUS.sub(" ", words))
    if code is not None and code[0] not in _MAILBOX_CODES:
        return False
    return _BLAMED.search(words) is not None and _NOT_BLAMED.search(words) is None


def _after_type(block: Parsed, name: str) -> str:
    """The value of a field that begins with its type, as in `rfc822; nora@example`."""
    kind, semicolon, value = str(block.get(name) or "").partition(";")
    return one_line(value if semicolon else kind).strip("<> ")


def blocks_of(part: Parsed) -> Iterator[Parsed]:
    """The blocks of fields of a report; some programs encode them, which the parser takes for words."""
    for block in _inside(part):
        if len(block):
            yield block
            continue
        encoded = Parsed()
        encoded["Content-Transfer-Encoding"] = str(part.get("content-transfer-encoding") or "")
        encoded.set_payload(str(block.get_payload()))
        yield from map(message_from_string, re.split(r"\r?\n\r?\n", _text(encoded).strip()))


def _inside(part: Parsed) -> list[Parsed]:
    """The messages, or blocks of fields, that a part consists of."""
    inside = part.get_payload()
    return [one for one in inside if isinstance(one, Parsed)] if isinstance(inside, list) else []


def _of_odd(parsed: Parsed) -> Iterator[Failure]:
    """What programs without reports say, as far as it is known (flufl.bounce, `X-Failed-Recipients`)."""
    from flufl.bounce import all_failures  # noqa: PLC0415 - heavy, and only readers of mailboxes need it

    text = _first_text(parsed)
    try:
        temporary, permanent = all_failures(parsed) if len(text) < _LONGEST_ODD else (set(), set())
    except Exception as error:  # noqa: BLE001 - the detectors promise nothing about hostile texts
        log.info("bounce_not_understood", reason=type(error).__name__)
        temporary, permanent = set(), set()
    named = {found.decode("ascii", "replace"): True for found in permanent}
    named.update({found.decode("ascii", "replace"): False for found in temporary - permanent})
    if not named:
        told = str(parsed.get("x-failed-recipients") or "")
        named = dict.fromkeys(_ADDRESS.findall(told)[:MOST_FAILURES], True)
    for address, lost in sorted(named.items())[:MOST_FAILURES]:
        words = _words_about(address, text)
        yield Failure(address, lost=lost, hard=lost and _is_hard("failed", "", words), words=words)


def _words_about(address: str, text: str) -> str:
    """The lines that say why: from the one that names the address or a code on."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    for wanted in (_CODE.search, lambda line: address.lower() in line.lower()):
        for number, line in enumerate(lines):
            if wanted(line):
                return one_line(" ".join(lines[number : number + 3]))[:LONGEST_WORDS]
    return one_line(" ".join(lines[:3]))[:LONGEST_WORDS]


def _first_text(parsed: Parsed) -> str:
    for part in parsed.walk():
        if part.get_content_type() == "text/plain":
            return _text(part)
    return ""


def _text(part: Parsed) -> str:
    content = part.get_payload(decode=True)
    return content.decode("utf-8", "replace") if isinstance(content, bytes) else str(part.get_payload())
