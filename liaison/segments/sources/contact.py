"""The contact itself."""

from __future__ import annotations

from liaison.kit.clock import company_time_zone
from liaison.kit.text import gettext_lazy as _
from liaison.kit.text import pgettext_lazy
from liaison.segments.criteria import CHOICE, CODE, DATE, FLAG
from liaison.segments.sources.shape import Source, field, fields

TYPES = (("company", _("Company")), ("person", _("Person")))
CORRESPONDENCE = (
    ("none", pgettext_lazy("correspondence", "None")),
    ("hard_copy", _("Hard copy")),
    ("email", _("E-mail")),
)
CREATED_ON = f"({{r}}.created_at AT TIME ZONE '{company_time_zone()}')::date"

SOURCES = (
    Source(
        key="contact",
        words=_("Contact"),
        fields=fields(
            field("no", _("No."), type=CODE),
            field("search_name", _("Search name")),
            field("type", _("Type"), type=CHOICE, choices=TYPES),
            field("salesperson", _("Salesperson"), "{r}.salesperson_id", table="salesperson", name="name"),
            field("post_code", _("Post code")),
            field("country", _("Country"), type=CODE),
            field("territory", _("Territory"), "{r}.territory_id", table="territory"),
            field("name", _("Name")),
            field("language", _("Language")),
            field("correspondence_type", _("Correspondence type"), type=CHOICE, choices=CORRESPONDENCE),
            field("name_2", _("Name 2")),
            field("first_name", _("First name")),
            field("surname", _("Surname")),
            field("address", _("Address")),
            field("city", _("City")),
            field("region", _("Region")),
            field("email", _("E-mail")),
            field("phone", _("Phone")),
            field("mobile_phone", _("Mobile")),
            field("home_page", _("Web site")),
            field("job_title", _("Job title")),
            field("salutation", _("Salutation"), "{r}.salutation_id", table="salutation"),
            field(
                "organizational_level",
                _("Organizational level"),
                "{r}.organizational_level_id",
                table="organizational_level",
            ),
            field("company", _("Company"), "{r}.company_id", table="contact", column="no", name="name"),
            field("vat_no", _("VAT number")),
            field("external_id", _("External number")),
            field("created_on", _("Created on"), CREATED_ON, type=DATE),
            field("exclude_from_segment", _("Exclude from segments"), type=FLAG),
            field("minor", _("Minor"), type=FLAG),
            field("parental_consent", _("Parental consent received"), type=FLAG),
            field("privacy_blocked", _("Privacy blocked"), type=FLAG),
        ),
    ),
)
