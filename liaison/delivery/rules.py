"""What may go out, when it is tried again, and the words of each no."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from liaison.kit.errors import Refusal
from liaison.kit.text import gettext_lazy as _
from liaison.letters.rules import NOT_NOW

PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720))
"""How long to wait after the first, second … attempt that may be repeated; in all almost a day."""
MOST_ATTEMPTS = len(PAUSES) + 1

TRIED_AGAIN = frozenset({"E-INT-25", NOT_NOW})
"""The codes of refusals that are about the moment: a file that could not be stored, a letter not made."""

LETTERS_TOGETHER = 1000
"""So many letters are claimed and made at once: some sets, so that others are made while one is kept."""
STALE_CLAIM = timedelta(minutes=3)
"""After so long without handing over, a claim is taken back; a slow worker then finds it gone."""
STALE_LETTERS = timedelta(minutes=15)
"""The same for letters of a worker that lives, which are made as sets: one may take minutes, or wait."""
STALE_HAND_OVER = timedelta(minutes=15)
"""After so long a hand-over nobody heard of again counts as unknown."""
CONTROLS_LATE = timedelta(minutes=3)
"""After so long a mailing waits no more for its control addresses: the worker that took them on is gone."""

UNKNOWN = _("It is not known whether the server took the message. Send it again only if it did not arrive.")
CANCELED = _("The interaction was cancelled before it was sent.")
UNSUBSCRIBED = _("The contact no longer wants to receive this; nothing was sent.")
BOUNCED = _("An earlier message to this address came back; nothing was sent.")
STOPPED = _("Stopped by %(name)s.")
HELD = _(
    "Held back when a copy of Liaison was brought back: it may have gone out after the copy was made. Send it"
    " again only if it did not arrive."
)
RETURNED = _("The message came back.")
COMPLAINED = _("The recipient complained about it.")
UNEXPECTED = _("An unexpected error; the log of the server says more.")


def choose_pause(attempts: int) -> timedelta | None:
    """How long to wait after so many attempts; None when it has been tried often enough."""
    return PAUSES[attempts - 1] if 0 < attempts <= len(PAUSES) else None


def bad_address(no: str, name: str, address: str, *, field: str = "contact") -> Refusal:
    """An e-mail to what is no address (E-INT-30)."""
    return Refusal(
        _("“%(address)s” of contact %(no)s %(name)s is no valid e-mail address.")
        % {"address": address, "no": no, "name": name},
        field,
        "E-INT-30",
    )


def no_content(language: str) -> Refusal:
    """Nothing to send (E-INT-31)."""
    return Refusal(
        _("No content exists for language %(language)s.") % {"language": language}, "body", "E-INT-31"
    )


def no_type() -> Refusal:
    """Sending without saying how (E-INT-32, R-INT-126)."""
    return Refusal(_("Choose how to deliver it."), "correspondence_type", "E-INT-32")


def no_type_of(entry_no: int) -> Refusal:
    """Sending an entry again as it is, which has no type (E-INT-40)."""
    return Refusal(
        _("Entry %(number)s has no correspondence type.") % {"number": entry_no}, "entries", "E-INT-40"
    )


def nothing_qualifies() -> Refusal:
    """No entry can be sent again (E-INT-39)."""
    return Refusal(_("No entry qualifies for resending."), "entries", "E-INT-39")


def no_letters() -> Refusal:
    """There is nothing to print yet."""
    return Refusal(_("There are no letters to print here."), code="no_letters")


def not_in_archive(name: str) -> Refusal:
    """Something chosen for bound letters that an archive of single ones has none of (B-16)."""
    return Refusal(_("An archive holds the letters as they were made."), name, "not_in_archive")


def not_printable(name: str) -> Refusal:
    """A file that cannot become paper (R-INT-117)."""
    return Refusal(
        _("The file “%(name)s” cannot be printed as a letter; send it by e-mail.") % {"name": name},
        "files",
        "not_printable",
    )


def contact_gone() -> Refusal:
    """The contact of the entry is no longer there for a delivery (R-INT-127)."""
    return Refusal(_("The contact of this interaction is archived."), "contact", "E-INT-29")


def not_waiting() -> Refusal:
    """Only what still waits can be stopped."""
    return Refusal(_("This delivery no longer waits; it cannot be stopped."), "entries", "delivery_state")


def run_has_ended() -> Refusal:
    """A sending that is over cannot be paused, resumed or started."""
    return Refusal(_("This sending has ended; nothing waits any more."), None, "run_ended")


def run_is_open() -> Refusal:
    """What failed goes again once the rest has gone: of two sendings at once one is out of sight."""
    return Refusal(
        _("This segment is still being sent: wait until that has ended, or stop it."), None, "run_open"
    )


MARK_HOLDS = timedelta(seconds=30)


def present_rate(told: float, since: timedelta, settled: int) -> float:
    """Deliveries a minute: as `told` by the last mark while it is young, before it what was settled `since`.

    A mark is made with the first delivery after ten seconds. One that is older than it ever gets at that
    rate says that nothing goes out: then the rate is 0, and nobody can tell how long the rest takes.
    """
    holds = max(MARK_HOLDS, timedelta(minutes=3 / told)) if told else MARK_HOLDS
    if since > holds:
        return 0.0
    if told or since < timedelta(seconds=3):
        return told
    return max(settled, 0) * 60 / since.total_seconds()


BURST = timedelta(seconds=5)
"""How much of what was not sent in a while may go out at once, within the limit of an account."""
ABOUT_NOW = timedelta(seconds=1)
SLOT_LAPSES = timedelta(minutes=2)
"""After so long the moment that a receiving domain kept for a message is given to others."""


def free_slots(next_at: datetime | None, per_minute: int, at: datetime) -> int:
    """How many messages an account takes now, when its next one may go at `next_at` (None: none went)."""
    pause = timedelta(minutes=1) / per_minute
    since = at - (first_slot(next_at, at))
    return 0 if since < timedelta(0) else int(since / pause) + 1


def first_slot(next_at: datetime | None, at: datetime) -> datetime:
    """From when on the messages of an account are counted; what was left unused is soon forgotten."""
    return at if next_at is None else max(next_at, at - BURST)


def quiet_until(clock: datetime, hours: tuple[time, time] | None) -> datetime | None:
    """When the quiet hours end that `clock`, by the company's clock, stands in; None when it is not quiet."""
    if hours is None:
        return None
    begins, ends = hours
    now = clock.time()
    quiet = begins <= now < ends if begins < ends else now >= begins or now < ends
    if not quiet:
        return None
    day = clock.date() if now < ends else clock.date() + timedelta(days=1)
    return datetime.combine(day, ends, tzinfo=clock.tzinfo)


def no_own_address() -> Refusal:
    """A test message by somebody who has no e-mail address (B-10)."""
    return Refusal(_("You have no e-mail address; an administrator can give you one."), None, "E-INT-30")


def trial_failed(reply: str) -> Refusal:
    """A test message that did not go out (B-10)."""
    return Refusal(_("The test message was not sent: %(reply)s") % {"reply": reply}, None, "E-INT-33")


def not_made() -> Refusal:
    """A letter at which the program broke (R-INT-129)."""
    return Refusal(UNEXPECTED, code="unexpected")
