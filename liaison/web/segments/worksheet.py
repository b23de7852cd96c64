"""The worksheet of a segment: how it was selected, what is planned, its lines page by page."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from itertools import accumulate
from typing import Any

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_GET

from liaison.accounts.models import User
from liaison.accounts.queries import allowed
from liaison.accounts.rules import Right
from liaison.contacts.models import CorrespondenceType
from liaison.interactions.models import Channel
from liaison.kit.clock import now
from liaison.kit.paging import Page
from liaison.kit.text import Words
from liaison.segments.models import Action, Segment, SegmentLanguage, SegmentStep, StepKind
from liaison.segments.queries.calls import with_calls
from liaison.segments.queries.lines import Called, LineView, line, lines
from liaison.segments.queries.readiness import BY_KEY
from liaison.segments.queries.segments import StepView, Totals, steps, totals
from liaison.segments.queries.worksheet import (
    find_lines,
    languages_of,
    last_change,
    lines_to_mend,
    with_problems,
)
from liaison.web.segments.lookups import AlreadyLogged, segment_or_404
from liaison.web.segments.words import ACTIONS, OPTIONS
from liaison.web.setup.language_names import language_name
from liaison.web.shell.answers import wants_part
from liaison.web.shell.codes import described
from liaison.web.shell.decorators import signed_in
from liaison.web.shell.lists import YES, FlagFilter, ListColumn, Listing, ListSpec, TextFilter, answer_list
from liaison.web.shell.parts import Crumb
from liaison.web.shell.requests import UserRequest
from liaison.web.templatetags.ui.controls import State

Column = ListColumn[LineView]
ANY = "any"
"""Whatever stops a logging, as the filter of the lines says it."""
OLD = timedelta(days=1)
"""So long after it was brought up to date, a segment that follows its criteria offers it again."""
CHECKED_AT_ONCE = 20_000
"""Up to so many lines the readiness is looked at with the page; above when somebody asks."""

LINES: ListSpec[LineView] = ListSpec(
    area="segment_lines",
    route="segment",
    columns=(
        Column("contact_no", _("No."), lambda row: row.contact_no, "code"),
        Column("contact", _("Contact"), lambda row: row.contact_name, fixed=True),
        Column("company", _("Company"), lambda row: row.company_name),
        Column(
            "type",
            _("Correspondence"),
            lambda row: CorrespondenceType(row.correspondence_type).label,
        ),
        Column("language", _("Language"), lambda row: row.language),
        Column("state", _("State"), lambda row: line_state(row)[0]),
    ),
    filters=(
        TextFilter("q", _("Search")),
        FlagFilter("own", pgettext_lazy("line", "Personalised")),
        TextFilter("problem", _("To mend")),
    ),
)


SHORT: dict[str, Words] = {
    "no_email": _("No e-mail"),
    "no_template": _("No template"),
    "no_document": _("No document"),
}
"""What is to mend in a word, where there is one that fits beside a line."""


def line_state(row: LineView) -> tuple[Words, State]:
    """Whether a line is ready to go out, in a word and as a colour: the first thing that readiness names."""
    if row.problem is not None:
        return SHORT.get(row.problem.key, _("To mend")), "bad"
    if own_of(row):
        return pgettext_lazy("line", "Personalised"), "brand"
    return pgettext_lazy("line", "Ready"), "good"


def own_of(row: LineView) -> tuple[str, ...]:
    """The values a line has of its own; the number it was called at says itself that it was called."""
    return tuple(name for name in row.own if name != "contact_via" or row.called is None)


CALLED: dict[Called, tuple[Words, State]] = {
    Called.REACHED: (pgettext_lazy("a contact", "Called"), "good"),
    Called.FAILED: (_("Nobody answered"), "warn"),
}
"""How the last call from a line went, in a word and as a colour."""


@dataclass(frozen=True, slots=True)
class StepLine:
    """A step as the pipeline shows it."""

    view: StepView
    total: int
    first: bool
    last: bool

    @property
    def action(self) -> Words:
        """Add, reduce or refine."""
        return ACTIONS[self.view.step.action]

    @property
    def editable(self) -> bool:
        """Whether its criteria can be changed; a step by hand names its lines."""
        return self.view.step.kind == StepKind.CRITERIA

    @property
    def by_hand(self) -> bool:
        """Whether somebody entered or took out lines."""
        return self.view.step.kind == StepKind.HAND

    @property
    def options(self) -> list[Words]:
        """What was ticked."""
        return [words for name, words in OPTIONS.items() if getattr(self.view.step, name)]

    @property
    def shown(self) -> int:
        """How many lines came, went (negative) or, after a refine, were left."""
        step = self.view.step
        return self.total if step.action == Action.REFINE else change_of(step)


def change_of(step: SegmentStep) -> int:
    """How many lines a step brought (positive) or took out (negative)."""
    if not step.active:
        return 0
    return step.changed_count if step.action == Action.ADD else -step.changed_count


class Worksheet:
    """Everything the page of a segment shows; each part is read when the page asks for it."""

    def __init__(self, viewer: User, head: Segment) -> None:
        self.viewer, self.head = viewer, head

    @cached_property
    def steps(self) -> list[StepLine]:
        """The pipeline."""
        found = steps(self.viewer, self.head)
        totals_after = accumulate(change_of(view.step) for view in found)
        return [
            StepLine(view, total, place == 1, place == len(found))
            for place, (view, total) in enumerate(zip(found, totals_after, strict=True), 1)
        ]

    @cached_property
    def totals(self) -> Totals:
        """What the lines add up to."""
        return totals(self.viewer, self.head)

    @property
    def cost(self) -> Decimal:
        """What all lines cost together, in the company's currency."""
        return self.totals.cost

    @cached_property
    def languages(self) -> list[SegmentLanguage]:
        """What the segment says, by language."""
        return list(languages_of(self.viewer, self.head))

    @property
    def texts(self) -> list[tuple[str, str, bool, bool]]:
        """What it says by language: code, name, whether it is the default, whether anything is sent."""
        return [
            (
                row.language,
                language_name(row.language),
                row.language == self.head.language,
                bool(row.body or row.file_id or row.document_template_id),
            )
            for row in self.languages
        ]

    @property
    def template(self) -> str:
        """The template, in the reader's words."""
        return described(self.head.template) if self.head.template is not None else ""

    @property
    def currency(self) -> str:
        """The company's currency."""
        return str(settings.CURRENCY)

    @property
    def checks_at_once(self) -> bool:
        """Whether the readiness is looked at with the page."""
        return 0 < self.head.line_count <= CHECKED_AT_ONCE

    @property
    def is_old(self) -> bool:
        """Whether the lines of a segment that follows its criteria may not be those of today (B-3)."""
        at = self.head.refreshed_at
        return at is None or at < now() - OLD

    @property
    def crumbs(self) -> list[Crumb]:
        """The way back."""
        return [Crumb(_("Segments"), reverse("segments")), Crumb(self.head.no)]

    @cached_property
    def may_export(self) -> bool:
        """Whether the viewer may take the contacts away as a file."""
        return allowed(self.viewer, Right.EXPORT)

    @cached_property
    def may_call(self) -> bool:
        """Whether the viewer may call the contacts and record it."""
        return allowed(self.viewer, Right.RECORD)

    @property
    def is_for_calls(self) -> bool:
        """Whether people are meant to be called: what is planned is a call, or nothing in particular."""
        template = self.head.template
        planned = template is None or template.channel == Channel.PHONE
        return planned and self.head.line_count > 0 and self.may_call

    @cached_property
    def may_edit(self) -> bool:
        """Whether the viewer may select and log."""
        return allowed(self.viewer, Right.EDIT_SEGMENTS)

    @cached_property
    def may_manage(self) -> bool:
        """Whether the viewer may keep criteria for others."""
        return allowed(self.viewer, Right.MANAGE_SEGMENTS)

    @cached_property
    def may_change(self) -> bool:
        """Whether the viewer may change values."""
        return allowed(self.viewer, Right.CHANGE_SEGMENTS)


def read_lines(request: UserRequest, head: Segment) -> Listing[LineView]:
    """What of the lines the request asks for."""
    return replace(LINES, route_args=(head.no,)).read(request)


def page_of(viewer: User, head: Segment, listing: Listing[LineView]) -> Page[LineView]:
    """The lines that the list asks for, with what is to mend and how a call went; at most four statements."""
    return with_calls(viewer, head, with_problems(viewer, head, _lines_of(viewer, head, listing)))


def _lines_of(viewer: User, head: Segment, listing: Listing[LineView]) -> Page[LineView]:
    if text := listing.text("q"):
        return find_lines(viewer, head, text, cursor=listing.cursor)
    if problem := listing.text("problem"):
        return lines_to_mend(viewer, head, problem, cursor=listing.cursor)
    return lines(viewer, head, cursor=listing.cursor, personalized=listing.flag("own"))


def line_context(request: UserRequest, head: Segment, line_no: int) -> dict[str, Any]:
    """What one row of the worksheet needs; without rows if there is no such line."""
    one = line(request.user, head, line_no)
    page: Page[LineView] = Page([one] if one is not None else [], None)
    page = with_calls(request.user, head, with_problems(request.user, head, page))
    context: dict[str, Any] = {"rows": page.items, "next": None, "head": head}
    return {**context, "sheet": Worksheet(request.user, head), "listing": read_lines(request, head)}


@require_GET
@signed_in
def worksheet(request: UserRequest, no: str) -> HttpResponse:
    """The worksheet; with htmx only the lines. Of a segment that was logged its page is shown instead."""
    try:
        head = segment_or_404(request.user, no)
    except AlreadyLogged as found:
        if wants_part(request):
            raise
        return HttpResponseRedirect(reverse("logged_segment", args=[found.entry_no]))
    whole = not wants_part(request)
    seen = last_change(request.user, head.no) if whole else 0  # before what is shown is read
    listing = read_lines(request, head)
    page = page_of(request.user, head, listing)
    context = {
        "sheet": Worksheet(request.user, head),
        "head": head,
        "whole": whole,
        "seen": seen,
        "words": listing.text("q"),
        "own_url": listing.url(own=YES, q=None, problem=None),
        "mend_url": listing.url(own=None, q=None, problem=ANY),
        "problem": problem.words if (problem := BY_KEY.get(listing.text("problem"))) else "",
    }
    return answer_list(request, listing, page, "segments/worksheet.html", "segments/_lines.html", context)
