"""Programs a test needs besides Python: missing, it is skipped with the reason; in CI it fails."""

from __future__ import annotations

import os
import shutil

import pytest

PROGRAMS = {
    "chromium": ("chromium", "chromium"),
    "dovecot": ("dovecot", "dovecot-imapd"),
    "gettext": ("xgettext", "gettext"),
    "libreoffice": ("soffice", "libreoffice-writer-nogui"),
    "poppler": ("pdftotext", "poppler-utils"),
}
"""What a test calls it, the program, the Debian package."""


def program(name: str) -> str | None:
    """Where the program is, if it is there; the folders of system programs are looked at too."""
    path = os.pathsep.join([os.environ.get("PATH", ""), "/usr/local/sbin", "/usr/sbin", "/sbin"])
    return shutil.which(PROGRAMS[name][0], path=path)


def needs(*names: str) -> pytest.MarkDecorator:
    """Mark a test, or with `pytestmark` a module, that needs these programs."""
    missing = [name for name in names if program(name) is None]
    if not missing:
        return pytest.mark.needs(*names)
    packages = " ".join(PROGRAMS[name][1] for name in missing)
    reason = f"{', '.join(missing)} not installed: apt install {packages}"
    return pytest.mark.unmet(reason) if os.environ.get("CI") == "true" else pytest.mark.skip(reason)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """In CI nothing is left out for want of a program."""
    for marker in item.iter_markers("unmet"):
        pytest.fail(str(marker.args[0]), pytrace=False)
