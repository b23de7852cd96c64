"""What the call page proposes: the template of outgoing calls and the numbers to dial (R-INT-102 to 105)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from liaison.accounts.models import User
from liaison.accounts.queries import require
from liaison.accounts.rules import Right
from liaison.contacts.models import Contact, ContactPhone, PhoneKind
from liaison.contacts.queries import active_address_of
from liaison.interactions import rules
from liaison.interactions.models import Slot
from liaison.interactions.queries.look_up import contact_facts
from liaison.interactions.queries.set_up import slot_template
from liaison.kit.errors import Refusal, Refused, refuse
from liaison.kit.text import gettext_lazy as _

DIALLED = (PhoneKind.PHONE, PhoneKind.MOBILE, PhoneKind.OTHER)
ON_A_PHONE = (PhoneKind.MOBILE, PhoneKind.PHONE, PhoneKind.OTHER)


@dataclass(frozen=True, slots=True)
class CallNumber:
    """A number to dial: as people read it, as a device dials it, and whose it is."""

    number: str
    dial: str
    kind: str
    of_company: bool = False


@dataclass(frozen=True, slots=True)
class CallProposal:
    """A call that may be made; `numbers` is never empty, the first is the one proposed."""

    template: str
    numbers: tuple[CallNumber, ...]


def call_proposal(viewer: User, contact: Contact, on: date, *, mobile_first: bool = False) -> CallProposal:
    """Template and numbers for a call to `contact`; `mobile_first` where a telephone asks (R-INT-103).

    Refuses a privacy-blocked contact (E-INT-10), a missing template (E-INT-12) and a contact
    without any number (E-INT-14).
    """
    require(viewer, Right.RECORD)
    facts = contact_facts(contact.no, on)
    if facts is not None:
        refuse(rules.may_record_for(facts))
    template = slot_template(Slot.OUTGOING_CALLS)
    if template is None or not template.active:
        raise Refused(
            Refusal(_("No template is set up for outgoing calls."), field="template", code="E-INT-12")
        )
    numbers = tuple(
        {
            one.dial: one
            for one in reversed([*_numbers(contact, on, ON_A_PHONE if mobile_first else DIALLED)])
        }.values()
    )[::-1]
    if not numbers:
        raise Refused(
            Refusal(_("No phone numbers are stored for this contact."), field="number", code="E-INT-14")
        )
    return CallProposal(template.code, numbers)


def _numbers(contact: Contact, on: date, kinds: Sequence[PhoneKind]) -> Iterator[CallNumber]:
    """The contact's own, its alternative address's, then its company's; nobody else's (R-INT-104)."""
    yield from _of(contact, kinds)
    address = active_address_of(contact, on)
    if address is not None:
        for kind, number in ((PhoneKind.PHONE, address.phone), (PhoneKind.MOBILE, address.mobile_phone)):
            if number:
                yield CallNumber(number, _dialled(number), kind)
    if not contact.is_company and contact.company is not None:
        for one in _of(contact.company, kinds):
            yield CallNumber(one.number, one.dial, one.kind, of_company=True)


def _of(contact: Contact, kinds: Sequence[PhoneKind]) -> Iterator[CallNumber]:
    order = {kind: place for place, kind in enumerate(kinds)}
    found = ContactPhone.objects.filter(contact=contact, kind__in=kinds)
    for phone in sorted(found, key=lambda one: (order[PhoneKind(one.kind)], one.position, one.pk)):
        yield CallNumber(phone.number, phone.e164 or _dialled(phone.number), phone.kind)


def _dialled(number: str) -> str:
    """A number as a ``tel:`` address takes it."""
    return "".join(letter for letter in number if letter.isdigit() or letter == "+")
