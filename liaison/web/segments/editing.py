"""The criteria editor of one action: what is composed, what can be chosen, what it would do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from liaison.accounts.actions import save_view
from liaison.accounts.queries import saved_views
from liaison.kit.clock import now
from liaison.kit.errors import Refused
from liaison.kit.text import Words
from liaison.segments.actions import change_steps, select_contacts
from liaison.segments.criteria import TEXT
from liaison.segments.models import Action, Segment, SegmentStep, StepKind
from liaison.segments.queries.plans import OPTIONS as STORED_OPTIONS
from liaison.segments.queries.plans import StepDraft, version_of_steps
from liaison.segments.queries.preview import Preview, preview_selection, preview_steps
from liaison.segments.queries.segments import steps
from liaison.segments.queries.worded import in_words
from liaison.segments.rules import Outcome, Selection
from liaison.segments.sources import shapes
from liaison.web.segments.criteria import ANY, LEAST, NONE, Block, Criteria, Row
from liaison.web.segments.lookups import segment_url
from liaison.web.segments.offers import Offers
from liaison.web.segments.operators import ALONE, DATES, EXAMPLES, TWO, operators_of
from liaison.web.segments.words import ACTIONS, OPTIONS
from liaison.web.shell.parts import Crumb
from liaison.web.shell.requests import UserRequest

ADDING = STORED_OPTIONS[:4]
TAKING = STORED_OPTIONS[4:]
AREA = "selection"
"""Where the last options of each action are kept for a user."""


def draft_of(step: SegmentStep, **changes: Any) -> StepDraft:
    """A stored step as a draft, with `changes`."""
    given: dict[str, Any] = {
        "action": step.action,
        "filters": step.filters,
        "kind": step.kind,
        "active": step.active,
        "step": step.pk,
        **{name: getattr(step, name) for name in STORED_OPTIONS},
    }
    return StepDraft(**(given | changes))


@dataclass(frozen=True, slots=True)
class RowView:
    """A row as the form shows it; `at` is its place in the names of the form."""

    row: Row
    at: str
    fields: list[tuple[str, Words]]
    operators: list[tuple[str, Words]]
    offered: list[tuple[str, Words]]
    kind: str

    @property
    def two(self) -> bool:
        """Whether a second value is asked for."""
        return self.row.op in TWO

    @property
    def back(self) -> bool:
        """Whether it counts back from today."""
        return self.row.op in DATES

    @property
    def ticked(self) -> bool:
        """Whether the values are ticked."""
        return bool(self.offered) and self.row.op in {"in", "not_in"}

    @property
    def ticks(self) -> list[tuple[str, Words]]:
        """What can be ticked: what is offered, and what the criteria name besides."""
        known = dict(self.offered)
        return [*self.offered, *((value, value) for value in self.row.values if value and value not in known)]

    @property
    def typed(self) -> str:
        """What stands in the field."""
        return ", ".join(self.row.values) if self.row.op in {"in", "not_in"} else self.row.value

    @property
    def alone(self) -> bool:
        """Whether no value is asked for."""
        return self.row.op in ALONE

    @property
    def examples(self) -> str:
        """What an expression may look like; empty where none is typed."""
        return EXAMPLES.get(self.kind, EXAMPLES[TEXT]) if self.row.op == "typed" else ""

    @property
    def input_type(self) -> str:
        """The control for the value."""
        return "date" if self.kind == "date" and self.row.op in {"from", "until", "range"} else "text"


@dataclass(frozen=True, slots=True)
class BlockView:
    """A block as the form shows it."""

    block: Block
    place: int
    sources: list[tuple[str, Words]]
    modes: list[tuple[str, Words]]
    rows: list[RowView]

    @property
    def counts(self) -> bool:
        """Whether a number is asked for."""
        return self.block.mode == LEAST


class Editing:
    """The criteria of one action on a segment, as the reader composes them, and what they would do."""

    def __init__(self, request: UserRequest, head: Segment) -> None:
        self.request, self.viewer, self.head = request, request.user, head
        self.step = self._step()
        asked = self.step.action if self.step is not None else request.GET.get("action", Action.ADD)
        if asked not in ACTIONS:
            raise Http404
        self.action: str = asked
        self.refusals: list[str] = []
        self.asked_for_all = self.tried = False
        self.options = self._options()
        if request.method == "POST":
            self.criteria = Criteria.posted(request.POST)
            self.criteria.change(request.POST.get("act", ""))
        elif self.step is not None:
            self.criteria = Criteria.stored(self.step.filters)
        else:
            self.criteria = Criteria.fresh()

    def _step(self) -> SegmentStep | None:
        asked = self.request.GET.get("step", "")
        if not asked:
            return None
        found = [one for one in self.steps if str(one.pk) == asked and one.kind == StepKind.CRITERIA]
        if not found:
            raise Http404
        return found[0]

    @cached_property
    def steps(self) -> list[SegmentStep]:
        """The steps there are."""
        return [view.step for view in steps(self.viewer, self.head)]

    def _options(self) -> dict[str, bool]:
        names = ADDING if self.action == Action.ADD else TAKING
        if self.request.method == "POST":
            return {name: name in self.request.POST for name in names}
        if self.step is not None:
            return {name: bool(getattr(self.step, name)) for name in names}
        last = self._last_options()
        return {name: name in last for name in names}

    def _last_options(self) -> list[str]:
        """What this user ticked for the same action before; an add always begins anew (R-SEG-75)."""
        if self.action == Action.ADD:
            return []
        kept = (view.query for view in saved_views(self.viewer, AREA) if view.name == self.action)
        return next(kept, "").split(",")

    @property
    def crumbs(self) -> list[Crumb]:
        """The way back."""
        return [
            Crumb(_("Segments"), reverse("segments")),
            Crumb(self.head.no, segment_url(self.head.no)),
            Crumb(self.title),
        ]

    @property
    def title(self) -> Words:
        """What is done."""
        return ACTIONS[self.action]

    @property
    def offered_options(self) -> list[tuple[str, Words, bool]]:
        """The options of the action: key, words, whether ticked."""
        return [(name, OPTIONS[name], ticked) for name, ticked in self.options.items()]

    @cached_property
    def blocks(self) -> list[BlockView]:
        """The blocks with all that can be chosen."""
        known, offers = shapes(), Offers(self.viewer)
        sources = [(key, shape.words) for key, shape in known.items()]
        return [
            BlockView(
                block,
                place,
                sources,
                _modes(block),
                [
                    RowView(
                        row,
                        f"{place}.{number}",
                        [(key, one.words) for key, one in block.shape.fields.items()],
                        operators_of(block.source, block.shape.fields[row.field]),
                        offers.of(block.source, row.field),
                        block.shape.fields[row.field].type,
                    )
                    for number, row in enumerate(block.rows)
                ],
            )
            for place, block in enumerate(self.criteria.blocks)
        ]

    def selection(self) -> Selection:
        """The action as the verbs take it; raises `Refused`."""
        return Selection(action=self.action, filters=self.criteria.filters(), **self.options)

    def drafts(self) -> list[StepDraft]:
        """All steps with the one that is being changed."""
        changes = {"filters": self.criteria.filters(), **self.options}
        return [
            draft_of(one, **(changes if self.step is not None and one.pk == self.step.pk else {}))
            for one in self.steps
        ]

    @cached_property
    def sentence(self) -> tuple[str, ...]:
        """The criteria in words, where they can be read."""
        try:
            return in_words(self.criteria.filters())
        except Refused:
            return ()

    @cached_property
    def preview(self) -> Preview | None:
        """What would happen; None with `refusals` where the criteria cannot be read yet."""
        try:
            if self.step is not None:
                return preview_steps(self.viewer, self.head, self.drafts(), at=now())
            return preview_selection(self.viewer, self.head, self.selection(), at=now())
        except Refused as refused:
            self.refusals = [str(one.message) for one in refused.refusals]
            return None

    @property
    def for_all(self) -> bool:
        """Whether there is no filter, which is asked twice (Q-SEG-10)."""
        return (
            self.action in {Action.ADD, Action.REDUCE}
            and self.preview is not None
            and not self.criteria.filters()
        )

    @property
    def empties(self) -> bool:
        """Whether no line would be left while there are steps to forget (Q-SEG-9)."""
        found = self.preview
        return (
            self.step is None
            and self.action != Action.ADD
            and bool(self.steps)
            and found is not None
            and not found.after
        )

    def do(self, *, at: datetime) -> Outcome:
        """Run the action, or change the step."""
        if self.step is not None:
            version = version_of_steps(self.steps)
            return change_steps(self.head.no, self.drafts(), version=version, by=self.viewer, at=at)
        if self.action != Action.ADD:
            ticked = ",".join(name for name, is_on in self.options.items() if is_on)
            save_view(AREA, self.action, query=ticked, by=self.viewer, at=at)
        return select_contacts(
            self.head.no,
            self.selection(),
            reset_when_empty="reset" in self.request.POST,
            by=self.viewer,
            at=at,
        )


def _modes(block: Block) -> list[tuple[str, Words]]:
    if not block.shape.plural:
        return [(ANY, _("with")), (NONE, _("without"))]
    return [(ANY, _("with")), (NONE, _("without any")), (LEAST, _("with at least"))]
