"""How a letter opens: formulas with placeholders, and what happens when one is missing.

A formula is chosen by salutation code, language and formality; it never stands in the way of a
letter. Where none fits, the organization's neutral salutation is used and the reader is told.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

PLACES = 5
CUT = 260
FORMAL, INFORMAL = "formal", "informal"
COMPANY, NEUTRAL = "COMPANY", "NEUTRAL"
"""The codes of new companies and of new persons; the neutral one also stands in for others (R-CON-96)."""
KEPT = frozenset({COMPANY, NEUTRAL, "FAMILY", "MR", "MS"})
"""The codes that are known by name: those of new contacts, and those that words in files stand for."""


@dataclass(frozen=True, slots=True)
class Formula:
    """Text with ``%1`` … ``%5`` and the names of the parts that fill them (R-CON-91)."""

    text: str
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NameValues:
    """The parts of a contact that a formula may name."""

    job_title: str = ""
    first_name: str = ""
    middle_name: str = ""
    surname: str = ""
    initials: str = ""
    company_name: str = ""

    def part(self, name: str) -> str:
        """The part called `name`; empty for none."""
        return str(getattr(self, name)).strip() if name in self.__slots__ else ""


@dataclass(frozen=True, slots=True)
class SalutationText:
    """A finished salutation; `fallback` when another than the wished formula was used (R-CON-96)."""

    text: str
    language: str
    fallback: bool


Key = tuple[str, str, str]
"""Salutation code, language (empty for any), formality."""

_NEUTRAL: dict[str, dict[str, tuple[Formula, str]]] = {
    FORMAL: {
        "fr": (Formula("Bonjour %1 %2 ,", ("first_name", "surname")), "Mesdames, Messieurs,"),
        "de": (Formula("Guten Tag %1 %2", ("first_name", "surname")), "Sehr geehrte Damen und Herren"),
        "it": (Formula("Buongiorno %1 %2 ,", ("first_name", "surname")), "Gentili Signore, egregi Signori,"),
        "en": (Formula("Dear %1 %2 ,", ("first_name", "surname")), "Dear Sir or Madam,"),
    },
    INFORMAL: {
        "fr": (Formula("Bonjour %1 ,", ("first_name",)), "Bonjour,"),
        "de": (Formula("Hallo %1", ("first_name",)), "Guten Tag"),
        "it": (Formula("Ciao %1 ,", ("first_name",)), "Buongiorno,"),
        "en": (Formula("Hello %1 ,", ("first_name",)), "Hello,"),
    },
}


def assemble(formula: Formula, values: NameValues) -> str:
    """The text of `formula` with its placeholders filled (R-CON-91 to 94).

    An empty part takes the blank after its placeholder with it; in the end no blank is left around,
    doubled, or before a comma, full stop or exclamation mark.
    """
    text = formula.text
    parts = [values.part(name) for name in formula.names[:PLACES]]
    parts += [""] * (PLACES - len(parts))
    for place, part in enumerate(parts, start=1):
        if not part:
            text = text.replace(f"%{place} ", "", 1)
    text = re.sub("%([1-5])", lambda found: parts[int(found[1]) - 1], text)[:CUT]
    return re.sub(" +([,.!])", r"\1", " ".join(text.split()))


def base_language(language: str) -> str:
    """``fr`` of ``fr-CH``; the language itself when it has no region."""
    return language.partition("-")[0]


def _attempts(code: str, language: str) -> list[tuple[str, str]]:
    """Code and language in the order of R-CON-96; the first one or two are what was wished."""
    tried = [(code, language), (code, base_language(language)), (code, "")] if code else []
    return list(dict.fromkeys(tried))


def neutral(formality: str, language: str, organization_language: str, values: NameValues) -> SalutationText:
    """The built-in salutation that presumes nothing, in a language there is one for (R-CON-96)."""
    table = _NEUTRAL[INFORMAL if formality == INFORMAL else FORMAL]
    known = (base_language(given) for given in (language, organization_language, "en"))
    chosen = next(given for given in known if given in table)
    formula, plain = table[chosen]
    filled = any(values.part(name) for name in formula.names)
    return SalutationText(assemble(formula, values) if filled else plain, chosen, fallback=True)


def choose_salutation(
    formulas: Mapping[Key, Formula],
    *,
    code: str,
    formality: str,
    language: str,
    organization_language: str,
    values: NameValues,
) -> SalutationText:
    """The salutation for a contact; never fails (R-CON-90, 95, 96).

    The contact's code in its language, in the base language, in any language; then the neutral code
    in the contact's language and in the organization's; then the built-in one. What stands in the
    contact's own code and language, or its base language, is no fallback.
    """
    wished = _attempts(code, language)
    others = [
        *((NEUTRAL, given) for given in (language, base_language(language)) if given),
        *((NEUTRAL, given) for given in (organization_language, base_language(organization_language))),
    ]
    for tried, given in [*wished, *others]:
        formula = formulas.get((tried, given, formality))
        text = assemble(formula, values) if formula is not None else ""
        if text:
            good = tried == code and given in {language, base_language(language)}
            return SalutationText(text, given or language, fallback=not good)
    return neutral(formality, language, organization_language, values)
