"""What holds for contacts, and why something is refused; pure."""

from liaison.contacts.rules.codes import check_address, check_formula, check_ranges, check_salutation
from liaison.contacts.rules.contacts import (
    blocked,
    check_company,
    check_fields,
    cleaned,
    may_change_type,
    retyped,
)
from liaison.contacts.rules.names import NameParts, follow_search_name, join_name, named, split_name
from liaison.contacts.rules.texts import check_email, check_phone

__all__ = [
    "NameParts",
    "blocked",
    "check_address",
    "check_company",
    "check_email",
    "check_fields",
    "check_formula",
    "check_phone",
    "check_ranges",
    "check_salutation",
    "cleaned",
    "follow_search_name",
    "join_name",
    "may_change_type",
    "named",
    "retyped",
    "split_name",
]
