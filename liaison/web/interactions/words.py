"""The words of an entry: which way it went, how it was judged, where its sending stands."""

from __future__ import annotations

import re
from datetime import datetime, tzinfo
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import get_language, gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from liaison.interactions.models import Channel, DeliveryStatus, Evaluation, Visibility
from liaison.interactions.queries.rows import EntryRow
from liaison.letters.merging import captioned
from liaison.letters.queries import organization_values
from liaison.letters.values import MergeValues
from liaison.web.shell.remembered import remembered

_FIELDS_FIRST = re.compile(r"\A(?:\s*\{\{[^{}]*\}\}[\s,.:!]*)+")

CHANNELS = {
    "phone": _("Calls"),
    "email": _("E-mails"),
    "meeting": _("Meetings"),
    "letter": _("Letters"),
    "document": _("Documents"),
    "message": _("Messages"),
    "web": _("Web"),
    "note": pgettext_lazy("interactions", "Notes"),
}
"""The channels as filters name them."""

VERDICTS = ("very_positive", "positive", "neutral", "negative", "very_negative")


def zone() -> tzinfo:
    """The company's time zone."""
    return ZoneInfo(settings.TIME_ZONE)


def local(moment: datetime) -> datetime:
    """`moment` on the company's clock."""
    return moment.astimezone(zone())


def title(row: EntryRow) -> str:
    """What an entry is called in a list: what was noted; of a mail its subject."""
    if row.channel == "email" and row.subject:
        return readable(row.subject)
    return row.description or readable(row.subject) or row.template_description


def readable(text: str, *, in_html: bool = False) -> str:
    """A text kept once for many contacts: its merge fields stand there by name, ours with their values."""
    here = get_language() or ""

    def ours() -> MergeValues:
        return remembered(("organization_values", here), lambda: organization_values(here))

    return captioned(text, here, ours=ours, in_html=in_html)


def opening(text: str) -> str:
    """The beginning of a text for a line of a list: fields that stand before its first words tell nothing."""
    return readable(_FIELDS_FIRST.sub("", text))


def flow(key: str) -> str:
    """Outbound or inbound; nothing where information flowed neither way."""
    return {"outbound": gettext("Outbound"), "inbound": gettext("Inbound")}.get(key, "")


def initiative(key: str) -> str:
    """Who started it, as it stands beside the direction."""
    return {"us": gettext("Our initiative"), "them": gettext("Their initiative")}.get(key, "")


def way(row: EntryRow) -> str:
    """Direction and initiator in words; a failed attempt says so instead of who began."""
    second = gettext("Attempt failed") if row.attempt_failed else initiative(row.initiated_by)
    return " · ".join(filter(None, (flow(row.information_flow), second))) or channel(row.channel)


def channel(key: str) -> str:
    """The name of a channel."""
    return str(Channel(key).label) if key in Channel.values else key


def verdict(key: str) -> str:
    """The evaluation in words, nothing without one."""
    return "" if key in {"", "none"} else str(Evaluation(key).label)


def visibility(key: str) -> str:
    """Who may see the entry."""
    return str(Visibility(key).label)


def delivery(status: str) -> str:
    """Where the sending stands."""
    if status == "none":
        return pgettext("delivery", "Not sent")
    return str(DeliveryStatus(status).label)
