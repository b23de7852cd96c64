from __future__ import annotations

import re
import tomllib
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import NormalizedName, canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ("run", "dev", "install")
PINNED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;]+)", re.MULTILINE)


def pinned(lock: str) -> dict[NormalizedName, str]:
    text = (ROOT / "requirements" / f"{lock}.txt").read_text(encoding="utf-8")
    return {canonicalize_name(name): version for name, version in PINNED.findall(text)}


def wanted(lock: str) -> list[Requirement]:
    """What pyproject.toml asks for in this lock file."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    project = settings["project"]
    extras = project["optional-dependencies"]
    asked = {
        "run": [*project["dependencies"], *extras["embedded"]],
        "dev": [*project["dependencies"], *(line for lines in extras.values() for line in lines)],
        "install": settings["dependency-groups"]["install"],
    }[lock]
    return [Requirement(line) for line in asked]


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_holds_what_the_project_asks_for(lock: str) -> None:
    found = pinned(lock)

    unmet = [
        str(requirement)
        for requirement in wanted(lock)
        if found.get(canonicalize_name(requirement.name), "") not in requirement.specifier
    ]
    assert unmet == []


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_holds_nothing_the_project_does_not_lead_to(lock: str) -> None:
    """A package that was dropped from the project must leave the lock too."""
    text = (ROOT / "requirements" / f"{lock}.txt").read_text(encoding="utf-8")
    blocks = re.split(r"\n(?=[A-Za-z0-9])", text)
    direct = {
        canonicalize_name(block.split("==")[0].split("[")[0])
        for block in blocks
        if re.search(r"liaison \(|install\)", block)
    }

    assert direct == {canonicalize_name(requirement.name) for requirement in wanted(lock)}


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_names_no_index_and_pins_every_hash(lock: str) -> None:
    text = (ROOT / "requirements" / f"{lock}.txt").read_text(encoding="utf-8")
    blocks = [block for block in re.split(r"\n(?=[A-Za-z0-9-])", text) if block.strip()]

    assert re.findall(r"https?://|--\w*index-url|file:", text) == []
    assert [block.split()[0] for block in blocks if "--hash=sha256:" not in block] == []


def test_what_is_installed_is_what_is_pinned() -> None:
    installed = {
        canonicalize_name(package.metadata["Name"]): package.version for package in metadata.distributions()
    }

    others = {
        name: (installed[name], version)
        for name, version in pinned("dev").items()
        if name in installed and installed[name] != version
    }
    assert others == {}
