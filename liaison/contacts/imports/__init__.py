"""Contacts from files: CSV, XLSX and vCard become lines that the import verb understands; no tables here."""

from liaison.contacts.imports.columns import FIELDS, check_mapping, propose_mapping, read_mapping
from liaison.contacts.imports.lines import ContactLine
from liaison.contacts.imports.reading import Source, lines_of, read_source
from liaison.contacts.imports.results import ImportResult, LineResult, Outcome

__all__ = [
    "FIELDS",
    "ContactLine",
    "ImportResult",
    "LineResult",
    "Outcome",
    "Source",
    "check_mapping",
    "lines_of",
    "propose_mapping",
    "read_mapping",
    "read_source",
]
