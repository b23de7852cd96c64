"""The code tables that classify contacts, and which contact has which code.

A code is kept as long as anything uses it; then it may become inactive: contacts keep it, nobody is
offered it any more (R-CON-76). The pairs have one shape, so that the verbs and queries on them are
written once: the contact, and the code under the name of its table.
"""

from __future__ import annotations

from django.db import models

from liaison.contacts.models.contact import Contact
from liaison.contacts.models.tables import CodeTable, OrganizationalLevel, Territory
from liaison.kit.history import tracked_rows
from liaison.kit.text import gettext_lazy as _


class MailingGroup(CodeTable):
    """Contacts who receive the same mailing."""

    class Meta(CodeTable.Meta):
        db_table = "mailing_group"


class IndustryGroup(CodeTable):
    """A branch that companies work in."""

    class Meta(CodeTable.Meta):
        db_table = "industry_group"


class BusinessRelation(CodeTable):
    """What a company is to us, such as customer, vendor, press or authority."""

    class Meta(CodeTable.Meta):
        db_table = "business_relation"


class JobResponsibility(CodeTable):
    """What a person decides or handles."""

    class Meta(CodeTable.Meta):
        db_table = "job_responsibility"


class WebSource(CodeTable):
    """A web page where companies are looked up; `url` has ``%1`` where the search word goes (R-CON-79)."""

    url = models.CharField(_("Web address"), max_length=255, blank=True)

    class Meta(CodeTable.Meta):
        db_table = "web_source"


class Assigned(models.Model):
    """That a contact has a code; once each (R-CON-74)."""

    contact = models.ForeignKey(Contact, models.CASCADE, db_index=False, related_name="+")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.contact_id}"


@tracked_rows()
class ContactMailingGroup(Assigned):
    """A contact in a mailing group."""

    mailing_group = models.ForeignKey(MailingGroup, models.PROTECT, db_index=False, related_name="contacts")

    class Meta:
        db_table = "contact_mailing_group"
        constraints = [
            models.UniqueConstraint(fields=["contact", "mailing_group"], name="contact_mailing_group_key")
        ]
        indexes = [models.Index(fields=["mailing_group", "contact"], name="contact_of_mailing_group")]


@tracked_rows()
class ContactIndustryGroup(Assigned):
    """A company in an industry group."""

    industry_group = models.ForeignKey(IndustryGroup, models.PROTECT, db_index=False, related_name="contacts")

    class Meta:
        db_table = "contact_industry_group"
        constraints = [
            models.UniqueConstraint(fields=["contact", "industry_group"], name="contact_industry_group_key")
        ]
        indexes = [models.Index(fields=["industry_group", "contact"], name="contact_of_industry_group")]


@tracked_rows()
class ContactBusinessRelation(Assigned):
    """A business relation with a company."""

    business_relation = models.ForeignKey(
        BusinessRelation, models.PROTECT, db_index=False, related_name="contacts"
    )

    class Meta:
        db_table = "contact_business_relation"
        constraints = [
            models.UniqueConstraint(
                fields=["contact", "business_relation"], name="contact_business_relation_key"
            )
        ]
        indexes = [models.Index(fields=["business_relation", "contact"], name="contact_of_business_relation")]


@tracked_rows()
class ContactJobResponsibility(Assigned):
    """A responsibility of a person."""

    job_responsibility = models.ForeignKey(
        JobResponsibility, models.PROTECT, db_index=False, related_name="contacts"
    )

    class Meta:
        db_table = "contact_job_responsibility"
        constraints = [
            models.UniqueConstraint(
                fields=["contact", "job_responsibility"], name="contact_job_responsibility_key"
            )
        ]
        indexes = [models.Index(fields=["job_responsibility", "contact"], name="contact_of_responsibility")]


@tracked_rows()
class ContactWebSource(Assigned):
    """A company looked up on a web source, by its search word."""

    web_source = models.ForeignKey(WebSource, models.PROTECT, db_index=False, related_name="contacts")
    search_word = models.CharField(_("Search word"), max_length=255, blank=True)

    class Meta:
        db_table = "contact_web_source"
        constraints = [
            models.UniqueConstraint(fields=["contact", "web_source"], name="contact_web_source_key")
        ]
        indexes = [models.Index(fields=["web_source", "contact"], name="contact_of_web_source")]


TABLES: dict[str, type[CodeTable]] = {
    "mailing_group": MailingGroup,
    "industry_group": IndustryGroup,
    "business_relation": BusinessRelation,
    "job_responsibility": JobResponsibility,
    "organizational_level": OrganizationalLevel,
    "territory": Territory,
    "web_source": WebSource,
}
"""The code tables by the key of their kind."""
ASSIGNMENTS: dict[str, type[Assigned]] = {
    "mailing_group": ContactMailingGroup,
    "industry_group": ContactIndustryGroup,
    "business_relation": ContactBusinessRelation,
    "job_responsibility": ContactJobResponsibility,
    "web_source": ContactWebSource,
}
"""Which contact has which code; the code stands under the key of the kind."""
