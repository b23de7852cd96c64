"""The rows of a contact: what the fields become in the tables."""

from __future__ import annotations

from liaison.accounts.models import Salesperson
from liaison.contacts.fields import ContactFields, EmailFields, PhoneFields, first_phone
from liaison.contacts.kinds import Kind
from liaison.contacts.models import TABLES, CodeTable, Contact, ContactEmail, ContactPhone, Salutation
from liaison.contacts.numbers import e164, national
from liaison.contacts.queries import PLAIN
from liaison.contacts.salutations import COMPANY, NEUTRAL
from liaison.kit.errors import Refusal
from liaison.kit.text import gettext_lazy as _


def default_salutation(kind: str) -> str:
    """The salutation of a new contact of that type (R-CON-12)."""
    return COMPANY if kind == "company" else NEUTRAL


def row_values(given: ContactFields) -> dict[str, object]:
    """The plain columns of a contact."""
    values: dict[str, object] = {name: getattr(given, name) for name in PLAIN}
    values["phone"] = first_phone(given.phones, "phone")
    values["mobile_phone"] = first_phone(given.phones, "mobile")
    values["email"] = given.emails[0].address if given.emails else ""
    values["salesperson_id"] = given.salesperson
    return values


def phone_row(contact_id: int, phone: PhoneFields, country: str, position: int) -> ContactPhone:
    """One number with the forms it is found by."""
    return ContactPhone(
        contact_id=contact_id,
        kind=phone.kind,
        number=phone.number,
        e164=e164(phone.number, country),
        national=national(phone.number, country),
        position=position,
    )


def email_row(contact_id: int, email: EmailFields, position: int) -> ContactEmail:
    """One address."""
    return ContactEmail(contact_id=contact_id, kind=email.kind, address=email.address, position=position)


def set_phones(contact: Contact, phones: tuple[PhoneFields, ...]) -> None:
    """Make the numbers of `contact` those of `phones`; rows that say the same stay."""
    kept = {(row.number, row.kind): row for row in contact.phones.all()}
    wanted = [
        phone_row(contact.pk, phone, contact.country, position) for position, phone in enumerate(phones)
    ]
    new = [row for row in wanted if (row.number, row.kind) not in kept]
    names = {(row.number, row.kind) for row in wanted}
    gone = [row.pk for key, row in kept.items() if key not in names]
    moved = []
    for row in wanted:
        old = kept.get((row.number, row.kind))
        if old is not None and (old.position, old.e164) != (row.position, row.e164):
            row.pk = old.pk
            moved.append(row)
    if gone:
        ContactPhone.objects.filter(contact=contact, pk__in=gone).delete()
    if moved:
        ContactPhone.objects.bulk_update(moved, ["position", "e164", "national"])
    if new:
        ContactPhone.objects.bulk_create(new)


def set_emails(contact: Contact, emails: tuple[EmailFields, ...]) -> None:
    """Make the addresses of `contact` those of `emails`; rows that say the same stay."""
    kept = {(row.address, row.kind): row for row in contact.emails.all()}
    wanted = [email_row(contact.pk, email, position) for position, email in enumerate(emails)]
    names = {(row.address, row.kind) for row in wanted}
    gone = [row.pk for key, row in kept.items() if key not in names]
    new = [row for row in wanted if (row.address, row.kind) not in kept]
    moved = []
    for row in wanted:
        old = kept.get((row.address, row.kind))
        if old is not None and old.position != row.position:
            old.position = row.position
            moved.append(old)
    if gone:
        ContactEmail.objects.filter(contact=contact, pk__in=gone).delete()
    if moved:
        ContactEmail.objects.bulk_update(moved, ["position"])
    if new:
        ContactEmail.objects.bulk_create(new)


def find_code(kind: Kind, code: str, kept: CodeTable | None = None) -> CodeTable | Refusal | None:
    """The row of a code that stands on the contact itself; an inactive one only where it stands (`kept`)."""
    if not code or (kept is not None and kept.code == code):
        return kept if code else None
    found = TABLES[kind.key]._default_manager.filter(code=code, active=True).first()  # noqa: SLF001
    if found is None:
        message = _("Choose a code that exists and is active.")
        return Refusal(message, field=kind.key, code="choice")
    return found


def find_salutation(code: str, *, kept: int | None = None) -> Salutation | Refusal | None:
    """The salutation of that code; an inactive one only where it stands already (`kept`)."""
    if not code:
        return None
    found = Salutation.objects.filter(code=code).first()
    if found is None or not (found.active or found.pk == kept):
        return Refusal(_("Choose a salutation that exists."), field="salutation", code="choice")
    return found


def check_salesperson(pk: int | None, *, kept: int | None = None) -> Refusal | None:
    """A salesperson must exist and not be blocked for privacy, unless it stands there already (R-CON-38)."""
    if pk is None or pk == kept:
        return None
    found = Salesperson.objects.filter(pk=pk).first()
    if found is None:
        return Refusal(_("Choose a salesperson that exists."), field="salesperson", code="choice")
    if found.privacy_blocked:
        return Refusal(
            _("Salesperson %(name)s is blocked for privacy reasons.") % {"name": found.name},
            field="salesperson",
            code="contact.salesperson_blocked",
        )
    return None
