"""What segments are asked to do, and what they refuse, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from liaison.kit.errors import Refusal, too_long
from liaison.kit.text import gettext_lazy as _
from liaison.kit.text import grouped

MAX_TEXT = 255
MAX_CODE = 20
MAX_STEPS = 50
"""So many steps that are not by hand."""
MOST_STEPS = 200
"""So many in all: the more there are, the longer it takes to work them out."""
GAP = 10_000
"""Line numbers rise by this much."""
UNDO_PERIOD = timedelta(days=2)
"""How long the worksheet of a logged segment is kept, so that the logging can be undone (B-17)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """One selection action: add, reduce or refine by `filters` (JSON, see `criteria.py`).

    All options are off by default; the first four belong to add, the last to reduce and refine.
    """

    action: str
    filters: list[dict[str, Any]] = field(default_factory=list)
    allow_existing: bool = False
    expand_companies: bool = False
    allow_related_companies: bool = False
    ignore_exclusion: bool = False
    entire_companies: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Manners:
    """What the house decides about messages to many; None or empty means: no such rule (B-5, B-18).

    At most `cap_messages` within `cap_days` days; `quiet_group` is the code of the mailing group of those
    who are rather not written to; more messages than `approval_above` need a second person; every mailing
    goes to `control_addresses` first (B-10).
    """

    cap_messages: int | None = None
    cap_days: int | None = None
    quiet_group: str = ""
    approval_above: int | None = None
    control_addresses: tuple[str, ...] = ()


MOST_CONTROLS = 20
MOST_MESSAGES = 100_000_000


def manners_refusals(given: Manners) -> Iterator[Refusal]:
    """What is wrong with the manners: half a cap, or numbers nobody means."""
    for name, most in (("cap_messages", 1000), ("cap_days", 3660)):
        value, other = getattr(given, name), given.cap_days if name == "cap_messages" else given.cap_messages
        if value is None and other is not None:
            yield Refusal(_("Give both: so many messages in so many days."), name, "E-SEG-51")
        if value is not None and not 1 <= value <= most:
            yield Refusal(_("Use a number from 1 to %(most)s.") % {"most": most}, name, "E-SEG-51")
    above = given.approval_above
    if above is not None and above < 0:
        yield Refusal(_("The value must not be negative."), "approval_above", "E-SEG-51")
    if above is not None and above > MOST_MESSAGES:
        yield Refusal(_("At most %(le)s.") % {"le": grouped(MOST_MESSAGES)}, "approval_above", "E-SEG-51")
    if len(given.control_addresses) > MOST_CONTROLS:
        words = _("At most %(most)s control addresses.") % {"most": MOST_CONTROLS}
        yield Refusal(words, "control_addresses", "E-SEG-51")


def bad_control(address: str) -> Refusal:
    """A control address that is none (B-10)."""
    return Refusal(
        _("“%(address)s” is no valid e-mail address.") % {"address": address}, "control_addresses", "E-SEG-51"
    )


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a step did: how many contacts it matched, how many lines came or went, and how many there are.

    `step` is its id, where it is one step that stays.
    """

    position: int
    matched: int
    changed: int
    before: int
    after: int
    step: int = 0


def unknown(what: str, field_name: str) -> Refusal:
    """A code or number that names nothing."""
    return Refusal(_("There is no “%(what)s”.") % {"what": what}, field_name, "unknown")


def no_such_segment(field_name: str, number: str) -> Refusal:
    """Criteria that name a segment which never was or was deleted: nobody is in it, now or ever."""
    if field_name == "logged_segment":
        words = _("The criteria name logged segment %(number)s, which does not exist.")
    else:
        words = _("The criteria name segment %(number)s, which does not exist.")
    return Refusal(words % {"number": number}, "filters", "unknown")


def unknown_template(code: str) -> Refusal:
    """A template that does not exist (R-SEG-27)."""
    return Refusal(_("There is no interaction template %(code)s.") % {"code": code}, "template", "E-SEG-6")


def no_template_yet(field_name: str = "language") -> Refusal:
    """A language or a file for a line that has no template, which would replace them (R-SEG-36, 46)."""
    return Refusal(_("Choose an interaction template first."), field_name, "E-SEG-5")


def says_nothing_in(language: str) -> Refusal:
    """A language in which a line with texts of its own has none (R-SEG-46)."""
    words = _("The line has texts of its own, but none in %(language)s.") % {"language": language}
    return Refusal(words, "language", "E-SEG-28")


def number_in_use(number: str) -> Refusal:
    """A segment number that another segment has."""
    return Refusal(_("Number %(number)s is in use.") % {"number": number}, "no", "E-SEG-2")


def bad_number() -> Refusal:
    """A number that is empty or too long."""
    return Refusal(_("Use 1 to 20 characters."), "no", "E-SEG-2")


def documents_inherited() -> Refusal:
    """A template that is not carried to lines which use the segment's document (R-SEG-24)."""
    return Refusal(
        _("The template cannot be changed without the lines: some use the segment's document."),
        "template",
        "E-SEG-3",
    )


def nothing_to_save() -> Refusal:
    """Criteria without a step (R-SEG-84)."""
    return Refusal(_("The segment has no criteria to save."), "code", "E-SEG-9")


def code_missing() -> Refusal:
    """Saved criteria without a code (R-SEG-84)."""
    return Refusal(_("Give the criteria a code."), "code", "E-SEG-10")


def code_in_use(code: str) -> Refusal:
    """A code that other criteria have (R-SEG-84)."""
    return Refusal(_("Criteria %(code)s exist already.") % {"code": code}, "code", "E-SEG-11")


def nothing_to_go_back() -> Refusal:
    """Going back without a step (R-SEG-78)."""
    return Refusal(_("There is no step to go back over."), "steps", "E-SEG-9")


def too_many_steps(kinds: Iterable[str]) -> Refusal | None:
    """More steps of these kinds than one statement should hold; who is entered by hand has more room."""
    every = list(kinds)
    if sum(kind != "hand" for kind in every) > MAX_STEPS:
        words = _("A segment has at most %(number)s steps, not counting those by hand.")
        return Refusal(words % {"number": MAX_STEPS}, "steps", "E-SEG-9")
    if len(every) > MOST_STEPS:
        words = _("A segment has at most %(number)s steps.")
        return Refusal(words % {"number": MOST_STEPS}, "steps", "E-SEG-9")
    return None


def already_logged(number: str) -> Refusal:
    """A segment whose number was logged before (R-SEG-110)."""
    return Refusal(
        _("Segment %(number)s has been logged before.") % {"number": number}, "segment", "E-SEG-20"
    )


def description_missing() -> Refusal:
    """Logging without a description (R-SEG-110)."""
    return Refusal(_("The segment needs a description."), "description", "E-SEG-21")


def no_contacts(number: str) -> Refusal:
    """Logging without a line (R-SEG-110)."""
    return Refusal(_("Segment %(number)s has no contacts.") % {"number": number}, "segment", "E-SEG-22")


def negative(field_name: str) -> Refusal:
    """A cost or duration below zero."""
    return Refusal(_("The value must not be negative."), field_name, "E-INT-9")


def file_and_template() -> Refusal:
    """A file beside a document template (R-SEG-37)."""
    return Refusal(
        _("A document template is set, so no file can be attached. Remove the template first."),
        "file",
        "E-SEG-4",
    )


def blocked(no: str) -> Refusal:
    """A contact that may not be written to for privacy reasons (R-SEG-67, 110)."""
    return Refusal(_("Contact %(no)s is blocked for privacy.") % {"no": no}, "contact", "E-SEG-33")


def too_late_to_undo() -> Refusal:
    """A logging whose worksheet is forgotten (B-17)."""
    return Refusal(_("It is too late to undo this logging."), "logged_segment", "E-SEG-46")


def already_sent() -> Refusal:
    """A logging of which something went out (B-17)."""
    return Refusal(
        _("Something was sent already; cancel the logged segment instead."), "logged_segment", "E-SEG-46"
    )


def worked_on() -> Refusal:
    """A logging whose interactions somebody changed since (B-17)."""
    return Refusal(
        _("Somebody has worked on its interactions; cancel the logged segment instead."),
        "logged_segment",
        "E-SEG-46",
    )


def not_approved() -> Refusal:
    """Messages that wait for a second person (B-18)."""
    return Refusal(_("A second person must approve this segment first."), "segment", "E-SEG-49")


def look_again() -> Refusal:
    """So many messages go out that somebody must have agreed to it (B-18)."""
    return Refusal(_("Look at the number of messages once more and tick it."), "looked", "looked")


def at_most(messages: int, most: int | None) -> Refusal | None:
    """No more messages go out than somebody has agreed to, also by the time it is logged (B-18)."""
    if most is None or messages <= most:
        return None
    words = _(
        "Too many messages would go out: %(count)s instead of at most %(most)s. Look at the number of "
        "messages once more."
    )
    return Refusal(words % {"most": most, "count": messages}, "most", "looked")


def own_approval() -> Refusal:
    """The one who asked, approving (B-18)."""
    return Refusal(_("Somebody else must approve what you asked for."), "segment", "E-SEG-49")


def not_asked() -> Refusal:
    """An approval nobody asked for, or that was given (B-18)."""
    return Refusal(_("Nobody asks for an approval."), "segment", "E-SEG-49")


def reason_missing() -> Refusal:
    """Writing to those held back without saying why (B-5)."""
    return Refusal(_("Say why."), "reason", "E-SEG-50")


def may_log_call(
    *, number: str | None, occurred_at: object, description: str | None, salesperson: str | None
) -> Iterator[Refusal]:
    """What a call from a line needs before it is recorded (R-SEG-104)."""
    if not (number or "").strip():
        yield Refusal(_("Enter a phone number."), "number", "E-SEG-14")
    elif len(number or "") > MAX_TEXT:
        yield too_long("number", MAX_TEXT)
    if occurred_at is None:
        yield Refusal(_("Enter the date."), "occurred_at", "E-SEG-15")
    if not (description or "").strip():
        yield Refusal(_("Enter a description."), "description", "E-SEG-15")
    if not (salesperson or "").strip():
        yield Refusal(_("Enter the salesperson."), "salesperson", "E-SEG-15")


def everybody_called() -> Refusal:
    """Nobody of a segment is left to call."""
    return Refusal(_("Everybody in this segment has been called."), "segment", "called")


def no_mailing_group() -> Refusal:
    """A mailing group that does not exist (R-SEG-95)."""
    return Refusal(_("Choose one mailing group."), "mailing_group", "E-SEG-12")


def default_says_nothing() -> Refusal:
    """Lines told to use the default language would have no document either."""
    return Refusal(_("The segment says nothing in its default language."), "remedy", "E-SEG-28")


def used_by_segments(numbers: str) -> Refusal:
    """Something that segments refer to, also those logged so lately that it can be undone (R-SEG-143)."""
    return Refusal(_("Segments use it: %(numbers)s.") % {"numbers": numbers}, None, "E-INT-45")


def is_quiet_list() -> Refusal:
    """The mailing group of those who are rather not written to, while that rule holds (B-5)."""
    return Refusal(
        _("This mailing group is the quiet list. Choose another quiet list first."),
        "code",
        "E-INT-45",
    )
