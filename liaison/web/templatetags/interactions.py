"""What other areas put on their pages: the part of a contact's page that records and reads interactions.

``{% include "interactions/_record.html" %}`` with ``record_contact`` in the context is all they write.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django import template
from django.http import HttpRequest
from django.template import Context
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from liaison.accounts.models import User
from liaison.accounts.queries import allowed
from liaison.accounts.rules import Right
from liaison.contacts.models import Contact
from liaison.interactions.models import Draft, ParticipantRole
from liaison.interactions.queries.drafts import Waiting, unfinished, waiting_for
from liaison.interactions.queries.guide import NamedPerson
from liaison.kit.text import Words
from liaison.web.interactions.cells import cell
from liaison.web.interactions.composer import Composer, composer, may_record
from liaison.web.interactions.logged import LoggedRow
from liaison.web.interactions.timeline import TimelineView, timeline_view
from liaison.web.shell.inputs import Picker

register = template.Library()


@dataclass(frozen=True, slots=True)
class Record:
    """Composer and timeline of a contact, each only for who may use it."""

    composer: Composer | None
    timeline: TimelineView | None


@register.simple_tag(takes_context=True)
def interaction_record(context: Context, contact: Contact) -> Record:
    """Composer and timeline of `contact`, as the address of the page asks for them."""
    request: HttpRequest = context["request"]
    viewer = request.user
    assert isinstance(viewer, User)
    return Record(
        composer(viewer, contact) if may_record(viewer) and not contact.privacy_blocked else None,
        timeline_view(viewer, contact, request.GET, page_path=request.path)
        if allowed(viewer, Right.READ_LOG)
        else None,
    )


@register.simple_tag(takes_context=True)
def waiting_drafts(context: Context, contact: Contact) -> Waiting:
    """What the viewer began to record on `contact` and did not finish, and what was postponed for it."""
    viewer = context["request"].user
    assert isinstance(viewer, User)
    return waiting_for(viewer, contact) if may_record(viewer) else Waiting(None, 0)


@register.simple_tag(takes_context=True)
def begun_draft(context: Context) -> Draft | None:
    """What the viewer began to record for nobody yet and did not finish."""
    viewer = context["request"].user
    assert isinstance(viewer, User)
    return unfinished(viewer).first()


@register.simple_tag(takes_context=True)
def may_make_salespeople(context: Context) -> bool:
    """Whether the viewer can help where there is no salesperson yet."""
    viewer = context["request"].user
    assert isinstance(viewer, User)
    return allowed(viewer, Right.CHANGE_SETUP)


@register.simple_tag
def people_picker(typed: str) -> SafeString:
    """The picker of participants: contacts and colleagues; `typed` are words that mean nobody."""
    words = gettext("Who else took part?")
    attrs = {"class": "input", "placeholder": words, "aria-label": words}
    if typed:
        attrs["aria-invalid"] = "true"
    return Picker(reverse("people"), str, attrs).render("person", typed, {"id": "person-picker"})


@register.simple_tag
def participant_roles() -> list[tuple[str, Words]]:
    """What a further person can have to do with an interaction."""
    return [(role.value, role.label) for role in ParticipantRole]


@register.simple_tag
def blank_person() -> NamedPerson:
    """Nobody yet: what scripts make a chosen participant from; the dots become the name."""
    return NamedPerson("participant", "", "…", ParticipantRole.ATTENDEE)


@register.simple_tag
def log_cell(one: LoggedRow, column: str, shown: Collection[str], label: object) -> SafeString:
    """The cell of a row of the log list, by the key of its column; `shown` are the keys of all."""
    return cell(one, column, shown, label)
