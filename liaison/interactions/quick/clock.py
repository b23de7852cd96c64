"""At what time it happened and how long it took."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import time
from decimal import Decimal

from liaison.interactions.quick import words
from liaison.interactions.quick.text import word_before

LONGEST = 24 * 60
# Below this, "2h" is a duration unless a word makes it a time; from this on, a time.
FIRST_HOUR = 6


@dataclass(frozen=True, slots=True)
class FoundTime:
    """A stretch that names a time of day; `half_day` tells whether am or pm was written."""

    start: int
    end: int
    at: time
    half_day: bool = False
    lasted: Decimal | None = None
    """Minutes, when the stretch was a range such as 14h-15h."""


@dataclass(frozen=True, slots=True)
class FoundDuration:
    """A stretch that names how many minutes it took; a `doubtful` one may rather be a time."""

    start: int
    end: int
    minutes: Decimal
    doubtful: bool = False


_MIN = r"(?:minutes?\b|minuten\b|minuto\b|minuti\b|mins?\b\.?|mn\b|'(?![\w']))"
_LONG_HOUR = r"(?:stunden?\b|std\b\.?|ore\b|ora\b|hours?\b|hrs?\b\.?)"
_HOUR = rf"(?:h\b|heures?\b|{_LONG_HOUR})"
_LEFT = r"(?<![\w.,:/'-])"
_AT = (
    r"(?:(?P<pre>a|vers(?: les)?|um|gegen|alle(?: ore)?|verso le|ore|at|around|ca\.?|circa|env\.?|environ|~)"
    r"(?:\s+|(?<=~)))?"
)
_TIME = re.compile(
    rf"{_LEFT}{_AT}(?:"
    rf"(?P<h1>\d{{1,2}})\s?uhr\b(?:\s?(?P<m1>\d{{2}})(?![\w.:]|\s?{_MIN}))?"
    r"|(?P<h2>\d{1,2}):(?P<m2>\d{2})(?::\d{2})?(?:\s?(?:(?P<half2>[ap])\.?m\b\.?|uhr\b|h\b))?(?![\w:])"
    r"|(?P<h3>\d{1,2})\.(?P<m3>\d{2})\s?uhr\b"
    r"|(?P<h4>\d{1,2})\s?(?P<half4>[ap])\.?m\b\.?"
    rf"|(?P<h5>\d{{1,2}})(?P<gap>\s?)(?:h(?:eures?\b)?|(?:ore|hours)\b)"
    rf"(?:(?P<m5>\s?\d{{2}})(?!\d)(?!\s?{_MIN})|(?![\w]))"
    r"|(?P<h6>\d{1,2})\.(?P<m6>\d{2})(?![\w:]|\.\d|\s?(?:%|chf|francs?|fr\b|eur|€|kg|m\b|h\b))"
    r"|(?P<h7>\d{1,2})(?![\w:%]|[.,]\d)"
    r"|(?P<noon>midi|mittag|mezzogiorno|noon|midday)\b"
    r")"
)
_FORCED = (
    r"(?:(?P<pre>pendant|durant|duree(?: ?:)?|a dure|dure|wahrend|dauer(?: ?:)?|dauerte|fur|fuer|per|durante|"
    r"durata(?: ?:)?|e durata|e durato|for|lasted|took|duration(?: ?:)?|about|environ|env\.?|ca\.?|circa|"
    r"rund|de|di|von|of|~)(?:\s+|(?<=~)))?"
)
_DURATION = re.compile(
    rf"{_LEFT}{_FORCED}(?:"
    rf"(?P<only>\d{{1,4}})(?:[.,](?P<part>\d))?\s?{_MIN}"
    rf"|(?P<h1>\d{{1,2}})\s?{_HOUR}\s?(?:et |und |e |and )?(?P<m1>\d{{1,2}})\s?{_MIN}"
    r"|(?P<h2>\d{1,2})\s?h\s?(?P<m2>\d{2})(?![\w.:])"
    r"|(?P<h3>\d{1,2})\s(?:stunden?|heures?)\s(?P<m3>\d{2})(?=\s*(?:$|[,;.!?)\x01]))"
    rf"|(?P<h4>\d{{1,2}})(?:[.,](?P<part4>\d{{1,2}}))?\s?(?P<unit4>{_HOUR})(?!\s?\d)"
    r")(?!\s+(?:de retard|d'avance|verspatung|di ritardo|late\b|early\b|ago\b|fa\b))"
)
_PHRASES = {
    15: "un quart d'heure|ein(?:e)? viertelstunde|un quarto d'ora|a quarter of an hour|quarter of an hour",
    30: "une? demi[- ]heure|eine halbe stunde|mezz'ora|mezzora|half an hour|1/2 ?h",
    45: "trois quarts d'heure|eine dreiviertelstunde|tre quarti d'ora|three quarters of an hour",
    60: "une heure|eine stunde|un'ora|an hour|one hour",
    90: "une heure et demie|anderthalb stunden|eineinhalb stunden|un'ora e mezza|an hour and a half",
}
_PHRASE = [
    (minutes, re.compile(rf"(?<!\w){_FORCED}(?:{pattern})\b"))
    for minutes, pattern in sorted(_PHRASES.items(), reverse=True)
]
_END = r"(?:\d{1,2}(?:\s?(?:h|heures|uhr)\s?\d{2}|[:.]\d{2})?\s?(?:h\b|heures\b|uhr\b|ore\b|[ap]\.?m\b\.?)?)"
_RANGE = re.compile(
    rf"{_LEFT}(?:"
    rf"(?P<a1>{_END})\s?-\s?(?P<b1>{_END})"
    rf"|(?:de|von|dalle(?: ore)?|from)\s+(?P<a2>{_END})\s+"
    rf"(?:a|bis|alle(?: ore)?|to|till|until)\s+(?P<b2>{_END})"
    rf"|(?:entre|zwischen|between|tra le)\s+(?P<a3>{_END})\s+(?:et|und|and|e le)\s+(?P<b3>{_END})"
    rf")(?![\w:]|[.,]\d|\s?{_MIN})"
)
_CLOCK = re.compile(
    r"(?P<h>\d{1,2})(?:(?P<sep>[:.]|\s?(?:h|heures|uhr)\s?)(?P<m>\d{2}))?\s?(?P<unit>h|heures|uhr|ore|[ap]\.?m\.?)?"
)
# A time behind one of these is an appointment or a limit.
_LIMITS = frozenset(
    [
        "pour",
        "jusqu'a",
        "avant",
        "des",
        "depuis",
        "apres",
        "bis",
        "ab",
        "vor",
        "nach",
        "seit",
        "until",
        "till",
        "by",
        "before",
        "from",
        "since",
        "after",
        "entro",
        "fino",
        "prima",
        "dopo",
        "dalle",
        "zu",
    ]
)
# "8h de formation": hours of something are a duration.
_COUNTED = re.compile(r"\s(?:de |d'|di |von |of )")
_STRONG = frozenset({"alle", "alle ore", "ore"})


def _decimal(hours: str, minutes: str | None = None) -> Decimal:
    return Decimal(int(hours) * 60 + int(minutes or 0))


def ranges(text: str) -> Iterator[FoundTime]:
    """Every "14h-15h30" of the folded `text`."""
    for found in _ranges(text):
        if found.lasted is not None:
            yield found


def impossible_ranges(text: str) -> Iterator[tuple[int, int]]:
    """Every "15h-14h": where it starts and ends. Neither of its times says when something happened."""
    for found in _ranges(text):
        if found.lasted is None:
            yield found.start, found.end


def _ranges(text: str) -> Iterator[FoundTime]:
    """Every range of the folded `text`; one that does not end after its start has no `lasted`."""
    for match in _RANGE.finditer(text):
        groups = match.groupdict()
        first, last = next((groups[f"a{n}"], groups[f"b{n}"]) for n in "123" if groups[f"a{n}"])
        begin, end = _CLOCK.fullmatch(first.strip()), _CLOCK.fullmatch(last.strip())
        assert begin is not None
        assert end is not None
        led = not groups["a1"]
        unit = end["unit"] or begin["unit"] or ""
        told = unit or begin["sep"] or end["sep"]
        if not told and not (led and text[match.start() :].startswith("dalle")):
            continue
        if "." in (begin["sep"], end["sep"]) and not unit and not led:
            continue
        start_at = _moment(begin["h"], begin["m"], _half(begin["unit"] or unit))
        end_at = _moment(end["h"], end["m"], _half(end["unit"] or ""))
        if start_at is None or end_at is None:
            continue
        lasted = (end_at.hour - start_at.hour) * 60 + end_at.minute - start_at.minute
        if lasted > 0:
            yield FoundTime(*match.span(), start_at, half_day=bool(_half(unit)), lasted=Decimal(lasted))
        elif led or " - " not in match[0] or (end_at.hour >= FIRST_HOUR and (end["unit"] or end["sep"])):
            # Not so "14h - 2h" and "14h - 8 personnes", which are a time and something else behind a dash.
            yield FoundTime(*match.span(), start_at)


def _half(unit: str) -> str:
    return unit[0] if unit[:1] in {"a", "p"} else ""


def _moment(hour: str, minute: str | None, half: str = "") -> time | None:
    """The time of day, or None where there is none such."""
    number = int(hour)
    if half:
        if not 1 <= number <= 12:
            return None
        number = number % 12 + (12 if half == "p" else 0)
    if number > 23 or int(minute or 0) > 59:
        return None
    return time(number, int(minute or 0))


def times(text: str) -> Iterator[FoundTime]:
    """Every time of day in the folded `text`; what is rather a duration is not among them."""
    for match in _TIME.finditer(text):
        groups = match.groupdict()
        pre = groups["pre"] or ""
        if word_before(text, match.start()) in _LIMITS:
            continue
        if groups["noon"]:
            if pre in {"a", "um", "at", "alle"}:
                yield FoundTime(*match.span(), time(12))
            continue
        number = next(n for n in "1234567" if groups[f"h{n}"])
        if number == "5" and not _is_time(text, match, pre):
            continue
        if number == "6" and pre not in {"um", "a", "at", "gegen", "vers", "around", *_STRONG}:
            continue
        if number == "7" and not (pre in _STRONG and _stands_clear(text, match)):
            continue
        end = match.end()
        minute = groups.get(f"m{number}")
        if number == "5" and minute and minute[0] == " " and not (groups["gap"] or _closed(text, end)):
            minute, end = None, match.start("m5")
        half = groups.get(f"half{number}") or ""
        at = _moment(groups[f"h{number}"], minute, half)
        if at is not None:
            yield FoundTime(match.start(), end, at, half_day=bool(half))


def _is_time(text: str, match: re.Match[str], pre: str) -> bool:
    """Whether "14h" is a time: by the word before it, else by the hour; "8h de cours" is a duration."""
    if pre in {"a", "vers", "vers les", "um", "gegen", "at", "around", *_STRONG, "verso le"}:
        return True
    if _COUNTED.match(text, match.end()):
        return False
    if "ore" in match[0] or "hours" in match[0]:
        return False
    forced = word_before(text, match.start()) in words.DURING
    return int(match["h5"]) >= FIRST_HOUR and not forced


def _closed(text: str, end: int) -> bool:
    return re.match(r"\s*(?:$|[,;.!?)\x01-])", text[end:]) is not None


def _stands_clear(text: str, match: re.Match[str]) -> bool:
    """Whether "alle 14" is a time: right behind a day, or with nothing behind that could be counted."""
    behind_day = text[: match.start()].rstrip(" ,").endswith("\x01")
    return behind_day or _closed(text, match.end()) or bool(re.match(r"\s+(?:per|\d)", text[match.end() :]))


def durations(text: str) -> Iterator[FoundDuration]:
    """Every duration in the folded `text`, from left to right."""
    found = list(_phrases(text))
    for match in _DURATION.finditer(text):
        duration = _duration(text, match)
        if duration is not None and duration.minutes <= LONGEST:
            found.append(duration)
    yield from sorted(found, key=lambda one: (one.start, -one.end))


def _phrases(text: str) -> Iterator[FoundDuration]:
    for minutes, pattern in _PHRASE:
        for match in pattern.finditer(text):
            if word_before(text, match.start()) not in words.RHYTHM:
                yield FoundDuration(*match.span(), Decimal(minutes))


def _duration(text: str, match: re.Match[str]) -> FoundDuration | None:
    groups = match.groupdict()
    pre = groups["pre"] or ""
    before = word_before(text, match.start())
    if before in words.RHYTHM:
        return None
    start, end = match.span()
    if groups["only"]:
        return FoundDuration(
            start, end, Decimal(groups["only"] + (f".{groups['part']}" if groups["part"] else ""))
        )
    number = next(n for n in "1234" if groups[f"h{n}"])
    hours = groups[f"h{number}"]
    if groups["part4"]:
        return FoundDuration(start, end, Decimal(f"{hours}.{groups['part4']}") * 60)
    told = number in {"1", "3"} or pre in words.DURING or re.fullmatch(_LONG_HOUR, groups["unit4"] or "")
    counted = _COUNTED.match(text, end)
    if counted:
        end = counted.end()
    if before in {"a", "vers", "um", "at", "alle"}:
        return None
    if number == "1" and int(hours) >= FIRST_HOUR and pre not in words.DURING:
        return None
    doubtful = not told and not counted and int(hours) >= FIRST_HOUR
    if groups.get(f"m{number}") and int(groups[f"m{number}"]) > 59:
        return None
    return FoundDuration(start, end, _decimal(hours, groups.get(f"m{number}")), doubtful=doubtful)
