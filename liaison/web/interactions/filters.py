"""By what the timeline and the log list can be narrowed, as controls and as the query's filter."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from liaison.accounts.models import User
from liaison.accounts.queries import salespeople, teams
from liaison.interactions.queries.log_list import LogFilter, codes
from liaison.kit.text import Words
from liaison.web.interactions.words import CHANNELS
from liaison.web.shell.codes import described
from liaison.web.shell.lists import ChoiceFilter, DayFilter, FlagFilter, Listing, ListSpec, TextFilter

Pairs = Iterator[tuple[str, Words]]


def group_choices(viewer: User) -> Pairs:
    """The interaction groups; one statement."""
    return ((group.code, described(group)) for group in codes(viewer)[0])


def template_choices(viewer: User) -> Pairs:
    """The interaction templates, inactive ones too, for old entries have them; one statement."""
    return ((template.code, described(template)) for template in codes(viewer)[1])


def salesperson_choices(viewer: User) -> Pairs:
    """The salespeople, former ones too; one statement."""
    return ((person.code, person.name) for person in salespeople(viewer, active=None))


def team_choices(viewer: User) -> Pairs:
    """The teams, former ones too; one statement."""
    return ((team.code, team.name) for team in teams(viewer, active=None))


CHANNEL = ChoiceFilter("channel", _("Channel"), choices=tuple(CHANNELS.items()), many=True)
GROUP = ChoiceFilter("group", _("Group"), choices=group_choices)
TEMPLATE = ChoiceFilter("template", _("Template"), choices=template_choices)
SALESPERSON = ChoiceFilter("salesperson", _("Salesperson"), choices=salesperson_choices)
TEAM = ChoiceFilter("team", _("Team"), choices=team_choices)
SINCE = DayFilter("since", _("From"))
UNTIL = DayFilter("until", _("To"))

TIMELINE: ListSpec[object] = ListSpec(
    area="timeline",
    route="contact_timeline",
    columns=(),
    filters=(
        TextFilter("q", _("Search")),
        CHANNEL,
        GROUP,
        TEMPLATE,
        SALESPERSON,
        SINCE,
        UNTIL,
        FlagFilter("alone", _("Without its people")),
    ),
)
"""The timeline's filters; it has no columns and one order."""


def narrowed_timeline(listing: Listing[object]) -> LogFilter:
    """What the timeline's filters ask of the log."""
    return LogFilter(
        people=not listing.flag("alone"),
        channels=listing.many("channel"),
        group=listing.text("group") or None,
        template=listing.text("template") or None,
        salesperson=listing.text("salesperson") or None,
        since=listing.day("since"),
        until=listing.day("until"),
        q=listing.text("q"),
    )
