"""How a contact is reached: phone numbers and e-mail addresses."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Func, Q

from liaison.contacts.models.choices import EmailKind, PhoneKind
from liaison.contacts.models.contact import Contact
from liaison.kit.history import tracked_rows
from liaison.kit.text import gettext_lazy as _


@tracked_rows()
class ContactPhone(models.Model):
    """One of the numbers of a contact: as typed, in E.164 to dial and find it, and as dialled at home."""

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="phones")
    kind = models.CharField(max_length=8, choices=PhoneKind, default=PhoneKind.PHONE)
    number = models.CharField(_("Number"), max_length=60)
    e164 = models.CharField(max_length=20, blank=True, db_collation="C")
    national = models.CharField(max_length=20, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        db_table = "contact_phone"
        ordering = ["position", "id"]
        indexes = [
            models.Index(fields=["e164"], name="contact_phone_e164", condition=~Q(e164="")),
        ]

    def __str__(self) -> str:
        return self.number


@tracked_rows("key")
class ContactEmail(models.Model):
    """One of the addresses of a contact; `key` is the lower-case form everybody compares."""

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="emails")
    kind = models.CharField(max_length=8, choices=EmailKind, default=EmailKind.WORK)
    address = models.CharField(_("Address"), max_length=255)
    key = models.GeneratedField(
        expression=Func(F("address"), function="lower"),
        output_field=models.CharField(max_length=255, db_collation="C"),
        db_persist=True,
    )
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        db_table = "contact_email"
        ordering = ["position", "id"]
        indexes = [models.Index(fields=["key"], name="contact_email_key")]

    def __str__(self) -> str:
        return self.address
