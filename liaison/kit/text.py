"""Words for people, translated when they are shown; here so that pure rules need not know Django."""

from django.utils.translation import gettext_lazy, ngettext_lazy, pgettext_lazy

__all__ = ["gettext_lazy", "ngettext_lazy", "pgettext_lazy"]
