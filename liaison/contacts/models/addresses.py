"""Alternative addresses and the periods in which they hold."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from liaison.contacts.models.contact import Contact
from liaison.kit.history import tracked_rows
from liaison.kit.text import gettext_lazy as _
from liaison.kit.versions import made_of


@tracked_rows()
class AlternativeAddress(models.Model):
    """Another address of a contact, valid in a period or always offered (R-CON-81, 84)."""

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="alternative_addresses")
    code = models.CharField(_("Code"), max_length=20)
    company_name = models.CharField(_("Company name"), max_length=255, blank=True)
    address = models.CharField(_("Address"), max_length=255, blank=True)
    address_2 = models.CharField(_("Address 2"), max_length=255, blank=True)
    post_code = models.CharField(_("Post code"), max_length=20, blank=True)
    city = models.CharField(_("City"), max_length=255, blank=True)
    region = models.CharField(_("Region"), max_length=255, blank=True)
    country = models.CharField(_("Country"), max_length=2, blank=True)
    phone = models.CharField(_("Phone"), max_length=60, blank=True)
    mobile_phone = models.CharField(_("Mobile"), max_length=60, blank=True)
    email = models.CharField(_("E-mail"), max_length=255, blank=True)

    class Meta:
        db_table = "contact_alternative_address"
        constraints = [models.UniqueConstraint(fields=["contact", "code"], name="alternative_address_key")]

    def __str__(self) -> str:
        return self.code

    @property
    def version(self) -> int:
        """What address and periods say as a number; a statement unless the periods are loaded."""
        days = [(one.starting_date, one.ending_date) for one in self.ranges.all()]
        return made_of(self, *sorted(days, key=lambda period: period[0]))


@tracked_rows()
class AddressRange(models.Model):
    """A period in which an alternative address is the valid one; open without ending date."""

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="address_ranges")
    alternative_address = models.ForeignKey(AlternativeAddress, models.CASCADE, related_name="ranges")
    starting_date = models.DateField(_("Starting date"))
    ending_date = models.DateField(_("Ending date"), null=True, blank=True)

    class Meta:
        db_table = "contact_address_range"
        constraints = [
            models.UniqueConstraint(fields=["contact", "starting_date"], name="address_range_key"),
            models.CheckConstraint(
                condition=Q(ending_date=None) | Q(ending_date__gte=F("starting_date")),
                name="address_range_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starting_date} –"
