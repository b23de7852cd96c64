"""The kinds of codes that classify contacts: who may have which, and how they are called.

A kind is named by the singular of its table (``mailing_group``). Doors speak of kinds by their keys;
the tables behind them stand in `models`.
"""

from __future__ import annotations

from dataclasses import dataclass

from liaison.kit.text import Words
from liaison.kit.text import gettext_lazy as _

COMPANY, PERSON = "company", "person"


@dataclass(frozen=True, slots=True)
class Kind:
    """One code table: its key, its name, and which types of contact may have its codes."""

    key: str
    name: Words
    """The name of the table, in the plural."""
    holders: tuple[str, ...] = (COMPANY, PERSON)
    many: bool = True
    """Whether a contact may have several; otherwise the code is a field of the contact."""

    @property
    def plural(self) -> str:
        """The key of what a contact has of this kind: ``mailing_groups``."""
        return f"{self.key.removesuffix('y')}ies" if self.key.endswith("y") else f"{self.key}s"

    @property
    def of_one_type(self) -> bool:
        """Whether only companies, or only people, have codes of this kind (R-CON-74)."""
        return len(self.holders) == 1

    @property
    def of_company(self) -> bool:
        """Whether a person's codes are those of the company (R-CON-75)."""
        return self.holders == (COMPANY,)


MAILING_GROUP = Kind("mailing_group", _("Mailing groups"))
INDUSTRY_GROUP = Kind("industry_group", _("Industry groups"), (COMPANY,))
BUSINESS_RELATION = Kind("business_relation", _("Business relations"), (COMPANY,))
JOB_RESPONSIBILITY = Kind("job_responsibility", _("Job responsibilities"), (PERSON,))
WEB_SOURCE = Kind("web_source", _("Web sources"), (COMPANY,))
ORGANIZATIONAL_LEVEL = Kind("organizational_level", _("Organizational levels"), (PERSON,), many=False)
TERRITORY = Kind("territory", _("Territories"), many=False)

KINDS: dict[str, Kind] = {
    kind.key: kind
    for kind in (
        MAILING_GROUP,
        INDUSTRY_GROUP,
        BUSINESS_RELATION,
        JOB_RESPONSIBILITY,
        ORGANIZATIONAL_LEVEL,
        TERRITORY,
        WEB_SOURCE,
    )
}
ASSIGNED: dict[str, Kind] = {key: kind for key, kind in KINDS.items() if kind.many}
"""The kinds of which a contact may have several."""
