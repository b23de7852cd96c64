"""The icons: symbols of the sprite `static/web/icons.svg`, drawn on 24 × 24 with a stroke of 1.75."""

from __future__ import annotations

from functools import cache
from typing import Literal

from django.templatetags.static import static
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from liaison.web.templatetags.ui.html import EMPTY, element, join
from liaison.web.templatetags.ui.registry import Components

register = Components()

IconName = Literal[
    "home", "contacts", "person", "company", "interactions", "tasks", "segments", "campaigns",
    "opportunities", "reports", "setup", "email", "phone", "meeting", "letter", "document",
    "message", "web", "note", "search", "plus", "minus", "check", "close", "edit", "delete", "more",
    "undo", "redo", "refresh", "warning", "info", "good", "blocked", "attachment", "print",
    "export", "import", "filter", "columns", "view", "bookmark", "up", "down", "left", "right",
    "arrow", "open", "clock", "calendar", "place", "link", "reply", "send", "comment", "star",
    "archive", "lock", "team", "language", "day", "night", "key", "keyboard", "leave", "pause",
    "code", "",
]  # fmt: skip
"""The names of the icons; empty for none."""


@cache
def _sprite() -> str:
    """The address of the sprite; the same for the life of the process."""
    return static("web/icons.svg")


@cache
def plain_icon(name: str) -> SafeString:
    """The icon as decoration."""
    href = conditional_escape(f"{_sprite()}#{name}")
    markup = f'<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><use href="{href}"/></svg>'
    return mark_safe(markup)  # noqa: S308 - the address is escaped


@register.part
def icon(name: IconName, label: str = "") -> SafeString:
    """An icon of the sprite; decoration unless `label` names it for those who do not see it.

    ``{% icon "phone" %}`` · ``{% icon "lock" label=_("Private") %}``
    """
    if not name:
        return EMPTY
    if not label:
        return plain_icon(name)
    use = element("use", href=f"{_sprite()}#{name}")
    return element(
        "svg",
        join(element("title", label), use),
        class_="icon",
        viewBox="0 0 24 24",
        role="img",
        aria_label=label,
    )
