"""Lines by hand: enter, take out, personalise, let follow again."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from liaison.accounts.models import User
from liaison.accounts.queries import require
from liaison.accounts.rules import Right
from liaison.contacts.models import AlternativeAddress, Contact
from liaison.interactions.models import InteractionTemplate
from liaison.interactions.template_rules import not_usable
from liaison.kit.errors import Refusal, Refused, refuse
from liaison.kit.sql import Question
from liaison.kit.versions import changed_meanwhile
from liaison.letters.cleaning import clean
from liaison.letters.plain import plain_text
from liaison.segments import rules
from liaison.segments.actions._by_hand import by_number
from liaison.segments.actions._found import brought_campaign, found
from liaison.segments.actions._history import note_change
from liaison.segments.actions.select import run_step
from liaison.segments.actions.template import COPIED, language_rows
from liaison.segments.bulk.lines import BROUGHT, keep_types, write_values
from liaison.segments.effective import NONE
from liaison.segments.models import (
    OVERRIDES,
    Action,
    ChangeKind,
    Segment,
    SegmentLanguage,
    SegmentLine,
    StepKind,
)
from liaison.segments.queries.lines import state_of_line, unusable_documents
from liaison.segments.queries.segments import NoSuchSegment, segment_to_change
from liaison.segments.rules import Outcome, Selection
from liaison.segments.values import LineValues, given, shape_refusals

TAKEN_AWAY = ("campaign", "salesperson", "document_template", "alternative_address")
"""What a line can be without although its segment, its contact or the day gives it."""


@transaction.atomic
def enter_line(no: str, contact: str, *, by: User, at: datetime) -> Outcome:
    """Put one contact in by hand; it is a step like any other (R-SEG-49).

    The exclusion mark and a line that is there already do not matter; a blocked contact is refused.
    """
    require(by, Right.EDIT_SEGMENTS)
    head = segment_to_change(no)
    person = Contact.objects.filter(no=contact.strip().upper(), archived_at=None).first()
    if person is None:
        raise Refused(rules.unknown(contact, "contact"))
    if person.privacy_blocked:
        raise Refused(rules.blocked(person.no))
    given_step = Selection(
        action=Action.ADD, filters=by_number(person.no), allow_existing=True, ignore_exclusion=True
    )
    return run_step(head, given_step, kind=StepKind.HAND, by=by, at=at)


@transaction.atomic
def remove_lines(
    no: str, line_nos: Collection[int], *, version: int | None = None, by: User, at: datetime
) -> Outcome:
    """Take these lines out by hand, as one step; going back brings them back with their values (R-SEG-49).

    `version` is the state of the one line that the reader saw; raises `Conflict` when it is another now.
    """
    require(by, Right.EDIT_SEGMENTS)
    head = segment_to_change(no)
    lines = _lines(head, line_nos)
    _refuse_old(head, line_nos, version, by)
    people = Contact.objects.filter(pk__in=lines.values("contact"))
    numbers = people.order_by("no").values_list("no", flat=True)
    given_step = Selection(action=Action.REDUCE, filters=by_number(*numbers))
    return run_step(head, given_step, kind=StepKind.HAND, by=by, at=at, lines=Question.of(lines))


@transaction.atomic
def personalize_lines(
    no: str,
    line_nos: Collection[int],
    values: LineValues,
    *,
    version: int | None = None,
    by: User,
    at: datetime,
) -> int:
    """Give the lines values of their own, let those of `reset` follow again; returns how many (B-19).

    One statement for all lines. A blank campaign, salesperson or document takes that of the segment away, a
    blank alternative address that of the day (R-SEG-43). A template gives each of them its documents, cost
    and the like (R-SEG-44, 45); the segment's own template lets them inherit again. A language is refused
    without a template, and to lines with texts of their own that have none in it (R-SEG-46); a document
    template, where a line has not had it yet, if it is out of use or made for another language (R-INT-23),
    and a language that is another than that of the document template which a line keeps.
    `version` is the state of the one line that the reader saw; raises `Conflict` when it is another now.
    """
    require(by, Right.CHANGE_SEGMENTS)
    refuse(shape_refusals(values))
    if strange := [name for name in values.reset if name not in OVERRIDES]:
        raise Refused(rules.unknown(strange[0], "reset"))
    head = segment_to_change(no)
    lines = _lines(head, line_nos)
    _refuse_old(head, line_nos, version, by)
    settled = given(values)
    code = settled.pop("alternative_address", None)
    if "body" in settled:
        settled["body"] = clean(settled["body"])
    own = {name.removesuffix("_id"): value for name, value in found(settled, kept=lines).items()}
    if "body" in own:
        own["body_text"] = plain_text(own["body"])
    if code is not None:
        own["alternative_address"] = _address(lines, code)
    own |= {name: NONE for name in TAKEN_AWAY if name in own and own[name] is None}
    reset = set(values.reset)
    if "template" in own or "template" in reset:
        own, reset = _with_template(head, lines, own, reset)
    if own.get("language"):
        alone = "template" in reset or ("template" not in own and lines.filter(template=None).exists())
        refuse(rules.no_template_yet() if alone and head.template_id is None else None)
        refuse(_cannot_say(head, lines, own["language"]))
    reset -= set(own)
    if not own and not reset:
        return 0
    what = ", ".join(sorted({*own, *reset} - {"body_text"}))
    note_change(head, ChangeKind.LINES, what=what, count=len(set(line_nos)), by=by, at=at)
    return _write(head, lines, own, reset)


def _write(head: Segment, lines: QuerySet[SegmentLine], own: dict[str, Any], reset: set[str]) -> int:
    """Write the values; a document template is judged by what the lines say then.

    That is where it is new to them, or where they say something else from now on.
    """
    document = own.get("document_template")
    new = set(lines.exclude(document_template=document).values_list("pk", flat=True)) if document else set()
    judged = set(new)
    if {"language", "template"} & {*own, *reset} and (document or "document_template" not in {*own, *reset}):
        kept = lines.exclude(pk__in=new).exclude(document_template=None)
        present = set(kept.values_list("pk", flat=True))
        judged |= present - unusable_documents(head, present) if present else present
    changed = write_values(Question.of(lines), own, reset)
    if judged and unusable_documents(head, judged):
        raise Refused(not_usable("document_template" if document else "language"))
    return changed


def _with_template(
    head: Segment, lines: QuerySet[SegmentLine], own: dict[str, Any], reset: set[str]
) -> tuple[dict[str, Any], set[str]]:
    chosen = [line.pk for line in lines]
    type_given = "correspondence_type" in reset or "correspondence_type" in own
    SegmentLanguage.objects.filter(segment=head, line__in=chosen).delete()
    reset |= {"language", "subject", "body", "document_template", "correspondence_type", *BROUGHT}
    if head.campaign_id is not None:
        reset |= {"campaign"}  # R-SEG-47
    template_id = own.pop("template", None)
    if template_id is None or template_id == head.template_id:
        lines.exclude(Q(template=None) | Q(template=head.template_id)).update(description=None)
        return own, reset | {"template"}
    template = InteractionTemplate.objects.get(pk=template_id)
    says_type = template.ignore_contact_correspondence_type or template.default_correspondence_type != "none"
    if not (says_type or type_given):
        keep_types(Question.of(lines))  # R-SEG-54
        reset -= {"correspondence_type"}
    taken = {name: getattr(template, COPIED[name]) for name in BROUGHT}
    if head.campaign_id is None and (campaign := brought_campaign(template)) is not None:
        taken["campaign"] = campaign  # R-SEG-47
    _describe(head, lines, template)
    own = {**taken, **own, "template": template_id}
    SegmentLanguage.objects.bulk_create(language_rows(head, template, chosen))
    return own, reset


def _describe(head: Segment, lines: QuerySet[SegmentLine], template: InteractionTemplate) -> None:
    """Take the description of a template that is another, or the first where nothing was said (R-SEG-45)."""
    others = lines.exclude(template=template)
    if head.template_id is None:
        said = Q(description__gt="") | (Q(description=None) if head.description else Q())
        others = others.exclude(said, template=None)
    others.update(description=template.description)


def _cannot_say(head: Segment, lines: QuerySet[SegmentLine], language: str) -> Refusal | None:
    """A language that lines with texts of their own would pass over in silence (R-SEG-46)."""
    own = SegmentLanguage.objects.filter(segment=head, line__in=lines.values("pk"))
    silent = own.exclude(line__in=own.filter(language=language).values("line"))
    return rules.says_nothing_in(language) if silent.exists() else None


def _lines(head: Segment, line_nos: Collection[int]) -> QuerySet[SegmentLine]:
    lines = SegmentLine.objects.filter(segment=head, line_no__in=list(line_nos), removed_by=None)
    if not line_nos or lines.count() != len(set(line_nos)):
        raise NoSuchSegment
    return lines


def _refuse_old(head: Segment, line_nos: Collection[int], version: int | None, by: User) -> None:
    """Somebody else's change since `version`, of the line or its text, is not overwritten."""
    if version is None:
        return
    (line_no,) = set(line_nos)
    state = state_of_line(by, head, line_no)
    if state is None or state.version != version:
        raise changed_meanwhile()


def _address(lines: QuerySet[SegmentLine], code: str) -> int | None:
    if not code:
        return None
    owners = {line.contact_id for line in lines}
    address = AlternativeAddress.objects.filter(contact__in=owners, code=code.upper())
    if len(owners) != 1 or (pk := address.values_list("pk", flat=True).first()) is None:
        raise Refused(rules.unknown(code, "alternative_address"))
    return pk
