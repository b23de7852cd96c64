"""The cells of the log list, by the key of their column; text that people wrote is escaped here.

Two cells hold several columns: the title with its signs, template and campaign under it, and the contact
with number and company under it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from liaison.contacts.models import CorrespondenceType
from liaison.web.interactions.logged import LoggedRow
from liaison.web.interactions.words import readable
from liaison.web.shell import formats
from liaison.web.templatetags.ui.icons import icon
from liaison.web.templatetags.ui.timeline import rating

Piece = Callable[[LoggedRow], str]


def _text(read: Callable[[LoggedRow], object]) -> Piece:
    return lambda one: escape(read(one) or "")


def _sign(flag: Callable[[LoggedRow], bool], name: str, words: str) -> Piece:
    return lambda one: icon(name, label=gettext(words)) if flag(one) else ""  # type: ignore[arg-type]


def _link(address: Callable[[LoggedRow], str], text: Callable[[LoggedRow], str]) -> Piece:
    return lambda one: f'<a href="{address(one)}">{escape(text(one))}</a>' if text(one) else ""


def _files(one: LoggedRow) -> str:
    names = ", ".join(name for _file, name in one.row.files)
    return f'<span title="{escape(names)}">{icon("attachment", label=names)}</span>' if names else ""


def _channel(one: LoggedRow) -> str:
    return f'<span class="channel c-{one.row.channel}">{icon(one.row.channel, label=one.channel)}</span>'  # type: ignore[arg-type]


def _travels(one: LoggedRow) -> str:
    key = one.row.correspondence_type
    return "" if key == "none" else escape(CorrespondenceType(key).label)


def _title(one: LoggedRow) -> str:
    address = reverse("interaction", args=[one.row.entry_no])
    return f'<a class="strong" href="{address}" title="{escape(one.title)}">{escape(one.title)}</a>'


PIECES: dict[str, Piece] = {
    "canceled": _sign(lambda one: one.row.canceled, "blocked", "Cancelled"),
    "attempt_failed": _sign(lambda one: one.row.attempt_failed, "warning", "Attempt failed"),
    "occurred_at": _text(lambda one: formats.date_and_time(one.row.occurred_at)),
    "channel": _channel,
    "template": _text(lambda one: one.row.template_code),
    "description": _title,
    "subject": _text(lambda one: readable(one.row.subject)),
    "files": _files,
    "contact_no": _text(lambda one: one.row.contact_no),
    "contact": _link(lambda one: one.contact_url, lambda one: one.row.contact_name),
    "company": _link(lambda one: one.company_url, lambda one: one.row.company_name),
    "evaluation": lambda one: rating(one.row.evaluation, one.verdict),  # type: ignore[arg-type]
    "cost": _text(lambda one: formats.amount(one.row.cost)),
    "duration_min": _text(lambda one: formats.number(one.row.duration_min)),
    "salesperson": _text(lambda one: one.row.salesperson_name),
    "campaign": _text(lambda one: one.row.campaign_no),
    "campaign_target": _sign(lambda one: one.row.campaign_target, "check", "Campaign target"),
    "campaign_response": _sign(lambda one: one.row.campaign_response, "check", "Campaign response"),
    "entry_no": _text(lambda one: one.row.entry_no),
    "comments": _sign(lambda one: one.row.has_comments, "comment", "Comments"),
    "group": _text(lambda one: one.row.group_code),
    "segment": _text(lambda one: one.row.segment_no),
    "information_flow": _text(lambda one: one.flow),
    "initiated_by": _text(lambda one: one.initiated_by),
    "language": _text(lambda one: one.row.language),
    "correspondence_type": _travels,
    "alternative_address": _text(lambda one: one.row.alternative_address),
    "document_template": _text(lambda one: one.row.document_template),
    "document_as_attachment": _sign(
        lambda one: one.row.document_as_attachment, "check", "Document as attachment"
    ),
    "delivery": lambda one: one.delivery,
    "delivery_note": _text(lambda one: one.row.delivery_note),
    "contact_via": _text(lambda one: one.row.contact_via),
    "visibility": _text(lambda one: one.visibility),
    "follow_up_of": _text(lambda one: one.row.follow_up_of),
    "user": _text(lambda one: one.row.user),
    "recorded_at": _text(lambda one: formats.date_and_time(one.row.recorded_at)),
}
"""What a column says of an entry, as HTML; empty where there is nothing to say."""

LOOKS: dict[str, str] = {
    "occurred_at": "when nowrap",
    "recorded_at": "nowrap",
    "template": "code",
    "contact_no": "code",
    "campaign": "code",
    "group": "code",
    "segment": "code",
    "alternative_address": "code",
    "document_template": "code",
    "user": "nowrap",
    "company": "clip",
    "subject": "clip",
    "delivery_note": "clip",
    "contact_via": "clip",
    "salesperson": "nowrap",
    "cost": "num",
    "duration_min": "num",
    "entry_no": "num muted",
    "follow_up_of": "num",
}
"""How the cell of a column looks, where it is not plain text."""

SIGNS = ("canceled", "attempt_failed", "files", "comments")


def cell(one: LoggedRow, key: str, shown: Collection[str], label: object = "") -> SafeString:
    """The cell of a column, with the other columns that stand in it when they are `shown`.

    A figure says its `label` where there is no heading.
    """
    if key == "description":
        return _description(one, shown)
    if key == "contact":
        return _contact(one, shown)
    look = LOOKS.get(key, "")
    if key in {"cost", "duration_min"} and not getattr(one.row, key):
        look = "num muted"
    return _td(PIECES[key](one), look, label if look.startswith("num") else "")


def _td(content: str, css: str, label: object = "") -> SafeString:
    look = f' class="{css}"' if css else ""
    told = f' data-label="{escape(label)}"' if label else ""
    return mark_safe(f"<td{look}{told}>{content}</td>")  # noqa: S308 - every piece is escaped


def _pieces(one: LoggedRow, keys: Collection[str], shown: Collection[str]) -> list[str]:
    return [said for key in keys if key in shown and (said := PIECES[key](one))]


def _description(one: LoggedRow, shown: Collection[str]) -> SafeString:
    signs = "".join(_pieces(one, SIGNS, shown))
    under = " · ".join(_pieces(one, ("template", "campaign"), shown))
    if one.passage:
        under = f'<span class="passage">{one.passage}</span>'
    channel = _channel(one) if "channel" in shown else ""
    second = f'<span class="under">{under}</span>' if under else ""
    told = f'{channel}<span class="told"><span class="first">{_title(one)}{signs}</span>{second}</span>'
    return _td(f'<span class="lined">{told}</span>', "description")


def _contact(one: LoggedRow, shown: Collection[str]) -> SafeString:
    names = ["contact_no", *(["company"] if one.row.company_no != one.row.contact_no else [])]
    under = " · ".join(_pieces(one, names, shown))
    second = f'<span class="under">{under}</span>' if under else ""
    return _td(f'<span class="told">{PIECES["contact"](one)}{second}</span>', "contact")
