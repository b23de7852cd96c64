"""Reads on contacts."""

from liaison.contacts.queries.codes import (
    CodeOf,
    all_codes,
    code_counts,
    code_ids,
    code_named,
    code_uses,
    codes,
    codes_of,
    kinds_on,
)
from liaison.contacts.queries.contacts import (
    CODES,
    PLAIN,
    active_address_of,
    addresses_of,
    blocked_reason,
    contact,
    contact_named,
    contacts_by_no,
    fields_of,
    people,
)
from liaison.contacts.queries.history import contact_history
from liaison.contacts.queries.listing import (
    ContactFilters,
    contacts_matching,
    export_contacts,
    list_contacts,
)
from liaison.contacts.queries.salutations import (
    formulas,
    name_values,
    salutation_counts,
    salutation_of,
    salutation_uses,
    salutations,
)
from liaison.contacts.queries.search import FoundContact, find_contacts

__all__ = [
    "CODES",
    "PLAIN",
    "CodeOf",
    "ContactFilters",
    "FoundContact",
    "active_address_of",
    "addresses_of",
    "all_codes",
    "blocked_reason",
    "code_counts",
    "code_ids",
    "code_named",
    "code_uses",
    "codes",
    "codes_of",
    "contact",
    "contact_history",
    "contact_named",
    "contacts_by_no",
    "contacts_matching",
    "export_contacts",
    "fields_of",
    "find_contacts",
    "formulas",
    "kinds_on",
    "list_contacts",
    "name_values",
    "people",
    "salutation_counts",
    "salutation_of",
    "salutation_uses",
    "salutations",
]
