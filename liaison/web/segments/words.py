"""Segments in the reader's words."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import FieldDoesNotExist
from django.db.models import TextChoices
from django.urls import reverse
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from liaison.contacts.models import CorrespondenceType
from liaison.interactions.models import InformationFlow, InitiatedBy
from liaison.kit.text import Words, colon
from liaison.segments.models import Action, ChangeKind, Segment, SegmentChange
from liaison.segments.queries.readiness import BY_KEY
from liaison.web.shell import formats
from liaison.web.shell.parts import Tab

OWN: dict[str, Words] = {
    "template": _("Interaction template"),
    "language": _("Language"),
    "correspondence_type": _("Correspondence type"),
    "description": _("Description"),
    "subject": _("Subject"),
    "body": _("Text"),
    "cost": _("Cost"),
    "duration_min": _("Duration (min)"),
    "occurred_on": _("Date"),
    "occurred_time": _("Time"),
    "salesperson": _("Salesperson"),
    "campaign": _("Campaign"),
    "campaign_target": _("Campaign target"),
    "campaign_response": _("Campaign response"),
    "information_flow": _("Information flow"),
    "initiated_by": _("Initiated by"),
    "evaluation": _("Evaluation"),
    "attempt_failed": _("Attempt failed"),
    "alternative_address": _("Alternative address"),
    "contact_via": _("Reached via"),
    "document_template": _("Document template"),
    "document_as_attachment": _("Document as attachment"),
}
"""What a line may have of its own."""

ACTIONS: dict[str, Words] = dict(Action.choices)
SIGNS = {"add": "+", "reduce": "−", "refine": "∩"}
OPTIONS: dict[str, Words] = {
    "allow_existing": _("Contacts that are in already once more"),
    "expand_companies": _("Companies with all their people"),
    "allow_related_companies": _("With the companies of the people found"),
    "ignore_exclusion": _("Also who is excluded from segments"),
    "entire_companies": _("Entire companies"),
}
REMEDIES: dict[str, Words] = {
    "take_out": _("Take out"),
    "use_hard_copy": _("Send by post"),
    "use_email": _("Send by e-mail"),
    "no_sending": _("Record only"),
    "use_default_language": _("Use the default language"),
    "set_salesperson": _("Set the salesperson"),
}


def list_tabs(current: str) -> list[Tab]:
    """The lists of segments, the open one marked."""
    pages = (
        ("segments", pgettext_lazy("segments in preparation", "Open")),
        ("logged_segments", pgettext_lazy("segments", "Logged")),
        ("saved_criteria", _("Saved criteria")),
    )
    return [Tab(words, reverse(route), current=route == current) for route, words in pages]


def own_words(names: tuple[str, ...]) -> str:
    """What of a line is its own, in words."""
    return ", ".join(str(OWN[name]) for name in names)


SELECTED: dict[str, Words] = {
    **ACTIONS,
    "back": _("Gone back over the last step"),
    "steps": _("Steps changed"),
    "refresh": _("Brought up to date"),
    "reset": _("Criteria reset"),
}


def said(change: SegmentChange) -> str:
    """One line of the history in words: what changed, from what to what, on how many lines."""
    parts = []
    if change.kind == ChangeKind.SELECTED:
        parts.append(str(SELECTED.get(change.new.get("action", ""), "")))
    elif change.kind in {ChangeKind.CHANGED, ChangeKind.TEMPLATE}:
        names = dict.fromkeys([*change.old, *change.new])
        parts += [_moved(name, change.old.get(name), change.new.get(name)) for name in names]
    elif change.kind == ChangeKind.WAIVED:
        parts.append(str(BY_KEY[change.what].words) if change.what in BY_KEY else change.what)
    elif change.kind == ChangeKind.LINES:
        parts.append(_of_lines(change.what))
    else:
        parts += [one for one in (change.what, *map(str, change.new.values())) if one]
    if change.count is not None:
        words = ngettext("%(n)s line", "%(n)s lines", change.count)
        parts.append(words % {"n": formats.number(change.count)})
    return " · ".join([*parts, *([change.reason] if change.reason else [])])


def _of_lines(what: str) -> str:
    """What happened to lines: a remedy of a problem, or the values that changed."""
    problem, _sign, remedy = what.partition(": ")
    if problem in BY_KEY and remedy in REMEDIES:
        return colon(BY_KEY[problem].words, REMEDIES[remedy])
    return ", ".join(str(OWN.get(name, name)) for name in what.split(", "))


def _moved(name: str, old: object, new: object) -> str:
    moved = f"{_shown(name, old)} → {_shown(name, new)}"
    return moved if name == "template" else colon(_field(name), moved)


def _field(name: str) -> Words:
    """What a value of the segment is called."""
    if name in OWN:
        return OWN[name]
    try:
        field = Segment._meta.get_field(name)
    except FieldDoesNotExist:
        return name
    return getattr(field, "verbose_name", name)


CHOICES: dict[str, type[TextChoices]] = {
    "correspondence_type": CorrespondenceType,
    "information_flow": InformationFlow,
    "initiated_by": InitiatedBy,
}


def _shown(name: str, value: object) -> str:
    """A value that the history keeps, in words."""
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if name in CHOICES and value in CHOICES[name].values:
        return str(CHOICES[name](value).label)
    if name == "occurred_on" and isinstance(value, str) and value:
        return formats.short_date(date.fromisoformat(value))
    return str(value or "–")
