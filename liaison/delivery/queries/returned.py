"""Which delivery a message that came back is about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from liaison.accounts.models import Salesperson
from liaison.contacts.models import CorrespondenceType
from liaison.delivery.models import Item
from liaison.mail.message_ids import number_of
from liaison.mail.received import Received
from liaison.mail.return_address import number_in

MOST = 100


def item_of(received: Received) -> Item | None:
    """The delivery it is about: by the address we signed, else by the number of our message; one statement.

    A number counts only if a message of exactly that number went out, and none that is named says otherwise.
    """
    signed = [number for number in map(number_in, received.addresses) if number is not None]
    named = {number: told for told in received.about if (number := number_of(told)) is not None}
    wanted = [*signed, *named][:MOST]
    if not wanted:
        return None
    found = Item.objects.filter(pk__in=wanted, channel=CorrespondenceType.EMAIL).exclude(message_id="")
    known = found.select_related("entry", "contact").in_bulk()
    return next(_matching(known, signed, named), None)


def _matching(known: dict[int, Item], signed: Iterable[int], named: dict[int, str]) -> Iterator[Item]:
    for number in signed:
        # A copy that was brought back may give numbers again: the message itself says of whose it was.
        if number in known and named.get(number, known[number].message_id) == known[number].message_id:
            yield known[number]
    for number, message_id in named.items():
        if number in known and known[number].message_id == message_id:
            yield known[number]


def is_latest(item: Item) -> bool:
    """Whether its entry was not put on the list again since."""
    later = Item.objects.filter(entry=item.entry_id, contact=item.contact_id, pk__gt=item.pk)
    return not later.exists()


def is_colleague(address: str) -> bool:
    """Whether a salesperson writes from that address."""
    return Salesperson.objects.filter(active=True, email__iexact=address).exists() if address else False
