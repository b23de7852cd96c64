"""Entries as the timeline shows them: every word and mark worked out before the template.

The template engine costs more than the rest of a page, so an entry comes to it as a handful of
finished strings. All text that people wrote is escaped here, once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from urllib.parse import quote

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from liaison.accounts.models import User
from liaison.accounts.queries import allowed
from liaison.accounts.rules import Right
from liaison.interactions.marking import MARK_END, MARK_START
from liaison.interactions.queries.beside import (
    CommentBeside,
    PersonBeside,
    comments_beside,
    people_beside,
)
from liaison.interactions.queries.rows import EntryRow
from liaison.kit.clock import now
from liaison.web.interactions import words
from liaison.web.shell import formats
from liaison.web.templatetags.ui.icons import plain_icon
from liaison.web.templatetags.ui.timeline import mark, rating

NUMBER = "/0/"
"""Stands for the entry's number in addresses that are the same for every entry but for it."""


@dataclass(slots=True)
class EntryView:
    """An entry ready to be written down: `html` is its whole line, every text in it escaped."""

    no: int
    title: str
    day: date
    html: SafeString


@dataclass(slots=True)
class DayView:
    """A day of a timeline; `heading` is empty where the page before has shown it already."""

    day: date
    heading: str
    entries: list[EntryView]

    @property
    def iso(self) -> str:
        """The day for machines."""
        return self.day.isoformat()

    @property
    def html(self) -> SafeString:
        """The lines of the day, one after the other."""
        return mark_safe("".join([entry.html for entry in self.entries]))  # noqa: S308 - lines are escaped


class Presenter:
    """Prepares entries for one reader and one page; what many lines share is worked out once."""

    def __init__(self, viewer: User, *, record: str = "", acts: bool = True) -> None:
        """`record` is the number of the contact whose page it is: its own name is not repeated there."""
        self.viewer = viewer
        self.record = record
        self.with_acts = acts
        self.may_open = allowed(viewer, Right.READ_CONTENT)
        self._known: dict[tuple[object, ...], str] = {}

    def entries(self, rows: Sequence[EntryRow]) -> list[EntryView]:
        """The rows ready to be written down; at most two more statements, for people and comments."""
        people, comments = people_beside(rows), comments_beside(rows)
        return [self.entry(row, people.get(row.entry_no, ()), comments.get(row.entry_no, ())) for row in rows]

    def days(self, rows: Sequence[EntryRow], *, after: date | None = None) -> list[DayView]:
        """The rows by day; the heading of the day `after`, which stands there already, is left out."""
        days: list[DayView] = []
        today = words.local(now()).date()
        for entry in self.entries(rows):
            if not days or days[-1].day != entry.day:
                heading = "" if entry.day == after and not days else _heading(entry.day, today)
                days.append(DayView(entry.day, heading, []))
            days[-1].entries.append(entry)
        return days

    def entry(
        self, row: EntryRow, people: Sequence[PersonBeside], comments: Sequence[CommentBeside]
    ) -> EntryView:
        """One entry."""
        local = words.local(row.occurred_at)
        title = words.title(row)
        url = f"{self._address}{row.entry_no}/"
        said = _marked(row.matched) if row.matched else escape(words.opening(row.excerpt))
        excerpt = f'<p class="excerpt">{said}</p>' if said else ""
        acts = self.acts(row) if self.with_acts else ""
        html = (
            f'<li class="entry c-{row.channel}{" canceled" if row.canceled else ""}" id="e{row.entry_no}"'
            f' data-v="{row.version}-{row.delivery_status}">{_mark(row.channel)}<article><header>'
            f'<b><a href="{url}">{escape(title)}</a></b>{self._rating(row.evaluation)}'
            f'<time datetime="{local.isoformat(timespec="minutes")}">{local:%H:%M}</time></header>'
            f'<div class="meta">{"".join(self._meta(row, people, url))}</div>'
            f"{excerpt}{_comments(comments)}"
            f'<div class="acts">{acts}</div></article></li>'
        )
        return EntryView(row.entry_no, title, local.date(), mark_safe(html))  # noqa: S308 - escaped above

    def _once(self, key: tuple[object, ...], make: Callable[[], str]) -> str:
        """What `make` gives, worked out once for equal keys."""
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = make()
        return found

    def _rating(self, verdict: str) -> str:
        if verdict in {"", "none"}:
            return ""
        return self._once(("rating", verdict), lambda: rating(verdict, words.verdict(verdict)))  # type: ignore[arg-type]

    @cached_property
    def _address(self) -> str:
        return reverse("interactions")

    def _meta(self, row: EntryRow, people: Sequence[PersonBeside], url: str) -> list[str]:
        """The small line: way, whom, who, how long, at what cost, by which template, files, states."""
        way = (row.information_flow, row.initiated_by, row.attempt_failed, row.channel)
        found = [self._once(("way", *way), lambda: f'<span class="way">{escape(words.way(row))}</span>')]
        if row.contact_no and row.contact_no != self.record:
            address = contact_url(row.contact_no)
            found.append(f'<a href="{address}">{escape(row.contact_name)}</a>')
        names = [row.salesperson_name] if row.salesperson_name else []
        names += [person.name for person in people if person.contact_no != self.record]
        if names:
            found.append(f"<span>{escape(', '.join(names))}</span>")
        if row.duration_min:
            minutes = row.duration_min
            found.append(self._once(("min", minutes), lambda: f"<span>{formats.minutes(minutes)}</span>"))
        if row.cost:
            found.append(f"<span>{formats.money(row.cost)}</span>")
        template = gettext("Template %(code)s") % {"code": row.template_code}
        found.append(f"<span>{escape(template)}</span>")
        found += [self._file(url, *file) for file in row.files]
        if row.follow_up_of:
            told = escape(gettext("Follow-up of no. %(number)s") % {"number": row.follow_up_of})
            found.append(f'<a href="{self._address}{row.follow_up_of}/">{told}</a>')
        if row.delivery_status != "none":
            found.append(delivery_badge(row.delivery_status, row.delivery_at, row.delivery_note))
        if row.visibility != "everyone":
            icon = plain_icon("lock" if row.visibility == "private" else "team")
            found.append(f'<span class="badge">{icon}{escape(words.visibility(row.visibility))}</span>')
        if row.canceled:
            cancelled = gettext("Cancelled")
            found.append(f'<span class="badge bad">{escape(cancelled)}</span>')
        return found

    def _file(self, url: str, number: int, name: str) -> str:
        text = f"{plain_icon('attachment')}{escape(name)}"
        return (
            f'<a class="file" href="{url}files/{number}/">{text}</a>'
            if self.may_open
            else f"<span>{text}</span>"
        )

    def acts(self, row: EntryRow) -> str:
        """What may be done with the entry: rendered once for each kind of entry, numbered for each."""
        resend = row.delivery_status in {"sent", "failed", "bounced", "stopped"}

        def render() -> str:
            context = {
                "url": f"{self._address.rstrip('/')}{NUMBER}",
                "canceled": row.canceled,
                "resend": resend and not row.canceled and allowed(self.viewer, Right.RESEND),
                "evaluate": allowed(self.viewer, Right.EVALUATE),
                "comment": allowed(self.viewer, Right.COMMENT),
                "record": allowed(self.viewer, Right.RECORD),
                "cancel": allowed(self.viewer, Right.CANCEL),
            }
            return render_to_string("interactions/_acts.html", context).strip()

        acts = self._once(("acts", row.canceled, resend), render)
        return acts.replace(NUMBER, f"/{row.entry_no}/")


def contact_url(no: str) -> str:
    """The address of a contact's page; put together here, for a page of the log has hundreds (R-CON-5)."""
    return f"/contacts/{quote(no, safe='')}/"


def _heading(day: date, today: date) -> str:
    """The heading of a day; only those near today have words of their own."""
    near = abs((day - today).days) <= 1
    return formats.day_heading(day, today) if near else formats.day_name(day, today)


_MARKS: dict[str, SafeString] = {}


def _mark(channel: str) -> SafeString:
    if channel not in _MARKS:
        _MARKS[channel] = mark(channel)  # type: ignore[arg-type]
    return _MARKS[channel]


def _marked(passage: str) -> str:
    """A passage with its hits between control characters, as safe HTML."""
    return escape(words.readable(passage)).replace(MARK_START, "<mark>").replace(MARK_END, "</mark>")


def delivery_badge(status: str, at: datetime | None, note: str) -> SafeString:
    """Where the sending stands, with time and reason (R-INT-128)."""
    kind = {"sent": "good", "queued": "warn", "sending": "warn"}.get(status, "bad")
    text = words.delivery(status)
    when = f" {formats.date_and_time(at)}" if at is not None and status != "queued" else ""
    reason = f" – {escape(note)}" if note and kind == "bad" else ""
    return mark_safe(f'<span class="badge {kind}">{escape(text)}{when}{reason}</span>')  # noqa: S308 - escaped


def _comments(comments: Sequence[CommentBeside]) -> SafeString:
    if not comments:
        return mark_safe("")
    said = "".join(
        f"<p>{plain_icon('comment')}<span>{escape(one.text)}"
        f' <span class="muted">{escape(one.author)}, {formats.relative(one.created_at)}</span></span></p>'
        for one in comments
    )
    return mark_safe(f'<div class="remarks">{said}</div>')  # noqa: S308 - escaped above
