"""Writing what an import settled, each table with one statement."""

from __future__ import annotations

import itertools
import secrets
from collections import deque
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime

from liaison.accounts.models import User
from liaison.contacts.actions._import_targets import Register, Target
from liaison.contacts.actions._rows import email_row, phone_row, row_values
from liaison.contacts.actions._writing import user_id
from liaison.contacts.actions.contacts import with_defaults
from liaison.contacts.actions.numbers import free_of
from liaison.contacts.bulk import write_contacts
from liaison.contacts.fields import ContactFields
from liaison.contacts.models import (
    AlternativeAddress,
    Contact,
    ContactEmail,
    ContactMailingGroup,
    ContactPhone,
)
from liaison.contacts.rules import cleaned, named
from liaison.kit.folding import fold

ADDRESS = ("address", "address_2", "post_code", "city", "region", "country")


class Rows:
    """The rows of one import."""

    def __init__(
        self,
        register: Register,
        *,
        taken: AbstractSet[str],
        ahead: deque[str],
        by: User | None,
        at: datetime,
        dry_run: bool,
    ) -> None:
        """`taken` are the numbers that lines have of their own: nobody else gets one of them.

        Numbers come from those `ahead` first.
        """
        self.register, self.by, self.at, self.dry_run = register, by, at, dry_run
        self.taken, self.ahead = taken, ahead
        self.created: list[int] = []
        self.changed: list[int] = []
        self.joined: list[int] = []
        self.companies = 0
        self._provisional = (f"~{secrets.token_hex(5)}{number}" for number in itertools.count(1))

    def _numbers(self, count: int) -> list[str]:
        """Numbers for new contacts; a dry run has its own instead of the series', so nobody waits for it."""
        if self.dry_run:
            return list(itertools.islice(self._provisional, count))
        return free_of(self.ahead, count, taken=self.taken)

    def make_companies(self, names: Sequence[str]) -> dict[str, int]:
        """Companies of which nothing is known but their names; their ids by folded name."""
        if not names:
            return {}
        targets = [
            Target(None, with_defaults(named(cleaned(ContactFields(name=name))), self.by, self.register.own))
            for name in names
        ]
        made = self._insert(targets)
        self.companies += len(made)
        return {fold(contact.name): contact.pk for contact in made}

    def write(self, targets: Sequence[Target]) -> set[int]:
        """Write new and changed contacts; returns the ids of those found by other words now."""
        new = [target for target in targets if target.contact is None]
        changed = [
            target for target in targets if target.contact is not None and target.after != target.before
        ]
        self._insert(new)
        if changed:
            self._update(changed)
        self._addresses([target for target in targets if target.addresses])
        self._groups([target for target in targets if target.groups])
        self._stamp([target for target in targets if target.after == target.before])
        self.changed += [
            target.contact.pk for target in targets if target.before is not None and target.contact
        ]
        self.joined += [target.contact.pk for target in changed if target.contact and target.joins]
        renamed = [
            target.contact.pk
            for target in changed
            if target.contact and target.before and target.after.name != target.before.name
        ]
        people = Contact.objects.filter(company__in=renamed).values_list("pk", flat=True) if renamed else []
        return {target.contact.pk for target in targets if target.contact} | set(people)

    def _insert(self, targets: Sequence[Target]) -> list[Contact]:
        if not targets:
            return []
        unnumbered = [target for target in targets if not target.no]
        for target, no in zip(unnumbered, self._numbers(len(unnumbered)), strict=True):
            target.no = no
        rows = Contact.objects.bulk_create(
            Contact(
                **row_values(target.after),
                no=target.no,
                company_id=target.after.company,
                **self.register.ids(target.after),
                created_at=self.at,
                created_by=self.by,
                changed_at=self.at,
                changed_by=self.by,
            )
            for target in targets
        )
        for target, row in zip(targets, rows, strict=True):
            target.contact = row
        self.created += [row.pk for row in rows]
        self._reach(targets)
        return rows

    def _update(self, targets: Sequence[Target]) -> None:
        write_contacts(
            [
                {
                    **row_values(target.after),
                    "id": target.contact.pk if target.contact else 0,
                    "company_id": target.after.company,
                    **self.register.ids(target.after),
                }
                for target in targets
            ],
            by=user_id(self.by),
            at=self.at,
        )
        moved = [
            target for target in targets if target.before and _reach(target.after) != _reach(target.before)
        ]
        ids = [target.contact.pk for target in moved if target.contact]
        if ids:
            ContactPhone.objects.filter(contact__in=ids).delete()
            ContactEmail.objects.filter(contact__in=ids).delete()
            self._reach(moved)

    def _stamp(self, targets: Sequence[Target]) -> None:
        """Contacts count as changed when only what depends on them does (R-CON-7)."""
        ids = [target.contact.pk for target in targets if target.contact]
        if ids:
            Contact.objects.filter(pk__in=ids).update(changed_at=self.at, changed_by=self.by)

    def _reach(self, targets: Sequence[Target]) -> None:
        """The numbers and addresses of contacts that have none stored."""
        ContactPhone.objects.bulk_create(
            phone_row(target.contact.pk, phone, target.after.country, place)
            for target in targets
            if target.contact
            for place, phone in enumerate(target.after.phones)
        )
        ContactEmail.objects.bulk_create(
            email_row(target.contact.pk, email, place)
            for target in targets
            if target.contact
            for place, email in enumerate(target.after.emails)
        )

    def _groups(self, targets: Sequence[Target]) -> None:
        """Bring contacts into mailing groups."""
        rows = [
            ContactMailingGroup(
                contact_id=target.contact.pk, mailing_group_id=self.register.codes["mailing_group", code][0]
            )
            for target in targets
            if target.contact
            for code in sorted(target.groups)
        ]
        if rows:
            ContactMailingGroup.objects.bulk_create(rows, ignore_conflicts=True)

    def _addresses(self, targets: Sequence[Target]) -> None:
        rows = [
            AlternativeAddress(
                contact_id=target.contact.pk, code=code, **{name: getattr(one, name) for name in ADDRESS}
            )
            for target in targets
            if target.contact
            for code, one in target.addresses.items()
        ]
        if rows:
            AlternativeAddress.objects.bulk_create(
                rows, update_conflicts=True, unique_fields=["contact", "code"], update_fields=ADDRESS
            )


def _reach(fields: ContactFields) -> tuple[object, ...]:
    return fields.phones, fields.emails, fields.country
