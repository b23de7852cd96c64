"""What is printed and exported of a segment: addresses for labels, and the contacts of its lines."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from liaison.accounts.models import User
from liaison.accounts.queries import organization, require
from liaison.accounts.rules import Right
from liaison.contacts.models import ContactPhone, PhoneKind
from liaison.kit.sql import rows
from liaison.letters.labels import Lines
from liaison.letters.values import HOME_COUNTRY, Address, address_block
from liaison.segments.effective import ALL_JOINED
from liaison.segments.models import Segment, SegmentLine

_FIELDS = ("address", "address_2", "post_code", "city", "region", "country")
_PLACES = ", ".join(f"{alias}.{field}" for alias in ("a", "c", "firm") for field in _FIELDS)
ADDRESSES = f"""
SELECT c.type = 'company', c.name, c.name_2, a.company_name, firm.name, coalesce(l.language, c.language),
       {_PLACES}
{ALL_JOINED}
LEFT JOIN contact firm ON firm.id = c.company_id
WHERE NOT c.privacy_blocked AND c.archived_at IS NULL
ORDER BY l.line_no
"""


def label_lines(viewer: User, head: Segment) -> list[Lines]:
    """The address of each line in line order, as on an envelope; a line without address has none.

    Contacts that are privacy-blocked or archived have none; `left_out` tells how many these are.
    It is the line's alternative address, or the valid one on the line's date, else the contact's, else
    that of its company (R-SEG-100). Two statements.
    """
    require(viewer, Right.READ_SEGMENTS)
    require(viewer, Right.READ_CONTACTS)
    ours = organization()
    home = ours.country or HOME_COUNTRY
    blocks = (block_of(row, ours.language, home) for row in rows(ADDRESSES, {"segment": head.pk}))
    return [tuple(block.split("\n")) for block in blocks if block]


def block_of(row: tuple[object, ...], fallback: str, home: str) -> str:
    """The address of a row of `ADDRESSES`; empty without one."""
    is_company, name, name_2, given, firm, language = row[:6]
    places = _places(row[6:])
    where = next((place for place in places if not place.blank), None)
    if where is None:
        return ""
    names = [given, name, name_2] if is_company else [given or firm, name]
    return address_block([str(each or "") for each in names], where, str(language or fallback), home)


def _places(values: tuple[object, ...]) -> Iterator[Address]:
    for first in range(0, len(values), len(_FIELDS)):
        found = values[first : first + len(_FIELDS)]
        yield Address(**{field: str(value or "") for field, value in zip(_FIELDS, found, strict=True)})


def left_out(viewer: User, head: Segment) -> int:
    """How many contacts labels, lists and exports leave out: privacy-blocked and archived contacts."""
    require(viewer, Right.READ_SEGMENTS)
    gone = Q(contact__privacy_blocked=True) | Q(contact__archived_at__isnull=False)
    lines = SegmentLine.objects.filter(gone, segment=head, removed_by=None)
    return int(lines.aggregate(count=Count("contact", distinct=True))["count"])


def export_lines(viewer: User, head: Segment) -> QuerySet[SegmentLine]:
    """The lines with their contacts in line order, to be read with ``iterator()`` (R-SEG-96)."""
    require(viewer, Right.READ_SEGMENTS)
    require(viewer, Right.READ_CONTACTS)
    require(viewer, Right.EXPORT)
    fax = ContactPhone.objects.filter(contact=OuterRef("contact"), kind=PhoneKind.FAX).order_by("id")
    return (
        SegmentLine.objects.filter(
            segment=head, removed_by=None, contact__privacy_blocked=False, contact__archived_at=None
        )
        .annotate(fax=Subquery(fax.values("number")[:1]))
        .select_related(
            "contact__company",
            "contact__salesperson",
            "contact__salutation",
            "contact__territory",
            "contact__organizational_level",
        )
        .defer("contact__search", "contact__company__search")
        .order_by("line_no")
    )
