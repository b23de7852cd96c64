"""The cells of the log list, by the key of their column; text that people wrote is escaped here."""

from __future__ import annotations

from collections.abc import Callable

from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from liaison.contacts.models import CorrespondenceType
from liaison.web.interactions.logged import LoggedRow
from liaison.web.shell import formats
from liaison.web.templatetags.ui.icons import icon
from liaison.web.templatetags.ui.timeline import rating

Cell = Callable[[LoggedRow], SafeString]


def _td(content: str, css: str = "") -> SafeString:
    look = f' class="{css}"' if css else ""
    return mark_safe(f"<td{look}>{content}</td>")  # noqa: S308 - every caller escapes


def _text(read: Callable[[LoggedRow], object], css: str = "") -> Cell:
    return lambda one: _td(escape(read(one) or ""), css)


def _mark(flag: Callable[[LoggedRow], bool], name: str, words: str) -> Cell:
    return lambda one: _td(icon(name, label=gettext(words)) if flag(one) else "")  # type: ignore[arg-type]


def _description(one: LoggedRow) -> SafeString:
    address = reverse("interaction", args=[one.row.entry_no])
    passage = f'<span class="passage small">{one.passage}</span>' if one.passage else ""
    return _td(f'<a class="strong" href="{address}">{escape(one.title)}</a>{passage}', "description")


def _link(address: Callable[[LoggedRow], str], text: Callable[[LoggedRow], str]) -> Cell:
    return lambda one: _td(
        f'<a href="{address(one)}" title="{escape(text(one))}">{escape(text(one))}</a>' if text(one) else "",
        "clip",
    )


def _files(one: LoggedRow) -> SafeString:
    names = ", ".join(name for _file, name in one.row.files)
    return _td(f'<span title="{escape(names)}">{icon("attachment", label=names)}</span>' if names else "")


def _channel(one: LoggedRow) -> SafeString:
    return _td(f'<span class="channel c-{one.row.channel}">{icon(one.row.channel, label=one.channel)}</span>')  # type: ignore[arg-type]


def _travels(one: LoggedRow) -> SafeString:
    key = one.row.correspondence_type
    return _td("" if key == "none" else escape(CorrespondenceType(key).label))


CELLS: dict[str, Cell] = {
    "canceled": _mark(lambda one: one.row.canceled, "blocked", "Cancelled"),
    "attempt_failed": _mark(lambda one: one.row.attempt_failed, "warning", "Attempt failed"),
    "occurred_at": _text(lambda one: formats.date_and_time(one.row.occurred_at), "nowrap num"),
    "channel": _channel,
    "template": _text(lambda one: one.row.template_code, "code"),
    "description": _description,
    "subject": _text(lambda one: one.row.subject),
    "files": _files,
    "contact_no": _text(lambda one: one.row.contact_no, "code"),
    "contact": _link(lambda one: one.contact_url, lambda one: one.row.contact_name),
    "company": _link(lambda one: one.company_url, lambda one: one.row.company_name),
    "evaluation": lambda one: _td(rating(one.row.evaluation, one.verdict)),  # type: ignore[arg-type]
    "cost": _text(lambda one: formats.amount(one.row.cost), "num"),
    "duration_min": _text(lambda one: formats.number(one.row.duration_min), "num"),
    "salesperson": _text(lambda one: one.row.salesperson_name),
    "entry_no": _text(lambda one: one.row.entry_no, "num"),
    "comments": _mark(lambda one: one.row.has_comments, "comment", "Has comments"),
    "group": _text(lambda one: one.row.group_code, "code"),
    "information_flow": _text(lambda one: one.flow),
    "initiated_by": _text(lambda one: one.initiated_by),
    "language": _text(lambda one: one.row.language),
    "correspondence_type": _travels,
    "delivery": lambda one: _td(one.delivery),
    "delivery_note": _text(lambda one: one.row.delivery_note),
    "contact_via": _text(lambda one: one.row.contact_via),
    "visibility": _text(lambda one: one.visibility),
    "follow_up_of": _text(lambda one: one.row.follow_up_of, "num"),
    "recorded_at": _text(lambda one: formats.date_and_time(one.row.recorded_at), "nowrap num"),
}
