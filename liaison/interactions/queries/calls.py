"""What the call page proposes: the template of outgoing calls and the numbers to dial (R-INT-102 to 105)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from liaison.accounts.models import User
from liaison.accounts.queries import require
from liaison.accounts.rules import Right
from liaison.contacts.models import AlternativeAddress, Contact, ContactPhone, PhoneKind
from liaison.contacts.queries import active_address_of
from liaison.interactions import rules
from liaison.interactions.draft import type_when_noted
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
    """A call that may be made; the first of `numbers` is the one proposed, without any it is typed.

    `correspondence_type` None leaves it to the template.
    """

    template: str
    correspondence_type: str | None
    numbers: tuple[CallNumber, ...]


def call_proposal(viewer: User, contact: Contact, on: date, *, mobile_first: bool = False) -> CallProposal:
    """Template and numbers for a call to `contact`; `mobile_first` where a telephone asks (R-INT-103).

    Refuses a privacy-blocked contact (E-INT-10), a missing template (E-INT-12) and a contact
    without any number (E-INT-14).
    """
    template, its_type = template_of_calls(viewer, contact, on)
    numbers = numbers_of(contact, active_address_of(contact, on), mobile_first=mobile_first)
    if not numbers:
        raise Refused(
            Refusal(_("No phone numbers are stored for this contact."), field="number", code="E-INT-14")
        )
    return CallProposal(template, its_type, numbers)


def template_of_calls(
    viewer: User, contact: Contact, on: date, *, code: str = "E-INT-12"
) -> tuple[str, str | None]:
    """The template of outgoing calls and the type of such a call, which is never delivered (R-INT-112).

    Refuses a contact that may not be called at all, and with `code` when there is no template.
    """
    require(viewer, Right.RECORD)
    facts = contact_facts(contact.no, on)
    if facts is not None:
        refuse(rules.may_record_for(facts))
    template = slot_template(Slot.OUTGOING_CALLS)
    if template is None or not template.active:
        raise Refused(Refusal(_("No template is set up for outgoing calls."), field="template", code=code))
    return template.code, type_when_noted(template.default_correspondence_type)


def numbers_of(
    contact: Contact, address: AlternativeAddress | None, *, mobile_first: bool = False, last: str = ""
) -> tuple[CallNumber, ...]:
    """The numbers of a contact staying at `address`, each once; the one called `last` comes first.

    One that is found twice, as a company's that is the contact's too, keeps its first place.
    """
    kinds = ON_A_PHONE if mobile_first else DIALLED
    each: dict[str, CallNumber] = {}
    if last:
        each[_dialled(last)] = CallNumber(last, _dialled(last), PhoneKind.OTHER)
    for one in _numbers(contact, address, kinds):
        each.setdefault(one.dial, one)
    return tuple(each.values())


def _numbers(
    contact: Contact, address: AlternativeAddress | None, kinds: Sequence[PhoneKind]
) -> Iterator[CallNumber]:
    """The contact's own, its alternative address's, then its company's; nobody else's (R-INT-104)."""
    yield from _of(contact, kinds)
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
