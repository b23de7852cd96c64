"""Words for people, translated when they are shown; here so that pure rules need not know Django."""

from django.utils.functional import lazy
from django.utils.translation import gettext, gettext_lazy, ngettext_lazy, pgettext_lazy

__all__ = ["colon", "colon_lazy", "gettext_lazy", "ngettext_lazy", "pgettext_lazy"]


def colon(label: object, words: object = "") -> str:
    """« Objet : Offre » or “Subject: Offer”, as the language of the moment spaces the colon."""
    with_colon = gettext("%(words)s:") % {"words": label}
    return f"{with_colon} {words}" if words else with_colon


colon_lazy = lazy(colon, str)
"""The same, put together when it is shown."""
