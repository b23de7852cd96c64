"""Fields, languages and changes of contacts in the reader's words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from babel import Locale, UnknownLocaleError
from django.utils.translation import gettext_lazy as _

from liaison.accounts.changes import Change
from liaison.contacts.kinds import ASSIGNED
from liaison.contacts.models import Contact, ContactType, CorrespondenceType, EmailKind, PhoneKind
from liaison.kit.text import Words
from liaison.web.shell import formats
from liaison.web.shell.parts import Said

EMAILS: dict[str, Words] = {
    EmailKind.WORK: _("E-mail"),
    EmailKind.PRIVATE: _("E-mail (private)"),
    EmailKind.OTHER: _("E-mail (other)"),
}
PHONES: dict[str, Words] = {
    PhoneKind.PHONE: _("Phone"),
    PhoneKind.MOBILE: _("Mobile"),
    PhoneKind.FAX: _("Fax"),
    PhoneKind.OTHER: _("Other phone"),
}
_LISTS: dict[str, Words] = {
    "phones": _("Phone"),
    "emails": _("E-mail"),
    "alternative_addresses": _("Alternative address"),
    **{kind.plural: kind.name for kind in ASSIGNED.values()},
    "archived_at": _("Archived"),
}
_NAMES: dict[str, Words] = {field.name: field.verbose_name for field in Contact._meta.fields}
_VALUES: dict[str, dict[str, Words]] = {
    "type": {kind.value: kind.label for kind in ContactType},
    "correspondence_type": {kind.value: kind.label for kind in CorrespondenceType},
    **{
        name: {"True": _("yes")}
        for name in ("privacy_blocked", "exclude_from_segment", "minor", "parental_consent")
    },
}


def language_name(code: str) -> str:
    """`fr-CH` as "Français (Suisse)" in the reader's language; the code when nobody knows it."""
    try:
        name = Locale.parse(code, sep="-").get_display_name(formats.locale())
    except (ValueError, UnknownLocaleError):
        name = None
    return name[:1].upper() + name[1:] if name else code


def said(change: Change) -> Iterator[Said]:
    """The fields of one change."""
    for one in change.changes:
        label = _LISTS.get(one.field) or _NAMES.get(one.field, one.field)
        yield Said(label, _value(one.field, one.old), _value(one.field, one.new))


def _value(field: str, value: str) -> Words:
    if field == "archived_at" and value:
        return formats.date_and_time(datetime.fromisoformat(value))
    if field == "language" and value:
        return language_name(value)
    return _VALUES.get(field, {}).get(value, value)
