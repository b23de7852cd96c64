"""The pieces of the frame that many pages share, made once for each language and role.

The template engine costs more than the rest of a page; these pieces never differ between two requests
of the same language, role and area, so a process makes each of them once. In debug they are made anew,
for whoever works on them.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from liaison.accounts.models import User
from liaison.web.shell.navigation import current_url, navigation

MODULES: Final = tuple(
    f"web/js/{name}.js"
    for name in (
        "htmx",
        "dialog",
        "toasts",
        "combobox",
        "keys",
        "menu",
        "forms",
        "autosave",
        "selection",
        "interactions-timeline",
        "interactions-composer",
        "interactions-guide",
    )
)
"""The script modules of the frame, one for each behaviour; none needs another."""
PROFILE: Final = "/profile"


def _make(template: str, **context: object) -> SafeString:
    return render_to_string(template, context)


@lru_cache(maxsize=8)
def _head(urlconf: str) -> SafeString:  # noqa: ARG001 - part of the key
    return _make("shell/_links.html", modules=MODULES)


@lru_cache(maxsize=8)
def _overlays(language: str | None) -> SafeString:  # noqa: ARG001 - part of the key: the active one
    return _make("shell/_overlays.html")


@lru_cache(maxsize=256)
def _areas(urlconf: str, language: str | None, role: str, at: str) -> SafeString:  # noqa: ARG001 - part of the key
    sections = list(navigation(role, at))
    far = [link for _title, links in sections for link in links if link.far]
    at_profile = at == PROFILE
    behind = at_profile or any(link.current for link in far)
    return _make("shell/_areas.html", sections=sections, far=far, at_profile=at_profile, at_more=behind)


def head() -> SafeString:
    """Stylesheet, icon and scripts."""
    make = _head.__wrapped__ if settings.DEBUG else _head
    return make(settings.ROOT_URLCONF)


def overlays() -> SafeString:
    """Dialogs, the model of a toast and the words that scripts say."""
    make = _overlays.__wrapped__ if settings.DEBUG else _overlays
    return make(get_language())


def areas(user: User, path: str) -> SafeString:
    """The side navigation as `user` sees it from the page `path`."""
    make = _areas.__wrapped__ if settings.DEBUG else _areas
    at = PROFILE if path.startswith(PROFILE) else current_url(path)
    return make(settings.ROOT_URLCONF, get_language(), user.role, at)
