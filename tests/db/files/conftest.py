from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def files_folder(settings: Any, tmp_path: Path) -> Path:
    """A folder of stored files for this test alone."""
    folder = tmp_path / "files"
    settings.FILES_FOLDER = folder
    return folder
