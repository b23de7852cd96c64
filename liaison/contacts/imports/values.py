"""Words in files become the codes of Liaison: countries, languages, salutations, yes and no."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources

from babel import Locale

from liaison.kit.folding import fold

READ_IN = ("en", "fr", "de", "it")
_WORDS = tomllib.loads(resources.files(__package__).joinpath("words.toml").read_text(encoding="utf-8"))


def _turned(name: str) -> dict[str, str]:
    """The codes of one table of `words.toml` by their words."""
    return {word.rstrip("."): code for code, words in _WORDS[name].items() for word in words.split()}


_SALUTATIONS, _TYPES = _turned("salutations"), _turned("types")
_CORRESPONDENCE, _ANSWERS = _turned("correspondence"), _turned("answers")


@cache
def _territories() -> dict[str, str]:
    found = dict(_WORDS["countries"])
    for language in READ_IN:
        for code, name in Locale(language).territories.items():
            if len(code) == 2 and code.isalpha():
                found.setdefault(fold(name), code)
    return found


@cache
def _languages() -> dict[str, str]:
    found: dict[str, str] = {}
    for language in READ_IN:
        for code, name in Locale(language).languages.items():
            if code.isalpha():
                found.setdefault(fold(name), code)
    return found


def country(text: str) -> str | None:
    """The two letters of a country named in one of four languages or by its code; None when unknown."""
    plain = " ".join(text.split())
    if len(plain) == 2 and plain.isascii() and plain.isalpha():
        return plain.upper()
    return _WORDS["country_codes"].get(plain.upper()) or _territories().get(fold(plain))


def language(text: str) -> str | None:
    """The code of a language (``fr``, ``fr-CH``) by code or name; None when unknown."""
    plain = " ".join(text.split()).replace("_", "-")
    base, dash, region = plain.partition("-")
    if base.isascii() and base.isalpha() and len(base) in {2, 3}:
        code = base.lower()
        return f"{code}-{region.upper()}" if dash and region.isalnum() else code
    name, bracket, rest = plain.partition(" (")
    found = _languages().get(fold(plain)) or _languages().get(fold(name))
    place = _territories().get(fold(rest.rstrip(")"))) if bracket else None
    return f"{found}-{place}" if found and place and "-" not in found else found


def salutation(text: str) -> str:
    """The code of a salutation for a form of address; what is none is taken for the code itself."""
    return _SALUTATIONS.get(fold(text).strip().rstrip("."), text.strip().upper())


def salutation_of_prefix(prefix: str) -> str:
    """The code for the title before a name on a card; empty when it says nothing."""
    return _SALUTATIONS.get(fold(prefix).strip().rstrip("."), "")


def contact_type(text: str) -> str | None:
    """``company`` or ``person`` for a word in one of four languages; None when unknown."""
    return _TYPES.get(fold(text).strip())


def yes(text: str) -> bool | None:
    """Yes or no in one of four languages; None when it is neither."""
    answer = _ANSWERS.get(fold(text).strip())
    return None if answer is None else answer == "yes"


def correspondence_type(text: str) -> str | None:
    """The key of a correspondence type; None when unknown."""
    return _CORRESPONDENCE.get(fold(text).strip().replace(" ", ""))
