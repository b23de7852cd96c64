"""What a Word file and a written body must be like: the words of each refusal, and the bounds."""

from __future__ import annotations

from liaison.kit.errors import Refusal
from liaison.kit.text import gettext_lazy as _

MOST_FIELDS = 250
LONGEST_FIELD_NAME = 39


def not_word() -> Refusal:
    """Any other file than a Word document (E-INT-26)."""
    return Refusal(_("Only Word documents can be merged."), "file", "E-INT-26")


def old_word() -> Refusal:
    """E-INT-26 for the old format and for files behind a password, which look alike."""
    return Refusal(
        _("This Word file is in the old .doc format or has a password. Save it as .docx without password."),
        "file",
        "E-INT-26",
    )


def damaged() -> Refusal:
    """A Word document that is broken (E-INT-27)."""
    return Refusal(_("The document cannot be read."), "file", "E-INT-27")


def empty() -> Refusal:
    """A file without a byte in it (E-INT-23)."""
    return Refusal(_("The file is empty."), "file", "E-INT-23")


NOT_NOW = "letter_later"
"""The code of what may succeed later as it is."""


def not_made_now() -> Refusal:
    """A paper that nothing is wrong with: the disk is full, or the machine has too much to do."""
    return Refusal(_("The document could not be made just now."), code=NOT_NOW)


def small_letters(keyword: str) -> Refusal:
    """E-INT-46 for a field whose keyword is not in capitals, and would stay unfilled."""
    return Refusal(
        _("Write the keyword of each Word field in capitals: %(field)s.") % {"field": keyword},
        "file",
        "E-INT-46",
    )


def linked() -> Refusal:
    """E-INT-27 for a file whose content lies elsewhere."""
    return Refusal(
        _("The document takes text or pictures from other files. Put them into the document itself."),
        "file",
        "E-INT-27",
    )


def with_macros() -> Refusal:
    """E-INT-26 for a file with programs in it."""
    return Refusal(_("The document contains macros. Save it as .docx."), "file", "E-INT-26")


def field_not_supported(keyword: str) -> Refusal:
    """E-INT-46 for fields that step from record to record."""
    return Refusal(
        _("The document uses the Word field %(field)s, which is not possible here.") % {"field": keyword},
        "file",
        "E-INT-46",
    )


def no_merge_field() -> Refusal:
    """A document to be merged, which says the same to everybody (E-INT-46)."""
    return Refusal(_("The document has no merge field."), "file", "E-INT-46")


def unknown_merge_field(name: str, field: str | None = "file") -> Refusal:
    """A merge field that stays empty, as nothing has its name (E-INT-46)."""
    return Refusal(
        _("There is no merge field named “%(name)s”.") % {"name": name[:80]},
        field,
        "E-INT-46",
    )


def long_merge_field(name: str) -> Refusal:
    """E-INT-46: a name of 40 or more characters (R-INT-134)."""
    return Refusal(
        _("The name of the merge field “%(name)s” is too long; use at most 39 characters.")
        % {"name": name[:80]},
        "file",
        "E-INT-46",
    )


def many_merge_fields() -> Refusal:
    """E-INT-46: more than 250 fields."""
    return Refusal(_("The document has more than 250 merge fields."), "file", "E-INT-46")


def open_merge_field(field: str | None = "body") -> Refusal:
    """A placeholder that begins and does not end."""
    return Refusal(_("A merge field begins with {{ but does not end with }}."), field, "E-INT-46")
