"""What it cost, whether anybody was reached, and through which channel."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from decimal import Decimal

from liaison.interactions.quick.channels import OF_SOMEBODY, PATTERNS
from liaison.interactions.quick.text import stands_alone

_AMOUNT = r"(?P<{0}>\d{{1,3}}(?:[' ]\d{{3}})+(?!\d)|\d{{1,9}})(?:[.,](?P<{0}c>\d{{1,2}}))?(?:\.?-{{1,2}})?"
_CALLED = (
    r"(?P<called>(?:frais|couts?|depenses?|kosten|spesen|auslagen|costi?|spese|expenses?|costs?)"
    r"(?: de| von| di| of)?\s?:?\s)?"
)
_SIGNS = {"CHF": r"chf|sfr\.?|fr\.?|francs?|franken|franchi", "EUR": "eur|€|euros?"}


@dataclass(frozen=True, slots=True)
class FoundCost:
    """A stretch that names an amount; only a `sure` one is a cost wherever it stands."""

    start: int
    end: int
    amount: Decimal
    sure: bool


@dataclass(frozen=True, slots=True)
class FoundHint:
    """Words that tell the channel, and perhaps who turned to whom; `label` if they are only that."""

    start: int
    end: int
    channel: str
    direction: str
    label: bool


def costs(text: str, currency: str) -> Iterator[FoundCost]:
    """Every amount of the company's `currency` in the folded `text`."""
    sign = _SIGNS.get(currency, re.escape(currency.lower()))
    swiss = r"|(?P<d>\d{1,6})\.-{1,2}" if currency == "CHF" else ""
    pattern = re.compile(
        rf"(?<![\w.,'/-]){_CALLED}(?:(?:{sign})\s?{_AMOUNT.format('a')}"
        rf"|{_AMOUNT.format('b')}\s?(?:{sign}){swiss})(?![\w'/]|[.,]\d)"
    )
    for match in pattern.finditer(text):
        groups = match.groupdict()
        name = next(name for name in "abd" if groups.get(name))
        whole = re.sub("[' ]", "", groups[name] or "")
        cents = groups.get(f"{name}c") or "0"
        start, end = match.span()
        amount = Decimal(f"{whole}.{cents}").quantize(Decimal("0.01"))
        yield FoundCost(start, end, amount, sure=bool(groups["called"]))


def is_cost(text: str, found: FoundCost, after: int) -> bool:
    """Whether the amount is called a cost, or stands apart from the words around it.

    `after` is where the duration ended, or -1: what follows a duration at once is a cost.
    """
    if found.sure or stands_alone(text, found.start, found.end):
        return True
    before = text[: found.start].rstrip(" ,")
    if len(before) == after:
        return True
    return before.endswith("\x01") and re.match(r"\s*(?:$|[,;.!?\x01])", text[found.end :]) is not None


_SUBJECT = r"(?:(?:il|elle|on|ils|elles|er|sie|he|she|they)\s)?"
_FAILED = re.compile(
    rf"(?<![\w'])(?:mais |aber |ma |but )?(?:{_SUBJECT}(?:"
    r"(?:n'a |n'ont |ne |a )?pas (?:repondu|decroche|joint|atteint|la)"
    r"|(?:ne |n')repond(?:ent)? pas|pas de reponse|sans reponse|injoignable|non joint|repondeur"
    r"|boite vocale|messagerie vocale|combox|ligne occupee|tentative echouee|absente?"
    r"|nicht (?:erreicht|erreichbar|abgenommen|da)|nimmt nicht ab|nahm nicht ab|(?:hat )?nicht geantwortet"
    r"|keine antwort|ohne antwort|besetzt|anrufbeantworter|mailbox|niemand erreicht"
    r"|non risponde|non ha risposto|nessuna risposta|senza risposta|non raggiunt[oai]|irraggiungibile"
    r"|segreteria(?: telefonica)?|linea occupata|occupato"
    r"|no (?:answer|reply)|not reached|unreachable|voice ?mail|line busy|busy|no one there"
    r"|(?:didn't|did not|doesn't|does not) (?:answer|pick up|reply)|couldn't reach(?: him| her| them)?"
    r"))(?=\s*(?:$|[,;.!?()\n\r\x01]|- ))"
)


def failures(text: str) -> Iterator[tuple[int, int]]:
    """Every "pas répondu" that ends a clause of the folded `text`."""
    for match in _FAILED.finditer(text):
        yield match.span()


_HINTS = tuple(
    (channel, direction, re.compile(rf"(?<![\w'-])(?:{pattern})(?![\w'-])"))
    for channel, direction, pattern in PATTERNS
)
WRITTEN_OR_SAID = frozenset({"phone", "email", "letter", "message"})
_OF_SOMEBODY = re.compile(OF_SOMEBODY)
_NAMED = re.compile(r"(?:he|she|they|client|customer)$")


def hint(text: str, rest: str, original: str, channels: Collection[str]) -> FoundHint | None:
    """The first words that tell the channel, the longest if several start there.

    Only `channels` are looked for, if any are given. `rest` has the words understood before blotted out;
    `original` is the line before folding: a name before
    "called" makes the call one that came in.
    """
    best: FoundHint | None = None
    for channel, direction, pattern in _HINTS:
        if channels and channel not in channels:
            continue
        match = pattern.search(text)
        if match is None:
            continue
        if best is None or (match.start(), -match.end()) < (best.start, -best.end):
            best = FoundHint(*match.span(), channel, direction, label=False)
    if best is None:
        return None
    if text[best.start : best.end] in {"called", "phoned", "rang"} and _has_subject(original[: best.start]):
        best = FoundHint(best.start, best.end, best.channel, "inbound", label=False)
    if not best.direction and best.channel in WRITTEN_OR_SAID and _OF_SOMEBODY.match(original[best.end :]):
        best = FoundHint(best.start, best.end, best.channel, "inbound", label=False)
    label = re.match(r"\.?\s?:\s", text[best.end :])
    if label and not rest[: best.start].strip(" \x01,"):
        return FoundHint(best.start, best.end + label.end(), best.channel, best.direction, label=True)
    return best


def _has_subject(before: str) -> bool:
    """Whether a person's name or "she" stands right before a verb."""
    found = re.search(r"([\w'’-]+) $", before)
    return found is not None and (found[1][0].isupper() or _NAMED.match(found[1].lower()) is not None)
