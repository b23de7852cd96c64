"""Why a contact is in or out, step by step in words; and who was held back and why."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Q

from liaison.accounts.models import User
from liaison.accounts.queries import require
from liaison.accounts.rules import Right
from liaison.campaigns.models import Agreement, Consent
from liaison.contacts.models import Contact
from liaison.interactions.visibility import seen_by
from liaison.kit.clock import local_date
from liaison.kit.sql import rows
from liaison.kit.text import Words
from liaison.kit.text import gettext_lazy as _
from liaison.segments.compiling import Where, where
from liaison.segments.models import Action, Segment, SegmentLine, SegmentStep, StepKind
from liaison.segments.queries.plans import author_of, checked_filters, plans_of, stored_steps
from liaison.segments.queries.policy import policy
from liaison.segments.queries.readiness import SAMPLES, LineSample
from liaison.segments.queries.readiness.counting import softly_held_back
from liaison.segments.queries.readiness.settled import ways_of
from liaison.segments.queries.worded import steps_in_words
from liaison.segments.selection import LIVE, Chain, Plan, reached, write_add, write_pipeline


@dataclass(frozen=True, slots=True)
class Verdict:
    """One filter of a step and whether the contact itself passes it today."""

    words: str
    passes: bool


@dataclass(frozen=True, slots=True)
class StepExplained:
    """What one step did with a contact.

    `verdicts` has each of its filters; `before` and `after` count the contact's lines as the steps of
    today would make them. `why` is one of: matched, not_matched, with_company (it came or went with its
    company), by_hand, not_chosen (somebody chose others by hand), excluded, blocked, archived, already_in,
    not_in, off.
    """

    position: int
    action: str
    verdicts: tuple[Verdict, ...]
    before: int
    after: int
    why: str
    words: Words
    by_hand: bool = False


@dataclass(frozen=True, slots=True)
class Explanation:
    """Whether a contact is in a segment now, what the steps would say today, and why.

    `lines` are its lines of now, `today` what the steps would make; they differ when the data changed
    since the steps ran. `held_back` names what keeps the contact out whatever the criteria, or out of
    what is sent.
    """

    lines: int
    today: int
    steps: tuple[StepExplained, ...]
    held_back: tuple[Words, ...]


WORDS: dict[str, Words] = {
    "matched": _("Matches"),
    "not_matched": _("Does not match"),
    "with_company": _("Through its company"),
    "by_hand": _("By hand"),
    "not_chosen": _("Was not chosen"),
    "excluded": _("Excluded from segments"),
    "blocked": _("Blocked for privacy"),
    "archived": _("Archived"),
    "already_in": _("Was in already"),
    "not_in": _("Was not in"),
    "off": _("Switched off"),
    "unsubscribed": _("Does not want to be written to"),
    "bounced": _("Address does not work"),
}


def explain(viewer: User, head: Segment, contact: Contact, *, at: datetime) -> Explanation:
    """Why `contact` is in segment `head` or not, each step judged on the data of today.

    About a contact that nobody else's step brought in or took out, the steps find what the viewer may see,
    whoever their authors are: they would tell of interactions that are private to others. At most nine
    statements, however many steps and lines there are.
    """
    require(viewer, Right.READ_SEGMENTS)
    steps = list(stored_steps(head))
    others = [step.pk for step in steps if step.user_id != viewer.pk]
    touched = SegmentLine.objects.filter(Q(step__in=others) | Q(removed_by__in=others), contact=contact)
    if others and not touched.filter(segment=head).exists():
        _lend_no_sight(steps, viewer)
    counts, asked, now = _counts(head, contact, steps, viewer, at)
    passes = _passes(contact, steps, viewer, at)
    told = []
    before = 0
    sentences = steps_in_words(steps)
    for number, step in enumerate(steps):
        after = counts.get(step.pk, before)
        verdicts = tuple(
            Verdict(words, passed) for words, passed in zip(sentences[number], passes[number], strict=True)
        )
        matched = all(passes[number])
        why = _why(step, contact, before, after, matched=matched, asked=matched or step.pk in asked)
        by_hand = step.kind == StepKind.HAND
        told.append(
            StepExplained(step.position, step.action, verdicts, before, after, why, WORDS[why], by_hand)
        )
        before = after
    kept = [WORDS[one] for one in (*_held_back(contact), *_unwilling(head, contact, now))]
    if now:
        kept += [one.words for one in softly_held_back(head, policy(), contact.pk)]
    return Explanation(now, before, tuple(told), tuple(kept))


def _lend_no_sight(steps: list[SegmentStep], viewer: User) -> None:
    """Let the steps find what the viewer may see; one who sees all learns nothing from their authors."""
    if seen_by(viewer).q:
        for step in steps:
            step.user = None


def _unwilling(head: Segment, contact: Contact, lines: int) -> list[str]:
    """Whether the contact refuses what its lines send it; without any, what the segment would send it.

    An address that does not work is told apart from a no of its owner (B-5).
    """
    ways = ways_of(head, contact.pk) if lines else []
    topic = head.group.code if head.group is not None else ""
    told = Consent.objects.filter(contact=contact).exclude(agreement=Agreement.GIVEN)
    found = {
        agreement
        for channel, about, agreement in told.values_list("channel", "topic", "agreement")
        if (about in {"", topic} and not lines)
        or any(
            channel == way.channel
            and about in {"", way.topic}
            and not (agreement == Agreement.BOUNCED and way.elsewhere)
            for way in ways
        )
    }
    if any(way.dead for way in ways):
        found.add(Agreement.BOUNCED)
    unwilling = ["unsubscribed"] if found - {Agreement.BOUNCED} else []
    return [*unwilling, "bounced"] if Agreement.BOUNCED in found else unwilling


def _counts(
    head: Segment, contact: Contact, steps: list[SegmentStep], viewer: User, at: datetime
) -> tuple[dict[int, int], set[int], int]:
    """How many lines the contact would have after each step, which adds reach it, how many it has now.

    Steps that are switched off are left out.
    """
    plans = [_near(plan) for plan in plans_of(steps, viewer=viewer, at=at, lenient=True)]
    chain = Chain()
    write_pipeline(chain, plans)
    after = [
        f"(SELECT count(*) FROM s{number} WHERE contact_id = %(contact)s AND removed IS NULL)"
        for number in range(1, len(plans) + 1)
    ]
    now = (
        "(SELECT count(*) FROM segment_line WHERE segment_id = %(segment)s"
        " AND contact_id = %(contact)s AND removed_by_id IS NULL)"
    )
    adds = [(number, plan) for number, plan in enumerate(plans, 1) if plan.action == Action.ADD]
    reaches = [
        f"CASE WHEN EXISTS (SELECT 1 FROM {reached(plan, f'_{number}')} WHERE id = %(contact)s)"
        f" THEN {int(plan.step)} END"
        for number, plan in adds
        if plan.kind != "reuse"
    ]
    asked_by = f"ARRAY[{', '.join(reaches)}]::bigint[]"
    sql = f"WITH {chain.sql} SELECT {', '.join([now, asked_by, *after])}"
    given = {"segment": head.pk, "contact": contact.pk, "company": contact.company_id}
    ((lines, asked, *found),) = rows(sql, {**given, **chain.params})
    counts = {plan.step: int(count) for plan, count in zip(plans, found, strict=True)}
    return counts, {step for step in asked if step is not None}, int(lines)


def _near(plan: Plan) -> Plan:
    """The same step among the contact and its company only: nobody else decides about its lines."""
    if plan.kind == "reuse":
        sql = f"SELECT * FROM ({plan.where.sql}) z WHERE z.id = %(contact)s"
    else:
        sql = f"(c.id = %(contact)s OR c.company_id = %(company)s) AND ({plan.where.sql})"
    return replace(plan, where=Where(sql, plan.where.params))


def _passes(contact: Contact, steps: list[SegmentStep], viewer: User, at: datetime) -> list[tuple[bool, ...]]:
    """Whether the contact passes each filter of each step; one statement."""
    tests: list[str] = []
    params: dict[str, object] = {"contact": contact.pk}
    shape = []
    for number, step in enumerate(steps):
        parts = checked_filters(step.filters)
        shape.append(len(parts))
        seen = seen_by(author_of(step, viewer))
        for place, part in enumerate(parts):
            prefix = f"e{number}_{place}_"
            one = where([part], today=local_date(at), seen=seen.apart(prefix), prefix=prefix)
            tests.append(f"coalesce({one.sql}, FALSE)")
            params |= one.params
    if not tests:
        return [() for _step in steps]
    (found,) = rows(f"SELECT {', '.join(tests)} FROM contact c WHERE c.id = %(contact)s", params)
    answers = iter(found)
    return [tuple(bool(next(answers)) for _place in range(count)) for count in shape]


def _why(step: SegmentStep, contact: Contact, before: int, after: int, *, matched: bool, asked: bool) -> str:
    """`matched` by the step's own filters, or `asked` to come at least, perhaps through its company."""
    if not step.active:
        return "off"
    if step.action == Action.ADD and after == before:
        return _why_not_added(step, contact, before, asked=asked)
    if not before and step.action != Action.ADD:
        return "not_in"
    if step.kind == StepKind.HAND:
        return "not_chosen" if after == before else "by_hand"
    if step.kind == StepKind.REUSE:  # whom the logged segment had; filters match nobody
        return "matched" if after != before else "not_matched"
    expected = not matched if step.action == Action.REFINE else matched
    if (after != before) != expected:  # what the step did is not for the contact's own sake
        return "with_company"
    return "matched" if matched else "not_matched"


def _why_not_added(step: SegmentStep, contact: Contact, before: int, *, asked: bool) -> str:
    if before and asked:
        return "already_in"
    held = _held_back(contact)
    if asked and held and not (held == ["excluded"] and step.ignore_exclusion):
        return held[0]
    return "not_chosen" if step.kind == StepKind.HAND else "not_matched"


def _held_back(contact: Contact) -> list[str]:
    found = []
    if contact.archived_at is not None:
        found.append("archived")
    if contact.privacy_blocked:
        found.append("blocked")
    if contact.exclude_from_segment:
        found.append("excluded")
    return found


@dataclass(frozen=True, slots=True)
class HeldBack:
    """Contacts that the add steps match today but keep out: why, how many, and the first ten of them."""

    why: str
    words: Words
    count: int
    samples: tuple[LineSample, ...]


def held_back(viewer: User, head: Segment, *, at: datetime) -> list[HeldBack]:
    """Who is kept out of the segment although a step adds them, and why (B-5); one statement.

    Also who would come through its company or colleagues only, as the preview of the step counts them. The
    steps find what the viewer may see: no line tells of these contacts.
    """
    require(viewer, Right.READ_SEGMENTS)
    steps = list(stored_steps(head).filter(action=Action.ADD, active=True, kind="criteria"))
    _lend_no_sight(steps, viewer)
    plans = plans_of(steps, viewer=viewer, at=at, lenient=True)
    if not plans:
        return []
    chain = Chain()
    found = []
    for number, plan in enumerate(plans):
        write_add(chain, _near_held(plan), LIVE, f"_{number}")
        excluded = "" if plan.ignore_exclusion else " OR exclude_from_segment"
        found.append(f"SELECT id FROM {reached(plan, f'_{number}')} WHERE privacy_blocked{excluded}")
    sql = f"""
        WITH {chain.sql}, kept AS MATERIALIZED (
            SELECT c.no, c.name, CASE WHEN c.privacy_blocked THEN 'blocked' ELSE 'excluded' END AS why
            FROM contact c
            WHERE c.id IN ({" UNION ALL ".join(found)})
              AND NOT EXISTS (SELECT 1 FROM segment_line l WHERE l.segment_id = %(segment)s
                              AND l.contact_id = c.id AND l.removed_by_id IS NULL)
        )
        SELECT k.why, count(*), (
            SELECT jsonb_agg(jsonb_build_array(0, q.no, q.name) ORDER BY q.no)
            FROM (SELECT * FROM kept o WHERE o.why = k.why ORDER BY o.no LIMIT {SAMPLES}) q)
        FROM kept k GROUP BY k.why ORDER BY k.why"""
    return [
        HeldBack(why, WORDS[why], int(count), tuple(LineSample(*one) for one in json.loads(samples)))
        for why, count, samples in rows(sql, {"segment": head.pk, **chain.params})
    ]


def _near_held(plan: Plan) -> Plan:
    """The same step among those who may be held back.

    Where contacts bring each other along, their colleagues and companies belong to it.
    """
    near = "(c.privacy_blocked OR c.exclude_from_segment)"
    if plan.expand_companies or plan.allow_related_companies:
        held = f"SELECT h.company_id FROM contact h WHERE {near.replace('c.', 'h.')}"
        near = f"({near} OR c.company_id IN ({held}))"
    return replace(plan, where=Where(f"{near} AND ({plan.where.sql})", plan.where.params))
