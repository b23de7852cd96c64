"""What happens to entries when a contact moves (R-INT-188 to 190)."""

from __future__ import annotations

from django.db import transaction

from liaison.interactions.models import Entry, Participant


@transaction.atomic
def take_along(contact: int, company: int) -> None:
    """A person without company joins one: the entries recorded so far receive it (R-CON-52).

    Entries of a person who had a company stay with that one, and with the person: history remains
    where it happened, and the person's own remains complete.
    """
    Entry.objects.filter(contact=contact, company=None).update(company=company)
    Participant.objects.filter(contact=contact, company=None).update(company=company)
