"""What happens to entries when a contact moves (R-INT-188 to 190)."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.db.models import OuterRef, Subquery

from liaison.contacts.models import Contact
from liaison.interactions.models import Entry, Participant
from liaison.interactions.sets import lock_set
from liaison.kit.sql import Question


@transaction.atomic
def take_along(contacts: Collection[int]) -> None:
    """Persons without company have joined one: the entries recorded so far receive it (R-CON-52).

    Entries of a person who had a company stay with that one, and with the person: history remains
    where it happened, and the person's own remains complete. As many statements however many persons.
    """
    lock_set(Question.of(Entry.objects.filter(contact__in=contacts, company=None)))
    company = Subquery(Contact.objects.filter(pk=OuterRef("contact")).values("company"))
    Entry.objects.filter(contact__in=contacts, company=None).update(company=company)
    Participant.objects.filter(contact__in=contacts, company=None).update(company=company)
