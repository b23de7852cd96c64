"""On which day it happened."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from liaison.interactions.quick import words
from liaison.interactions.quick.text import word_before

# A day without year that lies further back is more likely still to come.
TOO_LONG_AGO = timedelta(days=183)
MEETINGS = frozenset(
    [
        "visite",
        "appel",
        "reunion",
        "entretien",
        "seance",
        "rendez-vous",
        "rdv",
        "entrevue",
        "telephone",
        "besuch",
        "anruf",
        "sitzung",
        "treffen",
        "gesprach",
        "telefonat",
        "termin",
        "besprechung",
        "visita",
        "telefonata",
        "chiamata",
        "riunione",
        "incontro",
        "colloquio",
        "call",
        "visit",
        "meeting",
        "conversation",
    ]
)


@dataclass(frozen=True, slots=True)
class FoundDay:
    """A stretch that names a day, or with `ago` a moment counted back from now."""

    start: int
    end: int
    day: date | None = None
    part: str = ""
    ago: timedelta | None = None
    surely_past: bool = False
    """The words can speak of nothing but the past, wherever they stand."""


def _any(words_: Sequence[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(set(words_), key=len, reverse=True))


_NUMBER = rf"(?P<number>\d{{1,4}}|{_any(tuple(words.NUMBERS))})"
_UNIT = rf"(?P<unit>{_any(tuple(words.UNITS))})"
_COUNT = rf"(?:{_NUMBER}\s+|{_NUMBER.replace('number', 'digits')}\s?(?=h\b|min)|(?P<one>un'))"
_HALF = r"(?:une? demi-heure|une? demi heure|einer halben stunde|mezz'ora|half an hour)"
_AGO = [
    re.compile(pattern)
    for pattern in (
        rf"\bil y a (?:environ |a peine )?(?:{_COUNT}{_UNIT}|(?P<half>{_HALF}))\b",
        rf"\bvor (?:etwa |rund |ca\. ?)?(?:{_COUNT}{_UNIT}|(?P<half>{_HALF}))\b",
        rf"(?<!\w)(?:circa )?(?:{_COUNT}{_UNIT}|(?P<half>{_HALF})) fa\b",
        rf"(?<!\w)(?:about )?(?:{_COUNT}{_UNIT}|(?P<half>{_HALF})) ago\b",
    )
]
_PART = rf"(?:[ ]?(?:au |in the |di |am )?(?P<part>{_any(tuple(words.PARTS))}))?"
_WORD = re.compile(rf"(?<!\w)(?P<word>{_any(tuple(words.DAY_WORDS))}){_PART}(?!\w)")
_PART_WORD = re.compile(rf"(?<!\w)(?P<word>{_any(tuple(words.PART_WORDS))})(?!\w)")

_ARTICLE = r"(?:(?P<article>le|am|il|lo|den|dem|on the|on|the)\s+)?"
_WEEKDAY_NUMBER = {day: number for names in words.WEEKDAYS.values() for number, day in enumerate(names)}
_WEEKDAYS = _any((*_WEEKDAY_NUMBER, "sonnabend"))
_WEEKDAY = re.compile(
    rf"(?<!\w){_ARTICLE}(?:(?:letzten|letzter|letzte|vergangenen|last|past|scorso|scorsa)\s+)?"
    rf"(?P<weekday>{_WEEKDAYS})(?:\s+(?:dernier|passe|scorso|scorsa|passato|passata))?{_PART}(?!\w)"
    rf"(?!\s+(?:{_any(words.FORWARD.split())})\b)"
)
_TIME_AHEAD = r"(?=\.?,?\s+(?:\d{1,2}\s?(?:h|uhr|[ap]\.?m)|\d{1,2}[:.]\d|(?:um|alle|a|at|ore)\s+\d))"

_MONTH = _any(tuple(words.MONTHS))
_YEAR = r"(?:,?\s+(?P<year>\d{4})(?!\w|[.:']\d))?"
_ENGLISH = _any(tuple(words.ENGLISH_MONTHS))
_NO_COUNT = r"(?!\w|[:.]\d|\s?(?:min|h\b|uhr|[ap]\.?m\b|%|x\b))"
_DATES = [
    re.compile(pattern)
    for pattern in (
        r"(?P<d>\d{1,2})\.\s?(?P<m>\d{1,2})\.(?:\s?(?P<year>\d{4})|(?P<short>\d{2}))?(?!\d|\.\d|:)",
        r"(?P<d>\d{1,2})(?P<sep>[/-])(?P<m>\d{1,2})(?P=sep)(?:(?P<year>\d{4})|(?P<short>\d{2}))(?![\d/-])",
        r"(?P<year>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})(?![\d-])",
        rf"(?P<d>\d{{1,2}})\s?(?:\.|er|re|°|º|st|nd|rd|th|eme)?\s*(?:de\s+|of\s+|d')?(?P<name>{_MONTH})\b\.?{_YEAR}",
        rf"(?P<d>\d{{1,2}})\.?\s+(?P<name>{_any(tuple(words.DOUBTFUL_MONTHS))})(?:\.{_YEAR}|\s+(?P<year2>\d{{4}})\b)",
        rf"(?P<name>{_ENGLISH})\.?\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?{_YEAR}{_NO_COUNT}",
        rf"(?P<name>may|march)\s+(?P<d>\d{{1,2}})(?:(?:st|nd|rd|th){_YEAR}|,?\s+(?P<year2>\d{{4}}))\b",
    )
]
_LEAD_BEFORE = re.compile(
    rf"(?<!\w)(?:(?:le|am|il|lo|den|dem|on the|on|the)\s+)?(?:(?P<weekday>{_WEEKDAYS}|[a-z]{{2,3}}\.?),?\s+)?"
    r"(?:(?:le|il|den|dem|the)\s+)?$"
)
# "le 3.11" and "lundi 3/11": without a dot behind, a date only by the word before it.
_LED_DATE = re.compile(
    rf"(?<!\w)(?:(?:le|am|il|den|on)\s+|(?:{_WEEKDAYS}),?\s+(?:(?:le|den|il)\s+)?)"
    r"(?P<d>\d{1,2})[./](?P<m>\d{1,2})(?![\d/]|[.,:]\d|\.(?=\s?\d)|\s?(?:%|chf|fr\b|h\b|uhr|kg|m\b))"
)


def days(text: str, today: date, languages: Sequence[str]) -> list[FoundDay]:
    """Every stretch of the folded `text` that names a day up to `today`, from left to right."""
    found = [
        *_counted_back(text, today),
        *_named(text, today),
        *_dated(text, today),
        *_weekdays(text, today),
        *_short_weekdays(text, today, languages),
    ]
    result: list[FoundDay] = []
    for each in sorted(found, key=lambda one: (one.start, -one.end)):
        if not result or each.start >= result[-1].end:
            result.append(each)
    return result


def _counted_back(text: str, today: date) -> Iterator[FoundDay]:
    for pattern in _AGO:
        for match in pattern.finditer(text):
            if match["half"]:
                yield FoundDay(*match.span(), ago=timedelta(minutes=30), surely_past=True)
                continue
            number = match["number"] or match["digits"] or "1"
            count = int(number) if number.isdecimal() else words.NUMBERS[number]
            yield from _back(match, count, words.UNITS[match["unit"]], today)


def _back(match: re.Match[str], count: int, unit: str, today: date) -> Iterator[FoundDay]:
    if unit in {"minute", "hour"}:
        ago = timedelta(minutes=count) if unit == "minute" else timedelta(hours=count)
        yield FoundDay(*match.span(), ago=ago, surely_past=True)
        return
    try:
        if unit == "month":
            years, month = divmod(today.year * 12 + today.month - 1 - count, 12)
            day = date(years, month + 1, min(today.day, calendar.monthrange(years, month + 1)[1]))
        else:
            day = today - timedelta(days=count * (7 if unit == "week" else 1))
    except (ValueError, OverflowError):
        return
    if day.year >= 1900:
        yield FoundDay(*match.span(), day=day, surely_past=True)


def _named(text: str, today: date) -> Iterator[FoundDay]:
    for match in _WORD.finditer(text):
        if not _points_elsewhere(text, match.start()):
            day = today - timedelta(days=words.DAY_WORDS[match["word"]])
            yield FoundDay(*match.span(), day=day, part=_part(match), surely_past=day < today)
    for match in _PART_WORD.finditer(text):
        if not _points_elsewhere(text, match.start()):
            ago, part = words.PART_WORDS[match["word"]]
            yield FoundDay(*match.span(), day=today - timedelta(days=ago), part=part, surely_past=True)


def _part(match: re.Match[str]) -> str:
    return words.PARTS[match["part"]] if match["part"] else ""


def _weekdays(text: str, today: date) -> Iterator[FoundDay]:
    for match in _WEEKDAY.finditer(text):
        start = _start(text, match.start())
        if start is not None:
            number = _WEEKDAY_NUMBER.get(match["weekday"], 5)
            yield FoundDay(start, match.end(), day=_last(number, today), part=_part(match))


def _last(weekday: int, today: date) -> date:
    return today - timedelta(days=(today.weekday() - weekday - 1) % 7 + 1)


def _short_weekdays(text: str, today: date, languages: Sequence[str]) -> Iterator[FoundDay]:
    numbers: dict[str, int] = {}
    for language in languages:
        for number, forms in enumerate(words.SHORT_WEEKDAYS[language]):
            for form in forms.split():
                numbers.setdefault(form, number)
    for match in re.finditer(rf"(?<!\w)(?P<word>{_any(tuple(numbers))})\.?{_TIME_AHEAD}", text):
        if not _points_elsewhere(text, match.start()):
            yield FoundDay(match.start(), match.end(), day=_last(numbers[match["word"]], today))


def _dated(text: str, today: date) -> Iterator[FoundDay]:
    for match in _LED_DATE.finditer(text):
        start = _start(text, match.start())
        day = _resolve(int(match["d"]), int(match["m"]), None, today)
        if start is not None and day is not None:
            yield FoundDay(start, match.end(), day=day)
    for pattern in _DATES:
        for match in pattern.finditer(text):
            if match.start() and re.match(r"[\w.,/'-]", text[match.start() - 1]):
                continue
            start = _start(text, _lead(text, match.start()))
            day = _date_of(match, today)
            if start is not None and day is not None:
                yield FoundDay(start, match.end(), day=day)


def _lead(text: str, start: int) -> int:
    """Where the article and the weekday before a date begin."""
    offset = max(0, start - 30)
    match = _LEAD_BEFORE.search(text[offset:start])
    assert match is not None  # it may be empty
    weekday = match["weekday"]
    short = {form for names in words.SHORT_WEEKDAYS.values() for forms in names for form in forms.split()}
    if weekday and weekday not in _WEEKDAY_NUMBER and weekday.rstrip(".") not in short:
        return start
    return offset + match.start()


def _date_of(match: re.Match[str], today: date) -> date | None:
    groups = match.groupdict()
    name = groups.get("name")
    month = words.MONTHS.get(name) or words.DOUBTFUL_MONTHS[name] if name else int(match["m"])
    written = groups.get("year") or groups.get("year2")
    short = groups.get("short")
    year = int(written) if written else 2000 + int(short) if short else None
    return _resolve(int(match["d"]), month, year, today)


def _resolve(day: int, month: int, year: int | None, today: date) -> date | None:
    """The day meant, or None if there is no such day or it is rather one to come."""
    years: Sequence[int] = (year,) if year is not None else (today.year, today.year - 1)
    for each in years:
        try:
            found = date(each, month, day)
        except ValueError:
            continue
        if found <= today and found.year >= 1900:
            return found if year is not None or today - found <= TOO_LONG_AGO else None
    return None


def _word_before(text: str, start: int) -> str:
    """The word before a day; the francs before it ("500 fr. hier") are no "Frau"."""
    before = word_before(text, start)
    return "" if before == "fr." and _FRANCS.search(text, 0, start) else before


def _points_elsewhere(text: str, start: int) -> bool:
    """Whether a word before a day by name makes it no moment: "depuis hier", "l'offre d'hier"."""
    return _word_before(text, start) in _POINTING - {"a"}


def _start(text: str, start: int) -> int | None:
    """`start`, moved before the "du" of "visite du 3.11."; None if the words before point elsewhere."""
    before = _word_before(text, start)
    if before not in _POINTING:
        return start
    at = text.rfind(before, 0, start)
    if before in {"du", "de", "vom", "von", "del", "di", "of"} and word_before(text, at) in MEETINGS:
        return at
    return None


_POINTING = frozenset(words.POINTING)
_FRANCS = re.compile(r"\d[ ]*fr\.[ ]*\Z")
