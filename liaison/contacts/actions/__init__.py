"""The verbs on contacts."""

from liaison.contacts.actions.addresses import delete_address, save_address
from liaison.contacts.actions.assigning import (
    assign_code,
    assign_code_many,
    unassign_code,
    unassign_code_many,
)
from liaison.contacts.actions.codes import delete_code, save_code
from liaison.contacts.actions.contacts import (
    archive_contact,
    change_contact,
    create_contact,
    unarchive_contact,
)
from liaison.contacts.actions.importing import import_contacts, queue_import
from liaison.contacts.actions.numbers import next_number
from liaison.contacts.actions.salutations import (
    delete_formula,
    delete_salutation,
    save_formula,
    save_salutation,
)

__all__ = [
    "archive_contact",
    "assign_code",
    "assign_code_many",
    "change_contact",
    "create_contact",
    "delete_address",
    "delete_code",
    "delete_formula",
    "delete_salutation",
    "import_contacts",
    "next_number",
    "queue_import",
    "save_address",
    "save_code",
    "save_formula",
    "save_salutation",
    "unarchive_contact",
    "unassign_code",
    "unassign_code_many",
]
