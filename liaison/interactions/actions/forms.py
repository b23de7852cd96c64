"""One form, one number: what a form sends twice is recorded once.

A form on a screen carries a random key. Its first request takes an entry number for that key; every
further one, be it the autosave, a double click or the back button, gets the same number.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from liaison.accounts.models import User
from liaison.interactions.bulk import next_entry_no
from liaison.interactions.models import Draft, FormNumber
from liaison.interactions.queries.drafts import was_logged
from liaison.kit.errors import Refusal, Refused
from liaison.kit.text import gettext_lazy as _

KEPT = timedelta(days=30)
"""How long a form may stay open on a screen and still be recorded once."""


class AlreadyRecorded(Refused):
    """The form was recorded already, with something else in it; nothing was changed."""

    def __init__(self, number: int) -> None:
        words = _(
            "This form was recorded already, as no. %(number)s. Press again to record what it says now."
        )
        super().__init__(Refusal(words % {"number": number}, code="recorded"))


@transaction.atomic
def take_number(form: UUID, *, by: User, at: datetime) -> int:
    """The entry number of `by`'s form; gaps are allowed, so the first call simply takes the next one.

    Until the transaction ends the form is locked: of two equal requests the second waits for the
    first and then sees what it did.
    """
    mine = FormNumber.objects.filter(user=by)
    known = mine.select_for_update().filter(key=form).values_list("entry_no", flat=True)
    number = known.first()
    if number is not None:
        return number
    mine.filter(taken_at__lt=at - KEPT).delete()
    fresh = FormNumber(user=by, key=form, entry_no=next_entry_no(), taken_at=at)
    FormNumber.objects.bulk_create([fresh], ignore_conflicts=True)
    return known.get()


@transaction.atomic
def first_use(form: UUID, *, by: User, at: datetime) -> bool:
    """Whether `by`'s form is sent for the first time, for what records many interactions at once.

    Of two equal requests the second waits until the transaction of the first ends.
    """
    taken = {"entry_no": next_entry_no(), "taken_at": at}
    return FormNumber.objects.get_or_create(user=by, key=form, defaults=taken)[1]


@transaction.atomic
def log_once(form: UUID, log: Callable[[int], object], *, by: User, at: datetime, sent: str = "") -> int:
    """Let `log` write the interaction of `by`'s form under its number; sent twice, it is written once.

    `sent` is a digest of what the form says. Says it something else than what was recorded, it is not the
    same form sent twice: raises `AlreadyRecorded`. A draft of the same form is gone with the entry; where
    `log` refuses, it stays as it was.
    """
    number = take_number(form, by=by, at=at)
    mine = FormNumber.objects.filter(user=by, key=form)
    if was_logged(number):
        if sent and not mine.filter(sent=sent).exists():
            raise AlreadyRecorded(number)
        return number
    log(number)
    if sent:
        mine.update(sent=sent)
    Draft.objects.filter(entry_no=number, user=by).delete()
    return number


def reserve_number() -> int:
    """The next entry number, for an interaction whose own text names it; gaps are allowed (R-INT-84)."""
    return next_entry_no()
