"""Reading one line from left to right: day, time, duration, cost, failure, channel."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, date, datetime, time, tzinfo
from decimal import Decimal

from liaison.interactions.quick import clock, hints, words
from liaison.interactions.quick.days import FoundDay, days
from liaison.interactions.quick.note import QuickNote, Span
from liaison.interactions.quick.text import (
    clause_end,
    clause_start,
    fold,
    left_over,
    mask,
    readable,
    stands_alone,
    stands_first,
)

# What stands further back in a very long text is description.
READ = 2000
_COMING = re.compile(
    rf"(?<!\w)(?:{'|'.join((*words.COMING, 'call back', *sum(words.WEEKDAYS.values(), ())))})(?!\w)"
)


def understand(
    text: str,
    *,
    now: datetime,
    zone: tzinfo,
    languages: Sequence[str] = words.LANGUAGES,
    channels: Collection[str] = (),
    currency: str = "CHF",
    leave: Iterable[str] = (),
) -> QuickNote:
    """What `text` says about when, how long, at what cost and by which channel; never fails.

    `now` is aware; `zone` is the company's. `languages` has the reader's first; all four are understood,
    the order settles short weekdays. `channels` are those that templates have; empty: any. `leave` are
    stretches, as they were listed in `spans`, that shall stay words.
    """
    return _Reading(readable(text), now, zone, languages, leave).note(channels, currency)


class _Reading:
    """The state of one reading: the folded line, blotted out where it was understood."""

    def __init__(
        self, text: str, now: datetime, zone: tzinfo, languages: Sequence[str], leave: Iterable[str]
    ) -> None:
        self.text = text
        self.folded = self.rest = fold(text[:READ])
        self.now = now.astimezone(zone)
        self.zone = zone
        first = [language for language in languages if language in words.LANGUAGES]
        self.languages = list(dict.fromkeys([*first, *words.LANGUAGES]))
        self.leave = {fold(each).strip() for each in leave}
        self.spans: list[Span] = []
        self.impossible: list[tuple[int, int]] = []

    def note(self, channels: Collection[str], currency: str) -> QuickNote:
        """Everything the line says."""
        found_day = self._day()
        self.impossible = list(clock.impossible_ranges(self.rest))
        found_time = self._time(found_day)
        minutes = self._minutes(found_time)
        cost = self._cost(currency)
        failed = self._failed()
        hint = self._hint(channels)
        direction = hint.direction if hint else ""
        return QuickNote(
            text=self.text,
            description=left_over(self.text, ((span.start, span.end) for span in self.spans if span.cut)),
            occurred_at=self._moment(found_day, found_time),
            timed=found_time is not None or (found_day is not None and found_day.ago is not None),
            minutes=minutes,
            cost=cost,
            channel=hint.channel if hint else "",
            direction="outbound" if failed and not direction else direction,
            failed=failed,
            spans=tuple(sorted(self.spans, key=lambda span: span.start)),
        )

    def _left(self, start: int, end: int) -> bool:
        """Whether the stretch shall stay words, or lies in a range that cannot be."""
        if any(start < last and first < end for first, last in self.impossible):
            return True
        return self.folded[start:end].strip() in self.leave

    def _take(self, kind: str, start: int, end: int, *, cut: bool = True) -> None:
        while end > start and self.text[end - 1].isspace():
            end -= 1
        self.spans.append(Span(kind, start, end, self.text[start:end], cut))
        if cut:
            self.rest = mask(self.rest, start, end)

    def _tells(self, start: int, end: int) -> bool:
        """Whether a moment named here is when it happened, not what was said."""
        before = self.rest[clause_start(self.rest, start) : start]
        after = self.rest[end : clause_end(self.rest, end)]
        if _COMING.search(before) or _COMING.search(after):
            return False
        beside_day = self.rest[:start].rstrip(" ,").endswith("\x01") or self.rest[end:].lstrip(
            " ,"
        ).startswith("\x01")
        return beside_day or stands_first(self.rest, start) or stands_alone(self.rest, start, end)

    def _day(self) -> FoundDay | None:
        for found in days(self.rest, self.now.date(), self.languages):
            if self._left(found.start, found.end) or self._part_to_come(found):
                continue
            if found.surely_past or self._tells(found.start, found.end):
                self._take("day", found.start, found.end)
                return found
        return None

    def _part_to_come(self, found: FoundDay) -> bool:
        """Whether "ce soir" is still ahead."""
        return (
            found.day == self.now.date()
            and found.part in words.PART_HOURS
            and self.now.hour < words.PART_HOURS[found.part][1]
        )

    def _time(self, found_day: FoundDay | None) -> clock.FoundTime | None:
        if found_day is not None and found_day.ago is not None:
            return None
        for found in sorted(
            [*clock.ranges(self.rest), *clock.times(self.rest)], key=lambda one: (one.start, -one.end)
        ):
            if self._left(found.start, found.end) or not self._tells(found.start, found.end):
                continue
            meant = self._half_day(found, found_day)
            if found_day is None and self._wall(self.now.date(), meant.at) > self.now:
                continue
            self._take("time", meant.start, meant.end)
            return meant
        return None

    @staticmethod
    def _half_day(found: clock.FoundTime, found_day: FoundDay | None) -> clock.FoundTime:
        """The time meant: "hier soir à 8h" is eight in the evening."""
        late = found_day is not None and found_day.part in {"afternoon", "evening"}
        if not late or found.half_day or not 1 <= found.at.hour < 12:
            return found
        at = found.at.replace(hour=found.at.hour + 12)
        return clock.FoundTime(found.start, found.end, at, half_day=True, lasted=found.lasted)

    def _minutes(self, found_time: clock.FoundTime | None) -> Decimal | None:
        if found_time is not None and found_time.lasted is not None:
            return found_time.lasted
        for found in clock.durations(self.rest):
            if self._left(found.start, found.end):
                continue
            if found.doubtful and not (found_time and stands_alone(self.rest, found.start, found.end)):
                continue
            self._take("duration", found.start, found.end)
            return found.minutes
        return None

    def _cost(self, currency: str) -> Decimal | None:
        after = max((span.end for span in self.spans if span.kind == "duration"), default=-1)
        for found in hints.costs(self.rest, currency):
            if not self._left(found.start, found.end) and hints.is_cost(self.rest, found, after):
                self._take("cost", found.start, found.end)
                return found.amount
        return None

    def _failed(self) -> bool:
        for start, end in hints.failures(self.rest):
            if not self._left(start, end):
                self._take("failed", start, end)
                return True
        return False

    def _hint(self, channels: Collection[str]) -> hints.FoundHint | None:
        found = hints.hint(self.folded, self.rest, self.text, channels)
        if found is None or self._left(found.start, found.end):
            return None
        self._take("channel", found.start, found.end, cut=found.label)
        return found

    def _wall(self, day: date, at: time) -> datetime:
        """The instant at which clocks in the zone show `at` on `day`; skipped times move on."""
        return datetime.combine(day, at, tzinfo=self.zone).astimezone(UTC).astimezone(self.zone)

    def _moment(self, found_day: FoundDay | None, found_time: clock.FoundTime | None) -> datetime | None:
        if found_day is not None and found_day.ago is not None:
            return (self.now.astimezone(UTC) - found_day.ago).astimezone(self.zone)
        if found_day is None or found_day.day is None:
            return None if found_time is None else self._wall(self.now.date(), found_time.at)
        if found_time is not None:
            return self._wall(found_day.day, found_time.at)
        if found_day.part:
            usual = self._wall(found_day.day, time(words.PART_HOURS[found_day.part][0]))
            return min(usual, self.now)
        return self._wall(found_day.day, self.now.time().replace(second=0, microsecond=0))
