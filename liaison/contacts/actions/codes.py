"""The code tables: add, change, make inactive, delete what nobody uses."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from liaison.accounts.models import User
from liaison.accounts.rules import Right
from liaison.contacts.actions._writing import may_change
from liaison.contacts.facts import CodeDeleting, CodeRenamed
from liaison.contacts.fields import CodeFields
from liaison.contacts.kinds import WEB_SOURCE, Kind
from liaison.contacts.models import TABLES, CodeTable, WebSource
from liaison.contacts.queries import code_uses
from liaison.contacts.rules import check_code, check_url, code_taken, in_use
from liaison.kit.errors import refuse
from liaison.kit.facts import announce
from liaison.kit.versions import locked


@transaction.atomic
def save_code(
    kind: Kind,
    given: CodeFields,
    *,
    by: User | None,
    at: datetime,
    row: CodeTable | None = None,
    version: int | None = None,
) -> CodeTable:
    """Add a code, or write `given` over `row`.

    An inactive code stays with the contacts that have it and is offered to no other (R-CON-76). Contacts
    point at the row, so a new code is at once the code of all of them (R-CON-77).

    Raises:
        Conflict: somebody else changed the row since `version`, the one the author looked at.
        Refused: the code is empty, too long or taken, or a text is wrong; nothing was written.
    """
    may_change(by, Right.CHANGE_SETUP)
    if row is not None:
        row = locked(row, version)
    code, url = given.code.strip().upper(), given.url.strip() if kind is WEB_SOURCE else ""
    description = given.description.strip()
    texts = {language: text.strip() for language, text in given.descriptions.items() if text.strip()}
    old = "" if row is None else row.code
    refusals = [*check_code(code, description, texts, old=old), *check_url(url)]
    table = TABLES[kind.key]
    others = table._default_manager.exclude(pk=None if row is None else row.pk)  # noqa: SLF001
    if not refusals and others.filter(code=code).exists():
        refusals.append(code_taken(code))
    refuse(refusals)
    kept = table() if row is None else row
    kept.code, kept.description, kept.descriptions, kept.active = code, description, texts, given.active
    if isinstance(kept, WebSource):
        kept.url = url
    kept.save()
    if old and code != old:
        announce(CodeRenamed(kind=kind.key, old=old, new=code))
    return kept


@transaction.atomic
def delete_code(
    kind: Kind, row: CodeTable, *, by: User | None, at: datetime, version: int | None = None
) -> None:
    """Delete a code that no contact has; one in use can only become inactive (R-CON-76).

    Raises:
        Conflict: somebody else changed or deleted it since `version`.
        Refused: contacts have it, or something else needs it; nothing was deleted.
    """
    may_change(by, Right.CHANGE_SETUP)
    # Whoever gives the code meanwhile waits for this row, and then finds it gone.
    row = locked(row, version)
    uses = code_uses(kind, row)
    refuse(in_use(row.code, uses) if uses else None)
    announce(CodeDeleting(kind=kind.key, pk=row.pk))
    row.delete()
