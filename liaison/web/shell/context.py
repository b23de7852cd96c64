"""What the frame of every page needs; worked out only when a template asks."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.safestring import SafeString
from django.utils.translation import pgettext_lazy

from liaison.accounts.models import User
from liaison.accounts.queries import allowed
from liaison.accounts.rules import Right
from liaison.kit.text import Words, language
from liaison.web.shell import answers, frame

THEMES: Final = (
    ("auto", pgettext_lazy("appearance", "Auto"), ""),
    ("light", pgettext_lazy("appearance", "Light"), "day"),
    ("dark", pgettext_lazy("appearance", "Dark"), "night"),
)
# Each language by its own name, so that whoever landed in the wrong one finds the way back.
LANGUAGES: Final = {"fr": "Français", "de": "Deutsch", "it": "Italiano", "en": "English"}


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice of a setting of the frame."""

    code: str
    text: Words
    current: bool
    icon: str = ""


class Shell:
    """The frame around one request: navigation, appearance, language, toasts."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @cached_property
    def user(self) -> User | None:
        """Who is signed in."""
        user = getattr(self.request, "user", None)
        return user if user is not None and user.is_authenticated else None

    @property
    def head(self) -> SafeString:
        """Stylesheet, icon and scripts."""
        return frame.head()

    @property
    def areas(self) -> SafeString:
        """The side navigation."""
        return frame.areas(self.user, self.request.path) if self.user else SafeString("")

    @property
    def overlays(self) -> SafeString:
        """Dialogs, the model of a toast, words for scripts."""
        return frame.overlays()

    @property
    def theme(self) -> str:
        """Light or dark as chosen, empty to follow the system."""
        chosen = self.request.COOKIES.get("theme", "")
        return chosen if chosen in {"light", "dark"} else ""

    @property
    def themes(self) -> list[Choice]:
        """The appearances to choose from."""
        now = self.theme or "auto"
        return [Choice(code, text, code == now, icon) for code, text, icon in THEMES]

    @property
    def languages(self) -> list[Choice]:
        """The languages of the interface to choose from."""
        now = language()
        return [Choice(code, LANGUAGES[code], code == now) for code, _name in settings.LANGUAGES]

    @property
    def keys_off(self) -> bool:
        """Whether the reader switched the single-letter keys off."""
        return self.request.COOKIES.get("keys") == "off"

    @property
    def lang(self) -> str:
        """The language of the page for ``<html lang>``: fr-CH."""
        return f"{language()}-CH"

    @property
    def toasts(self) -> list[dict[str, str]]:
        """What happened, said once."""
        return answers.toasts(self.request)

    @cached_property
    def new_interaction(self) -> str:
        """The address of the guide, empty for whoever may not record."""
        return self._address("interaction_new", Right.RECORD)

    @cached_property
    def sendings(self) -> str:
        """The address of what is being sent now, empty for whoever may not see it."""
        return self._address("sendings", Right.READ_SEGMENTS)

    def _address(self, route: str, right: Right) -> str:
        if self.user is None or not allowed(self.user, right):
            return ""
        try:
            return reverse(route)
        except NoReverseMatch:
            return ""


def shell(request: HttpRequest) -> dict[str, object]:
    """The context of the frame."""
    return {"shell": Shell(request)}
