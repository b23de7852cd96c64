"""What holds for contacts, and why something is refused; pure."""

from liaison.contacts.rules.addresses import ADDRESS_LIMITS, check_address, check_ranges
from liaison.contacts.rules.codes import check_code, check_holder, check_url, code_taken, in_use, look_up_url
from liaison.contacts.rules.contacts import (
    blocked,
    check_company,
    check_fields,
    cleaned,
    guarded,
    may_change_type,
    retyped,
)
from liaison.contacts.rules.names import NameParts, follow_search_name, join_name, named, split_name
from liaison.contacts.rules.salutations import check_deletable, check_formula, check_renamed
from liaison.contacts.rules.texts import check_email, check_lengths, check_phone

__all__ = [
    "ADDRESS_LIMITS",
    "NameParts",
    "blocked",
    "check_address",
    "check_code",
    "check_company",
    "check_deletable",
    "check_email",
    "check_fields",
    "check_formula",
    "check_holder",
    "check_lengths",
    "check_phone",
    "check_ranges",
    "check_renamed",
    "check_url",
    "cleaned",
    "code_taken",
    "follow_search_name",
    "guarded",
    "in_use",
    "join_name",
    "look_up_url",
    "may_change_type",
    "named",
    "retyped",
    "split_name",
]
