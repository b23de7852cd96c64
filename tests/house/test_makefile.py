"""What `make` installs and when it fails, with programs that only note what they are asked."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

MAKEFILE = Path(__file__).parents[2] / "Makefile"
NOTING = """#!/bin/sh
echo "$(basename "$0") $*" >> asked
case "$*" in
  "-m pip --version") test -e .venv/pip ;;
  "-m venv"*) rm -rf .venv/bin/python && mkdir -p .venv/bin && cp "$0" .venv/bin/python && touch .venv/pip ;;
  *pytest*) exit 1 ;;
esac
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout whose tools are there: nothing of Liaison, and everything installed long ago."""
    shutil.copy(MAKEFILE, tmp_path)
    for name in (
        "requirements/install.txt",
        "requirements/run.txt",
        "requirements/dev.txt",
        "pyproject.toml",
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
        os.utime(tmp_path / name, (1, 1))
    for name in (".venv/bin/python", ".venv/bin/uv", ".ci/packages", "python3"):
        program = tmp_path / name
        program.parent.mkdir(parents=True, exist_ok=True)
        program.write_text(NOTING)
        program.chmod(0o755)
    for name in ("pip", "python", "run", "dev"):
        (tmp_path / ".venv" / name).touch()
    return tmp_path


def make(checkout: Path, *arguments: str) -> int:
    python = f"PYTHON={checkout / 'python3'}"
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    return subprocess.run(["make", python, *arguments], cwd=checkout, check=False, env=kept).returncode


def asked(checkout: Path) -> list[str]:
    return (checkout / "asked").read_text().splitlines() if (checkout / "asked").exists() else []


def test_what_is_installed_for_developers_is_not_installed_again(checkout: Path) -> None:
    (checkout / ".venv" / "run").unlink()

    assert make(checkout, ".venv/run") == 0
    assert asked(checkout) == []


@pytest.mark.parametrize("changed", ["requirements/run.txt", "pyproject.toml"])
def test_a_new_dependency_is_installed_for_developers_too(checkout: Path, changed: str) -> None:
    os.utime(checkout / ".venv/dev", (2, 2))
    os.utime(checkout / ".venv/run", (2, 2))
    (checkout / changed).touch()

    assert make(checkout, ".venv/run") == 0
    assert asked(checkout)[0].startswith("uv pip install")
    assert asked(checkout)[1].endswith("-e .")


def test_an_environment_that_was_made_by_half_is_made_anew(checkout: Path) -> None:
    """As Debian leaves it without python3-venv: Python, and no pip."""
    for name in ("pip", "python"):
        (checkout / ".venv" / name).unlink()

    assert make(checkout, ".venv/python") == 0
    assert "python3 -m venv --clear .venv" in asked(checkout)


def test_an_environment_whose_python_is_gone_is_made_anew(checkout: Path) -> None:
    """As after an upgrade of the system: the link leads nowhere."""
    python = checkout / ".venv" / "bin" / "python"
    python.unlink()
    python.symlink_to(checkout / "gone")
    (checkout / ".venv" / "pip").unlink()

    assert make(checkout, ".venv/python") == 0
    assert "python3 -m venv --clear .venv" in asked(checkout)


def test_tests_that_fail_fail_with_an_old_make_too(checkout: Path) -> None:
    """Apple's knows no .SHELLFLAGS and calls the shell with -c alone."""
    assert make(checkout, ".SHELLFLAGS=-c", "test") != 0
