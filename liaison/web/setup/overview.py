"""The way into the set-up: what can be set, in groups, as far as the reader may see it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from liaison.accounts.models import User
from liaison.accounts.queries import allowed, require, salespeople
from liaison.accounts.rules import Right
from liaison.kit.text import Words
from liaison.web.setup.pages import SET_UP
from liaison.web.shell.answers import answer
from liaison.web.shell.decorators import signed_in
from liaison.web.shell.requests import UserRequest


@dataclass(frozen=True, slots=True)
class Door:
    """One page of the set-up."""

    text: Words
    line: Words
    route: str
    icon: str
    right: Right = Right.READ_SETUP

    @property
    def url(self) -> str:
        """Its address."""
        return reverse(self.route)


AREAS: tuple[tuple[Words, tuple[Door, ...]], ...] = (
    (
        pgettext_lazy("area of the set-up", "Interactions"),
        (
            Door(
                _("Interaction templates"),
                _("Kinds of interaction: cost, minutes, texts in each language"),
                "setup_templates",
                "interactions",
                Right.READ_TEMPLATES,
            ),
            Door(
                _("Interaction groups"),
                _("Headings under which they are totalled"),
                "setup_groups",
                "segments",
                Right.READ_TEMPLATES,
            ),
            Door(
                _("Templates of events"),
                _("What calls, e-mails, cover sheets and unsubscriptions are recorded with"),
                "setup_events",
                "calendar",
            ),
        ),
    ),
    (
        pgettext_lazy("area of the set-up", "Letters and e-mails"),
        (
            Door(
                _("Document templates"),
                _("Word files with merge fields"),
                "setup_documents",
                "document",
                Right.READ_TEMPLATES,
            ),
            Door(_("Salutations"), _("How letters begin, in four languages"), "setup_salutations", "letter"),
            Door(
                _("Merge fields"),
                _("Everything a letter can name"),
                "setup_merge_fields",
                "code",
                Right.READ_TEMPLATES,
            ),
        ),
    ),
    (
        _("Marketing"),
        (
            Door(
                _("Campaign statuses"),
                _("Stages that campaigns go through"),
                "setup_campaign_statuses",
                "campaigns",
                Right.READ_SEGMENTS,
            ),
            Door(
                _("Manners of mailings"),
                _("How often, whom rather not, and when a second person looks"),
                "setup_manners",
                "segments",
            ),
        ),
    ),
    (
        pgettext_lazy("area of the set-up", "Company and people"),
        (
            Door(_("Our company"), _("Name, address and logo on letters"), "setup_organization", "company"),
            Door(
                _("Codes of contacts"),
                _("Mailing groups, industries, relations, responsibilities, territories"),
                "setup_code_tables",
                "contacts",
            ),
            Door(_("Salespeople"), _("Who is responsible for interactions"), "setup_salespeople", "person"),
            Door(_("Teams"), _("Who works together"), "setup_teams", "team"),
            Door(
                _("Users"), _("Who signs in and what they may do"), "setup_users", "key", Right.MANAGE_USERS
            ),
            Door(
                _("Exports"),
                _("Data of people that left Liaison as a file, and what for"),
                "setup_exports",
                "export",
                Right.MANAGE_USERS,
            ),
        ),
    ),
)


def areas(viewer: User) -> Iterator[tuple[Words, list[Door]]]:
    """The areas with the pages that `viewer` may open; empty ones are left out."""
    for title, doors in AREAS:
        open_doors = [door for door in doors if allowed(viewer, door.right)]
        if open_doors:
            yield title, open_doors


@require_safe
@signed_in
def overview(request: UserRequest) -> HttpResponse:
    """All pages of the set-up."""
    require(request.user, Right.READ_SETUP)
    context = {
        "title": SET_UP,
        "areas": list(areas(request.user)),
        "nobody_responsible": not salespeople(request.user).exists(),
    }
    return answer(request, "setup/overview.html", context)
