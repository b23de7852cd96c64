"""Salutations with their formulas."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from liaison.contacts.rules.texts import LANGUAGE, check_lengths
from liaison.contacts.salutations import COMPANY, KEPT, NEUTRAL, PLACES, NameValues
from liaison.kit.errors import Refusal
from liaison.kit.text import gettext_lazy as _


def check_renamed(old: str, new: str) -> Refusal | None:
    """New contacts and imports get a salutation by its code, so that one keeps it (R-CON-12)."""
    if old == new or old not in KEPT:
        return None
    if old in {COMPANY, NEUTRAL}:
        message = _(
            "New contacts get the salutation %(code)s, so its code stays. Change its description instead."
        )
    else:
        message = _(
            "Imports know the salutation %(code)s, so its code stays. Change its description instead."
        )
    return Refusal(message % {"code": old}, field="code", code="salutation.default")


def check_deletable(code: str) -> Refusal | None:
    """What new contacts and imports know by its code stays (R-CON-12)."""
    if code not in KEPT:
        return None
    message = _("New contacts and imports know the salutation %(code)s, so it stays.")
    return Refusal(message % {"code": code}, field="code", code="salutation.default")


def check_formula(*, language: str, formality: str, text: str, names: Sequence[str]) -> Iterator[Refusal]:
    """Everything wrong with a salutation formula (R-CON-89 to 91)."""
    if not text.strip():
        yield Refusal(_("Enter the text of the salutation."), field="text", code="salutation.text_blank")
    yield from check_lengths({"text": text, "language": language}, {"text": 255, "language": 10})
    if language and not LANGUAGE.fullmatch(language):
        yield Refusal(_("Give the language as a code, such as fr-CH."), field="language", code="language")
    if formality not in {"formal", "informal"}:
        yield Refusal(_("This value is not one of the choices."), field="formality", code="choice")
    known = {"", *NameValues.__slots__}
    if len(names) > PLACES or any(name not in known for name in names):
        yield Refusal(_("This value is not one of the choices."), field="names", code="choice")
