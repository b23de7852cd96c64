"""Words for people, translated when they are shown; domains take them here, as pure rules know no Django."""

from typing import TypeAlias

from django.utils.functional import Promise, lazy
from django.utils.translation import gettext, gettext_lazy, ngettext_lazy, pgettext_lazy

__all__ = ["Words", "colon", "colon_lazy", "gettext_lazy", "ngettext_lazy", "pgettext_lazy"]

Words: TypeAlias = str | Promise
"""What people read: in one language already, or translated when it is shown."""


def colon(label: object, words: object = "") -> str:
    """« Objet : Offre » or “Subject: Offer”, as the language of the moment spaces the colon."""
    with_colon = gettext("%(words)s:") % {"words": label}
    return f"{with_colon} {words}" if words else with_colon


colon_lazy = lazy(colon, str)
"""The same, put together when it is shown."""
