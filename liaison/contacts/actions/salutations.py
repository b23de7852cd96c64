"""Salutation codes and their formulas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from liaison.accounts.models import User
from liaison.accounts.rules import Right
from liaison.contacts.actions._writing import may_change
from liaison.contacts.facts import CodeDeleting, CodeRenamed
from liaison.contacts.models import Salutation, SalutationFormula
from liaison.contacts.queries import salutation_uses
from liaison.contacts.rules import (
    check_code,
    check_deletable,
    check_formula,
    check_renamed,
    code_taken,
    in_use,
)
from liaison.kit.errors import refuse
from liaison.kit.facts import announce
from liaison.kit.versions import changed_meanwhile, locked


@transaction.atomic
def save_salutation(
    code: str,
    *,
    description: str,
    by: User | None,
    at: datetime,
    descriptions: Mapping[str, str] | None = None,
    active: bool = True,
    salutation: Salutation | None = None,
    version: int | None = None,
) -> Salutation:
    """Add a salutation code, or change `salutation`; `descriptions` are by language.

    A code in use is made inactive: contacts keep it, nobody is offered it (R-CON-76).
    Raises `Conflict` if `version`, the one the author looked at, is old.
    """
    may_change(by, Right.CHANGE_SETUP)
    if salutation is not None:
        salutation = locked(salutation, version)
    code = code.strip().upper()
    texts = {language: text.strip() for language, text in (descriptions or {}).items() if text.strip()}
    old = "" if salutation is None else salutation.code
    refusals = list(check_code(code, description, texts, old=old))
    others = Salutation.objects.all()
    if salutation is not None:
        others = others.exclude(pk=salutation.pk)
        renamed = check_renamed(old, code)
        refusals += [] if renamed is None else [renamed]
    if others.filter(code=code).exists():
        refusals.append(code_taken(code))
    refuse(refusals)
    row = salutation or Salutation()
    row.code, row.description, row.descriptions, row.active = code, description.strip(), texts, active
    row.save()
    if old and code != old:
        announce(CodeRenamed(kind="salutation", old=old, new=code))
    return row


@transaction.atomic
def delete_salutation(
    salutation: Salutation, *, by: User | None, at: datetime, version: int | None = None
) -> None:
    """Delete a salutation that no contact has, with its formulas (R-CON-76).

    Raises:
        Conflict: somebody else changed or deleted it since `version`.
        Refused: contacts have it, or it is known by its code; nothing was deleted.
    """
    may_change(by, Right.CHANGE_SETUP)
    # Whoever gives it to a contact meanwhile waits for this row, and then finds it gone.
    salutation = locked(salutation, version)
    refuse(check_deletable(salutation.code))
    uses = salutation_uses(salutation)
    refuse(in_use(salutation.code, uses) if uses else None)
    announce(CodeDeleting(kind="salutation", pk=salutation.pk))
    salutation.delete()


@transaction.atomic
def save_formula(
    salutation: Salutation,
    *,
    language: str,
    formality: str,
    text: str,
    names: Sequence[str],
    version: int | None = None,
    by: User | None,
    at: datetime,
) -> SalutationFormula:
    """Write the formula of that language and formality; there is one of each (R-CON-89).

    `version` is that of the formula the reader saw; raises `Conflict` if it has changed or is gone.
    """
    may_change(by, Right.CHANGE_SETUP)
    if version is not None:
        seen = salutation.formulas.filter(language=language, formality=formality).first()
        if seen is None:
            raise changed_meanwhile()
        locked(seen, version)
    names = [name.strip() for name in names]
    refuse(check_formula(language=language, formality=formality, text=text, names=names))
    names = [*names, *[""] * (5 - len(names))]
    row, _made = SalutationFormula.objects.update_or_create(
        salutation=salutation,
        language=language,
        formality=formality,
        defaults={
            "text": text,
            "name_1": names[0],
            "name_2": names[1],
            "name_3": names[2],
            "name_4": names[3],
            "name_5": names[4],
        },
    )
    return row


@transaction.atomic
def delete_formula(
    formula: SalutationFormula, *, by: User | None, at: datetime, version: int | None = None
) -> None:
    """Take a formula away; letters then fall back (R-CON-96).

    Raises `Conflict` if somebody else changed or deleted it since `version`.
    """
    may_change(by, Right.CHANGE_SETUP)
    locked(formula, version).delete()
