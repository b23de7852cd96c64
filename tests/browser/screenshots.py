"""The pictures of the documentation: `make screenshots` takes them from the demonstration company.

The product runs in this process, on a database of its own, at a moment that never changes: the same
code makes the same pictures, as far as the browser and its fonts are the same.
"""

from __future__ import annotations

import logging
import shutil
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import time_machine
from playwright.sync_api import Browser, Page, sync_playwright

from liaison.ops.bench.ground import scratch

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "pictures"
MOMENT = datetime(2026, 11, 24, 9, 55, tzinfo=ZoneInfo("Europe/Zurich"))
"""A Tuesday morning; the history of the company ends here."""

CONTACT = "/contacts/CT-000482/"
HEAVIEST = 350_000
"""Bytes of a picture at most: everybody who clones the repository pays for them."""


def _guide(page: Page) -> None:
    """From the line of the composer into the guide, with what was written."""
    page.locator("main .composer textarea").fill("Relance du devis, hier 14h20 12 min")
    page.locator("main .composer button[name=more]").click()
    page.locator("dialog#dialog [name=description]").wait_for()
    page.evaluate("document.activeElement.blur()")


@dataclass(frozen=True, slots=True)
class Picture:
    """One file: which address, in which window, after which steps."""

    name: str
    path: str
    dark: bool = False
    phone: bool = False
    steps: Callable[[Page], None] = lambda _page: None


PICTURES = (
    Picture("home", "/"),
    Picture("contact", CONTACT),
    Picture("contact-dark", CONTACT, dark=True),
    Picture("contact-phone", CONTACT, phone=True),
    Picture("log", "/interactions/?salesperson=AR"),
    Picture("guide", CONTACT, steps=_guide),
)


def take(browser: Browser, base: str, picture: Picture) -> Path:
    """Take one picture as Aline sees it; raises `RuntimeError` when a page fails or a file is too heavy."""
    from liaison.accounts.queries import user_by_name
    from tests.browser.conftest import PHONE, WIDE, Screen

    context = browser.new_context(
        viewport=PHONE if picture.phone else WIDE,
        device_scale_factor=2 if picture.phone else 1,
        locale="fr-CH",
        timezone_id="Europe/Zurich",
        color_scheme="dark" if picture.dark else "light",
        reduced_motion="reduce",
    )
    context.set_default_timeout(30_000)
    page = context.new_page()
    page.clock.set_fixed_time(MOMENT)
    screen = Screen(page, base)
    page.on("response", lambda answer: screen.hear(answer.url) if answer.status >= 400 else None)
    page.on("pageerror", lambda error: screen.hear(str(error)))
    aline = user_by_name("aline")
    assert aline is not None
    screen.sign_in(aline)
    screen.go(picture.path)
    picture.steps(page)
    page.wait_for_load_state("networkidle")
    file = FOLDER / f"{picture.name}.png"
    page.screenshot(path=file, animations="disabled", caret="hide")
    context.close()
    if screen.complaints:
        raise RuntimeError(f"{picture.name}: {screen.complaints}")
    if file.stat().st_size > HEAVIEST:
        raise RuntimeError(f"{file.name} has {file.stat().st_size} bytes, more than {HEAVIEST}.")
    return file


@contextmanager
def serving() -> Iterator[str]:
    """The product on a free port of this machine; its address."""
    from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler

    from liaison.wsgi import application

    class Silent(WSGIRequestHandler):
        def log_message(self, *_words: object) -> None:
            """Nobody reads them."""

    server = ThreadedWSGIServer(("127.0.0.1", 0), Silent)
    server.set_app(application)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def main() -> int:
    """Take every picture, or those named on the command line."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        sys.stderr.write("Chromium is not installed; install it: apt install chromium.\n")
        return 1
    FOLDER.mkdir(exist_ok=True)
    # What needs the product loaded is imported once it stands on its scratch database.
    with scratch(), time_machine.travel(MOMENT, tick=False):
        from liaison.ops.commands.demo import PASSWORD
        from liaison.ops.demo.load import load
        from tests.browser.conftest import FLAGS

        logging.getLogger("liaison").setLevel(logging.WARNING)
        load(PASSWORD, at=MOMENT)
        with serving() as base, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
            for picture in PICTURES:
                if picture.name in (sys.argv[1:] or [picture.name]):
                    file = take(browser, base, picture)
                    sys.stdout.write(
                        f"{file.relative_to(FOLDER.parents[1])}  {file.stat().st_size // 1000} kB\n"
                    )
            browser.close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
