"""The ground of the browser journeys: Chromium, a server, a signed-in screen, and no silent error.

A journey asks for ``screen``::

    def test_call_is_logged(screen: Screen, cast: Cast) -> None:
        screen.sign_in(cast.aline)
        screen.go("/contacts/CT-000482")
        ...
        screen.check_accessible()

Whatever the console complains about during a journey fails it at its end; a complaint that belongs to the
journey (an answer 422, say) is announced by ``screen.expect("422")``.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings as django_settings
from django.core.signals import request_finished, request_started
from django.test import Client
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Locator,
    Page,
    ViewportSize,
    expect,
    sync_playwright,
)

from liaison.accounts.models import User
from tests.cast import Cast, make_cast

# The synchronous Playwright keeps an event loop in this thread, which Django would mistake for async code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

expect.set_options(timeout=30_000)
WIDE: ViewportSize = {"width": 1440, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
# What a page asks for when it has come has been put in. The browser's own word for it, an idle network,
# waits half a second more.
SETTLED = """() => new Promise((done) => {
  const look = () => document.querySelector(".htmx-request") ? setTimeout(look, 20) : done();
  requestAnimationFrame(() => setTimeout(look, 20));
})"""
# What htmx tells when a page is left, or typing goes on, while a request is under way; a request that
# truly fails is told by htmx:sendError beside it.
BROKEN_OFF = ("htmx:sendAbort", "htmx:afterRequest")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--lang=fr-CH"]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, started once; without it the journeys are skipped, on CI they fail."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        words = "Chromium is not installed; install it (apt install chromium) to run the browser journeys."
        if os.environ.get("CI") == "true":
            pytest.fail(words)
        pytest.skip(words)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


class Underway:
    """The requests that the server has begun and not finished."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._count = 0
        request_started.connect(self._began)
        request_finished.connect(self._ended)

    def _began(self, **_: object) -> None:
        with self._lock:
            self._count += 1

    def _ended(self, **_: object) -> None:
        with self._lock:
            self._count -= 1

    def wait(self) -> None:
        """Until none is left: emptying the tables meanwhile would lock against what they still read."""
        end = time.monotonic() + 30
        while self._count > 0:
            assert time.monotonic() < end, f"{self._count} requests are not answered"
            time.sleep(0.01)

    def close(self) -> None:
        """Count no longer."""
        request_started.disconnect(self._began)
        request_finished.disconnect(self._ended)


@dataclass
class Screen:
    """One browser window on the running installation."""

    page: Page
    base: str
    complaints: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=lambda: list(BROKEN_OFF))

    @property
    def context(self) -> BrowserContext:
        """The profile of the browser: cookies, colours."""
        return self.page.context

    def sign_in(self, user: User) -> None:
        """Give the browser a session of `user` without walking through the sign-in page."""
        client = Client()
        client.force_login(user)
        name = django_settings.SESSION_COOKIE_NAME
        self.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": self.base}])

    def go(self, path: str) -> Page:
        """Open a page of the installation and wait until nothing is loading any more."""
        self.page.goto(self.base + path)
        self.page.evaluate(SETTLED)
        return self.page

    def expect(self, *pieces: str) -> None:
        """Complaints of the console that contain one of `pieces` belong to this journey."""
        self.expected.extend(pieces)

    def hear(self, words: str) -> None:
        """Note a complaint unless it was expected."""
        if not any(piece in words for piece in self.expected):
            self.complaints.append(words)

    @contextmanager
    def dark(self) -> Iterator[None]:
        """By night."""
        self.page.emulate_media(color_scheme="dark")
        yield
        self.page.emulate_media(color_scheme="light")

    @contextmanager
    def phone(self) -> Iterator[None]:
        """On a window of 390 pixels."""
        self.page.set_viewport_size(PHONE)
        yield
        self.page.set_viewport_size(WIDE)

    def check_accessible(self) -> None:
        """No violation of the accessibility rules (WCAG 2.2 AA and good practice), by day and by night.

        By night only the rules that look at colours can say something else.
        """
        schemes: dict[Literal["light", "dark"], dict[str, Any]] = {"light": {}, "dark": {"runOnly": COLOURS}}
        for scheme, options in schemes.items():
            self.page.emulate_media(color_scheme=scheme)
            self.page.evaluate("Promise.all(document.getAnimations().map((one) => one.finished))")
            found = Axe().run(self.page, options=options)
            assert _violations(found.response) == [], f"{self.page.url} ({scheme})"
        self.page.emulate_media(color_scheme="light")

    def check_width(self) -> None:
        """Nothing stands out of the window sideways, and no table or row of buttons is moved sideways inside."""
        over = self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert over <= 0, f"{self.page.url} is {over} pixels too wide"
        moved = self.page.locator(".table-wrap, .entry .acts").evaluate_all(
            "all => all.filter((one) => one.scrollWidth > one.clientWidth).map((one) => one.outerHTML.slice(0, 200))"
        )
        assert moved == [], self.page.url


def caret_to_end(editor: Locator) -> None:
    """Set the caret behind the last letter of a text editor, and let the editor notice.

    It puts its caret where it believes it to be a moment after it is given the focus; no hand is quicker.
    """
    editor.click()
    editor.evaluate("() => new Promise((done) => setTimeout(done, 100))")
    editor.press("Control+End")
    editor.evaluate("() => new Promise((done) => setTimeout(done, 100))")


def _violations(answer: dict[str, Any]) -> list[str]:
    return [
        f"{rule['id']}: {node['target']} {node['html'][:160]} · {node.get('failureSummary', '')}"
        for rule in answer["violations"]
        for node in rule["nodes"]
    ]


@pytest.fixture
def screen(chromium: Browser, live_server: Any) -> Iterator[Screen]:
    """A fresh window; at the end the console must have stayed silent."""
    context = chromium.new_context(
        viewport=WIDE,
        locale="fr-CH",
        timezone_id="Europe/Zurich",
        color_scheme="light",
        reduced_motion="reduce",
    )
    context.set_default_timeout(30_000)
    context.set_default_navigation_timeout(60_000)  # the first page loads the whole installation
    page = context.new_page()
    opened = Screen(page, live_server.url)

    def on_console(message: ConsoleMessage) -> None:
        if message.type == "error":
            opened.hear(f"{message.text} ({message.location.get('url', '')})")

    page.on("console", on_console)
    page.on("pageerror", lambda error: opened.hear(f"script error: {error}"))
    underway = Underway()
    yield opened
    context.close()
    underway.wait()
    underway.close()
    assert opened.complaints == []


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    """The company everyone knows, committed so that the server sees it."""
    return make_cast()
