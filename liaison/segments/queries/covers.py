"""What cover sheets of a segment say."""

from __future__ import annotations

from liaison.accounts.models import User
from liaison.accounts.queries import organization, require
from liaison.accounts.rules import Right
from liaison.kit.sql import rows
from liaison.letters.values import HOME_COUNTRY
from liaison.segments.models import Segment
from liaison.segments.queries.papers import ADDRESSES, block_of

_WITH_CONTACT = ADDRESSES.replace("SELECT c.type", "SELECT c.id, c.name, c.type", 1)


def cover_addresses(viewer: User, head: Segment) -> dict[int, tuple[str, ...]]:
    """The address of each distinct contact in line order, its name where it has none (R-SEG-98).

    Without privacy-blocked and archived contacts. Two statements.
    """
    require(viewer, Right.READ_SEGMENTS)
    require(viewer, Right.READ_CONTACTS)
    ours = organization()
    home = ours.country or HOME_COUNTRY
    found: dict[int, tuple[str, ...]] = {}
    for contact, name, *row in rows(_WITH_CONTACT, {"segment": head.pk}):
        if contact not in found:
            block = block_of(tuple(row), ours.language, home)
            found[contact] = tuple(block.split("\n")) if block else (str(name),)
    return found


def company_lines() -> tuple[str, ...]:
    """Our own name, address, phone, VAT number, bank and account, as far as they are known."""
    ours = organization()
    city = " ".join(filter(None, (ours.post_code, ours.city)))
    known = (
        ours.name, ours.name_2, ours.address, ours.address_2, city, ours.phone, ours.vat_no, ours.bank_name,
        ours.bank_branch, ours.iban, ours.giro_no,
    )  # fmt: skip
    return tuple(filter(None, known))
