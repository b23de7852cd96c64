"""Words for people, translated when they are shown; domains take them here, as pure rules know no Django."""

from typing import Final, TypeAlias

from django.conf import settings
from django.utils.functional import Promise, lazy
from django.utils.translation import get_language, gettext, gettext_lazy, ngettext_lazy, pgettext_lazy

__all__ = [
    "GROUP",
    "Words",
    "colon",
    "colon_lazy",
    "gettext_lazy",
    "grouped",
    "language",
    "ngettext_lazy",
    "pgettext_lazy",
]

Words: TypeAlias = str | Promise
"""What people read: in one language already, or translated when it is shown."""

GROUP: Final = {"fr": "\u202f", "de": "’", "it": "’", "en": "’"}
"""What groups the figures of a number by thousands, by language; in French the narrow no-break space."""


def language() -> str:
    """The interface language of this moment: fr, de, it or en."""
    code = (get_language() or settings.LANGUAGE_CODE).partition("-")[0]
    return code if code in GROUP else "en"


def grouped(count: int) -> str:
    """A whole number by thousands, as the language of the moment writes it: 1 284."""
    return f"{count:,}".replace(",", GROUP[language()])


def colon(label: object, words: object = "") -> str:
    """« Objet : Offre » or “Subject: Offer”, as the language of the moment spaces the colon."""
    with_colon = gettext("%(words)s:") % {"words": label}
    return f"{with_colon} {words}" if words else with_colon


colon_lazy = lazy(colon, str)
"""The same, put together when it is shown."""
