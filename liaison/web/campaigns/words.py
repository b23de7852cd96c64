"""Campaigns in the reader's words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from liaison.accounts.changes import Change
from liaison.accounts.models import User
from liaison.campaigns.models import Campaign
from liaison.campaigns.queries import campaign_statuses, campaigns
from liaison.kit.text import Words
from liaison.web.shell import formats
from liaison.web.shell.codes import described
from liaison.web.shell.parts import Said

_NAMES: dict[str, Words] = {
    **{field.name: field.verbose_name for field in Campaign._meta.fields},
    "archived_at": pgettext_lazy("campaign", "Archived"),
    "dimension_1": _("Dimension 1"),
    "dimension_2": _("Dimension 2"),
}


def status_words(card: Campaign) -> str:
    """The status of a campaign, empty without one."""
    return described(card.status) if card.status else ""


def status_choices(viewer: User, *, active: bool | None = None) -> list[tuple[str, Words]]:
    """The statuses by code; one statement."""
    return [(one.code, described(one)) for one in campaign_statuses(viewer, active=active)]


def campaign_choices(viewer: User) -> list[tuple[str, Words]]:
    """The campaigns that are not put away, the newest first; one statement."""
    return [
        (one.no, f"{one.no} · {one.description}" if one.description else one.no) for one in campaigns(viewer)
    ]


def said(change: Change, statuses: Mapping[str, Words]) -> Iterator[Said]:
    """The fields of one change; `statuses` are the words of the statuses by code."""
    for one in change.changes:
        old, new = (_value(one.field, text, statuses) for text in (one.old, one.new))
        yield Said(_NAMES.get(one.field, one.field), old, new)


def _value(field: str, text: str, statuses: Mapping[str, Words]) -> Words:
    if text and field == "archived_at":
        return formats.date_and_time(datetime.fromisoformat(text))
    if text and field in {"starting_date", "ending_date"}:
        return formats.short_date(date.fromisoformat(text))
    return statuses.get(text, text) if field == "status" else text
