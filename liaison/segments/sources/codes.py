"""The codes that classify contacts; those of a company count for its people too (R-SEG-59)."""

from __future__ import annotations

from liaison.kit.text import Words
from liaison.kit.text import gettext_lazy as _
from liaison.segments.sources.shape import Field, Source, field, fields

OF_COMPANY = "{r}.contact_id = {c}.company_id"
OF_CONTACT = "{r}.contact_id = {c}.id"


def _codes(key: str, words: Words, plural: Words, owner: str, *more: Field) -> Source:
    """The source of the table `contact_<key>`, whose rows name a code of the table `<key>`."""
    return Source(
        key=key,
        words=words,
        plural=plural,
        table=f"contact_{key}",
        owner=owner,
        fields=fields(field("code", _("Code"), f"{{r}}.{key}_id", table=key), *more),
    )


SOURCES = (
    _codes("mailing_group", _("Mailing group"), _("mailing groups"), OF_CONTACT),
    _codes("job_responsibility", _("Job responsibility"), _("job responsibilities"), OF_CONTACT),
    _codes("industry_group", _("Industry group"), _("industry groups"), OF_COMPANY),
    _codes("business_relation", _("Business relation"), _("business relations"), OF_COMPANY),
    _codes(
        "web_source", _("Web source"), _("web sources"), OF_COMPANY, field("search_word", _("Search word"))
    ),
)
