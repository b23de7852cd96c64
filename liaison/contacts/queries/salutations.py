"""Salutation codes, formulas, and how a letter to a contact opens."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, QuerySet

from liaison.accounts.models import User
from liaison.accounts.queries import organization, require
from liaison.accounts.rules import Right
from liaison.contacts.models import Contact, Salutation, SalutationFormula
from liaison.contacts.salutations import (
    FORMAL,
    Formula,
    Key,
    NameValues,
    SalutationText,
    assemble,
    choose_salutation,
)


@dataclass(frozen=True, slots=True)
class FilledFormula:
    """What a formula says to one contact; no `language` is any of them."""

    language: str
    formality: str
    text: str


def salutations(viewer: User, *, active: bool | None = True) -> QuerySet[Salutation]:
    """The salutation codes; `active` None: all."""
    require(viewer, Right.READ_CONTACTS)
    found = Salutation.objects.order_by("code")
    return found if active is None else found.filter(active=active)


def salutation_counts(viewer: User) -> dict[int, int]:
    """How many contacts have each salutation, by its id; one statement (R-CON-78).

    Contacts put away are left out, so that the figure is what the list of contacts shows.
    """
    require(viewer, Right.READ_CONTACTS)
    found = Contact.objects.filter(archived_at=None).exclude(salutation=None)
    return dict(found.order_by().values_list("salutation_id").annotate(count=Count("pk")))


def salutation_uses(salutation: Salutation) -> int:
    """How many contacts have the salutation, those put away too; one statement (R-CON-76)."""
    return Contact.objects.filter(salutation=salutation.pk).count()


def formulas() -> dict[Key, Formula]:
    """Every salutation formula by code, language and formality; one statement over a small table."""
    rows = SalutationFormula.objects.values_list(
        "salutation__code", "language", "formality", "text", "name_1", "name_2", "name_3", "name_4", "name_5"
    )
    return {
        (code, language, formality): Formula(text, tuple(names))
        for code, language, formality, text, *names in rows
    }


def salutation_of(contact: Contact, formality: str = FORMAL, *, language: str = "") -> SalutationText:
    """How a letter to `contact` opens, in its language or in `language`; never fails (R-CON-95, 96)."""
    return choose_salutation(
        formulas(),
        code=contact.salutation.code if contact.salutation else "",
        formality=formality,
        language=language or contact.language,
        organization_language=organization().language,
        values=name_values(contact),
    )


def filled_formulas(viewer: User, contact: Contact) -> list[FilledFormula]:
    """Each formula of the salutation of `contact`, filled for it; one statement (R-CON-97)."""
    require(viewer, Right.READ_CONTACTS)
    values = name_values(contact)
    found = SalutationFormula.objects.filter(salutation=contact.salutation_id)
    return [
        FilledFormula(row.language, row.formality, assemble(Formula(row.text, row.names), values))
        for row in found.order_by("language", "formality")
    ]


def name_values(contact: Contact) -> NameValues:
    """The parts of `contact` that a salutation may name."""
    return NameValues(
        job_title=contact.job_title,
        first_name=contact.first_name,
        middle_name=contact.middle_name,
        surname=contact.surname,
        initials=contact.initials,
        company_name=contact.company.name if contact.company else "",
    )
